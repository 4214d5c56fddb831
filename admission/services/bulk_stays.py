"""Write the membership histories that a sheet tells of, many at once.

What is written is what `histories_of_members` and `members.services.memberships` write one by one; a test holds the two
together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from admission.domain.procedure import Outcome
from members.models import Account, EndCause, JournalEvent, Membership, Organization, Person, Standing
from members.services.journal import append_events, event_of

_BATCH = 1_000
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewStay:
    """That a person, saved or not, belongs to an organisation from a day on."""

    person: Person
    organization: Organization
    standing: Standing
    from_on: date


@dataclass(frozen=True, slots=True)
class Passage:
    """What a file says of its candidate's standing: the ceremony, and the committee's yes or no at the end."""

    held_on: date | None = None
    decided_on: date | None = None
    outcome: Outcome | None = None


def enter_stays(*, told: Sequence[tuple[NewStay, Passage]], by: Account | None, now: datetime) -> list[Membership]:
    """Write each stay with what followed it, and the journal; the people are saved. Gives the entries written."""
    courses = [_course(stay, passage, by, now) for stay, passage in told]
    entries = [entry for course in courses for entry in course]
    Membership.objects.bulk_create(entries, batch_size=_BATCH)
    events = [event for course in courses for event in _events(course, by)]
    append_events(events)
    return entries


def _course(stay: NewStay, passage: Passage, by: Account | None, now: datetime) -> list[Membership]:
    """The stay, and the standings that came after it in the same organisation, oldest first."""
    course = [_entry(stay, stay.standing, stay.from_on, by)]
    if passage.held_on is not None:
        _change(course, stay, Standing.PROBATIONARY, passage.held_on, by, now)
    if passage.decided_on is None:
        return course
    if passage.outcome is Outcome.GRANTED:
        _change(course, stay, Standing.OFFICIAL, passage.decided_on, by, now)
    elif course[-1].from_on <= passage.decided_on:
        _end(course[-1], passage.decided_on, EndCause.EXPELLED, by, now)
    return course


def _change(
    course: list[Membership], stay: NewStay, standing: Standing, on: date, by: Account | None, now: datetime
) -> None:
    if course[-1].standing != standing and course[-1].from_on < on:
        _end(course[-1], on - _ONE_DAY, EndCause.PROMOTED, by, now)
        course.append(_entry(stay, standing, on, by))


def _entry(stay: NewStay, standing: Standing, from_on: date, by: Account | None) -> Membership:
    return Membership(
        person=stay.person, organization=stay.organization, standing=standing.value, from_on=from_on, recorded_by=by
    )


def _end(entry: Membership, until_on: date, cause: EndCause, by: Account | None, now: datetime) -> None:
    entry.until_on, entry.end_cause, entry.end_document = until_on, cause.value, ""
    entry.ended_by, entry.ended_at = by, now


def _events(course: Sequence[Membership], by: Account | None) -> Iterator[JournalEvent]:
    for number, entry in enumerate(course):
        yield _event("membership_added", entry, by, standing=entry.standing, from_on=entry.from_on, until_on=None)
        if number:
            old = course[number - 1].standing
            yield _event("standing_changed", entry, by, old=old, new=entry.standing, on=entry.from_on, document="")
    last = course[-1]
    if last.until_on is not None:
        yield _event("membership_ended", last, by, until_on=last.until_on, cause=last.end_cause, document="")


def _event(verb: str, entry: Membership, by: Account | None, **details: object) -> JournalEvent:
    return event_of(
        verb=verb,
        subject=f"person:{entry.person_id}",
        by=by,
        details={"entry": entry.pk, "organization": entry.organization.code, **details},
        organization=entry.organization_id,
    )
