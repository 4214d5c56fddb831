"""Pages for who is not signed in yet: taking up an invitation, a forgotten password."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from admission.models import Mail
from members.models import Account, AccountLink, LinkPurpose
from members.services.links import make_link, token_of
from tests.admission.views.pages import errors_of, text_of
from tests.factories import NOW, make_account

pytestmark = pytest.mark.django_db

NEW = "mot-mat-khau-khac-2026"


@pytest.fixture
def account() -> Account:
    return make_account("binh")


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def address_of(account: Account) -> str:
    link = make_link(account=account, purpose=LinkPurpose.INVITATION, by=None, now=NOW)
    return f"/links/{token_of(link)}/"


def test_invited_person_chooses_the_password_and_signs_in(account: Account, browser: Client) -> None:
    address = address_of(account)

    first = browser.get(address)
    chosen = browser.post(address, {"password": NEW, "again": NEW})
    signed_in = browser.post("/sign-in/", {"username": "binh", "password": NEW})

    assert "the user name is binh" in text_of(first)
    assert (chosen.headers["Location"], signed_in.headers["Location"]) == ("/sign-in/", "/")


def test_used_link_says_what_to_do(account: Account, browser: Client) -> None:
    address = address_of(account)
    browser.post(address, {"password": NEW, "again": NEW})

    for response in (browser.get(address), browser.post(address, {"password": NEW, "again": NEW})):
        assert response.status_code == 410
        assert "Ask the administrator of your committee to invite you again." in text_of(response)


def test_expired_and_forged_links_say_the_same(account: Account, browser: Client) -> None:
    address = address_of(account)
    forged = browser.get("/links/17.abc:def/")

    with time_machine.travel(NOW + timedelta(hours=24), tick=False):
        expired = browser.get(address)

    assert (forged.status_code, expired.status_code) == (410, 410)
    assert text_of(forged) == text_of(expired)


@pytest.mark.parametrize(
    ("password", "again", "field", "words"),
    [
        (
            "xanh lam 7",
            "xanh lam 7",
            "password",
            "The password is too short: at least 12 characters. A short sentence is easy to remember.",
        ),
        (NEW, "khac", "again", "The two passwords differ."),
        ("", "", "password", "Enter a password."),
    ],
)
def test_bad_password_is_told_and_uses_nothing_up(
    account: Account, browser: Client, password: str, again: str, field: str, words: str
) -> None:
    address = address_of(account)

    response = browser.post(address, {"password": password, "again": again})

    assert errors_of(response)[field] == [words]
    assert browser.get(address).status_code == 200


def test_forgotten_password_is_answered_alike_and_mailed_to_who_has_one(account: Account, browser: Client) -> None:
    Account.objects.create_user("khongthu", full_name="Không Thư")

    answers = [browser.post("/forgotten-password/", {"username": name}) for name in ("binh", "ai-do", "khongthu")]

    assert len({text_of(answer) for answer in answers}) == 1
    assert [mail.recipient for mail in Mail.objects.all()] == [account]


def test_forgotten_password_is_mailed_once_in_five_minutes(account: Account, browser: Client) -> None:
    for minutes in (0, 4, 5):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            browser.post("/forgotten-password/", {"username": "BINH"})

    assert (Mail.objects.count(), AccountLink.objects.open().count()) == (2, 1)


def test_closed_account_gets_no_link(account: Account, browser: Client) -> None:
    Account.objects.update(is_active=False)

    browser.post("/forgotten-password/", {"username": "binh"})

    assert not Mail.objects.exists()


def test_sign_in_page_leads_to_the_forgotten_password(browser: Client) -> None:
    assert 'href="/forgotten-password/"' in browser.get("/sign-in/").content.decode()
    assert browser.get("/forgotten-password/").status_code == 200


def test_chosen_password_signs_out_whoever_was_signed_in_here(account: Account, browser: Client) -> None:
    browser.force_login(make_account("khac"))

    browser.post(address_of(account), {"password": NEW, "again": NEW})

    assert browser.get("/").status_code == 302
