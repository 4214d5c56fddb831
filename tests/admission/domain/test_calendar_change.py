"""What another calendar does to a period, and that the sets say what the single clock would."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.calendar_change import (
    Count,
    Period,
    causes_of,
    changed_days,
    counted,
    is_earlier,
    is_passed,
    recounted,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
PLAIN = WorkingCalendar(FIRST, LAST, days_off=frozenset())
OFF = replace(PLAIN, days_off=frozenset({date(2026, 2, 3)}))
STARTS = st.dates(FIRST, date(2026, 3, 31))


def period(due_on: date | None, *, triggered_on: date = date(2026, 2, 2), provisional: bool = False) -> Period:
    return Period(triggered_on, 2, 0, Count(due_on, provisional, None), deadlines=1, ids=7)


def test_period_that_counts_past_a_new_day_off_moves_later() -> None:
    recount = recounted(period(date(2026, 2, 4)), OFF)

    assert recount.count == Count(date(2026, 2, 5), provisional=False, unpublished_year=None)
    assert (recount.moves, recount.moves_earlier, recount.changes) == (True, False, True)


def test_period_that_ends_before_changes_nothing() -> None:
    recount = recounted(period(date(2026, 1, 7), triggered_on=date(2026, 1, 5)), OFF)

    assert (recount.moves, recount.changes, recount.loses_its_day) == (False, False, False)


def test_period_that_becomes_final_changes_and_does_not_move() -> None:
    recount = recounted(period(date(2026, 2, 4), provisional=True), PLAIN)

    assert (recount.becomes_final, recount.becomes_provisional, recount.changes, recount.moves) == (
        True, False, True, False,
    )  # fmt: skip


def test_period_beyond_the_calendar_waits_for_the_year_and_loses_its_day() -> None:
    short = replace(PLAIN, last=date(2026, 2, 3))

    recount = recounted(period(date(2026, 2, 4)), short)

    assert recount.count == Count(None, provisional=True, unpublished_year=2026)
    assert recount.loses_its_day


def test_period_that_begins_before_the_calendar_is_an_error() -> None:
    with pytest.raises(CalendarNotPublishedError):
        counted(PLAIN, FIRST - timedelta(days=1), 1)


def test_days_are_told_of_which_both_calendars_say_something_else() -> None:
    assert changed_days(replace(PLAIN, last=date(2026, 3, 31)), OFF) == (date(2026, 2, 3),)
    assert changed_days(None, OFF) == ()


def test_causes_are_the_changed_days_between_the_start_and_the_later_last_day() -> None:
    changed = (date(2026, 2, 2), date(2026, 2, 3), date(2026, 2, 5), date(2026, 2, 6))

    assert causes_of(date(2026, 2, 2), date(2026, 2, 5), date(2026, 2, 4), changed) == changed[1:3]


@pytest.mark.parametrize(
    ("old", "new", "earlier", "passed"),
    [
        (date(2026, 3, 3), date(2026, 3, 2), True, False),
        (date(2026, 3, 3), date(2026, 3, 1), True, True),
        (date(2026, 2, 27), date(2026, 2, 26), True, False),
        (date(2026, 3, 1), date(2026, 3, 3), False, False),
        (None, date(2026, 3, 1), False, True),
        (None, date(2026, 3, 5), False, False),
        (date(2026, 3, 1), None, False, False),
    ],
)
def test_day_is_earlier_or_passed(old: date | None, new: date | None, earlier: bool, passed: bool) -> None:
    assert (is_earlier(old, new), is_passed(old, new, date(2026, 3, 2))) == (earlier, passed)


@given(start=STARTS, length=st.integers(1, 40), off=STARTS)
def test_one_more_day_off_never_makes_a_period_shorter(start: date, length: int, off: date) -> None:
    more = replace(PLAIN, days_off=frozenset({off}))

    before, after = counted(PLAIN, start, length).due_on, counted(more, start, length).due_on

    assert before is not None
    assert after is not None
    assert before <= after
    assert (before != after) == (off in causes_of(start, before, before, changed_days(PLAIN, more)))


@given(start=STARTS, length=st.integers(1, 40), days=st.sets(STARTS, max_size=6))
def test_the_opposite_change_gives_back_every_day(start: date, length: int, days: set[date]) -> None:
    other = replace(PLAIN, days_off=frozenset(days))
    stored = counted(PLAIN, start, length)

    there = recounted(Period(start, length, 0, stored, 1, 1), other)
    back = recounted(Period(start, length, 0, there.count, 1, 1), PLAIN)

    assert back.count == stored
    assert changed_days(PLAIN, other) == changed_days(other, PLAIN)
