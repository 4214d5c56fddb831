"""The shape of a regulation's numbers: lengths, thresholds, settings, and which regulation holds on which day.

Data only stands in `rulesets/`. Every number, share and yes or no of a regulation is a *cell* with its clause and how
we know it; what nobody could read is shown as unverified and never forbids anything until it is confirmed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from admission.domain.errors import AdmissionError
from admission.domain.procedure import Body, DeadlineKind, LeavingCause, Nature, StepCode


class RuleSetNotFoundError(AdmissionError):
    """No regulation that the product knows was in force on `day`."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no rule set is in force on {day.isoformat()}")
        self.day = day


class Unit(StrEnum):
    """What a length counts."""

    WORKING_DAYS = "working_days"
    MONTHS = "months"
    DAYS = "days"
    """Calendar days: of the law on personal data only."""


class Verification(StrEnum):
    """How we know a number; what was not read in the text is shown as such until an administrator confirms it."""

    VERIFIED = "verified"
    """Read in the text, or in a legal portal that quotes the clause."""
    STATED = "stated"
    """Stated by the training report of 2020."""
    SECONDARY = "secondary"
    """Read in a party committee's own guide."""
    CONTINUED = "continued"
    """Read in the instrument before; that this one goes on with it is assumed: it binds, and is shown as unverified."""
    UNVERIFIED = "unverified"
    """Read nowhere: a default of the product, which binds nobody."""
    CONFIRMED = "confirmed"
    """Confirmed or changed by an administrator of this installation, with the document he read it in."""
    INTERNAL = "internal"
    """Not of the regulation: a limit of the house, adjustable."""

    @property
    def is_settled(self) -> bool:
        """Whether an act may be refused for it."""
        return self is not Verification.UNVERIFIED

    @property
    def is_doubtful(self) -> bool:
        """Whether it is shown as not verified yet ("chưa xác minh")."""
        return self in {Verification.UNVERIFIED, Verification.CONTINUED}


class Setting(StrEnum):
    """Each number, or yes (1) and no (0), of a regulation that is neither a clock nor a threshold."""

    MIN_AGE_MONTHS = "min_age_months"
    MAX_AGE_MONTHS = "max_age_months"
    LOWEST_EDUCATION_GRADE = "lowest_education_grade"
    """The school grade completed: 9 is the lower-secondary certificate."""
    SPONSORS_NEEDED = "sponsors_needed"
    YOUTH_UNION_MIN_AGE_MONTHS = "youth_union_min_age_months"
    YOUTH_UNION_MAX_AGE_MONTHS = "youth_union_max_age_months"
    RELATIVES_MAY_SPONSOR = "relatives_may_sponsor"
    REPLACEMENT_STARTS_AGAIN = "replacement_starts_again"
    """Whether the months together of a sponsor who takes another's place count from his assignment only."""
    TRANSFER_STARTS_AGAIN = "transfer_starts_again"
    """Whether a candidate who moved needs the months together in the new branch, or the old branch's comment does."""
    VOTES_ON_ADMISSION = "votes_on_admission"
    VOTES_ON_RECOGNITION = "votes_on_recognition"
    """How often the branch may vote before it has to report upwards."""
    FAILED_VOTE_STARTS_CLOCK = "failed_vote_starts_clock"
    EXEMPT_LEFT_OUT = "exempt_left_out"
    ELSEWHERE_LEFT_OUT = "elsewhere_left_out"
    SUSPENDED_LEFT_OUT = "suspended_left_out"
    ON_LEAVE_LEFT_OUT = "on_leave_left_out"
    """Whether such an absent member is left out of the denominator of a branch's vote."""
    LATE_CEREMONY_NEEDS_CONSENT = "late_ceremony_needs_consent"
    READMISSION_MONTHS = "readmission_months"
    READMISSION_MONTHS_AFTER_SENTENCE = "readmission_months_after_sentence"
    READMISSIONS_MOST = "readmissions_most"
    JOINED_ON_CEREMONY = "joined_on_ceremony"
    """Whether the day of joining is that of the ceremony (1) or of the decision (0)."""


_INSTRUMENTS = re.compile(r"\b(?:29|24|232|294)-QĐ/TW\b")


