"""The queue of a committee: what it has to do, by the week in which it is due or by stage, read by key."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Case, DateField, Exists, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from admission.domain.procedure import Stage
from admission.models import AdmissionCaseQuerySet
from admission.selectors.acknowledgements import limits_to_acknowledge
from admission.selectors.calendars import CalendarShelf
from admission.selectors.case_lines import CaseLine, case_line, read_lines
from admission.selectors.counts import MOST_COUNTED
from admission.selectors.work_list import files_of_others, files_to_do, open_files
from members.access import Access
from members.kept_queries import kept_of
from members.models.role import ACTING_ROLES

PAGE_SIZE = 40
_NO_LIMIT = date(9999, 12, 30)
_ORDER = ("rank", "due_key", "pk")
_RANKS = {stage: number for number, stage in enumerate(Stage, start=1)}


class Band(StrEnum):
    """The weeks of a queue, Monday to Sunday."""

    OVERDUE = "overdue"
    THIS_WEEK = "this-week"
    NEXT_WEEK = "next-week"
    LATER = "later"
    NO_LIMIT = "no-limit"


class Whose(StrEnum):
    MINE = "mine"
    OTHERS = "others"
    ALL = "all"


class Grouping(StrEnum):
    WEEK = "week"
    STAGE = "stage"


_FILES_OF: Mapping[Whose, Callable[[Access], AdmissionCaseQuerySet]] = {
    Whose.MINE: files_to_do,
    Whose.OTHERS: files_of_others,
    Whose.ALL: open_files,
}


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What is asked for; `stage`, `branch` and `due` may be empty: then they ask for nothing. `branch`: an id."""

    whose: Whose = Whose.MINE
    grouping: Grouping = Grouping.WEEK
    due: str = ""
    stage: str = ""
    branch: int | None = None


