"""Where each invented person stands, worked out backwards from the day on which something lapses."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from admission.domain.calendar import WorkingCalendar
from admission.domain.months import add_months
from admission.domain.procedure import DeadlineKind, Outcome
from admission.domain.rules import RuleSet

_TWELVE = 12
_UNITED_EVERY = 6
_OPENED_AFTER = timedelta(days=5)
"""Those who help knew the person before the branch opened the file."""


@dataclass(frozen=True, slots=True)
class Extra:
    """Working days added to a clock, and when."""

    working_days: int
    granted_on: date


class Then(StrEnum):
    """What happens to a file after the import, since the sheet has no column for it."""

    NOTHING = "nothing"
    RETURNED = "returned"
    RECOGNITION_RETURNED = "recognition_returned"
    READMITTED = "readmitted"
    TRANSFERRED = "transferred"
    ENDED = "ended"
    REFUSAL_TOLD = "refusal_told"
    REMOVAL_TOLD = "removal_told"
    WARNED = "warned"


ALL_LEVELS = 2
"""A sectional and a grassroots committee, as far as the chain has them."""


@dataclass(frozen=True, slots=True)
class Story:
    """The days of one person; None from where the file has not got yet.

    `levels`, `review_levels`: how many of the committees on the way the file has passed. `age`: years when it was
    opened, None for a young person. `reported_on`: when the branch reported a vote that failed.
    """

    opened_on: date
    together_on: date | None = None
    papers_on: date | None = None
    resolved_on: date | None = None
    failed: bool = False
    reported_on: date | None = None
    levels: int = ALL_LEVELS
    extension: Extra | None = None
    decided_on: date | None = None
    outcome: Outcome = Outcome.GRANTED
    received_on: date | None = None
    consent_on: date | None = None
    held_on: date | None = None
    review_on: date | None = None
    review_failed: bool = False
    review_levels: int = ALL_LEVELS
    review_extension: Extra | None = None
    recognised_on: date | None = None
    recognition: Outcome = Outcome.GRANTED
    historical_through_on: date | None = None
    sponsors: int = 2
    united: bool = False
    """Whether a union recommends, so that one member is enough."""
    age: int | None = None
    has_issue: bool = False
    votes_against: int = 0
    then: Then = Then.NOTHING


@dataclass(frozen=True, slots=True)
class Clockwork:
    """Counts backwards: from the last day of a clock to the fact that started it."""

    calendar: WorkingCalendar
    rule_set: RuleSet
    today: date

    def due(self, remaining: int) -> date:
        """The working day that has so many working days left; 0 is today, or the next day worked where today is off."""
        if remaining == 0 and not self.calendar.is_working_day(self.today):
            return self.calendar.add(self.today, 1)
        return self.calendar.add(self.today, remaining)

    def back(self, day: date, working_days: int) -> date:
        return self.calendar.add(day, -working_days)

    def length(self, kind: DeadlineKind) -> int:
        return self.rule_set.limits[kind].length

    # --- one method per stage ----------------------------------------------------------------------------------------
    def nominated(self, days: int) -> Story:
        return Story(opened_on=self.today - timedelta(days=days))

    def sponsored(self, days_left: int, *, sponsors: int = 2) -> Story:
        """The sponsors' twelve months are complete in so many calendar days."""
        together_on = add_months(self.today + timedelta(days=days_left), -_TWELVE)
        return Story(together_on + _OPENED_AFTER, together_on, sponsors=sponsors)

    def ready(self, paper_left: int | None) -> Story:
        """Ready for the branch; the papers are good for so many working days more, or were made lately."""
        made_on = add_months(self.today, -3) if paper_left is None else add_months(self.due(paper_left), -_TWELVE)
        together_on = add_months(self.today, -14)
        return Story(together_on + _OPENED_AFTER, together_on, made_on)

    def awaiting_decision(self, remaining: int, *, levels: int = ALL_LEVELS, extension: int = 0) -> Story:
        resolved_on = self.back(self.due(remaining), self.length(DeadlineKind.ADMISSION_DECISION) + extension)
        granted_on = self.calendar.add(resolved_on, 40)
        return replace(
            self._resolved(resolved_on), levels=levels, extension=Extra(extension, granted_on) if extension else None
        )

    def vote_failed(self, days: int, *, reported: bool = False) -> Story:
        """The branch voted so many working days ago, and the votes in favour were too few."""
        resolved_on = self.back(self.today, days)
        reported_on = self.calendar.add(resolved_on, 3) if reported else None
        return replace(self._resolved(resolved_on), failed=True, reported_on=reported_on)

    def awaiting_receipt(self, days: int) -> Story:
        decided_on = self.back(self.today, days)
        return replace(self._resolved(self.back(decided_on, 38 + days)), decided_on=decided_on)

    def awaiting_ceremony(self, remaining: int) -> Story:
        return self._received(self.back(self.due(remaining), self.length(DeadlineKind.CEREMONY)))

    def probation(self, held_on: date) -> Story:
        return replace(self._received(self.back(held_on, 14)), held_on=held_on)

    def ready_for_recognition(self, remaining: int) -> Story:
        ended_on = self.back(self.due(remaining), self.length(DeadlineKind.RECOGNITION_REVIEW))
        return self.probation(add_months(ended_on, -_TWELVE))

    def late_ceremony(self, months_ago: int) -> Story:
        """Held eight working days too late, with the consent of the committee above."""
        held_on = add_months(self.today, -months_ago)
        received_on = self.back(held_on, self.length(DeadlineKind.CEREMONY) + 8)
        return replace(self._received(received_on), held_on=held_on, consent_on=self.back(held_on, 12))

    def historical(self, months_ago: int) -> Story:
        """A file of the time before: sponsors for eight months, no papers left, a late ceremony without consent."""
        story = replace(self.late_ceremony(months_ago), consent_on=None, papers_on=None)
        assert story.resolved_on is not None  # noqa: S101 - whoever is on probation was proposed
        together_on = add_months(story.resolved_on, -8)
        return replace(
            story,
            together_on=together_on,
            opened_on=together_on + _OPENED_AFTER,
            historical_through_on=story.held_on,
        )

    def awaiting_recognition(self, remaining: int, *, levels: int = ALL_LEVELS, extension: int = 0) -> Story:
        length = self.length(DeadlineKind.RECOGNITION_DECISION) + extension
        story = self._reviewed(self.back(self.due(remaining), length))
        assert story.review_on is not None  # noqa: S101 - set one line above
        granted_on = self.calendar.add(story.review_on, 20)
        extra = Extra(extension, granted_on) if extension else None
        return replace(story, review_levels=levels, review_extension=extra)

    def review_failed(self, days: int) -> Story:
        """The branch voted on recognition so many working days ago, and the votes in favour were too few."""
        return replace(self._reviewed(self.back(self.today, days)), review_failed=True)

    def recognised(self, months_ago: int, outcome: Outcome = Outcome.GRANTED) -> Story:
        recognised_on = self.back(add_months(self.today, -months_ago), 1)
        story = self._reviewed(self.back(recognised_on, 18))
        return replace(story, recognised_on=recognised_on, recognition=outcome)

    def refused(self, days: int) -> Story:
        return replace(self.awaiting_receipt(days), outcome=Outcome.REFUSED, votes_against=1)

    def late_decision(self, months_ago: int) -> Story:
        """Admitted, though the committee decided six working days too late."""
        story = self.probation(add_months(self.today, -months_ago))
        assert story.decided_on is not None  # noqa: S101 - whoever is on probation was admitted
        late = self.length(DeadlineKind.ADMISSION_DECISION) + 6
        return replace(story, resolved_on=self.back(story.decided_on, late))

    def across_tet(self) -> Story:
        """Proposed twenty working days before the latest Tết for which that lies in the past."""
        for year in range(self.today.year + 1, self.calendar.first.year, -1):
            tet_on = first_day_of_tet(self.calendar, year)
            if tet_on is None or (resolved_on := self.back(tet_on, 20)) > self.today:
                continue
            decided_on = self.calendar.add(resolved_on, 50)
            received_on = self.calendar.add(decided_on, 4)
            held_on = self.calendar.add(received_on, 15)
            return replace(
                self._resolved(resolved_on),
                decided_on=self._past(decided_on),
                received_on=self._past(received_on),
                held_on=self._past(held_on),
            )
        raise AssertionError("the calendar has no Tết")

    def _past(self, day: date) -> date | None:
        return day if day <= self.today else None

    # --- what goes before --------------------------------------------------------------------------------------------
    def _resolved(self, resolved_on: date) -> Story:
        together_on = add_months(resolved_on, -15)
        return Story(together_on + _OPENED_AFTER, together_on, add_months(resolved_on, -2), resolved_on)

    def _received(self, received_on: date) -> Story:
        decided_on = self.back(received_on, 4)
        return replace(self._resolved(self.back(decided_on, 41)), decided_on=decided_on, received_on=received_on)

    def _reviewed(self, review_on: date) -> Story:
        return replace(self.probation(add_months(review_on, -_TWELVE) - timedelta(days=9)), review_on=review_on)


