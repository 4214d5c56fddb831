"""The facts of a file: which is the newest, who helps on a day, and one fact in the place of another."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.facts import AdoptionFact, Chain, ExtensionFact, ResolutionKind, SponsorRole, clock_of, kind_of
from admission.domain.facts import with_fact as changed
from admission.domain.procedure import STEPS, Body, Choice, DeadlineKind, StepCode, StepShape
from tests.admission.domain import samples
from tests.admission.domain.samples import ADMISSION, RECOGNITION, adding, document, paper, resolution, sponsor


def test_fact_takes_the_place_of_the_one_it_corrects() -> None:
    first, second = resolution(), resolution(on=date(2026, 1, 12))

    corrected = changed(adding(samples.SPONSORED, first), second, first)

    assert corrected.resolutions == (second,)
    assert adding(samples.SPONSORED, first, second).resolutions == (first, second)


def test_correcting_one_of_two_sponsors_of_one_name_keeps_the_other() -> None:
    namesake = sponsor("Đỗ Ân")
    facts = adding(samples.NOMINATED, namesake, namesake)

    corrected = changed(facts, replace(namesake, assigned_on=date(2024, 2, 1)), namesake)

    assert [s.assigned_on for s in corrected.sponsors] == [date(2024, 1, 5), date(2024, 2, 1)]


def test_ceremony_and_ground_of_readmission_stand_once() -> None:
    assert samples.ADMITTED.ceremony is not None
    moved = replace(samples.ADMITTED.ceremony, held_on=date(2026, 3, 25))

    assert changed(samples.ADMITTED, moved).ceremony == moved


@pytest.mark.parametrize(
    ("day", "helps"),
    [
        (date(2024, 1, 4), False),
        (date(2024, 1, 5), True),
        (date(2024, 6, 2), True),
        (date(2024, 6, 3), False),  # the first day on which he no longer helps
    ],
)
def test_sponsor_helps_from_the_assignment_until_the_day_before_the_end(day: date, helps: bool) -> None:
    assert sponsor(ended_on=date(2024, 6, 3)).helps_on(day) is helps


def test_those_who_help_are_of_one_role_and_in_the_order_of_their_assignment() -> None:
    gone = sponsor("A", date(2024, 2, 1), ended_on=date(2024, 5, 1))
    later, helper = sponsor("B", date(2024, 3, 1)), sponsor("C", date(2024, 1, 1), role=SponsorRole.PROBATION)
    facts = adding(samples.NOMINATED, later, gone, helper, sponsor("D"))

    assert [s.name for s in facts.sponsors_as(SponsorRole.ADMISSION)] == ["D", "A", "B"]
    assert [s.name for s in facts.helping(SponsorRole.ADMISSION)] == ["D", "B"]
    assert [s.name for s in facts.helping(SponsorRole.ADMISSION, date(2024, 2, 1))] == ["D", "A"]
    assert [s.name for s in facts.helping(SponsorRole.PROBATION)] == ["C"]


@pytest.mark.parametrize(
    ("by", "found"),
    [
        (date(2025, 8, 31), None),
        (date(2025, 9, 1), date(2025, 9, 1)),
        (date(2025, 10, 5), date(2025, 9, 1)),
        (date(2025, 10, 6), date(2025, 10, 6)),
        (date.max, date(2025, 10, 6)),
    ],
)
def test_newest_paper_and_document_up_to_a_day(by: date, found: date | None) -> None:
    facts = adding(
        samples.NOMINATED,
        paper(StepCode.OPINIONS, date(2025, 10, 6)),
        paper(StepCode.OPINIONS),
        document(StepCode.VETTING, date(2025, 10, 6), Choice.CLEAR),
        document(StepCode.VETTING, choice=Choice.HAS_ISSUE),
    )
    opinions, vetting = facts.paper(StepCode.OPINIONS, by=by), facts.document(StepCode.VETTING, by=by)

    assert (opinions and opinions.made_on, vetting and vetting.acted_on) == (found, found)


def test_newest_of_several_and_none_of_another_kind() -> None:
    clock = DeadlineKind.ADMISSION_DECISION
    extensions = tuple(ExtensionFact(clock, 5, date(2026, 3, day)) for day in (9, 2))
    adoptions = tuple(AdoptionFact(clock, code, date(2026, 3, day)) for code, day in (("B", 9), ("A", 2)))
    facts = adding(samples.RESOLVED, resolution(on=date(2025, 12, 1)), *extensions, *adoptions)

    newest, adopted = facts.resolution(ADMISSION), facts.adopted(clock)

    assert newest is not None
    assert adopted is not None
    assert (newest.adopted_on, adopted.rule_set) == (date(2026, 1, 5), "B")
    assert [e.granted_on.day for e in facts.extensions_of(clock)] == [2, 9]
    assert (facts.resolution(RECOGNITION), facts.committee_resolution(ADMISSION)) == (None, None)
    assert (facts.decision(RECOGNITION), facts.adopted(DeadlineKind.CEREMONY)) == (None, None)


@pytest.mark.parametrize(
    "shape",
    [
        StepShape.BRANCH_RESOLUTION,
        StepShape.COMMITTEE_RESOLUTION,
        StepShape.COMMITTEE_DECISION,
        StepShape.EXTENSION,
    ],
)
def test_kind_of_each_step_that_resolves_or_decides(shape: StepShape) -> None:
    kinds = {step.code: kind_of(step.code) for step in STEPS.values() if step.shape is shape}

    assert kinds == {code: ResolutionKind(code.value.partition("_")[0]) for code in kinds}
    assert len(kinds) == 2


@pytest.mark.parametrize("step", [StepCode.ADMISSION_EXTENSION, StepCode.RECOGNITION_EXTENSION])
def test_extension_lengthens_the_clock_of_its_step(step: StepCode) -> None:
    assert clock_of(step) is STEPS[step].extends


@pytest.mark.parametrize("body", Body)
def test_chain_has_every_body_but_the_levels_that_may_be_missing(body: Body) -> None:
    assert Chain(sectional=True, grassroots=True).includes(body)
    assert Chain().includes(body) is (body not in {Body.SECTIONAL_COMMITTEE, Body.GRASSROOTS_COMMITTEE})
