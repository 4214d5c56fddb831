"""How somebody works a page: with the keyboard alone, by touch on a telephone, with a mouse while scripts are off."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as NothingOpenedError

MOST_STOPS = 150
"""So often Tab is pressed before something counts as out of reach."""
_TRIES, _PATIENCE = 4, 5_000
"""So often, and each time for so many milliseconds, the box for choosing a file is waited for."""

_FOCUS = """(wanted) => {
    const one = document.activeElement;
    if (!one || one === document.body) return ["", false];
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return [ring && inside ? "" : one.outerHTML.slice(0, 160), one === wanted];
}"""


class Hands:
    """Works with a mouse; the others below only differ in how they touch things."""

    context: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}

    def __init__(self, page: Page) -> None:
        self.page = page

    def find(self, selector: str) -> Locator:
        """Give what is there to be used first; what is folded away, in the menu or elsewhere, is opened."""
        found = self.page.locator(selector).first
        if not found.is_visible() and (menu := self.page.locator(".menu-toggle")).is_visible():
            self.press(menu)
        folded = found.locator("xpath=ancestor::details[not(@open)]/summary")
        if not found.is_visible() and folded.count():
            self.press(folded.first)
        found.wait_for()
        return found

    def press(self, place: Locator) -> None:
        place.click()

    def write(self, place: Locator, words: str) -> None:
        place.fill(words)

    def choose(self, place: Locator, value: str) -> None:
        place.select_option(value)

    def attach(self, place: Locator, file: Path) -> None:
        place.set_input_files(file)

    def _choose_file(self, open_box: Callable[[], None], file: Path) -> None:
        """Choose a file in the box of the system; where none opened, do again what opens it, as a person would.

        A browser on a machine that is busy now and then shuts the box before anybody is told of it.
        """
        for left in reversed(range(_TRIES)):
            try:
                with self.page.expect_file_chooser(timeout=_PATIENCE) as chosen:
                    open_box()
                chosen.value.set_files(file)
            except NothingOpenedError:
                if not left:
                    raise
            else:
                return

    # what a person does with them
    def follow(self, selector: str) -> None:
        """Go where a link or a button leads."""
        place = self.find(selector)
        with self.page.expect_navigation():
            self.press(place)

    def fill(self, typed: dict[str, str]) -> None:
        for name, words in typed.items():
            self.write(self.find(f'main [name="{name}"]'), words)


class ScriptsOff(Hands):
    """The same with JavaScript off."""

    context = Hands.context | {"java_script_enabled": False}


class Touch(Hands):
    """A telephone: fingers, and no pointer that hovers."""

    context = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

    def press(self, place: Locator) -> None:
        place.tap()

    def write(self, place: Locator, words: str) -> None:
        place.tap()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)

    def choose(self, place: Locator, value: str) -> None:
        place.tap()
        place.select_option(value)  # the list itself is the telephone's
        self.page.keyboard.press("Escape")

    def attach(self, place: Locator, file: Path) -> None:
        self._choose_file(place.tap, file)


class Keyboard(Hands):
    """Nothing but keys; at each stop it must be seen where one is (without motion: the page is there at once)."""

    context = Hands.context | {"reduced_motion": "reduce"}

    def go_to(self, place: Locator) -> None:
        """Press Tab until one is there."""
        wanted = place.element_handle()
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            unseen, is_there = self.page.evaluate(_FOCUS, wanted)
            assert not unseen, f"No visible focus at {unseen}"
            if is_there:
                return
        raise AssertionError(f"Out of reach by Tab: {place}")

    def press(self, place: Locator) -> None:
        self.go_to(place)
        self.page.keyboard.press("Enter")

    def write(self, place: Locator, words: str) -> None:
        self.go_to(place)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def choose(self, place: Locator, value: str) -> None:
        """Go down the list to the value, as the arrow keys do."""
        self.go_to(place)
        self.page.keyboard.press("Home")
        for _option in range(place.locator("option").count()):
            if place.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"Not to be chosen with the arrow keys: {value}")

    def attach(self, place: Locator, file: Path) -> None:
        self.go_to(place)
        self._choose_file(lambda: self.page.keyboard.press("Enter"), file)
