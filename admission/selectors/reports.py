"""The reports as tables: each figure with the address of the files it counts."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.domain.calendar import CalendarNotPublishedError
from admission.domain.procedure import DeadlineKind, LateCause
from admission.domain.reports import (
    LIMITS,
    TIMED,
    AgeGroup,
    LimitState,
    Milestone,
    ReportKey,
    median,
    months_of,
)
from admission.domain.terms import EDUCATION_GRADE
from admission.labels import CHOICES, DEADLINES, LATE_CAUSES
from admission.labels.reports import (
    AGE_GROUPS,
    LIMIT_STATES,
    MILESTONES,
    NO_CAUSE_GIVEN,
    NO_SCHOOLING,
    NO_SEX,
    NOT_DONE_YET,
)
from admission.selectors.calendars import build_versions
from admission.selectors.report_frames import Frame
from admission.selectors.report_measures import (
    ADMITTED,
    ALL,
    MEASURES,
    NO_CAUSE,
    STILL_OPEN,
    Cell,
    Key,
    admitted_at_once,
    limits_at_once,
    spans,
)
from members.models import Organization, OrganizationQuerySet, Sex

Words = str | Promise


class Picture(StrEnum):
    """How a table is drawn."""

    SHARES = "shares"
    BARS = "bars"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a table. `cell`: the address of what it counts, empty where nothing is to be shown."""

    text: str
    cell: str = ""
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row. `unit`: the id of the organisation it is about; `plotted`: what the picture shows of it."""

    label: Words
    figures: tuple[Figure, ...]
    unit: int | None = None
    plotted: tuple[float, ...] = ()
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`heads`: of the label and of each figure; `series`: what each plotted value is."""

    caption: Words
    heads: tuple[Words, ...]
    lines: tuple[Line, ...]
    picture: Picture | None = None
    series: tuple[Words, ...] = ()
    is_wrong: bool = False
    """Whether what is counted is late or overdue: then it is drawn in red."""

    @property
    def is_empty(self) -> bool:
        return not any(figure.value for line in self.lines for figure in line.figures)


def tables_of(key: ReportKey, frame: Frame) -> tuple[Table, ...]:
    """Give the tables of a report; at most four queries where it speaks as of today."""
    return _TABLES[key](frame)


# --- the counts behind the figures ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Counts:
    """The counts of a measure, summed up over rows and columns."""

    name: str
    counts: Counter[Key]

    def number(self, row: str = ALL, column: str = ALL) -> int:
        return sum(n for (r, c), n in self.counts.items() if row in (ALL, r) and column in (ALL, c))

    def figure(self, row: str = ALL, column: str = ALL) -> Figure:
        number = self.number(row, column)
        return Figure(number_format(number), str(Cell(self.name, row, column)) if number else "", number)


def _counts(name: str, frame: Frame) -> _Counts:
    return _Counts(name, MEASURES[name].count(frame))


def _folded(found: Counter[tuple[str, ...]], row: int, column: int | None = None) -> Counter[Key]:
    """Sum counts by several things up to a row and a column, by their places; without one, by what was counted."""
    counts: Counter[Key] = Counter()
    for key, number in found.items():
        counts[key[row], ADMITTED if column is None else key[column]] += number
    return counts


def _units(frame: Frame, counts: _Counts) -> list[tuple[str, int, str]]:
    """The organisations below the unit in which anything was counted: path, id and name; in one query."""
    paths = {row for row, _column in counts.counts}
    found = Organization.objects.filter(path__in=paths).order_by("path")
    return list(found.values_list("path", "pk", "name"))


def percentage(part: int, whole: int) -> str:
    """A share in per cent with one place, cut and not rounded: what is not all is never called 100%."""
    if not whole:
        return "–"
    tenths = part * 1000 // whole
    return f"{number_format(tenths / 10, 0 if tenths % 10 == 0 else 1)}%"


