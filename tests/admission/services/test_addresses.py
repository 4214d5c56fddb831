"""An address from which mail comes back: noted once, told to who can help, corrected; nothing is lost meanwhile."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import DatabaseError, transaction

from admission.models import AddressFailure, Alert, AlertStatus, Mail, MailStatus
from admission.permissions import NotPermittedError
from admission.selectors.addresses import failing_address, failing_lines
from admission.selectors.mail import system_alarm
from admission.services.addresses import (
    AddressFineError,
    BadAddressError,
    NoAddressError,
    SameAddressError,
    administrators_of,
    clear_failure,
    correct_address,
    record_bounce,
    record_returned_mail,
)
from admission.services.alerts import sweep
from admission.services.delivery import deliver
from members.access import access_of
from members.models import Account, JournalEvent, Role
from tests.admission.services.digest_rounds import at, case_with_ceremony_due, queue_digests, sweep_at
from tests.factories import REASON, TODAY, Tree, make_account
from tests.sink import Sink, smtp_sink

START, TOMORROW = at(TODAY, 7, 1), date(2026, 3, 3)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with smtp_sink() as found:
        for name, value in found.django_settings().items():
            setattr(settings, name, value)
        yield found


@pytest.fixture
def administrator(tree: Tree) -> Account:
    return make_account("quantri", Role.ADMINISTRATOR, tree.committee)


@pytest.fixture
def secretary(tree: Tree) -> Account:
    return make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)


def test_refused_recipient_is_noted_and_the_administrator_told(tree: Tree, administrator: Account, sink: Sink) -> None:
    queue_digests(tree.branch, 1)
    sink.on_recipient = lambda address: "550 No such user" if address.startswith("nguoi") else "250 OK"

    deliver(now=START)

    failure = AddressFailure.objects.get()
    assert (failure.address, failure.recorded_by) == ("nguoi-0000@example.vn", None)
    assert failure.said == "SMTPRecipientsRefused: 550 No such user"
    notice = Mail.objects.get(kind="notice")
    assert (notice.recipient, notice.notice) == (administrator, "address_fails")
    assert notice.details["username"] == "nguoi-0000"
    assert JournalEvent.objects.filter(verb="address_failed").count() == 1


@pytest.mark.usefixtures("administrator")
def test_refused_content_says_nothing_about_the_address(tree: Tree, sink: Sink) -> None:
    queue_digests(tree.branch, 1)
    sink.on_data = lambda message: "554 Too strange"

    assert deliver(now=START).dead == 1

    assert not AddressFailure.objects.exists()


def test_refusal_for_now_says_nothing_about_the_address(tree: Tree, sink: Sink) -> None:
    queue_digests(tree.branch, 1)
    sink.on_recipient = lambda address: "451 Later"

    deliver(now=START)

    assert not AddressFailure.objects.exists()


def test_failing_address_is_not_knocked_at_again(
    tree: Tree, administrator: Account, secretary: Account, sink: Sink
) -> None:
    record_bounce(account=secretary, said="5.1.1", by=administrator, today=TODAY, now=START)
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    asked: list[str] = []
    sink.on_recipient = lambda address: asked.append(address) or "250 OK"  # type: ignore[func-returns-value] # a list

    sweep(now=START)

    digest = Mail.objects.get(kind="digest")
    assert (digest.status, digest.attempts) == (MailStatus.DEAD, 1)
    assert "bithu@example.vn" not in asked
    assert Alert.objects.get().status == AlertStatus.PLANNED


def test_correction_sends_what_was_missed_with_the_next_digest(
    tree: Tree, administrator: Account, secretary: Account
) -> None:
    record_bounce(account=secretary, said="", by=administrator, today=TODAY, now=START)
    case = case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    sweep_at(TODAY, 7, 2)
    correct_address(account=secretary, email="moi@example.vn", by=administrator, today=TODAY, now=at(TODAY, 9))

    sweep_at(TOMORROW, 7)

    (message,) = [one for one in outbox.outbox if one.to == ["moi@example.vn"]]
    assert case.code in message.body
    assert failing_address(secretary) is None


def test_alarm_of_everybody_leaves_out_a_failing_address(
    tree: Tree, administrator: Account, secretary: Account
) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    record_bounce(account=secretary, said="", by=administrator, today=TODAY, now=START)
    sweep(now=START)

    known = system_alarm(now=START + MINUTE)
    clear_failure(account=secretary, reason=REASON, by=administrator, today=TODAY, now=START)

    assert known is None
    assert system_alarm(now=START + MINUTE) is not None


def test_bounce_is_noted_once(administrator: Account, secretary: Account) -> None:
    first = record_bounce(account=secretary, said="a", by=administrator, today=TODAY, now=START)
    second = record_returned_mail(account=secretary, said="b", now=START)

    assert first is not None
    assert second is None
    assert Mail.objects.filter(notice="address_fails").count() == 1


def test_words_of_the_returned_mail_are_kept_without_the_address(secretary: Account) -> None:
    failure = record_returned_mail(account=secretary, said="<bithu@example.vn>:\n user unknown", now=START)

    assert failure is not None
    assert failure.said == "<…>: user unknown"


def test_account_without_address_cannot_bounce(secretary: Account) -> None:
    secretary.email = ""

    with pytest.raises(NoAddressError):
        record_returned_mail(account=secretary, said="", now=START)


@pytest.mark.parametrize(
    ("email", "error"), [("khong phai dia chi", BadAddressError), ("bithu@example.vn", SameAddressError)]
)
def test_correction_that_corrects_nothing_is_refused(
    administrator: Account, secretary: Account, email: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        correct_address(account=secretary, email=email, by=administrator, today=TODAY, now=START)


def test_clearing_what_is_fine_is_refused(administrator: Account, secretary: Account) -> None:
    with pytest.raises(AddressFineError):
        clear_failure(account=secretary, reason=REASON, by=administrator, today=TODAY, now=START)


def test_administrator_elsewhere_is_refused(tree: Tree, secretary: Account) -> None:
    stranger = make_account("quantri-xa", Role.ADMINISTRATOR, tree.foreign_committee)

    with pytest.raises(NotPermittedError):
        record_bounce(account=secretary, said="", by=stranger, today=TODAY, now=START)
    with pytest.raises(NotPermittedError):
        correct_address(account=secretary, email="moi@example.vn", by=stranger, today=TODAY, now=START)


def test_administrators_told_are_those_above_whom_mail_reaches(
    tree: Tree, administrator: Account, secretary: Account
) -> None:
    unreachable = make_account("quantri-2", Role.ADMINISTRATOR, tree.committee)
    make_account("quantri-xa", Role.ADMINISTRATOR, tree.foreign_committee)
    record_returned_mail(account=unreachable, said="", now=START)

    assert administrators_of(secretary, TODAY) == [administrator]


def test_journal_of_a_correction_holds_no_address(administrator: Account, secretary: Account) -> None:
    correct_address(account=secretary, email="moi@example.vn", by=administrator, today=TODAY, now=START)

    event = JournalEvent.objects.get(verb="address_corrected")
    assert (event.account, event.subject, event.details) == (administrator, f"account:{secretary.pk}", {})


def test_failing_lines_link_only_to_accounts_that_one_keeps(tree: Tree, administrator: Account) -> None:
    own = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    foreign = make_account("bithu-xa", Role.BRANCH_SECRETARY, tree.foreign_branch)
    for account in (own, foreign):
        record_returned_mail(account=account, said="", now=START)

    lines = failing_lines(access_of(administrator, TODAY))

    assert [(line.username, line.url) for line in lines] == [("bithu", f"/accounts/{own.pk}/"), ("bithu-xa", "")]


def test_failure_is_never_deleted(secretary: Account) -> None:
    record_returned_mail(account=secretary, said="", now=START)

    with pytest.raises(DatabaseError), transaction.atomic():
        AddressFailure.objects.all().delete()
