"""Which ladder of alerts an organisation follows, and which calendars and ladders there are at all."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from django.db.models import Max

from admission.domain.calendar import WorkingCalendar
from admission.domain.ladder import STANDARD, Ladder
from admission.models import AlertLadder
from admission.selectors.calendars import calendar_shelf
from members.models import Organization

_Owned = TypeVar("_Owned")


@dataclass(frozen=True, slots=True)
class LadderInForce:
    """The ladder of an organisation; `owner` is None where nobody above chose one, `row` its newest own choice."""

    ladder: Ladder
    owner: Organization | None


def ladder_in_force(organization: Organization) -> LadderInForce:
    """Give the ladder chosen nearest at or above an organisation, else the standard one."""
    rows = AlertLadder.objects.filter(organization__path__in=organization.ancestor_paths)
    newest = rows.order_by().values("organization").annotate(newest=Max("pk")).values("newest")
    for row in rows.filter(pk__in=newest).select_related("organization").order_by("-organization__depth"):
        if row.ladder is not None:
            return LadderInForce(row.ladder, row.organization)
    return LadderInForce(STANDARD, None)


def ladders_by_path() -> dict[str, Ladder]:
    """Give every ladder in force by the path of who chose it; "" is the standard one."""
    newest = AlertLadder.objects.order_by().values("organization").annotate(newest=Max("pk")).values("newest")
    rows = AlertLadder.objects.filter(pk__in=newest).select_related("organization")
    return {"": STANDARD} | {row.organization.path: row.ladder for row in rows if row.ladder is not None}


def calendars_by_path() -> dict[str, WorkingCalendar]:
    """Give every calendar in force by the path of its owner; "" is the general one. Raises: NoCalendarError.

    An own calendar that ends before the general one is taken to go on with the days of that, under its own weekly rest:
    that somebody forgot a year must not silence his organisation, let alone all others. No due date is counted by this.
    """
    shelf = calendar_shelf()
    paths = {path for path, *_rest in shelf.versions} | {""}
    found = {path: shelf.of(Organization(path=path)).calendar for path in paths}
    general = found[""]
    return {path: _going_on(one, general) if one.last < general.last else one for path, one in found.items()}


@lru_cache(maxsize=64)
def _going_on(own: WorkingCalendar, general: WorkingCalendar) -> WorkingCalendar:
    """Let an own calendar that has ended go on with the days of the general one."""
    later = frozenset(day for day in general.days_off if day > own.last)
    worked = frozenset(day for day in general.make_up_days if day > own.last and day.weekday() in own.weekend)
    return WorkingCalendar(
        own.first,
        general.last,
        days_off=own.days_off | later,
        make_up_days=own.make_up_days | worked,
        weekend=own.weekend,
        confirmed_through=min(own.last, own.confirmed_through or own.last),
        unconfirmed_days=own.unconfirmed_days,
    )


def digest_rounds() -> list[tuple[WorkingCalendar, int]]:
    """Give each (calendar, hour) by which anybody's digest may leave, in two or three queries. Raises: NoCalendarError.

    A calendar and the hour of a ladder meet where one of their owners lies at or below the other. What those have who
    have no other counts only where somebody is left who has it.
    """
    calendars, ladders = calendars_by_path(), ladders_by_path()
    if len(calendars) > 1 or len(ladders) > 1:
        tops = set(Organization.objects.filter(depth=1).values_list("path", flat=True))
        calendars, ladders = _anybodys(calendars, tops), _anybodys(ladders, tops)
    pairs = {
        (place, ladder.digest_hour)
        for place in calendars
        for actor, ladder in ladders.items()
        if place.startswith(actor) or actor.startswith(place)
    }
    return [(calendars[place], hour) for place, hour in sorted(pairs)]


def _anybodys(owned: dict[str, _Owned], tops: set[str]) -> dict[str, _Owned]:
    """Leave out what is general where each top of the tree has its own."""
    return {path: one for path, one in owned.items() if path or not tops or not tops <= set(owned)}
