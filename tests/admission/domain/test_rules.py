"""The numbers of the rule set, written here a second time on purpose, and which one is in force."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.procedure import DeadlineKind, StepCode
from admission.domain.rules import RuleSetNotFoundError, Unit
from admission.domain.rules import rule_set_in_force as choose
from admission.domain.rulesets import rule_set_by_code, rule_set_in_force
from admission.domain.rulesets.training_2020 import TRAINING_2020

NUMBERS = {
    "sponsorship": (12, Unit.MONTHS, 0),
    "paper_validity": (12, Unit.MONTHS, 0),
    "admission_decision": (60, Unit.WORKING_DAYS, 30),
    "ceremony": (30, Unit.WORKING_DAYS, 0),
    "probation_end": (12, Unit.MONTHS, 0),
    "recognition_review": (30, Unit.WORKING_DAYS, 0),
    "recognition_decision": (30, Unit.WORKING_DAYS, 30),
}


def test_limits_of_the_training_report() -> None:
    found = {kind.value: (x.length, x.unit, x.max_extension) for kind, x in TRAINING_2020.limits.items()}

    assert found == NUMBERS
    assert all(limit.kind is kind for kind, limit in TRAINING_2020.limits.items())


def test_papers_keep_twelve_months_and_the_course_certificate_sixty() -> None:
    months = {step.value: number for step, number in TRAINING_2020.paper_months.items()}

    assert months.pop("awareness_course") == 60
    assert set(months.values()) == {12}
    assert set(TRAINING_2020.required_papers) < set(TRAINING_2020.paper_months)
    assert StepCode.UNION_RECOMMENDATION not in TRAINING_2020.required_papers


@pytest.mark.parametrize("day", [date(2016, 7, 25), date(2020, 10, 30), date(2026, 1, 5)])
def test_rule_set_of_a_day_in_force(day: date) -> None:
    assert rule_set_in_force(day) is TRAINING_2020


def test_rule_set_of_a_day_before_all_names_the_day() -> None:
    with pytest.raises(RuleSetNotFoundError, match="2016-07-24"):
        rule_set_in_force(date(2016, 7, 24))


def test_rule_set_last_day_belongs_to_it() -> None:
    older = replace(TRAINING_2020, code="OLDER", in_force_until=date(2021, 7, 29))
    newer = replace(TRAINING_2020, code="NEWER", in_force_from=date(2021, 7, 30))

    assert choose((older, newer), date(2021, 7, 29)) is older
    assert choose((older, newer), date(2021, 7, 30)) is newer


def test_rule_set_by_code_knows_what_was_shipped() -> None:
    assert rule_set_by_code("TRAINING_2020").limits[DeadlineKind.CEREMONY].clause == "29-QĐ/TW, 4.1"
    with pytest.raises(KeyError):
        rule_set_by_code("NEVER_SHIPPED")
