"""Hand one message after the other to the mail server, over one connection for as long as it lasts."""

from contextlib import suppress
from email.header import Header
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

MOST_IN_A_ROW = 100
"""Many servers close a connection after some hundred messages: we go first."""
FINE = 250


class Letter(EmailMultiAlternatives):
    """A message whose subject begins in the first line of its header, as mail programs expect: Django folds a long one
    right after the name of the header, since it measures the words without it.
    """

    def message(self, **options: Any) -> Any:
        message = super().message(**options)
        subject = str(self.subject)
        if not subject.isascii():
            message.replace_header("Subject", Header(subject, "utf-8", header_name="Subject"))
        return message


class Courier:
    """A way to the mail server for one delivery: signing in once for many messages is what makes it quick.

    A connection that the server closed meanwhile is noticed before the next message is begun, never in the middle of
    one: whether that was accepted nobody would know.
    """

    def __init__(self) -> None:
        self._backend = get_connection()
        self._handed_over = 0

    def hand_over(self, message: EmailMultiAlternatives) -> None:
        """Hand a message over. Raises: OSError, of which smtplib's errors are some."""
        if not self._is_ready():
            self.close()
            self._backend.open()
            self._handed_over = 0
        message.connection = self._backend
        message.send()
        self._handed_over += 1

    def close(self) -> None:
        """Say goodbye; what the server answers to that is of no interest."""
        with suppress(OSError):
            self._backend.close()

    def _is_ready(self) -> bool:
        if not isinstance(self._backend, EmailBackend):
            return True
        smtp = self._backend.connection
        if smtp is None or self._handed_over >= MOST_IN_A_ROW:
            return False
        try:
            return bool(smtp.noop()[0] == FINE)
        except OSError:
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
