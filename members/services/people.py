"""Write who a person is: name, day of birth, sex, and the sensitive fields, whose values the journal does not keep.

Every function of a merger and of a correction locks the record first; who writes at the same time waits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from members.encrypted import Secret
from members.errors import MembersError
from members.field_keys import WrongFieldKeyError, key_ring
from members.models import C3_FIELDS, Account, DistinctPeople, Membership, Organization, Person
from members.national_id import blind_indexes
from members.services.journal import record_event


class PersonMergedError(MembersError):
    """The record was merged into another, which stands for the person: `survivor`."""

    def __init__(self, person: Person, survivor: Person) -> None:
        super().__init__(f"person {person.pk} was merged into {survivor.pk}")
        self.survivor = survivor


class NumberTakenError(MembersError):
    """Another record has this national ID number: `holder`."""

    def __init__(self, holder: Person) -> None:
        super().__init__(f"person {holder.pk} has this number")
        self.holder = holder


class OtherNumberError(MembersError):
    """The person has another national ID number."""


class StalePersonError(MembersError):
    """Somebody changed the record after the form was opened; `person` is as it stands now."""

    def __init__(self, person: Person) -> None:
        super().__init__(f"person {person.pk} changed after the form was opened")
        self.person = person


class BornAfterEntryError(MembersError):
    """An entry of the person begins before the day of birth: `stay`."""

    def __init__(self, stay: Membership) -> None:
        super().__init__(f"{stay.pk} begins on {stay.from_on}")
        self.stay = stay


class CorrectionReasonMissingError(MembersError):
    """What is recorded is corrected for a reason only."""


class SamePersonError(MembersError):
    """Two people are two records."""


class AlreadyToldApartError(MembersError):
    """That these are two people is recorded already."""


@dataclass(frozen=True, slots=True)
class PersonChanges:
    """What a form says of a person: `plain` by column; `sensitive` by column, None to remove what is recorded."""

    plain: Mapping[str, Any] = field(default_factory=dict)
    sensitive: Mapping[str, Secret | None] = field(default_factory=dict)


def survivor_of(person: Person) -> Person:
    """Give the record that stands for a person: itself, or the last one it was merged into."""
    while person.merged_into is not None:
        person = person.merged_into
    return person


def lock_person(person_id: int) -> Person:
    """Read a record as it is now; who merges or corrects it waits. Raises: PersonMergedError."""
    person: Person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    if person.merged_into_id is not None:
        raise PersonMergedError(person, survivor_of(person))
    return person


def person_with_number(national_id: Secret) -> Person | None:
    """Find who has a national ID number, by the blind index.

    Raises: WrongFieldKeyError where nobody is found and some numbers were indexed with a key that is not there.
    """
    found: Person | None = (
        Person.objects.unmerged().filter(national_id_index__in=blind_indexes(national_id)).order_by("pk").first()
    )
    if found is None:
        check_ring()
    return found


def check_ring() -> None:
    """See that every blind index was made with a key of this ring: else a look-up would silently miss.

    Raises: WrongFieldKeyError.
    """
    unknown = Person.objects.exclude(national_id_index=None)
    for name in key_ring().names:
        unknown = unknown.exclude(national_id_index__startswith=f"{name}:")
    if unknown.exists():
        raise WrongFieldKeyError


@transaction.atomic
def correct_person(
    *,
    person: Person,
    changes: PersonChanges,
    reason: str = "",
    revision: int | None = None,
    by: Account | None,
    organization: Organization | None = None,
) -> Person:
    """Complete or correct a record; what was recorded before stays in the journal, but for the sensitive fields.

    Something recorded is changed for a reason; what was empty is filled in without one. `organization`: who inspects it
    reads the event. Raises: BornAfterEntryError, CorrectionReasonMissingError, NumberTakenError, PersonMergedError,
    StalePersonError, WrongFieldKeyError.
    """
    person = lock_person(person.pk)
    if revision is not None and revision != person.revision:
        raise StalePersonError(person)
    old = {name: getattr(person, name) for name, value in changes.plain.items() if getattr(person, name) != value}
    sensitive = _changed(person, changes.sensitive)
    if not old and not sensitive:
        return person
    replaces = [name for name in (*old, *sensitive) if is_known(getattr(person, name))]
    if replaces and not reason.strip():
        raise CorrectionReasonMissingError
    new = {name: changes.plain[name] for name in old}
    _check_born(person, new.get("born_on"))
    for name, value in {**new, **sensitive}.items():
        setattr(person, name, value)
    if "national_id" in sensitive:
        _index(person)
    person.revision += 1
    _save(person)
    record_event(
        verb="person_corrected",
        subject=f"person:{person.pk}",
        by=by,
        details={
            "old": old,
            "new": new,
            **({"fields": sorted(sensitive)} if sensitive else {}),
            **({"reason": reason.strip()} if replaces else {}),
        },
        organization=organization,
    )
    return person


def is_known(value: object) -> bool:
    """Say whether a column of a person's record says anything."""
    return value not in (None, "")


