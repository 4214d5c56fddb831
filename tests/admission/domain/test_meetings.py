"""The next regular meeting of a branch: by hand, and the laws."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.meetings import latest_meeting_on, next_meeting_on
from members.models.organization import MEETING_DAYS

days = st.dates(date(2018, 1, 1), date(2040, 12, 31))
codes = st.sampled_from(MEETING_DAYS)


@pytest.mark.parametrize(
    ("code", "after", "expected"),
    [
        ("d03", date(2026, 11, 2), date(2026, 11, 3)),
        ("d03", date(2026, 11, 3), date(2026, 12, 3)),  # today's meeting is not the next one
        ("d03", date(2026, 12, 3), date(2027, 1, 3)),  # a Sunday stays one
        ("d31", date(2027, 2, 1), date(2027, 2, 28)),
        ("d29", date(2028, 2, 1), date(2028, 2, 29)),
        ("w1-0", date(2026, 11, 1), date(2026, 11, 2)),
        ("w1-0", date(2026, 11, 2), date(2026, 12, 7)),
        ("w1-6", date(2026, 10, 31), date(2026, 11, 1)),
        ("w4-2", date(2026, 11, 1), date(2026, 11, 25)),
        ("w5-4", date(2026, 11, 1), date(2026, 11, 27)),
        ("w5-0", date(2026, 11, 1), date(2026, 11, 30)),  # the last one, whether it is the fourth or the fifth
    ],
)
def test_next_meeting_by_hand(code: str, after: date, expected: date) -> None:
    assert next_meeting_on(code, after) == expected


def test_no_day_is_forecast_where_none_is_fixed() -> None:
    assert next_meeting_on("", date(2026, 11, 2)) is None


def test_code_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="x3"):
        next_meeting_on("x3", date(2026, 11, 2))


@given(codes, days)
def test_next_meeting_comes_within_two_months_and_every_month_has_one(code: str, after: date) -> None:
    found = next_meeting_on(code, after)

    assert found is not None
    assert after < found <= after + timedelta(days=62)
    following = next_meeting_on(code, found)
    assert following is not None
    assert (following.year * 12 + following.month) - (found.year * 12 + found.month) == 1


@given(codes, days)
def test_next_meeting_is_monotone(code: str, after: date) -> None:
    one, other = next_meeting_on(code, after), next_meeting_on(code, after + timedelta(days=1))

    assert one is not None
    assert other is not None
    assert one <= other


@pytest.mark.parametrize(
    ("code", "by", "expected"),
    [
        ("d03", date(2026, 11, 3), date(2026, 11, 3)),  # today's meeting may be held already
        ("d03", date(2026, 11, 2), date(2026, 10, 3)),
        ("d31", date(2027, 3, 30), date(2027, 2, 28)),
        ("w5-0", date(2026, 11, 29), date(2026, 10, 26)),
        ("", date(2026, 11, 3), None),
    ],
)
def test_latest_meeting_by_hand(code: str, by: date, expected: date | None) -> None:
    assert latest_meeting_on(code, by) == expected


@given(codes.filter(bool), days)
def test_no_meeting_lies_between_the_latest_one_and_the_day(code: str, by: date) -> None:
    latest = latest_meeting_on(code, by)

    assert latest is not None
    assert latest <= by
    following = next_meeting_on(code, latest)
    assert following is not None
    assert following > by
