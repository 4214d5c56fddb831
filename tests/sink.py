"""A mail server for tests: a real SMTP conversation on a free port, and what it received."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.servers import free_port

ACCEPTED = "250 OK"


@dataclass
class Sink:
    """Keeps what it accepts. `on_recipient` and `on_data` may answer otherwise, or do harm just before the answer."""

    port: int
    on_recipient: Callable[[str], str] = lambda address: ACCEPTED
    on_data: Callable[[EmailMessage], str] = lambda message: ACCEPTED
    raw: list[bytes] = field(default_factory=list)
    messages: list[EmailMessage] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    """Which conversations handed something over, by the port of the other side."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        answer = self.on_recipient(address)
        if answer == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        message = message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default)
        with self._lock:
            answer = self.on_data(message)
            if answer == ACCEPTED:
                self.raw.append(envelope.content)
                self.messages.append(message)
                self.sessions.add(session.peer[1])
        return answer

    def copies(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        with self._lock:
            return Counter(str(message["Message-ID"]) for message in self.messages)

    def django_settings(self) -> dict[str, Any]:
        """What Django needs to speak to it."""
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self.port,
        }

    def environment(self) -> dict[str, str]:
        """The same for another process."""
        return {name: str(value) for name, value in self.django_settings().items()}


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    """Run a mail server as long as the block."""
    sink = Sink(free_port())
    with serving(sink):
        yield sink


@contextmanager
def serving(sink: Sink) -> Iterator[None]:
    """Have a sink answer on its port during the block; before and after, the port is closed."""
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def take_a_moment(message: EmailMessage) -> str:
    """Accept slowly: long enough for two workers to meet, or for a kill."""
    time.sleep(0.03)
    return ACCEPTED


@contextmanager
def silent_server() -> Iterator[int]:
    """Accept connections on a port and never say a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]
