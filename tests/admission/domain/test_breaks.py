"""Long breaks: seen from the last working day before them, and from no other day."""

from datetime import date, timedelta

from admission.domain.breaks import Break, break_ahead
from admission.domain.calendar import WorkingCalendar


def test_tet_is_announced_on_the_last_working_day_before_it(vietnam: WorkingCalendar) -> None:
    tet = break_ahead(date(2026, 2, 13), vietnam)

    assert tet == Break(first=date(2026, 2, 14), last=date(2026, 2, 22), until=date(2026, 2, 25))
    assert tet.days == 9
    days = [date(2026, 2, 1) + timedelta(days=number) for number in range(28)]
    assert [day for day in days if break_ahead(day, vietnam)] == [date(2026, 2, 13)]


def test_breaks_of_2026_are_those_of_four_days_or_more(vietnam: WorkingCalendar) -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    found = {day: ahead for day in days if (ahead := break_ahead(day, vietnam))}

    for day, ahead in found.items():
        off = [ahead.first + timedelta(days=number) for number in range(ahead.days)]
        assert len(off) >= 4
        assert not any(vietnam.is_working_day(one) for one in off)
        assert vietnam.is_working_day(day)
        assert vietnam.is_working_day(ahead.last + timedelta(days=1))
        assert vietnam.count(ahead.last, ahead.until) == 3
    assert date(2026, 2, 13) in found
    assert date(2026, 3, 6) not in found


def test_break_at_the_end_of_the_calendar_is_nobodys_guess(vietnam: WorkingCalendar) -> None:
    assert break_ahead(date(2027, 12, 31), vietnam) is None
