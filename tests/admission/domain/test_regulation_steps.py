"""The twenty-two acts of the regulation with their bodies, forms and clocks, written here a second time on purpose."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.course import course_of
from admission.domain.facts import ReadmissionFact
from admission.domain.procedure import STEPS, Body, LeavingCause, StepCode
from admission.domain.rulesets import SHIPPED
from admission.domain.step import ANY_LEVEL, COMMITTEES, FROM_GRASSROOTS
from tests.admission.domain import samples
from tests.admission.domain.samples import derived

# Number, step, who acts, form, clocks that it opens, clocks that it closes.
TABLE = """
    1   open_case                   branch                -               -                                 -
    1a  assign_sponsor              branch                -               sponsorship                       -
    2   awareness_course            candidate             CN-NTVĐ         paper_validity                    -
    3   application                 candidate             1-KNĐ           paper_validity                    -
    4   personal_history            candidate             2-KNĐ           paper_validity                    -
    4b  vetting                     grassroots_committee  -               -                                 -
    5   sponsor_recommendation      branch                3-KNĐ           paper_validity                    -
    6   youth_union_recommendation  candidate             4-KNĐ           paper_validity                    -
    6a  trade_union_recommendation  candidate             4A-KNĐ          paper_validity                    -
    7   residence_opinions          branch                -               paper_validity                    -
    7a  opinions                    branch                5-KNĐ           paper_validity                    -
    8   admission_resolution        branch                6-KNĐ           admission_decision                paper_validity,sponsorship
    9   admission_appraisal         sectional_committee   7-KNĐ           -                                 -
    10  admission_grassroots        grassroots_committee  8-KNĐ           -                                 -
    11  admission_decision          competent_committee   9-KNĐ_(9A,_9B)  receipt_log                       admission_decision
    12  decision_receipt            branch                -               ceremony                          receipt_log
    13  ceremony                    branch                -               probation_end,recognition_review  ceremony
    14  probation_supervisor        branch                -               -                                 -
    14a new_member_course           candidate             CN-ĐVM          -                                 -
    15  self_review                 candidate             10-KNĐ          -                                 -
    16  supervisor_comment          branch                11-KNĐ          -                                 -
    17  probation_opinions          branch                12-KNĐ          -                                 -
    18  recognition_resolution      branch                13-KNĐ          recognition_decision              recognition_review,probation_end
    19  recognition_appraisal       sectional_committee   14-KNĐ          -                                 -
    20  recognition_grassroots      grassroots_committee  15-KNĐ          -                                 -
    21  recognition_decision        competent_committee   16-KNĐ_(16A,_16B) -                               recognition_decision
    22  announcement                branch                -               -                                 -
    22a party_card                  competent_committee   -               -                                 -
"""  # noqa: E501 - a table
ROWS = [line.split() for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("number", "code", "body", "form", "opens", "closes"), ROWS, ids=[row[1] for row in ROWS])
def test_step_is_that_of_the_regulation(number: str, code: str, body: str, form: str, opens: str, closes: str) -> None:
    step = STEPS[StepCode(code)]

    assert (step.number, step.body.value) == (number, body)
    assert (step.form.replace(" ", "_") or "-") == form
    assert (",".join(step.opens) or "-", ",".join(step.closes) or "-") == (opens, closes)


def test_steps_stand_in_the_order_of_the_regulation() -> None:
    listed = [code for _number, code, *_ in ROWS]

    assert [code.value for code in STEPS if code.value in listed] == listed


def test_level_writes_for_those_below_it_and_nobody_for_one_above() -> None:
    # The sectional committee has nobody at a computer: those above it write its report, its branch never does.
    assert STEPS[StepCode.ADMISSION_APPRAISAL].recorders == COMMITTEES
    assert STEPS[StepCode.ADMISSION_GRASSROOTS].recorders == FROM_GRASSROOTS
    assert STEPS[StepCode.ADMISSION_DECISION].recorders == (Body.COMPETENT_COMMITTEE,)
    assert STEPS[StepCode.ADMISSION_RESOLUTION].recorders == (Body.BRANCH,)
    # Results that come from somewhere else are written down by whoever holds the paper.
    assert STEPS[StepCode.VETTING].recorders == STEPS[StepCode.SPECIAL_CASE].recorders == ANY_LEVEL


def test_former_member_takes_the_same_steps_and_the_whole_probation(vietnam: WorkingCalendar) -> None:
    facts = samples.RECOGNISED
    again = replace(
        facts, readmission=ReadmissionFact(date(2025, 9, 1), date(2015, 4, 1), LeavingCause.LEFT_FOR_HARDSHIP)
    )

    assert course_of(again, SHIPPED).path == course_of(facts, SHIPPED).path
    assert derived(again, vietnam) == derived(facts, vietnam)
    assert derived(again, vietnam)["probation_end", ""].due_on == date(2027, 3, 20)
