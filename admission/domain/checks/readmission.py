"""Admitting somebody again who was a Party member before. Source: 294-QĐ/TW, 3.5 (24-QĐ/TW, 3.5.3-4)."""

from collections.abc import Iterator
from datetime import date

from admission.domain.checks.candidate import considered
from admission.domain.facts import ReadmissionFact
from admission.domain.findings import Examination, Finding, FindingCode, Severity, finding
from admission.domain.months import add_months
from admission.domain.procedure import Choice, LeavingCause, StepCode
from admission.domain.rules import RuleSet, Setting

_GROUND, _RESOLVES = StepCode.READMISSION_GROUND, StepCode.ADMISSION_RESOLUTION


def check(case: Examination) -> Iterator[Finding]:
    """Find whether the way back is barred, comes too early, or lacks the consent it needs first."""
    before = case.facts.readmission
    if before is None:
        return
    rules = case.rules(before.noted_on)
    yield from _bars(case, before, rules)
    yield from _too_early(case, before)
    considered_on = considered(case)
    by = considered_on or date.max
    if case.facts.document(StepCode.READMISSION_CONSENT, by=by) is None:
        yield finding(
            FindingCode.READMISSION_CONSENT_MISSING,
            case.breach(considered_on) if considered_on else Severity.MISSING,
            _RESOLVES if considered_on else StepCode.READMISSION_CONSENT,
            field="adopted_on" if considered_on else "",
            clause=rules.settings[Setting.READMISSION_MONTHS].clause,
        )
    if before.cause is LeavingCause.POPULATION_POLICY and not _has_special_rule(case):
        yield finding(
            FindingCode.SPECIAL_RULE_MISSING,
            Severity.IRREGULAR if considered_on else Severity.MISSING,
            StepCode.SPECIAL_CASE,
            field="",
        )


def earliest_readmission(before: ReadmissionFact, rules: RuleSet) -> date | None:
    """Give the first day on which the former member may apply again; None while the record is not cleared.

    So many months after leaving; for a less serious crime after the record was cleared; a case of population policy
    follows a rule of its own.
    """
    if before.cause is LeavingCause.LESS_SERIOUS_CRIME:
        months = rules.number(Setting.READMISSION_MONTHS_AFTER_SENTENCE)
        return add_months(before.cleared_on, months) if before.cleared_on else None
    if before.cause is LeavingCause.POPULATION_POLICY:
        return before.left_on
    return add_months(before.left_on, rules.number(Setting.READMISSION_MONTHS))


def _bars(case: Examination, before: ReadmissionFact, rules: RuleSet) -> Iterator[Finding]:
    bar = rules.excluded_leavers[before.cause]
    if bar.is_on:
        yield finding(
            FindingCode.READMISSION_EXCLUDED,
            case.breach(before.noted_on, bar.verification),
            _GROUND,
            field="cause",
            clause=bar.clause,
            known=bar.verification,
            cause=before.cause.value,
        )
    most = rules.settings[Setting.READMISSIONS_MOST]
    if before.readmissions >= most.value:
        yield finding(
            FindingCode.READMISSION_AGAIN,
            case.breach(before.noted_on, most.verification),
            _GROUND,
            field="readmissions",
            clause=most.clause,
            known=most.verification,
            most=most.value,
        )


def _too_early(case: Examination, before: ReadmissionFact) -> Iterator[Finding]:
    """The months have to be over when he applies, and so when the branch considers."""
    applied = case.facts.paper(StepCode.APPLICATION)
    considered_on = considered(case)
    for step, on in ((StepCode.APPLICATION, applied.made_on if applied else None), (_RESOLVES, considered_on)):
        rules = case.rules() if on is None else case.book.on_or_first(on)
        after_sentence = before.cause is LeavingCause.LESS_SERIOUS_CRIME
        setting = Setting.READMISSION_MONTHS_AFTER_SENTENCE if after_sentence else Setting.READMISSION_MONTHS
        rule = rules.settings[setting]
        earliest_on = earliest_readmission(before, rules)
        if on is None:
            continue
        if earliest_on is None:
            yield finding(
                FindingCode.RECORD_NOT_CLEARED,
                case.breach(on, rule.verification),
                step,
                clause=rule.clause,
                known=rule.verification,
            )
        elif on < earliest_on:
            yield finding(
                FindingCode.READMISSION_TOO_EARLY,
                case.breach(on, rule.verification),
                step,
                clause=rule.clause,
                known=rule.verification,
                on=on,
                earliest_on=earliest_on,
                months=rule.value,
            )


def _has_special_rule(case: Examination) -> bool:
    return any(d.choice is Choice.POPULATION_POLICY for d in case.facts.documents_of(StepCode.SPECIAL_CASE))
