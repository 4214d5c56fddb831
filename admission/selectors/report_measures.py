"""What the reports count, each measure twice: by the database over the rows as they are, and over files as they were.

A measure gives a row and a column to each thing it counts; the two ways give the same to the same thing.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import (
    Coalesce,
    ExtractDay,
    ExtractMonth,
    ExtractYear,
    Substr,
)

from admission.domain.facts import ResolutionKind
from admission.domain.procedure import DeadlineKind, Nature, Outcome, StepCode
from admission.domain.reports import AGE_BOUNDS, TIMED, AgeGroup, LimitState, Milestone, age_group, limit_state
from admission.models import (
    AdmissionCase,
    BranchResolution,
    CaseDocument,
    Ceremony,
    CommitteeDecision,
    Deadline,
    DeadlineStatus,
)
from admission.selectors.report_files import ClockThen, FileThen
from admission.selectors.report_frames import Frame
from members.models import Organization

STILL_OPEN, NO_CAUSE = "open", "none"
"""Among the causes of lateness: nobody has acted yet, so that none is given; none was given."""
ALL = ""
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Measure:
    """`rows`: what the database counts, each with `row`, `column` and `case`; `then`: the same of a file as it was."""

    rows: Callable[[Frame], tuple[Any, ...]]
    then: Callable[[FileThen, Frame], Iterator[Key]]

    def count(self, frame: Frame) -> Counter[Key]:
        """Count by row and column; one query for each kind of row."""
        found: Counter[Key] = Counter(key for file in frame.changed for key in self.then(file, frame))
        for rows in self.rows(frame):
            for row, column, number in rows.order_by().values_list("row", "column").annotate(number=Count("pk")):
                found[str(row), str(column)] += number
        return found

    def files(self, frame: Frame, row: str, column: str) -> Any:
        """Give the files of which something is counted in a cell; an empty row or column: in all of them."""
        then = [
            file.pk
            for file in frame.changed
            if any(row in (ALL, key[0]) and column in (ALL, key[1]) for key in self.then(file, frame))
        ]
        condition = Q(pk__in=then)
        wanted = {name: value for name, value in (("row", row), ("column", column)) if value != ALL}
        for rows in self.rows(frame):
            condition |= Q(pk__in=rows.filter(**wanted).order_by().values("case"))
        return AdmissionCase.objects.filter(condition)


def in_period(frame: Frame, day: date | None) -> bool:
    return day is not None and frame.asked.from_on <= day <= frame.asked.to_on


def _period(frame: Frame, column: str) -> Q:
    return Q(**{f"{column}__gte": frame.asked.from_on, f"{column}__lte": frame.asked.to_on})


def _child(frame: Frame, column: str) -> Any:
    """The path of the organisation right below the unit."""
    return Substr(column, 1, len(frame.asked.unit.path) + Organization.steplen)


def _word(value: str) -> Any:
    return Value(value, output_field=CharField())


# --- limits kept and missed -------------------------------------------------------------------------------------------
def _late(frame: Frame) -> Q:
    met = Q(status=DeadlineStatus.MET, met_on__gt=F("due_on"))
    running = Q(status=DeadlineStatus.OPEN, due_on__lt=frame.asked.as_of)
    ended = Q(status=DeadlineStatus.ENDED, ended_on__gt=F("due_on"))
    return met | running | ended


def _settled(frame: Frame) -> Any:
    """The limits whose last day lies in the period and of which it is known whether they were kept."""
    in_time = Q(status=DeadlineStatus.MET, met_on__lte=F("due_on"))
    found = Deadline.objects.filter(_period(frame, "due_on"), case__in=frame.files.values("pk"), nature=Nature.LIMIT)
    late = _late(frame)
    state = Case(When(late, then=_word(LimitState.LATE)), default=_word(LimitState.ON_TIME), output_field=CharField())
    return found.filter(in_time | late).annotate(column=state)


def _settled_then(file: FileThen, frame: Frame) -> Iterator[tuple[ClockThen, LimitState]]:
    for clock in file.clocks:
        if clock.nature is not Nature.LIMIT or clock.due_on is None or not in_period(frame, clock.due_on):
            continue
        state = limit_state(
            due_on=clock.due_on, met_on=clock.met_on, ended_on=clock.ended_on, as_of=frame.asked.as_of
        )  # fmt: skip
        if state is not None:
            yield clock, state


LIMITS_BY_KIND = Measure(
    lambda frame: (_settled(frame).annotate(row=F("kind")),),
    lambda file, frame: ((clock.kind.value, state.value) for clock, state in _settled_then(file, frame)),
)
LIMITS_BY_UNIT = Measure(
    lambda frame: (_settled(frame).annotate(row=_child(frame, "case__branch__path")),),
    lambda file, frame: ((frame.child_path(file.branch), state.value) for _clock, state in _settled_then(file, frame)),
)


def limits_at_once(frame: Frame) -> Counter[tuple[str, ...]]:
    """Count limits by kind, organisation and state in one query: what the two measures say, read once."""
    found: Counter[tuple[str, ...]] = Counter(
        (clock.kind.value, frame.child_path(file.branch), state.value)
        for file in frame.changed
        for clock, state in _settled_then(file, frame)
    )
    rows = _settled(frame).annotate(below=_child(frame, "case__branch__path")).order_by()
    for kind, unit, state, number in rows.values_list("kind", "below", "column").annotate(number=Count("pk")):
        found[kind, unit, state] += number
    return found


# --- admissions and recognitions by month -----------------------------------------------------------------------------
def _month_of(day: date) -> str:
    return str(day.year * 100 + day.month)


def _by_month(frame: Frame, rows: Any, column: str, milestone: Milestone) -> Any:
    month = ExtractYear(column, output_field=IntegerField()) * 100 + ExtractMonth(column)
    found = rows.current().filter(_period(frame, column), case__in=frame.files.values("pk"))
    return found.annotate(row=month, column=_word(milestone))


def _granted(kind: ResolutionKind) -> Any:
    return CommitteeDecision.objects.filter(kind=kind.value, outcome=Outcome.GRANTED.value)


def _milestones(frame: Frame) -> tuple[Any, ...]:
    return (
        _by_month(frame, _granted(ResolutionKind.ADMISSION), "decided_on", Milestone.DECISION),
        _by_month(frame, Ceremony.objects.all(), "held_on", Milestone.CEREMONY),
        _by_month(frame, _granted(ResolutionKind.RECOGNITION), "decided_on", Milestone.RECOGNITION),
    )


def _milestones_then(file: FileThen, frame: Frame) -> Iterator[Key]:
    days = (
        (Milestone.DECISION, file.decided_on),
        (Milestone.CEREMONY, file.held_on),
        (Milestone.RECOGNITION, file.recognised_on),
    )
    for milestone, day in days:
        if day is not None and in_period(frame, day):
            yield _month_of(day), milestone.value


MILESTONES_BY_MONTH = Measure(_milestones, _milestones_then)


# --- late, by cause ---------------------------------------------------------------------------------------------------
def _cause_of(rows: Any, *order: str) -> Any:
    return Subquery(rows.current().filter(case=OuterRef("case")).order_by(*order, "pk").values("late_cause")[:1])


def _late_rows(frame: Frame) -> tuple[Any, ...]:
    """Limits overdue on the day, with those met late in the period by the cause that was given."""
    limits = Deadline.objects.filter(case__in=frame.files.values("pk"), nature=Nature.LIMIT)
    overdue = limits.open().filter(due_on__lt=frame.asked.as_of)
    votes = BranchResolution.objects.filter(kind=ResolutionKind.RECOGNITION.value)
    decisions = CommitteeDecision.objects.all()
    cause = Case(
        When(kind=DeadlineKind.CEREMONY, then=_cause_of(Ceremony.objects.all())),
        When(kind=DeadlineKind.ADMISSION_DECISION, then=_cause_of(decisions.filter(kind=ResolutionKind.ADMISSION))),
        When(kind=DeadlineKind.RECOGNITION_DECISION, then=_cause_of(decisions.filter(kind=ResolutionKind.RECOGNITION))),
        When(kind=DeadlineKind.RECOGNITION_REVIEW, then=_cause_of(votes, "adopted_on")),
        output_field=CharField(),
    )
    met = limits.filter(_period(frame, "met_on"), status=DeadlineStatus.MET, met_on__gt=F("due_on"))
    given = Case(
        When(cause_given="", then=_word(NO_CAUSE)), default=Coalesce("cause_given", _word(NO_CAUSE)),
        output_field=CharField(),
    )  # fmt: skip
    return (
        overdue.annotate(row=_word(STILL_OPEN), column=F("kind")),
        met.annotate(cause_given=cause).annotate(row=given, column=F("kind")),
    )


def _late_then(file: FileThen, frame: Frame) -> Iterator[Key]:
    for clock in file.clocks:
        if clock.nature is not Nature.LIMIT or clock.due_on is None:
            continue
        if clock.met_on is not None:
            if clock.met_on > clock.due_on and in_period(frame, clock.met_on):
                yield clock.cause or NO_CAUSE, clock.kind.value
        elif clock.ended_on is None and clock.due_on < frame.asked.as_of:
            yield STILL_OPEN, clock.kind.value


LATE_BY_CAUSE = Measure(_late_rows, _late_then)


# --- how long a stage took --------------------------------------------------------------------------------------------
def _finished(frame: Frame) -> Any:
    found = Deadline.objects.filter(_period(frame, "met_on"), case__in=frame.files.values("pk"))
    return found.filter(status=DeadlineStatus.MET, kind__in=[kind.value for kind in TIMED])


FINISHED_BY_KIND = Measure(
    lambda frame: (_finished(frame).annotate(row=F("kind"), column=_word("met")),),
    lambda file, frame: ((clock.kind.value, "met") for clock in file.clocks if in_period(frame, clock.met_on)),
)

Span = tuple[DeadlineKind, int, date, date]
"""A stage, the calendar it was counted by, the day that opened it and the day that closed it."""


def spans(frame: Frame) -> Counter[Span]:
    """Count the stages closed in the period by their days, in one query: far fewer than there are files."""
    found: Counter[Span] = Counter(
        (clock.kind, clock.version_id, clock.triggered_on, clock.met_on)
        for file in frame.changed
        for clock in file.clocks
        if clock.met_on is not None and in_period(frame, clock.met_on)
    )
    days = _finished(frame).order_by().values_list("kind", "calendar_version", "triggered_on", "met_on")
    for kind, version, opened_on, closed_on, number in days.annotate(number=Count("pk")):
        found[DeadlineKind(kind), version, opened_on, closed_on] += number
    return found


# --- who was admitted -------------------------------------------------------------------------------------------------
_BORN_ON, _SEX = "case__candidate__person__born_on", "case__candidate__person__sex"
ADMITTED = "admitted"


def _admitted(frame: Frame) -> Any:
    found = Ceremony.objects.current().filter(_period(frame, "held_on"), case__in=frame.files.values("pk"))
    return found.annotate(column=_word(ADMITTED))


def _age_row() -> Any:
    """The group of the age on the day of the ceremony, as `age_group` has it."""
    number = IntegerField()
    before = Case(
        When(held_number__lt=F("born_number"), then=Value(1)), default=Value(0), output_field=number
    )  # fmt: skip
    years = ExtractYear("held_on", output_field=number) - ExtractYear(_BORN_ON, output_field=number) - before
    groups = [When(years__lte=bound, then=_word(group)) for group, bound in AGE_BOUNDS.items()]
    return years, Case(
        When(**{_BORN_ON: None}, then=_word(AgeGroup.UNKNOWN)), *groups, default=_word(AgeGroup.ABOVE),
        output_field=CharField(),
    )  # fmt: skip


def _by_age(frame: Frame) -> tuple[Any, ...]:
    years, group = _age_row()
    numbered = _admitted(frame).annotate(
        held_number=ExtractMonth("held_on") * 100 + ExtractDay("held_on"),
        born_number=ExtractMonth(_BORN_ON) * 100 + ExtractDay(_BORN_ON),
    )
    return (numbered.annotate(years=years).annotate(row=group),)


def _with_sex(rows: Any) -> Any:
    known = Case(When(**{_SEX: ""}, then=_word(NO_CAUSE)), default=F(_SEX), output_field=CharField())
    return rows.annotate(person_sex=known)


def _with_schooling(rows: Any) -> Any:
    papers = CaseDocument.objects.current().filter(case=OuterRef("case"), step=StepCode.EDUCATION.value)
    newest = Subquery(papers.order_by("-acted_on", "-pk").values("choice")[:1], output_field=CharField())
    known = Case(
        When(schooling="", then=_word(NO_CAUSE)), default=Coalesce("schooling", _word(NO_CAUSE)),
        output_field=CharField(),
    )  # fmt: skip
    return rows.annotate(schooling=newest).annotate(schooled=known)


def _admitted_then(row_of: Callable[[FileThen, Frame, date], str]) -> Callable[[FileThen, Frame], Iterator[Key]]:
    def then(file: FileThen, frame: Frame) -> Iterator[Key]:
        if file.held_on is not None and in_period(frame, file.held_on):
            yield row_of(file, frame, file.held_on), ADMITTED

    return then


ADMITTED_BY_AGE = Measure(
    _by_age, _admitted_then(lambda file, _frame, held_on: age_group(file.born_on, held_on).value)
)  # fmt: skip
ADMITTED_BY_SEX = Measure(
    lambda frame: (_with_sex(_admitted(frame)).annotate(row=F("person_sex")),),
    _admitted_then(lambda file, _frame, _on: file.sex or NO_CAUSE),
)
ADMITTED_BY_EDUCATION = Measure(
    lambda frame: (_with_schooling(_admitted(frame)).annotate(row=F("schooled")),),
    _admitted_then(lambda file, _frame, _on: file.education or NO_CAUSE),
)
ADMITTED_BY_UNIT = Measure(
    lambda frame: (_admitted(frame).annotate(row=_child(frame, "case__branch__path")),),
    _admitted_then(lambda file, frame, _on: frame.child_path(file.branch)),
)


def admitted_at_once(frame: Frame) -> Counter[tuple[str, ...]]:
    """Count the admitted by age, sex, schooling and organisation in one query: what the measures say, read once."""
    found: Counter[tuple[str, ...]] = Counter(
        (
            age_group(file.born_on, file.held_on).value,
            file.sex or NO_CAUSE,
            file.education or NO_CAUSE,
            frame.child_path(file.branch),
        )
        for file in frame.changed
        if file.held_on is not None and in_period(frame, file.held_on)
    )
    (rows,) = _by_age(frame)
    several = _with_sex(_with_schooling(rows)).annotate(below=_child(frame, "case__branch__path")).order_by()
    columns = several.values_list("row", "person_sex", "schooled", "below")
    for *told, number in columns.annotate(number=Count("pk")):
        found[tuple(told)] += number
    return found


MEASURES: dict[str, Measure] = {
    "limits": LIMITS_BY_KIND,
    "limits-unit": LIMITS_BY_UNIT,
    "months": MILESTONES_BY_MONTH,
    "late": LATE_BY_CAUSE,
    "finished": FINISHED_BY_KIND,
    "age": ADMITTED_BY_AGE,
    "sex": ADMITTED_BY_SEX,
    "education": ADMITTED_BY_EDUCATION,
    "admitted-unit": ADMITTED_BY_UNIT,
}
"""By the name a cell has in an address."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure: a row and a column of a measure; an empty one stands for all of them."""

    name: str
    row: str
    column: str

    def __str__(self) -> str:
        return f"{self.name}:{self.row}:{self.column}"

    def files(self, frame: Frame) -> Any:
        """Give the files of which something is counted in it. Only of a cell that a table of the frame shows."""
        return MEASURES[self.name].files(frame, self.row, self.column)


def cell_of(text: str) -> Cell | None:
    """Read what `Cell.__str__` wrote; None for anything else."""
    name, _, place = text.partition(":")
    row, _, column = place.partition(":")
    return Cell(name, row, column) if name in MEASURES else None
