"""The one door: stage, next step and turns of the calendar, along the main path and beside it."""

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.assessment import Assessment, assess
from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import (
    CaseFacts,
    CeremonyFact,
    ExtensionFact,
    PaperFact,
    ResolutionKind,
    SponsorFact,
    SponsorRole,
)
from admission.domain.procedure import DeadlineKind, Nature, Outcome, Stage, StepCode
from admission.domain.rules import Unit
from admission.domain.rulesets.training_2020 import TRAINING_2020
from tests.admission.domain import samples
from tests.admission.domain.samples import LATER, RECOGNITION, REFUSED, decision, resolution, sponsor
from tests.admission.domain.test_procedure import ALLOWED, STAGES


def on(day: date, facts: CaseFacts, calendar: WorkingCalendar) -> Assessment:
    return assess(facts, TRAINING_2020, calendar, day)


ALONG_THE_PATH = [
    (samples.NOMINATED, date(2024, 1, 4), "nominated", "assign_sponsor", None),
    (replace(samples.SPONSORED, papers=()), date(2025, 1, 4), "sponsored", "admission_resolution", None),
    (samples.SPONSORED, date(2026, 1, 4), "ready_for_branch", "admission_resolution", None),
    (samples.RESOLVED, date(2026, 1, 5), "awaiting_decision", "admission_decision", date(2026, 4, 3)),
    (samples.DECIDED, date(2026, 2, 27), "awaiting_receipt", "decision_receipt", None),
    (samples.RECEIVED, date(2026, 3, 2), "awaiting_ceremony", "ceremony", date(2026, 4, 13)),
    (samples.ADMITTED, date(2026, 3, 20), "probation", "recognition_resolution", date(2027, 5, 5)),
    (samples.ADMITTED, date(2027, 3, 21), "ready_for_recognition", "recognition_resolution", date(2027, 5, 5)),
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
    assert assessment.forbidden == ()
    assert assessment.allowed_steps == tuple(
        StepCode(code) for code, row in ALLOWED.items() if row[STAGES.index(stage)] == "x"
    )


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        (samples.RECOGNISED, Stage.OFFICIAL),
        (replace(samples.RESOLVED, decisions=(decision(outcome=REFUSED),)), Stage.REFUSED),
        (
            replace(samples.RESOLVED, decisions=(decision(outcome=REFUSED, received_on=date(2026, 3, 2)),)),
            Stage.REFUSED,
        ),
        (
            replace(samples.PROPOSED, decisions=(*samples.PROPOSED.decisions, decision(RECOGNITION, LATER, REFUSED))),
            Stage.NOT_RECOGNISED,
        ),
    ],
)
def test_assessment_of_a_closed_file(facts: CaseFacts, stage: Stage, vietnam: WorkingCalendar) -> None:
    assessment = on(LATER, facts, vietnam)

    assert (assessment.stage, assessment.is_closed) == (stage, True)
    assert (assessment.next_step, assessment.allowed_steps, assessment.forbidden) == (None, (), ())
    assert [d.kind for d in assessment.deadlines if d.is_open] == []


def test_sponsored_file_turns_on_the_day_the_last_sponsors_months_are_complete(vietnam: WorkingCalendar) -> None:
    facts = replace(samples.NOMINATED, sponsors=(sponsor(), sponsor("Trần Thị Cúc", date(2024, 2, 29))))

    stages = [on(date(2025, 2, 28) + timedelta(days=n), facts, vietnam).stage for n in (-1, 0, 1)]

    assert stages == [Stage.SPONSORED, Stage.READY_FOR_BRANCH, Stage.READY_FOR_BRANCH]
    turn = on(date(2024, 3, 1), facts, vietnam).turn
    assert turn is not None
    assert (turn.on, turn.stage) == (date(2025, 2, 28), Stage.READY_FOR_BRANCH)


def test_probation_turns_the_day_after_the_twelve_months(vietnam: WorkingCalendar) -> None:
    facts = samples.admitted_on(date(2024, 2, 29))

    stages = [on(date(2025, 2, 28) + timedelta(days=n), facts, vietnam).stage for n in (-1, 0, 1)]

    assert stages == [Stage.PROBATION, Stage.PROBATION, Stage.READY_FOR_RECOGNITION]


