"""From facts, rule set and calendar to deadlines, and the explanation of each.

A deadline is derived whole each time from the fact that starts it; nothing is ever counted down.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.facts import CaseFacts, SponsorRole, performed
from admission.domain.months import add_months
from admission.domain.procedure import (
    CLOSED_STAGES,
    MAIN_PATH,
    PAPER_STEPS,
    STEPS,
    Body,
    DeadlineKind,
    Nature,
    StepCode,
)
from admission.domain.rules import RuleSet, TimeLimit, Unit


@dataclass(frozen=True, slots=True)
class DerivedDeadline:
    """One clock of one file.

    `subject`: the step whose paper it is about, else empty. `triggered_on`: day 0. `length` (+ `extension` working
    days) counts `unit`s. `due_on`: the last day (`base_due_on`: without the extension), or None while the calendar of
    `unpublished_year` is missing. `provisional`: the period reaches a day or year that is not confirmed. `met_on`: when
    the closing act was done.
    """

    kind: DeadlineKind
    subject: str
    nature: Nature
    body: Body
    trigger: StepCode
    triggered_on: date
    length: int
    unit: Unit
    extension: int
    clause: str
    due_on: date | None
    base_due_on: date | None
    met_on: date | None
    provisional: bool
    unpublished_year: int | None

    @property
    def is_open(self) -> bool:
        return self.met_on is None

    @property
    def was_late(self) -> bool:
        """Whether a limit was met after its last day (the period ends at 24:00 of `due_on`, Civil Code art. 148)."""
        return (
            self.nature is Nature.LIMIT
            and self.met_on is not None
            and self.due_on is not None
            and self.met_on > self.due_on
        )


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a deadline falls on its day.

    `counted`: working days, or months where the clock counts months. `skipped`: the days in (triggered_on, due_on]
    that are off on a weekday; `weekend_days`: how many Saturdays and Sundays were skipped; `make_up_days`: the weekend
    days that were worked and counted.
    """

    triggered_on: date
    due_on: date
    counted: int
    skipped: tuple[date, ...]
    weekend_days: int
    make_up_days: tuple[date, ...]


def derive_deadlines(facts: CaseFacts, rule_set: RuleSet, calendar: WorkingCalendar) -> tuple[DerivedDeadline, ...]:
    """Derive every clock that the facts started, in the order of the procedure, papers last.

    Raises: CalendarNotPublishedError where the day of a *fact* lies outside the calendar; a last day beyond it is no
    error but a deadline without `due_on`.
    """
    return (*_main_deadlines(facts, rule_set, calendar), *_paper_deadlines(facts, rule_set, calendar))


def explain(deadline: DerivedDeadline, calendar: WorkingCalendar) -> Explanation | None:
    """Count again, day by day, for a person to follow; None while the last day is unknown.

    Months are counted by the number of the day: no day of them is skipped or made up.
    """
    if deadline.due_on is None:
        return None
    if deadline.unit is Unit.MONTHS:
        return Explanation(deadline.triggered_on, deadline.due_on, deadline.length, (), 0, ())
    return explain_period(deadline.triggered_on, deadline.due_on, calendar)


def explain_period(triggered_on: date, due_on: date, calendar: WorkingCalendar) -> Explanation:
    """Explain the days of (triggered_on, due_on]. Raises: CalendarNotPublishedError."""
    skipped = calendar.skipped_days(triggered_on, due_on)
    off_on_weekday = tuple(day for day in skipped if day.weekday() not in calendar.weekend)
    return Explanation(
        triggered_on=triggered_on,
        due_on=due_on,
        counted=calendar.count(triggered_on, due_on),
        skipped=off_on_weekday,
        weekend_days=len(skipped) - len(off_on_weekday),
        make_up_days=calendar.worked_weekend_days(triggered_on, due_on),
    )


def remaining_working_days(due_on: date, today: date, calendar: WorkingCalendar) -> int:
    """Working days in (today, due_on]: 0 on the last day, negative once it has passed.

    A day late is late even when only days off lie between: then -1, never 0. Raises: CalendarNotPublishedError.
    """
    remaining = calendar.count(today, due_on)
    return -1 if remaining == 0 and today > due_on else remaining


