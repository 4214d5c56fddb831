"""What the reports count: which limits were kept, how old somebody was, how long a stage took. Dates in, words out."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from admission.domain.procedure import DeadlineKind, Nature
from admission.domain.rules import Unit
from admission.domain.rulesets.common import CLOCKS

LIMITS = tuple(kind for kind in DeadlineKind if CLOCKS[kind].nature is Nature.LIMIT)
"""The limits of the regulation, in the order of the procedure."""
TIMED = tuple(kind for kind in DeadlineKind if CLOCKS[kind].unit is Unit.WORKING_DAYS)
"""The stages that are counted in working days, those of the house among them."""


class ReportKey(StrEnum):
    """The reports, by the name an address gives them."""

    ADMISSIONS = "admissions"
    ON_TIME = "on-time"
    OVERDUE = "overdue"
    DURATIONS = "durations"
    COMPOSITION = "composition"
    NO_CANDIDATE = "no-candidate"


class LimitState(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"


class Milestone(StrEnum):
    """What is counted by the month."""

    DECISION = "decision"
    CEREMONY = "ceremony"
    RECOGNITION = "recognition"


class AgeGroup(StrEnum):
    """Years completed on a day, both bounds included."""

    TO_30 = "to_30"
    TO_40 = "to_40"
    TO_50 = "to_50"
    TO_60 = "to_60"
    ABOVE = "above"
    UNKNOWN = "unknown"


AGE_BOUNDS: Mapping[AgeGroup, int] = {
    AgeGroup.TO_30: 30,
    AgeGroup.TO_40: 40,
    AgeGroup.TO_50: 50,
    AgeGroup.TO_60: 60,
}
"""The highest age of each group."""


def limit_state(*, due_on: date, met_on: date | None, ended_on: date | None, as_of: date) -> LimitState | None:
    """Say whether a limit was kept, as one knows on a day; None while it runs, or where the file ended before its day.

    The last day itself is in time. Source: Civil Code 2015 art. 148.
    """
    if met_on is not None:
        return LimitState.LATE if met_on > due_on else LimitState.ON_TIME
    over_on = ended_on if ended_on is not None else as_of
    return LimitState.LATE if over_on > due_on else None


def age_on(born_on: date, day: date) -> int:
    """Give the years completed on a day; who was born on 29 February completes one on 1 March of a common year."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def age_group(born_on: date | None, day: date) -> AgeGroup:
    """Give the group of somebody's age on a day."""
    if born_on is None:
        return AgeGroup.UNKNOWN
    age = age_on(born_on, day)
    return next((group for group, bound in AGE_BOUNDS.items() if age <= bound), AgeGroup.ABOVE)


def months_of(from_on: date, through_on: date) -> Iterator[date]:
    """Give the first day of each month that a period touches, both its days included."""
    month = from_on.replace(day=1)
    while month <= through_on:
        yield month
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def median(counts: Mapping[int, int]) -> float | None:
    """Give the middle of values that occur so often each (value → how often); None of nothing.

    Between the two in the middle where they are even in number.
    """
    total = sum(counts.values())
    if not total:
        return None
    found = [_value_at(counts, place) for place in ((total - 1) // 2, total // 2)]
    return sum(found) / 2


def _value_at(counts: Mapping[int, int], place: int) -> int:
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed > place:
            return value
    raise IndexError(place)
