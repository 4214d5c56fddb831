"""The deadlines of a month, day by day: counted by the database, of each day the first few by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from admission.domain.procedure import Nature
from admission.models import AdmissionCaseQuerySet, Deadline, DeadlineQuerySet
from admission.selectors.calendars import CalendarShelf, remaining_or_none
from admission.selectors.feeds import feed_deadlines
from members.access import Access

MOST_READ = 5_000
"""So many deadlines are read to be counted; of more, each day is counted on its own."""
MOST_OF_A_DAY = 50
"""Where each day is counted on its own and fewer are shown, more of a day are "more than" so many."""


@dataclass(frozen=True, slots=True)
class CalendarFilter:
    """What is asked for, days included; empty values ask for nothing. `branch`: an id; `kind`: of the clock.

    `is_all`: of every file the account reads; else what its telephone shows: what an organisation of its must see to.
    """

    first: date
    last: date
    branch: int | None = None
    kind: str = ""
    is_all: bool = False


@dataclass(frozen=True, slots=True)
class DueLine:
    """A deadline on its day. `name`: of the candidate, empty for a request about personal data.

    `remaining`: working days left, None where they cannot be counted.
    """

    pk: int
    code: str
    name: str
    url: str
    label: str
    due_on: date
    nature: Nature
    remaining: int | None
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class DueDay:
    """How many deadlines fall on a day, and the first few of them. `is_cut`: there are more than were counted."""

    count: int
    lines: tuple[DueLine, ...]
    is_cut: bool = False

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def open_deadlines(access: Access, scope: AdmissionCaseQuerySet, asked: CalendarFilter) -> DeadlineQuerySet:
    """Give what is asked for. Without a filter of its own this is what is open in the feed of the account."""
    deadlines: Any = (
        Deadline.objects.filter(case__in=scope.order_by()) if asked.is_all else feed_deadlines(access, access.today)
    )
    deadlines = deadlines.open().filter(due_on__range=(asked.first, asked.last))
    if asked.branch is not None:
        deadlines = deadlines.filter(case__branch=asked.branch)
    if asked.kind:
        deadlines = deadlines.filter(kind=asked.kind)
    found: DeadlineQuerySet = deadlines
    return found


def due_days(
    deadlines: DeadlineQuerySet, asked: CalendarFilter, most: int, today: date, shelf: CalendarShelf
) -> Mapping[date, DueDay]:
    """Give the days on which something falls due, of each the first `most`; in three queries, however many."""
    found = _numbers(deadlines, asked, max(most, MOST_OF_A_DAY))
    first_few = [pk for numbers, _is_cut in found.values() for pk in numbers[:most]]
    related = ("organization", "case__branch", "case__candidate__person", "request__organization")
    # Names are read of those that are shown, by their numbers: asked in one go, PostgreSQL joins the names to the
    # deadlines of the nation first.
    rows: Any = Deadline.objects.filter(pk__in=first_few).select_related(*related)
    lines: dict[date, list[DueLine]] = {}
    for row in rows.order_by("due_on", "nature", "pk"):
        lines.setdefault(row.due_on, []).append(_line(row, today, shelf))
    return {on: DueDay(len(numbers), tuple(lines.get(on, ())), is_cut) for on, (numbers, is_cut) in found.items()}


def _numbers(deadlines: DeadlineQuerySet, asked: CalendarFilter, most: int) -> dict[date, tuple[list[int], bool]]:
    """Give the numbers of the deadlines of each day in their order, and whether there are more than these.

    A nation has hundreds of thousands in a month: then `most` of each day are read from the index of that day, all days
    in one statement: those that are known longest, and of these the limits come first.
    """
    rows: list[Any] = list(deadlines.order_by().values_list("due_on", "nature", "pk")[: MOST_READ + 1])
    is_cut = len(rows) > MOST_READ
    if is_cut:
        rows = _first_of_each_day(deadlines, asked, most + 1)
    found: dict[date, list[int]] = {}
    for due_on, _nature, pk in sorted(rows):
        found.setdefault(due_on, []).append(pk)
    if not is_cut:
        return {on: (numbers, False) for on, numbers in found.items()}
    return {on: (numbers[:most], len(numbers) > most) for on, numbers in found.items()}


def _first_of_each_day(deadlines: DeadlineQuerySet, asked: CalendarFilter, most: int) -> list[tuple[date, str, int]]:
    """Put the questions of all days together by UNION ALL; on SQLite Django itself does not where they have a LIMIT."""
    days = [asked.first + timedelta(days=number) for number in range((asked.last - asked.first).days + 1)]
    parts: list[str] = []
    values: list[Any] = []
    for day in days:
        first: Any = deadlines.filter(due_on=day).order_by("pk").values_list("nature", "pk")
        statement, its_values = first[:most].query.sql_with_params()
        parts.append(f"SELECT {len(parts)}, q.* FROM ({statement}) q")  # noqa: S608 - Django's own
        values += its_values
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return [(days[place], nature, pk) for place, nature, pk in cursor.fetchall()]


def _line(row: Any, today: date, shelf: CalendarShelf) -> DueLine:
    place = row.case.branch if row.case else row.organization
    return DueLine(
        pk=row.pk,
        code=row.owner.code,
        name=row.case.candidate.person.full_name if row.case else "",
        url=row.owner.get_absolute_url(),
        label=row.label,
        due_on=row.due_on,
        nature=Nature(row.nature),
        remaining=remaining_or_none(row.due_on, today, shelf.of(place).calendar),
        is_provisional=row.provisional,
    )