def earliest_admission_resolution(facts: CaseFacts, rule_set: RuleSet) -> date | None:
    """First day on which the branch may propose admission: every sponsor's twelve months are complete.

    Source: Party Charter art. 4.1 ("at least one year"); the training report.
    """
    sponsors = facts.sponsors_as(SponsorRole.ADMISSION)
    months = rule_set.limits[DeadlineKind.SPONSORSHIP].length
    return max((add_months(sponsor.together_since_on, months) for sponsor in sponsors), default=None)


def probation_end(facts: CaseFacts, rule_set: RuleSet) -> date | None:
    """Last day of the probation months: the same day number, never rolled to a working day.

    Source: Party Charter art. 5.1.
    """
    if facts.ceremony is None:
        return None
    return add_months(facts.ceremony.held_on, rule_set.limits[DeadlineKind.PROBATION_END].length)


def _main_deadlines(facts: CaseFacts, rule_set: RuleSet, calendar: WorkingCalendar) -> Iterator[DerivedDeadline]:
    for step in MAIN_PATH:
        done = performed(step.code, facts)
        if done is None:
            continue
        for kind in step.opens:
            start = _start_of(kind, done.on, facts, rule_set)
            yield _derive(rule_set.limits[kind], step.code, start, facts, calendar)
        if step.leads_to[done.outcome] in CLOSED_STAGES:
            break  # a refusal that the branch receives starts no ceremony's clock


def _start_of(kind: DeadlineKind, on: date, facts: CaseFacts, rule_set: RuleSet) -> date:
    """Day 0 of a clock: the day of the step, but for the two clocks that begin elsewhere."""
    if kind is DeadlineKind.SPONSORSHIP:
        return max(sponsor.together_since_on for sponsor in facts.sponsors_as(SponsorRole.ADMISSION))
    if kind is DeadlineKind.RECOGNITION_REVIEW:
        return add_months(on, rule_set.limits[DeadlineKind.PROBATION_END].length)
    return on


def _paper_deadlines(facts: CaseFacts, rule_set: RuleSet, calendar: WorkingCalendar) -> Iterator[DerivedDeadline]:
    limit = rule_set.limits[DeadlineKind.PAPER_VALIDITY]
    for step in PAPER_STEPS:
        paper = facts.paper(step)
        if paper is not None:
            yield _derive(
                limit, step, paper.made_on, facts, calendar, length=rule_set.paper_months[step], subject=step.value
            )


def _derive(
    limit: TimeLimit,
    trigger: StepCode,
    start: date,
    facts: CaseFacts,
    calendar: WorkingCalendar,
    *,
    length: int | None = None,
    subject: str = "",
) -> DerivedDeadline:
    length = limit.length if length is None else length
    extension = sum(e.working_days for e in facts.extensions_of(limit.kind)) if limit.max_extension else 0
    due_on: date | None
    base_due_on: date | None
    unpublished_year: int | None = None
    provisional = False
    if limit.unit is Unit.MONTHS:
        due_on = base_due_on = add_months(start, length)
    else:
        try:
            base_due_on = calendar.add(start, length)
            due_on = calendar.add(start, length + extension)
            provisional = calendar.is_provisional(start, due_on)
        except CalendarNotPublishedError as error:
            if start < calendar.first:
                raise
            due_on = base_due_on = None
            unpublished_year, provisional = error.year, True
    return DerivedDeadline(
        kind=limit.kind,
        subject=subject,
        nature=limit.nature,
        body=limit.body,
        trigger=trigger,
        triggered_on=start,
        length=length,
        unit=limit.unit,
        extension=extension,
        clause=limit.clause,
        due_on=due_on,
        base_due_on=base_due_on,
        met_on=_met_on(limit.kind, facts),
        provisional=provisional,
        unpublished_year=unpublished_year,
    )


def _met_on(kind: DeadlineKind, facts: CaseFacts) -> date | None:
    for step in STEPS.values():
        if kind in step.closes:
            done = performed(step.code, facts)
            if done is not None:
                return done.on
    return None


def last_day_with(calendar: WorkingCalendar, today: date, remaining: int) -> date:
    """Last published day to which at most `remaining` working days are left from `today` (days off after it included).

    Raises: CalendarNotPublishedError where `today` is outside the calendar.
    """
    if calendar.count(today, calendar.last) <= remaining:
        return calendar.last
    return calendar.add(today, remaining + 1) - timedelta(days=1)
