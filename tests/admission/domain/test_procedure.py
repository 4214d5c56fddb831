"""The procedure as data: what may be recorded when, against a table written by hand from the regulation."""

from itertools import product

import pytest

from admission.domain.procedure import (
    CLOSED_STAGES,
    MAIN_PATH,
    NEXT_STEP,
    PROCEDURE,
    STEPS,
    TURNS_WITH_TIME,
    DeadlineKind,
    Stage,
    StepCode,
    is_step_allowed,
)
from admission.domain.rules import RuleSet
from admission.domain.rulesets import RULE_SETS

# One column for each stage, in the order of the path; the twelve columns of the table below.
STAGES = [
    "nominated",
    "sponsored",
    "ready_for_branch",
    "awaiting_decision",
    "awaiting_receipt",
    "awaiting_ceremony",
    "probation",
    "ready_for_recognition",
    "awaiting_recognition",
    "official",
    "refused",
    "not_recognised",
]
ALLOWED = {
    "open_case": "............",
    "assign_sponsor": "xxx.........",
    "awareness_course": "xxx.........",
    "application": "xxx.........",
    "personal_history": "xxx.........",
    "sponsor_recommendation": "xxx.........",
    "union_recommendation": "xxx.........",
    "opinions": "xxx.........",
    "admission_resolution": ".xx.........",
    "admission_extension": "...x........",
    "admission_decision": "...x........",
    "decision_receipt": "....x.......",
    "ceremony": ".....x......",
    "probation_supervisor": "......xx....",
    "recognition_resolution": "......xx....",
    "recognition_extension": "........x...",
    "recognition_decision": "........x...",
}


def test_table_covers_every_stage_and_step() -> None:
    assert sorted(STAGES) == sorted(Stage)
    assert sorted(ALLOWED) == sorted(StepCode)


@pytest.mark.parametrize(("stage", "step"), list(product(Stage, StepCode)))
def test_step_is_allowed_where_the_table_says_so_and_nowhere_else(stage: Stage, step: StepCode) -> None:
    expected = ALLOWED[step.value][STAGES.index(stage.value)] == "x"

    assert is_step_allowed(stage, step) is expected


def test_every_open_stage_has_one_next_step_that_is_allowed_in_it() -> None:
    assert set(NEXT_STEP) == set(Stage) - CLOSED_STAGES
    assert [stage for stage, step in NEXT_STEP.items() if not is_step_allowed(stage, step)] == []


def test_every_step_stands_once_with_a_number_of_its_own() -> None:
    assert sorted(step.code for step in PROCEDURE) == sorted(StepCode)
    assert len({step.number for step in PROCEDURE}) == len(PROCEDURE)


def test_every_step_names_its_clause() -> None:
    assert [step.code for step in PROCEDURE if not step.clause.strip()] == []


def test_main_path_goes_through_every_stage_that_time_does_not_bring() -> None:
    reached = [stage for step in MAIN_PATH for stage in step.leads_to.values()]

    assert len(reached) == len(set(reached))
    assert set(reached) | {stage for _kind, stage in TURNS_WITH_TIME.values()} == set(Stage)


@pytest.mark.parametrize("kind", DeadlineKind)
def test_every_clock_has_a_beginning_an_end_and_a_length(kind: DeadlineKind) -> None:
    assert [step.code for step in STEPS.values() if kind in step.opens]
    assert [step.code for step in STEPS.values() if kind in step.closes]
    assert all(kind in rule_set.limits for rule_set in RULE_SETS)


@pytest.mark.parametrize("rule_set", RULE_SETS, ids=lambda rule_set: rule_set.code)
def test_only_clocks_with_an_extension_step_can_be_extended(rule_set: RuleSet) -> None:
    extended = {step.extends for step in PROCEDURE if step.extends}

    assert {kind for kind, limit in rule_set.limits.items() if limit.max_extension} == extended
