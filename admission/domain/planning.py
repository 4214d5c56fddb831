"""From the day of a ceremony back to the last days on which what comes before it may be done."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from admission.domain.calendar import WorkingCalendar
from admission.domain.months import add_months
from admission.domain.procedure import DeadlineKind, Stage
from admission.domain.rules import RuleSet
from admission.domain.step import ADMISSION_IN_HAND, BEFORE_BRANCH

FESTIVE_DAYS = ((2, 3), (5, 19), (9, 2))
"""Month and day on which ceremonies are held by custom: the founding of the Party, the birth of President Hồ Chí Minh,
the National Day.
"""
_ON_THE_WAY = ADMISSION_IN_HAND | {Stage.RETURNED, Stage.ADMISSION_VOTE_FAILED}
PLANNED_STAGES = BEFORE_BRANCH | _ON_THE_WAY | {Stage.AWAITING_RECEIPT, Stage.AWAITING_CEREMONY}
"""The stages of a file whose ceremony is still to come."""


@dataclass(frozen=True, slots=True)
class CeremonyPlan:
    """The last days on which each act still leaves everybody after it his full time; all are working days.

    `receipt_from_on`: a receipt earlier than that would make the ceremony late; `decision_from_on`: so would an earlier
    decision, even if it took its whole time to arrive. `is_provisional`: a day may still move.
    """

    ceremony_on: date
    decision_from_on: date
    receipt_from_on: date
    receipt_by_on: date
    decision_by_on: date
    resolution_by_on: date
    is_provisional: bool


class Fit(StrEnum):
    """Whether a file can be ready for the ceremony."""

    FITS = "fits"
    CONDITIONAL = "conditional"
    """Only where somebody is quicker, or slower, than he has to be."""
    IMPOSSIBLE = "impossible"


class Obstacle(StrEnum):
    """Why a file is not simply in time."""

    CEREMONY_DUE = "ceremony_due"
    RECEIPT_EARLY = "receipt_early"
    RECEIPT_PAST = "receipt_past"
    DECISION_SOONER = "decision_sooner"
    DECISION_PAST = "decision_past"
    DECISION_EARLY = "decision_early"
    NO_SPONSOR = "no_sponsor"
    TOGETHER_LATER = "together_later"
    RESOLUTION_PAST = "resolution_past"


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file on its way to the ceremony. `ready_on`: from which day the branch may resolve, None where it may today;
    the others: the last days of the clocks that run, None where they do not.
    """

    stage: Stage
    ready_on: date | None = None
    decision_due_on: date | None = None
    ceremony_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether a file makes it, and if not simply, why; `on`: the day that decides."""

    fit: Fit
    obstacle: Obstacle | None = None
    on: date | None = None


def festive_days(today: date) -> tuple[date, ...]:
    """Give the next day of each custom, the nearest first; today's is past planning."""
    days = [date(year, month, day) for year in (today.year, today.year + 1) for month, day in FESTIVE_DAYS]
    return tuple(sorted(day for day in days if day > today))[: len(FESTIVE_DAYS)]


def plan_back(ceremony_on: date, rule_set: RuleSet, calendar: WorkingCalendar) -> CeremonyPlan:
    """Count back from a ceremony in working days: each day is the last one from which counting on ends in time.

    The decision is in hand a working day before the ceremony. Raises: CalendarNotPublishedError.
    """
    decision, receipt, ceremony = (
        rule_set.limits[kind].length
        for kind in (DeadlineKind.ADMISSION_DECISION, DeadlineKind.RECEIPT_LOG, DeadlineKind.CEREMONY)
    )
    receipt_by_on = calendar.previous_working_day(ceremony_on - timedelta(days=1))
    decision_by_on = calendar.add(receipt_by_on, -receipt)
    resolution_by_on = calendar.add(decision_by_on, -decision)
    receipt_from_on = calendar.add(calendar.next_working_day(ceremony_on), -ceremony)
    return CeremonyPlan(
        ceremony_on=ceremony_on,
        decision_from_on=calendar.add(receipt_from_on, -receipt),
        receipt_from_on=receipt_from_on,
        receipt_by_on=receipt_by_on,
        decision_by_on=decision_by_on,
        resolution_by_on=resolution_by_on,
        is_provisional=calendar.is_provisional(resolution_by_on, ceremony_on),
    )


def outlook(file: PlannedFile, plan: CeremonyPlan, today: date, together_months: int) -> Outlook:
    """Say whether a file can be ready. `together_months`: how long sponsors work with a candidate before the vote."""
    match file.stage:
        case Stage.AWAITING_CEREMONY:
            if file.ceremony_due_on is not None and plan.ceremony_on > file.ceremony_due_on:
                return Outlook(Fit.IMPOSSIBLE, Obstacle.CEREMONY_DUE, file.ceremony_due_on)
            return Outlook(Fit.FITS)
        case Stage.AWAITING_RECEIPT:
            return _before_receipt(plan, today)
        case stage if stage in _ON_THE_WAY:
            return _before_decision(file, plan, today)
        case Stage.NOMINATED:
            return _before_vote(add_months(today, together_months), Obstacle.NO_SPONSOR, plan)
        case _:
            obstacle = Obstacle.TOGETHER_LATER if file.ready_on and file.ready_on > today else Obstacle.RESOLUTION_PAST
            return _before_vote(max(today, file.ready_on or today), obstacle, plan)


def _before_receipt(plan: CeremonyPlan, today: date) -> Outlook:
    if today > plan.receipt_by_on:
        return Outlook(Fit.IMPOSSIBLE, Obstacle.RECEIPT_PAST, plan.receipt_by_on)
    if today < plan.receipt_from_on:
        return Outlook(Fit.CONDITIONAL, Obstacle.RECEIPT_EARLY, plan.receipt_from_on)
    return Outlook(Fit.FITS)


def _before_decision(file: PlannedFile, plan: CeremonyPlan, today: date) -> Outlook:
    if today > plan.receipt_by_on:
        return Outlook(Fit.IMPOSSIBLE, Obstacle.DECISION_PAST, plan.receipt_by_on)
    if file.decision_due_on is not None and file.decision_due_on < plan.decision_from_on:
        return Outlook(Fit.IMPOSSIBLE, Obstacle.DECISION_EARLY, file.decision_due_on)
    if file.decision_due_on is None or file.decision_due_on > plan.decision_by_on:
        return Outlook(Fit.CONDITIONAL, Obstacle.DECISION_SOONER, plan.decision_by_on)
    return _before_receipt(plan, today)


def _before_vote(first_on: date, obstacle: Obstacle, plan: CeremonyPlan) -> Outlook:
    """`first_on`: the first day on which the branch may resolve."""
    if first_on <= plan.resolution_by_on:
        return Outlook(Fit.FITS)
    fit = Fit.CONDITIONAL if first_on <= plan.receipt_by_on else Fit.IMPOSSIBLE
    on = plan.resolution_by_on if obstacle is Obstacle.RESOLUTION_PAST else first_on
    return Outlook(fit, obstacle, on)
