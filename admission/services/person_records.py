"""Complete and correct the records of people, look at a sensitive field, tell two people apart."""

from datetime import date

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from admission.models import AdmissionCase
from admission.permissions import Act, check_may_for_person
from admission.selectors.people import place_of
from admission.services.member_changes import lock_files_of, recalculate_files_of
from members.access import access_of
from members.models import C3_FIELDS, Account, DistinctPeople, Person
from members.services import people
from members.services.journal import record_event
from members.services.people import PersonChanges


@transaction.atomic
def correct_person(
    *, person: Person, changes: PersonChanges, reason: str = "", revision: int | None = None, by: Account, today: date
) -> Person:
    """Complete or correct a record; the files that rest on the person are derived anew.

    Raises: NotPermittedError, CalendarNotPublishedError, and what `members.services.people.correct_person` raises.
    """
    check_may_for_person(access_of(by, today), Act.KEEP_PEOPLE, person)
    lock_files_of([person.pk])
    corrected = people.correct_person(
        person=person, changes=changes, reason=reason, revision=revision, by=by, organization=place_of(person)
    )
    if changes.plain:
        AdmissionCase.objects.filter(candidate__person=corrected.pk).take_names()
        recalculate_files_of([person.pk], by=by, today=today, cause="person_corrected")
    return corrected


@transaction.atomic
@sensitive_variables()
def reveal_field(*, person: Person, field: str, by: Account, today: date) -> str:
    """Give the text of a sensitive field; the journal tells who looked at which field of whom, never what it says.

    An empty text where nothing is recorded: then nothing was seen and nothing is journalled. Raises: NotPermittedError,
    WrongFieldKeyError.
    """
    if field not in C3_FIELDS:
        raise ValueError(f"{field} is no sensitive field")
    check_may_for_person(access_of(by, today), Act.REVEAL, person)
    secret = getattr(person, field)
    if secret is None:
        return ""
    text: str = secret.reveal()
    record_event(
        verb="field_revealed",
        subject=f"person:{person.pk}",
        by=by,
        details={"field": field},
        organization=place_of(person),
    )
    return text


@transaction.atomic
def tell_apart(*, first: Person, second: Person, reason: str, by: Account, today: date) -> DistinctPeople:
    """Record that two records which look alike are two people.

    Raises: NotPermittedError, and what `members.services.people.tell_apart` raises.
    """
    access = access_of(by, today)
    for person in (first, second):
        check_may_for_person(access, Act.KEEP_PEOPLE, person)
    return people.tell_apart(first=first, second=second, reason=reason, by=by, organization=place_of(first))
