"""The calendar of Viet Nam as shipped: the dates a person can check against the official notices."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.calendar_file import (
    VIETNAM_CONFIRMED_THROUGH,
    VIETNAM_FIRST,
    VIETNAM_LAST,
    CalendarDay,
    DayKind,
    DayStatus,
)

SWAPS = [
    (date(2018, 12, 31), date(2019, 1, 5)),
    (date(2019, 4, 29), date(2019, 5, 4)),
    (date(2024, 4, 29), date(2024, 5, 4)),
    (date(2025, 5, 2), date(2025, 4, 26)),
    (date(2026, 1, 2), date(2026, 1, 10)),
    (date(2026, 8, 31), date(2026, 8, 22)),
]


@pytest.mark.parametrize(
    ("start", "working_days", "due"),
    [
        (date(2026, 1, 5), 30, date(2026, 2, 13)),
        (date(2026, 1, 5), 60, date(2026, 4, 3)),
        (date(2026, 1, 5), 90, date(2026, 5, 20)),
        (date(2025, 12, 31), 6, date(2026, 1, 10)),
        (date(2025, 2, 28), 30, date(2025, 4, 14)),
        (date(2026, 1, 6), 30, date(2026, 2, 23)),
    ],
)
def test_due_date_is_the_one_counted_by_hand(
    vietnam: WorkingCalendar, start: date, working_days: int, due: date
) -> None:
    assert vietnam.add(start, working_days) == due


@pytest.mark.parametrize(("taken", "worked"), SWAPS)
def test_swap_takes_a_weekday_off_and_works_a_saturday(vietnam: WorkingCalendar, taken: date, worked: date) -> None:
    assert (taken.weekday() < 5, worked.weekday()) == (True, 5)

    assert vietnam.is_working_day(taken) is False
    assert vietnam.is_working_day(worked) is True
    assert vietnam.worked_weekend_days(worked - timedelta(days=1), worked) == (worked,)


def test_swaps_are_all_the_make_up_days_there_are(vietnam: WorkingCalendar) -> None:
    assert vietnam.make_up_days == {worked for _, worked in SWAPS}


def test_swap_worked_before_its_day_off_brings_due_dates_forward(vietnam: WorkingCalendar) -> None:
    taken, worked = date(2026, 8, 31), date(2026, 8, 22)
    without = WorkingCalendar(
        vietnam.first, vietnam.last, days_off=vietnam.days_off - {taken}, make_up_days=vietnam.make_up_days - {worked}
    )

    assert without.add(date(2026, 8, 20), 2) == date(2026, 8, 24)
    assert vietnam.add(date(2026, 8, 20), 2) == worked


def test_days_in_lieu_equal_holidays_on_a_weekend_each_year(vietnam_days: tuple[CalendarDay, ...]) -> None:
    on_weekend = Counter(
        day.day.year for day in vietnam_days if day.basis == "public holiday" and day.day.weekday() >= 5
    )
    in_lieu = Counter(day.day.year for day in vietnam_days if day.basis == "in lieu")

    assert in_lieu == on_weekend
    assert in_lieu.total() == 22


def test_days_in_lieu_and_make_up_days_are_where_they_take_effect(vietnam_days: tuple[CalendarDay, ...]) -> None:
    for day in vietnam_days:
        if day.basis == "in lieu":
            assert day.day.weekday() < 5
        if day.kind is DayKind.MAKE_UP_WORKING_DAY:
            assert (day.basis, day.day.weekday()) == ("swapped", 5)


def test_every_row_shipped_is_read(vietnam_days: tuple[CalendarDay, ...]) -> None:
    assert len(vietnam_days) == 133
    assert (vietnam_days[0].day, vietnam_days[-1].day) == (date(2018, 12, 31), date(2027, 11, 24))
    assert Counter(day.status for day in vietnam_days) == {
        DayStatus.CONFIRMED: 123,
        DayStatus.FORECAST: 8,
        DayStatus.UNCONFIRMED: 2,
    }


def test_calendar_covers_what_it_says(vietnam: WorkingCalendar) -> None:
    assert (vietnam.first, vietnam.last) == (VIETNAM_FIRST, VIETNAM_LAST)
    assert vietnam.confirmed_through == VIETNAM_CONFIRMED_THROUGH
    assert date(2026, 11, 24) in vietnam.unconfirmed_days


@pytest.mark.parametrize(
    ("start", "working_days", "is_provisional"),
    [
        (date(2026, 8, 3), 60, False),
        (date(2026, 9, 1), 60, True),
        (date(2026, 11, 24), 20, False),
        (date(2026, 11, 25), 30, True),
    ],
)
def test_due_date_is_provisional_past_doubtful_days(
    vietnam: WorkingCalendar, start: date, working_days: int, is_provisional: bool
) -> None:
    due = vietnam.add(start, working_days)

    assert vietnam.is_provisional(start, due) is is_provisional


@pytest.mark.parametrize(
    ("start", "working_days", "year"), [(date(2027, 12, 1), 60, 2028), (date(2028, 3, 1), 1, 2028)]
)
def test_year_not_entered_is_named(vietnam: WorkingCalendar, start: date, working_days: int, year: int) -> None:
    with pytest.raises(CalendarNotPublishedError, match=f"published for {year}:"):
        vietnam.add(start, working_days)


@given(day=st.dates(date(2019, 1, 2), date(2027, 6, 30)))
def test_statutory_lengths_equal_walking_day_by_day(vietnam: WorkingCalendar, day: date) -> None:
    walked, worked = day, 0
    for length in (30, 60, 90):
        while worked < length:
            walked += timedelta(days=1)
            rests = walked.weekday() >= 5 and walked not in vietnam.make_up_days
            worked += not rests and walked not in vietnam.days_off

        assert vietnam.add(day, length) == walked
        assert vietnam.count(day, walked) == length


@given(day=st.dates(date(2019, 1, 2), date(2027, 3, 1)))
def test_sixty_and_thirty_days_are_ninety(vietnam: WorkingCalendar, day: date) -> None:
    assert vietnam.add(vietnam.add(day, 60), 30) == vietnam.add(day, 90)
