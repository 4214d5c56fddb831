"""The ladder of alerts: at how many working days before and after a due date who hears of it.

The early warnings are an organisation's choice within bounds. One day before, on the day itself and every rung after it
are statutory: nobody switches them off.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from admission.domain.calendar import WorkingCalendar
from admission.domain.deadlines import remaining_working_days
from admission.domain.errors import AdmissionError

OFFERED: tuple[int, ...] = (30, 25, 20, 15, 10, 7, 5, 3, 2)
"""The early warnings to choose from, in working days before the due date."""
STATUTORY: tuple[int, ...] = (1, 0)
"""The last working day before, and the day itself."""
FIRST_AFTER = -1
SECOND_AFTER = -3
WEEK = 5
"""From the fifth working day after on, every so many."""
LEAST_FIRST = 5
"""The first warning leaves at least so many working days to act."""
MOST_WARNINGS = 5
HOURS = range(6, 13)
"""The hours of the Vietnamese clock at which a digest may leave."""
DIGEST_HOUR = 7
WIDENS_AFTER = 3
"""Told at so many levels - once and two repeats - with nobody acknowledging, an alert reaches further."""


class LadderBoundsError(AdmissionError):
    """A ladder outside the bounds; the base of those below."""


class UnknownWarningError(LadderBoundsError):
    """A warning that is not offered."""


class WarningsMissingError(LadderBoundsError):
    """No warning leaves time to act."""


class TooManyWarningsError(LadderBoundsError):
    """More warnings than anybody reads."""


class DigestHourError(LadderBoundsError):
    """An hour at which no digest may leave."""


class Audience(StrEnum):
    """Why somebody hears of a deadline, the strongest reason first."""

    ACTOR = "actor"
    """He acts in the organisation that must."""
    DEPUTY = "deputy"
    """He is the deputy of who must act."""
    DELEGATE = "delegate"
    """The role of who must act is lent to him."""
    OTHER_END = "other_end"
    """He acts in the other organisation that the deadline is told to."""
    ABOVE = "above"
    """He acts at the nearest level above at which anybody does."""
    INSPECTOR = "inspector"
    """He inspects the organisation, in it or at the nearest level above that has an inspector."""


ACTING_AUDIENCES = (Audience.ACTOR, Audience.DEPUTY, Audience.DELEGATE, Audience.OTHER_END)
REACHES: dict[Audience, tuple[int, int]] = {
    Audience.ABOVE: (FIRST_AFTER, STATUTORY[0]),
    Audience.INSPECTOR: (-WEEK, SECOND_AFTER),
}
"""From which level on those further away hear: as a rule, and where nobody acknowledged (see `WIDENS_AFTER`)."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The choice of an organisation. `warnings`: descending, in working days before the due date.

    Raises: LadderBoundsError.
    """

    warnings: tuple[int, ...] = (15, 7, 3)
    digest_hour: int = DIGEST_HOUR

    def __post_init__(self) -> None:
        if not set(self.warnings) <= set(OFFERED) or list(self.warnings) != sorted(set(self.warnings), reverse=True):
            raise UnknownWarningError(f"warnings {self.warnings} are not among {OFFERED}, descending")
        if self.first < LEAST_FIRST:
            raise WarningsMissingError(f"no warning {LEAST_FIRST} working days before or earlier")
        if len(self.warnings) > MOST_WARNINGS:
            raise TooManyWarningsError(f"{len(self.warnings)} warnings, at most {MOST_WARNINGS}")
        if self.digest_hour not in HOURS:
            raise DigestHourError(f"no digest leaves at {self.digest_hour}")

    @property
    def first(self) -> int:
        """The working days before at which the first warning comes; 0 without any."""
        return max(self.warnings, default=0)

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels up to the due date, descending."""
        return (*self.warnings, *STATUTORY)

    def level_at(self, remaining: int) -> int | None:
        """Give the level reached with so many working days left (negative: late); None before the first warning."""
        if remaining >= 0:
            return min((level for level in self.levels if level >= remaining), default=None)
        late = -remaining
        if late >= WEEK:
            return -(late - late % WEEK)
        return SECOND_AFTER if late >= -SECOND_AFTER else FIRST_AFTER


STANDARD = Ladder()
"""Where no organisation above chose otherwise."""


def ladder_of(warnings: Iterable[int], digest_hour: int) -> Ladder:
    """Give the ladder of some warnings in any order. Raises: LadderBoundsError."""
    return Ladder(tuple(sorted(set(warnings), reverse=True)), digest_hour)


def level_on(due_on: date, today: date, calendar: WorkingCalendar, ladder: Ladder) -> int | None:
    """Give the level on which a due date stands today; None before the first warning.

    A due date on a day off (a paper's) belongs to the working day before it. Beyond the end of the calendar nobody can
    count: it stands before the first warning until a later calendar is published. Raises: CalendarNotPublishedError
    where `today` itself is outside the calendar.
    """
    calendar.is_working_day(today)
    if due_on > calendar.last:
        return None
    return ladder.level_at(remaining_working_days(max(due_on, calendar.first), today, calendar))


def days_on_another_level(
    days: Iterable[date], since: date, today: date, calendar: WorkingCalendar, ladder: Ladder
) -> set[date]:
    """Give those of some due dates that stand on another level today than they stood on an earlier day.

    Levels only go down, so that whoever was looked at then and is not among these stands where he stood. Raises:
    CalendarNotPublishedError where one of the two days is outside the calendar.
    """
    return {day for day in days if level_on(day, since, calendar, ladder) != level_on(day, today, calendar, ladder)}


def reaches(audience: Audience, level: int, *, is_widened: bool) -> bool:
    """Say whether somebody of that audience hears at a level. `is_widened`: nobody acknowledged what was told."""
    if audience in ACTING_AUDIENCES:
        return True
    rule, widened = REACHES[audience]
    return level <= (widened if is_widened else rule)
