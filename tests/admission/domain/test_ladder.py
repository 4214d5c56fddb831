"""The ladder: on which rung a due date stands, when it reaches the next, and who hears there."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.ladder import (
    OFFERED,
    STANDARD,
    Audience,
    DigestHourError,
    Ladder,
    LadderBoundsError,
    TooManyWarningsError,
    UnknownWarningError,
    WarningsMissingError,
    days_on_another_level,
    ladder_of,
    level_on,
    reaches,
)

ONE_DAY = timedelta(days=1)
LADDERS = st.sampled_from([STANDARD, Ladder((30, 20, 10, 5, 2), 6), Ladder((5,), 12), Ladder((10, 2))])


def naive_level(due_on: date, today: date, calendar: WorkingCalendar, ladder: Ladder) -> int | None:
    """Walk from day to day; late, take the greatest of 1, 3, 5, 10, 15 … that the days late reach."""
    days, day = 0, min(due_on, today)
    while day < max(due_on, today):
        day += ONE_DAY
        days += calendar.is_working_day(day)
    if due_on >= today:
        return min((level for level in (*ladder.warnings, 1, 0) if level >= days), default=None)
    rungs: list[int] = [1, 3, *range(5, 1000, 5)]
    highest: int = max(rung for rung in rungs if rung <= max(days, 1))
    return -highest


@given(today=st.dates(date(2019, 4, 1), date(2027, 11, 1)), distance=st.integers(-50, 70), ladder=LADDERS)
def test_level_equals_counting_day_by_day(today: date, distance: int, ladder: Ladder, vietnam: WorkingCalendar) -> None:
    due_on = min(today + distance * ONE_DAY, vietnam.last)

    assert level_on(due_on, today, vietnam, ladder) == naive_level(due_on, today, vietnam, ladder)


@given(
    since=st.dates(date(2019, 4, 1), date(2027, 6, 1)), later=st.integers(0, 30), ladder=LADDERS,
)  # fmt: skip
def test_due_dates_on_another_level_are_those_that_counting_finds(
    since: date, later: int, ladder: Ladder, vietnam: WorkingCalendar
) -> None:
    today = since + later * ONE_DAY
    days = [since + distance * ONE_DAY for distance in range(-60, 60)]

    found = days_on_another_level(days, since, today, vietnam, ladder)

    assert found == {
        day for day in days if naive_level(day, since, vietnam, ladder) != naive_level(day, today, vietnam, ladder)
    }


def test_levels_around_tet_come_on_the_working_days_counted(vietnam: WorkingCalendar) -> None:
    # Due on Monday 2 March 2026; 16 to 20 February are off.
    due_on, day = date(2026, 3, 2), date(2026, 1, 28)
    met: list[tuple[int | None, date]] = [(level_on(due_on, day, vietnam, STANDARD), day)]
    while day < date(2026, 3, 30):
        before, day = day, day + ONE_DAY
        if days_on_another_level([due_on], before, day, vietnam, STANDARD):
            met.append((level_on(due_on, day, vietnam, STANDARD), day))

    assert met == [
        (None, date(2026, 1, 28)),
        (15, date(2026, 2, 2)),
        (7, date(2026, 2, 12)),
        (3, date(2026, 2, 25)),
        (1, date(2026, 2, 27)),
        (0, date(2026, 3, 2)),
        (-1, date(2026, 3, 3)),
        (-3, date(2026, 3, 5)),
        (-5, date(2026, 3, 9)),
        (-10, date(2026, 3, 16)),
        (-15, date(2026, 3, 23)),
        (-20, date(2026, 3, 30)),
    ]


def test_due_date_on_a_day_off_belongs_to_the_working_day_before(vietnam: WorkingCalendar) -> None:
    tet = date(2026, 2, 18)

    assert level_on(tet, date(2026, 2, 13), vietnam, STANDARD) == 0
    assert level_on(tet, date(2026, 2, 19), vietnam, STANDARD) == -1


def test_due_date_beyond_the_calendar_waits_for_it(vietnam: WorkingCalendar) -> None:
    assert level_on(date(2028, 1, 3), date(2027, 12, 30), vietnam, STANDARD) is None


def test_level_on_a_day_that_is_not_published_is_refused(vietnam: WorkingCalendar) -> None:
    with pytest.raises(CalendarNotPublishedError, match="2028"):
        level_on(date(2027, 12, 1), date(2028, 1, 3), vietnam, STANDARD)


@pytest.mark.parametrize(
    ("warnings", "hour", "error"),
    [
        ((15, 7, 4), 7, UnknownWarningError),
        ((60, 15), 7, UnknownWarningError),
        ((), 7, WarningsMissingError),
        ((3, 2), 7, WarningsMissingError),
        ((30, 25, 20, 15, 10, 7), 7, TooManyWarningsError),
        ((15, 7), 5, DigestHourError),
        ((15, 7), 13, DigestHourError),
    ],
)
def test_ladder_outside_the_bounds_is_refused(
    warnings: tuple[int, ...], hour: int, error: type[LadderBoundsError]
) -> None:
    with pytest.raises(error):
        ladder_of(warnings, hour)


@given(chosen=st.sets(st.sampled_from(OFFERED), max_size=5), hour=st.integers(6, 12))
def test_statutory_rungs_are_on_every_ladder(chosen: set[int], hour: int) -> None:
    try:
        ladder = ladder_of(chosen, hour)
    except WarningsMissingError:
        assert max(chosen, default=0) < 5
        return

    assert [ladder.level_at(remaining) for remaining in (1, 0, -1, -2, -3, -4, -5, -9, -10)] == [
        1, 0, -1, -1, -3, -3, -5, -5, -10,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("level", "rule", "widened"),
    [
        (3, [], []),
        (1, [], ["above"]),
        (0, [], ["above"]),
        (-1, ["above"], ["above"]),
        (-3, ["above"], ["above", "inspector"]),
        (-5, ["above", "inspector"], ["above", "inspector"]),
    ],
)
def test_those_further_away_hear_later_or_once_nobody_acknowledges(
    level: int, rule: list[str], widened: list[str]
) -> None:
    acting = ["actor", "deputy", "delegate", "other_end"]

    assert [one for one in Audience if reaches(one, level, is_widened=False)] == acting + rule
    assert [one for one in Audience if reaches(one, level, is_widened=True)] == acting + widened
