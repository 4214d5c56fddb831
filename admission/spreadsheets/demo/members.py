"""The official members of the invented branches, and who of them is away: the votes in the sheet are theirs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from admission.spreadsheets.demo.names import invented_name, invented_sex
from members.models import AbsenceKind, Sex

HELPERS = 4
"""So many of each branch help candidates; they come first in its list."""
_HELPERS_FROM, _OTHERS_FROM, _MOST_OTHERS = 70, 150, 13
"""Invented names from here on belong to the members."""
_LEAST = 9


@dataclass(frozen=True, slots=True)
class Member:
    """An official member of a branch."""

    full_name: str
    born_on: date
    sex: Sex
    official_since_on: date


@dataclass(frozen=True, slots=True)
class Away:
    """A time for which the member at `index` of the list is left out of the count; `until_on`: None while it lasts."""

    index: int
    kind: AbsenceKind
    from_on: date
    until_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether it covers a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


def members_of(place: int) -> tuple[Member, ...]:
    """Give the members of the branch at a place: nine to seventeen, those who help first."""
    count = _LEAST + place * 5 % 9
    names = [_HELPERS_FROM + place * HELPERS + number for number in range(HELPERS)]
    names += [_OTHERS_FROM + place * _MOST_OTHERS + number for number in range(count - HELPERS)]
    return tuple(
        Member(
            full_name=invented_name(name),
            born_on=date(1966 + name * 7 % 20, name % 12 + 1, name * 3 % 28 + 1),
            sex=invented_sex(name),
            official_since_on=date(2004 + name % 12, name * 5 % 12 + 1, name % 28 + 1),
        )
        for name in names
    )


def helper(place: int, number: int) -> str:
    """Give the name of one of those who help in the branch at a place."""
    return members_of(place)[number % HELPERS].full_name


def absences_of(place: int, today: date) -> Iterator[Away]:
    """Give who of the branch at a place is or was away; never one of those who help."""
    match place:
        case 0 | 4 | 8:
            yield Away(HELPERS, AbsenceKind.EXEMPT, date(2017, 3, 1))
        case 1 | 9:
            yield Away(HELPERS, AbsenceKind.ELSEWHERE, today - timedelta(days=45))
        case 2:
            yield Away(HELPERS + 1, AbsenceKind.ON_LEAVE, today - timedelta(days=20))
        case 3:
            yield Away(HELPERS, AbsenceKind.SUSPENDED, today - timedelta(days=60))
        case 5:
            yield Away(HELPERS, AbsenceKind.ON_LEAVE, today - timedelta(days=200), today - timedelta(days=150))


def left_out(place: int, on: date, today: date) -> dict[AbsenceKind, int]:
    """Count who of the branch at a place is left out of a vote on a day, by kind."""
    found: dict[AbsenceKind, int] = {}
    for away in absences_of(place, today):
        if away.holds_on(on):
            found[away.kind] = found.get(away.kind, 0) + 1
    return found