def first_day_of_tet(calendar: WorkingCalendar, year: int) -> date | None:
    """Give the first of the weekdays off around the Lunar New Year, None where the calendar does not know the year."""
    season = (date(year, 1, 15), date(year, 2, 28))  # mùng 1 falls between 21 January and 20 February
    off = [day for day in sorted(calendar.days_off) if season[0] <= day <= season[1]]
    worked = [day for day in off if day.weekday() not in calendar.weekend]
    return worked[0] if worked else None


def stories(clock: Clockwork) -> Iterator[Story]:
    """Give the sixty people in rounds of twelve, one for each branch in its turn: the place decides about the chain."""
    for number, story in enumerate((*_proposed(clock), *_decided(clock), *_reviewed(clock), *_rare(clock))):
        # One member and the union's resolution are as good as two members.
        united = story.resolved_on is not None and number % _UNITED_EVERY == 0
        yield replace(story, sponsors=1, united=True) if united else story


def _proposed(clock: Clockwork) -> tuple[Story, ...]:
    return (
        clock.awaiting_decision(50, levels=0),  # at the sectional committee
        clock.awaiting_decision(44, levels=1),  # at the grassroots committee
        clock.awaiting_decision(52, levels=0),  # at the grassroots committee: there is no sectional one
        *(clock.awaiting_decision(remaining) for remaining in (0, 1, 3, 7, 15, -1, -2, -5, -10)),
    )


