"""One connection for many messages; a server that hung up is noticed before the next one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives

from admission.services.courier import MOST_IN_A_ROW, Courier
from tests.servers import free_port
from tests.sink import Sink, serving, smtp_sink


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with smtp_sink() as found:
        for name, value in found.django_settings().items():
            setattr(settings, name, value)
        yield found


def message(number: int = 0) -> EmailMultiAlternatives:
    return EmailMultiAlternatives(f"Thư {number}", "Nội dung", to=[f"nguoi-{number}@example.vn"])


def test_courier_keeps_one_connection(sink: Sink) -> None:
    with Courier() as courier:
        for number in range(5):
            courier.hand_over(message(number))

    assert len(sink.messages) == 5
    assert len(sink.sessions) == 1


def test_courier_opens_another_after_a_hundred(sink: Sink) -> None:
    with Courier() as courier:
        for number in range(MOST_IN_A_ROW + 1):
            courier.hand_over(message(number))

    assert (len(sink.messages), len(sink.sessions)) == (MOST_IN_A_ROW + 1, 2)


def test_server_that_hung_up_in_between_gets_the_next_message_once(settings: Any) -> None:
    sink = Sink(free_port())
    for name, value in sink.django_settings().items():
        setattr(settings, name, value)

    with Courier() as courier:
        with serving(sink):
            courier.hand_over(message(1))
        with serving(sink):
            courier.hand_over(message(2))

    assert [str(one["To"]) for one in sink.messages] == ["nguoi-1@example.vn", "nguoi-2@example.vn"]


def test_backend_without_a_connection_serves_too() -> None:
    with Courier() as courier:
        courier.hand_over(message())

    assert [one.subject for one in outbox.outbox] == ["Thư 0"]


def test_refused_connection_is_raised(settings: Any) -> None:
    for name, value in Sink(free_port()).django_settings().items():
        setattr(settings, name, value)

    with Courier() as courier, pytest.raises(OSError, match="refused"):
        courier.hand_over(message())
