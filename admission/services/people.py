"""Find the people a form or a sheet names, or add them."""

from datetime import date

from django.db import transaction

from admission.domain.errors import AdmissionError
from members.encrypted import Secret
from members.models import Account, Membership, Organization, Person
from members.national_id import is_same_kind
from members.services.people import PersonChanges, correct_person, give_number, person_with_number, survivor_of
from members.text import normalise, search_form


class AnotherPersonError(AdmissionError):
    """The national ID number is that of somebody with another name or another day of birth."""


class OtherSexError(AdmissionError):
    """The person is recorded with the other sex: it was typed wrong, or the record is to be corrected first."""


def known_person(full_name: str, born_on: date) -> Person | None:
    """Find who has that name (marks and case aside) and day of birth; for a merged record the one that took over."""
    named = Person.objects.filter(name_search=search_form(full_name), born_on=born_on).order_by("pk")
    person: Person | None = named.unmerged().first() or named.first()
    return survivor_of(person) if person is not None else None


@transaction.atomic
def numbered_person(*, national_id: Secret, full_name: str, born_on: date | None, by: Account | None) -> Person | None:
    """Find who has a national ID number, whose name and day of birth must be those typed; None where nobody has it.

    A day of birth that was not known is recorded. Raises: AnotherPersonError, WrongFieldKeyError.
    """
    person = person_with_number(national_id)
    if person is None:
        return None
    other_day = born_on is not None and person.born_on not in {None, born_on}
    if other_day or person.name_search != search_form(full_name):
        raise AnotherPersonError
    if born_on is not None and person.born_on is None:
        return correct_person(person=person, changes=PersonChanges(plain={"born_on": born_on}), by=by)
    return person


@transaction.atomic
def with_number(*, person: Person, national_id: Secret, by: Account | None) -> Person:
    """Give the person a name and a day led to his number, which nobody has yet.

    Whoever has another number of that kind is a namesake: then it is a new person. Who has only the number of an older
    or a newer card keeps it. Raises: WrongFieldKeyError.
    """
    if person.national_id is not None:
        if not is_same_kind(person.national_id, national_id):
            return person
        person = Person.objects.create(full_name=person.full_name, born_on=person.born_on)
    return give_number(person=person, national_id=national_id, by=by)


def with_sex(*, person: Person, sex: str, by: Account | None, organization: Organization | None = None) -> Person:
    """Complete what is recorded of a person by his sex, where one is given. Raises: OtherSexError."""
    if not sex or person.sex == sex:
        return person
    if person.sex:
        raise OtherSexError
    changes = PersonChanges(plain={"sex": sex})
    return correct_person(person=person, changes=changes, by=by, organization=organization)


@transaction.atomic
def candidate_named(
    *, full_name: str, born_on: date, national_id: Secret | None = None, sex: str = "", by: Account | None = None
) -> Person:
    """Give the person with that number, else of that name (marks and case aside) born that day; added where none is.

    A sex that was not known is recorded. Raises: AnotherPersonError, OtherSexError, WrongFieldKeyError.
    """
    if national_id is not None:
        numbered = numbered_person(national_id=national_id, full_name=full_name, born_on=born_on, by=by)
        if numbered is not None:
            return with_sex(person=numbered, sex=sex, by=by)
    person = known_person(full_name, born_on) or Person.objects.create(full_name=full_name, born_on=born_on, sex=sex)
    if national_id is not None:
        person = with_number(person=person, national_id=national_id, by=by)
    return with_sex(person=person, sex=sex, by=by)


class NotInTheListError(AdmissionError):
    """Nobody of that name stands in the branch's list of members; `name` as it was typed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not in the list of members")
        self.name = name


def check_in_list(*, branch: Organization, full_name: str) -> None:
    """Nobody becomes a member of a branch by being named: he stands in its list, now or before.

    Raises: NotInTheListError.
    """
    belongs = Membership.objects.current().filter(organization=branch)
    if not Person.objects.filter(name_search=search_form(full_name), memberships__in=belongs).exists():
        raise NotInTheListError(full_name)


@transaction.atomic
def sponsor_named(*, branch: Organization, full_name: str, exact: bool = False) -> Person:
    """Give the person of that name who belongs to the branch or helps in it already, added where there is none.

    Members first. Marks and case aside, unless `exact`: a correction of the spelling is another name.
    """
    named = Person.objects.unmerged().filter(name_search=search_form(full_name))
    belongs = Membership.objects.current().filter(organization=branch)
    members = list(named.filter(memberships__in=belongs).order_by("pk").distinct())
    helpers = list(named.filter(sponsorships__case__branch=branch).order_by("pk").distinct())
    found = members + [person for person in helpers if person not in members]
    same = [person for person in found if person.full_name == normalise(full_name)]
    known = (same if exact else same + found)[:1]
    return known[0] if known else Person.objects.create(full_name=full_name)