def _decided(clock: Clockwork) -> tuple[Story, ...]:
    return (
        *(clock.awaiting_ceremony(remaining) for remaining in (0, 1, 3, 7, 15, -3, 20, 26)),
        replace(clock.awaiting_decision(38), age=63),
        clock.vote_failed(20, reported=True),
        clock.awaiting_decision(12, extension=30),
        clock.across_tet(),
    )


def _reviewed(clock: Clockwork) -> tuple[Story, ...]:
    return (
        clock.awaiting_recognition(25, levels=0),
        clock.awaiting_recognition(23, levels=1),
        clock.awaiting_recognition(24, levels=0),
        *(clock.ready_for_recognition(remaining) for remaining in (0, 3, 15, -2)),
        *(clock.awaiting_recognition(remaining) for remaining in (1, 7, -1)),
        clock.awaiting_recognition(15, extension=15),
        clock.review_failed(4),
    )


def _rare(clock: Clockwork) -> tuple[Story, ...]:
    """Two rounds of what happens seldom, and of those who stand at the beginning or the end."""
    return (
        clock.vote_failed(6),
        replace(clock.awaiting_decision(45), then=Then.RETURNED),
        *(clock.awaiting_receipt(days) for days in (2, 5, 9)),
        clock.probation(clock.today),
        replace(clock.probation(add_months(clock.today, -3)), then=Then.TRANSFERRED),
        replace(clock.probation(add_months(clock.today, -7)), then=Then.WARNED),
        clock.late_decision(6),
        clock.late_ceremony(8),
        clock.historical(9),
        replace(clock.awaiting_recognition(10), then=Then.RECOGNITION_RETURNED),
        # --- the last round ---
        clock.recognised(1),
        clock.recognised(4),
        replace(clock.recognised(3, Outcome.REFUSED), then=Then.REMOVAL_TOLD),
        replace(clock.refused(8), then=Then.REFUSAL_TOLD),
        clock.nominated(2),
        replace(clock.nominated(25), then=Then.ENDED),
        clock.sponsored(0),
        clock.sponsored(9),
        replace(clock.sponsored(150), age=45, then=Then.READMITTED),
        clock.sponsored(90, sponsors=1),
        replace(clock.ready(None), has_issue=True),
        clock.ready(7),
    )
