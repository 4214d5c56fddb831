"""The calendar in force for an organisation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.calendar_file import CalendarContent, DayKind, DayStatus
from admission.domain.calendar_file import CalendarDay as Day
from admission.domain.deadlines import remaining_working_days
from admission.domain.errors import AdmissionError
from admission.labels import day
from admission.models import CalendarDay, CalendarVersion
from members.kept_queries import kept_by
from members.models import Organization


class NoCalendarError(AdmissionError):
    """No calendar was ever published; `manage.py load_calendar` publishes the first."""


@dataclass(frozen=True, slots=True)
class PublishedCalendar:
    """A version and the calendar built from it."""

    version_id: int
    calendar: WorkingCalendar


def calendar_for(organization: Organization | None = None) -> PublishedCalendar:
    """Give the newest version of the nearest calendar at or above the organisation, else of the general one.

    One query each time, so that a version published a moment ago counts; building is cached by version, and a version
    never changes. Raises: NoCalendarError.
    """
    paths = organization.ancestor_paths if organization is not None else []
    # The general calendar has no path: a NULL sorts differently on the two databases, so the choice is made here, among
    # a handful of rows.
    rows = kept_by("calendars above", {f"path{number}": path for number, path in enumerate(paths)}, _versions_above)
    if not rows:
        raise NoCalendarError("no working-day calendar has been published; run `manage.py load_calendar`")
    _nearest, version_id, digest = max((len(path or ""), pk, digest) for pk, digest, path in rows)
    return PublishedCalendar(version_id, _build(version_id, digest))


@dataclass(frozen=True, slots=True)
class CalendarShelf:
    """All calendars, read in one query, for pages that show files of many organisations.

    `versions`: the path of the owner ("" for the general calendar), the id and the digest of each version.
    """

    versions: tuple[tuple[str, int, str], ...]

    def of(self, organization: Organization) -> PublishedCalendar:
        """Give the calendar that `calendar_for` would. Raises: NoCalendarError."""
        return self.at(organization.path)

    def at(self, place: str) -> PublishedCalendar:
        """Give that of the organisation which stands at a place (a path) in the tree. Raises: NoCalendarError."""
        own = [(len(path), pk, digest) for path, pk, digest in self.versions if place.startswith(path)]
        if not own:
            raise NoCalendarError("no working-day calendar has been published; run `manage.py load_calendar`")
        _nearest, version_id, digest = max(own)
        return PublishedCalendar(version_id, _build(version_id, digest))


def calendar_shelf() -> CalendarShelf:
    """Read which versions there are."""
    rows = kept_by("calendars", {}, _versions)
    return CalendarShelf(tuple((path or "", pk, digest) for path, pk, digest in rows))


def _versions_above(paths: Mapping[str, Any]) -> Any:
    owner = Q(calendar__organization=None)
    if paths:
        owner |= Q(calendar__organization__path__in=list(paths.values()))
    return CalendarVersion.objects.filter(owner).values_list("pk", "digest", "calendar__organization__path")


def _versions(_values: Mapping[str, Any]) -> Any:
    return CalendarVersion.objects.values_list("calendar__organization__path", "pk", "digest")


def remaining_or_none(due_on: date | None, today: date, calendar: WorkingCalendar) -> int | None:
    """Give the working days left as the domain counts them, None where the calendar does not reach."""
    if due_on is None:
        return None
    try:
        return remaining_working_days(due_on, today, calendar)
    except CalendarNotPublishedError:
        return None


def why_provisional(due_on: date | None, calendar: WorkingCalendar) -> str:
    """Say in a few words why a last day that is marked as provisional may still move, for a line of a list."""
    confirmed = calendar.confirmed_through
    if due_on is not None and confirmed is not None and due_on > confirmed:
        return gettext("days off after %(day)s not announced") % {"day": day(confirmed)}
    return gettext("a day off not confirmed")


def build_version(version_id: int) -> WorkingCalendar:
    """Give the calendar of a published version."""
    return _build(version_id, CalendarVersion.objects.values_list("digest", flat=True).get(pk=version_id))


def build_versions(version_ids: Iterable[int]) -> dict[int, WorkingCalendar]:
    """Give the calendars of published versions by their id, in one query besides building."""
    rows = CalendarVersion.objects.filter(pk__in=set(version_ids)).values_list("pk", "digest")
    return {pk: _build(pk, digest) for pk, digest in rows}


@lru_cache(maxsize=64)
def _build(version_id: int, digest: str) -> WorkingCalendar:
    """Build a version once. Its content is part of the key: after a rollback SQLite gives the same number again."""
    return content_of(CalendarVersion.objects.get(pk=version_id)).build()


def content_of(version: CalendarVersion) -> CalendarContent:
    """Give all that a published version says."""
    days = tuple(
        Day(
            day=row.day,
            kind=DayKind(row.kind),
            basis=row.basis,
            name_vi=row.name_vi,
            name_en=row.name_en,
            status=DayStatus(row.status),
            source=row.source,
        )
        for row in sorted(version.days.all(), key=lambda row: row.day)  # read before, of many versions at once
    )
    return CalendarContent(
        days, version.first_on, version.last_on, version.confirmed_through_on, weekend=version.weekend_days
    )


def day_names(version_id: int, days: tuple[date, ...], language: str) -> dict[date, str]:
    """Name days of a version in a language."""
    return {row.day: row.name(language) for row in CalendarDay.objects.filter(version_id=version_id, day__in=days)}
