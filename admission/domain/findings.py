"""What can be found in a file: missing, irregular or forbidden, each with its clause and the field it is about.

A finding carries values, no words: `admission.labels` says it in the reader's language. What is looked for stands in
`checks/`, one module for each chapter of the regulation.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from admission.domain.course import Course
from admission.domain.deadlines import DerivedDeadline
from admission.domain.facts import CaseFacts
from admission.domain.procedure import STEPS, DeadlineKind, StepCode, StepShape
from admission.domain.rules import RuleBook, RuleSet, Verification


class Severity(StrEnum):
    """What follows from a finding."""

    FORBIDDEN = "forbidden"
    """The act is refused."""
    IRREGULAR = "irregular"
    """It is recorded for a reason, and stays visible."""
    MISSING = "missing"
    """Something has still to be done."""
    NOTE = "note"


class FindingCode(StrEnum):
    """Each thing that can be found."""

    DATE_IN_FUTURE = "date_in_future"
    DATE_BEFORE_BIRTH = "date_before_birth"
    BEFORE_PREVIOUS_STEP = "before_previous_step"
    PREVIOUS_STEP_MISSING = "previous_step_missing"
    AFTER_REFUSAL = "after_refusal"
    AFTER_END = "after_end"
    # The candidate.
    TOO_YOUNG = "too_young"
    OLD_WITHOUT_CONSENT = "old_without_consent"
    EDUCATION_WITHOUT_CONSENT = "education_without_consent"
    POLITICAL_ISSUE_OPEN = "political_issue_open"
    POLITICALLY_INELIGIBLE = "politically_ineligible"
    READMISSION_EXCLUDED = "readmission_excluded"
    READMISSION_TOO_EARLY = "readmission_too_early"
    READMISSION_AGAIN = "readmission_again"
    READMISSION_CONSENT_MISSING = "readmission_consent_missing"
    RECORD_NOT_CLEARED = "record_not_cleared"
    SPECIAL_RULE_MISSING = "special_rule_missing"
    # Those who help.
    SPONSORSHIP_TOO_SHORT = "sponsorship_too_short"
    SPONSOR_MISSING = "sponsor_missing"
    SPONSOR_IS_CANDIDATE = "sponsor_is_candidate"
    SPONSOR_NOT_OFFICIAL = "sponsor_not_official"
    SPONSOR_WITHOUT_HISTORY = "sponsor_without_history"
    SPONSOR_PARTED = "sponsor_parted"
    SPONSOR_IS_RELATIVE = "sponsor_is_relative"
    UNION_OUTSIDE_AGES = "union_outside_ages"
    SUPERVISOR_MISSING = "supervisor_missing"
    # Votes.
    PRESENT_EXCEED_ENTITLED = "present_exceed_entitled"
    EXCUSED_EXCEED_ENTITLED = "excused_exceed_entitled"
    VOTES_EXCEED_PRESENT = "votes_exceed_present"
    VOTE_WITHOUT_QUORUM = "vote_without_quorum"
    VOTE_BELOW_THRESHOLD = "vote_below_threshold"
    GRANTED_BELOW_THRESHOLD = "granted_below_threshold"
    VOTED_TOO_OFTEN = "voted_too_often"
    VOTED_AFTER_PASSED = "voted_after_passed"
    REPORT_DUE = "report_due"
    # Papers.
    PAPER_MISSING = "paper_missing"
    PAPER_EXPIRED = "paper_expired"
    PAPER_EXPIRES_BEFORE_MEETING = "paper_expires_before_meeting"
    # Clocks.
    EXTENSION_TOO_LONG = "extension_too_long"
    EXTENSION_REPEATED = "extension_repeated"
    EXTENSION_AFTER_DUE = "extension_after_due"
    CEREMONY_LATE_WITHOUT_CONSENT = "ceremony_late_without_consent"
    ACT_LATE = "act_late"
    CALENDAR_NOT_PUBLISHED = "calendar_not_published"
    # After admission.
    OATH_MISSING = "oath_missing"
    PROBATION_NOT_OVER = "probation_not_over"
    DISCIPLINED = "disciplined"
    SUSPENDED_WHEN_CONSIDERED = "suspended_when_considered"
    AGAINST_PROPOSAL = "against_proposal"
    NOTICE_MISSING = "notice_missing"


Value = date | int | str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `step`: the act it is about; `field`: the value at fault; `values`: for the words.

    `is_unverified`: it rests on a rule that nobody could read yet in the regulation itself.
    """

    code: FindingCode
    severity: Severity
    step: StepCode
    clause: str
    field: str = ""
    values: tuple[tuple[str, Value], ...] = ()
    is_unverified: bool = False

    def value(self, name: str) -> Value:
        """Give one of the values. Raises: KeyError."""
        return dict(self.values)[name]


DATE_FIELDS = {
    StepShape.CASE: "opened_on",
    StepShape.SPONSORSHIP: "assigned_on",
    StepShape.SPONSORSHIP_END: "ended_on",
    StepShape.READMISSION: "noted_on",
    StepShape.PAPER: "made_on",
    StepShape.DOCUMENT: "acted_on",
    StepShape.BRANCH_RESOLUTION: "adopted_on",
    StepShape.COMMITTEE_RESOLUTION: "adopted_on",
    StepShape.COMMITTEE_DECISION: "decided_on",
    StepShape.EXTENSION: "granted_on",
    StepShape.RECEIPT: "received_on",
    StepShape.CEREMONY: "held_on",
    StepShape.TRANSFER: "moved_on",
}
"""The name of the day of each shape of fact: the same in facts, models, forms and findings."""


@dataclass(frozen=True, slots=True)
class Examination:
    """A file while it is examined: its facts, how far it came, its clocks, the regulations, the day."""

    facts: CaseFacts
    course: Course
    deadlines: tuple[DerivedDeadline, ...]
    book: RuleBook
    today: date

    def rules(self, on: date | None = None) -> RuleSet:
        """Give the regulation in force on the day of an act; where it is still to come, that of today.

        Raises: RuleSetNotFoundError.
        """
        return self.book.on(self.today if on is None else on)

    def deadline(self, kind: DeadlineKind) -> DerivedDeadline | None:
        """Give the clock of a kind, None where it was not started."""
        return next((d for d in self.deadlines if d.kind is kind), None)

    def breach(self, on: date, known: Verification = Verification.VERIFIED) -> Severity:
        """Say what follows from an act of that day against a rule: it is refused, or kept as irregular.

        Kept where nobody has read the rule yet, and in a historical file, whose acts are entered as they were.
        """
        through = self.facts.historical_through_on
        is_history = through is not None and on <= through
        return Severity.FORBIDDEN if known.is_settled and not is_history else Severity.IRREGULAR


def finding(
    code: FindingCode,
    severity: Severity,
    step: StepCode,
    *,
    field: str | None = None,
    clause: str = "",
    known: Verification = Verification.VERIFIED,
    **values: Value,
) -> Finding:
    """Make a finding about a step: by default about the day of it, under its clause."""
    row = STEPS[step]
    return Finding(
        code=code,
        severity=severity,
        step=step,
        clause=clause or row.clause,
        field=DATE_FIELDS[row.shape] if field is None else field,
        values=tuple(values.items()),
        is_unverified=known.is_doubtful,
    )
