"""The list of files: searched, filtered, and read by key, so that page 20 costs what page 1 costs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from admission.domain.calendar import CalendarNotPublishedError
from admission.domain.deadlines import last_day_with
from admission.models import AdmissionCase, AdmissionCaseQuerySet, Deadline
from admission.selectors.calendars import CalendarShelf, calendar_shelf
from admission.selectors.case_flags import CaseFlag, flagged
from admission.selectors.case_lines import CASE_RELATIONS, SOON_IS_AT_MOST, CaseLine, case_line
from members.models import Organization

PAGE_SIZE = 50
OVERDUE, SOON = "overdue", "soon"
# Where a file without a running limit stands among the others: after them, and the closed ones last.
_NO_LIMIT, _CLOSED = date(9999, 12, 30), date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a person asked for; empty values ask for nothing. `branch`: an id; `light`: OVERDUE or SOON.

    `due_kind`, `due_from`, `due_to`: an open limit of that kind whose last day lies between the days, both included.
    `flag`: a CaseFlag.
    """

    text: str = ""
    stage: str = ""
    branch: int | None = None
    light: str = ""
    due_kind: str = ""
    due_from: date | None = None
    due_to: date | None = None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of the list begins: after (or before) the file with this sort key."""

    due_key: date
    pk: int
    backwards: bool = False

    @classmethod
    def parse(cls, text: str, *, backwards: bool = False) -> "Cursor | None":
        """Read what `__str__` wrote; None for anything else, which is then the first page."""
        day, _dot, number = text.partition(".")
        try:
            return cls(date.fromisoformat(day), int(number), backwards)
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.due_key.isoformat()}.{self.pk}"


@dataclass(frozen=True, slots=True)
class CaseList:
    """One page of the list. `total`: files found in all; the cursors are None at the ends."""

    lines: tuple[CaseLine, ...]
    total: int
    following: Cursor | None
    preceding: Cursor | None


def case_list(
    *, scope: AdmissionCaseQuerySet, today: date, asked: CaseFilter, cursor: Cursor | None = None
) -> CaseList:
    """Give a page of the files in a scope (`visible_to`), earliest due first, in three queries."""
    shelf = calendar_shelf()
    found = _filtered(scope, asked, today, shelf).annotate(
        due_key=Case(
            When(closed_on__isnull=False, then=Value(_CLOSED)),
            default=Coalesce("next_due_on", Value(_NO_LIMIT)),
            output_field=DateField(),
        )
    )
    rows, more = _page(found.with_limit_notes().select_related(*CASE_RELATIONS), cursor)
    backwards = cursor is not None and cursor.backwards
    return CaseList(
        lines=tuple(case_line(case, today, shelf) for case in rows),
        total=found.count(),
        following=_cursor(rows[-1]) if rows and (more or backwards) else None,
        preceding=_cursor(rows[0], backwards=True) if rows and (more if backwards else cursor is not None) else None,
    )


def branches_in_scope(scope: AdmissionCaseQuerySet) -> list[Organization]:
    """The branches that have files in a scope, by name."""
    return list(Organization.objects.filter(pk__in=scope.values("branch")).order_by("name", "pk"))


def _filtered(cases: Any, asked: CaseFilter, today: date, shelf: CalendarShelf) -> Any:
    if asked.text:
        cases = cases.search(asked.text)
    if asked.stage:
        cases = cases.with_stage_on(today).filter(stage_today=asked.stage)
    if asked.branch is not None:
        cases = cases.filter(branch=asked.branch)
    if asked.light == OVERDUE:
        cases = cases.open().filter(next_due_on__lt=today)
    elif asked.light == SOON:
        cases = cases.open().filter(_due_soon(today, shelf))
    if asked.due_kind or asked.due_from or asked.due_to:
        cases = cases.filter(_due_between(asked))
    if asked.flag:
        cases = flagged(cases, CaseFlag(asked.flag))
    return cases


def _due_between(asked: CaseFilter) -> Exists:
    limits = Deadline.objects.open().limits().filter(case=OuterRef("pk"))
    if asked.due_kind:
        limits = limits.filter(kind=asked.due_kind)
    if asked.due_from is not None:
        limits = limits.filter(due_on__gte=asked.due_from)
    if asked.due_to is not None:
        limits = limits.filter(due_on__lte=asked.due_to)
    return Exists(limits)


def _due_soon(today: date, shelf: CalendarShelf) -> Q:
    """Due within a few working days, each branch by the calendar it works under."""
    condition = Q(pk__in=[])
    # The general calendar first; what a subtree's own calendar says differently takes its place there.
    owners = sorted({path for path, _pk, _digest in shelf.versions}, key=len)
    for owner in owners:
        calendar = shelf.of(Organization(path=owner)).calendar
        try:
            through = last_day_with(calendar, today, SOON_IS_AT_MOST)
        except CalendarNotPublishedError:
            through = calendar.last
        inside = Q(branch__path__startswith=owner) if owner else Q()
        due = Q(next_due_on__gte=today, next_due_on__lte=through)
        condition = (condition & ~inside) | (inside & due) if owner else due
    return condition


def _page(cases: Any, cursor: Cursor | None) -> tuple[list[AdmissionCase], bool]:
    """The rows of a page in reading order, and whether there are more beyond its far end."""
    if cursor is None:
        rows = list(cases.order_by("due_key", "pk")[: PAGE_SIZE + 1])
    elif cursor.backwards:
        before = Q(due_key__lt=cursor.due_key) | Q(due_key=cursor.due_key, pk__lt=cursor.pk)
        rows = list(cases.filter(before).order_by("-due_key", "-pk")[: PAGE_SIZE + 1])
    else:
        after = Q(due_key__gt=cursor.due_key) | Q(due_key=cursor.due_key, pk__gt=cursor.pk)
        rows = list(cases.filter(after).order_by("due_key", "pk")[: PAGE_SIZE + 1])
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return (rows[::-1] if cursor is not None and cursor.backwards else rows), more


def _cursor(case: Any, *, backwards: bool = False) -> Cursor:
    return Cursor(case.due_key, case.pk, backwards)
