"""Links that are good once and for a day."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from members.models import Account, AccountLink, AccountSession, JournalEvent, LinkPurpose
from members.services.accounts import close_account
from members.services.links import LinkNotGoodError, choose_password, good_link, make_link, revoke_links, token_of
from members.services.sessions import end_sessions
from tests.factories import NOW, PASSWORD, TODAY, make_account

pytestmark = pytest.mark.django_db

NEW = "mot-mat-khau-khac-2026"


@pytest.fixture
def account() -> Account:
    return make_account("binh")


def link_of(account: Account, purpose: LinkPurpose = LinkPurpose.INVITATION) -> AccountLink:
    return make_link(account=account, purpose=purpose, by=None, now=NOW)


def test_link_is_good_for_a_day(account: Account) -> None:
    token = token_of(link_of(account))

    assert good_link(token, NOW + timedelta(hours=23, minutes=59)).account == account
    with pytest.raises(LinkNotGoodError):
        good_link(token, NOW + timedelta(hours=24))


def test_link_is_used_once(account: Account) -> None:
    link = link_of(account)
    choose_password(link=link, password=NEW, now=NOW)

    with pytest.raises(LinkNotGoodError):
        choose_password(link=link, password=PASSWORD, now=NOW)

    account.refresh_from_db()
    assert account.check_password(NEW)
    with pytest.raises(LinkNotGoodError):
        good_link(token_of(link), NOW)


def test_weak_password_uses_no_link_up(account: Account) -> None:
    link = link_of(account)

    with pytest.raises(ValidationError):
        choose_password(link=link, password="binh", now=NOW)

    assert good_link(token_of(link), NOW) == link


@pytest.mark.parametrize("forge", [lambda token: token[:-1], lambda token: f"9{token}", lambda token: "", str.upper])
def test_forged_link_is_none(account: Account, forge: object) -> None:
    token = token_of(link_of(account))

    with pytest.raises(LinkNotGoodError):
        good_link(forge(token), NOW)  # type: ignore[operator] # each is a function of a token


def test_row_holds_nothing_from_which_the_link_can_be_written(account: Account) -> None:
    link = link_of(account)

    signature = token_of(link).rpartition(":")[2]

    assert signature not in " ".join(str(value) for value in AccountLink.objects.values_list().get(pk=link.pk))
    assert signature not in " ".join(str(event.details) for event in JournalEvent.objects.all())


def test_newer_link_replaces_the_older_one(account: Account) -> None:
    old, new = link_of(account), link_of(account)

    assert good_link(token_of(new), NOW) == new
    with pytest.raises(LinkNotGoodError):
        good_link(token_of(old), NOW)


def test_chosen_password_ends_the_other_links(account: Account) -> None:
    invitation, password = link_of(account), link_of(account, LinkPurpose.PASSWORD)

    choose_password(link=password, password=NEW, now=NOW)

    with pytest.raises(LinkNotGoodError):
        good_link(token_of(invitation), NOW)


def test_revoked_link_and_link_of_a_closed_account_are_not_good(account: Account) -> None:
    first = link_of(account)
    revoke_links(account=account, by=None, now=NOW)
    second = link_of(account)
    Account.objects.filter(pk=account.pk).update(is_active=False)

    for link in (first, second):
        with pytest.raises(LinkNotGoodError):
            good_link(token_of(link), NOW)
        with pytest.raises(LinkNotGoodError):
            choose_password(link=link, password=NEW, now=NOW)


def test_closing_an_account_ends_its_sessions_and_no_other(account: Account) -> None:
    own, other = Client(), Client()
    own.force_login(account)
    other.force_login(make_account("khac"))

    close_account(account=account, reason="Nghỉ", by=None, today=TODAY, now=NOW)

    assert list(AccountSession.objects.values_list("session_key", flat=True)) == [other.session.session_key]
    assert end_sessions(account=account, by=None, reason="everywhere", now=NOW) == 0


def test_chosen_password_ends_the_sessions_that_knew_the_old_one(account: Account) -> None:
    browser = Client()
    browser.force_login(account)

    choose_password(link=link_of(account, LinkPurpose.PASSWORD), password=NEW, now=NOW)

    assert browser.get("/").status_code == 302