def _changed(person: Person, typed: Mapping[str, Secret | None]) -> dict[str, Secret | None]:
    """The sensitive fields whose text differs from what is recorded."""
    changed: dict[str, Secret | None] = {}
    for name, value in typed.items():
        if name not in C3_FIELDS:
            raise ValueError(f"{name} is no sensitive field")
        recorded: Secret | None = getattr(person, name)
        same = recorded is None or value is None
        if (recorded is value) if same else (recorded is not None and value is not None and _same(recorded, value)):
            continue
        changed[name] = value
    return changed


def _same(first: Secret, second: Secret) -> bool:
    return first.reveal() == second.reveal()


def _check_born(person: Person, born_on: date | None) -> None:
    if born_on is None:
        return
    stay = Membership.objects.current().filter(person=person, from_on__lt=born_on).order_by("from_on", "pk").first()
    if stay is not None:
        raise BornAfterEntryError(stay)


def _index(person: Person) -> None:
    """Set the blind index of the number. Raises: NumberTakenError."""
    if person.national_id is None:
        person.national_id_index = None
        return
    indexes = blind_indexes(person.national_id)
    _check_free(person, indexes)
    person.national_id_index = indexes[0]


def _check_free(person: Person, indexes: tuple[str | None, ...]) -> None:
    holder = Person.objects.unmerged().filter(national_id_index__in=indexes).exclude(pk=person.pk).first()
    if holder is not None:
        raise NumberTakenError(holder)


def _save(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        _check_free(person, (person.national_id_index,))  # two people got one number at the same time
        raise


@transaction.atomic
def give_number(*, person: Person, national_id: Secret, by: Account | None) -> Person:
    """Record the national ID number of a person who has none yet.

    Raises: NumberTakenError, OtherNumberError, PersonMergedError, WrongFieldKeyError.
    """
    recorded = lock_person(person.pk).national_id
    if recorded is not None and not _same(recorded, national_id):
        raise OtherNumberError
    return correct_person(person=person, changes=PersonChanges(sensitive={"national_id": national_id}), by=by)


@transaction.atomic
def tell_apart(
    *, first: Person, second: Person, reason: str, by: Account | None, organization: Organization | None = None
) -> DistinctPeople:
    """Record that two records which look alike are two people.

    Raises: AlreadyToldApartError, CorrectionReasonMissingError, PersonMergedError, SamePersonError.
    """
    if first.pk == second.pk:
        raise SamePersonError
    if not reason.strip():
        raise CorrectionReasonMissingError
    older, newer = (lock_person(pk) for pk in sorted((first.pk, second.pk)))
    if DistinctPeople.objects.filter(first=older, second=newer).exists():
        raise AlreadyToldApartError
    row = DistinctPeople.objects.create(first=older, second=newer, reason=reason.strip(), recorded_by=by)
    for person, other in ((older, newer), (newer, older)):
        record_event(
            verb="people_told_apart",
            subject=f"person:{person.pk}",
            by=by,
            details={"other": other.pk, "reason": row.reason},
            organization=organization,
        )
    return row
