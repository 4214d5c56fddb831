"""Open a Party committee to practise in: a tree of its own, whose people, files and mails are invented and say so."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from admission.permissions import Act, check_may
from members.access import access_of
from members.models import Account, Organization, OrganizationKind, Role
from members.services.organizations import add_organization
from members.services.roles import give_role


@transaction.atomic
def open_practice_committee(*, name: str, code: str, branches: Sequence[str], by: Account, today: date) -> Organization:
    """Add a committee that decides on admission, and branches directly below it; give the committee.

    Who opens it administers it, and nothing else by it: nobody else could let the first people in, and the tree holds
    nothing yet. The role is therefore given by the product, since nobody gives himself one. `branches`: their names, in
    the order of their codes. Raises: NotPermittedError, CodeTakenError.
    """
    check_may(access_of(by, today), Act.KEEP_ORGANIZATIONS)
    committee = add_organization(
        kind=OrganizationKind.PARTY_COMMITTEE, code=code, name=name, decides_admission=True, is_practice=True, by=by
    )
    for number, branch in enumerate(branches, start=1):
        add_organization(
            kind=OrganizationKind.GRASSROOTS_BRANCH,
            code=f"{code}-{number:02d}",
            name=branch,
            above=committee,
            is_practice=True,
            by=by,
        )
    give_role(account=by, organization=committee, role=Role.ADMINISTRATOR, from_on=today, by=None)
    return committee
