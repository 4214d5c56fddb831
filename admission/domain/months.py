"""Calendar months: adding them to a date, and how many have passed between two.

A month is not a number of days: twelve months are never 365 days, and their end never rolls to a working day.
"""

from calendar import monthrange
from datetime import date, timedelta

from admission.domain.calendar import check_is_date


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` calendar months later, or earlier when negative.

    A month without that day number ends on its last day. Always count from the original day: a result that was moved
    to the end of a short month has forgotten the day it came from.

    Raises:
        TypeError: ``day`` is not a plain date.
        ValueError: the result is not in the years 1 to 9999.

    Source: Civil Code 2015 art. 148.
    """
    check_is_date(day)
    years, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_index + 1
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"{months} months from {day} is beyond what a date can hold")
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def quarter_before(day: date) -> tuple[date, date]:
    """Return the first and the last day of the last quarter of a year that is over on ``day``.

    Raises:
        TypeError: ``day`` is not a plain date.
    """
    check_is_date(day)
    begins = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return add_months(begins, -3), begins - timedelta(days=1)


def full_months(start: date, end: date) -> int:
    """Return the number of full calendar months from ``start`` to ``end``; negative when ``end`` is before.

    It is the largest ``m`` with ``add_months(start, m) <= end``: an age, or the time two members have worked together.

    Raises:
        TypeError: ``start`` or ``end`` is not a plain date.

    Source: Civil Code 2015 art. 148.
    """
    check_is_date(end)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1
