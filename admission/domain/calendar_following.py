"""An own calendar follows the one it was derived from: what that changed meanwhile, day by day, and what stays its own.

Three contents are compared: the inherited one as it was followed last, as it is now, and the own one. A day that the
own one says as the inherited one did is taken over as it is now; a day of its own stays. A swap comes or goes whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from admission.domain.calendar_acts import swaps_of
from admission.domain.calendar_drafts import ContentChanges, DayChange, changes_between
from admission.domain.calendar_file import SWAPPED, CalendarContent, CalendarDay, DayKind

Entries = dict[date, CalendarDay]


@dataclass(frozen=True, slots=True)
class Following:
    """What following comes to. `content`: the own calendar with it; `taken`: what that changes; `kept`: the days which
    the inherited calendar changed and the own one goes on saying otherwise (before: the own, after: the inherited).
    """

    content: CalendarContent
    taken: ContentChanges
    kept: tuple[DayChange, ...]


def follow(own: CalendarContent, before: CalendarContent, now: CalendarContent) -> Following:
    """Take over into `own` what `now` says otherwise than `before`. The weekly rest stays the own one.

    Raises: InvalidCalendarError where the own days contradict what is taken over.
    """
    mine, old, new = _by_day(own), _by_day(before), _by_day(now)
    changed = [day for day in sorted(old.keys() | new.keys()) if old.get(day) != new.get(day)]
    open_days = [day for day in changed if mine.get(day) != new.get(day)]
    refused = {day for day in open_days if mine.get(day) != old.get(day) or not _fits(new.get(day), own)}
    for pair in (*_pairs(before), *_pairs(now)):
        if any(day in refused or not _stands(day, changed, mine, new) for day in pair):
            refused |= {day for day in pair if day in open_days}
    taken = [day for day in open_days if day not in refused]
    for day in taken:
        mine.pop(day, None)
        if day in new:
            mine[day] = new[day]
    content = replace(
        own,
        days=tuple(mine[day] for day in sorted(mine)),
        last=max(own.last, now.last),
        confirmed_through=max(own.confirmed_through, now.confirmed_through)
        if now.confirmed_through != before.confirmed_through
        else own.confirmed_through,
    )
    content.build()
    own_now = _by_day(own)
    kept = tuple(DayChange(day, own_now.get(day), new.get(day)) for day in sorted(refused))
    return Following(content, changes_between(own, content), kept)


def _by_day(content: CalendarContent) -> Entries:
    return {entry.day: entry for entry in content.days}


def _pairs(content: CalendarContent) -> Iterator[tuple[date, date]]:
    return ((off.day, worked.day) for off, worked in swaps_of(content))


def _fits(entry: CalendarDay | None, own: CalendarContent) -> bool:
    """Say whether a day makes sense under the weekly rest of the own calendar, as half of a swap."""
    if entry is None or entry.basis != SWAPPED:
        return entry is None or entry.kind is DayKind.DAY_OFF or entry.day.weekday() in own.weekend
    return (entry.kind is DayKind.MAKE_UP_WORKING_DAY) is (entry.day.weekday() in own.weekend)


def _stands(day: date, changed: Iterable[date], mine: Entries, new: Entries) -> bool:
    """Say whether the other half of a swap is where it has to be: taken over as well, or the same already."""
    return day in changed or mine.get(day) == new.get(day)
