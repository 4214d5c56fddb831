"""A draft: acts that are written down, read again and done in order."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.calendar_acts import DayTakenError, YearKnownError, with_swap
from admission.domain.calendar_drafts import (
    ActKind,
    CalendarAct,
    act_from,
    changes_between,
    replay,
    replay_what_applies,
    with_source,
)
from admission.domain.calendar_file import CalendarContent, CalendarDay, DayKind, DayStatus

EMPTY = CalendarContent((), date(2025, 1, 1), date(2026, 12, 31), date(2025, 12, 31))
OFF, WORKED = date(2026, 1, 2), date(2026, 1, 10)
SWAP = CalendarAct(ActKind.SWAP, days=(OFF, WORKED))
UNDO = CalendarAct(ActKind.UNDO_SWAP, days=(OFF, WORKED))
YEAR = CalendarAct(ActKind.ADD_YEAR, year=2027)
HOLIDAY = CalendarAct(
    ActKind.DAY_OFF, days=(date(2026, 1, 1),), basis="public holiday", name_vi="Tết", name_en="New Year", document="1"
)
REST = CalendarAct(ActKind.WEEKEND, weekend=(6,))
ENTRY = CalendarDay(date(2026, 4, 30), DayKind.DAY_OFF, "public holiday", "30/4", "30/4", DayStatus.CONFIRMED, "tờ")
FILE = CalendarAct(ActKind.IMPORT, entries=(ENTRY,))
CONFIRM = CalendarAct(ActKind.CONFIRM_YEAR, year=2026)
EVERY = (SWAP, YEAR, HOLIDAY, FILE, CONFIRM, UNDO, REST)


@pytest.mark.parametrize("act", EVERY, ids=lambda act: str(act.kind))
def test_act_is_read_as_it_was_written(act: CalendarAct) -> None:
    assert act_from(act.stored()) == act


def test_acts_are_done_in_order() -> None:
    content = replay(EMPTY, EVERY)

    assert (content.last, content.confirmed_through, content.weekend) == (
        date(2027, 12, 31), date(2026, 12, 31), frozenset({6}),
    )  # fmt: skip
    assert [entry.day for entry in content.days if entry.day.year == 2026] == [date(2026, 1, 1), ENTRY.day]
    with pytest.raises(DayTakenError):
        replay(EMPTY, [SWAP, SWAP])


def test_what_was_done_meanwhile_is_left_out_by_name() -> None:
    newest = with_swap(EMPTY, off=OFF, worked=WORKED)

    kept, refused = replay_what_applies(newest, [SWAP, HOLIDAY, YEAR])

    assert (kept, refused) == ((HOLIDAY, YEAR), (SWAP,))


@given(st.lists(st.sampled_from(EVERY), max_size=8))
def test_what_applies_can_be_done_in_order(acts: list[CalendarAct]) -> None:
    kept, refused = replay_what_applies(EMPTY, acts)

    assert replay(EMPTY, kept).build().first == EMPTY.first
    assert sorted(map(repr, (*kept, *refused))) == sorted(map(repr, acts))


def test_changes_name_the_days_by_year() -> None:
    changes = changes_between(EMPTY, replay(EMPTY, [SWAP, YEAR]))

    assert sorted(changes.by_year) == [2026, 2027]
    assert [(change.day, change.before) for change in changes.by_year[2026]] == [(OFF, None), (WORKED, None)]
    assert changes.last == (date(2026, 12, 31), date(2027, 12, 31))
    assert (changes.confirmed_through, changes.weekend) == (None, None)


def test_nothing_changed_is_empty() -> None:
    assert changes_between(EMPTY, replay(EMPTY, [SWAP, UNDO])).is_empty
    assert not changes_between(EMPTY, replay(EMPTY, [REST])).is_empty


def test_days_without_a_document_rest_on_the_notice() -> None:
    content = with_source(replay(EMPTY, [SWAP, HOLIDAY]), "12729/VPCP-KGVX")

    assert [entry.source for entry in content.days] == ["1", "12729/VPCP-KGVX", "12729/VPCP-KGVX"]


def test_refusal_of_a_replayed_act_is_that_of_the_act() -> None:
    with pytest.raises(YearKnownError):
        replay(EMPTY, [YEAR, YEAR])
