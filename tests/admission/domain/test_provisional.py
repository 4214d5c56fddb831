"""Dates that may still move: files of the autumn of 2026, and what the confirmation of 2027 makes of them.

As shipped, 24/11/2026 is announced and not enacted, and every day of 2027 is a forecast. Settled: 24/11/2026 is worked
after all, and 2027 comes as it was forecast. All days by hand.
"""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.calendar_file import (
    VIETNAM_FIRST,
    VIETNAM_LAST,
    CalendarDay,
    DayStatus,
    build_calendar,
)
from admission.domain.deadlines import DerivedDeadline
from admission.domain.facts import CaseFacts
from admission.domain.procedure import DeadlineKind
from tests.admission.domain.samples import admitted_on, derived, received_on, resolved_on

Kind = DeadlineKind
DROPPED = date(2026, 11, 24)

EXAMPLES = [
    # Ends on the eve of the day in doubt: sure. One day later it is not.
    (Kind.CEREMONY, date(2026, 10, 12), date(2026, 11, 23), False, date(2026, 11, 23)),
    (Kind.CEREMONY, date(2026, 10, 13), date(2026, 11, 25), True, date(2026, 11, 24)),
    # To the last confirmed day, and over it.
    (Kind.CEREMONY, date(2026, 11, 18), date(2026, 12, 31), True, date(2026, 12, 30)),
    (Kind.CEREMONY, date(2026, 11, 19), date(2027, 1, 4), True, date(2026, 12, 31)),
    (Kind.CEREMONY, date(2026, 11, 23), date(2027, 1, 6), True, date(2027, 1, 5)),
    # The day in doubt is day 0 itself: only 2027 makes it provisional, and nothing moves.
    (Kind.CEREMONY, date(2026, 11, 24), date(2027, 1, 6), True, date(2027, 1, 6)),
    (Kind.ADMISSION_DECISION, date(2026, 9, 25), date(2026, 12, 21), True, date(2026, 12, 18)),
    (Kind.ADMISSION_DECISION, date(2026, 10, 6), date(2026, 12, 30), True, date(2026, 12, 29)),
    # A file the branch resolves on in November 2026: over New Year, then over Tết of 2027.
    (Kind.ADMISSION_DECISION, date(2026, 11, 2), date(2027, 1, 27), True, date(2027, 1, 26)),
    (Kind.ADMISSION_DECISION, date(2026, 11, 23), date(2027, 2, 24), True, date(2027, 2, 23)),
    (Kind.ADMISSION_DECISION, date(2026, 12, 31), date(2027, 4, 2), True, date(2027, 4, 2)),
    (Kind.RECOGNITION_REVIEW, date(2025, 10, 12), date(2026, 11, 23), False, date(2026, 11, 23)),
    (Kind.RECOGNITION_REVIEW, date(2025, 11, 19), date(2027, 1, 4), True, date(2026, 12, 31)),
    # Months count no days: never provisional, never moved.
    (Kind.PROBATION_END, date(2026, 11, 10), date(2027, 11, 10), False, date(2027, 11, 10)),
]
"""The clock, the day of its resolution, receipt or ceremony, its last day, whether it is provisional, and settled."""


@pytest.fixture(scope="module")
def settled(vietnam_days: tuple[CalendarDay, ...]) -> WorkingCalendar:
    days = [replace(day, status=DayStatus.CONFIRMED) for day in vietnam_days if day.day != DROPPED]
    return build_calendar(days, first=VIETNAM_FIRST, last=VIETNAM_LAST, confirmed_through=VIETNAM_LAST)


def facts_of(kind: DeadlineKind, on: date) -> CaseFacts:
    match kind:
        case Kind.CEREMONY:
            return received_on(on)
        case Kind.ADMISSION_DECISION:
            return resolved_on(on)
        case _:
            return admitted_on(on)


def one(kind: DeadlineKind, on: date, calendar: WorkingCalendar) -> DerivedDeadline:
    return derived(facts_of(kind, on), calendar)[kind.value, ""]


@pytest.mark.parametrize(("kind", "on", "due_on", "provisional", "_final"), EXAMPLES)
def test_date_is_provisional_where_its_period_reaches_what_is_not_confirmed(
    kind: DeadlineKind, on: date, due_on: date, provisional: bool, _final: date, vietnam: WorkingCalendar
) -> None:
    deadline = one(kind, on, vietnam)

    assert (deadline.due_on, deadline.provisional, deadline.is_open) == (due_on, provisional, True)


@pytest.mark.parametrize(("kind", "on", "_due_on", "_provisional", "final"), EXAMPLES)
def test_confirmation_makes_every_date_final(
    kind: DeadlineKind, on: date, _due_on: date, _provisional: bool, final: date, settled: WorkingCalendar
) -> None:
    deadline = one(kind, on, settled)

    assert (deadline.due_on, deadline.provisional) == (final, False)


def test_clock_over_the_last_published_day_names_the_year_that_is_missing(vietnam: WorkingCalendar) -> None:
    deadline = one(Kind.ADMISSION_DECISION, date(2027, 11, 1), vietnam)

    assert (deadline.due_on, deadline.provisional, deadline.unpublished_year) == (None, True, 2028)
