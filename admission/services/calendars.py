"""Publish versions of the working-day calendar."""

import csv
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.db import transaction

from admission.domain.calendar_file import (
    VIETNAM_CONFIRMED_THROUGH,
    VIETNAM_FIRST,
    VIETNAM_LAST,
    CalendarDay,
    build_calendar,
    parse_days,
)
from admission.models import AdmissionCase, Calendar, CalendarVersion
from admission.models import CalendarDay as CalendarDayRow
from admission.services.recalculation import recalculate
from admission.services.request_clocks import recalculate_open_requests
from members.models import Account
from members.services.journal import record_event

SHIPPED_FILE = Path(__file__).resolve().parent.parent / "data" / "vietnam_days.csv"
GENERAL = "vn"


@transaction.atomic
def load_shipped_calendar(*, by: Account | None, today: date) -> CalendarVersion | None:
    """Publish the calendar that the product brings, if none was ever published; else leave people's versions alone."""
    calendar, _created = Calendar.objects.get_or_create(
        code=GENERAL, defaults={"name": "Lịch làm việc chung của các cơ quan tại Việt Nam"}
    )
    if calendar.versions.exists():
        return None
    with SHIPPED_FILE.open(encoding="utf-8", newline="") as file:
        days = parse_days(csv.DictReader(file))
    return publish_calendar(
        calendar=calendar,
        days=days,
        first=VIETNAM_FIRST,
        last=VIETNAM_LAST,
        confirmed_through=VIETNAM_CONFIRMED_THROUGH,
        notice="Bộ luật Lao động 2019, điều 111-112; thông báo nghỉ lễ hằng năm",
        by=by,
        today=today,
    )


@transaction.atomic
def publish_calendar(
    *,
    calendar: Calendar,
    days: Sequence[CalendarDay],
    first: date,
    last: date,
    confirmed_through: date,
    notice: str,
    by: Account | None,
    today: date,
) -> CalendarVersion | None:
    """Publish a version and derive the open files anew; closed deadlines never move.

    Gives None where the newest version has the same content. Raises: InvalidCalendarError.
    """
    days = sorted(days, key=lambda day: day.day)  # the order of the rows is no content
    build_calendar(days, first=first, last=last, confirmed_through=confirmed_through)
    content = json.dumps([[asdict(day) for day in days], first, last, confirmed_through], default=str, sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    newest = calendar.versions.order_by("-number").first()
    if newest is not None and newest.digest == digest:
        return None
    version = CalendarVersion.objects.create(
        calendar=calendar,
        number=newest.number + 1 if newest else 1,
        first_on=first,
        last_on=last,
        confirmed_through_on=confirmed_through,
        notice=notice,
        digest=digest,
        published_by=by,
    )
    CalendarDayRow.objects.bulk_create(CalendarDayRow(version=version, **asdict(day)) for day in days)
    record_event(
        verb="calendar_published",
        subject=f"calendar:{calendar.pk}",
        by=by,
        details={"version": version.number, "notice": notice, "first": first, "last": last},
    )
    # Locked: an act recorded meanwhile waits, and is then assessed by the new version.
    for case in AdmissionCase.objects.open().select_related("branch").select_for_update(of=("self",)).order_by("pk"):
        recalculate(case=case, today=today, by=by, cause="calendar_published")
    recalculate_open_requests(by=by, cause="calendar_published")
    return version
