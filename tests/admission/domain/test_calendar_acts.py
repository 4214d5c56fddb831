"""The acts on the content of a calendar: done whole or refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from admission.domain import calendar_acts as acts
from admission.domain.calendar_acts import DayBasis
from admission.domain.calendar_file import CalendarContent, CalendarDay, DayKind, DayStatus

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
EMPTY = CalendarContent((), FIRST, LAST, date(2025, 12, 31))
FRIDAY, SATURDAY, MONDAY = date(2026, 1, 2), date(2026, 1, 10), date(2026, 1, 5)
HOLIDAY = CalendarDay(
    date(2026, 1, 1), DayKind.DAY_OFF, "public holiday", "Tết Dương lịch", "New Year's Day", DayStatus.FORECAST, ""
)
WITH_HOLIDAY = replace(EMPTY, days=(HOLIDAY,))


def day_off(content: CalendarContent, day: date, basis: DayBasis, document: str = "") -> CalendarContent:
    return acts.with_day_off(content, day=day, basis=basis, name_vi="Nghỉ", name_en="Off", document=document)


@pytest.mark.parametrize("basis", [DayBasis.STATE_MOURNING, DayBasis.STORM])
def test_mourning_or_storm_is_worked_without_a_document(basis: DayBasis) -> None:
    with pytest.raises(acts.DocumentMissingError):
        day_off(EMPTY, FRIDAY, basis, "  ")

    assert EMPTY.build().is_working_day(FRIDAY)
    assert not day_off(EMPTY, FRIDAY, basis, "12/CĐ-TTg").build().is_working_day(FRIDAY)


def test_day_off_keeps_its_document() -> None:
    (entry,) = day_off(EMPTY, FRIDAY, DayBasis.STORM, " 12/CĐ-TTg ").days

    assert (entry.day, entry.basis, entry.source, entry.status) == (FRIDAY, "storm", "12/CĐ-TTg", DayStatus.CONFIRMED)


def test_day_is_not_off_twice() -> None:
    with pytest.raises(acts.DayTakenError) as refused:
        day_off(WITH_HOLIDAY, HOLIDAY.day, DayBasis.PUBLIC_HOLIDAY)

    assert (refused.value.day, refused.value.kind) == (HOLIDAY.day, DayKind.DAY_OFF)


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2027, 1, 1)])
def test_day_outside_the_calendar_is_refused(day: date) -> None:
    with pytest.raises(acts.DayOutsideError):
        day_off(EMPTY, day, DayBasis.PUBLIC_HOLIDAY)


def test_only_a_holiday_lies_on_the_weekly_rest() -> None:
    assert day_off(EMPTY, SATURDAY, DayBasis.PUBLIC_HOLIDAY).days
    with pytest.raises(acts.RestDayError):
        day_off(EMPTY, SATURDAY, DayBasis.IN_LIEU)


def test_swap_enters_both_halves() -> None:
    content = acts.with_swap(EMPTY, off=FRIDAY, worked=SATURDAY, document="12729/VPCP-KGVX")

    calendar = content.build()
    assert (calendar.is_working_day(FRIDAY), calendar.is_working_day(SATURDAY)) == (False, True)
    assert [(entry.day, entry.kind.value, entry.basis, entry.source) for entry in content.days] == [
        (FRIDAY, "day_off", "swapped", "12729/VPCP-KGVX"),
        (SATURDAY, "make_up_working_day", "swapped", "12729/VPCP-KGVX"),
    ]


@pytest.mark.parametrize(
    ("off", "worked", "refusal"),
    [
        (FRIDAY, MONDAY, acts.MakeUpOnWeekdayError),
        (SATURDAY, SATURDAY + timedelta(days=1), acts.RestDayError),
        (HOLIDAY.day, SATURDAY, acts.DayTakenError),
        (FRIDAY, date(2027, 1, 2), acts.DayOutsideError),
        (FRIDAY, FRIDAY, acts.MakeUpOnWeekdayError),
    ],
)
def test_swap_is_refused_whole(off: date, worked: date, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        acts.with_swap(WITH_HOLIDAY, off=off, worked=worked)


def test_make_up_day_is_not_worked_twice() -> None:
    once = acts.with_swap(EMPTY, off=FRIDAY, worked=SATURDAY)

    with pytest.raises(acts.DayTakenError) as refused:
        acts.with_swap(once, off=MONDAY, worked=SATURDAY)
    assert refused.value.kind is DayKind.MAKE_UP_WORKING_DAY


def test_half_of_a_swap_is_not_taken_out() -> None:
    content = acts.with_swap(EMPTY, off=FRIDAY, worked=SATURDAY)

    for day in (FRIDAY, SATURDAY):
        with pytest.raises(acts.HalfASwapError):
            acts.without_day(content, day=day)


def test_halves_of_two_swaps_are_not_undone_together() -> None:
    content = acts.with_swap(EMPTY, off=FRIDAY, worked=SATURDAY)
    content = acts.with_swap(content, off=date(2026, 5, 4), worked=date(2026, 5, 9))

    with pytest.raises(acts.HalfASwapError):
        acts.without_swap(content, off=FRIDAY, worked=date(2026, 5, 9))


def test_crossing_swaps_are_told_apart_by_their_names() -> None:
    early, late = (date(2026, 5, 5), date(2026, 5, 30)), (date(2026, 5, 11), date(2026, 5, 16))
    content = acts.with_swap(EMPTY, off=early[0], worked=early[1])
    content = acts.with_swap(content, off=late[0], worked=late[1])

    assert [(off.day, worked.day) for off, worked in acts.swaps_of(content)] == [early, late]


def test_unknown_day_is_not_taken_out() -> None:
    with pytest.raises(acts.DayNotEnteredError):
        acts.without_day(EMPTY, day=FRIDAY)
    with pytest.raises(acts.DayNotEnteredError):
        acts.without_swap(EMPTY, off=FRIDAY, worked=SATURDAY)


def test_year_follows_on_the_last_one() -> None:
    content = acts.with_year(EMPTY, year=2027)

    assert (content.last, content.confirmed_through) == (date(2027, 12, 31), EMPTY.confirmed_through)
    assert {entry.status for entry in content.days} == {DayStatus.FORECAST}
    assert len(content.days) == 14


@pytest.mark.parametrize(("year", "expected"), [(2028, 2027), (2199, 2027)])
def test_year_gap_is_refused(year: int, expected: int) -> None:
    with pytest.raises(acts.YearGapError) as refused:
        acts.with_year(EMPTY, year=year)

    assert refused.value.expected == expected


def test_known_year_and_one_too_far_are_refused() -> None:
    with pytest.raises(acts.YearKnownError):
        acts.with_year(EMPTY, year=2026)
    content = acts.with_year(acts.with_year(EMPTY, year=2027), year=2028)
    with pytest.raises(acts.YearTooFarError) as refused:
        acts.with_year(content, year=2029)
    assert refused.value.latest == 2028


def test_confirmed_year_is_no_longer_provisional() -> None:
    content = acts.confirmed_year(WITH_HOLIDAY, year=2026)

    assert WITH_HOLIDAY.build().is_provisional(date(2025, 12, 31), date(2026, 1, 5))
    assert not content.build().is_provisional(date(2025, 12, 31), date(2026, 12, 31))
    assert content.confirmed_through == LAST


def test_years_are_confirmed_in_order() -> None:
    longer = acts.with_year(EMPTY, year=2027)

    with pytest.raises(acts.YearGapError) as refused:
        acts.confirmed_year(longer, year=2027)
    assert refused.value.expected == 2026
    with pytest.raises(acts.DayOutsideError):
        acts.confirmed_year(EMPTY, year=2027)
    with pytest.raises(acts.YearSettledError):
        acts.confirmed_year(EMPTY, year=2025)


def test_single_day_is_confirmed_once() -> None:
    content = acts.confirmed_day(WITH_HOLIDAY, day=HOLIDAY.day)

    assert content.days == (replace(HOLIDAY, status=DayStatus.CONFIRMED),)
    with pytest.raises(acts.DayTakenError):
        acts.confirmed_day(content, day=HOLIDAY.day)
    with pytest.raises(acts.DayNotEnteredError):
        acts.confirmed_day(content, day=FRIDAY)


def test_imported_day_takes_the_place_of_the_known_one() -> None:
    other = replace(HOLIDAY, name_vi="Tết", status=DayStatus.CONFIRMED)

    assert acts.with_imported(WITH_HOLIDAY, days=[other]).days == (other,)


def test_imported_year_that_follows_makes_the_calendar_longer() -> None:
    content = acts.with_imported(EMPTY, days=[replace(HOLIDAY, day=date(2027, 1, 1))])

    assert (content.last, content.confirmed_through) == (date(2027, 12, 31), EMPTY.confirmed_through)


@pytest.mark.parametrize(
    ("entry", "refusal"),
    [
        (replace(HOLIDAY, day=date(2028, 1, 3)), acts.YearGapError),
        (replace(HOLIDAY, day=date(2024, 1, 1)), acts.DayOutsideError),
        (replace(HOLIDAY, day=FRIDAY, basis="swapped"), acts.HalfASwapError),
        (replace(HOLIDAY, day=MONDAY, kind=DayKind.MAKE_UP_WORKING_DAY), acts.MakeUpOnWeekdayError),
    ],
)
def test_import_is_refused_whole(entry: CalendarDay, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        acts.with_imported(EMPTY, days=[replace(HOLIDAY, day=date(2026, 4, 30)), entry])


def test_import_that_leaves_half_a_swap_behind_is_refused() -> None:
    content = acts.with_swap(EMPTY, off=FRIDAY, worked=SATURDAY)

    with pytest.raises(acts.HalfASwapError) as refused:
        acts.with_imported(content, days=[replace(HOLIDAY, day=FRIDAY)])
    assert refused.value.day == SATURDAY


def test_weekly_rest_of_one_day_makes_saturday_a_working_day() -> None:
    content = acts.with_weekend(EMPTY, weekend=frozenset({6}))

    assert content.build().is_working_day(SATURDAY)


@pytest.mark.parametrize("weekend", [frozenset(), frozenset(range(7)), frozenset({7})])
def test_weekly_rest_of_no_day_or_the_whole_week_is_refused(weekend: frozenset[int]) -> None:
    with pytest.raises(acts.InvalidWeekendError):
        acts.with_weekend(EMPTY, weekend=weekend)


def test_swap_that_makes_no_sense_with_another_weekly_rest_is_taken_out_whole() -> None:
    content = acts.with_swap(WITH_HOLIDAY, off=FRIDAY, worked=SATURDAY)

    assert acts.with_weekend(content, weekend=frozenset({6})).days == (HOLIDAY,)
    assert acts.with_weekend(content, weekend=frozenset({4, 5})).days == (HOLIDAY,)
    assert acts.with_weekend(content, weekend=frozenset({5})).days == content.days


# --- laws -------------------------------------------------------------------------------------------------------------
days = st.dates(FIRST, LAST)
_MONDAY = date(2025, 1, 6)


def _weekly(*weekdays: int) -> st.SearchStrategy[date]:
    """Days of these weekdays; built and not sifted, so that few draws are thrown away."""
    return st.builds(
        lambda week, weekday: _MONDAY + timedelta(weeks=week, days=weekday),
        st.integers(0, 101), st.sampled_from(weekdays),
    )  # fmt: skip


working, resting = _weekly(0, 1, 2, 3, 4), _weekly(5, 6)


@st.composite
def contents(draw: st.DrawFn) -> CalendarContent:
    """Some holidays, and some swaps that could be entered."""
    content = EMPTY
    for day in draw(st.frozensets(days, max_size=12)):
        content = acts.with_day_off(
            content, day=day, basis=DayBasis.PUBLIC_HOLIDAY, name_vi="Nghỉ lễ", name_en="Holiday"
        )
    for off, worked in draw(st.lists(st.tuples(days, days), max_size=6)):
        try:
            content = acts.with_swap(content, off=off, worked=worked)
        except acts.CalendarActError:
            continue
    return content


def working_days(content: CalendarContent) -> int:
    calendar = content.build()
    return calendar.count(FIRST, LAST) + calendar.is_working_day(FIRST)


@given(contents(), working, resting)
def test_swap_and_its_opposite_are_the_identity(content: CalendarContent, off: date, worked: date) -> None:
    try:
        swapped = acts.with_swap(content, off=off, worked=worked)
    except acts.CalendarActError:
        assume(False)
        raise

    assert swapped.digest() != content.digest()
    assert acts.without_swap(swapped, off=off, worked=worked).digest() == content.digest()


@given(contents(), working, resting)
def test_swap_changes_no_number_of_working_days(content: CalendarContent, off: date, worked: date) -> None:
    try:
        swapped = acts.with_swap(content, off=off, worked=worked)
    except acts.CalendarActError:
        assume(False)
        raise

    assert working_days(swapped) == working_days(content)


@given(contents(), days, days)
def test_swap_is_refused_or_leaves_as_many_halves_of_each_kind(
    content: CalendarContent, off: date, worked: date
) -> None:
    try:
        after = acts.with_swap(content, off=off, worked=worked)
    except acts.CalendarActError:
        after = content

    halves = [entry.kind for entry in after.days if entry.basis == "swapped"]
    assert halves.count(DayKind.DAY_OFF) == halves.count(DayKind.MAKE_UP_WORKING_DAY) == len(acts.swaps_of(after))


@given(contents(), days)
def test_day_off_and_taking_it_out_are_the_identity(content: CalendarContent, day: date) -> None:
    assume(acts.entry_of(content, day) is None)

    after = day_off(content, day, DayBasis.PUBLIC_HOLIDAY)

    assert acts.without_day(after, day=day).digest() == content.digest()
