"""What is missing, irregular or forbidden in a file, each with its clause and the field it is about.

A finding carries values, no words: `admission.labels` says it in the reader's language.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from admission.domain.deadlines import DerivedDeadline, earliest_admission_resolution, probation_end
from admission.domain.facts import CaseFacts, Performed, ResolutionKind, SponsorRole, Vote, performed
from admission.domain.months import add_months
from admission.domain.procedure import (
    MAIN_PATH,
    STEPS,
    Body,
    DeadlineKind,
    Nature,
    Outcome,
    Step,
    StepCode,
    StepShape,
)
from admission.domain.rules import RuleSet
from admission.domain.votes import reaches, votes_needed


class Severity(StrEnum):
    """What follows from a finding."""

    FORBIDDEN = "forbidden"
    """The act is refused."""
    IRREGULAR = "irregular"
    """It is recorded, and stays visible."""
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
    SPONSORSHIP_TOO_SHORT = "sponsorship_too_short"
    SPONSOR_MISSING = "sponsor_missing"
    SPONSOR_IS_CANDIDATE = "sponsor_is_candidate"
    TOGETHER_AFTER_ASSIGNED = "together_after_assigned"
    PROBATION_NOT_OVER = "probation_not_over"
    PRESENT_EXCEED_ENTITLED = "present_exceed_entitled"
    VOTES_EXCEED_PRESENT = "votes_exceed_present"
    VOTE_BELOW_THRESHOLD = "vote_below_threshold"
    PAPER_MISSING = "paper_missing"
    PAPER_EXPIRED = "paper_expired"
    EXTENSION_TOO_LONG = "extension_too_long"
    EXTENSION_REPEATED = "extension_repeated"
    EXTENSION_AFTER_DUE = "extension_after_due"
    ACT_LATE = "act_late"
    CALENDAR_NOT_PUBLISHED = "calendar_not_published"


Value = date | int | str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `step`: the act it is about; `field`: the value at fault; `values`: for the words."""

    code: FindingCode
    severity: Severity
    step: StepCode
    clause: str
    field: str = ""
    values: tuple[tuple[str, Value], ...] = ()

    def value(self, name: str) -> Value:
        """Give one of the values. Raises: KeyError."""
        return dict(self.values)[name]


DATE_FIELDS = {
    StepShape.CASE: "opened_on",
    StepShape.SPONSORSHIP: "assigned_on",
    StepShape.PAPER: "made_on",
    StepShape.BRANCH_RESOLUTION: "adopted_on",
    StepShape.COMMITTEE_DECISION: "decided_on",
    StepShape.EXTENSION: "granted_on",
    StepShape.RECEIPT: "received_on",
    StepShape.CEREMONY: "held_on",
}
"""The name of the day of each shape of fact: the same in facts, models, forms and findings."""


def find(facts: CaseFacts, rule_set: RuleSet, deadlines: Iterable[DerivedDeadline], today: date) -> tuple[Finding, ...]:
    """Examine a whole file; forbidden findings first."""
    found = [
        *_impossible_dates(facts, today),
        *_order(facts),
        *_sponsors(facts, rule_set),
        *_probation(facts, rule_set),
        *_votes(facts, rule_set),
        *_papers(facts, rule_set),
        *_extensions(facts, rule_set, deadlines),
        *_clocks(deadlines),
    ]
    return tuple(sorted(found, key=lambda finding: list(Severity).index(finding.severity)))


def _finding(
    code: FindingCode,
    severity: Severity,
    step: Step,
    *,
    field: str | None = None,
    clause: str = "",
    **values: Value,
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        step=step.code,
        clause=clause or step.clause,
        field=DATE_FIELDS[step.shape] if field is None else field,
        values=tuple(values.items()),
    )


