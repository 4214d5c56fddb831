"""The part of P3 that runs inside Django: ``python -m bench.calendar_probe``; the answer is JSON on the last line."""

import json
import os
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from time import perf_counter
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partyapp.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 - Django has to be set up first
from django.urls import reverse  # noqa: E402 - the same

from admission.domain.calendar_file import SWAPPED, CalendarContent, CalendarDay, DayKind, DayStatus  # noqa: E402
from admission.domain.rules import Unit  # noqa: E402 - the same
from admission.models import AdmissionCase, Calendar, Deadline, DeadlineSettlement, Mail  # noqa: E402 - the same
from admission.selectors.calendar_effects import move_page, preview_change  # noqa: E402 - the same
from admission.selectors.calendars import content_of  # noqa: E402 - the same
from admission.services.calendars import publish_content  # noqa: E402 - the same
from admission.services.verification import differences  # noqa: E402 - the same
from members.models import Account  # noqa: E402 - the same
from members.services.journal import seal_journal  # noqa: E402 - the same

TODAY = date(2026, 3, 2)
NOW = datetime.fromisoformat("2026-03-02T02:00:00+00:00")
ADMINISTRATOR = "quantri.tw"
SAMPLE = 300


def main() -> None:
    """Swap a day a week ahead, then undo it; say how long each part took and whether the sample follows."""
    _make_ready()
    open_ones = Deadline.objects.open().filter(unit=Unit.WORKING_DAYS)
    periods = open_ones.values("triggered_on", "length", "extension").distinct().count()
    off = _busiest_friday()
    there = _change(with_swap(off), "swap")
    back = _change(_without(off), "opposite swap")
    sample = AdmissionCase.objects.filter(pk__in=_moved_files())
    found = {
        "open": open_ones.count(),
        "periods": periods,
        "off": off.isoformat(),
        "changes": [there, back],
        "sample": sample.count(),
        "differences": len(list(differences(today=TODAY, among=sample))),
    }
    sys.stdout.write(json.dumps(found) + "\n")


def _make_ready() -> None:
    """Do what a server that runs for an hour has done: the pages are loaded, the table just filled is vacuumed."""
    reverse("sign-in")
    if connection.vendor == "postgresql":
        connection.cursor().execute("VACUUM ANALYZE admission_deadline")


def newest() -> CalendarContent:
    """What the general calendar says."""
    return content_of(Calendar.objects.get(organization=None).versions.latest("number"))


def with_swap(off: date) -> CalendarContent:
    """That Friday off, and the Saturday eight days later worked for it."""
    halves = ((off, DayKind.DAY_OFF), (off + timedelta(days=8), DayKind.MAKE_UP_WORKING_DAY))
    days = (CalendarDay(day, kind, SWAPPED, "Hoán đổi", "Swapped", DayStatus.CONFIRMED, "x") for day, kind in halves)
    return replace(newest(), days=(*newest().days, *days))


def _without(off: date) -> CalendarContent:
    halves = {off, off + timedelta(days=8)}
    return replace(newest(), days=tuple(day for day in newest().days if day.day not in halves))


def _busiest_friday() -> date:
    """The coming ordinary Friday around which most falls due: the worst week for a swap."""
    calendar = newest().build()
    days = [TODAY + timedelta(days=4 + 7 * week) for week in range(1, 26)]
    whole = [
        day for day in days
        if all(calendar.is_working_day(day + timedelta(days=n)) for n in (0, 3, 4, 5, 6, 7))
    ]  # fmt: skip
    due = Deadline.objects.open().filter(unit=Unit.WORKING_DAYS)
    return max(whole, key=lambda day: due.filter(due_on__range=(day, day + timedelta(days=7))).count())


def _change(content: CalendarContent, title: str) -> dict[str, Any]:
    calendar = Calendar.objects.get(organization=None)
    by = Account.objects.get(username=ADMINISTRATOR)
    begin = perf_counter()
    preview = preview_change(calendar, content, TODAY)
    lines = move_page(calendar, preview).lines
    seen = perf_counter()
    with transaction.atomic():
        done = publish_content(
            calendar=calendar, content=content, notice="Thông báo", reason="Đo", token=preview.token, by=by,
            today=TODAY, now=NOW,
        )  # fmt: skip
        connection.run_on_commit.clear()  # the sealing of the journal, timed by itself below
    published = perf_counter()
    sealed = seal_journal()
    return {
        "title": title,
        "moved": done.moved,
        "shown": len(lines),
        "settle": DeadlineSettlement.objects.filter(move__version=done.version).count(),
        "mails": Mail.objects.filter(details__version=done.version.pk).count(),
        "preview": seen - begin,
        "publish": published - seen,
        "sealed": sealed,
        "seal": perf_counter() - published,
    }


def _moved_files() -> list[int]:
    moved = Deadline.objects.exclude(moves=None).exclude(case=None).order_by("pk").values_list("case", flat=True)
    return list(moved[:SAMPLE])


if __name__ == "__main__":
    main()
