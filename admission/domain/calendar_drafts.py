"""A draft of a calendar: the published content it begins from, and the acts done to it, in order."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from admission.domain.calendar import InvalidCalendarError
from admission.domain.calendar_acts import (
    CalendarActError,
    DayBasis,
    InvalidWeekendError,
    confirmed_day,
    confirmed_year,
    with_day_off,
    with_followed,
    with_imported,
    with_swap,
    with_weekend,
    with_year,
    without_day,
    without_swap,
)
from admission.domain.calendar_file import CalendarContent, CalendarDay, DayKind, DayStatus

REFUSALS = (CalendarActError, InvalidCalendarError, InvalidWeekendError)
"""What an act on a calendar is refused with."""


class ActKind(StrEnum):
    DAY_OFF = "day_off"
    SWAP = "swap"
    UNDO_SWAP = "undo_swap"
    REMOVE_DAY = "remove_day"
    ADD_YEAR = "add_year"
    CONFIRM_YEAR = "confirm_year"
    CONFIRM_DAY = "confirm_day"
    IMPORT = "import"
    WEEKEND = "weekend"
    FOLLOW = "follow"


@dataclass(frozen=True, slots=True)
class CalendarAct:
    """One act. `days`: of a swap the day off, then the day worked; `year`: of the acts on a year; `entries`: of a file.

    `weekend`: the weekly rest as `date.weekday` numbers it. Of following the inherited calendar: `version`, of which by
    its id; `entries` and `days`, what comes and what goes; `last`, `confirmed_through`, where these move on.
    """

    kind: ActKind
    days: tuple[date, ...] = ()
    year: int = 0
    basis: str = ""
    name_vi: str = ""
    name_en: str = ""
    document: str = ""
    entries: tuple[CalendarDay, ...] = ()
    weekend: tuple[int, ...] = ()
    version: int = 0
    last: date | None = None
    confirmed_through: date | None = None

    def perform(self, content: CalendarContent) -> CalendarContent:
        """Do it. Raises: the refusals of `admission.domain.calendar_acts` (see `REFUSALS`)."""
        match self.kind:
            case ActKind.DAY_OFF:
                return with_day_off(
                    content, day=self.days[0], basis=DayBasis(self.basis), name_vi=self.name_vi,
                    name_en=self.name_en, document=self.document,
                )  # fmt: skip
            case ActKind.SWAP:
                return with_swap(content, off=self.days[0], worked=self.days[1], document=self.document)
            case ActKind.UNDO_SWAP:
                return without_swap(content, off=self.days[0], worked=self.days[1])
            case ActKind.REMOVE_DAY:
                return without_day(content, day=self.days[0])
            case ActKind.CONFIRM_DAY:
                return confirmed_day(content, day=self.days[0])
            case _:
                return self._perform_widely(content)

    def _perform_widely(self, content: CalendarContent) -> CalendarContent:
        """The acts on more than a day or two."""
        if self.kind is ActKind.ADD_YEAR:
            return with_year(content, year=self.year)
        if self.kind is ActKind.CONFIRM_YEAR:
            return confirmed_year(content, year=self.year)
        if self.kind is ActKind.IMPORT:
            return with_imported(content, days=self.entries)
        if self.kind is ActKind.FOLLOW:
            return with_followed(
                content, gone=self.days, entries=self.entries, last=self.last, confirmed_through=self.confirmed_through
            )
        return with_weekend(content, weekend=frozenset(self.weekend))

    def stored(self) -> dict[str, Any]:
        """Give it as plain JSON, without what it has not."""
        plain: dict[str, Any] = {"kind": self.kind.value}
        if self.days:
            plain["days"] = [day.isoformat() for day in self.days]
        if self.entries:
            plain["entries"] = [asdict(entry) | {"day": entry.day.isoformat()} for entry in self.entries]
        if self.weekend:
            plain["weekend"] = list(self.weekend)
        for name in ("last", "confirmed_through"):
            if (day := getattr(self, name)) is not None:
                plain[name] = day.isoformat()
        for name in ("year", "basis", "name_vi", "name_en", "document", "version"):
            if value := getattr(self, name):
                plain[name] = value
        return plain


def act_from(plain: Mapping[str, Any]) -> CalendarAct:
    """Give the act that `CalendarAct.stored` wrote down."""
    return CalendarAct(
        kind=ActKind(plain["kind"]),
        days=tuple(date.fromisoformat(day) for day in plain.get("days", ())),
        year=plain.get("year", 0),
        basis=plain.get("basis", ""),
        name_vi=plain.get("name_vi", ""),
        name_en=plain.get("name_en", ""),
        document=plain.get("document", ""),
        entries=tuple(_entry(entry) for entry in plain.get("entries", ())),
        weekend=tuple(plain.get("weekend", ())),
        version=plain.get("version", 0),
        last=_date_or_none(plain.get("last")),
        confirmed_through=_date_or_none(plain.get("confirmed_through")),
    )


def replay(content: CalendarContent, acts: Iterable[CalendarAct]) -> CalendarContent:
    """Do the acts one after the other. Raises: the refusal of the first that cannot be done."""
    for act in acts:
        content = act.perform(content)
    return content


def replay_what_applies(
    content: CalendarContent, acts: Iterable[CalendarAct]
) -> tuple[tuple[CalendarAct, ...], tuple[CalendarAct, ...]]:
    """Do on other content the acts that can be done there: give those, and those that cannot."""
    kept, refused = [], []
    for act in acts:
        try:
            content = act.perform(content)
        except REFUSALS:
            refused.append(act)
        else:
            kept.append(act)
    return tuple(kept), tuple(refused)


@dataclass(frozen=True, slots=True)
class DayChange:
    """What two contents say differently of a day; None: nothing beside the weekly rest."""

    day: date
    before: CalendarDay | None
    after: CalendarDay | None


@dataclass(frozen=True, slots=True)
class ContentChanges:
    """What one content has changed against another. The pairs are (before, after), None where they are the same."""

    days: tuple[DayChange, ...]
    last: tuple[date, date] | None
    confirmed_through: tuple[date, date] | None
    weekend: tuple[frozenset[int], frozenset[int]] | None

    @property
    def is_empty(self) -> bool:
        return not self.days and self.last is None and self.confirmed_through is None and self.weekend is None

    @property
    def by_year(self) -> dict[int, tuple[DayChange, ...]]:
        """The changed days of each year, in order."""
        years = sorted({change.day.year for change in self.days})
        return {year: tuple(change for change in self.days if change.day.year == year) for year in years}


def changes_between(before: CalendarContent, after: CalendarContent) -> ContentChanges:
    """Compare two contents day by day."""
    old = {entry.day: entry for entry in before.days}
    new = {entry.day: entry for entry in after.days}
    days = (DayChange(day, old.get(day), new.get(day)) for day in sorted(old.keys() | new.keys()))
    return ContentChanges(
        days=tuple(change for change in days if change.before != change.after),
        last=(before.last, after.last) if before.last != after.last else None,
        confirmed_through=(
            (before.confirmed_through, after.confirmed_through)
            if before.confirmed_through != after.confirmed_through
            else None
        ),
        weekend=(before.weekend, after.weekend) if before.weekend != after.weekend else None,
    )


def with_source(content: CalendarContent, source: str) -> CalendarContent:
    """Let the days that name no document of their own rest on the notice of the version."""
    days = tuple(entry if entry.source else replace(entry, source=source) for entry in content.days)
    return replace(content, days=days)


def _date_or_none(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _entry(plain: Mapping[str, Any]) -> CalendarDay:
    return CalendarDay(
        day=date.fromisoformat(plain["day"]),
        kind=DayKind(plain["kind"]),
        basis=plain["basis"],
        name_vi=plain["name_vi"],
        name_en=plain["name_en"],
        status=DayStatus(plain["status"]),
        source=plain["source"],
    )
