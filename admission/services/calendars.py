"""Publish versions of the working-day calendar: what is previewed is what happens, in one transaction."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db import transaction

from admission.domain.calendar_file import (
    VIETNAM_CONFIRMED_THROUGH,
    VIETNAM_FIRST,
    VIETNAM_LAST,
    CalendarContent,
    CalendarDay,
    parse_days,
)
from admission.domain.errors import AdmissionError
from admission.models import Calendar, CalendarVersion
from admission.models import CalendarDay as CalendarDayRow
from admission.permissions import check_may_publish
from admission.selectors.calendar_effects import ChangePreview, preview_change, territory_of
from admission.services.calendar_notices import tell_keepers_below, tell_of_moves
from admission.services.recounting import lock_open_files, recount
from members.access import access_of
from members.models import Account
from members.services.journal import record_event

SHIPPED_FILE = Path(__file__).resolve().parent.parent / "data" / "vietnam_days.csv"
GENERAL = "vn"


class PreviewStaleError(AdmissionError):
    """What was confirmed is not what would happen now: another version was published, or a file went on.

    `preview`: what would happen now.
    """

    def __init__(self, preview: ChangePreview) -> None:
        super().__init__("the calendar or the files changed after the preview")
        self.preview = preview


class DeadlinesOutsideError(AdmissionError):
    """Open deadlines that have a last day would lie outside the calendar; `preview` names them."""

    def __init__(self, preview: ChangePreview) -> None:
        super().__init__(f"{preview.lost_count} open deadlines would lie outside the calendar")
        self.preview = preview


class SameContentError(AdmissionError):
    """The newest version says just that."""


class WithoutNoticeError(AdmissionError):
    """A version rests on an official notice, and whoever publishes it says why."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing did: the version, and how many last days moved."""

    version: CalendarVersion
    moved: int


@transaction.atomic
def load_shipped_calendar(*, by: Account | None, today: date) -> CalendarVersion | None:
    """Publish the calendar that the product brings, if none was ever published; else leave people's versions alone."""
    calendar, _created = Calendar.objects.get_or_create(
        code=GENERAL, defaults={"name": "Lịch làm việc chung của các cơ quan tại Việt Nam"}
    )
    if calendar.versions.exists():
        return None
    return publish_calendar(
        calendar=calendar,
        days=_shipped_days(),
        first=VIETNAM_FIRST,
        last=VIETNAM_LAST,
        confirmed_through=VIETNAM_CONFIRMED_THROUGH,
        notice="Bộ luật Lao động 2019, điều 111-112; thông báo nghỉ lễ hằng năm",
        by=by,
        today=today,
    )


@cache
def _shipped_days() -> tuple[CalendarDay, ...]:
    with SHIPPED_FILE.open(encoding="utf-8", newline="") as file:
        return parse_days(csv.DictReader(file))


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
    """Publish a version that nobody looked at before, and tell nobody: for setting up. See `publish_content`.

    Gives None where the newest version has the same content. Raises: InvalidCalendarError, DeadlinesOutsideError.
    """
    content = CalendarContent(tuple(days), first, last, confirmed_through)
    try:
        return _publish(calendar, content, notice, "", None, by, today).version
    except SameContentError:
        return None


@transaction.atomic
def publish_content(
    *,
    calendar: Calendar,
    content: CalendarContent,
    notice: str,
    reason: str,
    token: str,
    by: Account,
    today: date,
    now: datetime,
) -> Publication:
    """Publish what somebody saw the preview of (`token`), recount the open deadlines of its territory, and tell once
    each who must act on what moved and each who keeps a calendar below. Of two people who publish at once one wins.

    Raises: NotPermittedError, InvalidCalendarError, WithoutNoticeError, SameContentError, PreviewStaleError,
    DeadlinesOutsideError.
    """
    check_may_publish(access_of(by, today), calendar)
    if not notice.strip() or not reason.strip():
        raise WithoutNoticeError("a version needs its notice and a reason")
    published = _publish(calendar, content, notice.strip(), reason.strip(), token, by, today)
    tell_of_moves(version=published.version, today=today, now=now)
    tell_keepers_below(version=published.version, by=by, today=today, now=now)
    return published


def _publish(
    calendar: Calendar,
    content: CalendarContent,
    notice: str,
    reason: str,
    token: str | None,
    by: Account | None,
    today: date,
) -> Publication:
    """Compare and set under the lock of the calendar: whoever comes second sees the version of the first."""
    calendar = Calendar.objects.select_for_update(of=("self",)).select_related("organization").get(pk=calendar.pk)
    territory = territory_of(calendar)
    lock_open_files(territory)
    preview = preview_change(calendar, content, today)
    newest = calendar.versions.order_by("-number").first()
    if token is not None and preview.token != token:
        raise PreviewStaleError(preview)
    digest = content.digest()
    if newest is not None and newest.digest == digest:
        raise SameContentError(f"version {newest.number} says the same")
    if preview.lost_count:
        raise DeadlinesOutsideError(preview)
    version = CalendarVersion.objects.create(
        calendar=calendar,
        number=newest.number + 1 if newest else 1,
        first_on=content.first,
        last_on=content.last,
        confirmed_through_on=content.confirmed_through,
        weekend=",".join(map(str, sorted(content.weekend))),
        notice=notice,
        reason=reason,
        digest=digest,
        published_by=by,
    )
    CalendarDayRow.objects.bulk_create(CalendarDayRow(version=version, **day.values()) for day in content.days)
    moved = recount(territory=territory, version=version, preview=preview, by=by)
    record_event(
        verb="calendar_published",
        subject=f"calendar:{calendar.pk}",
        by=by,
        details={
            "version": version.number,
            "notice": notice,
            "reason": reason,
            "first": content.first,
            "last": content.last,
            "moved": moved,
        },
        organization=calendar.organization,
    )
    return Publication(version, moved)