def _dated_acts(facts: CaseFacts) -> Iterator[tuple[Step, str, date]]:
    """Every recorded day with its step and the name of its field."""
    for step in STEPS.values():
        done = performed(step.code, facts)
        if done is not None:
            yield step, DATE_FIELDS[step.shape], done.on
    for sponsor in sorted(facts.sponsors, key=lambda sponsor: (sponsor.assigned_on, sponsor.together_since_on)):
        code = StepCode.ASSIGN_SPONSOR if sponsor.role is SponsorRole.ADMISSION else StepCode.PROBATION_SUPERVISOR
        yield STEPS[code], "assigned_on", sponsor.assigned_on
        yield STEPS[code], "together_since_on", sponsor.together_since_on


def _impossible_dates(facts: CaseFacts, today: date) -> Iterator[Finding]:
    seen: set[tuple[StepCode, str]] = set()
    born_on = facts.born_on or date.min
    for step, field, on in _dated_acts(facts):
        if born_on < on <= today or (step.code, field) in seen:
            continue
        seen.add((step.code, field))
        if on > today:
            yield _finding(FindingCode.DATE_IN_FUTURE, Severity.FORBIDDEN, step, field=field, on=on, today=today)
        else:
            yield _finding(FindingCode.DATE_BEFORE_BIRTH, Severity.FORBIDDEN, step, field=field, on=on, born_on=born_on)


def _order(facts: CaseFacts) -> Iterator[Finding]:
    """No act of the main path may be dated before the act it rests on; several may share a day.

    The day on which a file was opened here binds nothing: files are often entered long after the first acts.
    """
    previous: tuple[Step, Performed] | None = None
    refused: Step | None = None
    missing: Step | None = None
    for step in MAIN_PATH[1:]:
        done = performed(step.code, facts)
        if done is None:
            missing = missing or step
            continue
        # A refusal reaches the branch as well; nothing else may follow it.
        if refused is not None and step.code is not StepCode.DECISION_RECEIPT:
            yield _finding(FindingCode.AFTER_REFUSAL, Severity.FORBIDDEN, step, previous=refused.code.value)
        elif missing is not None:
            yield _finding(FindingCode.PREVIOUS_STEP_MISSING, Severity.FORBIDDEN, step, previous=missing.code.value)
        elif previous is not None and done.on < previous[1].on:
            yield _before(step, done.on, previous[0], previous[1].on)
        if done.outcome is Outcome.REFUSED:
            refused = step
        previous = (step, done)
    for code, base in _RESTS_ON:
        act, rests_on = performed(code, facts), performed(base, facts)
        if act and rests_on and act.on < rests_on.on:
            yield _before(STEPS[code], act.on, STEPS[base], rests_on.on)
        elif act and not rests_on and not STEPS[code].on_main_path:
            yield _finding(FindingCode.PREVIOUS_STEP_MISSING, Severity.FORBIDDEN, STEPS[code], previous=base.value)


_RESTS_ON = (
    (StepCode.ADMISSION_EXTENSION, StepCode.ADMISSION_RESOLUTION),
    (StepCode.ADMISSION_DECISION, StepCode.ADMISSION_EXTENSION),
    (StepCode.PROBATION_SUPERVISOR, StepCode.CEREMONY),
    (StepCode.RECOGNITION_EXTENSION, StepCode.RECOGNITION_RESOLUTION),
    (StepCode.RECOGNITION_DECISION, StepCode.RECOGNITION_EXTENSION),
)
"""The order of acts beside the main path: an act, and the one it may not be dated before."""


def _before(step: Step, on: date, previous: Step, previous_on: date) -> Finding:
    return _finding(
        FindingCode.BEFORE_PREVIOUS_STEP,
        Severity.FORBIDDEN,
        step,
        on=on,
        previous=previous.code.value,
        previous_on=previous_on,
    )


