"""A mail server that refuses for two hours, or says nothing: no mail is lost, and none is late once it is back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from admission.models import Alert, AlertStatus, Mail, MailStatus
from admission.services.delivery import DeliveryReport, deliver
from tests.admission.services.digest_rounds import at, queue_digests
from tests.factories import TODAY, Tree
from tests.faults.full import sized
from tests.servers import free_port
from tests.sink import ACCEPTED, Sink, serving, silent_server

pytestmark = [pytest.mark.faults, pytest.mark.django_db]

START, MINUTE = at(TODAY, 7, 1), timedelta(minutes=1)
AWAY_MINUTES, RETURN_MINUTES = 120, 31
TIMEOUT = sized(20, 2)
"""Seconds; of the product it is 20."""
BACK_SECONDS = TIMEOUT + 5


def use(settings: Any, sink: Sink) -> None:
    for name, value in sink.django_settings().items():
        setattr(settings, name, value)


def every_minute(start: datetime, minutes: int) -> list[DeliveryReport]:
    return [deliver(now=start + minute * MINUTE) for minute in range(minutes)]


@contextmanager
def port_closed(sink: Sink) -> Iterator[None]:
    """Nobody listens."""
    yield


@contextmanager
def refusing(sink: Sink) -> Iterator[None]:
    """The server answers each recipient that it is too busy."""
    sink.on_recipient = lambda address: "451 4.3.2 Try again later"
    with serving(sink):
        yield
    sink.on_recipient = lambda address: ACCEPTED


@pytest.mark.parametrize("away", [port_closed, refusing])
def test_server_away_for_two_hours_costs_no_mail_and_half_an_hour_at_most(tree: Tree, settings: Any, away: Any) -> None:
    count = sized(500, 40)
    queue_digests(tree.branch, count)
    sink = Sink(free_port())
    use(settings, sink)

    with away(sink):
        refused = every_minute(START, AWAY_MINUTES)
    assert sum(report.sent + report.dead for report in refused) == 0
    with serving(sink):
        back = every_minute(START + AWAY_MINUTES * MINUTE, RETURN_MINUTES)

    first = next(minute for minute, report in enumerate(back) if report.sent)
    print(f"{count} mails, refused for 2 h ({away.__name__}): first {first} min after its return")
    assert first <= RETURN_MINUTES
    assert sum(report.sent for report in back) == count
    assert sum(report.dead for report in back) == 0
    assert sorted(sink.copies().values()) == [1] * count
    assert set(Alert.objects.values_list("status", flat=True)) == {AlertStatus.SENT}


def test_server_that_says_nothing_gives_the_worker_back(tree: Tree, settings: Any) -> None:
    queue_digests(tree.branch, 20)
    sink = Sink(free_port())
    use(settings, sink)
    settings.EMAIL_TIMEOUT = TIMEOUT

    with silent_server() as port:
        settings.EMAIL_PORT = port
        started = time.monotonic()
        silent = deliver(now=START)
        took = time.monotonic() - started
    settings.EMAIL_PORT = sink.port
    with serving(sink):
        later = deliver(now=START + 2 * MINUTE)

    print(f"silent server: worker back after {took:.1f} s")
    assert (silent.failed, silent.sent) == (1, 0)
    assert took <= BACK_SECONDS
    assert (later.sent, Mail.objects.filter(status=MailStatus.SENT).count()) == (20, 20)


def test_silence_about_one_mail_holds_up_no_other(tree: Tree, settings: Any) -> None:
    queue_digests(tree.branch, 10)
    sink = Sink(free_port())
    use(settings, sink)
    settings.EMAIL_TIMEOUT = 1

    def fall_silent(message: EmailMessage) -> str:
        if message["To"] == "nguoi-0003@example.vn":
            time.sleep(1.5)
            return "451 Too late"
        return ACCEPTED

    sink.on_data = fall_silent
    with serving(sink):
        every_minute(START, 3)
    unsent = list(Mail.objects.exclude(status=MailStatus.SENT).values_list("recipient__username", "status"))
    sink.on_data = lambda message: ACCEPTED
    with serving(sink):
        every_minute(START + 10 * MINUTE, 1)

    assert unsent == [("nguoi-0003", MailStatus.QUEUED)]
    assert sorted(sink.copies().values()) == [1] * 10
