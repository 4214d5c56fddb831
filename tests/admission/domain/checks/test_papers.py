"""Papers that were not before the branch, and those that were too old."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import CaseFacts, TransferFact
from admission.domain.procedure import Choice, StepCode
from tests.admission.domain import samples
from tests.admission.domain.checks.telling import DAYS, Told, those, told
from tests.admission.domain.samples import (
    BEFORE_THE_BRANCH,
    OF_PROBATION,
    RECOGNITION,
    adding,
    document,
    paper,
    ready_on,
    resolution,
    resolved_on,
)

MEETING = date(2026, 1, 5)
REQUIRED = (*BEFORE_THE_BRANCH, StepCode.EDUCATION, StepCode.VETTING)


def without(step: StepCode, facts: CaseFacts) -> CaseFacts:
    return replace(
        facts,
        papers=tuple(p for p in facts.papers if p.step is not step),
        documents=tuple(d for d in facts.documents if d.step is not step),
    )


def made(step: StepCode, on: date, facts: CaseFacts) -> CaseFacts:
    if step is StepCode.EDUCATION:
        return adding(without(step, facts), document(step, on, Choice.HIGHER))
    if step is StepCode.VETTING:
        return adding(without(step, facts), document(step, on, Choice.CLEAR))
    return adding(without(step, facts), paper(step, on))


@pytest.mark.parametrize("step", REQUIRED)
def test_paper_is_missing_before_and_irregular_after_the_branch_considered(
    step: StepCode, vietnam: WorkingCalendar
) -> None:
    before, after = (without(step, facts) for facts in (ready_on(MEETING), resolved_on(MEETING)))

    assert told(before, vietnam, MEETING) == [("paper_missing", "missing", step.value, "")]
    assert told(after, vietnam) == [("paper_missing", "irregular", step.value, "")]


@pytest.mark.parametrize("step", REQUIRED)
def test_paper_made_after_the_branch_considered_was_not_before_it(step: StepCode, vietnam: WorkingCalendar) -> None:
    facts = resolved_on(MEETING)

    assert told(made(step, MEETING, facts), vietnam) == []
    assert told(made(step, date(2026, 1, 6), facts), vietnam) == [("paper_missing", "irregular", step.value, "")]


@pytest.mark.parametrize("step", [step for step in BEFORE_THE_BRANCH if step is not StepCode.AWARENESS_COURSE])
@pytest.mark.parametrize(("made_on", "expired"), [(date(2025, 1, 5), False), (date(2025, 1, 4), True)])
def test_paper_keeps_twelve_months(step: StepCode, made_on: date, expired: bool, vietnam: WorkingCalendar) -> None:
    expected = [("paper_expired", "irregular", step.value, "made_on")] if expired else []

    assert told(made(step, made_on, resolved_on(MEETING)), vietnam) == expected


@pytest.mark.parametrize("step", [step for step in BEFORE_THE_BRANCH if step is not StepCode.AWARENESS_COURSE])
def test_paper_that_expired_is_told_before_the_branch_considers(step: StepCode, vietnam: WorkingCalendar) -> None:
    good, expired = (made(step, date(2025, 1, day), ready_on(MEETING)) for day in (5, 4))
    anew = adding(expired, paper(step, MEETING))

    assert [told(facts, vietnam, MEETING) for facts in (good, expired, anew)] == [
        [], [("paper_expired", "missing", step.value, "made_on")], [],
    ]  # fmt: skip


@pytest.mark.parametrize(("made_on", "expired"), [(date(2021, 1, 5), False), (date(2021, 1, 4), True)])
def test_certificate_of_the_course_keeps_five_years(made_on: date, expired: bool, vietnam: WorkingCalendar) -> None:
    found = those("paper_expired", made(StepCode.AWARENESS_COURSE, made_on, resolved_on(MEETING)), vietnam)

    assert [(f.clause, f.value("valid_until_on"), f.value("months")) for f in found] == (
        [("hướng dẫn nghiệp vụ của cấp ủy", date(2026, 1, 4), 60)] if expired else []
    )


@pytest.mark.parametrize(
    ("made_on", "meeting", "expired"),
    [
        (date(2024, 2, 29), date(2025, 2, 28), False),
        (date(2024, 2, 29), date(2025, 3, 1), True),
        (date(2023, 2, 28), date(2024, 2, 28), False),
        (date(2023, 2, 28), date(2024, 2, 29), True),
        (date(2024, 3, 31), date(2025, 3, 31), False),
    ],
)
def test_twelve_months_of_a_paper_at_the_end_of_a_month(
    made_on: date, meeting: date, expired: bool, vietnam: WorkingCalendar
) -> None:
    facts = made(StepCode.OPINIONS, made_on, resolved_on(meeting))

    assert bool(those("paper_expired", facts, vietnam)) is expired


@pytest.mark.parametrize("step", [StepCode.YOUTH_UNION_RECOMMENDATION, StepCode.SERVICE_RECORD])
def test_paper_that_is_not_required_expires_all_the_same(step: StepCode, vietnam: WorkingCalendar) -> None:
    facts = adding(resolved_on(MEETING), paper(step, date(2025, 1, 4)))

    assert told(facts, vietnam) == [("paper_expired", "irregular", step.value, "made_on")]


def test_paper_made_anew_before_the_second_vote_is_young_enough(vietnam: WorkingCalendar) -> None:
    facts = made(StepCode.OPINIONS, date(2025, 2, 3), resolved_on(MEETING, samples.FAILED))
    facts = adding(facts, resolution(on=date(2026, 2, 4)))

    assert [f.step.value for f in those("paper_expired", facts, vietnam)] == ["opinions"]
    anew = adding(facts, paper(StepCode.OPINIONS, date(2026, 2, 4)))
    assert those("paper_expired", anew, vietnam) == []


@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS)
def test_expired_paper_names_the_clause_of_the_day_of_the_meeting(day: date, vietnam: WorkingCalendar) -> None:
    old = made(StepCode.APPLICATION, date(day.year - 2, day.month, day.day), resolved_on(day))

    (found,) = those("paper_expired", old, vietnam, day)

    assert found.clause.startswith("báo cáo tập huấn 30/10/2020")
    assert (found.severity, found.is_unverified) == ("irregular", False)


# --- the meeting that is forecast -------------------------------------------------------------------------------------
def meets(code: str, step: StepCode, made_on: date) -> CaseFacts:
    """A file before the branch that meets on fixed days, one of its papers of a day of its own."""
    return replace(made(step, made_on, ready_on(MEETING)), meeting_day=code)


@pytest.mark.parametrize(
    ("made_on", "expected"),
    [
        (date(2025, 1, 20), [("paper_expires_before_meeting", "missing", "application", "made_on")]),
        (date(2025, 2, 2), [("paper_expires_before_meeting", "missing", "application", "made_on")]),
        (date(2025, 2, 3), []),  # good on the day of the meeting itself
        (date(2025, 1, 4), [("paper_expired", "missing", "application", "made_on")]),  # told as expired, and once
    ],
)
def test_paper_that_expires_before_the_next_regular_meeting_is_told_in_time(
    made_on: date, expected: list[Told], vietnam: WorkingCalendar
) -> None:
    facts = meets("d03", StepCode.APPLICATION, made_on)  # today is 5 January: the next meeting is on 3 February

    assert told(facts, vietnam, MEETING) == expected


def test_paper_is_measured_by_the_meeting_of_today(vietnam: WorkingCalendar) -> None:
    facts = meets("w1-0", StepCode.APPLICATION, date(2025, 1, 5))

    assert told(facts, vietnam, MEETING) == []  # 5 January 2026 is the first Monday, and the last day of the paper


def test_meeting_is_forecast_after_the_sponsors_twelve_months(vietnam: WorkingCalendar) -> None:
    facts = meets("d03", StepCode.APPLICATION, date(2025, 12, 1))
    facts = replace(facts, sponsors=tuple(replace(s, together_since_on=date(2025, 12, 4)) for s in facts.sponsors))
    facts = replace(facts, sponsors=tuple(replace(s, assigned_on=date(2025, 12, 4)) for s in facts.sponsors))

    (found,) = those("paper_expires_before_meeting", made(StepCode.OPINIONS, date(2026, 1, 4), facts), vietnam, MEETING)

    assert (found.step, found.value("meeting_on")) == ("application", date(2027, 1, 3))
    assert found.value("valid_until_on") == date(2026, 12, 1)


def test_certificate_of_the_course_is_measured_by_its_five_years(vietnam: WorkingCalendar) -> None:
    (found,) = those(
        "paper_expires_before_meeting", meets("d03", StepCode.AWARENESS_COURSE, date(2021, 1, 20)), vietnam, MEETING
    )

    assert (found.value("valid_until_on"), found.value("meeting_on")) == (date(2026, 1, 20), date(2026, 2, 3))


def test_no_meeting_is_forecast_without_a_fixed_day_or_after_the_branch_considered(vietnam: WorkingCalendar) -> None:
    made_on = date(2025, 1, 20)

    assert told(meets("", StepCode.APPLICATION, made_on), vietnam, MEETING) == []
    resolved = replace(made(StepCode.APPLICATION, made_on, resolved_on(MEETING)), meeting_day="d03")
    assert told(resolved, vietnam, MEETING) == []


# --- probation -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("step", OF_PROBATION)
def test_paper_of_the_probation_is_missing_from_the_day_after_the_twelve_months(
    step: StepCode, vietnam: WorkingCalendar
) -> None:
    facts = without(step, samples.PREPARED)  # the ceremony was on 20 March 2026

    assert told(facts, vietnam, date(2027, 3, 20)) == []
    assert told(facts, vietnam, date(2027, 3, 21)) == [("paper_missing", "missing", step.value, "")]


@pytest.mark.parametrize("step", OF_PROBATION)
def test_paper_of_the_probation_has_to_be_before_the_branch(step: StepCode, vietnam: WorkingCalendar) -> None:
    considered_on = date(2027, 3, 22)
    late = adding(without(step, samples.PROPOSED), paper(step, date(2027, 3, 23)))
    in_time = adding(without(step, samples.PROPOSED), paper(step, considered_on))

    assert told(late, vietnam) == [("paper_missing", "irregular", step.value, "")]
    assert told(in_time, vietnam) == []


def test_proposal_to_remove_the_name_is_judged_by_the_same_set(vietnam: WorkingCalendar) -> None:
    facts = adding(samples.ADMITTED, resolution(RECOGNITION, date(2026, 6, 1), proposal=samples.REJECT))

    assert {f.step for f in those("paper_missing", facts, vietnam)} == set(OF_PROBATION)


# --- transfer --------------------------------------------------------------------------------------------------------
def test_whoever_moved_brings_the_comment_of_the_former_branch(vietnam: WorkingCalendar) -> None:
    moved = adding(samples.PREPARED, TransferFact(date(2026, 9, 1)))
    merged = adding(samples.PREPARED, TransferFact(date(2026, 9, 1), is_merger=True))
    commented = adding(moved, paper(StepCode.FORMER_BRANCH_COMMENT, date(2026, 9, 2)))
    closed = adding(samples.TOLD, TransferFact(date(2026, 9, 1)))
    today = date(2027, 3, 10)

    assert told(moved, vietnam, today) == [("paper_missing", "missing", "former_branch_comment", "")]
    assert told(merged, vietnam, today) == told(commented, vietnam, today) == told(closed, vietnam) == []
