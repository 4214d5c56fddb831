"""The shape of a regulation: time limits, thresholds and the dates in which it is in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from admission.domain.errors import AdmissionError
from admission.domain.procedure import Body, DeadlineKind, Nature, StepCode


class RuleSetNotFoundError(AdmissionError):
    """No regulation that the product knows was in force on `day`."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no rule set is in force on {day.isoformat()}")
        self.day = day


class Unit(StrEnum):
    """What a length counts."""

    WORKING_DAYS = "working_days"
    MONTHS = "months"


class Verification(StrEnum):
    """How we know a number; what is not VERIFIED is shown as such until an administrator confirms it."""

    VERIFIED = "verified"
    STATED = "stated"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One clock of a regulation.

    `length` in `unit`s from the day of the event (day 0). `max_extension`: working days that a special case may add,
    once; 0 where the clock cannot be extended. `body`: who must act.
    """

    kind: DeadlineKind
    nature: Nature
    length: int
    unit: Unit
    body: Body
    clause: str
    max_extension: int = 0
    verification: Verification = Verification.VERIFIED


@dataclass(frozen=True, slots=True)
class Threshold:
    """The share of the entitled that must be in favour: at least `share`, or more than it when `strict`."""

    body: Body
    share: Fraction
    strict: bool
    clause: str
    verification: Verification = Verification.VERIFIED


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One instrument with its numbers. `in_force_until` is its last day, None while it is open."""

    code: str
    title: str
    in_force_from: date
    in_force_until: date | None
    limits: Mapping[DeadlineKind, TimeLimit]
    thresholds: Mapping[Body, Threshold]
    sponsors_needed: int
    required_papers: tuple[StepCode, ...]
    paper_months: Mapping[StepCode, int]

    def is_in_force(self, on: date) -> bool:
        """Say whether the instrument applied on that day (bounds included)."""
        return self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)


def rule_set_in_force(rule_sets: Iterable[RuleSet], on: date) -> RuleSet:
    """Give the rule set of a day.

    Raises: RuleSetNotFoundError where the product knows none.
    """
    for rule_set in rule_sets:
        if rule_set.is_in_force(on):
            return rule_set
    raise RuleSetNotFoundError(on)