def _sponsors(facts: CaseFacts, rule_set: RuleSet) -> Iterator[Finding]:
    limit = rule_set.limits[DeadlineKind.SPONSORSHIP]
    assign, resolve = STEPS[StepCode.ASSIGN_SPONSOR], STEPS[StepCode.ADMISSION_RESOLUTION]
    sponsors = facts.sponsors_as(SponsorRole.ADMISSION)
    resolution = facts.resolution(ResolutionKind.ADMISSION)
    # One recommendation may come from the Youth Union or the trade union. Source: Party Charter art. 4.1.
    considered_on = resolution.adopted_on if resolution else date.max
    by_union = facts.paper(StepCode.UNION_RECOMMENDATION, by=considered_on) is not None
    recommended_by = len(sponsors) + (1 if by_union else 0)
    if recommended_by < rule_set.sponsors_needed or not sponsors:
        yield _finding(
            FindingCode.SPONSOR_MISSING,
            Severity.IRREGULAR if resolution else Severity.MISSING,
            assign,
            field="",
            needed=rule_set.sponsors_needed,
            assigned=len(sponsors),
        )
    for sponsor in facts.sponsors:
        step = assign if sponsor.role is SponsorRole.ADMISSION else STEPS[StepCode.PROBATION_SUPERVISOR]
        if sponsor.name.casefold() == facts.name.casefold():
            yield _finding(FindingCode.SPONSOR_IS_CANDIDATE, Severity.FORBIDDEN, step, field="sponsor")
        if sponsor.together_since_on > sponsor.assigned_on:
            yield _finding(
                FindingCode.TOGETHER_AFTER_ASSIGNED,
                Severity.FORBIDDEN,
                step,
                field="together_since_on",
                on=sponsor.together_since_on,
                assigned_on=sponsor.assigned_on,
            )
    earliest_on = earliest_admission_resolution(facts, rule_set)
    if resolution and earliest_on and resolution.adopted_on < earliest_on:
        yield _finding(
            FindingCode.SPONSORSHIP_TOO_SHORT,
            Severity.FORBIDDEN,
            resolve,
            clause=limit.clause,
            on=resolution.adopted_on,
            earliest_on=earliest_on,
            months=limit.length,
        )


def _probation(facts: CaseFacts, rule_set: RuleSet) -> Iterator[Finding]:
    resolution, ends_on = facts.resolution(ResolutionKind.RECOGNITION), probation_end(facts, rule_set)
    if resolution and ends_on and resolution.adopted_on <= ends_on:
        limit = rule_set.limits[DeadlineKind.PROBATION_END]
        yield _finding(
            FindingCode.PROBATION_NOT_OVER,
            Severity.FORBIDDEN,
            STEPS[StepCode.RECOGNITION_RESOLUTION],
            clause=limit.clause,
            on=resolution.adopted_on,
            ends_on=ends_on,
            months=limit.length,
        )


def _all_votes(facts: CaseFacts) -> Iterator[tuple[Step, Body, Vote]]:
    for resolution in facts.resolutions:
        admission = resolution.kind is ResolutionKind.ADMISSION
        code = StepCode.ADMISSION_RESOLUTION if admission else StepCode.RECOGNITION_RESOLUTION
        yield STEPS[code], Body.BRANCH, resolution.vote
    for decision in facts.decisions:
        admission = decision.kind is ResolutionKind.ADMISSION
        code = StepCode.ADMISSION_DECISION if admission else StepCode.RECOGNITION_DECISION
        if decision.vote is not None:
            yield STEPS[code], Body.COMPETENT_COMMITTEE, decision.vote


