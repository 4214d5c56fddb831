"""Plan the alerts of open deadlines: for each rung reached, for each person who hears, one row.

Set-based and incremental: a deadline is looked at when it comes within reach, on the day it reaches its next rung, and
whenever it moved, somebody new hears, or calendars or ladders changed. A slice at a time: no transaction holds a
nation's day, and one that is broken off loses nothing. What is new is decided by a unique constraint, so that planning
may run at any time, twice, late, or in several schedulers at once. Why: docs/adr/0021-ladder.md.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max, Q

from admission.domain.breaks import break_ahead
from admission.domain.calendar import WorkingCalendar
from admission.domain.deadlines import last_day_with
from admission.domain.ladder import Ladder, days_on_another_level, level_on
from admission.models import BREAK, AlertLadder, AlertPlanning, CalendarVersion, Deadline
from admission.selectors.ladders import calendars_by_path, ladders_by_path
from admission.services.alert_statements import (
    ADD_BREAK,
    ADD_REACHED,
    CHOOSE,
    CHOOSE_BETWEEN,
    CHOOSE_KNOWN,
    CHOOSE_NEW,
    CHOOSE_PRACTICE,
    COLLECT,
    DROP,
    DROP_CHOSEN,
    DROP_NEAREST,
    DROP_WEIGHED,
    DUE_DATES,
    KEYED,
    LAST_CHOSEN,
    NEAREST,
    NOTE_PLANNED,
    WHERE_THEY_STAND,
    count_anew,
    give_room,
    looked_up_by_key,
    nearest,
    rows_of,
    run,
    slots_of,
    sql_day,
    weigh_break_statement,
    weigh_statement,
)
from admission.services.hearers import follow_hearers
from members.models.organization import inside

PLANNING = "alerts"
SLICE = 4_000
"""So many deadlines are looked at by one transaction."""
_CHUNK = 500
"""So many (day, calendar, ladder) stand in one statement."""


@dataclass(frozen=True, slots=True)
class _Basis:
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


_Adding = Callable[[Any, _Basis], int]
_START = _After()


def plan_alerts(*, today: date, practice_only: bool = False) -> int:
    """Plan the alert of each open deadline that has reached a rung, for each account that hears; count them.

    No day is looked up by equality, so a day without a sweep loses nothing: what reached several rungs meanwhile is
    planned once, on the highest. A file counts by the calendar of its branch, a request about personal data by that of
    its committee; the ladder is that of who must act.
    Raises: CalendarNotPublishedError, NoCalendarError.
    """
    return sum(plan_by_slices(today=today, practice_only=practice_only))


def plan_by_slices(*, today: date, practice_only: bool = False) -> Iterator[int]:
    """Do so a slice after the other, each in a transaction of its own; give how many alerts each of them added.

    Broken off, it goes on where it was: what is not noted as looked at is looked at again.
    """
    basis = _begin(today, practice_only)
    yield 0
    if not basis.working:
        return
    horizon = max(
        last_day_with(calendar, today, ladder.first)
        for calendar in basis.working.values()
        for ladder in basis.ladders.values()
    )
    within = {"horizon": sql_day(horizon)}
    if practice_only:
        yield from _plan_all(basis, CHOOSE_PRACTICE, within, _add_reached)
    else:
        yield from _plan_known(basis, horizon)
        yield from _plan_all(basis, CHOOSE_NEW, within, _add_reached)
    yield from _plan_breaks(basis)


def is_planned(today: date) -> bool:
    """Say whether everything that stands on another rung today was planned; of a day off nothing is to be planned.

    Raises: CalendarNotPublishedError, NoCalendarError.
    """
    working = [path for path, calendar in calendars_by_path().items() if calendar.is_working_day(today)]
    through = AlertPlanning.objects.filter(name=PLANNING).values_list("planned_through", flat=True).first() or {}
    return all(through.get(path) == today.isoformat() for path in working)


def look_again(deadlines: Q) -> None:
    """Have the next planning look again at some deadlines; harmless, since what was planned stays planned."""
    planned = Deadline.objects.open().limits().filter(planned_revision=F("revision"))
    planned.filter(deadlines).update(planned_revision=0)


@transaction.atomic
def _begin(today: date, practice_only: bool) -> _Basis:
    """Look at everything again where calendars or ladders are others, or the clock went back; else for new hearers.

    What it rests on is named first and read then: what is published meanwhile is found by the next one.
    """
    AlertPlanning.objects.get_or_create(name=PLANNING)
    state = AlertPlanning.objects.select_for_update().get(name=PLANNING)
    version = CalendarVersion.objects.aggregate(newest=Max("pk"))["newest"]
    ladder = AlertLadder.objects.aggregate(newest=Max("pk"))["newest"]
    text = f"{version or 0}:{ladder or 0}"
    basis = _Basis(today, calendars_by_path(), ladders_by_path(), practice_only, text)
    basis.working  # noqa: B018 - refused before anything is written
    give_room()
    new = follow_hearers(today=today)
    if state.basis != text or (state.planned_on is not None and today < state.planned_on) or new is None:
        state.planned_through, state.reached = {}, None
    elif new:
        look_again(inside(new, "organization__path"))
    if (state.basis, state.planned_on) != (text, today) or new is None:
        state.basis, state.planned_on = text, today
        state.save(update_fields=["basis", "planned_on", "planned_through", "reached"])
    return basis


@contextmanager
def _slice(basis: _Basis) -> Iterator[tuple[Any, AlertPlanning] | None]:
    """Open the transaction of a slice; None where somebody else goes by something newer meanwhile.

    The row is locked until its end: a second scheduler waits, and then goes on where this one was.
    """
    with transaction.atomic():
        state = AlertPlanning.objects.select_for_update().get(name=PLANNING)
        give_room()
        with connection.cursor() as cursor, looked_up_by_key(cursor):
            yield (cursor, state) if (state.basis, state.planned_on) == (basis.text, basis.today) else None


def _plan_known(basis: _Basis, horizon: date) -> Iterator[int]:
    """Plan what was looked at before and stands on another rung than when its calendar was planned last.

    No deadline is written for it: which due dates stand elsewhere today follows from the two days.
    """
    today = basis.today.isoformat()
    after: _After | None = _START
    chosen: dict[frozenset[tuple[str, str | None]], tuple[str, dict[str, Any]]] = {}
    while after is not None:
        with _slice(basis) as opened:
            if opened is None:
                return
            cursor, state = opened
            through = {path: state.planned_through.get(path) for path in basis.working}
            behind = frozenset((path, day) for path, day in through.items() if day is None or day < today)
            if not behind:
                return
            if behind not in chosen:
                chosen[behind] = _on_another_level(cursor, basis, dict(behind), horizon)
            days, bounds = chosen[behind]
            day, *last = state.reached or [None]
            after = _After(date.fromisoformat(last[0]), last[1]) if day == today else _START
            added, after = _plan_slice(cursor, basis, CHOOSE_KNOWN.format(days=days), bounds, after, _add_reached)
            state.reached = [today, after.on.isoformat(), after.pk] if after is not None else None
            if after is None:
                state.planned_through |= {path: today for path, _day in behind}
            state.save(update_fields=["planned_through", "reached"])
        yield added


def _on_another_level(
    cursor: Any, basis: _Basis, behind: Mapping[str, str | None], horizon: date
) -> tuple[str, dict[str, Any]]:
    """Give the condition for the due dates that stand on another level than when their calendar was planned last.

    Those of another calendar are looked at with them: that costs time and never an alert.
    """
    within = {"horizon": sql_day(horizon)}
    if None in behind.values():
        return "due_on <= %(horizon)s", within
    cursor.execute(DUE_DATES, within)
    dates = [_as_date(due_on) for (due_on,) in cursor.fetchall()]
    ladders = {ladder.warnings: ladder for ladder in basis.ladders.values()}
    found = {
        due_on
        for path, day in behind.items()
        for ladder in ladders.values()
        for due_on in days_on_another_level(
            dates, date.fromisoformat(str(day)), basis.today, basis.calendars[path], ladder
        )
    }
    slots, values = slots_of("due", map(sql_day, sorted(found)))
    return (f"due_on IN ({slots})" if slots else "FALSE"), values


def _plan_all(basis: _Basis, chosen: str, bounds: Mapping[str, Any], add: _Adding) -> Iterator[int]:
    """Plan what is chosen, from the earliest due date on."""
    after: _After | None = _START
    while after is not None:
        with _slice(basis) as opened:
            if opened is None:
                return
            added, after = _plan_slice(opened[0], basis, chosen, bounds, after, add)
        yield added


def _plan_slice(
    cursor: Any, basis: _Basis, chosen: str, bounds: Mapping[str, Any], after: _After, add: _Adding
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
    return added, _After(_as_date(due_on), pk) if count == SLICE else None


def _add_reached(cursor: Any, basis: _Basis) -> int:
    """Add the alerts of the rungs on which the deadlines of the slice stand, and note that these were looked at."""
    added = 0
    reached = [
        (sql_day(due_on), calendar, ladder, level)
        for due_on, calendar, ladder in _standing(cursor)
        if calendar in basis.working
        and (level := level_on(due_on, basis.today, basis.working[calendar], basis.ladders[ladder])) is not None
    ]
    for rungs in _chunks(reached):
        added += _add(cursor, basis, rungs, channel="email")
    slots, values = slots_of("working", basis.working)
    cursor.execute(NOTE_PLANNED.format(working=slots), values)
    return added


def _plan_breaks(basis: _Basis) -> Iterator[int]:
    """On the last working day before a long break, plan that what falls due in it and right after is said."""
    for path, calendar in basis.working.items():
        ahead = break_ahead(basis.today, calendar)
        if ahead is not None:
            until = {"until": sql_day(ahead.until)}
            yield from _plan_all(basis, CHOOSE_BETWEEN, until, partial(_add_break, path, calendar))


def _add_break(path: str, calendar: WorkingCalendar, cursor: Any, basis: _Basis) -> int:
    """Add what is said before a break of one calendar."""
    reached = [
        (sql_day(due_on), owner, ladder, level_on(due_on, basis.today, calendar, basis.ladders[ladder]))
        for due_on, owner, ladder in _standing(cursor)
        if owner == path
    ]
    rungs = [rung for rung in reached if rung[3] is not None]
    return sum(_add(cursor, basis, chunk, channel=BREAK) for chunk in _chunks(rungs))


def _add(cursor: Any, basis: _Basis, rungs: list[tuple[Any, ...]], *, channel: str) -> int:
    text, values = rows_of(rungs)
    said = {"today": sql_day(basis.today), "channel": channel}
    is_break = channel == BREAK
    cursor.execute(weigh_break_statement(text) if is_break else weigh_statement(text), values)
    count_anew(cursor, "admission_weighed")
    if is_break:
        added = run(cursor, ADD_BREAK, said)
    else:
        cursor.execute(NEAREST)
        cursor.execute(KEYED)
        count_anew(cursor, "admission_nearest")
        added = run(cursor, ADD_REACHED, said)
        cursor.execute(DROP_NEAREST)
    cursor.execute(DROP_WEIGHED)
    return added


def _standing(cursor: Any) -> list[tuple[date, str, str]]:
    cursor.execute(WHERE_THEY_STAND)
    return [(_as_date(due_on), calendar, ladder) for due_on, calendar, ladder in cursor.fetchall()]


def _as_date(day: date | str) -> date:
    """A day as the databases give it where no column says that it is one."""
    return date.fromisoformat(day) if isinstance(day, str) else day


def _chunks(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    every = list(rows)
    for begin in range(0, len(every), _CHUNK):
        yield every[begin : begin + _CHUNK]
