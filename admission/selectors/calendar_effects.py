"""What another content of a calendar would do to the open deadlines of its territory: counted by distinct periods, read
by name a page at a time. The preview and the recount after it are made from the same plan.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.calendar_change import (
    Count,
    Period,
    Recount,
    causes_of,
    changed_days,
    is_earlier,
    is_passed,
    recounted,
)
from admission.domain.calendar_file import CalendarContent, DayKind
from admission.domain.rules import Unit
from admission.labels import deadline_label
from admission.models import Calendar, CalendarVersion, Deadline
from admission.selectors.calendars import NoCalendarError, calendar_for
from members.text import initials

PAGE = 200
"""So many moves are shown on one page."""
MOST_NAMED = 5
"""So many deadlines are named when a calendar is refused."""
BATCH = 4_000
"""Periods in one statement: SQLite takes 32,766 values."""


PLACE = """
  LEFT JOIN admission_admissioncase c ON c.id = d.case_id
  JOIN members_organization place ON place.id = COALESCE(c.branch_id, d.organization_id)"""
"""By whose calendar a deadline counts: that of its branch, or, of a request, of its committee."""
OPEN = "d.status = 'open'"
COUNTED = f"d.unit = '{Unit.WORKING_DAYS.value}'"
"""Months and days of the law on personal data are the same by every calendar. Both are written as the condition of the
index deadline_counted, for the databases to take it.
"""


@dataclass(frozen=True, slots=True)
class Territory:
    """Where a calendar holds: below `inside`, without the subtrees that have a calendar of their own."""

    inside: str
    elsewhere: tuple[str, ...]

    def condition(self, path: str) -> tuple[str, dict[str, str]]:
        """Give it as SQL on a column, with its values."""
        values = {f"not_{number}": f"{below}%" for number, below in enumerate(self.elsewhere)}
        outside = "".join(f" AND {path} NOT LIKE %({name})s" for name in values)
        return f"{path} LIKE %(inside)s{outside}", {"inside": f"{self.inside}%", **values}

    @property
    def is_everything(self) -> bool:
        """Say whether it holds everywhere: then no row has to be asked where it belongs."""
        return not self.inside and not self.elsewhere

    def open_deadlines(
        self, joined: str = "", status: str = OPEN, *, placed: bool = False
    ) -> tuple[str, dict[str, str]]:
        """Give the deadlines there that count working days, as SQL from FROM on, with its values.

        `joined`: what is joined to them; `placed`: whether `place` is named besides, by whose calendar each counts.
        """
        condition, values = ("", {}) if self.is_everything else self.condition("place.path")
        place = PLACE if placed or condition else ""
        inside = f" AND {condition}" if condition else ""
        return f"FROM admission_deadline d {joined} {place} WHERE {status} AND {COUNTED}{inside}", values


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day that is worked now and was not, or the other way round; `name` as the calendar calls it, else empty."""

    on: date
    is_worked: bool
    name_vi: str
    name_en: str

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_vi


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One deadline that moves, or whose day would be lost: the file by code and initials, old and new last day, the
    changed days that do it; `path`: where its place stands in the tree. `old_due_on` is None where the day becomes
    known.
    """

    code: str
    initials: str
    url: str
    place: str
    path: str
    label: str
    old_due_on: date | None
    due_on: date | None
    is_earlier: bool
    is_passed: bool
    causes: tuple[ChangedDay, ...]


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What publishing would do. `plan`: every period of which anything changes; `lost` and `lost_count`: the first open
    deadlines that would lie outside, and how many; `token`: what it rests on, to be handed back with the confirmation.
    """

    days: tuple[ChangedDay, ...]
    plan: tuple[Recount, ...]
    lost: tuple[MoveLine, ...]
    lost_count: int
    token: str
    today: date

    @property
    def moves(self) -> int:
        return _total(each for each in self.plan if each.moves)

    @property
    def earlier(self) -> int:
        return _total(each for each in self.plan if each.moves_earlier)

    @property
    def passed(self) -> int:
        return _total(each for each in self.plan if each.moves and each.passes(self.today))

    @property
    def to_settle(self) -> int:
        """How many a person has to look at."""
        return _total(each for each in self.plan if each.moves and (each.moves_earlier or each.passes(self.today)))

    @property
    def becomes_final(self) -> int:
        return _total(each for each in self.plan if each.becomes_final)

    @property
    def becomes_provisional(self) -> int:
        return _total(each for each in self.plan if each.becomes_provisional)


def territory_of(calendar: Calendar) -> Territory:
    """Give where a calendar holds, once it has a version."""
    inside = calendar.organization.path if calendar.organization else ""
    below = CalendarVersion.objects.filter(calendar__organization__path__startswith=inside)
    owners = below.exclude(calendar=calendar).values_list("calendar__organization__path", flat=True)
    return Territory(inside, tuple(sorted(set(owners))))


