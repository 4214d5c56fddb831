"""How long two people have worked together: gaps, changes of standing, mergers, and a count from day to day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.together import Stay, together_since, together_until, was_official

ONE_DAY = timedelta(days=1)
ON = date(2026, 1, 5)


def stay(organization: int, from_on: date, until_on: date | None = None, *, official: bool = False) -> Stay:
    return Stay(organization, from_on, until_on, official)


def d(month: int, day: int, year: int = 2025) -> date:
    return date(year, month, day)


TOGETHER = [
    # Since the later of the two came.
    ([stay(1, d(1, 6))], [stay(1, d(3, 3))], d(3, 3)),
    ([stay(1, d(3, 3))], [stay(1, d(1, 6))], d(3, 3)),
    # In different organisations, or no longer both there.
    ([stay(1, d(1, 6))], [stay(2, d(1, 6))], None),
    ([stay(1, d(1, 6))], [stay(1, d(1, 6), d(1, 4, 2026))], None),
    ([stay(1, d(1, 6))], [stay(1, d(1, 6), ON)], d(1, 6)),
    ([stay(1, d(1, 6))], [stay(1, ON)], ON),
    ([stay(1, d(1, 6))], [stay(1, ON + ONE_DAY)], None),
    ([], [stay(1, d(1, 6))], None),
    # A gap of one day starts it again; no gap does not.
    ([stay(1, d(1, 6))], [stay(1, d(1, 6), d(5, 31)), stay(1, d(6, 2))], d(6, 2)),
    ([stay(1, d(1, 6))], [stay(1, d(1, 6), d(5, 31)), stay(1, d(6, 1))], d(1, 6)),
    # Probationary, then official, in one branch.
    ([stay(1, d(1, 6))], [stay(1, d(2, 3), d(5, 31)), stay(1, d(6, 1), official=True)], d(2, 3)),
    # The branches were merged: both move on the same day.
    ([stay(1, d(1, 6), d(5, 31)), stay(2, d(6, 1))], [stay(1, d(2, 3), d(5, 31)), stay(2, d(6, 1))], d(2, 3)),
    # One moved a day later than the other.
    ([stay(1, d(1, 6), d(5, 31)), stay(2, d(6, 1))], [stay(1, d(2, 3), d(6, 1)), stay(2, d(6, 2))], d(6, 2)),
    # He went to the other branch first, and the candidate followed.
    ([stay(1, d(1, 6), d(5, 31)), stay(2, d(6, 1))], [stay(2, d(1, 6))], d(6, 1)),
    # Overlapping entries of one organisation.
    ([stay(1, d(1, 6))], [stay(1, d(2, 3), d(6, 30)), stay(1, d(6, 1))], d(2, 3)),
    ([stay(1, d(1, 6))], [stay(1, d(2, 3)), stay(1, d(4, 1), d(5, 1))], d(2, 3)),
    # In two organisations at once: any of them will do.
    ([stay(1, d(1, 6)), stay(2, d(1, 6))], [stay(2, d(1, 6), d(8, 31)), stay(1, d(8, 1))], d(1, 6)),
]


@pytest.mark.parametrize(("first", "second", "since"), TOGETHER)
def test_together_since(first: list[Stay], second: list[Stay], since: date | None) -> None:
    assert together_since(first, second, ON) == since
    assert together_since(second, first, ON) == since


def test_histories_may_be_given_once_and_in_any_order() -> None:
    stays = [stay(1, d(6, 1)), stay(1, d(2, 3), d(5, 31))]

    assert together_since(iter(stays), iter([stay(1, d(1, 6))]), ON) == d(2, 3)


OFFICIAL = [stay(1, d(1, 6), d(5, 31)), stay(1, d(6, 1), d(9, 30), official=True), stay(2, d(10, 2), official=True)]


@pytest.mark.parametrize(
    ("on", "official"),
    [
        (d(5, 31), False),
        (d(6, 1), True),
        (d(9, 30), True),
        (d(10, 1), False),  # between two branches
        (d(10, 2), True),
        (date(2036, 1, 1), True),
    ],
)
def test_official_on_a_day(on: date, official: bool) -> None:
    assert was_official(OFFICIAL, on) is official


@st.composite
def histories(draw: st.DrawFn) -> tuple[Stay, ...]:
    """Up to five stays, some of them adjoining, in three organisations within some forty days."""
    found, day = [], ON - draw(st.integers(10, 40)) * ONE_DAY
    for _ in range(draw(st.integers(0, 5))):
        length = draw(st.integers(0, 12)) * ONE_DAY
        until_on = draw(st.sampled_from([day + length, day + length, None]))
        found.append(Stay(draw(st.integers(1, 3)), day, until_on, draw(st.booleans())))
        day = day + length + draw(st.integers(-2, 3)) * ONE_DAY
    return tuple(draw(st.permutations(found)))


def naive_since(first: tuple[Stay, ...], second: tuple[Stay, ...], on: date) -> date | None:
    """Walk back from day to day while both are in one organisation."""

    def together(day: date) -> bool:
        mine = {s.organization for s in first if s.holds_on(day)}
        return any(s.organization in mine for s in second if s.holds_on(day))

    since, day = None, on
    while together(day):
        since, day = day, day - ONE_DAY
    return since


@given(first=histories(), second=histories(), back=st.integers(0, 40))
def test_together_since_equals_counting_day_by_day(
    first: tuple[Stay, ...], second: tuple[Stay, ...], back: int
) -> None:
    on = ON - back * ONE_DAY

    assert together_since(first, second, on) == naive_since(first, second, on)


@given(first=histories(), second=histories())
def test_together_since_never_goes_back_while_they_stay_together(
    first: tuple[Stay, ...], second: tuple[Stay, ...]
) -> None:
    today, tomorrow = together_since(first, second, ON), together_since(first, second, ON + ONE_DAY)

    assert tomorrow in (None, ON + ONE_DAY, today)


PARTED = [
    # While both stay, and where they were never together on that day.
    ([stay(1, d(1, 6))], [stay(1, d(3, 3))], None),
    ([stay(1, d(1, 6))], [stay(2, d(1, 6))], None),
    ([stay(1, d(1, 6))], [stay(1, ON + ONE_DAY)], None),
    # One leaves: the last day together.
    ([stay(1, d(1, 6))], [stay(1, d(1, 6), d(1, 9, 2026))], d(1, 9, 2026)),
    ([stay(1, d(1, 6), d(1, 8, 2026)), stay(2, d(1, 9, 2026))], [stay(1, d(1, 6))], d(1, 8, 2026)),
    # Coming back later does not make it whole; a change of standing and a merger are no gap.
    ([stay(1, d(1, 6))], [stay(1, d(1, 6), ON), stay(1, d(2, 2, 2026))], ON),
    ([stay(1, d(1, 6))], [stay(1, d(1, 6), ON), stay(1, ON + ONE_DAY, official=True)], None),
    ([stay(1, d(1, 6), ON), stay(2, ON + ONE_DAY)], [stay(1, d(1, 6), ON), stay(2, ON + ONE_DAY)], None),
]


@pytest.mark.parametrize(("first", "second", "until"), PARTED)
def test_together_until(first: list[Stay], second: list[Stay], until: date | None) -> None:
    assert together_until(first, second, ON) == until
    assert together_until(second, first, ON) == until
