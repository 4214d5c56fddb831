"""Split a branch: a new one takes some of its people from a day on. Their files follow in `admission`."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from members.errors import MembersError
from members.models import Absence, Account, EndCause, Membership, Organization, OrganizationKind
from members.selectors import people_from
from members.services.journal import append_events, event_of, record_event
from members.services.memberships import DayInFutureError
from members.services.mergers import NotABranchError, carry_roles, move_entries
from members.services.organizations import add_organization, locked


class NobodyChosenError(MembersError):
    """A branch without people is no branch."""


class NotInTheBranchError(MembersError):
    """Some of the people do not belong to the branch on that day; `count` of them."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} people do not belong to the branch")
        self.count = count


@transaction.atomic
def split_branch(
    *,
    branch: Organization,
    code: str,
    name: str,
    people: Collection[int],
    on: date,
    document: str,
    shared_roles: Collection[int] = (),
    contact: Mapping[str, str] | None = None,
    by: Account | None,
    today: date,
    now: datetime,
) -> Organization:
    """Set up a branch beside another, of the same kind, with some of its people: `on` is its first day.

    Papers of the time before keep the name of the branch they were in. `shared_roles`: rows of roles in the branch that
    are held in the new one as well; the roles in the branch go on. Gives the new branch. Raises: CodeTakenError,
    DayInFutureError, ImpossiblePlaceError, NobodyChosenError, NotABranchError, NotInTheBranchError,
    OrganizationDissolvedError.
    """
    branch = locked(branch)
    check_split(branch=branch, people=people, on=on, today=today)
    new = add_organization(
        kind=OrganizationKind(branch.kind), code=code, name=name,
        above=Organization.objects.filter(path=branch.parent_path).first(),
        is_practice=branch.is_practice, contact=contact, from_on=on, document=document, by=by,
    )  # fmt: skip
    act: dict[str, Any] = {"into": new, "on": on, "document": document, "by": by, "now": now, "only": people}
    moved = move_entries(Membership, branch, {"end_cause": EndCause.SPLIT.value}, **act)
    move_entries(Absence, branch, {}, **act)
    shared = carry_roles(shared_roles, old=branch, new=new, on=on, document=document, by=by, verb="role_shared")
    told = {"old": branch.code, "new": new.code, "on": on, "document": document}
    append_events(
        event_of(verb="moved_by_split", subject=f"person:{person_id}", by=by, details=told, organization=new)
        for person_id in sorted(moved)
    )
    record_event(
        verb="branch_split",
        subject=f"organization:{branch.pk}",
        by=by,
        details={**told, "people": len(moved), "shared_roles": shared},
        organization=branch,
    )
    return new


def check_split(*, branch: Organization, people: Collection[int], on: date, today: date) -> None:
    """Look whether the split can be; nothing is written.

    Raises: DayInFutureError, NobodyChosenError, NotABranchError, NotInTheBranchError.
    """
    if not branch.is_branch:
        raise NotABranchError(branch)
    if on > today:
        raise DayInFutureError("on", on)
    if not people:
        raise NobodyChosenError(branch.code)
    strangers = set(people) - people_from(branch, on)
    if strangers:
        raise NotInTheBranchError(len(strangers))
