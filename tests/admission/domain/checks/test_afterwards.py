"""After the ceremony: oath, probation, discipline, decisions against the proposal, what the branch has to be told."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import CaseFacts, CeremonyFact, DocumentFact, Proposal
from admission.domain.findings import FindingCode
from admission.domain.procedure import Choice, Outcome, StepCode
from tests.admission.domain import samples
from tests.admission.domain.checks.telling import DAYS, severities, those, told
from tests.admission.domain.samples import (
    GRANTED,
    PROCEED,
    RECOGNITION,
    REFUSED,
    REJECT,
    adding,
    decision,
    document,
    prepared,
    resolution,
)


def test_oath_that_was_not_taken_is_irregular(vietnam: WorkingCalendar) -> None:
    facts = replace(samples.TOLD, ceremony=CeremonyFact(date(2026, 3, 20), oath_taken=False))

    assert told(facts, vietnam) == [("oath_missing", "irregular", "ceremony", "oath_taken")]
    assert told(samples.TOLD, vietnam) == []


# --- probation -------------------------------------------------------------------------------------------------------
PROBATIONS = [
    # The last day of the twelve months, and the day after it.
    (date(2024, 2, 29), date(2025, 2, 28), True),
    (date(2024, 2, 29), date(2025, 3, 1), False),
    (date(2023, 2, 28), date(2024, 2, 28), True),
    (date(2023, 2, 28), date(2024, 2, 29), False),
    (date(2023, 8, 31), date(2024, 8, 31), True),
    (date(2023, 8, 31), date(2024, 9, 1), False),
    (date(2023, 8, 31), date(2023, 9, 30), True),
]


@pytest.mark.parametrize(("held_on", "day", "early"), PROBATIONS)
def test_recognition_is_considered_after_the_twelve_months(
    held_on: date, day: date, early: bool, vietnam: WorkingCalendar
) -> None:
    facts = adding(prepared(held_on, day), resolution(RECOGNITION, day))

    expected = [("probation_not_over", "forbidden", "recognition_resolution", "adopted_on")] if early else []
    assert told(facts, vietnam, day) == expected


@pytest.mark.parametrize("day", [date(2024, 5, 2), date(2025, 2, 28), date(2025, 3, 3)])
def test_removal_of_the_name_may_be_proposed_before(day: date, vietnam: WorkingCalendar) -> None:
    facts = adding(prepared(date(2024, 2, 29), day), resolution(RECOGNITION, day, proposal=REJECT))

    assert told(facts, vietnam, day) == []


@pytest.mark.parametrize(
    ("decided_on", "outcome", "early"),
    [
        (date(2025, 2, 28), GRANTED, True),
        (date(2025, 3, 1), GRANTED, False),
        (date(2025, 2, 28), REFUSED, False),
    ],
)
def test_committee_that_will_not_remove_the_name_recognises_after_the_twelve_months(
    decided_on: date, outcome: Outcome, early: bool, vietnam: WorkingCalendar
) -> None:
    considered_on = date(2025, 2, 3)
    facts = adding(
        prepared(date(2024, 2, 29), considered_on),
        resolution(RECOGNITION, considered_on, proposal=REJECT),
        decision(RECOGNITION, decided_on, outcome),
    )

    found = [t for t in told(facts, vietnam, decided_on) if t[0] == "probation_not_over"]

    assert found == ([("probation_not_over", "forbidden", "recognition_decision", "decided_on")] if early else [])


def test_probation_not_over_says_when_it_is(vietnam: WorkingCalendar) -> None:
    day = date(2025, 2, 28)
    facts = adding(prepared(date(2024, 2, 29), day), resolution(RECOGNITION, day))

    (found,) = those("probation_not_over", facts, vietnam, day)

    assert dict(found.values) == {"on": day, "ends_on": day, "months": 12}
    assert found.clause == "Điều lệ Đảng, điều 5.1"
    historical = replace(facts, historical_through_on=day)
    assert severities("probation_not_over", historical, vietnam, day) == ["irregular"]


@pytest.mark.parametrize("code", DAYS)
def test_probation_is_the_charters_under_every_regulation(code: str, vietnam: WorkingCalendar) -> None:
    day = DAYS[code]
    held_on = date(day.year - 1, day.month, day.day)
    facts = adding(prepared(held_on, day), resolution(RECOGNITION, day))

    assert severities("probation_not_over", facts, vietnam, day) == ["forbidden"]


# --- discipline ------------------------------------------------------------------------------------------------------
def event(choice: Choice, day: date) -> DocumentFact:
    return document(StepCode.PERSONAL_EVENT, day, choice)


@pytest.mark.parametrize("choice", [Choice.REPRIMAND, Choice.WARNING])
def test_discipline_is_noted(choice: Choice, vietnam: WorkingCalendar) -> None:
    facts = adding(samples.TOLD, event(choice, date(2026, 9, 1)))

    (found,) = those("disciplined", facts, vietnam)

    assert (found.severity.value, found.step.value, found.field) == ("note", "personal_event", "acted_on")
    assert dict(found.values) == {"on": date(2026, 9, 1), "choice": choice.value}


@pytest.mark.parametrize("choice", [Choice.LONG_ABSENCE, Choice.EXEMPTED])
def test_absence_and_exemption_are_no_discipline(choice: Choice, vietnam: WorkingCalendar) -> None:
    assert told(adding(samples.TOLD, event(choice, date(2026, 9, 1))), vietnam) == []


SUSPENDED, LIFTED = Choice.SUSPENDED, Choice.SUSPENSION_LIFTED
SUSPENSIONS = [
    # The branch considered recognition on 22 March 2027.
    (((SUSPENDED, date(2027, 3, 22)),), True),
    (((SUSPENDED, date(2027, 3, 23)),), False),
    (((SUSPENDED, date(2026, 9, 1)), (LIFTED, date(2027, 3, 22))), False),
    (((SUSPENDED, date(2026, 9, 1)), (LIFTED, date(2027, 3, 23))), True),
    (((SUSPENDED, date(2026, 6, 1)), (LIFTED, date(2026, 8, 3)), (SUSPENDED, date(2026, 9, 1))), True),
    (((LIFTED, date(2026, 6, 1)),), False),
]


@pytest.mark.parametrize(("events", "found"), SUSPENSIONS)
def test_suspended_when_the_branch_considered(
    events: tuple[tuple[Choice, date], ...], found: bool, vietnam: WorkingCalendar
) -> None:
    facts = adding(samples.PROPOSED, *(event(choice, day) for choice, day in events))

    expected = [("suspended_when_considered", "irregular", "recognition_resolution", "adopted_on")] if found else []
    assert told(facts, vietnam) == expected


def test_suspension_is_a_note_until_the_branch_considers(vietnam: WorkingCalendar) -> None:
    facts = adding(samples.PREPARED, event(SUSPENDED, date(2026, 9, 1)))

    assert severities("suspended_when_considered", facts, vietnam) == ["note"]


# --- the decision ----------------------------------------------------------------------------------------------------
AGAINST = [
    (PROCEED, GRANTED, False),
    (PROCEED, REFUSED, True),
    (REJECT, GRANTED, True),
    (REJECT, REFUSED, False),
]


@pytest.mark.parametrize(("proposal", "outcome", "against"), AGAINST)
@pytest.mark.parametrize("step", ["admission_decision", "recognition_decision"])
def test_decision_against_the_proposal_is_noted(
    proposal: Proposal, outcome: Outcome, against: bool, step: str, vietnam: WorkingCalendar
) -> None:
    if step == "admission_decision":
        facts = adding(samples.SPONSORED, resolution(proposal=proposal), decision(outcome=outcome))
    else:
        facts = adding(
            samples.PREPARED,
            resolution(RECOGNITION, date(2027, 3, 22), proposal=proposal),
            decision(RECOGNITION, date(2027, 4, 12), outcome),
        )

    found = [t for t in told(facts, vietnam) if t[0] == "against_proposal"]

    assert found == ([("against_proposal", "note", step, "outcome")] if against else [])


def test_decision_goes_with_the_newest_proposal(vietnam: WorkingCalendar) -> None:
    facts = adding(
        samples.SPONSORED,
        resolution(proposal=REJECT, votes=samples.FAILED),
        resolution(on=date(2026, 1, 12)),
        decision(),
    )

    assert those("against_proposal", facts, vietnam) == []


# --- notices ---------------------------------------------------------------------------------------------------------
NOTICES = [
    (adding(samples.RESOLVED, decision(outcome=REFUSED)), ["refusal_notice"]),
    (adding(samples.PROPOSED, decision(RECOGNITION, date(2027, 4, 12), REFUSED)), ["removal_notice"]),
    (samples.RECOGNISED, ["announcement", "party_card"]),
    (samples.TOLD, []),
    (samples.DECIDED, []),
]


@pytest.mark.parametrize(("facts", "steps"), NOTICES)
def test_what_is_to_be_told_when_a_file_has_closed(
    facts: CaseFacts, steps: list[str], vietnam: WorkingCalendar
) -> None:
    missing = those("notice_missing", facts, vietnam)

    assert [(f.severity.value, f.step.value, f.field) for f in missing] == [("missing", step, "") for step in steps]
    given = adding(facts, *(document(StepCode(step), date(2027, 6, 1)) for step in steps))
    assert those(FindingCode.NOTICE_MISSING, given, vietnam) == []
