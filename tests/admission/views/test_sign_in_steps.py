"""Signing in with the second factor, through the pages."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import Account, JournalEvent, Organization, Role, RoleAssignment, SecondFactor
from members.models.role import SECOND_FACTOR_ROLES
from tests.admission.views.pages import errors_of, text_of
from tests.factories import NOW, PASSWORD, Tree, make_account
from tests.signing_in import ENGLISH, code_now, enroll, signed_in, type_password


@pytest.fixture
def reviewing(tree: Tree) -> Account:
    account = make_account("thamdinh", Role.REVIEWER, tree.committee)
    account.language = "en"
    account.save()
    return account


def offered_key(client: Client) -> str:
    return str(client.get("/account/second-factor/").context["key"]).replace(" ", "")


def test_password_alone_signs_nobody_in_who_has_a_second_factor(reviewing: Account) -> None:
    enroll(reviewing)

    response = type_password("thamdinh")

    assert response.headers["Location"] == "/sign-in/code/"
    assert response.client.get("/").headers["Location"] == "/sign-in/?next=/"


def test_password_and_code_lead_to_the_page_that_was_asked_for(reviewing: Account) -> None:
    key, _codes = enroll(reviewing)
    client = Client(headers=ENGLISH)
    client.post("/sign-in/?next=/cases/", {"username": "thamdinh", "password": PASSWORD})

    response = client.post("/sign-in/code/", {"code": code_now(key)})

    assert response.headers["Location"] == "/cases/"
    assert client.get("/cases/").status_code == 200
    assert JournalEvent.objects.get(verb="signed_in").details["second_factor"] == "app"


def test_wrong_code_is_told_and_leaves_signed_out(reviewing: Account) -> None:
    enroll(reviewing)
    client = type_password("thamdinh").client

    response = client.post("/sign-in/code/", {"code": "abcdef"})

    assert errors_of(response) == {"code": ["This code does not hold. Each code works once; wait for the next one."]}
    assert client.get("/").status_code == 302


def test_changed_secret_key_is_told_to_who_has_an_app(reviewing: Account, settings: Any) -> None:
    enroll(reviewing)
    settings.SECRET_KEY = "another-secret-key-of-enough-length-000"

    response = type_password("thamdinh").client.post("/sign-in/code/", {"code": "123456"})

    assert "the key of this installation was changed" in errors_of(response)["__all__"][0]


def test_code_page_is_for_who_typed_the_password_just_now(reviewing: Account) -> None:
    key, _codes = enroll(reviewing)
    assert Client().get("/sign-in/code/").headers["Location"] == "/sign-in/"
    client = type_password("thamdinh").client

    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        late = client.post("/sign-in/code/", {"code": code_now(key)})

    assert late.headers["Location"] == "/sign-in/"
    assert client.get("/").status_code == 302


def test_recovery_code_lets_in_and_leads_to_a_new_telephone(reviewing: Account) -> None:
    _key, codes = enroll(reviewing)
    client = type_password("thamdinh").client

    response = client.post("/sign-in/code/", {"code": codes[0]}, follow=True)

    assert response.redirect_chain == [("/account/", 302)]
    assert "You used a recovery code; 9 are left." in text_of(response)
    assert client.get("/cases/").status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_role_that_must_have_a_second_factor_is_led_to_it(tree: Tree, role: Role) -> None:
    make_account("ai", role, tree.committee)
    client = type_password("ai").client

    answers = {client.get(page).headers.get("Location") for page in ("/", "/calendar/", "/account/", "/rules/")}

    assert answers == ({"/account/second-factor/"} if role in SECOND_FACTOR_ROLES else {None})


def test_nothing_is_posted_before_the_second_factor_is_set_up(reviewing: Account) -> None:
    client = type_password("thamdinh").client

    response = client.post("/account/password/", {"old_password": PASSWORD})

    assert response.headers["Location"] == "/account/second-factor/"
    assert client.post("/account/second-factor/", {"later": "yes"}).status_code == 200
    assert client.get("/").headers["Location"] == "/account/second-factor/"


def test_setting_up_opens_the_pages_and_shows_ten_codes_once(reviewing: Account) -> None:
    client = type_password("thamdinh").client
    key = offered_key(client)

    response = client.post("/account/second-factor/", {"code": code_now(key)})

    assert len(response.context["codes"]) == 10
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get("/").status_code == 200
    assert response.context["codes"][0] not in client.get("/account/").content.decode()


def test_mistyped_code_keeps_the_picture(reviewing: Account) -> None:
    client = type_password("thamdinh").client
    key = offered_key(client)

    response = client.post("/account/second-factor/", {"code": "12345"})

    assert list(errors_of(response)) == ["code"]
    assert offered_key(client) == key
    assert not SecondFactor.objects.exists()


def test_setting_up_ends_sessions_begun_without_it(reviewing: Account) -> None:
    other = type_password("thamdinh").client

    enroll(reviewing)

    assert other.get("/").headers["Location"] == "/sign-in/?next=/"


def test_session_begun_without_it_cannot_replace_the_second_factor(reviewing: Account) -> None:
    client = Client(headers=ENGLISH)
    enroll(reviewing)
    client.force_login(reviewing)
    session = client.session
    session["second_factor"] = False
    session.save()

    assert client.get("/account/second-factor/").headers["Location"] == "/sign-in/"
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"


def test_practice_account_may_put_it_off_and_nobody_else(reviewing: Account, tree: Tree) -> None:
    Organization.objects.filter(pk=tree.committee.pk).update(is_practice=True)
    client = type_password("thamdinh").client
    assert "Practice account: later" in text_of(client.get("/account/second-factor/"))

    response = client.post("/account/second-factor/", {"later": "yes"})

    assert response.headers["Location"] == "/"
    assert client.get("/cases/").status_code == 200
    Organization.objects.filter(pk=tree.committee.pk).update(is_practice=False)
    assert client.get("/cases/").headers["Location"] == "/account/second-factor/"


def test_optional_second_factor_is_asked_for_once_it_is_there(tree: Tree) -> None:
    account = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    client = signed_in(account)
    client.post("/account/second-factor/", {"code": code_now(offered_key(client))})

    assert type_password("bithu").headers["Location"] == "/sign-in/code/"


def test_throttled_sign_in_says_how_long_to_wait(reviewing: Account) -> None:
    for _number in range(7):
        type_password("thamdinh", "sai")

    with time_machine.travel(NOW + timedelta(minutes=4), tick=False):
        response = type_password("thamdinh")

    words = "Too many attempts. Wait 11 minutes, until 09:15, then sign in as usual; the account is not locked."
    assert errors_of(response) == {"__all__": [words]}


def test_device_that_signed_in_before_is_not_kept_out_by_strangers(tree: Tree) -> None:
    client = signed_in(make_account("bithu", Role.BRANCH_SECRETARY, tree.branch))
    client.post("/sign-out/")
    for _number in range(50):
        type_password("bithu", "sai")

    assert type_password("bithu", client=client).status_code == 302
    assert type_password("bithu").status_code == 200


@pytest.mark.parametrize(("proxies", "counted"), [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.1")])
def test_address_is_what_our_own_proxies_saw(tree: Tree, settings: Any, proxies: int, counted: str) -> None:
    settings.PROXIES = proxies
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)

    type_password("bithu", headers={"X-Forwarded-For": "10.9.9.9, 198.51.100.1, 203.0.113.9"})

    assert JournalEvent.objects.get(verb="signed_in").details["address"] == counted


def test_whole_way_in_is_told_to_the_journal_where_it_happened(reviewing: Account, tree: Tree) -> None:
    type_password("thamdinh", "sai")
    client = type_password("thamdinh").client
    client.post("/account/second-factor/", {"code": code_now(offered_key(client))})
    client.post("/sign-out/")

    events = JournalEvent.objects.filter(subject__startswith="account:").order_by("pk")
    assert [event.verb for event in events] == ["sign_in_failed", "signed_in", "second_factor_enrolled", "signed_out"]
    assert {event.organization_id for event in events} == {tree.committee.pk}
    assert {event.subject for event in events} == {f"account:{reviewing.pk}"}


def test_signing_in_costs_few_queries(tree: Tree) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)

    with CaptureQueriesContext(connection) as queries:
        type_password("bithu")

    statements = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 35


def test_cookies_are_closed_to_scripts_and_other_sites(tree: Tree) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)

    cookies = type_password("bithu").cookies

    assert {"sessionid", "known"} <= cookies.keys()
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in cookies.values())


def test_form_sent_while_a_role_was_lent_is_shown_again_after_the_second_factor(tree: Tree) -> None:
    """A lent role asks for a second factor from one click to the next: what was typed until then is not lost."""
    account = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    client = signed_in(account)
    RoleAssignment.objects.create(
        account=account, organization=tree.committee, role=Role.REVIEWER.value, from_on=date(2016, 1, 1)
    )

    sent = client.post("/cases/new/", {"full_name": "Trần Thị Mới", "opened_on": "khi nào"})
    codes = client.post("/account/second-factor/", {"code": code_now(offered_key(client))})
    shown = client.get(codes.context["go_on_url"])

    assert sent.headers["Location"] == "/account/second-factor/"
    assert codes.context["go_on_url"] == "/cases/new/"
    assert shown.context["form"]["full_name"].value() == "Trần Thị Mới"
