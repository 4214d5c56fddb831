"""The one door: from the facts of a file to its stage, next step, deadlines and findings."""

from dataclasses import dataclass
from datetime import date, timedelta

from admission.domain.calendar import WorkingCalendar
from admission.domain.checks import find
from admission.domain.course import Course, course_of
from admission.domain.deadlines import DerivedDeadline, derive_deadlines, earliest_admission_resolution
from admission.domain.facts import CaseFacts
from admission.domain.findings import Examination, Finding, Severity
from admission.domain.procedure import (
    CLOSED_STAGES,
    NEXT_STEP,
    STEPS,
    TURNS_WITH_TIME,
    Body,
    DeadlineKind,
    Nature,
    Stage,
    StepCode,
    is_step_allowed,
)
from admission.domain.rules import RuleBook


@dataclass(frozen=True, slots=True)
class NextStep:
    """What has to happen next: who, not before which day, by which day, under which clause."""

    step: StepCode
    body: Body
    clause: str
    not_before_on: date | None
    due_on: date | None
    deadline: DeadlineKind | None


@dataclass(frozen=True, slots=True)
class Turn:
    """That the stage becomes another on a day, by the calendar alone."""

    on: date
    stage: Stage


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything derived for one file on one day.

    `recorded_stage`: where the recorded acts leave it, whatever the day; `turn`: when it becomes another by itself;
    `stage`: where it stands on the day asked about. `course`: the acts done and the path the file takes.
    """

    course: Course
    stage: Stage
    recorded_stage: Stage
    turn: Turn | None
    next_step: NextStep | None
    deadlines: tuple[DerivedDeadline, ...]
    findings: tuple[Finding, ...]

    @property
    def is_closed(self) -> bool:
        return self.recorded_stage in CLOSED_STAGES

    @property
    def forbidden(self) -> tuple[Finding, ...]:
        """The findings for which an act is refused."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.FORBIDDEN)

    @property
    def irregular(self) -> tuple[Finding, ...]:
        """The findings that stay visible, and for which whoever records the act gives the reason."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.IRREGULAR)

    @property
    def allowed_steps(self) -> tuple[StepCode, ...]:
        """The acts that may be recorded today, in the order of the procedure."""
        return tuple(code for code in STEPS if is_step_allowed(self.stage, code))


def assess(facts: CaseFacts, book: RuleBook, calendar: WorkingCalendar, today: date) -> Assessment:
    """Derive stage, next step, deadlines and findings of a file as of `today` (a Vietnamese date).

    Each act is judged by the regulation in force on its day, each clock by that of the day on which it started.
    Raises: CalendarNotPublishedError where a fact that starts a working-day clock lies outside the calendar;
    RuleSetNotFoundError where no regulation is known for the day of an act.
    """
    course = course_of(facts, book)
    deadlines = derive_deadlines(facts, course, book, calendar)
    turn = _turn(course.stage, deadlines)
    stage = turn.stage if turn is not None and turn.on <= today else course.stage
    return Assessment(
        course=course,
        stage=stage,
        recorded_stage=course.stage,
        turn=turn,
        next_step=_next_step(stage, facts, book, deadlines, today),
        deadlines=deadlines,
        findings=find(Examination(facts, course, deadlines, book, today)),
    )


def _turn(stage: Stage, deadlines: tuple[DerivedDeadline, ...]) -> Turn | None:
    if stage not in TURNS_WITH_TIME:
        return None
    kind, becomes = TURNS_WITH_TIME[stage]
    ends_on = next((d.due_on for d in deadlines if d.kind is kind), None)
    if ends_on is None:
        return None
    # Twelve months together are complete on the twelve-month day; the branch considers recognition only *after* its.
    return Turn(ends_on + timedelta(days=1) if kind is DeadlineKind.PROBATION_END else ends_on, becomes)


def _next_step(
    stage: Stage, facts: CaseFacts, book: RuleBook, deadlines: tuple[DerivedDeadline, ...], today: date
) -> NextStep | None:
    if stage in CLOSED_STAGES:
        return None
    step = STEPS[NEXT_STEP[stage]]
    limit = _limit_of(step.code, deadlines)
    not_before_on = None
    if step.code is StepCode.ADMISSION_RESOLUTION:
        not_before_on = earliest_admission_resolution(facts, book)
    elif step.code is StepCode.RECOGNITION_RESOLUTION:
        end = next((d.due_on for d in deadlines if d.kind is DeadlineKind.PROBATION_END), None)
        not_before_on = end + timedelta(days=1) if end else None
    return NextStep(
        step=step.code,
        body=step.body,
        clause=limit.clause if limit and limit.kind in step.closes else book.on(today).cite(step.clause),
        not_before_on=not_before_on,
        due_on=limit.due_on if limit else None,
        deadline=limit.kind if limit else None,
    )


def _limit_of(step: StepCode, deadlines: tuple[DerivedDeadline, ...]) -> DerivedDeadline | None:
    """The limit by which the step has to be done: its own, else the one that runs over all levels."""
    own = (d for d in deadlines if d.is_open and d.nature in _BINDING and d.kind in STEPS[step].closes)
    running = (d for d in deadlines if d.is_open and d.nature is Nature.LIMIT)
    return next(own, None) or min(running, key=lambda d: d.due_on or date.max, default=None)


_BINDING = frozenset({Nature.LIMIT, Nature.INTERNAL})
