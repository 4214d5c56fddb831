"""The one door: stage, next step and turns of the calendar, along the main path and beside it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from admission.domain.assessment import Assessment, Turn, assess
from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.facts import CaseFacts, Chain, Vote
from admission.domain.procedure import Body, Choice, DeadlineKind, Stage, StepCode
from admission.domain.rules import RuleSetNotFoundError
from admission.domain.rulesets import SHIPPED
from tests.admission.domain import samples
from tests.admission.domain.samples import (
    ALONE,
    DELEGATED,
    FAILED,
    FULL,
    LATER,
    RECOGNITION,
    REFUSED,
    adding,
    decision,
    document,
    resolution,
    resolved_on,
    sponsor,
)
from tests.admission.domain.test_procedure import ALLOWED, STAGES


def on(day: date, facts: CaseFacts, calendar: WorkingCalendar) -> Assessment:
    return assess(facts, SHIPPED, calendar, day)


ALONG_THE_PATH = [
    (samples.NOMINATED, date(2024, 1, 4), "nominated", "assign_sponsor", None),
    (samples.ASSIGNED, date(2025, 1, 4), "sponsored", "admission_resolution", None),
    (samples.SPONSORED, date(2026, 1, 4), "ready_for_branch", "admission_resolution", None),
    (samples.RESOLVED, date(2026, 1, 5), "awaiting_decision", "admission_decision", date(2026, 4, 3)),
    (samples.DECIDED, date(2026, 2, 27), "awaiting_receipt", "decision_receipt", date(2026, 3, 6)),
    (samples.RECEIVED, date(2026, 3, 2), "awaiting_ceremony", "ceremony", date(2026, 4, 13)),
    (samples.ADMITTED, date(2026, 3, 20), "probation", "recognition_resolution", date(2027, 5, 5)),
    (samples.PREPARED, date(2027, 3, 21), "ready_for_recognition", "recognition_resolution", date(2027, 5, 5)),
    (samples.PROPOSED, date(2027, 3, 22), "awaiting_recognition", "recognition_decision", date(2027, 5, 6)),
]


@pytest.mark.parametrize(("facts", "today", "stage", "step", "due_on"), ALONG_THE_PATH)
def test_assessment_along_the_main_path(
    facts: CaseFacts, today: date, stage: str, step: str, due_on: date | None, vietnam: WorkingCalendar
) -> None:
    assessment = on(today, facts, vietnam)

    assert assessment.next_step is not None
    assert (assessment.stage.value, assessment.next_step.step.value) == (stage, step)
    assert assessment.next_step.due_on == due_on
    assert (assessment.forbidden, assessment.irregular) == ((), ())
    assert assessment.allowed_steps == tuple(
        StepCode(code) for code, row in ALLOWED.items() if row[STAGES.index(stage)] == "x"
    )


UP_THE_LEVELS = [
    # Chain, vote, whose turn it is, by which day, and whose clock that is.
    (ALONE, samples.PASSED, "admission_decision", Body.COMPETENT_COMMITTEE, date(2026, 4, 3), "admission_decision"),
    (DELEGATED, samples.PASSED, "admission_appraisal", Body.SECTIONAL_COMMITTEE, date(2026, 4, 3),
        "admission_decision"),
    (Chain(grassroots=True), samples.PASSED, "admission_grassroots", Body.GRASSROOTS_COMMITTEE, date(2026, 4, 3),
        "admission_decision"),
    (FULL, FAILED, "admission_report", Body.BRANCH, date(2026, 4, 3), "admission_decision"),
]  # fmt: skip


@pytest.mark.parametrize(("chain", "votes", "step", "body", "due_on", "clock"), UP_THE_LEVELS)
def test_next_step_is_that_of_the_level_which_has_the_file(
    chain: Chain, votes: Vote, step: str, body: Body, due_on: date, clock: str, vietnam: WorkingCalendar
) -> None:
    facts = replace(resolved_on(date(2026, 1, 5), votes), chain=chain)

    next_step = on(date(2026, 1, 6), facts, vietnam).next_step

    assert next_step is not None
    assert (next_step.step.value, next_step.body, next_step.due_on, next_step.deadline) == (step, body, due_on, clock)


def test_next_step_names_the_clause_of_its_limit_else_its_own(vietnam: WorkingCalendar) -> None:
    decides = on(date(2026, 1, 5), samples.RESOLVED, vietnam).next_step
    appraises = on(date(2026, 1, 5), replace(samples.RESOLVED, chain=DELEGATED), vietnam).next_step

    assert decides is not None
    assert appraises is not None
    assert (decides.clause, appraises.clause) == ("294-QĐ/TW, 4.3.1 (tiếp nối 232-QĐ/TW)", "294-QĐ/TW, 3")


def test_returned_file_waits_for_the_branch_while_the_sixty_days_run_on(vietnam: WorkingCalendar) -> None:
    facts = adding(samples.RESOLVED, document(StepCode.ADMISSION_RETURN, date(2026, 2, 2)))

    assessment = on(date(2026, 2, 2), facts, vietnam)

    assert assessment.next_step is not None
    assert (assessment.stage, assessment.next_step.step) == (Stage.RETURNED, StepCode.ADMISSION_RESUBMISSION)
    assert (assessment.next_step.body, assessment.next_step.due_on) == (Body.BRANCH, date(2026, 4, 3))


CLOSED = [
    (samples.TOLD, Stage.OFFICIAL, ["announcement", "party_card"]),
    (adding(samples.RESOLVED, decision(outcome=REFUSED)), Stage.REFUSED, ["refusal_notice"]),
    (
        adding(samples.RESOLVED, decision(outcome=REFUSED, received_on=date(2026, 3, 2))),
        Stage.REFUSED,
        ["refusal_notice"],
    ),
    (
        adding(samples.PROPOSED, decision(RECOGNITION, date(2027, 4, 12), REFUSED)),
        Stage.NAME_REMOVED,
        ["removal_notice"],
    ),
    (adding(samples.PREPARED, document(StepCode.END_CASE, date(2027, 3, 10), Choice.DIED)), Stage.ENDED, []),
]


@pytest.mark.parametrize(("facts", "stage", "allowed"), CLOSED)
def test_assessment_of_a_closed_file(
    facts: CaseFacts, stage: Stage, allowed: list[str], vietnam: WorkingCalendar
) -> None:
    assessment = on(LATER, facts, vietnam)

    assert (assessment.stage, assessment.is_closed, assessment.turn) == (stage, True, None)
    assert (assessment.next_step, assessment.forbidden, assessment.irregular) == (None, (), ())
    assert [code.value for code in assessment.allowed_steps] == allowed
    assert [d.kind for d in assessment.deadlines if d.is_open] == []


def test_sponsored_file_turns_on_the_day_the_last_sponsors_months_are_complete(vietnam: WorkingCalendar) -> None:
    facts = replace(samples.NOMINATED, sponsors=(sponsor(), sponsor("Trần Thị Cúc", date(2024, 2, 29))))

    stages = [on(date(2025, 2, 28) + timedelta(days=n), facts, vietnam).stage for n in (-1, 0, 1)]

    assert stages == [Stage.SPONSORED, Stage.READY_FOR_BRANCH, Stage.READY_FOR_BRANCH]
    assert on(date(2024, 3, 1), facts, vietnam).turn == Turn(date(2025, 2, 28), Stage.READY_FOR_BRANCH)


def test_probation_turns_the_day_after_the_twelve_months(vietnam: WorkingCalendar) -> None:
    facts = samples.admitted_on(date(2024, 2, 29))

    stages = [on(date(2025, 2, 28) + timedelta(days=n), facts, vietnam).stage for n in (-1, 0, 1)]

    assert stages == [Stage.PROBATION, Stage.PROBATION, Stage.READY_FOR_RECOGNITION]


def test_next_step_says_from_which_day_on_it_is_possible(vietnam: WorkingCalendar) -> None:
    probation = on(date(2024, 3, 1), samples.admitted_on(date(2024, 2, 29)), vietnam).next_step
    sponsored = on(date(2024, 3, 1), samples.ASSIGNED, vietnam).next_step

    assert probation is not None
    assert (probation.not_before_on, probation.due_on) == (date(2025, 3, 1), date(2025, 4, 14))
    assert (probation.deadline, probation.clause) == (DeadlineKind.RECOGNITION_REVIEW, "24-QĐ/TW, 4.2")
    assert sponsored is not None
    assert (sponsored.not_before_on, sponsored.due_on) == (date(2025, 1, 5), None)


def test_recorded_stage_ends_at_the_first_act_that_is_missing(vietnam: WorkingCalendar) -> None:
    gap = replace(samples.ADMITTED, decisions=())

    assert on(LATER, gap, vietnam).recorded_stage is Stage.AWAITING_DECISION


def test_findings_are_told_apart_by_what_follows(vietnam: WorkingCalendar) -> None:
    facts = replace(samples.RESOLVED, born_on=date(2008, 1, 6), papers=samples.RESOLVED.papers[1:])

    assessment = on(date(2026, 1, 5), facts, vietnam)

    assert [f.code.value for f in assessment.forbidden] == ["too_young"]
    assert [f.code.value for f in assessment.irregular] == ["paper_missing"]


def test_act_before_every_regulation_or_calendar_is_refused_by_name(vietnam: WorkingCalendar) -> None:
    with pytest.raises(RuleSetNotFoundError, match="2016-07-24"):
        on(LATER, resolved_on(date(2016, 7, 24)), vietnam)
    with pytest.raises(CalendarNotPublishedError, match="2017"):
        on(LATER, resolved_on(date(2017, 7, 24)), vietnam)


def test_sponsor_after_the_vote_alone_breaks_nothing(vietnam: WorkingCalendar) -> None:
    facts = replace(samples.RESOLVED, sponsors=(sponsor(assigned_on=date(2026, 2, 2)),))

    assessment = on(LATER, facts, vietnam)

    assert {f.code.value for f in assessment.findings} == {"before_previous_step", "sponsor_missing"}
    assert assessment.turn is None


def test_vote_taken_again_leaves_the_first_one_in_the_course(vietnam: WorkingCalendar) -> None:
    facts = adding(resolved_on(date(2026, 1, 5), FAILED), resolution(on=date(2026, 1, 12)))

    act = on(date(2026, 1, 12), facts, vietnam).course.done[StepCode.ADMISSION_RESOLUTION]

    assert (act.first_on, act.on) == (date(2026, 1, 5), date(2026, 1, 12))
