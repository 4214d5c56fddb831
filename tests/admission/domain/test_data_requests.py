"""The clocks of a personal-data request: answered in working days, carried out in calendar days."""

from datetime import date
from itertools import pairwise

import pytest

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.data_requests import (
    RequestClock,
    RequestDeadline,
    RequestFacts,
    RequestKind,
    RequestOutcome,
    derive_request_deadlines,
)
from admission.domain.rules import Unit
from admission.domain.rulesets.personal_data import ND356_2025

FRIDAY = date(2026, 2, 27)


def derive(facts: RequestFacts, calendar: WorkingCalendar) -> dict[RequestClock, RequestDeadline]:
    return {d.clock: d for d in derive_request_deadlines(facts, ND356_2025, calendar)}


@pytest.mark.parametrize(
    ("received_on", "due_on"),
    [
        (FRIDAY, date(2026, 3, 3)),
        (date(2026, 2, 28), date(2026, 3, 3)),
        (date(2026, 3, 2), date(2026, 3, 4)),
        (date(2026, 4, 29), date(2026, 5, 5)),
    ],
)
def test_answer_is_due_two_working_days_after_the_receipt(
    received_on: date, due_on: date, vietnam: WorkingCalendar
) -> None:
    answer = derive(RequestFacts(RequestKind.SEE, received_on), vietnam)[RequestClock.ANSWER]

    assert (answer.due_on, answer.met_on, answer.ended_on) == (due_on, None, None)


@pytest.mark.parametrize("kind", list(RequestKind))
def test_every_kind_is_answered_and_says_how_its_numbers_are_known(kind: RequestKind, vietnam: WorkingCalendar) -> None:
    clocks = derive(RequestFacts(kind, FRIDAY), vietnam)

    assert (RequestClock.CARRY_OUT in clocks) is (kind is not RequestKind.COMPLAIN)
    assert all(clock.limit.clause.startswith("356/2025/NĐ-CP") for clock in clocks.values())
    assert all(clock.limit.is_unverified for clock in clocks.values())


def test_carrying_out_counts_calendar_days_and_its_extension(vietnam: WorkingCalendar) -> None:
    plain = derive(RequestFacts(RequestKind.ERASE, FRIDAY), vietnam)[RequestClock.CARRY_OUT]
    longer = derive(RequestFacts(RequestKind.ERASE, FRIDAY, extension=5), vietnam)[RequestClock.CARRY_OUT]

    assert (plain.limit.unit, plain.due_on, longer.due_on) == (Unit.DAYS, date(2026, 3, 19), date(2026, 3, 24))


def test_extension_does_not_lengthen_the_answer(vietnam: WorkingCalendar) -> None:
    answers = [
        derive(RequestFacts(RequestKind.ERASE, FRIDAY, extension=days), vietnam)[RequestClock.ANSWER].due_on
        for days in (0, 20)
    ]

    assert all(first == second for first, second in pairwise(answers))


def test_refusal_ends_what_would_be_carried_out(vietnam: WorkingCalendar) -> None:
    refused = RequestFacts(RequestKind.ERASE, FRIDAY, answered_on=date(2026, 3, 2), outcome=RequestOutcome.REFUSED)
    in_part = RequestFacts(
        RequestKind.ERASE, FRIDAY, answered_on=date(2026, 3, 2), outcome=RequestOutcome.REFUSED_IN_PART
    )

    assert derive(refused, vietnam)[RequestClock.CARRY_OUT].ended_on == date(2026, 3, 2)
    assert derive(in_part, vietnam)[RequestClock.CARRY_OUT].ended_on is None


def test_answer_beyond_the_calendar_is_unknown_and_a_receipt_before_it_refused(vietnam: WorkingCalendar) -> None:
    beyond = derive(RequestFacts(RequestKind.SEE, vietnam.last), vietnam)[RequestClock.ANSWER]

    assert (beyond.due_on, beyond.unpublished_year, beyond.provisional) == (None, vietnam.last.year + 1, True)
    with pytest.raises(CalendarNotPublishedError):
        derive(RequestFacts(RequestKind.SEE, date(1990, 1, 1)), vietnam)
