"""The world of the access tests: one file and an account for each role in each place around it, made once a module."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import override_settings

from admission.services.calendars import load_shipped_calendar
from members.append_only import drop_triggers
from tests.admission.access_world import Undone, World, make_world
from tests.factories import NOW, TODAY

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
"""Of the middleware what asks who comes; what signs out by the clock or asks for a second factor has its own tests."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Everything is made once and removed at the end; no request leaves a trace (see `ask`).

    It is committed: SQLite reads the whole schema again at each return to a savepoint while a table was made, be it a
    temporary one, in the transaction around it, and a request ends with such a return.
    """
    changed = {
        "MIDDLEWARE": MIDDLEWARE,
        "SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), override_settings(**changed):
        load_shipped_calendar(by=None, today=TODAY)
        made = make_world()
        with Undone():
            yield made
        drop_triggers()
        call_command("flush", interactive=False, verbosity=0)
