"""Find the people a form or a sheet names, or add them."""

from datetime import date

from django.db import transaction

from admission.domain.errors import AdmissionError
from members.models import Membership, Organization, Person
from members.text import normalise, search_form


@transaction.atomic
def candidate_named(*, full_name: str, born_on: date) -> Person:
    """Give the person of that name (marks and case aside) born that day, added where there is none."""
    known = Person.objects.filter(name_search=search_form(full_name), born_on=born_on).order_by("pk").first()
    return known or Person.objects.create(full_name=full_name, born_on=born_on)


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
    named = Person.objects.filter(name_search=search_form(full_name))
    belongs = Membership.objects.current().filter(organization=branch)
    members = list(named.filter(memberships__in=belongs).order_by("pk").distinct())
    helpers = list(named.filter(sponsorships__case__branch=branch).order_by("pk").distinct())
    found = members + [person for person in helpers if person not in members]
    same = [person for person in found if person.full_name == normalise(full_name)]
    known = (same if exact else same + found)[:1]
    return known[0] if known else Person.objects.create(full_name=full_name)