# --- limits kept ------------------------------------------------------------------------------------------------------
def _on_time(frame: Frame) -> tuple[Table, ...]:
    found = limits_at_once(frame)
    by_kind, by_unit = _Counts("limits", _folded(found, 0, 2)), _Counts("limits-unit", _folded(found, 1, 2))
    heads = (*(LIMIT_STATES[state] for state in LimitState), _("Counted"), _("Share on time"))
    states = tuple(LIMIT_STATES[state] for state in LimitState)

    def line(counts: _Counts, label: Words, row: str = ALL, unit: int | None = None) -> Line:
        kept, late = (counts.figure(row, state.value) for state in LimitState)
        whole = counts.figure(row)
        share = Figure(percentage(int(kept.value or 0), int(whole.value or 0)))
        plotted = (kept.value or 0, late.value or 0) if row else ()
        return Line(label, (kept, late, whole, share), unit, plotted, is_sum=not row)

    kinds = [line(by_kind, DEADLINES[kind], kind.value) for kind in LIMITS]
    units = [line(by_unit, name, path, pk) for path, pk, name in _units(frame, by_unit)]
    return (
        Table(
            _("Time limits by stage"), (_("Stage"), *heads), (*kinds, line(by_kind, _("All stages"))),
            Picture.SHARES, states,
        ),
        Table(
            _("Time limits by organisation"), (_("Organisation"), *heads),
            (*units, line(by_unit, _("All organisations"))), Picture.SHARES, states,
        ),
    )  # fmt: skip


# --- by month ---------------------------------------------------------------------------------------------------------
def _admissions(frame: Frame) -> tuple[Table, ...]:
    counts = _counts("months", frame)
    lines = []
    for month in months_of(frame.asked.from_on, frame.asked.to_on):
        row = str(month.year * 100 + month.month)
        figures = tuple(counts.figure(row, milestone.value) for milestone in Milestone)
        lines.append(Line(f"{month:%m/%Y}", figures, plotted=tuple(figure.value or 0 for figure in figures)))
    sums = Line(_("Whole period"), tuple(counts.figure(ALL, m.value) for m in Milestone), is_sum=True)
    names = tuple(MILESTONES[milestone] for milestone in Milestone)
    caption = _("Admissions and recognitions, month by month")
    return (Table(caption, (_("Month"), *names), (*lines, sums), Picture.MONTHS, names),)


# --- late, by cause ---------------------------------------------------------------------------------------------------
def _overdue(frame: Frame) -> tuple[Table, ...]:
    counts = _counts("late", frame)
    causes: list[tuple[str, Words]] = [(cause.value, LATE_CAUSES[cause]) for cause in LateCause]
    given = [(row, label) for row, label in [*causes, (NO_CAUSE, NO_CAUSE_GIVEN)] if counts.number(row)]
    rows = [(STILL_OPEN, NOT_DONE_YET), *given]

    def line(label: Words, row: str = ALL) -> Line:
        figures = (*(counts.figure(row, kind.value) for kind in LIMITS), counts.figure(row))
        return Line(label, figures, plotted=(figures[-1].value or 0,) if row else (), is_sum=not row)

    return (
        Table(
            _("Overdue and late limits by cause and by stage"),
            (_("Cause"), *(DEADLINES[kind] for kind in LIMITS), _("All stages")),
            (*(line(label, row) for row, label in rows), line(_("All causes"))),
            Picture.BARS,
            (_("Overdue or late"),),
            is_wrong=True,
        ),
    )


# --- how long ---------------------------------------------------------------------------------------------------------
def _durations(frame: Frame) -> tuple[Table, ...]:
    days: dict[DeadlineKind, Counter[int]] = {kind: Counter() for kind in TIMED}
    found_spans = spans(frame)
    calendars = build_versions(version_id for _kind, version_id, _opened_on, _closed_on in found_spans)
    for (kind, version_id, opened_on, closed_on), number in found_spans.items():
        try:
            days[kind][calendars[version_id].count(opened_on, closed_on)] += number
        except CalendarNotPublishedError:
            continue  # a day before the first calendar: its working days are not known
    counts = _Counts("finished", Counter({(kind.value, "met"): found.total() for kind, found in days.items()}))
    lines = []
    for kind, found in days.items():
        middle = median(found)
        figures = (
            counts.figure(kind.value),
            _days_figure(min(found, default=None)),
            _days_figure(middle),
            _days_figure(max(found, default=None)),
        )
        lines.append(Line(DEADLINES[kind], figures, plotted=(middle or 0,)))
    heads = (_("Stage"), _("Stages closed"), _("Shortest"), _("Median"), _("Longest"))
    return (Table(_("Working days by stage"), heads, tuple(lines), Picture.BARS, (_("Median of working days"),)),)