def test_next_step_says_from_which_day_on_it_is_possible(vietnam: WorkingCalendar) -> None:
    probation = on(date(2024, 3, 1), samples.admitted_on(date(2024, 2, 29)), vietnam).next_step
    sponsored = on(date(2024, 3, 1), samples.SPONSORED, vietnam).next_step

    assert probation is not None
    assert (probation.not_before_on, probation.due_on) == (date(2025, 3, 1), date(2025, 4, 14))
    assert sponsored is not None
    assert sponsored.not_before_on == date(2025, 1, 5)


def test_recorded_stage_ends_at_the_first_act_that_is_missing(vietnam: WorkingCalendar) -> None:
    gap = replace(samples.ADMITTED, decisions=())

    assert on(LATER, gap, vietnam).recorded_stage is Stage.AWAITING_DECISION


One = TypeVar("One")
days = st.dates(date(2024, 1, 2), date(2026, 12, 31))


@st.composite
def any_facts(draw: st.DrawFn) -> CaseFacts:
    """Facts in any order and any disorder."""
    names = st.sampled_from(["Lê Văn Bình", "Trần Thị Cúc", "Đỗ Ân"])
    sponsors = st.builds(SponsorFact, st.sampled_from(SponsorRole), names, days, days)
    papers = st.builds(PaperFact, st.sampled_from(list(TRAINING_2020.paper_months)), days)
    clocks = st.sampled_from([DeadlineKind.ADMISSION_DECISION, DeadlineKind.RECOGNITION_DECISION])
    resolutions = [resolution(kind, draw(days)) for kind in ResolutionKind if draw(st.booleans())]
    decisions = [
        decision(kind, draw(days), draw(st.sampled_from([Outcome.GRANTED, Outcome.REFUSED])), draw(st.none() | days))
        for kind in ResolutionKind
        if draw(st.booleans())
    ]
    return CaseFacts(
        opened_on=draw(days),
        sponsors=tuple(draw(st.lists(sponsors, max_size=3))),
        papers=tuple(draw(st.lists(papers, max_size=4))),
        resolutions=tuple(resolutions),
        decisions=tuple(decisions),
        extensions=tuple(draw(st.lists(st.builds(ExtensionFact, clocks, st.integers(1, 60), days), max_size=2))),
        ceremony=draw(st.none() | st.builds(CeremonyFact, days)),
    )


@given(facts=any_facts(), today=days, seed=st.integers(0, 99))
def test_assessment_depends_on_the_facts_and_not_on_their_order(
    facts: CaseFacts, today: date, seed: int, vietnam: WorkingCalendar
) -> None:
    def shuffled(items: tuple[One, ...]) -> tuple[One, ...]:
        return tuple(random.Random(seed).sample(items, len(items)))

    again = replace(
        facts,
        sponsors=shuffled(facts.sponsors),
        papers=shuffled(facts.papers),
        resolutions=shuffled(facts.resolutions),
        decisions=shuffled(facts.decisions),
    )
    first, second = on(today, facts, vietnam), on(today, again, vietnam)

    assert first == on(today, facts, vietnam)
    assert (first.stage, first.turn, first.next_step) == (second.stage, second.turn, second.next_step)
    assert first.deadlines == second.deadlines
    assert set(first.findings) == set(second.findings)


@given(facts=any_facts(), today=days)
def test_assessment_laws(facts: CaseFacts, today: date, vietnam: WorkingCalendar) -> None:
    assessment = on(today, facts, vietnam)

    assert assessment.is_closed is (assessment.next_step is None)
    for deadline in assessment.deadlines:
        if deadline.due_on is None:
            assert deadline.unpublished_year == 2028
        elif deadline.unit is Unit.WORKING_DAYS:
            assert vietnam.is_working_day(deadline.due_on)
            assert vietnam.count(deadline.triggered_on, deadline.due_on) == deadline.length + deadline.extension
        else:
            assert deadline.nature is not Nature.LIMIT
