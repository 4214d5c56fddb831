"""When the next digest falls due, and whether one was missed."""

from datetime import date, datetime

import pytest

from admission.domain.alerts import is_digest_missed, next_digest_at, next_digest_of_all
from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 2, 6, 59), datetime(2026, 3, 2, 7, 0)),
        (datetime(2026, 3, 2, 7, 0), datetime(2026, 3, 3, 7, 0)),
        (datetime(2026, 2, 27, 18, 0), datetime(2026, 3, 2, 7, 0)),  # over a weekend
        (datetime(2026, 1, 9, 18, 0), datetime(2026, 1, 10, 7, 0)),  # a Saturday worked
        (datetime(2026, 2, 13, 7, 0), datetime(2026, 2, 23, 7, 0)),  # over Tết
    ],
)
def test_next_digest_is_at_seven_on_a_working_day(now: datetime, expected: datetime, vietnam: WorkingCalendar) -> None:
    assert next_digest_at(now, vietnam) == expected


def test_next_digest_beyond_the_calendar_is_unknown(vietnam: WorkingCalendar) -> None:
    with pytest.raises(CalendarNotPublishedError, match="2028"):
        next_digest_at(datetime(2027, 12, 31, 9, 0), vietnam)


@pytest.mark.parametrize(
    ("off_from", "off_until", "missed"),
    [
        (datetime(2026, 3, 2, 6, 0), datetime(2026, 3, 2, 6, 59), False),
        (datetime(2026, 3, 2, 6, 0), datetime(2026, 3, 2, 7, 0), True),
        (datetime(2026, 3, 2, 7, 0), datetime(2026, 3, 3, 6, 0), False),
        (datetime(2026, 2, 27, 8, 0), datetime(2026, 3, 2, 6, 0), False),  # a weekend
        (datetime(2026, 2, 27, 8, 0), datetime(2026, 3, 2, 8, 0), True),
        (datetime(2027, 12, 31, 8, 0), datetime(2027, 12, 31, 12, 0), True),  # nobody knows when the next one is
    ],
)
def test_digest_is_missed_when_one_fell_due_in_between(
    off_from: datetime, off_until: datetime, missed: bool, vietnam: WorkingCalendar
) -> None:
    assert is_digest_missed(off_from, off_until, [(vietnam, 7)]) is missed


def without_saturdays_off() -> WorkingCalendar:
    """An office that rests on Sundays only; it knows no year but 2026."""
    return WorkingCalendar(date(2026, 1, 1), date(2026, 12, 31), days_off=frozenset(), weekend=frozenset({6}))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 2, 27, 6, 0), datetime(2026, 2, 27, 7, 0)),
        (datetime(2026, 2, 27, 7, 0), datetime(2026, 2, 27, 10, 0)),  # the later hour of the same day
        (datetime(2026, 2, 27, 10, 0), datetime(2026, 2, 28, 10, 0)),  # a Saturday worked in one office
        (datetime(2026, 2, 28, 10, 0), datetime(2026, 3, 2, 7, 0)),
        (datetime(2027, 1, 3, 10, 0), datetime(2027, 1, 4, 7, 0)),  # that office's calendar has ended
    ],
)
def test_next_digest_of_several_is_the_earliest(now: datetime, expected: datetime, vietnam: WorkingCalendar) -> None:
    assert next_digest_of_all(now, [(without_saturdays_off(), 10), (vietnam, 7)]) == expected


def test_next_digest_of_several_is_unknown_where_every_calendar_has_ended(vietnam: WorkingCalendar) -> None:
    with pytest.raises(CalendarNotPublishedError, match="2028"):
        next_digest_of_all(datetime(2027, 12, 31, 11, 0), [(vietnam, 7), (vietnam, 10)])


def test_digest_is_missed_by_any_hour_or_calendar(vietnam: WorkingCalendar) -> None:
    noon, late = datetime(2026, 2, 27, 9, 0), datetime(2026, 2, 27, 12, 0)
    saturday = datetime(2026, 2, 28, 9, 0), datetime(2026, 2, 28, 12, 0)

    assert not is_digest_missed(noon, late, [(vietnam, 7)])
    assert is_digest_missed(noon, late, [(vietnam, 7), (vietnam, 10)])
    assert not is_digest_missed(*saturday, [(vietnam, 10)])
    assert is_digest_missed(*saturday, [(vietnam, 10), (without_saturdays_off(), 10)])
