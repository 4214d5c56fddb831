"""Walk through deadlines a slice at a time, each in a transaction of its own, and write down where the walk stands.

A walk may be broken off anywhere, and be walked by several schedulers at once. Why: docs/adr/0021-ladder.md.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from admission.domain.calendar import WorkingCalendar
from admission.domain.ladder import Ladder
from admission.models import AlertPlanning
from admission.services.alert_statements import (
    CHOOSE,
    COLLECT,
    DROP,
    DROP_CHOSEN,
    LAST_CHOSEN,
    count_anew,
    give_room,
    looked_up_by_key,
    nearest,
    sql_day,
)

PLANNING = "alerts"
SLICE = 2_000
"""So many deadlines are looked at by one transaction."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a planning goes by; `text` names it."""

    today: date
    calendars: Mapping[str, WorkingCalendar]
    ladders: Mapping[str, Ladder]
    practice_only: bool
    text: str

    @property
    def working(self) -> Mapping[str, WorkingCalendar]:
        """The calendars by which today is worked: on a day off nothing is planned. An exercise may be on any day."""
        return {p: c for p, c in self.calendars.items() if c.is_working_day(self.today) or self.practice_only}


@dataclass(frozen=True, slots=True)
class _After:
    """The last deadline of a slice; the next one begins after it."""

    on: date = date.min
    pk: int = 0

    @property
    def values(self) -> dict[str, Any]:
        return {"after_on": sql_day(self.on), "after_id": self.pk, "most": SLICE}


_START = _After()
Choice = tuple[str, Mapping[str, Any]]
"""The statement that chooses deadlines, and its values."""
Adding = Callable[[Any, Basis], int]
"""Adds the alerts of the slice that was collected, and counts them."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Deadlines that are looked at a slice after the other, from the earliest due date on.

    `ends`: what is noted as done today at its end; without any nothing is noted of it. `is_repeated`: it is walked from
    its start to its end, whatever was done before.
    """

    name: str
    ends: Sequence[str]
    choose: Callable[[Any, AlertPlanning], Choice]
    add: Adding
    is_repeated: bool = False

    def is_done(self, state: AlertPlanning, today: date) -> bool:
        """Say whether it came to its end today."""
        return all(state.planned_through.get(end) == today.isoformat() for end in self.ends)

    def place_in(self, state: AlertPlanning, today: date) -> _After | None:
        """Where it was broken off today, if it was."""
        if state.reached is None or state.reached[:2] != [today.isoformat(), self.name]:
            return None
        _day, _name, due_on, pk = state.reached
        return _After(date.fromisoformat(due_on), pk)

    def note(self, state: AlertPlanning, today: date, after: _After | None) -> None:
        """Write down where it stands, or its end. A place is of one walk: another one's is left where it is."""
        before = (dict(state.planned_through), state.reached)
        day = today.isoformat()
        if after is None:
            state.planned_through |= dict.fromkeys(self.ends, day)
            state.reached = None if self.place_in(state, today) is not None else state.reached
        elif not self.is_repeated:
            state.reached = [day, self.name, after.on.isoformat(), after.pk]
        if (state.planned_through, state.reached) != before:
            state.save(update_fields=["planned_through", "reached"])


def go(basis: Basis, walk: Walk) -> Iterator[int]:
    """Go through a walk; give how many alerts each slice added.

    From where the row says that it stands, slice by slice: somebody else may have walked on, or have found that all is
    to be looked at again. A repeated one keeps its place to itself.
    """
    after: _After | None = _START
    while after is not None:
        with _slice(basis) as opened:
            if opened is None:
                return
            cursor, state = opened
            if walk.is_done(state, basis.today) and not walk.is_repeated:
                return
            if not walk.is_repeated:
                after = walk.place_in(state, basis.today) or _START
            added, after = _plan_slice(cursor, basis, *walk.choose(cursor, state), after, walk.add)
            if walk.ends:
                walk.note(state, basis.today, after)
        yield added


@contextmanager
def _slice(basis: Basis) -> Iterator[tuple[Any, AlertPlanning] | None]:
    """Open the transaction of a slice; None where somebody else goes by something newer meanwhile.

    The row is locked until its end: a second scheduler waits, and then goes on where this one was.
    """
    with transaction.atomic():
        state = AlertPlanning.objects.select_for_update().get(name=PLANNING)
        give_room()
        with connection.cursor() as cursor, looked_up_by_key(cursor):
            yield (cursor, state) if (state.basis, state.planned_on) == (basis.text, basis.today) else None


def _plan_slice(
    cursor: Any, basis: Basis, chosen: str, bounds: Mapping[str, Any], after: _After, add: Adding
) -> tuple[int, _After | None]:
    """Put a slice of what is chosen into the table of the connection and plan it; give how many alerts were added, and
    where the next one begins.
    """
    values = {"today": sql_day(basis.today), "practice_only": basis.practice_only, **bounds, **after.values}
    cursor.execute(CHOOSE.format(chosen=chosen), values)
    cursor.execute(LAST_CHOSEN)
    last = cursor.fetchone()
    if last is None:
        cursor.execute(DROP_CHOSEN)
        return 0, None
    count_anew(cursor, "admission_chosen")
    calendar, calendar_values = nearest("place.path", "calendar", basis.calendars)
    ladder, ladder_values = nearest("actor.path", "ladder", basis.ladders)
    cursor.execute(COLLECT.format(calendar=calendar, ladder=ladder), values | calendar_values | ladder_values)
    cursor.execute(DROP_CHOSEN)
    count_anew(cursor, "admission_plan")
    added = add(cursor, basis)
    cursor.execute(DROP)
    due_on, pk, count = last
    return added, _After(as_date(due_on), pk) if count == SLICE else None


def as_date(day: date | str) -> date:
    """Give a day as the databases give it where no column says that it is one."""
    return date.fromisoformat(day) if isinstance(day, str) else day
