"""Each error as somebody meets it: provoked by a request, answered in his language with a code to read out."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from members.models import Role
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.factories import Tree, make_account

pytestmark = pytest.mark.django_db


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """A page with a fault."""
    raise ValueError("a fault")


class Headings(HTMLParser):
    """Counts what a page that works for everybody has once."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.lang = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "html":
            self.lang = dict(attrs).get("lang") or ""


def stranger(language: str = "en", **kwargs: Any) -> Client:
    return Client(headers={"accept-language": language, "accept": "text/html"}, raise_request_exception=False, **kwargs)


def shows(answer: Any, code: int | str, words: str) -> bool:
    """Whether the answer is the plain page of the error: its status, its words, the code and the time."""
    text = text_of(answer)
    return words in text and re.search(rf"Error code: {code} · \d\d:\d\d \d\d/\d\d/\d{{4}}", text) is not None


def test_400_name_of_the_machine_that_is_none_of_ours() -> None:
    answer = stranger().get("/sign-in/", HTTP_HOST="somewhere.else.example")

    assert answer.status_code == 400
    assert shows(answer, 400, "The request could not be understood")


def test_403_page_the_role_may_not_open(inspector: Client) -> None:
    answer = inspector.get("/cases/new/")

    assert answer.status_code == 403
    assert shows(answer, 403, "You may not open this page")


def test_403_form_that_stood_open_for_too_long() -> None:
    answer = stranger(enforce_csrf_checks=True).post("/sign-in/", {"username": "a", "password": "b"})

    assert answer.status_code == 403
    assert shows(answer, "403-CSRF", "The form has expired")


def test_404_page_that_is_not_there(secretary: Client) -> None:
    answer = secretary.get("/no-such-page/")

    assert answer.status_code == 404
    assert shows(answer, 404, "Page not found")


def test_405_address_that_only_takes_what_a_page_sends(secretary: Client) -> None:
    answer = secretary.get("/sign-out/", headers={"accept": "text/html"})

    assert answer.status_code == 405
    assert shows(answer, 405, "This address only takes what a page sends")


def test_409_upload_that_was_entered_already(secretary: Client) -> None:
    answer = secretary.post("/import/confirm/", {"upload": "1"})

    assert answer.status_code == 409
    assert "Error code: 409" in text_of(answer)


def test_413_form_larger_than_any_form(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = stranger().post("/sign-in/", {"username": "a" * 2000})

    assert answer.status_code == 413
    assert shows(answer, 413, "What you sent is too large")


def test_413_file_larger_than_any_sheet_is_not_even_read(secretary: Client, settings: Any) -> None:
    settings.REQUEST_MAX_BYTES = 1000
    sheet = SimpleUploadedFile("bang.xlsx", b"x" * 5000)

    answer = secretary.post("/import/", {"workbook": sheet})

    assert answer.status_code == 413
    assert shows(answer, 413, f"A file may have at most {settings.UPLOAD_MAX_BYTES // 2**20} MB.")


def test_sheet_somewhat_too_large_is_refused_by_its_form(secretary: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 2000
    sheet = SimpleUploadedFile("bang.xlsx", b"x" * 5000)

    answer = secretary.post("/import/", {"workbook": sheet})

    assert answer.status_code == 200
    assert answer.context["form"].errors


@pytest.mark.urls(__name__)
def test_500_fault_of_the_product() -> None:
    answer = stranger().get("/broken/")

    assert answer.status_code == 500
    assert shows(answer, 500, "Something went wrong on our side")


@pytest.mark.parametrize("address", ["/", "/cases/", "/help/terms/"])
def test_503_database_away(tree: Tree, sign_in: SignIn, address: str) -> None:
    client = sign_in(make_account("bithu", Role.BRANCH_SECRETARY, tree.branch))
    client.raise_request_exception = False

    def refuse(*args: Any) -> Any:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        answer = client.get(address)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert shows(answer, 503, "The product cannot be reached just now")


def test_503_database_that_was_never_there(tmp_path: Path) -> None:
    script = (
        "import django; django.setup(); from django.test import Client;"
        "answer = Client(raise_request_exception=False, headers={'accept-language': 'en'});"
        "answer.cookies['sessionid'] = 'x' * 32; answer = answer.get('/');"
        "print(answer.status_code, 'Error code: 503' in answer.content.decode())"
    )
    away = {
        "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:9/away?connect_timeout=2",
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "partyapp.settings",
        "ALLOWED_HOSTS": "testserver",
        "HTTPS": "0",
    }

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR, env=os.environ | away, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.stdout.split() == ["503", "True"], done.stderr


def test_503_maintenance_until_the_file_is_gone(
    secretary: Client, settings: Any, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    settings.MAINTENANCE_FILE.touch()

    with django_assert_num_queries(0):
        answer = secretary.get("/")
    settings.MAINTENANCE_FILE.unlink()

    assert answer.status_code == 503
    assert shows(answer, 503, "It is being worked on")
    assert secretary.get("/").status_code == 200


@pytest.mark.parametrize("language", ["vi", "en"])
def test_page_of_an_error_speaks_the_language_of_the_reader(language: str) -> None:
    answer = stranger(language).get("/sign-in/", HTTP_HOST="somewhere.else.example")

    page = Headings(answer.content.decode())
    assert page.lang == language
    assert [page.tags.count(tag) for tag in ("h1", "main", "title")] == [1, 1, 1]
    assert ("Mã lỗi: 400" in text_of(answer)) is (language == "vi")


urlpatterns = [path("broken/", broken), path("", include("admission.urls"))]
handler400 = "admission.views.errors.refused_request"
handler500 = "admission.views.errors.failed"
