"""Rows of the journal that were written before it was sealed, brought up by the migrations."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connections

from members.journal_chain import journal_seal, row_text_sql
from members.models import JournalEvent
from tests.admission.former_version import ALIAS, Installation, upgrade
from tests.admission.test_upgrade import former, url

pytestmark = pytest.mark.servers
__all__ = ["former", "url"]


@pytest.fixture
def upgraded(former: Installation) -> dict[str, Any]:
    case = former.case(former.person("An"), "branch", date(2026, 2, 2), "nominated")
    branch = former.committees["branch"]
    for subject in (f"case:{case.pk}", f"organization:{branch.pk}", "person:1", "case:4711"):
        former.add("JournalEvent", "members", verb="thử", subject=subject, details={"ngày": "5/1", "b": [1, None]})
    upgrade(former)
    events = JournalEvent.objects.using(ALIAS).filter(verb="thử")
    return {"branch": branch, "events": {event.subject.partition(":")[0]: event for event in events.order_by("-pk")}}


def test_old_rows_get_their_organisation(upgraded: dict[str, Any]) -> None:
    places = {noun: event.organization_id for noun, event in upgraded["events"].items()}

    assert places == {"case": upgraded["branch"].pk, "organization": upgraded["branch"].pk, "person": None}


def test_old_rows_get_their_mac_and_keep_what_they_say(upgraded: dict[str, Any]) -> None:
    events = list(upgraded["events"].values())

    with connections[ALIAS].cursor() as cursor:
        cursor.execute(f"SELECT {row_text_sql(cursor.db.vendor)}, mac FROM members_journalevent")  # noqa: S608 - ours
        assert all(journal_seal().fits_row(text, mac) for text, mac in cursor.fetchall())
    assert len(events) == 3
    assert all(event.details == {"ngày": "5/1", "b": [1, None]} for event in events)


def test_triggers_are_back_on_the_journal(upgraded: dict[str, Any]) -> None:
    for statement in ("UPDATE members_journalevent SET mac = '0'", "DELETE FROM members_journalevent"):
        with pytest.raises(DatabaseError, match="append-only"), connections[ALIAS].cursor() as cursor:
            cursor.execute(statement)
