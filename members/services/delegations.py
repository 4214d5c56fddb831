"""Write delegations during leave. A role is delegated by whom it was given to: what was delegated to him is not his to
pass on, and whoever is on leave himself takes nothing over.
"""

from datetime import date, datetime

from django.db import transaction

from members.errors import MembersError
from members.models import Account, Delegation, RoleAssignment
from members.models.organization import inside
from members.models.role import ACTING_ROLES
from members.services.journal import record_event
from members.services.memberships import AlreadyEndedError, EndBeforeStartError, ImpossibleDayError, ReasonMissingError


class DayPastError(ImpossibleDayError):
    """The day is over: nobody can have acted for somebody else on it."""


class NotOwnRoleError(MembersError):
    """The role is another's, delegated or not: only who holds it himself delegates it; or it is none of acting."""


class RoleNotHeldError(MembersError):
    """The role does not hold on all of these days: `assignment`."""

    def __init__(self, assignment: RoleAssignment) -> None:
        super().__init__(f"{assignment} does not hold on all of these days")
        self.assignment = assignment


class OwnDelegateError(MembersError):
    """Nobody is his own delegate."""


class DelegateWithoutRoleError(MembersError):
    """The delegate holds no acting role in the same tree on the first day, or his account is closed."""


class DelegateOnLeaveError(MembersError):
    """The delegate has himself delegated a role on some of these days: `delegation`."""

    def __init__(self, delegation: Delegation) -> None:
        super().__init__(f"{delegation.assignment.account} is on leave himself")
        self.delegation = delegation


class AlreadyDelegatedError(MembersError):
    """The role is delegated on some of these days already: `delegation`."""

    def __init__(self, delegation: Delegation) -> None:
        super().__init__(f"{delegation} from {delegation.from_on} to {delegation.until_on}")
        self.delegation = delegation


@transaction.atomic
def delegate_role(
    *,
    assignment: RoleAssignment,
    delegate: Account,
    from_on: date,
    until_on: date,
    reason: str,
    by: Account,
    today: date,
    now: datetime,
) -> Delegation:
    """Let `delegate` exercise a role of `by` from a day to a day, both included.

    Raises: ReasonMissingError, NotOwnRoleError, OwnDelegateError, DayPastError, EndBeforeStartError, RoleNotHeldError,
    DelegateWithoutRoleError, DelegateOnLeaveError, AlreadyDelegatedError.
    """
    if not reason.strip():
        raise ReasonMissingError
    if delegate.pk == by.pk:
        raise OwnDelegateError(by.username)
    if from_on < today:
        raise DayPastError("from_on", from_on)
    if until_on < from_on:
        raise EndBeforeStartError("until_on", until_on)
    # Locked in one order: of two who go on leave to each other at once, the second is told of the first.
    list(Account.objects.select_for_update(no_key=True).filter(pk__in=[by.pk, delegate.pk]).order_by("pk"))
    assignment = RoleAssignment.objects.select_related("organization", "account").get(pk=assignment.pk)
    if assignment.account_id != by.pk or assignment.role not in ACTING_ROLES:
        raise NotOwnRoleError(str(assignment))
    ends = assignment.until_on is not None and assignment.until_on < until_on
    if assignment.voided_at is not None or assignment.from_on > from_on or ends:
        raise RoleNotHeldError(assignment)
    _check_delegate(delegate, assignment, from_on, until_on)
    other = Delegation.objects.overlapping(from_on, until_on).filter(assignment=assignment).first()
    if other is not None:
        raise AlreadyDelegatedError(other)
    delegation: Delegation = Delegation.objects.create(
        assignment=assignment, delegate=delegate, from_on=from_on, until_on=until_on, reason=reason.strip(),
        given_by=by, given_at=now,
    )  # fmt: skip
    record_event(
        verb="role_delegated",
        subject=f"account:{by.pk}",
        by=by,
        details={
            "delegation": delegation.pk, "role": assignment.role, "organization": assignment.organization.code,
            "delegate": delegate.username, "from_on": from_on, "until_on": until_on, "reason": reason.strip(),
        },
        organization=assignment.organization,
    )  # fmt: skip
    return delegation


@transaction.atomic
def end_delegation(*, delegation: Delegation, reason: str, by: Account, now: datetime) -> Delegation:
    """End a delegation before its time: from this instant on it holds no more.

    Raises: ReasonMissingError, AlreadyEndedError.
    """
    if not reason.strip():
        raise ReasonMissingError
    ending = {"ended_at": now, "ended_by": by, "end_reason": reason.strip()}
    # Compare and set: of two who end it at once, one does.
    if not Delegation.objects.current().filter(pk=delegation.pk).update(**ending):
        raise AlreadyEndedError(f"{delegation} was ended already")
    ended: Delegation = Delegation.objects.select_related(
        "assignment__organization", "assignment__account", "delegate"
    ).get(pk=delegation.pk)
    assignment = ended.assignment
    record_event(
        verb="delegation_ended",
        subject=f"account:{assignment.account_id}",
        by=by,
        details={
            "delegation": ended.pk, "role": assignment.role, "organization": assignment.organization.code,
            "delegate": ended.delegate.username, "reason": reason.strip(),
        },
        organization=assignment.organization,
    )  # fmt: skip
    return ended


def _check_delegate(delegate: Account, assignment: RoleAssignment, from_on: date, until_on: date) -> None:
    top = assignment.organization.ancestor_paths[0]
    acting = RoleAssignment.objects.held_on(from_on).filter(
        account=delegate, account__is_active=True, role__in=ACTING_ROLES
    )
    if not acting.filter(inside((top,), "organization__path")).exists():
        raise DelegateWithoutRoleError(delegate.username)
    on_leave = Delegation.objects.overlapping(from_on, until_on).filter(assignment__account=delegate)
    found = on_leave.select_related("assignment__account").first()
    if found is not None:
        raise DelegateOnLeaveError(found)
