"""The page of each error as somebody gets to it in Chromium: provoked by a request, not only drawn."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, reverse
from playwright.sync_api import Response

from members.models import Role
from tests.browser.addresses import ERRORS, BrokenOnPurposeError
from tests.browser.close_look import TITLE, look_closely
from tests.browser.conftest import Visitor
from tests.factories import Tree, make_account

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls(__name__),
]

MOST_BYTES = 10_000


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """A page with a fault."""
    raise BrokenOnPurposeError


def _other_name(address: str) -> str:
    return address.replace("localhost", "somewhere.localhost")


def call_by_another_name(visitor: Visitor) -> None:
    """Ask the machine under a name that is none of its own; a browser finds every name of that ending at home."""
    visitor.address = _other_name(visitor.address)
    visitor.open("/sign-in/")


def open_what_the_role_may_not(visitor: Visitor) -> None:
    visitor.open(reverse("account-list"))


def send_a_form_without_its_token(visitor: Visitor) -> None:
    visitor.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    visitor.open(reverse("sign-in"))
    visitor.page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    visitor.fill({"username": "bithu", "password": "x"})
    visitor.send()


def open_what_is_not_there(visitor: Visitor) -> None:
    visitor.open("/no-such-page/")


def open_what_is_only_sent(visitor: Visitor) -> None:
    visitor.open(reverse("sign-out"))


def send_more_than_is_taken(visitor: Visitor) -> None:
    visitor.open(reverse("import"))
    visitor.page.locator("main [name=workbook]").set_input_files(
        {"name": "so-theo-doi.xlsx", "mimeType": "", "buffer": b"x" * 2 * MOST_BYTES}
    )
    visitor.send()


def open_what_is_broken(visitor: Visitor) -> None:
    visitor.open("/broken/")


def open_during_maintenance(visitor: Visitor) -> None:
    Path(settings.MAINTENANCE_FILE).touch()
    visitor.open("/")


WAYS: Mapping[str, Callable[[Visitor], None]] = {
    "400": call_by_another_name,
    "403": open_what_the_role_may_not,
    "403_csrf": send_a_form_without_its_token,
    "404": open_what_is_not_there,
    "405": open_what_is_only_sent,
    "413": send_more_than_is_taken,
    "500": open_what_is_broken,
    "503": open_during_maintenance,
}


def test_every_page_of_an_error_has_a_way_to_it() -> None:
    assert sorted(WAYS) == ERRORS


@pytest.mark.parametrize("language", TITLE)
@pytest.mark.parametrize("kind", ERRORS)
def test_page_of_an_error_is_got_to_and_without_fault(
    kind: str, language: str, visitor: Visitor, tree: Tree, settings: Any, tmp_path: Path
) -> None:
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    settings.REQUEST_MAX_BYTES = MOST_BYTES
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    visitor.be("bithu")
    visitor.page.context.add_cookies(
        [
            {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": address}
            for address in (visitor.address, _other_name(visitor.address))
        ]
    )
    answers: list[int] = []

    def note(answer: Response) -> None:
        if answer.request.is_navigation_request():
            answers.append(answer.status)

    visitor.page.on("response", note)

    WAYS[kind](visitor)

    status = int(kind[:3])
    faults = list(look_closely(visitor.page, language))
    visitor.complaints = [line for line in visitor.complaints if f"with a status of {status} " not in line]
    assert not faults, "\n".join(faults)
    assert answers[-1] == status
    assert kind.replace("_", "-").upper() in visitor.page.locator(".error-code").inner_text()
    assert visitor.page.locator("main a.btn").get_attribute("href") == "/"


urlpatterns = [path("broken/", broken), path("", include("admission.urls"))]
handler400 = "admission.views.errors.refused_request"
handler500 = "admission.views.errors.failed"
