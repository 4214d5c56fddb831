"""The list of files: searched, filtered, sorted, and read by key, so that page 20 costs what page 1 costs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Case, DateField, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from admission.domain.calendar import CalendarNotPublishedError
from admission.domain.deadlines import last_day_with
from admission.domain.procedure import CLOSED_STAGES, Stage
from admission.models import AdmissionCase, AdmissionCaseQuerySet, Deadline
from admission.selectors.calendars import CalendarShelf, calendar_shelf
from admission.selectors.case_flags import CaseFlag, flagged
from admission.selectors.case_lines import SOON_IS_AT_MOST, CaseLine, case_line, read_lines
from members.access import Access
from members.kept_queries import kept_of
from members.models import Organization, OrganizationQuerySet
from members.models.person import has_word
from members.text import search_form

PAGE_SIZE = 50
MOST_COUNTED = 1_000
"""Files are counted so far; more of them are "more than" so many, whatever their number costs."""
MOST_BRANCHES = 200
"""A longer list of branches is nothing to choose from: there a branch is typed."""
_CHUNK = 500
OVERDUE, SOON = "overdue", "soon"
# Where a file without a running limit stands among the others: after them, and the closed ones last.
_NO_LIMIT, _CLOSED = date(9999, 12, 30), date(9999, 12, 31)
_NAME = "name_sort"


class CaseOrder(StrEnum):
    """DUE: earliest due first; NAME: by the given name, the Vietnamese way."""

    DUE = ""
    NAME = "name"


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a person asked for; empty values ask for nothing. `branch`: an id; `light`: OVERDUE or SOON.

    `unit`: words of the name, or the code, of branches; `due_kind`, `due_from`, `due_to`: an open limit of that kind
    whose last day lies between the days, both included; `flag`: a CaseFlag.
    """

    text: str = ""
    stage: str = ""
    branch: int | None = None
    unit: str = ""
    light: str = ""
    due_kind: str = ""
    due_from: date | None = None
    due_to: date | None = None
    flag: str = ""
    order: CaseOrder = CaseOrder.DUE


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of the list begins: after (or before) this file, which stands at that day.

    In a list by name the file alone is named, for what a name is sorted by tells the name: `due_key` is None then.
    """

    due_key: date | None
    pk: int
    backwards: bool = False

    @classmethod
    def parse(cls, text: str, *, backwards: bool = False) -> "Cursor | None":
        """Read what `__str__` wrote; None for anything else, which is then the first page."""
        day, _dot, number = text.partition(".")
        try:
            return cls(None if day == CaseOrder.NAME else date.fromisoformat(day), int(number), backwards)
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{CaseOrder.NAME if self.due_key is None else self.due_key.isoformat()}.{self.pk}"


@dataclass(frozen=True, slots=True)
class CaseList:
    """One page of the list. `total`: files found in all, None where there are more than MOST_COUNTED; the cursors are
    None at the ends.
    """

    lines: tuple[CaseLine, ...]
    total: int | None
    following: Cursor | None
    preceding: Cursor | None


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the list that one index gives in its order. `key`: the column it is sorted by, before the id;
    `same`: one that is the same in all of it, named so that the index is seen to fit.
    """

    condition: Q
    key: str = ""
    same: str = ""


@dataclass(frozen=True, slots=True)
class _Hits:
    """The numbers of the files that a search finds, in no order, one more than are counted at most."""

    ids: tuple[int, ...]

    @property
    def total(self) -> int | None:
        return len(self.ids) if len(self.ids) <= MOST_COUNTED else None


# Three stretches, and not one sorted by an expression: each is read from an index of its own (see the model).
_PARTS = {
    CaseOrder.DUE: (
        _Part(Q(closed_on=None, next_due_on__isnull=False), "next_due_on"),
        _Part(Q(closed_on=None, next_due_on=None), same="next_due_on"),
        _Part(Q(closed_on__isnull=False)),
    ),
    CaseOrder.NAME: (_Part(Q(), _NAME),),
}
_DUE_KEY = Case(
    When(closed_on__isnull=False, then=Value(_CLOSED)),
    default=Coalesce("next_due_on", Value(_NO_LIMIT)),
    output_field=DateField(),
)
_AS_A_WHOLE = (_Part(Q(), "due_key"),)
"""The same order in one part, for files that are found before they are sorted."""


