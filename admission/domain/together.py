"""How long two people have worked together in one Party organisation, from the histories of both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in one organisation, both days included; `until_on` is None while it lasts."""

    organization: int
    from_on: date
    until_on: date | None = None
    is_official: bool = False

    def holds_on(self, day: date) -> bool:
        """Say whether the stay covers a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


def was_official(stays: Iterable[Stay], on: date) -> bool:
    """Say whether one of the stays shows an official member on a day."""
    return any(stay.is_official and stay.holds_on(on) for stay in stays)


def together_since(first: Iterable[Stay], second: Iterable[Stay], on: date) -> date | None:
    """Give the day since when both have been in the same organisation without a gap, up to `on`; None if they are not.

    Whoever moves to another organisation on the same day as the other (a merger of branches) stays together. A change
    of standing in one organisation is no gap. Source: Party Charter art. 4.1 ("at least one year"); training report.
    """
    spans = sorted(_common(tuple(first), tuple(second)), reverse=True)
    since: date | None = None
    for begin, end in spans:
        reached = on if since is None else since - timedelta(days=1)
        if begin <= reached <= end:
            since = begin
    return since


def together_until(first: Iterable[Stay], second: Iterable[Stay], on: date) -> date | None:
    """Give the last day up to which both stay in the same organisation without a gap after `on`; None while it lasts,
    and where they are not together on that day.
    """
    reached: date | None = None
    for begin, end in sorted(_common(tuple(first), tuple(second))):
        starts = begin <= on <= end if reached is None else begin <= reached + timedelta(days=1) <= end
        if starts:
            reached = end
        if reached == date.max:
            return None
    return reached


def common_days(first: Iterable[Stay], second: Iterable[Stay]) -> tuple[Stay, ...]:
    """Give the days both belonged to one organisation. Days that follow each other there are one stay, whatever the
    standing of either.
    """
    second = tuple(second)
    found: list[Stay] = []
    by_place: dict[int, list[tuple[date, date]]] = {}
    for one in first:
        alone = tuple(other for other in second if other.organization == one.organization)
        by_place.setdefault(one.organization, []).extend(_common((one,), alone))
    for organization, spans in by_place.items():
        for begin, end in sorted(spans):
            last = found[-1] if found and found[-1].organization == organization else None
            if last is not None and last.until_on is not None and begin <= last.until_on + timedelta(days=1):
                found[-1] = Stay(organization, last.from_on, max(last.until_on, end))
            else:
                found.append(Stay(organization, begin, end))
    return tuple(
        Stay(stay.organization, stay.from_on, None if stay.until_on == date.max else stay.until_on) for stay in found
    )


def _common(first: tuple[Stay, ...], second: tuple[Stay, ...]) -> Iterable[tuple[date, date]]:
    for one in first:
        for other in second:
            if one.organization != other.organization:
                continue
            begin = max(one.from_on, other.from_on)
            end = min(one.until_on or date.max, other.until_on or date.max)
            if begin <= end:
                yield begin, end
