"""The pictures of the guides, static/help/: `make screens` takes them anew from the demo, so that they stay true.

Small WebP files: Chromium draws the picture and packs it as well. Look at each of them after a change that is seen.
"""

import base64
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.screens import FLAGS, ROOT, product, wait_for_mail

FOLDER = ROOT / "static" / "help"
PHONE, DESK = (390, 620), (800, 560)
MOST_BYTES = 60 * 1024
QUALITIES = (0.82, 0.7, 0.55, 0.4)
TODAY = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
FILE = "main a[href^='/cases/']:not([href*='?']):not([href='/cases/']):not([href='/cases/new/'])"
SECRETARIES = tuple(f"bithu{number:02d}" for number in range(1, 13))
_PACK = """async ([png, quality]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


class NothingToShowError(Exception):
    """The demo has nothing of the kind for this account."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture: who looks, how large the screen is, how to get there, and from which element on it is shown."""

    name: str
    size: tuple[int, int]
    accounts: tuple[str, ...]
    walk: Callable[[Page, str], None]
    top: str = "main h1"


@dataclass
class Studio:
    """The demo with a page for each account that was needed so far."""

    browser: Browser
    address: str
    password: str
    pages: dict[tuple[str, tuple[int, int]], Page] = field(default_factory=dict)

    def page_of(self, account: str, size: tuple[int, int]) -> Page:
        if (account, size) not in self.pages:
            context = self.browser.new_context(
                viewport={"width": size[0], "height": size[1]}, locale="vi-VN", device_scale_factor=1.5
            )
            self.pages[account, size] = page = context.new_page()
            page.goto(f"{self.address}/sign-in/")
            page.fill("[name=username]", account)
            page.fill("[name=password]", self.password)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "sign-in" not in url)
            later = page.locator("button[name=later]")
            if later.count():
                with page.expect_navigation():
                    later.click()
        return self.pages[account, size]

    def take(self, scene: Scene) -> None:
        """Take one picture, as the first account that has something to show. Raises: SystemExit where none has."""
        for account in scene.accounts:
            page = self.page_of(account, scene.size)
            try:
                scene.walk(page, self.address)
            except NothingToShowError:
                continue
            page.locator(scene.top).first.evaluate("element => window.scrollTo(0, element.offsetTop - 14)")
            page.wait_for_timeout(300)
            (FOLDER / f"{scene.name}.webp").write_bytes(self.packed(page.screenshot(animations="disabled")))
            return
        raise SystemExit(f"The demo has nothing for the picture “{scene.name}”.")

    def packed(self, png: bytes) -> bytes:
        """Pack a picture as well as its size allows. Raises: SystemExit."""
        page = self.browser.new_page()
        try:
            for quality in QUALITIES:
                packed = base64.b64decode(page.evaluate(_PACK, [base64.b64encode(png).decode(), quality]))
                if len(packed) <= MOST_BYTES:
                    return packed
        finally:
            page.close()
        raise SystemExit(f"A picture has more than {MOST_BYTES} bytes.")


def at(path: str) -> Callable[[Page, str], None]:
    """Open an address."""
    return lambda page, address: _open(page, address, path)


def in_file(stage: str, then: str = "") -> Callable[[Page, str], None]:
    """Open the first file at a stage, or the address below it."""

    def walk(page: Page, address: str) -> None:
        _open(page, address, f"/cases/?stage={stage}")
        if not page.locator(FILE).count():
            raise NothingToShowError
        file = (page.locator(FILE).first.get_attribute("href") or "").split("?")[0]
        _open(page, address, f"{file}{then}")
        if then and page.url.split("?")[0] != f"{address}{file}{then}":
            raise NothingToShowError

    return walk


def followed(path: str, *links: str) -> Callable[[Page, str], None]:
    """Open an address, then one link after the other."""

    def walk(page: Page, address: str) -> None:
        _open(page, address, path)
        for link in links:
            found = page.locator(f"main {link}").first
            if not found.count():
                raise NothingToShowError
            with page.expect_navigation():
                found.click()

    return walk


def correction(page: Page, address: str) -> None:
    """Open the form that corrects the first fact of a file."""
    in_file("probation")(page, address)
    links = page.locator("main a[href$='/correct/']")
    if not links.count():
        raise NothingToShowError
    page.goto(f"{address}{links.first.get_attribute('href')}")


