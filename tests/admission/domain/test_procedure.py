"""The procedure as data: what may be recorded when, against a table written by hand from the regulation."""

from itertools import product

import pytest

from admission.domain.procedure import (
    CLOSED_STAGES,
    DATED_PAPERS,
    DETOURS,
    DOCUMENT_STEPS,
    MAIN_PATH,
    NEXT_STEP,
    PAPER_STEPS,
    PROCEDURE,
    STEPS,
    TURNS_WITH_TIME,
    Body,
    DeadlineKind,
    Detour,
    Outcome,
    Stage,
    StepCode,
    acting_body,
    is_step_allowed,
)
from admission.domain.rules import RuleSet
from admission.domain.rulesets import RULE_SETS

ACTIVE = [rule_set for rule_set in RULE_SETS if rule_set.is_active]

# One column for each stage, in the order of the path.
STAGES = [
    "nominated",
    "sponsored",
    "ready_for_branch",
    "admission_vote_failed",
    "awaiting_appraisal",
    "awaiting_grassroots",
    "awaiting_decision",
    "returned",
    "awaiting_receipt",
    "awaiting_ceremony",
    "probation",
    "ready_for_recognition",
    "recognition_vote_failed",
    "recognition_appraisal",
    "recognition_grassroots",
    "awaiting_recognition",
    "recognition_returned",
    "official",
    "refused",
    "name_removed",
    "ended",
]
# nominated, sponsored, ready; vote failed; three levels; returned; receipt, ceremony; probation, ready; vote failed;
# three levels; returned; official, refused, removed, ended.
TABLE = """
    open_case                   ... . ... . .. .. . ... . ....
    assign_sponsor              xxx x ... . .. .. . ... . ....
    end_sponsorship             xxx x ... . .. xx . ... . ....
    readmission_ground          xxx . ... . .. .. . ... . ....
    special_case                xxx . ... . .. .. . ... . ....
    awareness_course            xxx x ... x .. .. . ... . ....
    application                 xxx x ... x .. .. . ... . ....
    personal_history            xxx x ... x .. .. . ... . ....
    education                   xxx x ... x .. .. . ... . ....
    vetting                     xxx x ... x .. .. . ... . ....
    political_conclusion        xxx x ... x .. .. . ... . ....
    sponsor_recommendation      xxx x ... x .. .. . ... . ....
    youth_union_recommendation  xxx x ... x .. .. . ... . ....
    trade_union_recommendation  xxx x ... x .. .. . ... . ....
    residence_opinions          xxx x ... x .. .. . ... . ....
    opinions                    xxx x ... x .. .. . ... . ....
    service_record              xxx x ... x .. .. . ... . ....
    age_consent                 xxx . ... . .. .. . ... . ....
    education_consent           xxx . ... . .. .. . ... . ....
    readmission_consent         xxx . ... . .. .. . ... . ....
    admission_resolution        .xx x ... . .. .. . ... . ....
    admission_report            ... x ... . .. .. . ... . ....
    admission_appraisal         ... . x.. . .. .. . ... . ....
    admission_grassroots        ... . .x. . .. .. . ... . ....
    admission_return            ... . xxx . .. .. . ... . ....
    admission_resubmission      ... . ... x .. .. . ... . ....
    admission_extension         ... x xxx x .. .. . ... . ....
    admission_decision          ... . ..x . .. .. . ... . ....
    refusal_notice              ... . ... . .. .. . ... . .x..
    decision_receipt            ... . ... . x. .. . ... . ....
    ceremony_consent            ... . ... . .x .. . ... . ....
    ceremony                    ... . ... . .x .. . ... . ....
    probation_supervisor        ... . ... . .. xx . ... . ....
    new_member_course           ... . ... . .. xx x ... x ....
    personal_event              ... . ... . .. xx x xxx x ....
    former_branch_comment       xxx x ... x .. xx x ... x ....
    self_review                 ... . ... . .. xx x ... x ....
    supervisor_comment          ... . ... . .. xx x ... x ....
    probation_opinions          ... . ... . .. xx x ... x ....
    recognition_resolution      ... . ... . .. xx x ... . ....
    recognition_report          ... . ... . .. .. x ... . ....
    recognition_appraisal       ... . ... . .. .. . x.. . ....
    recognition_grassroots      ... . ... . .. .. . .x. . ....
    recognition_return          ... . ... . .. .. . xxx . ....
    recognition_resubmission    ... . ... . .. .. . ... x ....
    recognition_extension       ... . ... . .. .. x xxx x ....
    recognition_decision        ... . ... . .. .. . ..x . ....
    removal_notice              ... . ... . .. .. . ... . ..x.
    announcement                ... . ... . .. .. . ... . x...
    party_card                  ... . ... . .. .. . ... . x...
    transfer                    xxx x xxx x xx xx x xxx x ....
    end_case                    xxx x xxx x xx xx x xxx x ....
"""
ALLOWED = {name: "".join(marks) for name, *marks in (line.split() for line in TABLE.strip().splitlines())}


