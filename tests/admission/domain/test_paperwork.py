"""The list of papers: what is there, missing, too old or still to come, where the file stands."""

from datetime import date

from admission.domain.assessment import assess
from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import CaseFacts
from admission.domain.paperwork import PaperLine, PaperState, paper_list
from admission.domain.procedure import STEPS, StepCode
from admission.domain.rulesets import SHIPPED
from tests.admission.domain.checks.test_papers import MEETING, made, without
from tests.admission.domain.samples import OF_PROBATION, admitted_on, ready_on, resolved_on


def papers(facts: CaseFacts, calendar: WorkingCalendar, today: date) -> dict[StepCode, PaperLine]:
    """The list on a day, by step."""
    lines = paper_list(facts, assess(facts, SHIPPED, calendar, today), SHIPPED, today)
    return {line.step: line for line in lines}


def test_whole_file_lists_every_paper_of_the_regulation_as_there(vietnam: WorkingCalendar) -> None:
    found = papers(ready_on(MEETING), vietnam, MEETING)

    assert list(found) == sorted(SHIPPED.on(MEETING).required_papers, key=list(STEPS).index)
    assert {line.state for line in found.values()} == {PaperState.THERE}


def test_paper_that_is_not_there_is_missing(vietnam: WorkingCalendar) -> None:
    found = papers(without(StepCode.APPLICATION, ready_on(MEETING)), vietnam, MEETING)

    line = found[StepCode.APPLICATION]
    assert (line.state, line.made_on, line.valid_until_on) == (PaperState.MISSING, None, None)
    assert line.clause == "Điều lệ Đảng, điều 4.1"


def test_paper_says_until_when_it_is_good_while_the_branch_has_not_considered(vietnam: WorkingCalendar) -> None:
    made_on = date(2025, 9, 1)
    before, after = (made(StepCode.APPLICATION, made_on, facts) for facts in (ready_on(MEETING), resolved_on(MEETING)))

    lines = [papers(facts, vietnam, MEETING)[StepCode.APPLICATION] for facts in (before, after)]

    months = SHIPPED.on(MEETING).paper_months[StepCode.APPLICATION].value
    assert months == 12
    assert [line.valid_until_on for line in lines] == [date(2026, 9, 1), None]


def test_paper_too_old_is_expired(vietnam: WorkingCalendar) -> None:
    found = papers(made(StepCode.APPLICATION, date(2024, 12, 1), ready_on(MEETING)), vietnam, MEETING)

    assert found[StepCode.APPLICATION].state is PaperState.EXPIRED


def test_probation_lists_its_own_papers_and_none_is_missed_before_its_end(vietnam: WorkingCalendar) -> None:
    admitted = admitted_on(MEETING)

    early, late = (papers(admitted, vietnam, day) for day in (date(2026, 4, 1), date(2027, 6, 1)))

    assert set(early) >= set(OF_PROBATION)
    assert {line.state for step, line in early.items() if step in OF_PROBATION} == {PaperState.TO_COME}
    assert {line.state for step, line in late.items() if step in OF_PROBATION} == {PaperState.MISSING}
