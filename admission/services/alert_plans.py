"""Plan the alerts of open deadlines: for each rung reached, for each person who hears, one row.

Set-based and incremental: a deadline is looked at when it comes within reach, on the day it reaches its next rung, and
whenever it moved, somebody new hears, or calendars or ladders changed. A slice at a time: no transaction holds a
nation's day, and one that is broken off loses nothing. What is new is decided by a unique constraint, so that planning
may run at any time, twice, late, or in several schedulers at once. Why: docs/adr/0021-ladder.md.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q

from admission.domain.breaks import break_ahead
from admission.domain.calendar import WorkingCalendar
from admission.domain.deadlines import last_day_with
from admission.domain.ladder import days_on_another_level, level_on
from admission.models import BREAK, AlertLadder, AlertPlanning, CalendarVersion, Deadline
from admission.selectors.ladders import calendars_by_path, ladders_by_path
from admission.services.alert_slices import PLANNING, SLICE, Basis, Choice, Walk, as_date, go
from admission.services.alert_statements import (
    ADD_BREAK,
    ADD_REACHED,
    CHOOSE_BETWEEN,
    CHOOSE_KNOWN,
    CHOOSE_NEW,
    CHOOSE_PRACTICE,
    DROP_NEAREST,
    DROP_WEIGHED,
    DUE_DATES,
    KEYED,
    NEAREST,
    NOTE_PLANNED,
    WHERE_THEY_STAND,
    count_anew,
    give_room,
    rows_of,
    run,
    slots_of,
    sql_day,
    weigh_break_statement,
    weigh_statement,
)
from admission.services.hearers import follow_hearers
from members.models.organization import inside

_NEW = "new"
MOST_AGAIN = SLICE
"""So many deadlines at most are written to have them looked at again."""
_CHUNK = 500
"""So many (day, calendar, ladder) stand in one statement."""


def plan_alerts(*, today: date, practice_only: bool = False) -> int:
    """Plan the alert of each open deadline that has reached a rung, for each account that hears; count them.

    No day is looked up by equality, so a day without a sweep loses nothing: what reached several rungs meanwhile is
    planned once, on the highest. A file counts by the calendar of its branch, a request about personal data by that of
    its committee; the ladder is that of who must act.
    Raises: CalendarNotPublishedError, NoCalendarError.
    """
    return sum(plan_by_slices(today=today, practice_only=practice_only))


def plan_by_slices(*, today: date, practice_only: bool = False, goes_on: bool = False) -> Generator[int]:
    """Do so a slice after the other, each in a transaction of its own; give how many alerts each of them added, the
    first being the beginning.

    Broken off, it goes on where it was: what is not noted as looked at is looked at again. `goes_on`: a day that was
    begun is not begun again.
    """
    basis = _begin(today, practice_only, goes_on)
    yield 0
    if not basis.working:
        return
    horizon = max(
        last_day_with(calendar, today, ladder.first)
        for calendar in basis.working.values()
        for ladder in basis.ladders.values()
    )
    walks = _practice(basis, horizon) if practice_only else _walks(basis, horizon, goes_on)
    for walk in walks:
        yield from go(basis, walk)


def plan_a_while(*, today: date, seconds: float) -> int:
    """Begin the planning of a day, or go on where the last one was, as long as `seconds` have not passed; count the
    alerts added.

    At least one slice, but for the one that begins. Who hears is compared at the beginning alone: whoever comes or goes
    until `plan_alerts` is found by that one. Raises: CalendarNotPublishedError, NoCalendarError.
    """
    until = monotonic() + seconds
    is_begun = AlertPlanning.objects.filter(name=PLANNING, planned_on=today).exists()
    added = 0
    with closing(plan_by_slices(today=today, goes_on=True)) as slices:
        for number, alerts in enumerate(slices):
            added += alerts
            if monotonic() >= until and (number or not is_begun):
                break
    return added


def is_planned(today: date) -> bool:
    """Say whether all walks of the day came to their end; of a day off nothing is to be planned.

    What was entered since is found by `plan_alerts`. Raises: CalendarNotPublishedError, NoCalendarError.
    """
    working = {path: calendar for path, calendar in calendars_by_path().items() if calendar.is_working_day(today)}
    breaks = [_break(path) for path, calendar in working.items() if break_ahead(today, calendar) is not None]
    through = AlertPlanning.objects.filter(name=PLANNING).values_list("planned_through", flat=True).first() or {}
    return not working or all(through.get(end) == today.isoformat() for end in (*working, _NEW, *breaks))


def look_again(deadlines: Q) -> bool:
    """Have the next planning look again at some deadlines; harmless, since what was planned stays planned.

    False: they are more than one transaction should write, and nothing was done.
    """
    planned = Deadline.objects.open().limits().filter(deadlines, planned_revision=F("revision"))
    few = list(planned.order_by().values_list("pk", flat=True)[: MOST_AGAIN + 1])
    if len(few) > MOST_AGAIN:
        return False
    planned.filter(pk__in=few).update(planned_revision=0)
    return True


@transaction.atomic
def _begin(today: date, practice_only: bool, goes_on: bool) -> Basis:
    """Look at everything again where calendars or ladders are others, or the clock went back; else for new hearers.

    What it rests on is named first and read then: what is published meanwhile is found by the next one.
    """
    AlertPlanning.objects.get_or_create(name=PLANNING)
    state = AlertPlanning.objects.select_for_update().get(name=PLANNING)
    version = CalendarVersion.objects.aggregate(newest=Max("pk"))["newest"]
    ladder = AlertLadder.objects.aggregate(newest=Max("pk"))["newest"]
    text = f"{version or 0}:{ladder or 0}"
    basis = Basis(today, calendars_by_path(), ladders_by_path(), practice_only, text)
    basis.working  # noqa: B018 - refused before anything is written
    if goes_on and (state.basis, state.planned_on) == (text, today):
        return basis
    give_room()
    new = follow_hearers(today=today)
    is_back = state.planned_on is not None and today < state.planned_on
    is_other = state.basis != text or is_back or new is None
    # What must be done there or below, and what is on its way there.
    heard = [inside(new or [], f"{end}__path") for end in ("organization", "also_organization")]
    if is_other or not all(look_again(of_them) for of_them in heard if new):
        is_other, state.planned_through, state.reached = True, {}, None
    if is_other or state.planned_on != today:
        state.basis, state.planned_on = text, today
        state.save(update_fields=["basis", "planned_on", "planned_through", "reached"])
    return basis


def _walks(basis: Basis, horizon: date, goes_on: bool) -> Iterator[Walk]:
    """Give the walks of a day. `goes_on`: what is new is looked for once, a slice at a time; otherwise from the start,
    whatever was done before, since it may be anywhere.
    """
    yield _known(basis, horizon)
    yield Walk(_NEW, [_NEW], lambda *_opened: (CHOOSE_NEW, {"horizon": sql_day(horizon)}), _add_new, not goes_on)
    yield from _before_breaks(basis)


def _practice(basis: Basis, horizon: date) -> Iterator[Walk]:
    """Give the walks of an exercise: few deadlines, and nothing is noted of them."""
    yield Walk("practice", [], lambda *_opened: (CHOOSE_PRACTICE, {"horizon": sql_day(horizon)}), _add_reached, True)
    for walk in _before_breaks(basis):
        yield replace(walk, name="practice", ends=[], is_repeated=True)


def _known(basis: Basis, horizon: date) -> Walk:
    """What was looked at before and stands on another rung than when its calendar was planned last.

    No deadline is written for it: which due dates stand elsewhere today follows from the two days.
    """
    chosen: dict[frozenset[tuple[str, str | None]], Choice] = {}

    def choose(cursor: Any, state: AlertPlanning) -> Choice:
        through = {path: state.planned_through.get(path) for path in basis.working}
        behind = {path: day for path, day in through.items() if day != basis.today.isoformat()}
        key = frozenset(behind.items())
        if key not in chosen:
            days, bounds = _on_another_level(cursor, basis, behind, horizon)
            chosen[key] = CHOOSE_KNOWN.format(days=days), bounds
        return chosen[key]

    return Walk("known", list(basis.working), choose, _add_reached)


def _on_another_level(
    cursor: Any, basis: Basis, behind: Mapping[str, str | None], horizon: date
) -> tuple[str, dict[str, Any]]:
    """Give the condition for the due dates that stand on another level than when their calendar was planned last.

    Those of another calendar are looked at with them: that costs time and never an alert.
    """
    within = {"horizon": sql_day(horizon)}
    if None in behind.values():
        return "due_on <= %(horizon)s", within
    cursor.execute(DUE_DATES, within)
    dates = [as_date(due_on) for (due_on,) in cursor.fetchall()]
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


def _before_breaks(basis: Basis) -> Iterator[Walk]:
    """On the last working day before a long break of a calendar: what falls due in it and right after."""
    for path, calendar, until in _breaks_ahead(basis):
        bounds = {"until": sql_day(until)}
        add = partial(_add_break, path, calendar, until)
        yield Walk(_break(path), [_break(path)], lambda *_opened, bounds=bounds: (CHOOSE_BETWEEN, bounds), add)


def _breaks_ahead(basis: Basis) -> Iterator[tuple[str, WorkingCalendar, date]]:
    for path, calendar in basis.working.items():
        ahead = break_ahead(basis.today, calendar)
        if ahead is not None:
            yield path, calendar, ahead.until


def _break(path: str) -> str:
    return f"break {path}"


def _add_reached(cursor: Any, basis: Basis) -> int:
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


def _add_new(cursor: Any, basis: Basis) -> int:
    """Add the same for what is new or moved, and what is said of it before a break that was walked through already."""
    added = _add_reached(cursor, basis)
    return added + sum(_add_break(*one, cursor, basis) for one in _breaks_ahead(basis))


def _add_break(path: str, calendar: WorkingCalendar, until: date, cursor: Any, basis: Basis) -> int:
    """Add what is said before a break of one calendar."""
    reached = [
        (sql_day(due_on), owner, ladder, level_on(due_on, basis.today, calendar, basis.ladders[ladder]))
        for due_on, owner, ladder in _standing(cursor)
        if owner == path and basis.today < due_on <= until
    ]
    rungs = [rung for rung in reached if rung[3] is not None]
    return sum(_add(cursor, basis, chunk, channel=BREAK) for chunk in _chunks(rungs))


def _add(cursor: Any, basis: Basis, rungs: list[tuple[Any, ...]], *, channel: str) -> int:
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
    return [(as_date(due_on), calendar, ladder) for due_on, calendar, ladder in cursor.fetchall()]


def _chunks(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    every = list(rows)
    for begin in range(0, len(every), _CHUNK):
        yield every[begin : begin + _CHUNK]
