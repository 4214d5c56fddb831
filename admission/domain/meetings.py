"""When a branch meets next: its regular day, forecast. No working day is asked for: branches meet on days off too.

The code of a meeting day: "" where none is fixed; "d03" the 3rd of each month (the last day of a month that is too
short); "w1-0" its first Monday, "w5-4" its last Friday.
"""

from calendar import monthrange
from datetime import date, timedelta

_LAST_WEEK = 5
_WEEK = 7
_LONGER_THAN_ANY_GAP = timedelta(days=62)
"""Two regular meetings of months that follow each other lie at most so far apart."""


def next_meeting_on(meeting_day: str, after: date) -> date | None:
    """Give the first regular meeting day later than `after`; None where no day is fixed.

    Raises: ValueError for a code that is none.
    """
    if not meeting_day:
        return None
    this_month = _meeting_in(after.year, after.month, meeting_day)
    if this_month > after:
        return this_month
    year, month = divmod(after.year * 12 + after.month, 12)
    return _meeting_in(year, month + 1, meeting_day)


def latest_meeting_on(meeting_day: str, by: date) -> date | None:
    """Give the last regular meeting day up to a day, that day included; None where no day is fixed.

    Raises: ValueError for a code that is none.
    """
    found, following = None, next_meeting_on(meeting_day, by - _LONGER_THAN_ANY_GAP)
    while following is not None and following <= by:
        found, following = following, next_meeting_on(meeting_day, following)
    return found


def _meeting_in(year: int, month: int, meeting_day: str) -> date:
    last = date(year, month, monthrange(year, month)[1])
    if meeting_day.startswith("d"):
        return last.replace(day=min(int(meeting_day[1:]), last.day))
    if not meeting_day.startswith("w"):
        raise ValueError(meeting_day)
    week, weekday = (int(part) for part in meeting_day[1:].split("-"))
    if week == _LAST_WEEK:
        return last - timedelta(days=(last.weekday() - weekday) % _WEEK)
    first = last.replace(day=1)
    return first + timedelta(days=(weekday - first.weekday()) % _WEEK + _WEEK * (week - 1))
