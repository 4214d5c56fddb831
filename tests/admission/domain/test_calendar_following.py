"""What an own calendar takes over from the one it was derived from, and what stays its own."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.calendar_acts import (
    DayBasis,
    confirmed_year,
    with_day_off,
    with_swap,
    with_weekend,
    with_year,
    without_swap,
)
from admission.domain.calendar_drafts import ActKind, CalendarAct, act_from
from admission.domain.calendar_file import CalendarContent
from admission.domain.calendar_following import follow

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
BASE = CalendarContent((), FIRST, LAST, LAST)
MONDAY, SATURDAY = date(2026, 6, 1), date(2026, 6, 6)
WEDNESDAY = date(2026, 6, 10)


def off(content: CalendarContent, day: date) -> CalendarContent:
    return with_day_off(content, day=day, basis=DayBasis.PUBLIC_HOLIDAY, name_vi="Lễ", name_en="Feast")


def own_day(content: CalendarContent, day: date) -> CalendarContent:
    return with_day_off(content, day=day, basis=DayBasis.STORM, name_vi="Bão", name_en="Storm", document="1")


def swapped(content: CalendarContent) -> CalendarContent:
    return with_swap(content, off=MONDAY, worked=SATURDAY)


def test_day_that_the_inherited_calendar_adds_is_taken_over_beside_the_own_ones() -> None:
    found = follow(own_day(BASE, WEDNESDAY), BASE, off(BASE, MONDAY))

    assert found.content == off(own_day(BASE, WEDNESDAY), MONDAY)
    assert [change.day for change in found.taken.days] == [MONDAY]
    assert found.kept == ()


def test_day_that_the_inherited_calendar_takes_out_goes() -> None:
    before = off(BASE, MONDAY)

    assert follow(own_day(before, WEDNESDAY), before, BASE).content == own_day(BASE, WEDNESDAY)


def test_day_that_the_own_calendar_says_otherwise_stays_and_is_named() -> None:
    own = own_day(BASE, MONDAY)

    found = follow(own, BASE, off(BASE, MONDAY))

    assert (found.content, found.taken.is_empty) == (own, True)
    assert [(change.day, change.before, change.after) for change in found.kept] == [
        (MONDAY, own.days[0], off(BASE, MONDAY).days[0])
    ]


def test_day_taken_over_by_hand_is_no_news() -> None:
    now = off(BASE, MONDAY)

    found = follow(now, BASE, now)

    assert (found.taken.is_empty, found.kept) == (True, ())


def test_swap_comes_and_goes_whole() -> None:
    own = own_day(BASE, WEDNESDAY)
    after = follow(own, BASE, swapped(BASE)).content

    assert after.build().is_working_day(SATURDAY)
    assert not after.build().is_working_day(MONDAY)
    assert follow(after, swapped(BASE), without_swap(swapped(BASE), off=MONDAY, worked=SATURDAY)).content == own


@pytest.mark.parametrize("day", [MONDAY, SATURDAY])
def test_swap_of_which_one_half_is_another_in_the_own_calendar_is_left_whole(day: date) -> None:
    own = off(BASE, day)

    found = follow(own, BASE, swapped(BASE))

    assert found.content == own
    assert {change.day for change in found.kept} == {MONDAY, SATURDAY}


def test_swap_that_makes_no_sense_under_the_own_weekly_rest_is_left_whole() -> None:
    own = with_weekend(BASE, weekend=frozenset({6}))

    found = follow(own, BASE, off(swapped(BASE), WEDNESDAY))

    assert found.content == off(own, WEDNESDAY)
    assert {change.day for change in found.kept} == {MONDAY, SATURDAY}


def test_swap_that_the_own_calendar_undid_and_the_inherited_one_undoes_is_no_news() -> None:
    assert follow(BASE, swapped(BASE), BASE).taken.is_empty


def test_year_that_was_added_and_confirmed_is_taken_over() -> None:
    base = replace(BASE, days=())
    now = confirmed_year(with_year(base, year=2027), year=2027)
    own = own_day(BASE, WEDNESDAY)

    found = follow(own, base, now)

    assert (found.content.last, found.content.confirmed_through) == (date(2027, 12, 31), date(2027, 12, 31))
    assert {entry.day for entry in now.days} < {entry.day for entry in found.content.days}
    assert found.content.weekend == own.weekend


def test_act_of_following_survives_being_stored_and_gives_what_was_shown() -> None:
    now = confirmed_year(with_year(swapped(BASE), year=2027), year=2027)
    own = off(own_day(BASE, WEDNESDAY), date(2026, 7, 1))
    found = follow(own, off(BASE, date(2026, 7, 1)), now)
    taken = found.taken
    assert taken.last is not None
    act = CalendarAct(
        ActKind.FOLLOW,
        days=tuple(change.day for change in taken.days if change.after is None),
        entries=tuple(change.after for change in taken.days if change.after is not None),
        document="Lịch chung · 2", version=2, last=taken.last[1], confirmed_through=date(2027, 12, 31),
    )  # fmt: skip

    assert act_from(act.stored()) == act
    assert act.perform(own) == found.content
