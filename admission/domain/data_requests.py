"""What people ask about their personal data, and by when they must be answered: pure, like the clocks of a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.rules import Unit, Verification


class RequestKind(StrEnum):
    """What is asked. Source: Luật 91/2025/QH15, art. 4 (rights of the person whom data is about)."""

    SEE = "see"
    COPY = "copy"
    CORRECT = "correct"
    ERASE = "erase"
    RESTRICT = "restrict"
    WITHDRAW_CONSENT = "withdraw_consent"
    COMPLAIN = "complain"


class RequestOutcome(StrEnum):
    GRANTED = "granted"
    REFUSED_IN_PART = "refused_in_part"
    REFUSED = "refused"


class RequestClock(StrEnum):
    """A clock of a request; the values live beside those of `DeadlineKind` in one column."""

    ANSWER = "request_answer"
    """The person is answered: granted or refused, and how it goes on."""
    CARRY_OUT = "request_carry_out"
    """What was granted is done."""


@dataclass(frozen=True, slots=True)
class RequestLimit:
    """One length of the law. `max_extension`: how much it may be lengthened, once, in the same unit; 0: not at all."""

    length: int
    unit: Unit
    clause: str
    verification: Verification
    max_extension: int = 0

    @property
    def is_unverified(self) -> bool:
        """Whether nobody has read the number in the text of the law yet."""
        return self.verification is not Verification.VERIFIED


@dataclass(frozen=True, slots=True)
class RequestRules:
    """The lengths of one instrument. A kind without one in `carry_out` is over once it is answered."""

    code: str
    answer: RequestLimit
    carry_out: Mapping[RequestKind, RequestLimit]

    def limit(self, clock: RequestClock, kind: RequestKind) -> RequestLimit | None:
        return self.answer if clock is RequestClock.ANSWER else self.carry_out.get(kind)


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What is recorded of a request today. `extension`: days granted on top of carrying it out."""

    kind: RequestKind
    received_on: date
    answered_on: date | None = None
    outcome: RequestOutcome | None = None
    extension: int = 0
    done_on: date | None = None

    @property
    def is_refused(self) -> bool:
        return self.outcome is RequestOutcome.REFUSED


@dataclass(frozen=True, slots=True)
class RequestDeadline:
    """One clock of a request. `due_on`: the last day, or None while the calendar of `unpublished_year` is missing;
    `ended_on`: the day of the refusal, after which nothing is left to carry out.
    """

    clock: RequestClock
    limit: RequestLimit
    triggered_on: date
    extension: int
    due_on: date | None
    provisional: bool
    unpublished_year: int | None
    met_on: date | None
    ended_on: date | None = None


def derive_request_deadlines(
    facts: RequestFacts, rules: RequestRules, calendar: WorkingCalendar
) -> tuple[RequestDeadline, ...]:
    """Derive both clocks from the facts; day 0 is the day the request was received.

    Calendar days are never rolled to a working day: that would only make them later. Raises: CalendarNotPublishedError
    where the request was received outside the calendar.
    """
    return tuple(_derive(facts, rules, calendar))


def _derive(facts: RequestFacts, rules: RequestRules, calendar: WorkingCalendar) -> Iterator[RequestDeadline]:
    for clock in RequestClock:
        limit = rules.limit(clock, facts.kind)
        if limit is None:
            continue
        extension = facts.extension if limit.max_extension else 0
        due_on, provisional, missing = _count(limit, facts.received_on, extension, calendar)
        is_answer = clock is RequestClock.ANSWER
        met_on = facts.answered_on if is_answer else facts.done_on
        yield RequestDeadline(
            clock=clock,
            limit=limit,
            triggered_on=facts.received_on,
            extension=extension,
            due_on=due_on,
            provisional=provisional,
            unpublished_year=missing,
            met_on=met_on,
            ended_on=facts.answered_on if not is_answer and facts.is_refused and met_on is None else None,
        )


def _count(
    limit: RequestLimit, start: date, extension: int, calendar: WorkingCalendar
) -> tuple[date | None, bool, int | None]:
    """The last day, whether it may move, and the year whose calendar is missing."""
    if limit.unit is Unit.DAYS:
        return start + timedelta(days=limit.length + extension), False, None
    try:
        due_on = calendar.add(start, limit.length + extension)
        return due_on, calendar.is_provisional(start, due_on), None
    except CalendarNotPublishedError as error:
        if start < calendar.first:
            raise
        return None, True, error.year
