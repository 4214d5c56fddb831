"""The mail of the afternoon: what is due today and untouched, once, to those who were told in the morning."""

from datetime import date, timedelta

import pytest
from django.core import mail as outbox

from admission.models import Acknowledgement, Alert, AlertStatus, Mail, MailKind, MailStatus
from admission.services.facts import record_ceremony
from members.models import Account, Role
from tests.admission.services.digest_rounds import at, case_with_ceremony_due, sweep_at
from tests.factories import REASON, TODAY, Tree, make_account

DUE_TODAY, DUE_TOMORROW = date(2026, 1, 12), date(2026, 1, 13)


@pytest.fixture
def secretary(tree: Tree) -> Account:
    account = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    account.language = "en"
    account.save()
    return account


def urgent() -> list[str]:
    return list(Mail.objects.filter(kind=MailKind.URGENT).order_by("pk").values_list("status", flat=True))


@pytest.mark.usefixtures("secretary")
def test_untouched_deadline_of_today_is_said_again_in_the_afternoon(tree: Tree) -> None:
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    case_with_ceremony_due(tree.branch, DUE_TOMORROW)
    sweep_at(TODAY, 7)

    sweep_at(TODAY, 13, 59)
    assert len(outbox.outbox) == 1
    sweep_at(TODAY, 14)

    message = outbox.outbox[1]
    assert message.subject == "TODAY is the last day: 1 deadline due today – 02/03/2026"
    assert message.body.count("· Đ.T.H. ·") == 1
    assert case.code in message.body
    assert urgent() == [MailStatus.SENT]


def test_urgent_mail_has_a_stable_message_id_and_says_a_machine_wrote_it(tree: Tree, secretary: Account) -> None:
    case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(TODAY, 7)

    sweep_at(TODAY, 14)

    sent = outbox.outbox[1].message()
    assert sent["Message-ID"] == f"<urgent.{secretary.pk}.2026-03-02@localhost>"
    assert sent["Auto-Submitted"] == "auto-generated"


@pytest.mark.usefixtures("secretary")
def test_urgent_mail_comes_once_a_day(tree: Tree) -> None:
    case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(TODAY, 7)

    for minute in range(5):
        sweep_at(TODAY, 14, minute)

    assert urgent() == [MailStatus.SENT]
    assert len(outbox.outbox) == 2


@pytest.mark.usefixtures("secretary")
def test_deadline_met_by_noon_is_left_alone(tree: Tree) -> None:
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(TODAY, 7)
    record_ceremony(case=case, held_on=TODAY, by=None, today=TODAY, now=at(TODAY, 11), irregular_reason=REASON)

    sweep_at(TODAY, 14)

    assert urgent() == []


@pytest.mark.usefixtures("secretary")
def test_deadline_met_while_the_mail_waits_leaves_nothing_to_say(tree: Tree) -> None:
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(TODAY, 7)
    sweep_at(TODAY, 14)
    Mail.objects.filter(kind=MailKind.URGENT).update(status=MailStatus.QUEUED, sent_at=None)
    record_ceremony(case=case, held_on=TODAY, by=None, today=TODAY, now=at(TODAY, 14), irregular_reason=REASON)

    sweep_at(TODAY, 14, 5)

    assert urgent() == [MailStatus.EMPTY]


@pytest.mark.usefixtures("secretary")
def test_server_back_in_the_afternoon_gives_the_digest_time_to_be_read(tree: Tree) -> None:
    case_with_ceremony_due(tree.branch, DUE_TODAY)

    sweep_at(TODAY, 15)
    assert (urgent(), len(outbox.outbox)) == ([], 1)
    sweep_at(TODAY, 15, 59)
    assert urgent() == []
    sweep_at(TODAY, 16, 1)

    assert urgent() == [MailStatus.SENT]


@pytest.mark.usefixtures("secretary")
def test_deadline_that_came_up_after_the_digest_is_told_by_the_urgent_mail(tree: Tree) -> None:
    case_with_ceremony_due(tree.branch, DUE_TOMORROW)
    sweep_at(TODAY, 7)
    late = case_with_ceremony_due(tree.branch, DUE_TODAY)

    sweep_at(TODAY, 14)

    alert = Alert.objects.get(deadline__case=late)
    assert late.code in outbox.outbox[1].body
    assert (alert.status, alert.mail and alert.mail.kind) == (AlertStatus.SENT, MailKind.URGENT)
    assert alert.sent_at is not None
    assert alert.sent_at - at(TODAY, 14) < timedelta(seconds=30)


def test_who_lost_the_role_gets_no_urgent_mail(tree: Tree, secretary: Account) -> None:
    case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(TODAY, 7)
    secretary.roles.update(until_on=date(2026, 3, 1))

    sweep_at(TODAY, 14)

    assert urgent() == [MailStatus.EMPTY]


@pytest.mark.usefixtures("secretary")
def test_nothing_is_said_in_the_afternoon_of_a_day_off(tree: Tree) -> None:
    case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(date(2026, 2, 27), 7)

    sweep_at(date(2026, 2, 28), 15)

    assert urgent() == []


def test_deadline_that_somebody_acknowledged_is_not_untouched(tree: Tree, secretary: Account) -> None:
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(TODAY, 7)
    Acknowledgement.objects.create(
        deadline=case.deadlines.get(kind="ceremony"), revision=1, acknowledged_on=TODAY,
        acknowledged_at=at(TODAY, 9), acknowledged_by=secretary,
    )  # fmt: skip

    sweep_at(TODAY, 14)

    assert urgent() == []
