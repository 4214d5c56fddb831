"""What a row of the procedure says, and the three kinds of rows that occur often."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from admission.domain.terms import CLOSED_STAGES, Body, Choice, DeadlineKind, Outcome, Stage, StepCode, StepShape


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the procedure.

    `body`: who acts; `recorders`: the bodies whose people may write it down. `allowed_in`: the stages in which it may
    be recorded. `leads_to`: the stage after it, by outcome; empty for a step beside the main path. `opens` / `closes`:
    the clocks that start with its date / that it meets. `extends`: the clock that it lengthens. `form`: the KNĐ form
    of 09-HD/BTCTW (2017) and 12-HD/BTCTW (2022). `asks`: what a document says besides its day (`may_ask`: what it may
    say); `choices`: the answers it can give. `follows`: the act that one beside the path may not be dated before.
    `four_eyes`: one person prepares it, another one of the same committee approves it; only then it is issued.
    """

    number: str
    code: StepCode
    body: Body
    shape: StepShape
    clause: str
    allowed_in: frozenset[Stage]
    leads_to: Mapping[Outcome, Stage] = field(default_factory=dict)
    opens: tuple[DeadlineKind, ...] = ()
    closes: tuple[DeadlineKind, ...] = ()
    extends: DeadlineKind | None = None
    form: str = ""
    recorders: tuple[Body, ...] = ()
    asks: tuple[str, ...] = ()
    may_ask: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    follows: StepCode | None = None
    four_eyes: bool = False

    @property
    def on_main_path(self) -> bool:
        return bool(self.leads_to)


# --- where steps belong ----------------------------------------------------------------------------------------------
BEFORE_BRANCH = frozenset({Stage.NOMINATED, Stage.SPONSORED, Stage.READY_FOR_BRANCH})
BEFORE_ADMISSION_VOTE = frozenset({Stage.SPONSORED, Stage.READY_FOR_BRANCH, Stage.ADMISSION_VOTE_FAILED})
RETURNED = frozenset({Stage.RETURNED})
# A file that came back, or whose vote failed, is completed by the same papers as before.
PAPERS = BEFORE_BRANCH | {Stage.ADMISSION_VOTE_FAILED} | RETURNED
ADMISSION_IN_HAND = frozenset({Stage.AWAITING_APPRAISAL, Stage.AWAITING_GRASSROOTS, Stage.AWAITING_DECISION})
CLOCK_OF_ADMISSION = ADMISSION_IN_HAND | {Stage.ADMISSION_VOTE_FAILED, Stage.RETURNED}
ON_PROBATION = frozenset({Stage.PROBATION, Stage.READY_FOR_RECOGNITION})
BEFORE_RECOGNITION_VOTE = ON_PROBATION | {Stage.RECOGNITION_VOTE_FAILED}
RECOGNITION_IN_HAND = frozenset({Stage.RECOGNITION_APPRAISAL, Stage.RECOGNITION_GRASSROOTS, Stage.AWAITING_RECOGNITION})
CLOCK_OF_RECOGNITION = RECOGNITION_IN_HAND | {Stage.RECOGNITION_VOTE_FAILED, Stage.RECOGNITION_RETURNED}
PROBATION_PAPERS = BEFORE_RECOGNITION_VOTE | {Stage.RECOGNITION_RETURNED}
OPEN = frozenset(Stage) - CLOSED_STAGES
MEMBER_ON_PROBATION = BEFORE_RECOGNITION_VOTE | CLOCK_OF_RECOGNITION

BRANCH_WRITES = (Body.BRANCH,)
ANY_LEVEL = (Body.BRANCH, Body.SECTIONAL_COMMITTEE, Body.GRASSROOTS_COMMITTEE, Body.COMPETENT_COMMITTEE)
COMMITTEES = (Body.SECTIONAL_COMMITTEE, Body.GRASSROOTS_COMMITTEE, Body.COMPETENT_COMMITTEE)
FROM_GRASSROOTS = (Body.GRASSROOTS_COMMITTEE, Body.COMPETENT_COMMITTEE)
COMPETENT = (Body.COMPETENT_COMMITTEE,)


_RECORDERS: Mapping[Body, tuple[Body, ...]] = {
    Body.CANDIDATE: (Body.BRANCH,),
    Body.BRANCH: (Body.BRANCH,),
    Body.SECTIONAL_COMMITTEE: COMMITTEES,
    Body.GRASSROOTS_COMMITTEE: FROM_GRASSROOTS,
    Body.COMPETENT_COMMITTEE: (Body.COMPETENT_COMMITTEE,),
    Body.HOLDER: COMMITTEES,
}
"""Who writes an act down, where the row does not say otherwise: a level may write for the levels below it, since not
every committee has somebody at a computer; nobody writes for a level above."""


def step(number: str, code: StepCode, body: Body, shape: StepShape, clause: str, **more: Any) -> Step:
    """Make a row; it is recorded by the people of the body, or of the levels above that stand in for it."""
    recorders = more.pop("recorders", _RECORDERS[body])
    return Step(number=number, code=code, body=body, shape=shape, clause=clause, recorders=recorders, **more)


def paper(number: str, code: StepCode, body: Body, clause: str, form: str, **more: Any) -> Step:
    """Make the row of a paper of the file: by default one of those before the branch considers admission."""
    values: dict[str, Any] = {"allowed_in": PAPERS, "opens": (DeadlineKind.PAPER_VALIDITY,), "form": form} | more
    return step(number, code, body, StepShape.PAPER, clause, **values)


def document(number: str, code: StepCode, body: Body, clause: str, **more: Any) -> Step:
    """Make the row of an act that leaves a document of the general kind: its day and what the row asks."""
    return step(number, code, body, StepShape.DOCUMENT, clause, **more)


def consent(
    number: str, code: StepCode, clause: str, allowed_in: frozenset[Stage], choices: tuple[Choice, ...] = ()
) -> Step:
    """Make the row of a written consent of a committee above, which has to be there before the act it permits."""
    asks = ("choice", "number", "issuer") if choices else ("number", "issuer")
    return document(
        number, code, Body.COMPETENT_COMMITTEE, clause,
        allowed_in=allowed_in, recorders=FROM_GRASSROOTS, asks=asks, choices=choices,
    )  # fmt: skip