def test_table_covers_every_stage_and_step() -> None:
    assert list(Stage) == STAGES
    assert list(ALLOWED) == list(StepCode)
    assert {len(marks) for marks in ALLOWED.values()} == {len(STAGES)}


@pytest.mark.parametrize(("stage", "step"), list(product(Stage, StepCode)))
def test_step_is_allowed_where_the_table_says_so_and_nowhere_else(stage: Stage, step: StepCode) -> None:
    expected = ALLOWED[step.value][STAGES.index(stage.value)] == "x"

    assert is_step_allowed(stage, step) is expected


# The same road once more, drawn by hand: what each stage waits for, and where its outcomes lead.
ROAD = {
    "nominated": ("assign_sponsor", {"done": "sponsored"}),
    "sponsored": ("admission_resolution", {"done": "awaiting_appraisal", "not_passed": "admission_vote_failed"}),
    "ready_for_branch": ("admission_resolution", {"done": "awaiting_appraisal", "not_passed": "admission_vote_failed"}),
    "admission_vote_failed": ("admission_report", {"done": "awaiting_appraisal"}),
    "awaiting_appraisal": ("admission_appraisal", {"done": "awaiting_grassroots"}),
    "awaiting_grassroots": ("admission_grassroots", {"done": "awaiting_decision"}),
    "awaiting_decision": ("admission_decision", {"granted": "awaiting_receipt", "refused": "refused"}),
    "returned": ("admission_resubmission", {}),
    "awaiting_receipt": ("decision_receipt", {"done": "awaiting_ceremony"}),
    "awaiting_ceremony": ("ceremony", {"done": "probation"}),
    "probation": (
        "recognition_resolution", {"done": "recognition_appraisal", "not_passed": "recognition_vote_failed"},
    ),
    "ready_for_recognition": (
        "recognition_resolution", {"done": "recognition_appraisal", "not_passed": "recognition_vote_failed"},
    ),
    "recognition_vote_failed": ("recognition_report", {"done": "recognition_appraisal"}),
    "recognition_appraisal": ("recognition_appraisal", {"done": "recognition_grassroots"}),
    "recognition_grassroots": ("recognition_grassroots", {"done": "awaiting_recognition"}),
    "awaiting_recognition": ("recognition_decision", {"granted": "official", "refused": "name_removed"}),
    "recognition_returned": ("recognition_resubmission", {}),
}  # fmt: skip


def test_road_is_the_one_drawn_by_hand() -> None:
    found = {
        stage.value: (step.value, {outcome.value: next_.value for outcome, next_ in STEPS[step].leads_to.items()})
        for stage, step in NEXT_STEP.items()
    }

    assert found == ROAD


@pytest.mark.parametrize("stage", sorted(set(Stage) - CLOSED_STAGES))
def test_every_open_stage_has_one_next_step_that_is_allowed_in_it_and_leads_on(stage: Stage) -> None:
    step = STEPS[NEXT_STEP[stage]]
    comes_back = step.code in {detour.comes_back_with for detour in DETOURS}

    assert is_step_allowed(stage, step.code)
    assert bool(step.leads_to) is not comes_back
    assert stage not in step.leads_to.values()


def test_no_closed_stage_waits_for_a_step() -> None:
    assert set(NEXT_STEP) == set(Stage) - CLOSED_STAGES


def test_every_stage_is_reached() -> None:
    reached = {Stage.NOMINATED}
    for stage in Stage:  # they stand in the order of the path
        if stage in NEXT_STEP and stage in reached:
            reached.update(STEPS[NEXT_STEP[stage]].leads_to.values())
        if stage in TURNS_WITH_TIME:
            reached.add(TURNS_WITH_TIME[stage][1])
        reached.update(d.stage for d in DETOURS if is_step_allowed(stage, d.leaves_with))
        if is_step_allowed(stage, StepCode.END_CASE):
            reached.add(Stage.ENDED)

    assert reached == set(Stage)


