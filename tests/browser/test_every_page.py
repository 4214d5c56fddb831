"""Every address of the product in Chromium: each state of each page, in both languages, light and dark, at each width.

A page asks for no test of its own: it is looked at as soon as it has its row in tests/admission/access_rows.py.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from admission.services.alerts import sweep
from admission.services.calendars import load_shipped_calendar
from admission.urls import urlpatterns as of_the_product
from members.append_only import drop_triggers
from members.middleware import KEPT
from members.services.kept_forms import keep_form, kept_paths
from tests.admission.access_world import World, make_world
from tests.browser import pictures
from tests.browser.addresses import ERRORS
from tests.browser.close_look import TITLE, look_closely
from tests.browser.conftest import Visitor
from tests.browser.visits import Address, State, addresses
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANGUAGES = [settings.LANGUAGE_CODE] if pictures.ONLY else list(TITLE)
TEMPLATES = Path(settings.BASE_DIR, "templates")
LOOKED_AT_ELSEWHERE = (
    "admission/decision/lost.html",
    "admission/step/undo.html",
    "members/own_account/code.html",
    "members/own_account/recovery_codes.html",
)
"""What takes two people, or an act of a moment ago (test_core_tasks.py), and the way in (test_sign_in.py)."""
_SEND = """([url, fields]) => {
    const form = document.createElement("form");
    form.append(document.querySelector("[name=csrfmiddlewaretoken]").cloneNode());
    for (const [name, value] of Object.entries(fields)) {
        const input = document.createElement("input");
        Object.assign(input, {type: "hidden", name, value});
        form.append(input);
    }
    Object.assign(form, {method: "post", action: url, enctype: "multipart/form-data"});
    document.body.append(form);
    HTMLFormElement.prototype.submit.call(form);
}"""


@dataclass
class Site:
    """The product with one world in it, which is as it was again after each visit."""

    address: str
    world: World
    kept: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))

    def __post_init__(self) -> None:
        with sqlite3.connect(connection.settings_dict["NAME"]) as stored:
            stored.backup(self.kept)

    def restore(self) -> None:
        connection.close()
        with sqlite3.connect(connection.settings_dict["NAME"]) as stored:
            self.kept.backup(stored)


def press_after_the_end(world: World) -> None:
    """A button that was pressed when the session had just ended waits for the secretary."""
    account, client = world.accounts["B@own"], world.clients["B@own"]
    path = reverse("calendar-feed-make")
    keep_form(account_id=account.pk, path=path, fields={}, shows_form=False, had_files=False, now=NOW)
    session = client.session
    session[KEPT] = kept_paths(account, NOW)
    session.save()


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, django_db_blocker: Any, canaries_of_a_module: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """One server and one world for the whole module: pages are many, and what a visit does is taken back."""
    folder = tmp_path_factory.mktemp("var")
    changed: dict[str, Any] = {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "ROOT_URLCONF": "tests.browser.addresses",
        "VAR_DIR": folder,
        "EMAIL_FILE_PATH": folder / "mail",
    }
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=True), override_settings(**changed):
        load_shipped_calendar(by=None, today=TODAY)
        world = make_world()
        press_after_the_end(world)
        sweep(now=NOW)  # else every page says that alerts do not run
        server = LiveServer("localhost")
        yield Site(server.url, world)
        server.stop()
        drop_triggers()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def _django_db_helper(site: Site) -> None:
    """In place of pytest-django's own, which empties all tables after each test: `Site.restore` does it in no time."""


def enter(visitor: Visitor, actor: str | None, language: str, world: World) -> None:
    """Be that person, and read in that language."""
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if actor is not None:
        cookies[settings.SESSION_COOKIE_NAME] = world.clients[actor].cookies[settings.SESSION_COOKIE_NAME].value
    visitor.page.context.clear_cookies()
    visitor.page.context.add_cookies(
        [{"name": name, "value": value, "url": visitor.address} for name, value in cookies.items()]
    )


def go(visitor: Visitor, state: State) -> None:
    if state.form is None:
        visitor.open(state.url)
        return
    if state.file is not None:
        field, name, content = state.file
        visitor.open(state.url)
        visitor.page.locator(f"main [name={field}]").set_input_files({"name": name, "mimeType": "", "buffer": content})
        visitor.send()
        return
    visitor.open(reverse("sign-in" if state.actor is None else "own-account"))
    with visitor.page.expect_navigation():
        visitor.page.evaluate(_SEND, [state.url, dict(state.form)])


def complaints_beside(visitor: Visitor, status: int) -> list[str]:
    """Give what the browser complained of; not that a page which says what is wrong came with a number that says so."""
    own = f"the server responded with a status of {status} " if status >= 400 else "\0"
    found, visitor.complaints = [line for line in visitor.complaints if own not in line], []
    return found


@pytest.fixture
def guest(page: Page, site: Site, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody who comes when the alerts have just run: the walk takes longer than it takes until a page complains."""
    with time_machine.travel(NOW, tick=True):
        yield Visitor(page, site.address, tmp_path)


@pytest.mark.parametrize("address", addresses(), ids=str)
def test_page_is_without_fault(address: Address, guest: Visitor, site: Site) -> None:
    faults: list[str] = []
    for state in address.states(site.world):
        answer = state.ask(site.world)
        assert not answer.is_refused, f"{state.actor} does not get to {state.url}"
        for language in LANGUAGES if answer.is_page else ():
            enter(guest, state.actor, language, site.world)
            go(guest, state)
            if pictures.ONLY:
                pictures.photograph(guest.page, f"{address} {state.name}")
            else:
                found = [*look_closely(guest.page, language), *complaints_beside(guest, answer.status)]
                faults += [f"{state.name} ({language}) {fault}" for fault in found]
            site.restore()

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("kind", ERRORS)
def test_page_of_an_error_is_without_fault(kind: str, guest: Visitor, site: Site) -> None:
    faults: list[str] = []
    for language in TITLE:
        enter(guest, "B@own", language, site.world)
        guest.open(reverse("error", args=[kind]))
        found = [*look_closely(guest.page, language), *complaints_beside(guest, int(kind[:3]))]
        faults += [f"{language} {fault}" for fault in found]

    assert not faults, "\n".join(faults)


def test_page_of_the_components_is_without_fault(guest: Visitor, site: Site) -> None:
    enter(guest, "B@own", "vi", site.world)
    guest.open(reverse("style-page"))

    faults = [*look_closely(guest.page, "vi"), *guest.complaints]

    assert not faults, "\n".join(faults)


def test_every_address_of_the_product_is_walked_to() -> None:
    missing = {pattern.name for pattern in of_the_product} - {address.name for address in addresses()}

    assert missing - {"style-page"} == set()


def page_templates() -> set[str]:
    """Every template that is a whole page; of errors there is an own test."""
    names = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.glob("*/**/[!_]*.html")}
    return {name for name in names if name.split("/")[0] not in {"components", "emails", "bootstrap5"}}


def test_every_page_template_is_looked_at_and_every_page_has_its_picture(site: Site) -> None:
    """A page that only an act leads to has no address of its own: its template would show that nobody saw it.

    Pages without a picture, or pictures without a page: `make screens` takes them anew.
    """
    shown: set[str] = set()
    pictured: set[str] = set()
    for address in addresses():
        for state in address.states(site.world):
            answer = state.ask(site.world)
            shown |= answer.templates
            pictured |= {f"{address} {state.name}"} if answer.is_page else set()

    assert sorted(page_templates() - shown) == list(LOOKED_AT_ELSEWHERE)
    assert pictures.without_picture(pictured) == []
