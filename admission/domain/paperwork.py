"""The papers a file needs where it stands: which are there, how long they are good, which are still to come.

Before admission it is the set that lies before the branch when it considers (`required_papers` of the regulation),
with whatever consent the candidate needs; during probation the set for recognition (`probation_papers`). What is
missing or too old is taken from the findings, so the list and the findings never tell different things.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from admission.domain.assessment import Assessment
from admission.domain.facts import CaseFacts
from admission.domain.findings import FindingCode
from admission.domain.procedure import DOCUMENT_STEPS, PAPER_STEPS, STEPS, Nature, StepCode
from admission.domain.rules import RuleBook


class PaperState(StrEnum):
    """How it stands with one paper."""

    THERE = "there"
    EXPIRES = "expires"
    """Good today, too old at the meeting that is forecast."""
    EXPIRED = "expired"
    MISSING = "missing"
    TO_COME = "to_come"
    """Not there, and nobody has to have it yet."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper of the list. `made_on`: the day on it; `valid_until_on`: its last good day, None where it stays good
    or the branch has considered already.
    """

    step: StepCode
    state: PaperState
    clause: str
    made_on: date | None
    valid_until_on: date | None


_STATES = {
    FindingCode.PAPER_MISSING: PaperState.MISSING,
    FindingCode.PAPER_EXPIRED: PaperState.EXPIRED,
    FindingCode.PAPER_EXPIRES_BEFORE_MEETING: PaperState.EXPIRES,
    FindingCode.OLD_WITHOUT_CONSENT: PaperState.MISSING,
    FindingCode.EDUCATION_WITHOUT_CONSENT: PaperState.MISSING,
    FindingCode.READMISSION_CONSENT_MISSING: PaperState.MISSING,
}
_IF_NEEDED = (
    StepCode.AGE_CONSENT,
    StepCode.EDUCATION_CONSENT,
    StepCode.READMISSION_CONSENT,
    StepCode.FORMER_BRANCH_COMMENT,
)
"""Listed only where the file needs them, or has them."""
_KEPT = frozenset({*PAPER_STEPS, *DOCUMENT_STEPS})


def paper_list(facts: CaseFacts, assessment: Assessment, book: RuleBook, today: date) -> tuple[PaperLine, ...]:
    """Give the papers of the part of the procedure in which the file stands, in the order of the procedure.

    Raises: RuleSetNotFoundError where no regulation is known for the day on which the branch considered.
    """
    done = assessment.course.done
    is_probation = StepCode.CEREMONY in done
    vote = StepCode.RECOGNITION_RESOLUTION if is_probation else StepCode.ADMISSION_RESOLUTION
    considered_on = done[vote].on if vote in done else None
    rules = book.on(considered_on or today)
    states = {one.step: _STATES[one.code] for one in assessment.findings if one.code in _STATES and one.step in _KEPT}
    clauses = {one.step: one.clause for one in assessment.findings if one.code in _STATES}
    asked = set(rules.probation_papers if is_probation else rules.required_papers)
    if not is_probation:
        asked |= {code for code in _IF_NEEDED if code in states or _made_on(facts, code) is not None}
    elif StepCode.FORMER_BRANCH_COMMENT in states:
        asked.add(StepCode.FORMER_BRANCH_COMMENT)
    until = {d.subject: d.due_on for d in assessment.deadlines if d.is_open and d.nature is Nature.VALIDITY}
    return tuple(
        PaperLine(
            step=code,
            state=states.get(code, PaperState.TO_COME if made_on is None else PaperState.THERE),
            clause=clauses.get(code) or rules.cite(STEPS[code].clause),
            made_on=made_on,
            valid_until_on=until.get(code.value) if made_on else None,
        )
        for code, made_on in ((code, _made_on(facts, code)) for code in STEPS if code in asked)
    )


def _made_on(facts: CaseFacts, code: StepCode) -> date | None:
    paper = facts.paper(code)
    document = facts.document(code)
    if paper is not None:
        return paper.made_on
    return document.acted_on if document is not None else None
