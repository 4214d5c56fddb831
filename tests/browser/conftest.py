"""Chromium of the machine, and what every page visited has to satisfy."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils.translation import override
from playwright.sync_api import ConsoleMessage, Page, Request

from members.models import Account
from tests.browser.close_look import faults_for_axe

WIDE, NARROW = 1280, 390
HEIGHT = 900
SCREENSHOTS = os.environ.get("SCREENSHOTS_DIR", "")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one. Playwright's event loop and the ORM share a thread on purpose."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    assert path, "Chromium is not installed (Debian: apt-get install chromium; or set CHROMIUM=/path)"
    return {"executable_path": path, "args": FLAGS, "headless": True}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"viewport": {"width": WIDE, "height": HEIGHT}, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go: SCREENSHOTS_DIR, or a folder that nobody keeps."""
    folder = Path(SCREENSHOTS or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def words_of_the_product() -> Iterator[None]:
    """A test compares with the words of the first language, whatever language was asked for in this process before."""
    with override(settings.LANGUAGE_CODE):
        yield


@dataclass
class Visitor:
    """A person at a page, who looks at it closely."""

    page: Page
    address: str
    folder: Path
    complaints: list[str] = field(default_factory=list)
    looked_at: int = 0

    def __post_init__(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self._on_request)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def be(self, username: str) -> None:
        """Be signed in from the next page on."""
        client = Client()
        client.force_login(Account.objects.get(username=username))
        name = settings.SESSION_COOKIE_NAME
        self.page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])

    def fill(self, typed: dict[str, str]) -> None:
        """Type values into the fields of that name, as a person does: choose, tick or write."""
        for name, value in typed.items():
            fields = self.page.locator(f'main [name="{name}"]')
            kind = fields.first.evaluate("field => field.type")
            if kind == "radio":
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()
            elif kind == "checkbox":
                fields.set_checked(bool(value))
            elif kind == "select-one":
                fields.select_option(value)
            else:
                fields.fill(value)

    def send(self, action: str = "") -> None:
        """Send the form of the page and wait for the answer; of several the one whose address ends so."""
        form = f'main form[data-submit-once][action$="{action}"]' if action else "main form[data-submit-once]"
        with self.page.expect_navigation():
            self.page.locator(f"{form} button[type=submit]").first.click()

    def look(self, name: str) -> None:
        """Look at the page at both widths: it must fit the narrow one and be without fault for axe at both. Its picture
        is taken where somebody wants it: it takes as long as the look.
        """
        self.looked_at += 1
        file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        self.page.evaluate(Axe().axe_script)
        judged: set[str] = set()
        for width in (NARROW, WIDE):
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            if SCREENSHOTS:
                self.page.screenshot(path=self.folder / f"{self.looked_at:02d}-{file}-{width}.png", full_page=True)
            if width == NARROW and not self.page.evaluate(_FITS):
                self.complaints.append(f"{name}: scrolls sideways at {width} px")
            self.complaints += [f"{name} at {width} px: {fault}" for fault in faults_for_axe(self.page, judged)]

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.complaints.append(f"foreign request: {request.url}")


_FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture
def visitor(page: Page, live_server: Any, screenshots: Path, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Whoever uses it is told of every complaint at the end."""
    folder = screenshots / request.node.originalname.removeprefix("test_")
    folder.mkdir(exist_ok=True)
    person = Visitor(page, live_server.url, folder)
    yield person
    assert person.complaints == []
