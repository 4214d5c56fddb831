"""The journal: plain values, in order, in the transaction of the act."""

from datetime import date

import pytest
from django.db import transaction

from members.models import JournalEvent
from members.services.journal import record_event
from tests.factories import make_account

pytestmark = pytest.mark.django_db


def test_event_keeps_who_what_and_plain_values() -> None:
    by = make_account("thu.ky")

    record_event(
        verb="thử", subject="case:1", by=by,
        details={"on": date(2026, 1, 5), "many": (date(2026, 1, 6), 2), "in": {"deep": date(2026, 1, 7)}},
    )  # fmt: skip

    event = JournalEvent.objects.get()
    assert (event.account, event.verb, event.subject) == (by, "thử", "case:1")
    assert event.details == {"on": "2026-01-05", "many": ["2026-01-06", 2], "in": {"deep": "2026-01-07"}}


def test_event_of_the_system_itself_has_nobody() -> None:
    assert record_event(verb="sweep", subject="system", by=None).account is None


def test_event_goes_with_the_act_that_is_taken_back() -> None:
    with transaction.atomic():
        record_event(verb="thử", subject="case:1", by=None)
        transaction.set_rollback(True)

    assert not JournalEvent.objects.exists()
