"""The procedure from candidate to official member, in the order of the regulation: the file to read first.

A *step* is a dated act of a body that leaves a document. A *stage* is where a file stands between two steps. Everything
that varies between regulations (lengths, thresholds) is in `rulesets/`; this is the part they share.

Source: Party Charter (2011) arts. 4 and 5; Quy định 29-QĐ/TW sections 3 and 4; the training report of 30/10/2020.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Body(StrEnum):
    """Who acts."""

    CANDIDATE = "candidate"
    BRANCH = "branch"
    SECTIONAL_COMMITTEE = "sectional_committee"
    GRASSROOTS_COMMITTEE = "grassroots_committee"
    COMPETENT_COMMITTEE = "competent_committee"


class Stage(StrEnum):
    """Where a file stands. Derived from the facts, never set by hand."""

    NOMINATED = "nominated"
    SPONSORED = "sponsored"
    READY_FOR_BRANCH = "ready_for_branch"
    AWAITING_DECISION = "awaiting_decision"
    AWAITING_RECEIPT = "awaiting_receipt"
    AWAITING_CEREMONY = "awaiting_ceremony"
    PROBATION = "probation"
    READY_FOR_RECOGNITION = "ready_for_recognition"
    AWAITING_RECOGNITION = "awaiting_recognition"
    OFFICIAL = "official"
    REFUSED = "refused"
    NOT_RECOGNISED = "not_recognised"


CLOSED_STAGES = frozenset({Stage.OFFICIAL, Stage.REFUSED, Stage.NOT_RECOGNISED})


class StepCode(StrEnum):
    """Each act that can be recorded."""

    OPEN_CASE = "open_case"
    ASSIGN_SPONSOR = "assign_sponsor"
    AWARENESS_COURSE = "awareness_course"
    APPLICATION = "application"
    PERSONAL_HISTORY = "personal_history"
    SPONSOR_RECOMMENDATION = "sponsor_recommendation"
    UNION_RECOMMENDATION = "union_recommendation"
    OPINIONS = "opinions"
    ADMISSION_RESOLUTION = "admission_resolution"
    ADMISSION_EXTENSION = "admission_extension"
    ADMISSION_DECISION = "admission_decision"
    DECISION_RECEIPT = "decision_receipt"
    CEREMONY = "ceremony"
    PROBATION_SUPERVISOR = "probation_supervisor"
    RECOGNITION_RESOLUTION = "recognition_resolution"
    RECOGNITION_EXTENSION = "recognition_extension"
    RECOGNITION_DECISION = "recognition_decision"


class Outcome(StrEnum):
    """How an act ended; most acts can only be done."""

    DONE = "done"
    GRANTED = "granted"
    REFUSED = "refused"


class DeadlineKind(StrEnum):
    """The clocks. Lengths are in the rule set."""

    SPONSORSHIP = "sponsorship"
    PAPER_VALIDITY = "paper_validity"
    ADMISSION_DECISION = "admission_decision"
    CEREMONY = "ceremony"
    PROBATION_END = "probation_end"
    RECOGNITION_REVIEW = "recognition_review"
    RECOGNITION_DECISION = "recognition_decision"


class Nature(StrEnum):
    """What the last day of a clock means."""

    LIMIT = "limit"
    """Somebody must have acted by that day."""
    MILESTONE = "milestone"
    """From that day on something becomes possible; nobody is late."""
    VALIDITY = "validity"
    """A paper is good up to that day."""


class StepShape(StrEnum):
    """What is written down when the step is recorded; one form and one model each."""

    CASE = "case"
    SPONSORSHIP = "sponsorship"
    PAPER = "paper"
    BRANCH_RESOLUTION = "branch_resolution"
    COMMITTEE_DECISION = "committee_decision"
    EXTENSION = "extension"
    RECEIPT = "receipt"
    CEREMONY = "ceremony"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the procedure.

    `allowed_in`: the stages in which it may be recorded. `leads_to`: the stage after it, by outcome; empty for a step
    beside the main path. `opens` / `closes`: the clocks that start with its date / that it meets. `extends`: the clock
    that it lengthens. `form`: the KNĐ form of 09-HD/BTCTW (2017) and 12-HD/BTCTW (2022).
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

    @property
    def on_main_path(self) -> bool:
        return bool(self.leads_to)


_BEFORE_BRANCH = frozenset({Stage.NOMINATED, Stage.SPONSORED, Stage.READY_FOR_BRANCH})
_SPONSORED = frozenset({Stage.SPONSORED, Stage.READY_FOR_BRANCH})


def _paper(number: str, code: StepCode, body: Body, clause: str, form: str) -> Step:
    return Step(
        number=number,
        code=code,
        body=body,
        shape=StepShape.PAPER,
        clause=clause,
        allowed_in=_BEFORE_BRANCH,
        opens=(DeadlineKind.PAPER_VALIDITY,),
        form=form,
    )


PROCEDURE: tuple[Step, ...] = (
    Step(
        number="1",
        code=StepCode.OPEN_CASE,
        body=Body.BRANCH,
        shape=StepShape.CASE,
        clause="29-QĐ/TW, 3",
        allowed_in=frozenset(),
        leads_to={Outcome.DONE: Stage.NOMINATED},
    ),
    Step(
        number="1a",
        code=StepCode.ASSIGN_SPONSOR,
        body=Body.BRANCH,
        shape=StepShape.SPONSORSHIP,
        clause="Điều lệ Đảng, điều 4.1; 29-QĐ/TW, 3",
        allowed_in=_BEFORE_BRANCH,
        leads_to={Outcome.DONE: Stage.SPONSORED},
        opens=(DeadlineKind.SPONSORSHIP,),
    ),
    _paper("2", StepCode.AWARENESS_COURSE, Body.CANDIDATE, "01-HD/TW (2016), 2.1", "CN-NTVĐ"),
    _paper("3", StepCode.APPLICATION, Body.CANDIDATE, "Điều lệ Đảng, điều 4.1", "1-KNĐ"),
    _paper("4", StepCode.PERSONAL_HISTORY, Body.CANDIDATE, "Điều lệ Đảng, điều 4.1", "2-KNĐ"),
    _paper("5", StepCode.SPONSOR_RECOMMENDATION, Body.BRANCH, "Điều lệ Đảng, điều 4.1", "3-KNĐ"),
    _paper("6", StepCode.UNION_RECOMMENDATION, Body.CANDIDATE, "Điều lệ Đảng, điều 4.1", "4-KNĐ, 4A-KNĐ"),
    _paper("7", StepCode.OPINIONS, Body.BRANCH, "Điều lệ Đảng, điều 4.2", "5-KNĐ"),
    Step(
        number="8",
        code=StepCode.ADMISSION_RESOLUTION,
        body=Body.BRANCH,
        shape=StepShape.BRANCH_RESOLUTION,
        clause="Điều lệ Đảng, điều 4.3",
        allowed_in=_SPONSORED,
        leads_to={Outcome.DONE: Stage.AWAITING_DECISION},
        opens=(DeadlineKind.ADMISSION_DECISION,),
        closes=(DeadlineKind.PAPER_VALIDITY, DeadlineKind.SPONSORSHIP),
        form="6-KNĐ",
    ),
    Step(
        number="8a",
        code=StepCode.ADMISSION_EXTENSION,
        body=Body.COMPETENT_COMMITTEE,
        shape=StepShape.EXTENSION,
        clause="29-QĐ/TW, 4.3.1",
        allowed_in=frozenset({Stage.AWAITING_DECISION}),
        extends=DeadlineKind.ADMISSION_DECISION,
    ),
    Step(
        number="11",
        code=StepCode.ADMISSION_DECISION,
        body=Body.COMPETENT_COMMITTEE,
        shape=StepShape.COMMITTEE_DECISION,
        clause="29-QĐ/TW, 4.3.1",
        allowed_in=frozenset({Stage.AWAITING_DECISION}),
        leads_to={Outcome.GRANTED: Stage.AWAITING_RECEIPT, Outcome.REFUSED: Stage.REFUSED},
        closes=(DeadlineKind.ADMISSION_DECISION,),
        form="9-KNĐ",
    ),
    Step(
        number="12",
        code=StepCode.DECISION_RECEIPT,
        body=Body.BRANCH,
        shape=StepShape.RECEIPT,
        clause="29-QĐ/TW, 4.1",
        allowed_in=frozenset({Stage.AWAITING_RECEIPT}),
        leads_to={Outcome.DONE: Stage.AWAITING_CEREMONY},
        opens=(DeadlineKind.CEREMONY,),
    ),
    Step(
        number="13",
        code=StepCode.CEREMONY,
        body=Body.BRANCH,
        shape=StepShape.CEREMONY,
        clause="29-QĐ/TW, 4.1",
        allowed_in=frozenset({Stage.AWAITING_CEREMONY}),
        leads_to={Outcome.DONE: Stage.PROBATION},
        opens=(DeadlineKind.PROBATION_END, DeadlineKind.RECOGNITION_REVIEW),
        closes=(DeadlineKind.CEREMONY,),
    ),
    Step(
        number="14",
        code=StepCode.PROBATION_SUPERVISOR,
        body=Body.BRANCH,
        shape=StepShape.SPONSORSHIP,
        clause="Điều lệ Đảng, điều 5.1",
        allowed_in=frozenset({Stage.PROBATION, Stage.READY_FOR_RECOGNITION}),
    ),
    Step(
        number="18",
        code=StepCode.RECOGNITION_RESOLUTION,
        body=Body.BRANCH,
        shape=StepShape.BRANCH_RESOLUTION,
        clause="29-QĐ/TW, 4.2",
        # Also before the twelve months are over: the day of the meeting decides, and a wrong one is told at its field.
        allowed_in=frozenset({Stage.PROBATION, Stage.READY_FOR_RECOGNITION}),
        leads_to={Outcome.DONE: Stage.AWAITING_RECOGNITION},
        opens=(DeadlineKind.RECOGNITION_DECISION,),
        closes=(DeadlineKind.RECOGNITION_REVIEW, DeadlineKind.PROBATION_END),
        form="13-KNĐ",
    ),
    Step(
        number="18a",
        code=StepCode.RECOGNITION_EXTENSION,
        body=Body.COMPETENT_COMMITTEE,
        shape=StepShape.EXTENSION,
        clause="29-QĐ/TW, 4.3.1",
        allowed_in=frozenset({Stage.AWAITING_RECOGNITION}),
        extends=DeadlineKind.RECOGNITION_DECISION,
    ),
    Step(
        number="21",
        code=StepCode.RECOGNITION_DECISION,
        body=Body.COMPETENT_COMMITTEE,
        shape=StepShape.COMMITTEE_DECISION,
        clause="29-QĐ/TW, 4.2",
        allowed_in=frozenset({Stage.AWAITING_RECOGNITION}),
        leads_to={Outcome.GRANTED: Stage.OFFICIAL, Outcome.REFUSED: Stage.NOT_RECOGNISED},
        closes=(DeadlineKind.RECOGNITION_DECISION,),
        form="16-KNĐ",
    ),
)

STEPS: Mapping[StepCode, Step] = {step.code: step for step in PROCEDURE}
MAIN_PATH: tuple[Step, ...] = tuple(step for step in PROCEDURE if step.on_main_path)
PAPER_STEPS: tuple[StepCode, ...] = tuple(step.code for step in PROCEDURE if step.shape is StepShape.PAPER)

# By the passing of time alone one stage becomes another: the day after the clock's last day (probation) or on it
# (twelve months together are complete on the twelve-month day).
TURNS_WITH_TIME: Mapping[Stage, tuple[DeadlineKind, Stage]] = {
    Stage.SPONSORED: (DeadlineKind.SPONSORSHIP, Stage.READY_FOR_BRANCH),
    Stage.PROBATION: (DeadlineKind.PROBATION_END, Stage.READY_FOR_RECOGNITION),
}

# The one next step of each open stage.
NEXT_STEP: Mapping[Stage, StepCode] = {
    Stage.NOMINATED: StepCode.ASSIGN_SPONSOR,
    Stage.SPONSORED: StepCode.ADMISSION_RESOLUTION,
    Stage.READY_FOR_BRANCH: StepCode.ADMISSION_RESOLUTION,
    Stage.AWAITING_DECISION: StepCode.ADMISSION_DECISION,
    Stage.AWAITING_RECEIPT: StepCode.DECISION_RECEIPT,
    Stage.AWAITING_CEREMONY: StepCode.CEREMONY,
    Stage.PROBATION: StepCode.RECOGNITION_RESOLUTION,
    Stage.READY_FOR_RECOGNITION: StepCode.RECOGNITION_RESOLUTION,
    Stage.AWAITING_RECOGNITION: StepCode.RECOGNITION_DECISION,
}


def is_step_allowed(stage: Stage, code: StepCode) -> bool:
    """Say whether the act may be recorded while the file stands at this stage."""
    return stage in STEPS[code].allowed_in
