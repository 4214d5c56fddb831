"""After admission: oath, probation, discipline, the decision against the proposal, what the branch has to be told.

Source: Party Charter arts. 5, 8 and 35; 29-QĐ/TW, 4.1, 4.2 and 4.3.1.
"""

from collections.abc import Iterator
from datetime import date

from admission.domain.deadlines import probation_end
from admission.domain.facts import Proposal, ResolutionKind
from admission.domain.findings import Examination, Finding, FindingCode, Severity, finding
from admission.domain.procedure import Choice, DeadlineKind, Outcome, Stage, StepCode

_RECOGNISES = StepCode.RECOGNITION_RESOLUTION
_TO_TELL = {
    Stage.REFUSED: (StepCode.REFUSAL_NOTICE,),
    Stage.NAME_REMOVED: (StepCode.REMOVAL_NOTICE,),
    Stage.OFFICIAL: (StepCode.ANNOUNCEMENT, StepCode.PARTY_CARD),
}
"""What remains to be done when a file has closed."""


def check(case: Examination) -> Iterator[Finding]:
    """Find what is wrong or open after the ceremony."""
    if case.facts.ceremony is not None and not case.facts.ceremony.oath_taken:
        yield finding(FindingCode.OATH_MISSING, Severity.IRREGULAR, StepCode.CEREMONY, field="oath_taken")
    yield from _probation(case)
    yield from _discipline(case)
    yield from _against_the_proposal(case)
    for step in _TO_TELL.get(case.course.stage, ()):
        if step not in case.course.done:
            yield finding(FindingCode.NOTICE_MISSING, Severity.MISSING, step, field="")


def _probation(case: Examination) -> Iterator[Finding]:
    """Branch and committee recognise *after* the twelve months; a name can be removed before."""
    ends_on = probation_end(case.facts, case.book)
    if ends_on is None or case.facts.ceremony is None:
        return
    limit = case.rules(case.facts.ceremony.held_on).limits[DeadlineKind.PROBATION_END]
    for step, on in _recognising(case):
        if on <= ends_on:
            yield finding(
                FindingCode.PROBATION_NOT_OVER,
                case.breach(on, limit.verification),
                step,
                clause=limit.clause,
                on=on,
                ends_on=ends_on,
                months=limit.length,
            )
            return


def _recognising(case: Examination) -> Iterator[tuple[StepCode, date]]:
    """The acts for recognition, in order; a committee may recognise whom the branch proposed to remove."""
    for resolution in case.facts.resolutions_of(ResolutionKind.RECOGNITION):
        if resolution.proposal is Proposal.PROCEED:
            yield _RECOGNISES, resolution.adopted_on
    decision = case.facts.decision(ResolutionKind.RECOGNITION)
    if decision is not None and decision.outcome is Outcome.GRANTED:
        yield StepCode.RECOGNITION_DECISION, decision.decided_on


def _discipline(case: Examination) -> Iterator[Finding]:
    suspended_on: date | None = None
    act = case.course.done.get(_RECOGNISES)
    for event in case.facts.documents_of(StepCode.PERSONAL_EVENT):
        if event.choice in {Choice.REPRIMAND, Choice.WARNING}:
            yield finding(
                FindingCode.DISCIPLINED,
                Severity.NOTE,
                StepCode.PERSONAL_EVENT,
                on=event.acted_on,
                choice=event.choice.value,
            )
        if act is not None and event.acted_on > act.on:
            continue
        if event.choice is Choice.SUSPENDED:
            suspended_on = event.acted_on
        elif event.choice is Choice.SUSPENSION_LIFTED:
            suspended_on = None
    if suspended_on is not None:
        severity = Severity.IRREGULAR if act else Severity.NOTE
        yield finding(FindingCode.SUSPENDED_WHEN_CONSIDERED, severity, _RECOGNISES, on=suspended_on)


def _against_the_proposal(case: Examination) -> Iterator[Finding]:
    """The competent committee decides; that it decided otherwise than the branch proposed is worth a note."""
    for kind in ResolutionKind:
        resolution, decision = case.facts.resolution(kind), case.facts.decision(kind)
        if resolution is None or decision is None:
            continue
        proposed = resolution.proposal is Proposal.PROCEED
        if proposed != (decision.outcome is Outcome.GRANTED):
            admission = kind is ResolutionKind.ADMISSION
            step = StepCode.ADMISSION_DECISION if admission else StepCode.RECOGNITION_DECISION
            yield finding(FindingCode.AGAINST_PROPOSAL, Severity.NOTE, step, field="outcome")