@dataclass(frozen=True, slots=True)
class Rule:
    """One number of a regulation, or 1 and 0 for yes and no."""

    value: int
    clause: str
    verification: Verification = Verification.VERIFIED

    @property
    def is_on(self) -> bool:
        return self.value != 0


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One clock of a regulation.

    `length` in `unit`s from the day of the event (day 0). `max_extension`: working days that a special case may add,
    once; 0 where the clock cannot be extended. `body`: who must act. The extension may stand in a clause of its own and
    be known another way than the length: `extension_clause` (empty) and `extension_verification` (None) say "the same".
    """

    kind: DeadlineKind
    nature: Nature
    length: int
    unit: Unit
    body: Body
    clause: str
    max_extension: int = 0
    verification: Verification = Verification.VERIFIED
    extension_clause: str = ""
    extension_verification: Verification | None = None


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
    """One instrument with its numbers.

    `in_force_from` is None while the instrument is inactive (known by name, its numbers not filled in);
    `in_force_until` is its last day, None while it is open. `thresholds`: in favour, of the entitled; `quorums`:
    present, of the entitled. `required_papers` belong before the branch when it considers admission,
    `probation_papers` when it considers recognition. `excluded_leavers`: whether each cause of leaving bars.
    `instrument`: its number, as clauses cite it.
    """

    code: str
    title: str
    in_force_from: date | None
    in_force_until: date | None
    limits: Mapping[DeadlineKind, TimeLimit] = field(default_factory=dict)
    thresholds: Mapping[Body, Threshold] = field(default_factory=dict)
    quorums: Mapping[Body, Threshold] = field(default_factory=dict)
    settings: Mapping[Setting, Rule] = field(default_factory=dict)
    excluded_leavers: Mapping[LeavingCause, Rule] = field(default_factory=dict)
    required_papers: tuple[StepCode, ...] = ()
    probation_papers: tuple[StepCode, ...] = ()
    paper_months: Mapping[StepCode, Rule] = field(default_factory=dict)
    note: str = ""
    instrument: str = ""

    @property
    def is_active(self) -> bool:
        return self.in_force_from is not None

    def is_in_force(self, on: date) -> bool:
        """Say whether the instrument applied on that day (bounds included)."""
        if self.in_force_from is None or on < self.in_force_from:
            return False
        return self.in_force_until is None or on <= self.in_force_until

    def cite(self, clause: str) -> str:
        """Give a clause of the procedure as this instrument has it: all of them keep the numbering of 29-QĐ/TW."""
        return _INSTRUMENTS.sub(self.instrument, clause) if self.instrument else clause

    def number(self, setting: Setting) -> int:
        """Give the number of a setting. Raises: KeyError where the instrument has none."""
        return self.settings[setting].value

    def says(self, setting: Setting) -> bool:
        """Say whether a yes-or-no setting is on. Raises: KeyError where the instrument has none."""
        return self.settings[setting].is_on


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All regulations known, and which one holds on a day."""

    rule_sets: tuple[RuleSet, ...]

    def on(self, day: date) -> RuleSet:
        """Give the rule set in force on a day. Raises: RuleSetNotFoundError where the product knows none."""
        for rule_set in self.rule_sets:
            if rule_set.is_in_force(day):
                return rule_set
        raise RuleSetNotFoundError(day)

    def on_or_first(self, day: date) -> RuleSet:
        """Give the rule set of a day; for a day before all of them the oldest one.

        For what may lie long before the file: a certificate, the months together. Why: docs/adr/0008-the-whole-rule.md.
        """
        first = min(r.in_force_from for r in self.rule_sets if r.in_force_from is not None)
        return self.on(max(day, first))

    def by_code(self, code: str) -> RuleSet:
        """Give a rule set by its code. Raises: KeyError for a code that was never shipped."""
        for rule_set in self.rule_sets:
            if rule_set.code == code:
                return rule_set
        raise KeyError(code)


def rule_set_in_force(rule_sets: Iterable[RuleSet], on: date) -> RuleSet:
    """Give the rule set of a day.

    Raises: RuleSetNotFoundError where the product knows none.
    """
    return RuleBook(tuple(rule_sets)).on(on)
