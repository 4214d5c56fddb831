"""The world of the access tests: one file and an account for each role in each place around it, made once a module."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import override_settings

from admission.services.calendars import load_shipped_calendar
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
    """Everything is made once and taken back at the end; no request leaves a trace (see `ask`)."""
    changed = {
        "MIDDLEWARE": MIDDLEWARE,
        "SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), override_settings(**changed), Undone():
        load_shipped_calendar(by=None, today=TODAY)
        yield make_world()
