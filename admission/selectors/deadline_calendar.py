"""The deadlines of a month, day by day: counted by the database, of each day the first few by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from admission.domain.procedure import Nature
from admission.models import AdmissionCaseQuerySet, Deadline, DeadlineQuerySet
from admission.selectors.calendars import CalendarShelf, remaining_or_none
from admission.selectors.feeds import feed_deadlines
from members.access import Access
from members.models import Organization

MOST_BRANCHES = 200
"""A longer list is no choice."""


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
    """How many deadlines fall on a day, and the first few of them."""

    count: int
    lines: tuple[DueLine, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def branches_to_choose(scope: AdmissionCaseQuerySet) -> list[Organization]:
    """Give the branches with files in a scope, by name; none where they are too many to choose from."""
    found = Organization.objects.filter(pk__in=scope.order_by().values("branch")).order_by("name", "pk")
    branches = list(found[: MOST_BRANCHES + 1])
    return branches if len(branches) <= MOST_BRANCHES else []


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


def due_days(deadlines: DeadlineQuerySet, most: int, today: date, shelf: CalendarShelf) -> Mapping[date, DueDay]:
    """Give the days on which something falls due, of each the first `most`; in three queries, however many."""
    counted: Any = deadlines.order_by().values("due_on").annotate(count=Count("pk"))
    counts = {row["due_on"]: row["count"] for row in counted}
    place = Window(RowNumber(), partition_by=F("due_on"), order_by=("nature", "pk"))
    # Only numbers are put in order; names are read of those that are shown, by their numbers: asked in one go,
    # PostgreSQL joins the names to the deadlines of the nation first.
    placed: Any = deadlines.order_by().annotate(place=place).filter(place__lte=most)
    first_few = list(placed.values_list("pk", flat=True)) if counts else []
    related = ("organization", "case__branch", "case__candidate__person", "request__organization")
    rows: Any = Deadline.objects.filter(pk__in=first_few).select_related(*related)
    lines: dict[date, list[DueLine]] = {}
    for row in rows.order_by("due_on", "nature", "pk"):
        lines.setdefault(row.due_on, []).append(_line(row, today, shelf))
    return {on: DueDay(count, tuple(lines.get(on, ()))) for on, count in counts.items()}


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