def _votes(facts: CaseFacts, rule_set: RuleSet) -> Iterator[Finding]:
    for step, body, vote in _all_votes(facts):
        threshold = rule_set.thresholds[body]
        cast = vote.in_favour + vote.against + vote.blank
        if vote.present > vote.entitled:
            yield _finding(
                FindingCode.PRESENT_EXCEED_ENTITLED,
                Severity.FORBIDDEN,
                step,
                field="vote_present",
                present=vote.present,
                entitled=vote.entitled,
            )
        if cast > vote.present:
            yield _finding(
                FindingCode.VOTES_EXCEED_PRESENT,
                Severity.FORBIDDEN,
                step,
                field="vote_for",
                cast=cast,
                present=vote.present,
            )
        if not reaches(vote, threshold):
            # Not forbidden: the file is reported in full to the level above, which considers and decides.
            yield _finding(
                FindingCode.VOTE_BELOW_THRESHOLD,
                Severity.IRREGULAR,
                step,
                field="vote_for",
                clause=threshold.clause,
                in_favour=vote.in_favour,
                needed=votes_needed(vote.entitled, threshold),
                entitled=vote.entitled,
            )


def _papers(facts: CaseFacts, rule_set: RuleSet) -> Iterator[Finding]:
    """Papers the branch needs before it: missing ones, and those older than they may be when it considers.

    A paper made after the branch considered was not before it.
    """
    resolution = facts.resolution(ResolutionKind.ADMISSION)
    considered_on = resolution.adopted_on if resolution else date.max
    limit = rule_set.limits[DeadlineKind.PAPER_VALIDITY]
    for code in rule_set.required_papers:
        if facts.paper(code, by=considered_on) is None:
            severity = Severity.IRREGULAR if resolution else Severity.MISSING
            yield _finding(FindingCode.PAPER_MISSING, severity, STEPS[code], field="", paper=code.value)
    if resolution is None:
        return
    for code, months in rule_set.paper_months.items():
        paper = facts.paper(code, by=considered_on)
        if paper is not None and resolution.adopted_on > add_months(paper.made_on, months):
            yield _finding(
                FindingCode.PAPER_EXPIRED,
                Severity.IRREGULAR,
                STEPS[code],
                clause=limit.clause,
                paper=code.value,
                valid_until_on=add_months(paper.made_on, months),
                months=months,
            )


def _extensions(facts: CaseFacts, rule_set: RuleSet, deadlines: Iterable[DerivedDeadline]) -> Iterator[Finding]:
    by_kind = {deadline.kind: deadline for deadline in deadlines}
    for step in STEPS.values():
        if step.extends is None:
            continue
        limit, extensions = rule_set.limits[step.extends], facts.extensions_of(step.extends)
        total = sum(extension.working_days for extension in extensions)
        if len(extensions) > 1:
            yield _finding(
                FindingCode.EXTENSION_REPEATED, Severity.FORBIDDEN, step, field="working_days", clause=limit.clause
            )
        if total > limit.max_extension:
            yield _finding(
                FindingCode.EXTENSION_TOO_LONG,
                Severity.FORBIDDEN,
                step,
                field="working_days",
                clause=limit.clause,
                days=total,
                most=limit.max_extension,
            )
        deadline = by_kind.get(step.extends)
        if extensions and deadline and deadline.base_due_on and extensions[-1].granted_on > deadline.base_due_on:
            yield _finding(
                FindingCode.EXTENSION_AFTER_DUE,
                Severity.IRREGULAR,
                step,
                clause=limit.clause,
                on=extensions[-1].granted_on,
                due_on=deadline.base_due_on,
            )


def _clocks(deadlines: Iterable[DerivedDeadline]) -> Iterator[Finding]:
    for deadline in deadlines:
        closing = next(step for step in STEPS.values() if deadline.kind in step.closes)
        if deadline.was_late and deadline.met_on and deadline.due_on:
            yield _finding(
                FindingCode.ACT_LATE,
                Severity.IRREGULAR,
                closing,
                clause=deadline.clause,
                on=deadline.met_on,
                due_on=deadline.due_on,
            )
        if deadline.is_open and deadline.unpublished_year is not None and deadline.nature is Nature.LIMIT:
            yield _finding(
                FindingCode.CALENDAR_NOT_PUBLISHED,
                Severity.NOTE,
                closing,
                field="",
                clause=deadline.clause,
                year=deadline.unpublished_year,
            )
