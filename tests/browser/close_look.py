"""What is asked of a page at every width, in light and dark: one load, and the window changes under it."""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = {1280: 900, 390: 844, 320: 640}
"""A desk, a telephone, and the narrowest: a window of 1280 px at 400 %."""
SCHEMES = ("light", "dark")
TITLE = {"vi": "Theo dõi kết nạp Đảng", "en": "Party admission tracker"}

LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
"""The rules of axe that can answer otherwise though the same elements are shown: of colours, and of places."""

_AXE = """async (only) => (await axe.run(document, {
    resultTypes: ["violations"],
    rules: {"target-size": {enabled: true}},
    preload: false,  // no rule that is asked reads style sheets
    selectors: false,  // half of its time, and a fault is told by its HTML
    ...(only && {runOnly: only}),
})).violations.map((found) => [found.id, found.help, found.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))])"""
_SHOWN = """() => [...document.querySelectorAll("*")]
    .map((one) => Number(one.checkVisibility({visibilityProperty: true, opacityProperty: true}))).join("")"""
_FRAME = """() => ({
    headings: document.querySelectorAll("h1").length,
    title: document.title,
    lang: document.documentElement.lang,
    nowhere: [...document.querySelectorAll('a[href=""]')].map((one) => one.textContent.trim()),
})"""
_WIDTH = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
_SMALL = """() => {
    const least = 44, slack = 0.5;
    const shown = (one) => one.checkVisibility({visibilityProperty: true}) && !one.closest("[hidden]");
    const boxes = (one) => [one, ...(one.labels || [])].map((part) => part.getBoundingClientRect());
    const size = (one) => {
        const all = boxes(one).filter((box) => box.width && box.height);
        return [
            Math.max(...all.map((box) => box.right)) - Math.min(...all.map((box) => box.left)),
            Math.max(...all.map((box) => box.height)),
        ];
    };
    // A link among the words of a sentence is as high as its line.
    const inSentence = (one) => {
        if (one.tagName !== "A" || getComputedStyle(one).display !== "inline") return false;
        const around = one.closest("p, li, dd, td, th, figcaption, caption, label, .form-text, div");
        return around && around.textContent.trim().length > one.textContent.trim().length + 2;
    };
    return [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")]
        .filter((one) => shown(one) && boxes(one)[0].bottom > 0 && !inSentence(one))
        .map((one) => [...size(one), one])
        .filter(([width, height]) => width < least - slack || height < least - slack)
        .map(([width, height, one]) => `${Math.round(width)} x ${Math.round(height)} ${one.outerHTML.slice(0, 140)}`);
}"""


def look_closely(page: Page, language: str) -> Iterator[str]:
    """Give every fault of the page that is open; what was judged is judged again for its colours and places only."""
    yield from faults_of_frame(page, language)
    page.emulate_media(reduced_motion="reduce")  # else a colour is measured on its way from light to dark
    page.evaluate(Axe().axe_script)
    judged: set[str] = set()
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for fault in faults_of_width(page):
            yield f"{width} px: {fault}"
        for scheme in SCHEMES:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            for fault in faults_for_axe(page, judged):
                yield f"{width} px, {scheme}: {fault}"
    page.emulate_media(color_scheme="light")


def faults_of_frame(page: Page, language: str) -> Iterator[str]:
    frame: dict[str, Any] = page.evaluate(_FRAME)
    if frame["headings"] != 1:
        yield f"has {frame['headings']} h1"
    if frame["lang"] != language:
        yield f"says that it is in “{frame['lang']}”"
    for words in frame["nowhere"]:
        yield f"has a link that leads nowhere: “{words}”"
    before, _, product = frame["title"].rpartition("·")
    if product.strip() != TITLE[language] or not before.strip():
        yield f"is titled “{frame['title']}”"


def faults_of_width(page: Page) -> Iterator[str]:
    needed, there = page.evaluate(_WIDTH)
    if needed > there:
        yield f"scrolls sideways ({needed} px)"
    for small in page.evaluate(_SMALL):
        yield f"target too small: {small}"


def faults_for_axe(page: Page, judged: set[str]) -> Iterator[str]:
    """Give what axe, which the page was handed before, complains of. `judged` are the looks of this page that were
    judged whole and grows: where the same elements are shown again, only colours and places are asked for.
    """
    shown = page.evaluate(_SHOWN)
    for name, words, nodes in page.evaluate(_AXE, LOOKS if shown in judged else None):
        yield f"axe {name} ({words}): {'; '.join(nodes)}"
    judged.add(shown)
