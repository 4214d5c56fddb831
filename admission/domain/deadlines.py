"""From facts, rule set and calendar to deadlines, and the explanation of each.

A deadline is derived whole each time from the fact that starts it; nothing is ever counted down.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.course import Course, Performed
from admission.domain.facts import CaseFacts, SponsorFact, SponsorRole
from admission.domain.months import add_months
from admission.domain.procedure import (
    ALSO_TOLD,
    CLOSED_STAGES,
    DATED_PAPERS,
    STEPS,
    Body,
    DeadlineKind,
    Nature,
    Outcome,
    Step,
    StepCode,
)
from admission.domain.rules import RuleBook, RuleSet, Setting, TimeLimit, Unit


@dataclass(frozen=True, slots=True)
class DerivedDeadline:
    """One clock of one file.

    `subject`: the step whose paper it is about, or for which a file waits at a level; else empty. `rule_set`: the code
    of the regulation it runs under. `triggered_on`: day 0. `length` (+ `extension` working days) counts `unit`s.
    `due_on`: the last day (`base_due_on`: without the extension), or None while the calendar of `unpublished_year` is
    missing. `provisional`: the period reaches a day or year that is not confirmed. `met_on`: when the closing act was
    done; `ended_on`: when the file closed before that. `also_body`: who hears of it besides the one who must act.
    """

    kind: DeadlineKind
    subject: str
    nature: Nature
    rule_set: str
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
    ended_on: date | None
    provisional: bool
    unpublished_year: int | None
    also_body: Body | None = None

    @property
    def is_open(self) -> bool:
        return self.met_on is None and self.ended_on is None

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


def derive_deadlines(
    facts: CaseFacts, course: Course, book: RuleBook, calendar: WorkingCalendar
) -> tuple[DerivedDeadline, ...]:
    """Derive every clock that the facts started, in the order of the procedure, papers last.

    A clock runs under the regulation in force on the day of the act that opens it, whatever comes into force later.
    Raises: CalendarNotPublishedError where the day of a *fact* lies outside the calendar; a last day beyond it is no
    error but a deadline without `due_on`. RuleSetNotFoundError where no regulation is known for the day of an act.
    """
    deriving = _Deriving(facts, course, book, calendar)
    return (*deriving.main(), *deriving.waits(), *deriving.papers())


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


def start_of_sponsorship(sponsor: SponsorFact, facts: CaseFacts, rule_set: RuleSet) -> date:
    """Give the day from which a sponsor's months together count.

    Since when both work together as their histories show it, else since his assignment. A rule set may let the months
    of a replacement start again. After a candidate moved, the months count anew or, with the comment of the former
    branch, go on from those of the members who helped there. Source: Party Charter art. 4.1; training report.
    """
    start = min(sponsor.together_since_on or sponsor.assigned_on, sponsor.assigned_on)
    if sponsor.is_replacement and rule_set.says(Setting.REPLACEMENT_STARTS_AGAIN):
        start = sponsor.assigned_on
    moved_on = max((t.moved_on for t in facts.transfers if not t.is_merger), default=None)
    if moved_on is None or sponsor.role is not SponsorRole.ADMISSION:
        return start
    if rule_set.says(Setting.TRANSFER_STARTS_AGAIN):
        return max(start, moved_on)
    before = [s for s in facts.sponsors_as(SponsorRole.ADMISSION) if s.ended_on == moved_on and s is not sponsor]
    return min([start, *(min(s.together_since_on or s.assigned_on, s.assigned_on) for s in before)])


def sponsors_considered(facts: CaseFacts, considered_on: date | None) -> tuple[SponsorFact, ...]:
    """Give the sponsors who helped on the day the branch considered, or whose help has not ended."""
    return facts.helping(SponsorRole.ADMISSION, date.max if considered_on is None else considered_on)


def earliest_admission_resolution(facts: CaseFacts, book: RuleBook, considered_on: date | None = None) -> date | None:
    """First day on which the branch may propose admission: every sponsor's twelve months are complete.

    Source: Party Charter art. 4.1 ("at least one year"); the training report.
    """
    days = []
    for sponsor in sponsors_considered(facts, considered_on):
        rule_set = book.on_or_first(sponsor.assigned_on)
        months = rule_set.limits[DeadlineKind.SPONSORSHIP].length
        days.append(add_months(start_of_sponsorship(sponsor, facts, rule_set), months))
    return max(days, default=None)


def probation_end(facts: CaseFacts, book: RuleBook) -> date | None:
    """Last day of the probation months: the same day number, never rolled to a working day.

    Source: Party Charter art. 5.1.
    """
    if facts.ceremony is None:
        return None
    held_on = facts.ceremony.held_on
    return add_months(held_on, book.on(held_on).limits[DeadlineKind.PROBATION_END].length)


@dataclass(frozen=True, slots=True)
class _Deriving:
    """The clocks of one file, while they are derived."""

    facts: CaseFacts
    course: Course
    book: RuleBook
    calendar: WorkingCalendar

    def main(self) -> Iterator[DerivedDeadline]:
        """The clocks that the acts of the main path open."""
        for step in self.course.path:
            act = self.course.done.get(step.code)
            if act is None:
                break
            if step.leads_to[act.outcome] in CLOSED_STAGES:
                break  # a refusal starts no clock
            for kind in step.opens:
                start = self._start(kind, step, act)
                if start is not None:
                    yield self._derive(kind, step.code, start, self._rule_set(kind, act.on))

    def waits(self) -> Iterator[DerivedDeadline]:
        """How long the file lies at each level on its way: limits of the house, not of the regulation."""
        for before, step in pairwise(self.course.path):
            act = self.course.done.get(before.code)
            if act is None:
                break
            if step.body in _LEVELS:
                rule_set = self._rule_set(DeadlineKind.LEVEL_WAIT, act.on)
                met = self.course.done.get(step.code)
                own = self.facts.own_limit(step.body, act.on)
                yield self._derive(
                    DeadlineKind.LEVEL_WAIT,
                    before.code,
                    act.on,
                    rule_set,
                    length=own.working_days if own else None,
                    subject=step.code.value,
                    body=step.body,
                    met_on=met.on if met else None,
                )

    def papers(self) -> Iterator[DerivedDeadline]:
        """How long each paper before the branch is good."""
        resolution = self.course.done.get(StepCode.ADMISSION_RESOLUTION)
        considered_on = resolution.first_on if resolution else date.max
        for code in DATED_PAPERS:
            paper = self.facts.paper(code, by=considered_on)
            if paper is not None:
                rule_set = self._rule_set(DeadlineKind.PAPER_VALIDITY, paper.made_on)
                yield self._derive(
                    DeadlineKind.PAPER_VALIDITY,
                    code,
                    paper.made_on,
                    rule_set,
                    length=rule_set.paper_months[code].value,
                    subject=code.value,
                )

    def _start(self, kind: DeadlineKind, step: Step, act: Performed) -> date | None:
        """Day 0 of a clock: the day of the step, but for the clocks that begin elsewhere. None: it does not run yet."""
        match kind:
            case DeadlineKind.SPONSORSHIP:
                starts = (
                    start_of_sponsorship(s, self.facts, self.book.on_or_first(s.assigned_on)) for s in self._sponsors()
                )
                return max(starts, default=None)  # whoever was assigned after the vote did not help before it
            case DeadlineKind.RECOGNITION_REVIEW:
                return add_months(act.on, self.book.on(act.on).limits[DeadlineKind.PROBATION_END].length)
            case DeadlineKind.ADMISSION_DECISION | DeadlineKind.RECOGNITION_DECISION:
                if act.outcome is Outcome.NOT_PASSED and not self.book.on(act.on).says(
                    Setting.FAILED_VOTE_STARTS_CLOCK
                ):
                    report = self.course.done.get(_REPORT_OF[step.code])
                    return report.on if report else None
                return act.on
            case _:
                return act.on

    def _sponsors(self) -> tuple[SponsorFact, ...]:
        resolution = self.course.done.get(StepCode.ADMISSION_RESOLUTION)
        return sponsors_considered(self.facts, resolution.on if resolution else None)

    def _rule_set(self, kind: DeadlineKind, opened_on: date) -> RuleSet:
        adopted = self.facts.adopted(kind)
        if adopted is not None:
            return self.book.by_code(adopted.rule_set)
        if kind in {DeadlineKind.SPONSORSHIP, DeadlineKind.PAPER_VALIDITY}:
            return self.book.on_or_first(opened_on)
        return self.book.on(opened_on)

    def _derive(
        self,
        kind: DeadlineKind,
        trigger: StepCode,
        start: date,
        rule_set: RuleSet,
        *,
        length: int | None = None,
        subject: str = "",
        body: Body | None = None,
        met_on: date | None = None,
    ) -> DerivedDeadline:
        limit = rule_set.limits[kind]
        length = limit.length if length is None else length
        extension = self._extension(limit)
        base_due_on, due_on, provisional, unpublished_year = self._count(limit.unit, start, length, extension)
        met_on = met_on or self._met_on(kind)
        return DerivedDeadline(
            kind=kind,
            subject=subject,
            nature=limit.nature,
            rule_set=rule_set.code,
            body=body or limit.body,
            trigger=trigger,
            triggered_on=start,
            length=length,
            unit=limit.unit,
            extension=extension,
            clause=limit.clause,
            due_on=due_on,
            base_due_on=base_due_on,
            met_on=met_on,
            ended_on=self.course.closed_on if met_on is None else None,
            provisional=provisional,
            unpublished_year=unpublished_year,
            also_body=ALSO_TOLD.get(kind),
        )

    def _extension(self, limit: TimeLimit) -> int:
        return sum(e.working_days for e in self.facts.extensions_of(limit.kind)) if limit.max_extension else 0

    def _count(
        self, unit: Unit, start: date, length: int, extension: int
    ) -> tuple[date | None, date | None, bool, int | None]:
        """The last day without and with the extension, whether it may move, the year whose calendar is missing."""
        if unit is Unit.MONTHS:
            due_on = add_months(start, length)
            return due_on, due_on, False, None
        try:
            base_due_on = self.calendar.add(start, length)
            due_on = self.calendar.add(start, length + extension)
            return base_due_on, due_on, self.calendar.is_provisional(start, due_on), None
        except CalendarNotPublishedError as error:
            if start < self.calendar.first:
                raise
            return None, None, True, error.year

    def _met_on(self, kind: DeadlineKind) -> date | None:
        for code in _CLOSED_BY.get(kind, ()):
            act = self.course.done.get(code)
            if act is not None:
                return act.first_on  # a vote taken again does not make the first one late
        return None


_LEVELS = frozenset({Body.SECTIONAL_COMMITTEE, Body.GRASSROOTS_COMMITTEE})
_REPORT_OF = {
    StepCode.ADMISSION_RESOLUTION: StepCode.ADMISSION_REPORT,
    StepCode.RECOGNITION_RESOLUTION: StepCode.RECOGNITION_REPORT,
}
_CLOSED_BY = {kind: tuple(s.code for s in STEPS.values() if kind in s.closes) for kind in DeadlineKind}


def last_day_with(calendar: WorkingCalendar, today: date, remaining: int) -> date:
    """Last published day to which at most `remaining` working days are left from `today` (days off after it included).

    Raises: CalendarNotPublishedError where `today` is outside the calendar.
    """
    if calendar.count(today, calendar.last) <= remaining:
        return calendar.last
    return calendar.add(today, remaining + 1) - timedelta(days=1)