@pytest.mark.parametrize("detour", DETOURS, ids=lambda detour: detour.stage.value)
def test_detour_leaves_from_every_level_and_comes_back_by_its_own_step(detour: Detour) -> None:
    leaves, comes_back, stage = detour.leaves_with, detour.comes_back_with, detour.stage

    assert len(STEPS[leaves].allowed_in) == 3
    assert STEPS[comes_back].allowed_in == {stage}
    assert (NEXT_STEP[stage], STEPS[comes_back].follows) == (comes_back, leaves)


def test_a_committee_that_may_not_exist_has_a_step_that_can_be_passed_over() -> None:
    passed_over = [step for step in MAIN_PATH if step.body in {Body.SECTIONAL_COMMITTEE, Body.GRASSROOTS_COMMITTEE}]

    assert [list(step.leads_to) for step in passed_over] == [[Outcome.DONE]] * 4


def test_every_step_stands_once_with_a_number_of_its_own() -> None:
    assert sorted(step.code for step in PROCEDURE) == sorted(StepCode)
    assert len({step.number for step in PROCEDURE}) == len(PROCEDURE)


def test_every_step_names_its_clause_and_who_writes_it_down() -> None:
    assert [step.code for step in PROCEDURE if not step.clause.strip()] == []
    assert [step.code for step in PROCEDURE if not step.recorders] == []
    assert [step.code for step in PROCEDURE if {Body.CANDIDATE, Body.HOLDER} & set(step.recorders)] == []


def test_documents_say_what_they_ask_and_offer_answers_to_a_choice() -> None:
    answers = [step for step in PROCEDURE if "choice" in (*step.asks, *step.may_ask)]

    assert [step.code for step in answers if len(step.choices) < 2] == []
    assert [step.code for step in PROCEDURE if step.choices and step not in answers] == []
    assert {step.code for step in PROCEDURE if step.asks or step.may_ask} <= set(DOCUMENT_STEPS)


def test_papers_are_the_ones_with_a_form_or_a_day_of_their_own() -> None:
    assert [code.value for code in DATED_PAPERS] == [
        "awareness_course", "application", "personal_history", "sponsor_recommendation", "youth_union_recommendation",
        "trade_union_recommendation", "residence_opinions", "opinions", "service_record",
    ]  # fmt: skip
    assert [code.value for code in PAPER_STEPS if code not in DATED_PAPERS] == [
        "new_member_course", "former_branch_comment", "self_review", "supervisor_comment", "probation_opinions",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", sorted(set(DeadlineKind) - {DeadlineKind.LEVEL_WAIT}))
def test_every_clock_has_a_beginning_an_end_and_a_length(kind: DeadlineKind) -> None:
    assert [step.code for step in STEPS.values() if kind in step.opens]
    assert [step.code for step in STEPS.values() if kind in step.closes]
    assert all(kind in rule_set.limits for rule_set in ACTIVE)


def test_wait_at_a_level_belongs_to_no_step_but_has_a_length() -> None:
    # It starts with whatever sent the file to the level, so that it is derived from the path of the file.
    assert [step.code for step in PROCEDURE if DeadlineKind.LEVEL_WAIT in (*step.opens, *step.closes)] == []
    assert all(DeadlineKind.LEVEL_WAIT in rule_set.limits for rule_set in ACTIVE)


@pytest.mark.parametrize("rule_set", ACTIVE, ids=lambda rule_set: rule_set.code)
def test_only_clocks_with_an_extension_step_can_be_extended(rule_set: RuleSet) -> None:
    extended = {step.extends for step in PROCEDURE if step.extends}

    assert {kind for kind, limit in rule_set.limits.items() if limit.max_extension} == extended


@pytest.mark.parametrize(
    ("stage", "body"),
    [
        (Stage.AWAITING_APPRAISAL, Body.SECTIONAL_COMMITTEE),
        (Stage.AWAITING_GRASSROOTS, Body.GRASSROOTS_COMMITTEE),
        (Stage.AWAITING_DECISION, Body.COMPETENT_COMMITTEE),
    ],
)
def test_file_is_given_back_by_whoever_has_it_in_hand(stage: Stage, body: Body) -> None:
    assert acting_body(StepCode.ADMISSION_RETURN, stage) is body
    assert acting_body(StepCode.ADMISSION_DECISION, stage) is Body.COMPETENT_COMMITTEE