@dataclass(frozen=True, slots=True)
class QueueCursor:
    """Where a page begins: after (or before) the file with this key. `rank`: of its stage, 0 in a queue by weeks."""

    rank: int
    due_key: date
    pk: int
    backwards: bool = False

    @classmethod
    def parse(cls, text: str, *, backwards: bool = False) -> "QueueCursor | None":
        """Read what `__str__` wrote; None for anything else, which is then the first page."""
        try:
            rank, day, number = text.split(".")
            return cls(int(rank), date.fromisoformat(day), int(number), backwards)
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.rank}.{self.due_key.isoformat()}.{self.pk}"


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A file in the queue. `may_confirm`: an alert of a limit of the account's organisation waits for "received"."""

    line: CaseLine
    branch_id: int
    band: Band
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue; `following`, `preceding`: where its neighbours begin, None at the ends."""

    lines: tuple[QueueLine, ...]
    following: QueueCursor | None
    preceding: QueueCursor | None


def queue_page(
    *, access: Access, asked: QueueFilter, shelf: CalendarShelf, cursor: QueueCursor | None = None
) -> QueuePage:
    """Give a page of the queue in its order, in two queries; the first one where nothing is at that place any more.

    The places are read first, and of these few files only what a line says of each.
    """
    today = access.today
    backwards = cursor is not None and cursor.backwards
    if cursor is None and _is_plain(asked):
        rows = kept_of(("queue", asked), access, lambda access: _placed(access, asked)[: PAGE_SIZE + 1])
    else:
        rows = list(_beyond(_placed(access, asked, backwards=backwards), cursor)[: PAGE_SIZE + 1])
    more, shown = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    if cursor is not None and not shown:
        return queue_page(access=access, asked=asked, shelf=shelf)
    if backwards:
        shown.reverse()
    cases = read_lines([row.pk for row in shown])
    return QueuePage(
        lines=tuple(
            QueueLine(case_line(case, today, shelf), case.branch_id, band_of(case.next_due_on, today), row.may_confirm)
            for row in shown
            if (case := cases.get(row.pk)) is not None
        ),
        following=_cursor(shown[-1]) if more or backwards else None,
        preceding=_cursor(shown[0], backwards=True) if (more if backwards else cursor is not None) else None,
    )


def queue_files(access: Access, asked: QueueFilter) -> Any:
    """The files that a filter asks for, with `stage_today`."""
    files: Any = _FILES_OF[asked.whose](access)
    if asked.stage:
        files = files.filter(stage_today=asked.stage)
    if asked.branch is not None:
        files = files.filter(branch=asked.branch)
    return files.filter(_in_band(Band(asked.due), access.today)) if asked.due else files


def queue_totals(access: Access, asked: QueueFilter) -> Mapping[Band, int] | None:
    """Count the files of each band under the other filters, in one query; None where there are too many to count."""
    asked = replace(asked, due="")
    days = (
        kept_of(("days", asked), access, lambda access: _days(access, asked))
        if _is_plain(asked)
        else list(_days(access, asked))
    )
    return Counter(band_of(due_on, access.today) for due_on in days) if len(days) <= MOST_COUNTED else None


def _is_plain(asked: QueueFilter) -> bool:
    """Whether the queue is asked for as it is opened: that query is kept, and not one of each branch and week."""
    return not (asked.branch or asked.due)


def _days(access: Access, asked: QueueFilter) -> Any:
    return queue_files(access, asked).order_by().values_list("next_due_on", flat=True)[: MOST_COUNTED + 1]


def _placed(access: Access, asked: QueueFilter, *, backwards: bool = False) -> Any:
    limits = limits_to_acknowledge(access.organization_ids(ACTING_ROLES), access.today).filter(case=OuterRef("pk"))
    files = queue_files(access, asked).annotate(due_key=_due_key(), rank=_rank(asked), may_confirm=Exists(limits))
    ordered = files.order_by(*(f"-{name}" if backwards else name for name in _ORDER))
    return ordered.values_list("pk", "due_key", "rank", "may_confirm", named=True)


def band_of(due_on: date | None, today: date) -> Band:
    """Say in which band a last day lies."""
    sunday = _sunday(today)
    if due_on is None:
        return Band.NO_LIMIT
    if due_on < today:
        return Band.OVERDUE
    if due_on <= sunday:
        return Band.THIS_WEEK
    return Band.NEXT_WEEK if due_on <= sunday + timedelta(days=7) else Band.LATER


def _in_band(band: Band, today: date) -> Q:
    sunday = _sunday(today)
    next_sunday = sunday + timedelta(days=7)
    match band:
        case Band.OVERDUE:
            return Q(next_due_on__lt=today)
        case Band.THIS_WEEK:
            return Q(next_due_on__gte=today, next_due_on__lte=sunday)
        case Band.NEXT_WEEK:
            return Q(next_due_on__gt=sunday, next_due_on__lte=next_sunday)
        case Band.LATER:
            return Q(next_due_on__gt=next_sunday)
        case Band.NO_LIMIT:
            return Q(next_due_on=None)


def _sunday(today: date) -> date:
    return today + timedelta(days=6 - today.weekday())


def _due_key() -> Any:
    return Coalesce("next_due_on", Value(_NO_LIMIT), output_field=DateField())


def _rank(asked: QueueFilter) -> Any:
    if asked.grouping is Grouping.WEEK:
        return Value(0, output_field=IntegerField())
    whens = (When(stage_today=stage.value, then=Value(rank)) for stage, rank in _RANKS.items())
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _beyond(cases: Any, cursor: QueueCursor | None) -> Any:
    """Give what comes after (or before) a file: a range first, so that an index is seen to fit."""
    if cursor is None:
        return cases
    way = "lt" if cursor.backwards else "gt"
    same_rank = Q(**{f"due_key__{way}": cursor.due_key}) | Q(due_key=cursor.due_key, **{f"pk__{way}": cursor.pk})
    if not cursor.rank:
        return cases.filter(same_rank, **{f"due_key__{way}e": cursor.due_key})
    further = Q(**{f"rank__{way}": cursor.rank}) | (Q(rank=cursor.rank) & same_rank)
    return cases.filter(further, **{f"rank__{way}e": cursor.rank})


def _cursor(case: Any, *, backwards: bool = False) -> QueueCursor:
    return QueueCursor(case.rank, case.due_key, case.pk, backwards)