def calendar_now(calendar: Calendar) -> WorkingCalendar | None:
    """Give what holds in its territory today: its newest version, else what it inherits, else nothing."""
    try:
        return calendar_for(calendar.organization).calendar
    except NoCalendarError:
        return None


def preview_change(calendar: Calendar, content: CalendarContent, today: date) -> ChangePreview:
    """Tell what publishing a content would do, without writing anything. Raises: InvalidCalendarError."""
    new, now, territory = content.build(), calendar_now(calendar), territory_of(calendar)
    plan, lost = [], []
    for period in open_periods(territory):
        try:
            recount = recounted(period, new)
        except CalendarNotPublishedError:  # it begins before the calendar
            lost.append(period)
            continue
        if recount.loses_its_day:
            lost.append(period)
        elif recount.changes:
            plan.append(recount)
    days = named_days(changed_days(now, new), content)
    # Every file there was derived by the calendar of today: one that begins no later leaves nothing outside.
    begins_later = now is None or content.first > now.first
    return ChangePreview(
        days=days,
        plan=tuple(plan),
        lost=tuple(_lost_lines(territory, lost[:MOST_NAMED])),
        lost_count=sum(period.deadlines for period in lost)
        + (_closed_before(territory, content.first) if begins_later else 0),
        token=_token(calendar, content, plan, today),
        today=today,
    )


def open_periods(territory: Territory) -> Iterator[Period]:
    """Read the distinct periods of the open working-day deadlines there, in one query."""
    those, values = territory.open_deadlines()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.triggered_on, d.length, d.extension, d.due_on, d.provisional, d.unpublished_year,"
            f" COUNT(*), SUM(d.id) {those} GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6",
            values,
        )
        for triggered_on, length, extension, due_on, provisional, year, deadlines, ids in cursor.fetchall():
            stored = Count(_date_or_none(due_on), provisional=bool(provisional), unpublished_year=year)
            yield Period(_date(triggered_on), length, extension, stored, deadlines, int(ids))


