"""Extensions, late acts, the consent to a late ceremony, calendars that are not there yet.

Source: 29-QĐ/TW, 4.1, 4.2, 4.3.1 (and 24, 232, 294).
"""

from collections.abc import Iterator

from admission.domain.findings import Examination, Finding, FindingCode, Severity, finding
from admission.domain.procedure import EXTENSION_STEPS, STEPS, DeadlineKind, Nature, StepCode
from admission.domain.rules import Setting

_CLOSING = {kind: next((s.code for s in STEPS.values() if kind in s.closes), None) for kind in DeadlineKind}


def check(case: Examination) -> Iterator[Finding]:
    """Find extensions that may not be, and acts that came after their last day."""
    yield from _extensions(case)
    for deadline in case.deadlines:
        closing = _CLOSING[deadline.kind]
        if closing is None:
            continue
        if deadline.was_late and deadline.met_on and deadline.due_on:
            yield finding(
                FindingCode.ACT_LATE,
                Severity.IRREGULAR,
                closing,
                clause=deadline.clause,
                on=deadline.met_on,
                due_on=deadline.due_on,
            )
        if deadline.is_open and deadline.unpublished_year is not None and deadline.nature is Nature.LIMIT:
            yield finding(
                FindingCode.CALENDAR_NOT_PUBLISHED,
                Severity.NOTE,
                closing,
                field="",
                clause=deadline.clause,
                year=deadline.unpublished_year,
            )
    yield from _late_ceremony(case)


def _extensions(case: Examination) -> Iterator[Finding]:
    for kind, step in EXTENSION_STEPS.items():
        extensions = case.facts.extensions_of(kind)
        if not extensions:
            continue
        limit = case.rules(extensions[0].granted_on).limits[kind]
        clause, known = limit.extension_clause or limit.clause, limit.extension_verification or limit.verification
        severity = case.breach(extensions[-1].granted_on, known)
        total = sum(extension.working_days for extension in extensions)
        if len(extensions) > 1:
            yield finding(
                FindingCode.EXTENSION_REPEATED,
                severity,
                step,
                field="working_days",
                clause=clause,
                known=known,
            )
        if total > limit.max_extension:
            yield finding(
                FindingCode.EXTENSION_TOO_LONG,
                severity,
                step,
                field="working_days",
                clause=clause,
                known=known,
                days=total,
                most=limit.max_extension,
            )
        deadline = case.deadline(kind)
        if deadline and deadline.base_due_on and extensions[-1].granted_on > deadline.base_due_on:
            yield finding(
                FindingCode.EXTENSION_AFTER_DUE,
                Severity.IRREGULAR,
                step,
                clause=limit.clause,
                on=extensions[-1].granted_on,
                due_on=deadline.base_due_on,
            )


def _late_ceremony(case: Examination) -> Iterator[Finding]:
    """Late only with the consent of the directly superior committee, which has to be there first (4.1)."""
    deadline, ceremony = case.deadline(DeadlineKind.CEREMONY), case.facts.ceremony
    if deadline is None or deadline.due_on is None:
        return
    held_on = ceremony.held_on if ceremony else case.today
    if held_on <= deadline.due_on or case.facts.document(StepCode.CEREMONY_CONSENT, by=held_on) is not None:
        return
    rule = case.rules(held_on).settings[Setting.LATE_CEREMONY_NEEDS_CONSENT]
    if not rule.is_on:
        return
    yield finding(
        FindingCode.CEREMONY_LATE_WITHOUT_CONSENT,
        case.breach(held_on, rule.verification) if ceremony else Severity.MISSING,
        StepCode.CEREMONY if ceremony else StepCode.CEREMONY_CONSENT,
        field="held_on" if ceremony else "",
        clause=rule.clause,
        known=rule.verification,
        due_on=deadline.due_on,
    )
