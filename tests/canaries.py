"""Canaries: names and numbers of invented people that may stand in no log, mail, address, error page or broker message.

Every person stored while a test runs is one (see `watching`); a factory adds what else must not travel with `register`.
What carries one is kept as a leak, and fails the test in which it happened.
"""

import logging
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote_plus

from celery import signals
from django.core.handlers.base import BaseHandler
from django.core.mail import EmailMessage
from django.db.models.signals import post_save

from members.models import Person
from members.text import search_form

SHORTEST = 8
"""Shorter texts stand in other words by chance."""
ERROR_PAGES = frozenset({403, 404, 405, 500})
"""A form shown again with its errors (400, 409) keeps what was typed: that is no leak."""
SECRET_COLUMNS = ("full_name", "national_id")
"""What of a person must not travel, as far as this version keeps it."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A canary where it must not be. `where`: "log", "address", …"""

    canary: str
    where: str
    excerpt: str

    def __str__(self) -> str:
        return f"“{self.canary}” stands in the {self.where}: {self.excerpt}"


@dataclass
class Aviary:
    """The canaries of the running module, what was looked through, and what was found."""

    canaries: dict[str, str] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    leaks: list[Leak] = field(default_factory=list)

    def register(self, text: object) -> None:
        """Add a text; one too short to be told from other words is left out."""
        if isinstance(text, str) and len(text) >= SHORTEST and (" " in text or text.isdigit()):
            self.canaries[text] = search_form(text)

    def look(self, where: str, text: str, *, folded: bool = True) -> None:
        """Look through a text, letter by letter and, where `folded`, without marks and capitals as well."""
        self.seen[where] += 1
        plain = search_form(text) if folded and self.canaries else ""
        for canary, form in list(self.canaries.items()):
            if canary in text or (folded and form in plain):
                self.leaks.append(Leak(canary, where, text[:300]))

    def take_leaks(self) -> list[Leak]:
        """Give what was found since the last time."""
        found, self.leaks = self.leaks, []
        return found


AVIARY = Aviary()


def register(text: str) -> str:
    """Have a text watched until the end of the module that runs, and give it back."""
    AVIARY.register(text)
    return text


@contextmanager
def watching(aviary: Aviary) -> Iterator[None]:
    """Look through everything that leaves the process during the block; every person stored becomes a canary."""
    with _people(aviary), _logs(aviary), _requests(aviary), _mails(aviary), _broker(aviary):
        yield


@contextmanager
def _people(aviary: Aviary) -> Iterator[None]:
    def stored(instance: Person, **_: Any) -> None:
        for column in SECRET_COLUMNS:
            aviary.register(getattr(instance, column, None))

    post_save.connect(stored, sender=Person, weak=False)
    try:
        yield
    finally:
        post_save.disconnect(stored, sender=Person)


@contextmanager
def _logs(aviary: Aviary) -> Iterator[None]:
    """Every record of every logger, whether or not a handler would write it; with its traceback."""
    make = logging.getLogRecordFactory()

    def made(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        error = record.exc_info[1] if record.exc_info else None
        lines = traceback.format_exception(error) if error else []
        aviary.look("log", "".join([record.getMessage(), "\n", *lines]))
        return record

    logging.setLogRecordFactory(made)
    try:
        yield
    finally:
        logging.setLogRecordFactory(make)


@contextmanager
def _requests(aviary: Aviary) -> Iterator[None]:
    """The address that was asked for, the one that was led to, and what an error page says."""

    def answered(original: Callable[..., Any], handler: BaseHandler, request: Any) -> Any:
        aviary.look("address", unquote_plus(request.get_full_path()))
        response = original(handler, request)
        if location := response.headers.get("Location"):
            aviary.look("address", unquote_plus(location))
        if response.status_code in ERROR_PAGES and not response.streaming:
            aviary.look("error page", response.content.decode(errors="replace"), folded=False)
        return response

    with _around(BaseHandler, "get_response", answered):
        yield


@contextmanager
def _mails(aviary: Aviary) -> Iterator[None]:
    def sent(original: Callable[..., Any], mail: EmailMessage, *args: Any, **kwargs: Any) -> Any:
        message = mail.message()
        headers = [f"{name}: {make_header(decode_header(str(value)))}" for name, value in message.items()]
        aviary.look("mail headers", "\n".join(headers))
        for part in message.walk():
            if part.get_content_maintype() == "text":
                text = part.get_payload(decode=True)
                aviary.look("mail", text.decode(errors="replace") if isinstance(text, bytes) else str(text))
        return original(mail, *args, **kwargs)

    with _around(EmailMessage, "send", sent):
        yield


@contextmanager
def _broker(aviary: Aviary) -> Iterator[None]:
    def published(sender: str, body: Any, headers: Any, **_: Any) -> None:
        aviary.look("broker message", f"{sender} {body!r} {headers!r}")

    signals.before_task_publish.connect(published, weak=False)
    try:
        yield
    finally:
        signals.before_task_publish.disconnect(published)


@contextmanager
def _around(owner: type, name: str, around: Callable[..., Any]) -> Iterator[None]:
    """Have a method called through a function that gets the method first."""
    original = getattr(owner, name)

    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        return around(original, self, *args, **kwargs)

    with patch.object(owner, name, called):
        yield


def sentence(seen: Counter[str], leaks: int) -> str:
    """Say what was looked through, for the end of a run."""
    kinds: Iterable[str] = (f"{count:,} × {where}" for where, count in sorted(seen.items()))
    return f"Canaries: looked through {', '.join(kinds) or 'nothing'}; {leaks} leaks."
