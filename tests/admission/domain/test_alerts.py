"""Levels of warning: each due date lies in one band or none, and the band says how many working days are left."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.alerts import LADDER, OVERDUE, Band, bands, is_digest_time, level_of
from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar

ONE_DAY = timedelta(days=1)


def naive_level(due_on: date, today: date, calendar: WorkingCalendar) -> int | None:
    """Walk from day to day, and take the least level that the days left do not exceed."""
    if due_on < today:
        return OVERDUE
    left, day = 0, today
    while day < due_on:
        day += ONE_DAY
        left += calendar.is_working_day(day)
    return min((level for level in LADDER if level >= left), default=None)


@given(today=st.dates(date(2018, 12, 31), date(2027, 12, 31)), distance=st.integers(-40, 60))
def test_level_equals_counting_day_by_day(today: date, distance: int, vietnam: WorkingCalendar) -> None:
    due_on = min(today + distance * ONE_DAY, vietnam.last)

    assert level_of(due_on, today, vietnam) == naive_level(due_on, today, vietnam)


@given(today=st.dates(date(2018, 12, 31), date(2027, 12, 31)), distance=st.integers(-40, 60))
def test_due_date_lies_in_one_band_at_most(today: date, distance: int, vietnam: WorkingCalendar) -> None:
    due_on = min(today + distance * ONE_DAY, vietnam.last)

    found = [
        band.level
        for band in bands(today, vietnam)
        if (band.after is None or band.after < due_on) and due_on <= band.through
    ]

    assert found == [level for level in (naive_level(due_on, today, vietnam),) if level is not None]


@given(today=st.dates(date(2018, 12, 31), date(2027, 12, 31)))
def test_bands_join_without_gap_from_the_most_urgent_on(today: date, vietnam: WorkingCalendar) -> None:
    found = bands(today, vietnam)

    assert [band.level for band in found] == [-1, 0, 1, 3, 7, 15]
    assert [band.after for band in found] == [None, *(band.through for band in found[:-1])]


def test_bands_before_tet_reach_over_the_days_off(vietnam: WorkingCalendar) -> None:
    # Friday 13 February 2026; 16 to 20 February are off.
    assert bands(date(2026, 2, 13), vietnam)[:3] == (
        Band(OVERDUE, None, date(2026, 2, 12)),
        Band(0, date(2026, 2, 12), date(2026, 2, 22)),
        Band(1, date(2026, 2, 22), date(2026, 2, 23)),
    )


def test_bands_of_the_last_published_weeks_still_warn(vietnam: WorkingCalendar) -> None:
    today = date(2027, 12, 27)

    assert level_of(date(2027, 12, 31), today, vietnam) == 7
    assert level_of(date(2027, 12, 28), today, vietnam) == 1
    assert {band.through for band in bands(today, vietnam) if band.level >= 7} == {date(2027, 12, 31)}


def test_bands_of_a_day_that_is_not_published_are_refused(vietnam: WorkingCalendar) -> None:
    with pytest.raises(CalendarNotPublishedError, match="2028"):
        bands(date(2028, 1, 3), vietnam)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 2, 6, 59), False),
        (datetime(2026, 3, 2, 7, 0), True),
        (datetime(2026, 3, 2, 23, 59), True),
        (datetime(2026, 2, 28, 9, 0), False),  # a Saturday
        (datetime(2026, 1, 10, 7, 0), True),  # a Saturday worked
        (datetime(2026, 2, 17, 9, 0), False),  # Tết
    ],
)
def test_digest_goes_out_from_seven_on_working_days(now: datetime, expected: bool, vietnam: WorkingCalendar) -> None:
    assert is_digest_time(now, vietnam) is expected