def _days_figure(value: float | None) -> Figure:
    if value is None:
        return Figure("–")
    return Figure(number_format(value, 0 if value == int(value) else 1), value=value)


# --- who was admitted -------------------------------------------------------------------------------------------------
def _composition(frame: Frame) -> tuple[Table, ...]:
    ages: list[tuple[str, Words]] = [(group.value, AGE_GROUPS[group]) for group in AgeGroup]
    schooling: list[tuple[str, Words]] = [(choice.value, CHOICES[choice]) for choice in EDUCATION_GRADE]
    sexes: list[tuple[str, Words]] = [(sex.value, sex.label) for sex in Sex]
    found = admitted_at_once(frame)
    by_unit = _Counts("admitted-unit", _folded(found, 3))
    units = [(path, name, pk) for path, pk, name in _units(frame, by_unit)]
    return (
        _parts(_Counts("age", _folded(found, 0)), _("Admitted by age"), _("Age"), [(*row, None) for row in ages]),
        _parts(
            _Counts("sex", _folded(found, 1)), _("Admitted by sex"), _("Sex"),
            [(row, label, None) for row, label in [*sexes, (NO_CAUSE, NO_SEX)]],
        ),
        _parts(
            _Counts("education", _folded(found, 2)), _("Admitted by schooling"), _("Schooling"),
            [(row, label, None) for row, label in [*schooling, (NO_CAUSE, NO_SCHOOLING)]],
        ),
        _parts(by_unit, _("Admitted by organisation"), _("Organisation"), units),
    )  # fmt: skip


def _parts(counts: _Counts, caption: Words, head: Words, rows: Iterable[tuple[str, Words, int | None]]) -> Table:
    whole = counts.number()
    lines = []
    for row, label, unit in rows:
        figure = counts.figure(row)
        share = Figure(percentage(int(figure.value or 0), whole))
        lines.append(Line(label, (figure, share), unit, (figure.value or 0,)))
    sums = Line(_("All together"), (counts.figure(), Figure(percentage(whole, whole))), is_sum=True)
    heads = (head, _("Admitted"), _("Share"))
    return Table(caption, heads, (*lines, sums), Picture.BARS, (_("Admitted"),))


_TABLES: dict[ReportKey, Callable[[Frame], tuple[Table, ...]]] = {
    ReportKey.ADMISSIONS: _admissions,
    ReportKey.ON_TIME: _on_time,
    ReportKey.OVERDUE: _overdue,
    ReportKey.DURATIONS: _durations,
    ReportKey.COMPOSITION: _composition,
    ReportKey.NO_CANDIDATE: lambda frame: (),
}


# --- branches without a candidate -------------------------------------------------------------------------------------
def branches_without_candidate(frame: Frame, organizations: OrganizationQuerySet) -> OrganizationQuerySet:
    """Give the branches of the unit, among those the account reads, without an open file on any day of the period."""
    asked = frame.asked
    open_then = frame.files.filter(opened_on__lte=asked.to_on).exclude(closed_on__lt=asked.from_on)
    busy = [
        file.branch.pk
        for file in frame.changed
        if file.opened_on <= asked.to_on and not (file.closed_on and file.closed_on < asked.from_on)
    ]
    found = organizations.branches().within([asked.unit.path]).existing_on(asked.as_of)
    idle = found.exclude(pk__in=open_then.order_by().values("branch")).exclude(pk__in=busy)
    branches: OrganizationQuerySet = idle.order_by("path")
    return branches