def case_list(
    *, scope: AdmissionCaseQuerySet, today: date, asked: CaseFilter, cursor: Cursor | None = None
) -> CaseList:
    """Give a page of the files in a scope (`visible_to`), in at most eight queries, however many files there are."""
    shelf = calendar_shelf()
    found, parts, hits = _found(scope, asked, today, shelf)
    place = _placed(found, asked.order, cursor)
    ids, more = _page(found, parts, place, PAGE_SIZE)
    rows = _rows(ids)
    backwards = place is not None and place[0].backwards
    whole = place is None and not more
    return CaseList(
        lines=tuple(case_line(case, today, shelf) for case in rows),
        total=len(rows) if whole else hits.total if hits else _counted(found),
        following=_cursor(rows[-1], asked.order) if rows and (more or backwards) else None,
        preceding=_cursor(rows[0], asked.order, backwards=True)
        if rows and (more if backwards else place is not None)
        else None,
    )


def count_cases(*, scope: AdmissionCaseQuerySet, today: date, asked: CaseFilter, most: int) -> int | None:
    """Count the files found; None where there are more than `most`."""
    found, _parts, _hits = _found(scope, asked, today, calendar_shelf())
    return _counted(found, most)


def every_line(*, scope: AdmissionCaseQuerySet, today: date, asked: CaseFilter) -> Iterator[CaseLine]:
    """Give all files found in the order of the list, a few hundred read at a time."""
    shelf = calendar_shelf()
    found, parts, _hits = _found(scope, asked, today, shelf)
    place, more = None, True
    while more:
        ids, more = _page(found, parts, place, _CHUNK)
        rows = _rows(ids)
        yield from (case_line(case, today, shelf) for case in rows)
        if rows:
            place = _placed(found, asked.order, _cursor(rows[-1], asked.order))
            more = more and place is not None


def branches_in_scope(
    access: Access, branches: Callable[[Access], OrganizationQuerySet]
) -> tuple[list[Organization], bool]:
    """Give those of the branches of an access that have files, by name; none, and True, where they are too many to
    choose from.
    """
    found = kept_of(("branches", branches), access, lambda access: _with_files(branches(access)))
    if len(found) > MOST_BRANCHES:
        return [], True
    return sorted(found, key=lambda branch: (branch.name, branch.pk)), False


def _with_files(branches: OrganizationQuerySet) -> OrganizationQuerySet:
    files = AdmissionCase.objects.filter(branch=OuterRef("pk"))
    found: OrganizationQuerySet = branches.filter(Exists(files)).order_by("path")[: MOST_BRANCHES + 1]
    return found


def _found(
    cases: Any, asked: CaseFilter, today: date, shelf: CalendarShelf
) -> tuple[Any, tuple[_Part, ...], "_Hits | None"]:
    """Give the files found, the parts in which they are read, and what a search looked up first.

    The files of a rare name, or of a few branches, are found by the index of the words, whatever else is asked, and
    these few are sorted as a whole. Of many the first page is full before many more are read in the order of the list.
    """
    cases, parts = _filtered(cases, asked, today, shelf), _parts(asked)
    if not (asked.text or asked.unit):
        if asked.due_from and (asked.due_to or asked.due_kind) and asked.order is CaseOrder.DUE:
            # Those of a day stand together in the list: who reads it from its beginning passes by all before them.
            return cases.annotate(due_key=_DUE_KEY), _AS_A_WHOLE, None
        return cases, parts, None
    ids = cases.search(asked.text).order_by().values_list("pk", flat=True)
    hits = _Hits(tuple(ids[: MOST_COUNTED + 1]))
    if hits.total is None:
        return cases.search(asked.text, is_common=True), parts, hits
    few = AdmissionCase.objects.filter(pk__in=hits.ids).annotate(due_key=_DUE_KEY)
    return few, _PARTS[asked.order] if asked.order is CaseOrder.NAME else _AS_A_WHOLE, hits


