"""Signing in and out, and the language."""

import pytest
from django.test import Client

from members.models import Role
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of, title_of
from tests.factories import PASSWORD, Tree, make_account
from tests.signing_in import enroll, signed_in


def test_sign_in_leads_to_the_work_list_in_the_language_of_the_account(tree: Tree) -> None:
    account = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    account.language = "en"
    account.save()
    client = Client(headers={"accept-language": "vi"})

    response = client.post("/sign-in/", {"username": "bithu", "password": PASSWORD}, follow=True)

    assert response.redirect_chain == [("/", 302)]
    assert '<html lang="en">' in response.content.decode()


def test_sign_in_leads_to_the_page_that_was_asked_for(tree: Tree) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)

    response = Client().post("/sign-in/?next=/cases/", {"username": "bithu", "password": PASSWORD})

    assert response.headers["Location"] == "/cases/"


@pytest.mark.django_db
def test_new_installation_says_that_it_has_no_account() -> None:
    words = "This installation is new and has no account yet."
    client = Client(headers={"accept-language": "en"})
    new = text_of(client.get("/sign-in/"))

    make_account("quantri")

    assert words in new
    assert words not in text_of(client.get("/sign-in/"))


def test_sign_in_does_not_lead_away(tree: Tree) -> None:
    make_account("bithu")

    response = Client().post("/sign-in/?next=https://example.com/", {"username": "bithu", "password": PASSWORD})

    assert response.headers["Location"] == "/"


def test_wrong_password_is_told_without_saying_which_half(db: None) -> None:
    make_account("bithu")

    wrong = Client().post("/sign-in/", {"username": "bithu", "password": "sai"}, headers={"accept-language": "en"})
    unknown = Client().post("/sign-in/", {"username": "aido", "password": "sai"}, headers={"accept-language": "en"})

    assert title_of(wrong).startswith("Error:")
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_sign_out_is_a_post(secretary: Client) -> None:
    assert secretary.get("/sign-out/").status_code == 405
    assert secretary.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert secretary.get("/").status_code == 302


def test_language_is_remembered_by_browser_and_account(tree: Tree, sign_in: SignIn) -> None:
    account = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    client = sign_in(account)

    response = client.post("/i18n/", {"language": "en", "next": "/cases/"})

    account.refresh_from_db()
    assert (response.status_code, response.headers["Location"], account.language) == (302, "/cases/", "en")
    assert '<html lang="en">' in client.get("/", headers={"accept-language": "vi"}).content.decode()


@pytest.mark.parametrize("language", ["", "fr", "xx", "vi\x00"])
def test_language_nobody_offers_changes_nothing(tree: Tree, sign_in: SignIn, language: str) -> None:
    account = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)

    sign_in(account).post("/i18n/", {"language": language})

    account.refresh_from_db()
    assert account.language == "vi"


def test_language_can_be_chosen_before_signing_in(db: None) -> None:
    client = Client()

    client.post("/i18n/", {"language": "en", "next": "/sign-in/"})

    assert "Sign in" in text_of(client.get("/sign-in/"))


def test_pages_behind_the_sign_in_are_not_kept(secretary: Client) -> None:
    assert secretary.get("/").headers["Cache-Control"] == "no-store"


def test_address_that_only_takes_what_is_sent_says_so(secretary: Client) -> None:
    page = secretary.get("/sign-out/", headers={"accept": "text/html"})
    other = secretary.get("/sign-out/")

    assert (page.status_code, page.headers["Allow"]) == (405, other.headers["Allow"])
    assert "This address only takes what a page sends" in text_of(page)
    assert other.content == b""


def test_language_of_an_answer_leads_to_a_page_that_opens(tree: Tree) -> None:
    account = make_account("thamdinh", Role.REVIEWER, tree.committee)
    key, _codes = enroll(account)
    client = signed_in(account, key)

    listed, codes = client.get("/cases/?q=x"), client.post("/account/recovery-codes/")

    assert 'name="next" value="/cases/?q=x"' in listed.content.decode()
    assert 'name="next" value="/"' in codes.content.decode()
