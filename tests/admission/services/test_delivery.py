"""Handing mail over to a real mail server that accepts, refuses, is away or says nothing; the clock is given."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction

from admission.models import Alert, AlertStatus, Mail, MailStatus
from admission.selectors.digests import digest_of
from admission.services.alert_plans import plan_alerts
from admission.services.delivery import (
    BACKOFF_MINUTES,
    DeliveryReport,
    Outcome,
    backoff,
    claim,
    deliver,
    mark_sent,
)
from tests.admission.services.digest_rounds import at, case_with_ceremony_due, queue_digests
from tests.factories import TODAY, Tree
from tests.servers import free_port
from tests.sink import Sink, serving, silent_server, smtp_sink

MINUTE = timedelta(minutes=1)
GIVES_BACK = 10.0
"""Seconds after which a worker is no longer held by a server that says nothing for ever; it waits for one."""
START = at(TODAY, 7, 1)


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with smtp_sink() as found:
        use(settings, found)
        yield found


def use(settings: Any, sink: Sink) -> None:
    for name, value in sink.django_settings().items():
        setattr(settings, name, value)


def statuses() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("status", flat=True))


def deliver_every_minute(start: datetime, minutes: int) -> list[DeliveryReport]:
    return [deliver(now=start + minute * MINUTE) for minute in range(minutes)]


def test_deliver_hands_over_each_mail_once(tree: Tree, sink: Sink) -> None:
    queue_digests(tree.branch, 3)

    reports = deliver_every_minute(START, 2)

    assert reports == [DeliveryReport(sent=3), DeliveryReport()]
    assert set(sink.copies().values()) == {1}
    assert set(sink.copies()) == set(Mail.objects.values_list("message_id", flat=True))
    assert statuses() == [MailStatus.SENT] * 3
    assert set(Alert.objects.values_list("status", flat=True)) == {AlertStatus.SENT}


@pytest.mark.django_db(transaction=True)
def test_deliver_inside_a_transaction_is_refused() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        deliver(now=START)


def test_refusal_for_now_is_tried_again_with_growing_pauses(tree: Tree, sink: Sink) -> None:
    queue_digests(tree.branch, 1)
    sink.on_recipient = lambda address: "451 Try later"

    attempts = [minute for minute, done in enumerate(deliver_every_minute(START, 121)) if done.failed]

    pauses = [later - earlier for earlier, later in pairwise(attempts)]
    assert all(pause <= longest + 1 for pause, longest in zip(pauses, (1, 2, 4, 8, 15, 30, 30, 30), strict=False))
    assert 7 <= len(attempts) <= 10
    mail = Mail.objects.get()
    assert (mail.status, mail.attempts) == (MailStatus.QUEUED, len(attempts))
    assert mail.last_error == "SMTPRecipientsRefused: 451 Try later"


def test_refusal_for_now_is_given_up_after_three_days(tree: Tree, sink: Sink) -> None:
    queue_digests(tree.branch, 1)
    sink.on_data = lambda message: "452 Full"

    before = [deliver(now=START + hour * 60 * MINUTE).dead for hour in range(72)]
    after = deliver(now=START + 73 * 60 * MINUTE)

    assert (sum(before), after.dead) == (0, 1)
    assert statuses() == [MailStatus.DEAD]
    assert Alert.objects.get().status == AlertStatus.PLANNED


def test_three_days_without_a_worker_do_not_give_a_mail_up(tree: Tree, sink: Sink) -> None:
    queue_digests(tree.branch, 1)
    sink.on_data = lambda message: "452 Full"

    report = deliver(now=START + 100 * 60 * MINUTE)

    assert (report.failed, report.dead) == (1, 0)


@pytest.mark.parametrize(
    ("hook", "error"),
    [
        ("on_recipient", "SMTPRecipientsRefused: 550 No such person"),
        ("on_data", "SMTPDataError: (550, b'No such person')"),
    ],
)
def test_refusal_for_good_is_given_up_at_once(tree: Tree, sink: Sink, hook: str, error: str) -> None:
    queue_digests(tree.branch, 1)
    setattr(sink, hook, lambda _: "550 No such person")

    report = deliver(now=START)

    assert (report.dead, report.failed) == (1, 0)
    mail = Mail.objects.get()
    assert (mail.status, mail.last_error) == (MailStatus.DEAD, error)


def test_refused_mail_does_not_stop_the_others(tree: Tree, sink: Sink) -> None:
    queue_digests(tree.branch, 5)
    sink.on_recipient = lambda address: {
        "nguoi-0000@example.vn": "550 Gone",
        "nguoi-0001@example.vn": "451 Later",
    }.get(address, "250 OK")

    report = deliver(now=START)

    assert (report.sent, report.dead, report.failed, report.waiting) == (3, 1, 1, 1)


def test_account_without_address_is_given_up_with_that_reason(tree: Tree, sink: Sink) -> None:
    queue_digests(tree.branch, 2)
    first = Mail.objects.order_by("pk")[0]
    first.recipient.email = ""
    first.recipient.save()

    report = deliver(now=START)

    first.refresh_from_db()
    assert (report.sent, report.dead) == (1, 1)
    assert (first.status, first.last_error != "") == (MailStatus.DEAD, True)


def test_mail_that_cannot_be_composed_does_not_stop_the_others(tree: Tree, sink: Sink) -> None:
    queue_digests(tree.branch, 3)
    first = Mail.objects.order_by("pk")[0]
    Mail.objects.filter(pk=first.pk).update(message_id="<broken\nheader@example.vn>")

    report = deliver(now=START)

    first.refresh_from_db()
    assert (report.sent, report.failed) == (2, 1)
    assert (first.status, first.last_error, first.attempts) == (MailStatus.QUEUED, "BadHeaderError", 1)


def test_closed_port_loses_nothing_and_sends_within_half_an_hour_of_return(tree: Tree, settings: Any) -> None:
    queue_digests(tree.branch, 40)
    sink = Sink(free_port())
    use(settings, sink)

    away = deliver_every_minute(START, 120)
    with serving(sink):
        back = deliver_every_minute(START + 120 * MINUTE, 31)

    assert sum(report.sent + report.dead for report in away) == 0
    assert back[0].sent > 0
    assert sum(report.sent for report in back) == 40
    assert set(sink.copies().values()) == {1}
    assert all(report.failed <= 1 for report in away)  # one knock a minute, not forty


def test_silent_server_gives_the_worker_back(tree: Tree, settings: Any, sink: Sink) -> None:
    queue_digests(tree.branch, 3)
    with silent_server() as port:
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = port, 1
        started = time.monotonic()
        report = deliver(now=START)
        took = time.monotonic() - started
    use(settings, sink)

    later = deliver(now=START + 2 * MINUTE)

    assert (report.failed, report.sent, took < GIVES_BACK) == (1, 0, True)
    assert later.sent == 3


def test_lease_keeps_a_mail_from_a_second_worker_until_it_ends(tree: Tree) -> None:
    queue_digests(tree.branch, 1)

    first = claim(now=START)

    assert first is not None
    assert claim(now=START + MINUTE) is None
    second = claim(now=START + 2 * MINUTE)
    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 2)
    assert second.lease_token != first.lease_token


@pytest.mark.parametrize("attempts", range(1, 12))
def test_backoff_is_shortened_by_a_quarter_at_most(attempts: int) -> None:
    step = BACKOFF_MINUTES[min(attempts, 6) - 1]

    pauses = [backoff(attempts) / MINUTE for _ in range(50)]

    assert all(0.75 * step <= pause <= step for pause in pauses)
    assert len(set(pauses)) > 1


def test_alert_hung_on_a_mail_after_it_was_read_is_told_by_the_next_digest(tree: Tree, sink: Sink) -> None:
    queue_digests(tree.branch, 1)
    mail = claim(now=START)
    assert mail is not None
    digest = digest_of(mail, TODAY)
    case_with_ceremony_due(tree.branch, date(2026, 1, 13))
    plan_alerts(today=TODAY)
    late = Alert.objects.get(mail=None)
    Alert.objects.filter(pk=late.pk).update(mail=mail)

    outcome = mark_sent(mail=mail, digest=digest, subject="", at=START)

    late.refresh_from_db()
    assert outcome is Outcome.SENT
    assert (late.status, late.mail) == (AlertStatus.PLANNED, None)


def test_worker_that_lost_its_lease_writes_nothing(tree: Tree, sink: Sink) -> None:
    queue_digests(tree.branch, 1)
    slow = claim(now=START)
    other = claim(now=START + 2 * MINUTE)
    assert slow is not None
    assert other is not None

    outcome = mark_sent(mail=slow, digest=digest_of(slow, TODAY), subject="", at=START)

    assert outcome is Outcome.LOST_LEASE
    assert Mail.objects.get().lease_token == other.lease_token
    assert Alert.objects.get().status == AlertStatus.PLANNED
