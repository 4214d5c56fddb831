"""Plan the alerts of open deadlines: for each rung reached, for each person who hears, one row.

Set-based and incremental: a deadline is looked at when it comes within reach, on the day it reaches its next rung, and
whenever it moved, somebody new hears, or calendars or ladders changed. What is new is decided by a unique constraint,
so that planning may run at any time, twice, late, or in several schedulers at once. Why: docs/adr/0021-ladder.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max, Q

from admission.domain.breaks import break_ahead
from admission.domain.calendar import WorkingCalendar
from admission.domain.deadlines import last_day_with
from admission.domain.ladder import Ladder, rung_of
from admission.models import BREAK, AlertLadder, AlertPlanning, CalendarVersion, Deadline
from admission.selectors.ladders import calendars_by_path, ladders_by_path
from admission.services.alert_statements import (
    CHOOSE,
    CHOOSE_BETWEEN,
    CHOOSE_DUE,
    COLLECT,
    DROP,
    DROP_CHOSEN,
    NOTE_NEXT,
    WHERE_THEY_STAND,
    add_break_statement,
    add_statement,
    count_anew,
    give_room,
    nearest,
    rows_of,
    run,
    sql_day,
)
from admission.services.hearers import follow_hearers
from members.models.organization import inside

PLANNING = "alerts"
_CHUNK = 500
"""So many (day, calendar, ladder) stand in one statement."""


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a planning goes by."""

    today: date
    calendars: Mapping[str, WorkingCalendar]
    ladders: Mapping[str, Ladder]
    practice_only: bool

    @property
    def working(self) -> Mapping[str, WorkingCalendar]:
        """The calendars by which today is worked: on a day off nothing is planned. An exercise may be on any day."""
        return {p: c for p, c in self.calendars.items() if c.is_working_day(self.today) or self.practice_only}


@transaction.atomic
def plan_alerts(*, today: date, practice_only: bool = False) -> int:
    """Plan the alert of each open deadline that has reached a rung, for each account that hears; count them.

    No day is looked up by equality, so a day without a sweep loses nothing: what reached several rungs meanwhile is
    planned once, on the highest. A file counts by the calendar of its branch, a request about personal data by that of
    its committee; the ladder is that of who must act.
    Raises: CalendarNotPublishedError, NoCalendarError.
    """
    basis = _Basis(today, calendars_by_path(), ladders_by_path(), practice_only)
    working = basis.working
    give_room()
    _look_again_where_needed(today)
    if not working:
        return 0
    horizon = max(
        last_day_with(calendar, today, ladder.first)
        for calendar in working.values()
        for ladder in basis.ladders.values()
    )
    with connection.cursor() as cursor:
        planned = 0
        if _collect(cursor, basis, CHOOSE_DUE, {"horizon": sql_day(horizon)}):
            planned += _plan_collected(cursor, basis)
            cursor.execute(DROP)
        return planned + _plan_breaks(cursor, basis)


def look_again(deadlines: Q) -> None:
    """Have the next planning look again at some deadlines; harmless, since what was planned stays planned."""
    planned = Deadline.objects.open().limits().filter(planned_revision=F("revision"))
    planned.filter(deadlines).update(planned_revision=0)


def _look_again_where_needed(today: date) -> None:
    """Look at everything again where calendars or ladders are others, or the clock went back; else for new hearers.

    The row is locked until the end: a second scheduler waits, and then finds nothing left to plan.
    """
    AlertPlanning.objects.get_or_create(name=PLANNING)
    state = AlertPlanning.objects.select_for_update().get(name=PLANNING)
    version = CalendarVersion.objects.aggregate(newest=Max("pk"))["newest"]
    ladder = AlertLadder.objects.aggregate(newest=Max("pk"))["newest"]
    basis = f"{version or 0}:{ladder or 0}"
    new = follow_hearers(today=today)
    if state.basis != basis or (state.planned_on is not None and today < state.planned_on) or new is None:
        look_again(Q())
    elif new:
        look_again(inside(new, "organization__path"))
    if (state.basis, state.planned_on) != (basis, today):
        state.basis, state.planned_on = basis, today
        state.save(update_fields=["basis", "planned_on"])


def _collect(cursor: Any, basis: _Basis, chosen: str, bounds: Mapping[str, Any]) -> bool:
    """Put what is to be looked at into the table of the connection; False, and no table, where there is nothing."""
    values = {"today": sql_day(basis.today), "practice_only": basis.practice_only, **bounds}
    cursor.execute(CHOOSE.format(chosen=chosen), values)
    count_anew(cursor, "admission_chosen")
    cursor.execute("SELECT id FROM admission_chosen LIMIT 1")
    if cursor.fetchone() is None:
        cursor.execute(DROP_CHOSEN)
        return False
    calendar, calendar_values = nearest("place.path", "calendar", basis.calendars)
    ladder, ladder_values = nearest("actor.path", "ladder", basis.ladders)
    cursor.execute(COLLECT.format(calendar=calendar, ladder=ladder), values | calendar_values | ladder_values)
    cursor.execute(DROP_CHOSEN)
    count_anew(cursor, "admission_plan")
    return True


def _plan_collected(cursor: Any, basis: _Basis) -> int:
    planned = 0
    stood = [
        ((due_on, calendar, ladder), rung_of(due_on, basis.today, basis.working[calendar], basis.ladders[ladder]))
        for due_on, calendar, ladder in _standing(cursor)
        if calendar in basis.working
    ]
    reached = [(sql_day(key[0]), *key[1:], rung.level) for key, rung in stood if rung.level is not None]
    for rungs in _chunks(reached):
        planned += _add(cursor, basis, rungs, channel="email")
    for rungs in _chunks([(sql_day(key[0]), *key[1:], sql_day(rung.next_on)) for key, rung in stood]):
        text, values = rows_of(rungs)
        cursor.execute(NOTE_NEXT.format(rungs=text), values)
    return planned


def _plan_breaks(cursor: Any, basis: _Basis) -> int:
    """On the last working day before a long break, plan that what falls due in it and right after is said."""
    planned = 0
    for path, calendar in basis.working.items():
        ahead = break_ahead(basis.today, calendar)
        if ahead is None or not _collect(cursor, basis, CHOOSE_BETWEEN, {"until": sql_day(ahead.until)}):
            continue
        reached = [
            (sql_day(due_on), owner, ladder, rung_of(due_on, basis.today, calendar, basis.ladders[ladder]).level)
            for due_on, owner, ladder in _standing(cursor)
            if owner == path
        ]
        for rungs in _chunks([rung for rung in reached if rung[3] is not None]):
            planned += _add(cursor, basis, rungs, channel=BREAK)
        cursor.execute(DROP)
    return planned


def _add(cursor: Any, basis: _Basis, rungs: list[tuple[Any, ...]], *, channel: str) -> int:
    text, values = rows_of(rungs)
    statement = add_break_statement(text) if channel == BREAK else add_statement(text)
    said = {"today": sql_day(basis.today), "channel": channel}
    return run(cursor, statement, values | said)


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