def vote(page: Page, address: str) -> None:
    """Fill in a vote that is enough."""
    in_file("ready_for_branch", "steps/admission_resolution/")(page, address)
    entitled = int(page.locator("[name=vote_entitled]").input_value() or "9")
    for name, figure in (
        ("entitled", entitled),
        ("present", entitled),
        ("for", entitled),
        ("against", 0),
        ("blank", 0),
    ):
        page.fill(f"[name=vote_{name}]", str(figure))
    page.wait_for_timeout(700)


def ceremony(page: Page, address: str) -> None:
    """Count back from a day three months ahead."""
    followed("/planning/", "a[href$='/ceremony-plan/']")(page, address)
    day = TODAY + timedelta(days=90)
    page.goto(f"{page.url.split('?')[0]}?on={day:%d/%m/%Y}")


def draft(page: Page, address: str) -> None:
    """Begin a draft of the calendar, or go on with it."""
    followed("/calendars/", "a[href^='/calendars/']")(page, address)
    with page.expect_navigation():
        page.click("main form[action$='/draft/'] button, main a[href^='/calendar-drafts/']")
    page.goto(f"{page.url}acts/swap/")


def _open(page: Page, address: str, path: str) -> None:
    answer = page.goto(f"{address}{path}")
    if answer is not None and answer.status >= 400:  # noqa: PLR2004 - the account may not, or nothing is there
        raise NothingToShowError


SCENES = (
    Scene("alerts", PHONE, SECRETARIES, at("/alerts/")),
    Scene("open-file", PHONE, SECRETARIES, at("/cases/new/")),
    Scene("assign-sponsors", PHONE, SECRETARIES, in_file("nominated", "steps/assign_sponsor/")),
    Scene("record-paper", PHONE, SECRETARIES, in_file("sponsored", "steps/application/")),
    Scene("record-vote", PHONE, SECRETARIES, vote, top="[name=vote_method]"),
    Scene("decision-received", PHONE, SECRETARIES, in_file("awaiting_receipt", "steps/decision_receipt/")),
    Scene("ceremony", PHONE, SECRETARIES, ceremony),
    Scene("recognition", PHONE, SECRETARIES, in_file("ready_for_recognition"), top=".next-step"),
    Scene("correct", PHONE, SECRETARIES, correction),
    Scene("leave", PHONE, SECRETARIES, at("/leave/new/")),
    Scene("day", DESK, ("canbo",), at("/")),
    Scene("find", DESK, ("canbo",), at("/cases/?stage=probation")),
    Scene("prepare", DESK, ("canbo", "dangu01", "dangu02"), in_file("awaiting_decision", "steps/admission_decision/")),
    Scene("import", DESK, ("canbo",), at("/import/")),
    Scene("queue", DESK, ("thamdinh", "duyet"), at("/decisions/")),
    Scene("approve", DESK, ("thamdinh", "duyet"), followed("/decisions/", "a[href^='/decisions/']"), top="main h1"),
    Scene("extension", DESK, ("thamdinh",), in_file("awaiting_decision", "steps/admission_extension/")),
    Scene("late", DESK, ("kiemtra",), at("/")),
    Scene("pack", DESK, ("kiemtra",), in_file("official", "inspection/")),
    Scene("journal", DESK, ("kiemtra",), at("/journal/")),
    Scene("accounts", DESK, ("quantri",), at("/accounts/")),
    Scene("organisations", DESK, ("quantri",), followed("/organizations/", "table a[href^='/organizations/']")),
    Scene("calendar-swap", DESK, ("quantri",), draft),
    Scene("regulations", DESK, ("quantri",), followed("/rules/", "a[href^='/rules/QD294']")),
    Scene("mail-state", DESK, ("quantri",), at("/mail/")),
)


def main() -> None:
    """Take all pictures, or those named on the command line."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Chromium is not installed (Debian: apt-get install chromium).")
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = set(sys.argv[1:]) or {scene.name for scene in SCENES}
    with tempfile.TemporaryDirectory() as scratch, product(Path(scratch)) as address, sync_playwright() as playwright:
        accounts = (Path(scratch) / "demo_accounts.txt").read_text(encoding="utf-8")
        found = re.search(r"^bithu01 .* (\S+)$", accounts, re.MULTILINE)
        if found is None:
            raise SystemExit("The demo wrote no accounts.")
        wait_for_mail(Path(scratch) / "mail")
        studio = Studio(playwright.chromium.launch(executable_path=chromium, args=FLAGS), address, found[1])
        for scene in SCENES:
            if scene.name in wanted:
                studio.take(scene)
        studio.browser.close()


if __name__ == "__main__":
    main()
