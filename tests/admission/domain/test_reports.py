"""What the reports count, by hand."""

from datetime import date
from statistics import median as naive_median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.reports import AgeGroup, LimitState, age_group, limit_state, median, months_of

DUE_ON, AS_OF = date(2026, 2, 10), date(2026, 3, 2)


@pytest.mark.parametrize(
    ("met_on", "ended_on", "as_of", "state"),
    [
        (date(2026, 2, 10), None, AS_OF, LimitState.ON_TIME),
        (date(2026, 2, 11), None, AS_OF, LimitState.LATE),
        (None, None, date(2026, 2, 10), None),
        (None, None, date(2026, 2, 11), LimitState.LATE),
        (None, date(2026, 2, 10), AS_OF, None),
        (None, date(2026, 2, 11), AS_OF, LimitState.LATE),
    ],
)
def test_limit_is_kept_through_its_last_day(
    met_on: date | None, ended_on: date | None, as_of: date, state: LimitState | None
) -> None:
    assert limit_state(due_on=DUE_ON, met_on=met_on, ended_on=ended_on, as_of=as_of) == state


@pytest.mark.parametrize(
    ("born_on", "group"),
    [
        (date(1995, 3, 2), AgeGroup.TO_40),
        (date(1995, 3, 3), AgeGroup.TO_30),
        (date(1965, 3, 2), AgeGroup.ABOVE),
        (date(1965, 3, 3), AgeGroup.TO_60),
        (None, AgeGroup.UNKNOWN),
    ],
)
def test_age_counts_completed_years(born_on: date | None, group: AgeGroup) -> None:
    assert age_group(born_on, AS_OF) == group


def test_born_on_a_leap_day_completes_a_year_on_the_first_of_march() -> None:
    assert age_group(date(1996, 2, 29), date(2027, 2, 28)) == AgeGroup.TO_30
    assert age_group(date(1996, 2, 29), date(2027, 3, 1)) == AgeGroup.TO_40


def test_months_of_a_period_are_those_it_touches() -> None:
    months = list(months_of(date(2025, 11, 30), date(2026, 2, 1)))

    assert months == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_median_of_nothing_is_nothing() -> None:
    assert median({}) is None


@given(st.lists(st.integers(min_value=-5, max_value=90), min_size=1, max_size=40))
def test_median_equals_the_naive_one(values: list[int]) -> None:
    assert median({value: values.count(value) for value in values}) == naive_median(values)
