"""The procedure from candidate to official member, in the order of the regulation: the file to read first.

A *step* is a dated act of a body that leaves a document. A *stage* is where a file stands between two steps. Everything
that varies between regulations (lengths, thresholds, ages) is in `rulesets/`; this is the part they share.

A stage waits for one step (`NEXT_STEP`). Where the body of that step does not exist in the file's chain of
organisations (no sectional committee, a base branch without a committee above it, a committee that decides by
delegation), the file passes on as if the step were done: so one table serves every chain.

Source: Party Charter (2011) arts. 4, 5 and 8; Quy định 29, 24, 232 and 294-QĐ/TW, sections 1, 3 and 4; the training
report of 30/10/2020. The clauses named here are those of 29-QĐ/TW, whose numbering the later ones keep.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from admission.domain.step import (
    ADMISSION_IN_HAND,
    ANY_LEVEL,
    BEFORE_ADMISSION_VOTE,
    BEFORE_BRANCH,
    BEFORE_RECOGNITION_VOTE,
    CLOCK_OF_ADMISSION,
    CLOCK_OF_RECOGNITION,
    FROM_GRASSROOTS,
    MEMBER_ON_PROBATION,
    ON_PROBATION,
    OPEN,
    PAPERS,
    PROBATION_PAPERS,
    RECOGNITION_IN_HAND,
    RETURNED,
    Step,
    consent,
    document,
    paper,
    step,
)
from admission.domain.terms import (
    CLOSED_STAGES,
    EDUCATION_GRADE,
    Body,
    Choice,
    DeadlineKind,
    LateCause,
    LeavingCause,
    Nature,
    Outcome,
    SponsorEnd,
    Stage,
    StepCode,
    StepShape,
)

__all__ = [
    "ALSO_TOLD",
    "CLOSED_STAGES",
    "DATED_PAPERS",
    "DETOURS",
    "DOCUMENT_STEPS",
    "EDUCATION_GRADE",
    "EXTENSION_STEPS",
    "FOUR_EYES",
    "MAIN_PATH",
    "NEXT_STEP",
    "ON_DEMAND",
    "PAPER_STEPS",
    "PROBATION_SET",
    "PROCEDURE",
    "STEPS",
    "TURNS_WITH_TIME",
    "UNION_STEPS",
    "Body",
    "Choice",
    "DeadlineKind",
    "Detour",
    "LateCause",
    "LeavingCause",
    "Nature",
    "Outcome",
    "SponsorEnd",
    "Stage",
    "Step",
    "StepCode",
    "StepShape",
    "acting_body",
    "is_step_allowed",
]

# A table: one act of the regulation after the other, each as compact as it reads.
# fmt: off
PROCEDURE: tuple[Step, ...] = (
    # --- the candidate -----------------------------------------------------------------------------------------------
    step("1", StepCode.OPEN_CASE, Body.BRANCH, StepShape.CASE, "29-QĐ/TW, 3", allowed_in=frozenset(),
        leads_to={Outcome.DONE: Stage.NOMINATED}, recorders=(Body.BRANCH, Body.COMPETENT_COMMITTEE)),
    step("1a", StepCode.ASSIGN_SPONSOR, Body.BRANCH, StepShape.SPONSORSHIP, "Điều lệ Đảng, điều 4.1; 29-QĐ/TW, 3",
        allowed_in=BEFORE_BRANCH | {Stage.ADMISSION_VOTE_FAILED}, leads_to={Outcome.DONE: Stage.SPONSORED},
        opens=(DeadlineKind.SPONSORSHIP,)),
    step("1b", StepCode.END_SPONSORSHIP, Body.BRANCH, StepShape.SPONSORSHIP_END, "Điều lệ Đảng, điều 4.1",
        allowed_in=BEFORE_BRANCH | {Stage.ADMISSION_VOTE_FAILED} | ON_PROBATION, follows=StepCode.ASSIGN_SPONSOR),
    step("1c", StepCode.READMISSION_GROUND, Body.BRANCH, StepShape.READMISSION, "294-QĐ/TW, 3.5",
        allowed_in=BEFORE_BRANCH),
    document("1d", StepCode.SPECIAL_CASE, Body.COMPETENT_COMMITTEE, "29-QĐ/TW, 3.4", allowed_in=BEFORE_BRANCH,
        recorders=ANY_LEVEL, asks=("choice", "number", "issuer"),
        choices=(Choice.POLITBURO_RULE, Choice.ENTRUSTED_BRANCH, Choice.POPULATION_POLICY)),
    # --- the papers --------------------------------------------------------------------------------------------------
    paper("2", StepCode.AWARENESS_COURSE, Body.CANDIDATE, "01-HD/TW (2016), 2.1", "CN-NTVĐ"),
    paper("3", StepCode.APPLICATION, Body.CANDIDATE, "Điều lệ Đảng, điều 4.1", "1-KNĐ"),
    paper("4", StepCode.PERSONAL_HISTORY, Body.CANDIDATE, "Điều lệ Đảng, điều 4.1", "2-KNĐ"),
    document("4a", StepCode.EDUCATION, Body.CANDIDATE, "29-QĐ/TW, 1.2", allowed_in=PAPERS, asks=("choice",),
        may_ask=("number",), choices=tuple(EDUCATION_GRADE)),
    # Nothing else is kept of it: the result, the day, the number, the body. No free text, by design.
    document("4b", StepCode.VETTING, Body.GRASSROOTS_COMMITTEE, "01-HD/TW (2016), 3; 58-QĐ/TW (2022)",
        allowed_in=PAPERS, recorders=ANY_LEVEL, asks=("choice", "number", "issuer"),
        choices=(Choice.CLEAR, Choice.HAS_ISSUE)),
    document("4c", StepCode.POLITICAL_CONCLUSION, Body.COMPETENT_COMMITTEE,
        "58-QĐ/TW (2022); báo cáo tập huấn 30/10/2020", allowed_in=PAPERS, asks=("choice", "number", "issuer"),
        choices=(Choice.ELIGIBLE, Choice.NOT_ELIGIBLE), follows=StepCode.VETTING),
    paper("5", StepCode.SPONSOR_RECOMMENDATION, Body.BRANCH, "Điều lệ Đảng, điều 4.1", "3-KNĐ"),
    paper("6", StepCode.YOUTH_UNION_RECOMMENDATION, Body.CANDIDATE, "Điều lệ Đảng, điều 4.1", "4-KNĐ"),
    paper("6a", StepCode.TRADE_UNION_RECOMMENDATION, Body.CANDIDATE, "Điều lệ Đảng, điều 4.1", "4A-KNĐ"),
    paper("7", StepCode.RESIDENCE_OPINIONS, Body.BRANCH, "Điều lệ Đảng, điều 4.2", ""),
    paper("7a", StepCode.OPINIONS, Body.BRANCH, "Điều lệ Đảng, điều 4.2", "5-KNĐ"),
    paper("7b", StepCode.SERVICE_RECORD, Body.CANDIDATE, "01-HD/TW (2016), 3", ""),
    consent("7c", StepCode.AGE_CONSENT, "29-QĐ/TW, 1.1", BEFORE_BRANCH, (Choice.NO_MEMBER_THERE, Choice.SPECIAL_NEED)),
    consent("7d", StepCode.EDUCATION_CONSENT, "29-QĐ/TW, 1.2", BEFORE_BRANCH,
        (Choice.MOUNTAIN_OR_ISLAND, Choice.ETHNIC_MINORITY_AREA, Choice.VERY_POOR_AREA, Choice.ELDER_OR_DIGNITARY)),
    consent("7e", StepCode.READMISSION_CONSENT, "294-QĐ/TW, 3.5", BEFORE_BRANCH),
    # --- admission ---------------------------------------------------------------------------------------------------
    step("8", StepCode.ADMISSION_RESOLUTION, Body.BRANCH, StepShape.BRANCH_RESOLUTION, "Điều lệ Đảng, điều 4.3",
        allowed_in=BEFORE_ADMISSION_VOTE,
        leads_to={Outcome.DONE: Stage.AWAITING_APPRAISAL, Outcome.NOT_PASSED: Stage.ADMISSION_VOTE_FAILED},
        opens=(DeadlineKind.ADMISSION_DECISION,), closes=(DeadlineKind.PAPER_VALIDITY, DeadlineKind.SPONSORSHIP),
        form="6-KNĐ"),
    document("8a", StepCode.ADMISSION_REPORT, Body.BRANCH, "01-HD/TW (2021), 3.6; báo cáo tập huấn 30/10/2020",
        allowed_in=frozenset({Stage.ADMISSION_VOTE_FAILED}), leads_to={Outcome.DONE: Stage.AWAITING_APPRAISAL},
        asks=("number",)),
    document("9", StepCode.ADMISSION_APPRAISAL, Body.SECTIONAL_COMMITTEE, "29-QĐ/TW, 3",
        allowed_in=frozenset({Stage.AWAITING_APPRAISAL}), leads_to={Outcome.DONE: Stage.AWAITING_GRASSROOTS},
        asks=("choice", "number"), choices=(Choice.AGREES, Choice.DISAGREES), form="7-KNĐ"),
    step("10", StepCode.ADMISSION_GRASSROOTS, Body.GRASSROOTS_COMMITTEE, StepShape.COMMITTEE_RESOLUTION,
        "01-HD/TW (2021), 3.6", allowed_in=frozenset({Stage.AWAITING_GRASSROOTS}),
        leads_to={Outcome.DONE: Stage.AWAITING_DECISION}, form="8-KNĐ", four_eyes=True),
    document("10a", StepCode.ADMISSION_RETURN, Body.HOLDER, "29-QĐ/TW, 4.3.1", allowed_in=ADMISSION_IN_HAND,
        asks=("reason",), may_ask=("number",), follows=StepCode.ADMISSION_RESOLUTION, four_eyes=True),
    document("10b", StepCode.ADMISSION_RESUBMISSION, Body.BRANCH, "29-QĐ/TW, 4.3.1", allowed_in=RETURNED,
        asks=("reason",), may_ask=("number",), follows=StepCode.ADMISSION_RETURN),
    step("10c", StepCode.ADMISSION_EXTENSION, Body.COMPETENT_COMMITTEE, StepShape.EXTENSION, "29-QĐ/TW, 4.3.1",
        allowed_in=CLOCK_OF_ADMISSION, extends=DeadlineKind.ADMISSION_DECISION, follows=StepCode.ADMISSION_RESOLUTION),
    step("11", StepCode.ADMISSION_DECISION, Body.COMPETENT_COMMITTEE, StepShape.COMMITTEE_DECISION, "29-QĐ/TW, 4.3.1",
        allowed_in=frozenset({Stage.AWAITING_DECISION}),
        leads_to={Outcome.GRANTED: Stage.AWAITING_RECEIPT, Outcome.REFUSED: Stage.REFUSED},
        opens=(DeadlineKind.RECEIPT_LOG,), closes=(DeadlineKind.ADMISSION_DECISION,), form="9-KNĐ (9A, 9B)",
        four_eyes=True),
    document("11a", StepCode.REFUSAL_NOTICE, Body.COMPETENT_COMMITTEE, "29-QĐ/TW, 4.3.1",
        allowed_in=frozenset({Stage.REFUSED}), asks=("number", "reason"), follows=StepCode.ADMISSION_DECISION),
    step("12", StepCode.DECISION_RECEIPT, Body.BRANCH, StepShape.RECEIPT, "29-QĐ/TW, 4.1",
        allowed_in=frozenset({Stage.AWAITING_RECEIPT}), leads_to={Outcome.DONE: Stage.AWAITING_CEREMONY},
        opens=(DeadlineKind.CEREMONY,), closes=(DeadlineKind.RECEIPT_LOG,)),
    document("12a", StepCode.CEREMONY_CONSENT, Body.GRASSROOTS_COMMITTEE, "29-QĐ/TW, 4.1",
        allowed_in=frozenset({Stage.AWAITING_CEREMONY}), asks=("number", "issuer", "reason"),
        follows=StepCode.DECISION_RECEIPT),
    step("13", StepCode.CEREMONY, Body.BRANCH, StepShape.CEREMONY, "29-QĐ/TW, 4.1",
        allowed_in=frozenset({Stage.AWAITING_CEREMONY}), leads_to={Outcome.DONE: Stage.PROBATION},
        opens=(DeadlineKind.PROBATION_END, DeadlineKind.RECOGNITION_REVIEW), closes=(DeadlineKind.CEREMONY,)),
    # --- probation ---------------------------------------------------------------------------------------------------
    step("14", StepCode.PROBATION_SUPERVISOR, Body.BRANCH, StepShape.SPONSORSHIP, "Điều lệ Đảng, điều 5.1",
        allowed_in=ON_PROBATION, follows=StepCode.CEREMONY),
    paper("14a", StepCode.NEW_MEMBER_COURSE, Body.CANDIDATE, "01-HD/TW (2016), 4", "CN-ĐVM",
        allowed_in=PROBATION_PAPERS, opens=()),
    document("14b", StepCode.PERSONAL_EVENT, Body.BRANCH, "Điều lệ Đảng, điều 8 và 35; 24-QĐ/TW, 7",
        allowed_in=MEMBER_ON_PROBATION, recorders=ANY_LEVEL, asks=("choice", "number", "issuer"),
        choices=(Choice.REPRIMAND, Choice.WARNING, Choice.SUSPENDED, Choice.SUSPENSION_LIFTED, Choice.LONG_ABSENCE,
            Choice.EXEMPTED), follows=StepCode.CEREMONY),
    paper("14c", StepCode.FORMER_BRANCH_COMMENT, Body.BRANCH, "29-QĐ/TW, 4.2", "", allowed_in=PAPERS | PROBATION_PAPERS,
        opens=()),
    paper("15", StepCode.SELF_REVIEW, Body.CANDIDATE, "29-QĐ/TW, 4.2", "10-KNĐ", allowed_in=PROBATION_PAPERS, opens=()),
    paper("16", StepCode.SUPERVISOR_COMMENT, Body.BRANCH, "29-QĐ/TW, 4.2", "11-KNĐ", allowed_in=PROBATION_PAPERS,
        opens=()),
    paper("17", StepCode.PROBATION_OPINIONS, Body.BRANCH, "29-QĐ/TW, 4.2", "12-KNĐ", allowed_in=PROBATION_PAPERS,
        opens=()),
    # --- recognition -------------------------------------------------------------------------------------------------
    # Also before the twelve months are over: the day of the meeting decides, and a wrong one is told at its field.
    step("18", StepCode.RECOGNITION_RESOLUTION, Body.BRANCH, StepShape.BRANCH_RESOLUTION, "29-QĐ/TW, 4.2",
        allowed_in=BEFORE_RECOGNITION_VOTE,
        leads_to={Outcome.DONE: Stage.RECOGNITION_APPRAISAL, Outcome.NOT_PASSED: Stage.RECOGNITION_VOTE_FAILED},
        opens=(DeadlineKind.RECOGNITION_DECISION,),
        closes=(DeadlineKind.RECOGNITION_REVIEW, DeadlineKind.PROBATION_END), form="13-KNĐ"),
    document("18a", StepCode.RECOGNITION_REPORT, Body.BRANCH, "29-QĐ/TW, 4.2",
        allowed_in=frozenset({Stage.RECOGNITION_VOTE_FAILED}), leads_to={Outcome.DONE: Stage.RECOGNITION_APPRAISAL},
        asks=("number",)),
    document("19", StepCode.RECOGNITION_APPRAISAL, Body.SECTIONAL_COMMITTEE, "29-QĐ/TW, 4.2",
        allowed_in=frozenset({Stage.RECOGNITION_APPRAISAL}), leads_to={Outcome.DONE: Stage.RECOGNITION_GRASSROOTS},
        asks=("choice", "number"), choices=(Choice.AGREES, Choice.DISAGREES), form="14-KNĐ"),
    step("20", StepCode.RECOGNITION_GRASSROOTS, Body.GRASSROOTS_COMMITTEE, StepShape.COMMITTEE_RESOLUTION,
        "29-QĐ/TW, 4.2", allowed_in=frozenset({Stage.RECOGNITION_GRASSROOTS}),
        leads_to={Outcome.DONE: Stage.AWAITING_RECOGNITION}, form="15-KNĐ", four_eyes=True),
    document("20a", StepCode.RECOGNITION_RETURN, Body.HOLDER, "29-QĐ/TW, 4.3.1", allowed_in=RECOGNITION_IN_HAND,
        asks=("reason",), may_ask=("number",), follows=StepCode.RECOGNITION_RESOLUTION, four_eyes=True),
    document("20b", StepCode.RECOGNITION_RESUBMISSION, Body.BRANCH, "29-QĐ/TW, 4.3.1",
        allowed_in=frozenset({Stage.RECOGNITION_RETURNED}), asks=("reason",), may_ask=("number",),
        follows=StepCode.RECOGNITION_RETURN),
    step("20c", StepCode.RECOGNITION_EXTENSION, Body.COMPETENT_COMMITTEE, StepShape.EXTENSION, "29-QĐ/TW, 4.3.1",
        allowed_in=CLOCK_OF_RECOGNITION, extends=DeadlineKind.RECOGNITION_DECISION,
        follows=StepCode.RECOGNITION_RESOLUTION),
    step("21", StepCode.RECOGNITION_DECISION, Body.COMPETENT_COMMITTEE, StepShape.COMMITTEE_DECISION, "29-QĐ/TW, 4.2",
        allowed_in=frozenset({Stage.AWAITING_RECOGNITION}),
        leads_to={Outcome.GRANTED: Stage.OFFICIAL, Outcome.REFUSED: Stage.NAME_REMOVED},
        closes=(DeadlineKind.RECOGNITION_DECISION,), form="16-KNĐ (16A, 16B)", four_eyes=True),
    document("21a", StepCode.REMOVAL_NOTICE, Body.COMPETENT_COMMITTEE, "29-QĐ/TW, 4.2",
        allowed_in=frozenset({Stage.NAME_REMOVED}), asks=("number", "reason"), follows=StepCode.RECOGNITION_DECISION),
    document("22", StepCode.ANNOUNCEMENT, Body.BRANCH, "29-QĐ/TW, 4.2", allowed_in=frozenset({Stage.OFFICIAL}),
        follows=StepCode.RECOGNITION_DECISION),
    document("22a", StepCode.PARTY_CARD, Body.COMPETENT_COMMITTEE, "24-QĐ/TW, 4.5; Điều lệ Đảng, điều 5.4",
        allowed_in=frozenset({Stage.OFFICIAL}), recorders=FROM_GRASSROOTS, asks=("number",),
        follows=StepCode.RECOGNITION_DECISION),
    # --- at any time -------------------------------------------------------------------------------------------------
    step("T", StepCode.TRANSFER, Body.BRANCH, StepShape.TRANSFER, "29-QĐ/TW, 4.2; Điều lệ Đảng, điều 6",
        allowed_in=OPEN, recorders=(Body.BRANCH, Body.COMPETENT_COMMITTEE)),
    document("E", StepCode.END_CASE, Body.BRANCH, "Điều lệ Đảng, điều 8; 29-QĐ/TW, 3", allowed_in=OPEN,
        recorders=(Body.BRANCH, Body.COMPETENT_COMMITTEE), asks=("choice",), may_ask=("number", "reason"),
        choices=(Choice.WITHDRAWN, Choice.DIED, Choice.UNIT_DISSOLVED, Choice.NO_LONGER_ELIGIBLE)),
)
# fmt: on

STEPS: Mapping[StepCode, Step] = {row.code: row for row in PROCEDURE}
MAIN_PATH: tuple[Step, ...] = tuple(row for row in PROCEDURE if row.on_main_path)
PAPER_STEPS: tuple[StepCode, ...] = tuple(row.code for row in PROCEDURE if row.shape is StepShape.PAPER)
DOCUMENT_STEPS: tuple[StepCode, ...] = tuple(row.code for row in PROCEDURE if row.shape is StepShape.DOCUMENT)
DATED_PAPERS: tuple[StepCode, ...] = tuple(
    code for code in PAPER_STEPS if DeadlineKind.PAPER_VALIDITY in STEPS[code].opens
)
"""The papers that have to be young enough when the branch considers admission."""
EXTENSION_STEPS: Mapping[DeadlineKind, StepCode] = {row.extends: row.code for row in PROCEDURE if row.extends}
"""The clocks that a special case lengthens, and the step that does it."""
ALSO_TOLD: Mapping[DeadlineKind, Body] = {DeadlineKind.RECEIPT_LOG: Body.COMPETENT_COMMITTEE}
"""Who hears of a clock besides the one who must act: a decision on its way is lost between two ends."""
FOUR_EYES: tuple[StepCode, ...] = tuple(row.code for row in PROCEDURE if row.four_eyes)
"""The acts of a committee that one of its people prepares and another one, a reviewer, approves."""
PROBATION_SET = frozenset(code for code in PAPER_STEPS if STEPS[code].allowed_in <= PROBATION_PAPERS)
"""The papers of the probation, which lie before the branch when it considers recognition."""
UNION_STEPS = (StepCode.YOUTH_UNION_RECOMMENDATION, StepCode.TRADE_UNION_RECOMMENDATION)
"""Either stands for the second sponsor. Source: Party Charter art. 4.1."""
ON_DEMAND = frozenset(
    {
        StepCode.READMISSION_GROUND,
        StepCode.SPECIAL_CASE,
        StepCode.POLITICAL_CONCLUSION,
        StepCode.SERVICE_RECORD,
        StepCode.AGE_CONSENT,
        StepCode.EDUCATION_CONSENT,
        StepCode.READMISSION_CONSENT,
        StepCode.CEREMONY_CONSENT,
        StepCode.PERSONAL_EVENT,
        StepCode.FORMER_BRANCH_COMMENT,
        StepCode.END_SPONSORSHIP,
        StepCode.TRANSFER,
        StepCode.END_CASE,
    }
)
"""Acts that most files never need: pages offer them apart."""

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
    Stage.ADMISSION_VOTE_FAILED: StepCode.ADMISSION_REPORT,
    Stage.AWAITING_APPRAISAL: StepCode.ADMISSION_APPRAISAL,
    Stage.AWAITING_GRASSROOTS: StepCode.ADMISSION_GRASSROOTS,
    Stage.AWAITING_DECISION: StepCode.ADMISSION_DECISION,
    Stage.RETURNED: StepCode.ADMISSION_RESUBMISSION,
    Stage.AWAITING_RECEIPT: StepCode.DECISION_RECEIPT,
    Stage.AWAITING_CEREMONY: StepCode.CEREMONY,
    Stage.PROBATION: StepCode.RECOGNITION_RESOLUTION,
    Stage.READY_FOR_RECOGNITION: StepCode.RECOGNITION_RESOLUTION,
    Stage.RECOGNITION_VOTE_FAILED: StepCode.RECOGNITION_REPORT,
    Stage.RECOGNITION_APPRAISAL: StepCode.RECOGNITION_APPRAISAL,
    Stage.RECOGNITION_GRASSROOTS: StepCode.RECOGNITION_GRASSROOTS,
    Stage.AWAITING_RECOGNITION: StepCode.RECOGNITION_DECISION,
    Stage.RECOGNITION_RETURNED: StepCode.RECOGNITION_RESUBMISSION,
}


@dataclass(frozen=True, slots=True)
class Detour:
    """A file that a committee gives back leaves the path, and comes back where it left it."""

    leaves_with: StepCode
    comes_back_with: StepCode
    stage: Stage


DETOURS: tuple[Detour, ...] = (
    Detour(StepCode.ADMISSION_RETURN, StepCode.ADMISSION_RESUBMISSION, Stage.RETURNED),
    Detour(StepCode.RECOGNITION_RETURN, StepCode.RECOGNITION_RESUBMISSION, Stage.RECOGNITION_RETURNED),
)


def is_step_allowed(stage: Stage, code: StepCode) -> bool:
    """Say whether the act may be recorded while the file stands at this stage."""
    return stage in STEPS[code].allowed_in


def acting_body(step: StepCode, stage: Stage) -> Body:
    """Say who acts: for a step of whoever has the file in hand, the body that the stage waits for."""
    body = STEPS[step].body
    return STEPS[NEXT_STEP[stage]].body if body is Body.HOLDER and stage in NEXT_STEP else body


RESULT_ONLY_STEPS = frozenset({StepCode.VETTING, StepCode.POLITICAL_CONCLUSION})
"""Steps of which nothing but result, day, number and issuing body is kept: no words, and no reason in free words."""
RESULT_ONLY_REASONS = (
    "Ghi nhầm khi nhập",
    "Ghi bổ sung theo văn bản gốc",
    "Văn bản đến chậm",
    "Thực hiện theo chỉ đạo của cấp ủy cấp trên",
)
"""The reasons to choose from where such a fact is corrected or irregular; kept as they stand here."""