def period_rows(plan: Iterable[Recount], *, dated: bool = True) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the periods of a plan as rows of SQL named `moved`, a batch at a time: those with a last day (due_on), or
    those without (unpublished_year). A period is there once, whatever was stored of its deadlines.
    """
    adapt = connection.ops.adapt_datefield_value
    known = {(each.period.triggered_on, each.period.length, each.period.extension): each.count for each in plan}
    rows = [
        (adapt(start), length, extension, adapt(count.due_on) if dated else count.unpublished_year, count.provisional)
        for (start, length, extension), count in known.items()
        if (count.due_on is not None) is dated
    ]
    said = "due_on" if dated else "unpublished_year"
    for begin in range(0, len(rows), BATCH):
        batch = rows[begin : begin + BATCH]
        names = ", ".join(f"(%(m{n}_0)s, %(m{n}_1)s, %(m{n}_2)s, %(m{n}_3)s, %(m{n}_4)s)" for n in range(len(batch)))
        values = {f"m{n}_{column}": value for n, row in enumerate(batch) for column, value in enumerate(row)}
        yield f"WITH moved(triggered_on, length, extension, {said}, provisional) AS (VALUES {names})", values


JOIN_MOVED = """moved.triggered_on = d.triggered_on AND moved.length = d.length AND moved.extension = d.extension"""


@dataclass(frozen=True, slots=True)
class MovePage:
    """A page of the deadlines that would move, of those that may be named; `count`: how many these are in all."""

    lines: tuple[MoveLine, ...]
    count: int


def move_page(
    calendar: Calendar, preview: ChangePreview, paths: Sequence[str] = ("",), page: int = 1, size: int = PAGE
) -> MovePage:
    """Name a page of the deadlines that would move: those for a person to settle first, then by the new last day.

    `paths`: the tops of the subtrees whose files may be named; the empty path is everything.
    """
    moving = [each for each in preview.plan if each.moves]
    if not moving or not paths:
        return MovePage((), 0)
    everywhere = any(not path for path in paths)
    those, territory = territory_of(calendar).open_deadlines(f"JOIN moved ON {JOIN_MOVED}", placed=not everywhere)
    values: dict[str, Any] = {**territory, "today": connection.ops.adapt_datefield_value(preview.today)}
    named = "TRUE"
    if not everywhere:
        named = " OR ".join(f"place.path LIKE %(named_{number})s" for number in range(len(paths)))
        values |= {f"named_{number}": f"{path}%" for number, path in enumerate(paths)}
    moved_ones = f"{those} AND ({named}) AND (d.due_on IS NULL OR d.due_on <> moved.due_on)"
    count, found = preview.moves if everywhere else 0, []
    for rows, moved in period_rows(moving):
        with connection.cursor() as cursor:
            if not everywhere:
                cursor.execute(f"{rows} SELECT COUNT(*) {moved_ones}", values | moved)
                count += cursor.fetchone()[0]
            cursor.execute(
                f"{rows} SELECT d.id, moved.due_on, "
                "CASE WHEN moved.due_on < d.due_on OR (moved.due_on < %(today)s AND"
                " (d.due_on IS NULL OR d.due_on >= %(today)s)) THEN 0 ELSE 1 END AS rank"
                f" {moved_ones} ORDER BY rank, moved.due_on, d.id LIMIT %(until)s",
                {"until": page * size, **values, **moved},
            )
            found += cursor.fetchall()
    shown = sorted(found, key=lambda row: (row[2], _date(row[1]), row[0]))[(page - 1) * size : page * size]
    return MovePage(_lines({pk: _date(due_on) for pk, due_on, _rank in shown}, preview.days, preview.today), count)


def _lines(new: dict[int, date | None], days: Sequence[ChangedDay], today: date) -> tuple[MoveLine, ...]:
    """Name deadlines by their ids, in that order; `new`: the last day each would have."""
    rows = Deadline.objects.filter(pk__in=list(new)).select_related(
        "case__branch", "case__candidate__person", "request", "organization"
    )
    by_pk = {row.pk: row for row in rows}
    return tuple(move_line(by_pk[pk], by_pk[pk].due_on, due_on, days, today) for pk, due_on in new.items())


def move_line(
    deadline: Deadline, old: date | None, new: date | None, days: Sequence[ChangedDay], today: date
) -> MoveLine:
    """Name one deadline that moves; its file, candidate and organisations are loaded with it."""
    causes = frozenset(causes_of(deadline.triggered_on, old, new, tuple(day.on for day in days)) if new else ())
    place = deadline.case.branch if deadline.case else deadline.organization
    return MoveLine(
        code=deadline.owner.code,
        initials=initials(deadline.case.candidate.person.full_name) if deadline.case else "",
        url=deadline.owner.get_absolute_url(),
        place=place.name,
        path=place.path,
        label=deadline_label(deadline.kind, deadline.subject),
        old_due_on=old,
        due_on=new,
        is_earlier=is_earlier(old, new),
        is_passed=is_passed(old, new, today),
        causes=tuple(day for day in days if day.on in causes),
    )


def _lost_lines(territory: Territory, lost: Iterable[Period]) -> Iterator[MoveLine]:
    """Name some of the deadlines that would lose their day."""
    those, values = territory.open_deadlines()
    named = 0
    for period in lost:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT d.id {those} AND d.triggered_on = %(start)s AND d.length = %(length)s"
                " AND d.extension = %(extension)s ORDER BY d.id LIMIT %(most)s",
                {
                    "start": connection.ops.adapt_datefield_value(period.triggered_on),
                    "length": period.length,
                    "extension": period.extension,
                    "most": MOST_NAMED - named,
                    **values,
                },
            )
            ids = [pk for (pk,) in cursor.fetchall()]
        named += len(ids)
        yield from _lines(dict.fromkeys(ids), (), date.min)
        if named >= MOST_NAMED:
            return


def _closed_before(territory: Territory, first: date) -> int:
    """Count the clocks of open files that were met and began before the calendar: the file could not be derived."""
    closed, values = territory.open_deadlines(
        status="d.status IN ('met', 'ended') AND c.closed_on IS NULL", placed=True
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) {closed} AND d.triggered_on < %(first)s",
            {"first": connection.ops.adapt_datefield_value(first), **values},
        )
        return int(cursor.fetchone()[0])


def named_days(days: Iterable[date], content: CalendarContent) -> tuple[ChangedDay, ...]:
    """Name days as a content calls them, and say whether they are worked by it."""
    known = {day.day: day for day in content.days}
    rest = content.weekend
    return tuple(
        ChangedDay(
            on=day,
            is_worked=known[day].kind is DayKind.MAKE_UP_WORKING_DAY if day in known else day.weekday() not in rest,
            name_vi=known[day].name_vi if day in known else "",
            name_en=known[day].name_en if day in known else "",
        )
        for day in days
    )


def _token(calendar: Calendar, content: CalendarContent, plan: Iterable[Recount], today: date) -> str:
    """Give the SHA-256 of what a person decides on: the newest version, the content, what moves."""
    newest = calendar.versions.order_by("-number").values_list("pk", flat=True).first()
    moving = [
        (each.period.triggered_on, each.period.length, each.period.extension, each.period.stored.due_on,
         each.count.due_on, each.period.deadlines, each.period.ids, each.passes(today))
        for each in plan
        if each.moves
    ]  # fmt: skip
    return hashlib.sha256(repr((newest, content.digest(), sorted(moving, key=repr))).encode()).hexdigest()


def _total(plan: Iterable[Recount]) -> int:
    return sum(each.period.deadlines for each in plan)


def _date(value: date | str) -> date:
    """SQLite gives days of raw SQL as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _date_or_none(value: date | str | None) -> date | None:
    return None if value is None else _date(value)
