"""What a draft of a calendar says, and the pages of those who keep calendars."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import F, Max, Q

from admission.domain.calendar_drafts import (
    CalendarAct,
    ContentChanges,
    act_from,
    changes_between,
    replay,
    with_source,
)
from admission.domain.calendar_file import CalendarContent
from admission.domain.calendar_years import DECEMBER, LAST_DAY
from admission.models import Calendar, CalendarDraft, CalendarVersion
from admission.selectors.calendars import NoCalendarError, content_of

FROM_MONTH = 11
"""From November on the next year is to be confirmed."""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version, and what it changed against the one before; `changes` None for the first."""

    version: CalendarVersion
    changes: ContentChanges | None


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A calendar in the list: its newest version, None where none was published, and its open draft."""

    calendar: Calendar
    newest: CalendarVersion | None
    draft: CalendarDraft | None


@dataclass(frozen=True, slots=True)
class UnconfirmedYear:
    """A calendar whose newest version leaves some of a year open that should be confirmed by now."""

    calendar: Calendar
    year: int


def newest_version(calendar: Calendar) -> CalendarVersion | None:
    """Give the version in force of a calendar, None where none was published."""
    return CalendarVersion.objects.filter(calendar=calendar).order_by("-number").first()


def version_to_begin_from(calendar: Calendar) -> CalendarVersion:
    """Give the newest version of a calendar; of one without any, that of the calendar inherited so far.

    Raises: NoCalendarError.
    """
    own = newest_version(calendar)
    if own is not None:
        return own
    owner = Q(calendar__organization=None)
    if calendar.organization is not None:
        owner |= Q(calendar__organization__path__in=calendar.organization.ancestor_paths)
    versions = CalendarVersion.objects.filter(owner).select_related("calendar__organization")
    found = max(
        versions, key=lambda one: (len(getattr(one.calendar.organization, "path", "")), one.number), default=None
    )
    if found is None:
        raise NoCalendarError("no working-day calendar has been published; run `manage.py load_calendar`")
    return found


def acts_of(draft: CalendarDraft) -> tuple[CalendarAct, ...]:
    """Give the acts of a draft in the order in which they were done."""
    return tuple(act_from(plain) for plain in draft.acts)


def draft_content(draft: CalendarDraft) -> CalendarContent:
    """Give all that a draft says, to be previewed and published.

    Raises: the refusal of an act that can be done no more (see `admission.domain.calendar_drafts.REFUSALS`).
    """
    return with_source(replay(content_of(draft.based_on), acts_of(draft)), draft.notice)


def is_stale(draft: CalendarDraft) -> bool:
    """Say whether a newer version was published since the draft began."""
    return version_to_begin_from(draft.calendar).pk != draft.based_on_id


def draft_changes(draft: CalendarDraft) -> ContentChanges:
    """Compare a draft with the version it began from."""
    before = content_of(draft.based_on)
    return changes_between(before, replay(before, acts_of(draft)))


def version_lines(calendar: Calendar, most: int) -> list[VersionLine]:
    """Give the newest versions of a calendar, the newest first, each with what it changed."""
    versions = list(
        CalendarVersion.objects.filter(calendar=calendar)
        .select_related("published_by")
        .prefetch_related("days")
        .order_by("-number")[: most + 1]
    )
    contents = [content_of(version) for version in versions]
    changes: list[ContentChanges | None] = [changes_between(old, new) for new, old in pairwise(contents)]
    return [VersionLine(version, changed) for version, changed in zip(versions[:most], [*changes, None], strict=False)]


def calendar_lines(calendars: Iterable[Calendar]) -> list[CalendarLine]:
    """Give the lines of the list. Two queries, however many there are."""
    calendars = list(calendars)
    newest = {
        version.calendar_id: version
        for version in CalendarVersion.objects.filter(calendar__in=calendars)
        .annotate(highest=Max("calendar__versions__number"))
        .filter(number=F("highest"))
    }
    drafts = {draft.calendar_id: draft for draft in CalendarDraft.objects.open().filter(calendar__in=calendars)}
    return [CalendarLine(one, newest.get(one.pk), drafts.get(one.pk)) for one in calendars]


def unconfirmed_years(calendars: Iterable[Calendar], today: date) -> list[UnconfirmedYear]:
    """Give the calendars that have a version and leave open some of the year that is to be confirmed by now: from
    November on the next one, until then this one.
    """
    year = today.year + (today.month >= FROM_MONTH)
    through = date(year, DECEMBER, LAST_DAY)
    return [
        UnconfirmedYear(line.calendar, year)
        for line in calendar_lines(calendars)
        if line.newest is not None and line.newest.confirmed_through_on < through
    ]
