"""Merge two records of one person: the stays and absences, and who the person is. His files follow in `admission`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from members.errors import MembersError
from members.models import C3_FIELDS, Absence, Account, Membership, Organization, Person, Standing
from members.models.membership import DatedEntry
from members.national_id import is_new, is_same_kind
from members.services.journal import record_event
from members.services.people import CorrectionReasonMissingError, SamePersonError, is_known, lock_person

_END = ("until_on", "end_document", "ended_by", "ended_at")


class ContradictingEntriesError(MembersError):
    """Two entries cannot both be of one person: `first` is of the record that stays, `second` of the other one."""

    def __init__(self, first: DatedEntry, second: DatedEntry) -> None:
        super().__init__(f"entries {first.pk} and {second.pk} contradict each other")
        self.first = first
        self.second = second


class DifferentNumbersError(MembersError):
    """The records have different national ID numbers of the same kind: they are two people, or one number is wrong."""


@transaction.atomic
def merge_people(
    *,
    merged: Person,
    into: Person,
    reason: str,
    by: Account | None,
    now: datetime,
    organization: Organization | None = None,
) -> Person:
    """Carry the stays and absences of one record over to the other, which stands for the person from now on.

    Each entry is voided and stands anew under `into`; entries that say the same of shared days become one. `into` keeps
    what it says of the person and is completed by the other. Gives `into`. Raises: ContradictingEntriesError,
    CorrectionReasonMissingError, DifferentNumbersError, PersonMergedError, SamePersonError, WrongFieldKeyError.
    """
    if merged.pk == into.pk:
        raise SamePersonError
    reason = reason.strip()
    if not reason:
        raise CorrectionReasonMissingError
    merged, into = _lock(merged, into)
    _check_numbers(merged, into)
    _check_one_branch_at_a_time(merged, into)
    act = _Act(merged, into, f"{merged.pk} → {into.pk}: {reason}"[:500], by, now)
    stays = act.carry(Membership)
    absences = act.carry(Absence)
    completed = _complete(merged, into, by, now, reason)
    told = {"stays": stays, "absences": absences, "reason": reason}
    record_event(
        verb="person_merged",
        subject=f"person:{merged.pk}",
        by=by,
        details={"into": into.pk, **told},
        organization=organization,
    )
    record_event(
        verb="person_took_over",
        subject=f"person:{into.pk}",
        by=by,
        details={"merged": merged.pk, "completed": completed, **told},
        organization=organization,
    )
    return into


def _lock(merged: Person, into: Person) -> tuple[Person, Person]:
    """Lock organisations first, then people, each in the order of their numbers, as every writer of stays does."""
    both = [merged.pk, into.pk]
    places = {
        place
        for model in (Membership, Absence)
        for place in model.objects.current().filter(person__in=both).values_list("organization", flat=True)
    }
    list(Organization.objects.select_for_update(no_key=True).filter(pk__in=places).order_by("pk"))
    found = {pk: lock_person(pk) for pk in sorted(both)}
    return found[merged.pk], found[into.pk]


def _check_numbers(merged: Person, into: Person) -> None:
    first, second = into.national_id, merged.national_id
    if first is not None and second is not None and is_same_kind(first, second):
        raise DifferentNumbersError


def _check_one_branch_at_a_time(merged: Person, into: Person) -> None:
    """Nobody is a Party member of two branches on one day."""
    member = Membership.objects.current().exclude(standing=Standing.WORKING).select_related("person", "organization")
    for stay in member.filter(person=merged).order_by("from_on", "pk"):
        others = member.filter(person=into).exclude(organization=stay.organization)
        other = others.overlapping(stay.from_on, stay.until_on).order_by("from_on", "pk").first()
        if other is not None:
            raise ContradictingEntriesError(other, stay)


@dataclass(frozen=True, slots=True)
class _Act:
    merged: Person
    into: Person
    void_reason: str
    by: Account | None
    now: datetime

    def carry(self, model: type[Membership] | type[Absence]) -> int:
        """Carry every entry of a kind over; give how many there were."""
        entries = list(model.objects.current().filter(person=self.merged).order_by("from_on", "pk"))
        for entry in entries:
            self._carry_one(model, entry)
        return len(entries)

    def _carry_one(self, model: type[Membership] | type[Absence], entry: Any) -> None:
        own = model.objects.current().filter(person=self.into, organization=entry.organization_id)
        shared: list[Any] = list(own.overlapping(entry.from_on, entry.until_on).order_by("from_on", "pk"))
        for other in shared:
            if _kind(other) != _kind(entry):
                raise ContradictingEntriesError(other, entry)
        self._void(entry)
        together = [entry, *shared]
        from_on = min(one.from_on for one in together)
        last = max(together, key=lambda one: one.until_on or date.max)
        if any(one.from_on == from_on and one.until_on == last.until_on for one in shared):
            return  # it says nothing that is not known
        for other in shared:
            self._void(other)
        new = model(
            person=self.into,
            organization_id=entry.organization_id,
            from_on=from_on,
            document=_first_document(together),
            recorded_by=self.by,
            **{_column(entry): _kind(entry)},
            **{name: getattr(last, name) for name in _end_columns(entry)},
        )
        new.save(force_insert=True)

    def _void(self, entry: DatedEntry) -> None:
        entry.voided_at, entry.voided_by, entry.void_reason = self.now, self.by, self.void_reason
        entry.save(update_fields=["voided_at", "voided_by", "void_reason"])


def _column(entry: DatedEntry) -> str:
    return "standing" if isinstance(entry, Membership) else "kind"


def _kind(entry: DatedEntry) -> str:
    return str(getattr(entry, _column(entry)))


def _end_columns(entry: DatedEntry) -> tuple[str, ...]:
    return (*_END, "end_cause") if isinstance(entry, Membership) else _END


def _first_document(entries: Iterable[DatedEntry]) -> str:
    return next((one.document for one in sorted(entries, key=lambda one: one.from_on) if one.document), "")


def _complete(merged: Person, into: Person, by: Account | None, now: datetime, reason: str) -> list[str]:
    """Make the one record lead to the other, which takes over what it does not know; give the columns filled in."""
    merged.merged_into, merged.merged_at, merged.merged_by, merged.merge_reason = into, now, by, reason
    merged.revision += 1
    merged.save()  # first: the number is free for the other record from here on
    wanted = [name for name in ("born_on", "sex", *C3_FIELDS) if not is_known(getattr(into, name))]
    if "national_id" not in wanted and merged.national_id is not None and is_new(merged.national_id):
        wanted.append("national_id")  # the number of the new card stands for the person
    completed = [name for name in wanted if is_known(getattr(merged, name))]
    for name in completed:
        setattr(into, name, getattr(merged, name))
    if "national_id" in completed:
        into.national_id_index = merged.national_id_index
    into.revision += 1
    into.save()
    return completed
