"""The days off of a year by the statute, against the years that notices settled; and the opinion of the library."""

from datetime import date

import pytest

from admission.domain.calendar_acts import with_year, without_swap
from admission.domain.calendar_file import (
    VIETNAM_CONFIRMED_THROUGH,
    VIETNAM_FIRST,
    VIETNAM_LAST,
    CalendarContent,
    CalendarDay,
    DayStatus,
)
from admission.domain.calendar_years import Opinion, hung_kings_day, lunar_new_year, opinions_on, proposed_days


@pytest.fixture
def shipped(vietnam_days: tuple[CalendarDay, ...]) -> CalendarContent:
    return CalendarContent(vietnam_days, VIETNAM_FIRST, VIETNAM_LAST, VIETNAM_CONFIRMED_THROUGH)


@pytest.mark.parametrize(
    ("year", "tet", "hung"),
    [
        (2025, date(2025, 1, 29), date(2025, 4, 7)),
        (2026, date(2026, 2, 17), date(2026, 4, 26)),
        (2027, date(2027, 2, 6), date(2027, 4, 16)),
        (2028, date(2028, 1, 26), date(2028, 4, 4)),
        (2030, date(2030, 2, 2), date(2030, 4, 12)),  # a day before the Chinese new year
    ],
)
def test_lunar_days(year: int, tet: date, hung: date) -> None:
    assert (lunar_new_year(year), hung_kings_day(year)) == (tet, hung)


@pytest.mark.parametrize("year", range(2021, 2028))
def test_proposal_is_what_the_notices_of_each_year_said(shipped: CalendarContent, year: int) -> None:
    """Since the Labour Code of 2019 is in force; swaps and the Culture Day, announced for 2026, are no statute."""
    proposed = {entry.day: entry.basis for entry in proposed_days(shipped, year)}

    official = {
        entry.day: entry.basis
        for entry in shipped.days
        if entry.day.year == year and entry.basis != "swapped" and entry.name_en != "Vietnam Culture Day"
    }
    proposed.pop(date(year, 11, 24), None)
    assert proposed == official


def test_culture_day_is_repeated_as_unconfirmed(shipped: CalendarContent) -> None:
    status = {entry.day: entry.status for entry in proposed_days(shipped, 2028)}

    assert status.pop(date(2028, 11, 24)) is DayStatus.UNCONFIRMED
    assert set(status.values()) == {DayStatus.FORECAST}


def test_count_of_days_in_lieu_is_that_of_holidays_on_the_weekly_rest(shipped: CalendarContent) -> None:
    for year in range(2021, 2060):
        days = proposed_days(shipped, year)
        on_rest = [entry for entry in days if entry.basis == "public holiday" and entry.day.weekday() in {5, 6}]
        in_lieu = [entry for entry in days if entry.basis == "in lieu"]

        assert len(in_lieu) == len(on_rest)
        assert not {entry.day.weekday() for entry in in_lieu} & {5, 6}
        assert len({entry.day for entry in days}) == len(days)


def test_library_agrees_with_every_year_but_the_swap_it_does_not_know(shipped: CalendarContent) -> None:
    found = [one for year in range(2019, 2028) for one in opinions_on(shipped, year)]

    assert found == [
        Opinion(date(2026, 1, 2), False, True, "Nghỉ hoán đổi dịp Tết Dương lịch (làm bù 10/01/2026)", ""),
        Opinion(date(2026, 1, 10), True, False, "Làm bù cho ngày 02/01/2026", ""),
    ]


def test_library_names_what_is_missing_here(shipped: CalendarContent) -> None:
    content = without_swap(shipped, off=date(2026, 8, 31), worked=date(2026, 8, 22))

    found = [one for one in opinions_on(content, 2026) if one.day.month == 8]
    assert [(one.day, one.ours, one.theirs) for one in found] == [
        (date(2026, 8, 22), False, True),
        (date(2026, 8, 31), True, False),
    ]
    assert "22/08/2026" in found[1].their_name


def test_library_agrees_with_a_proposed_year(shipped: CalendarContent) -> None:
    assert opinions_on(with_year(shipped, year=2028), 2028) == ()
