"""The page of one's own calendar address, and what a telephone gets that fetches it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from admission.models import AdmissionCase, CalendarFeed
from admission.services.feeds import PER_FEED, make_feed, revoke_feed
from members.models import Account, Role
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.factories import NOW, PASSWORD, Dates, Tree, advance, make_account, make_case
from tests.signing_in import signed_in


@pytest.fixture
def account(tree: Tree) -> Account:
    return make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)


@pytest.fixture
def client(account: Account, sign_in: SignIn) -> Client:
    return sign_in(account)


def made_token(client: Client) -> str:
    """Make an address with the button of the page; give its secret, as the page shows it."""
    page = client.post("/account/calendar/make/").content.decode()
    found = re.search(r'value="[^"]*/feeds/([\w-]+)\.ics"', page)
    assert found is not None
    return found[1]


def test_page_is_reached_from_the_account_and_makes_an_address(client: Client) -> None:
    assert 'href="/account/calendar/"' in client.get("/account/").content.decode()
    assert "There is none yet." in text_of(client.get("/account/calendar/"))

    token = made_token(client)

    page = client.get("/account/calendar/")
    assert "Good until 31/05/2026" in text_of(page)
    assert "Last fetched Never yet" in text_of(page)
    assert token not in page.content.decode()
    assert Client().get(f"/feeds/{token}.ics").status_code == 200
    assert "Last fetched 02/03/2026 09:00" in text_of(client.get("/account/calendar/"))


def test_new_address_can_be_added_by_one_press(client: Client) -> None:
    page = client.post("/account/calendar/make/").content.decode()

    assert re.search(r'href="webcal://[^"]*/feeds/[\w-]+\.ics"', page) is not None


def test_telephone_without_a_session_gets_a_private_calendar(tree: Tree, client: Client) -> None:
    case: AdmissionCase = advance(make_case(tree.branch), Dates())

    answer = Client().get(f"/feeds/{made_token(client)}.ics")

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert case.code in answer.content.decode()
    assert not answer.cookies


def test_unchanged_calendar_is_not_sent_again(tree: Tree, client: Client) -> None:
    url = f"/feeds/{made_token(client)}.ics"
    tag = Client().get(url).headers["ETag"]

    again = Client().get(url, headers={"if-none-match": tag})
    zipped = Client().get(url, headers={"if-none-match": f"W/{tag}"})
    advance(make_case(tree.branch), Dates())
    changed = Client().get(url, headers={"if-none-match": tag})

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert (zipped.status_code, changed.status_code) == (304, 200)


def test_wrong_gone_and_too_frequent_addresses_answer_in_plain_words(account: Account) -> None:
    _feed, token = make_feed(account=account, now=NOW)
    english = {"accept-language": "en"}
    for number in range(PER_FEED):
        Client(REMOTE_ADDR=f"198.51.100.{number}").get(f"/feeds/{token}.ics")
    often = Client().get(f"/feeds/{token}.ics", headers=english)
    revoke_feed(account=account, now=NOW)

    unknown = Client().get("/feeds/khong-co.ics", headers=english)
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        gone = Client().get(f"/feeds/{token}.ics", headers=english)

    assert (often.status_code, often.headers["Retry-After"]) == (429, "900")
    assert (unknown.status_code, unknown.content) == (404, b"There is no such calendar address.\n")
    assert (gone.status_code, gone.headers["Content-Type"]) == (410, "text/plain; charset=utf-8")
    assert gone.content.decode().startswith("This calendar address is no longer good.")


def test_address_is_renewed_and_revoked_with_a_button(account: Account, sign_in: SignIn) -> None:
    _feed, token = make_feed(account=account, now=NOW)
    with time_machine.travel(NOW + timedelta(days=85), tick=False):
        client = sign_in(account)
        assert "It is good for a few days only" in text_of(client.get("/account/calendar/"))

        renewed = text_of(client.post("/account/calendar/renew/", follow=True))
        revoked = text_of(client.post("/account/calendar/revoke/", follow=True))
        nothing = text_of(client.post("/account/calendar/revoke/", follow=True))
        none_left = text_of(client.post("/account/calendar/renew/", follow=True))

        assert "The address is good for another 90 days." in renewed
        assert "The address was revoked" in revoked
        assert "There was no address any more." in nothing
        assert "There is no address to renew any more" in none_left
        assert Client().get(f"/feeds/{token}.ics").status_code == 410


def test_page_of_an_address_past_its_time_asks_for_a_new_one(account: Account, sign_in: SignIn) -> None:
    make_feed(account=account, now=NOW)

    with time_machine.travel(NOW + timedelta(days=91), tick=False):
        page = sign_in(account).get("/account/calendar/")

    assert "is not fetched any more" in text_of(page)
    assert "/account/calendar/renew/" not in page.content.decode()


def test_page_says_to_whom_the_calendar_would_be_empty(administrator: Client) -> None:
    assert "the calendar would be empty" in text_of(administrator.get("/account/calendar/"))


def test_address_is_made_after_the_password_where_it_was_typed_long_ago(account: Account) -> None:
    client = signed_in(account)
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        asked = client.post("/account/calendar/make/")
        assert not CalendarFeed.objects.exists()

        kept = client.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)
        page = client.post("/account/calendar/make/")

    assert asked.headers["Location"].startswith("/session/confirm/")
    assert 'action="/account/calendar/make/"' in kept.content.decode()
    assert page.status_code == 200
    assert CalendarFeed.objects.count() == 1