def _parts(asked: CaseFilter) -> tuple[_Part, ...]:
    """The stretches in which anything can be found."""
    parts = _PARTS[asked.order]
    if asked.order is CaseOrder.NAME:
        return parts
    if asked.light:  # only what is due
        return parts[:1]
    if asked.stage:
        return parts[2:] if Stage(asked.stage) in CLOSED_STAGES else parts[:2]
    return parts


def _filtered(cases: Any, asked: CaseFilter, today: date, shelf: CalendarShelf) -> Any:
    if asked.stage:
        cases = cases.at_stage_on(asked.stage, today)
    if asked.branch is not None:
        cases = cases.filter(branch=asked.branch)
    if asked.unit:
        cases = cases.filter(branch__in=_units(asked.unit))
    if asked.light == OVERDUE:
        cases = cases.open().filter(next_due_on__lt=today)
    elif asked.light == SOON:
        cases = cases.open().filter(_due_soon(today, shelf))
    if asked.due_kind or asked.due_from or asked.due_to:
        cases = cases.filter(_due_between(asked))
    if asked.flag:
        cases = flagged(cases, CaseFlag(asked.flag))
    return cases


def _units(text: str) -> Any:
    named = Q()
    for word in search_form(text).split():
        named &= has_word(word)
    return Organization.objects.branches().filter(named | Q(code__iexact=text)).order_by().values("pk")


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


def _counted(found: Any, most: int = MOST_COUNTED) -> int | None:
    count: int = found.order_by()[: most + 1].count()
    return count if count <= most else None


def _placed(found: Any, order: CaseOrder, cursor: Cursor | None) -> tuple[Cursor, Any] | None:
    """Give a cursor with the key of its file; None for one of another order, or of a file that is not found here."""
    if cursor is None or (cursor.due_key is None) != (order is CaseOrder.NAME):
        return None
    if cursor.due_key is not None:
        return cursor, cursor.due_key
    key = found.filter(pk=cursor.pk).values_list(_NAME, flat=True).first()
    return (cursor, key) if key is not None else None


def _page(found: Any, parts: tuple[_Part, ...], place: tuple[Cursor, Any] | None, size: int) -> tuple[list[int], bool]:
    """The ids of a page in reading order, and whether there are more beyond its far end."""
    backwards = place is not None and place[0].backwards
    first = _part_of(place, len(parts))
    ids: list[int] = []
    for number in range(first, -1, -1) if backwards else range(first, len(parts)):
        part = parts[number]
        rows = found.filter(part.condition)
        if place is not None and number == first:
            rows = rows.filter(_beyond(part, *place))
        order = [name for name in (part.key, part.same, "pk") if name]
        rows = rows.order_by(*(f"-{name}" if backwards else name for name in order))
        ids += rows.values_list("pk", flat=True)[: size + 1 - len(ids)]
        if len(ids) > size:
            break
    more, ids = len(ids) > size, ids[:size]
    return (ids[::-1] if backwards else ids), more


def _part_of(place: tuple[Cursor, Any] | None, parts: int) -> int:
    day = place[0].due_key if place is not None else None
    return min({_NO_LIMIT: 1, _CLOSED: 2}.get(day, 0), parts - 1) if day is not None else 0


def _beyond(part: _Part, cursor: Cursor, key: Any) -> Q:
    """After (or before) a file: a range of the index first, which `Q(gt) | Q(eq, gt)` alone is not."""
    way = "lt" if cursor.backwards else "gt"
    further = Q(**{f"pk__{way}": cursor.pk})
    if not part.key:
        return further
    return Q(**{f"{part.key}__{way}e": key}) & (Q(**{f"{part.key}__{way}": key}) | further)


def _rows(ids: list[int]) -> list[Any]:
    """Read the files of a page with all that a line needs: of these few only, and not of all that are sorted."""
    cases = read_lines(ids)
    return [cases[pk] for pk in ids if pk in cases]


def _cursor(case: AdmissionCase, order: CaseOrder, *, backwards: bool = False) -> Cursor:
    if order is CaseOrder.NAME:
        return Cursor(None, case.pk, backwards)
    key = _CLOSED if case.closed_on is not None else case.next_due_on or _NO_LIMIT
    return Cursor(key, case.pk, backwards)
