"""Write roles: give one from a day, perhaps to a day; end it; void one that never should have been.

Nobody gives himself a role, and the top of a tree keeps an administrator. Whether `by` may do it at all is asked in
`admission`. `by` None: the machine, from its command line.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Q

from members.errors import MembersError
from members.models import Account, Organization, Role, RoleAssignment
from members.models.organization import BRANCH_KINDS
from members.models.role import BRANCH_ROLES, COMMITTEE_ROLES
from members.services.journal import record_event
from members.services.memberships import (
    AlreadyEndedError,
    DissolvedOrganizationError,
    EndBeforeStartError,
    ImpossibleDayError,
    ReasonMissingError,
)

_ONE_DAY = timedelta(days=1)


class OverlappingRoleError(MembersError):
    """The account has that role in that organisation on some of these days already: `assignment`."""

    def __init__(self, assignment: RoleAssignment) -> None:
        super().__init__(f"{assignment} from {assignment.from_on} to {assignment.until_on} shares days with it")
        self.assignment = assignment


class RoleDoesNotFitError(MembersError):
    """A secretary is one of a branch, a clerk or reviewer one of a committee."""

    def __init__(self, role: Role, organization: Organization) -> None:
        super().__init__(f"{organization} has no {role}")
        self.role = role
        self.organization = organization


class OwnRoleError(MembersError):
    """Nobody gives himself a role."""


class LastAdministratorError(MembersError):
    """Without this account nobody would administer the top of its tree: `organization`."""

    def __init__(self, organization: Organization) -> None:
        super().__init__(f"{organization} would be left without an administrator")
        self.organization = organization


class EndAfterEndError(ImpossibleDayError):
    """The role ends before that day already."""


@transaction.atomic
def give_role(
    *,
    account: Account,
    organization: Organization,
    role: Role,
    from_on: date,
    until_on: date | None = None,
    document: str = "",
    by: Account | None,
) -> RoleAssignment:
    """Give an account a role in an organisation from a day, perhaps to a day, both included.

    Raises: OwnRoleError, RoleDoesNotFitError, EndBeforeStartError, DissolvedOrganizationError, OverlappingRoleError.
    """
    if by is not None and by.pk == account.pk:
        raise OwnRoleError(account.username)
    if not fits(role, organization):
        raise RoleDoesNotFitError(role, organization)
    if until_on is not None and until_on < from_on:
        raise EndBeforeStartError("until_on", until_on)
    if organization.dissolved_on is not None and organization.dissolved_on <= (until_on or date.max):
        raise DissolvedOrganizationError("organization", organization.dissolved_on, organization)
    # Locked: of two who give it at once, the second is told of the first's.
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    held = RoleAssignment.objects.filter(account=account, organization=organization, role=role.value)
    other = held.overlapping(from_on, until_on).order_by("from_on", "pk").first()
    if other is not None:
        raise OverlappingRoleError(other)
    given: RoleAssignment = RoleAssignment.objects.create(
        account=account, organization=organization, role=role.value, from_on=from_on, until_on=until_on,
        document=document, given_by=by,
    )  # fmt: skip
    _journal("role_given", given, by, from_on=from_on, until_on=until_on, document=document)
    return given


def fits(role: Role, organization: Organization) -> bool:
    """Say whether an organisation of that kind has such a role."""
    is_branch = organization.kind in BRANCH_KINDS
    return is_branch if role in BRANCH_ROLES else not (role in COMMITTEE_ROLES and is_branch)


@transaction.atomic
def end_role(
    *, assignment: RoleAssignment, until_on: date, reason: str, by: Account | None, today: date, now: datetime
) -> RoleAssignment:
    """End a role after its last day, which may lie before or after today, but not after the end it has.

    Raises: ReasonMissingError, AlreadyEndedError, EndBeforeStartError, EndAfterEndError, LastAdministratorError.
    """
    assignment = _locked(assignment)
    if not reason.strip():
        raise ReasonMissingError
    if assignment.ended_at is not None:
        raise AlreadyEndedError(f"{assignment} was ended already")
    if until_on < assignment.from_on:
        raise EndBeforeStartError("until_on", until_on)
    if assignment.until_on is not None and until_on > assignment.until_on:
        raise EndAfterEndError("until_on", assignment.until_on)
    _check_administered(assignment, max(until_on + _ONE_DAY, today))
    before = assignment.until_on
    assignment.until_on, assignment.end_reason = until_on, reason.strip()
    assignment.ended_by, assignment.ended_at = by, now
    assignment.save(update_fields=["until_on", "end_reason", "ended_by", "ended_at"])
    _journal("role_ended", assignment, by, until_on=until_on, before=before, reason=reason.strip())
    return assignment


@transaction.atomic
def void_role(
    *, assignment: RoleAssignment, reason: str, by: Account | None, today: date, now: datetime
) -> RoleAssignment:
    """Void a role that never should have been; it holds on no day any more.

    Raises: ReasonMissingError, AlreadyEndedError, LastAdministratorError.
    """
    assignment = _locked(assignment)
    if not reason.strip():
        raise ReasonMissingError
    _check_administered(assignment, max(assignment.from_on, today))
    assignment.voided_at, assignment.voided_by, assignment.void_reason = now, by, reason.strip()
    assignment.save(update_fields=["voided_at", "voided_by", "void_reason"])
    _journal("role_voided", assignment, by, reason=reason.strip())
    return assignment


def check_account_not_needed(account: Account, today: date) -> None:
    """Ask whether the account is not the last one that administers the top of a tree. Raises: LastAdministratorError.

    Inside the transaction that closes it.
    """
    roles = RoleAssignment.objects.held_on(today).filter(account=account).select_related("organization")
    for assignment in roles.order_by("organization"):
        _check_administered(assignment, today)


def _locked(assignment: RoleAssignment) -> RoleAssignment:
    """Read it again for writing. Raises: AlreadyEndedError where it was voided meanwhile."""
    rows = RoleAssignment.objects.select_for_update(of=("self",)).select_related("organization", "account")
    found: RoleAssignment = rows.get(pk=assignment.pk)
    if found.voided_at is not None:
        raise AlreadyEndedError(f"{found} was voided already")
    return found


def _check_administered(assignment: RoleAssignment, day: date) -> None:
    """Ask whether somebody else who has a password administers that top from a day on, if this is about one: as long as
    this role would have held.
    """
    organization = assignment.organization
    if assignment.role != Role.ADMINISTRATOR or organization.depth > 1:
        return
    if not assignment.account.is_active or (assignment.until_on is not None and assignment.until_on < day):
        return  # it is nobody's hold on the tree any more
    # Locked: two administrators who end each other's role at once are one after the other.
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    others = RoleAssignment.objects.held_on(day).filter(organization=organization, role=Role.ADMINISTRATOR.value)
    as_long = Q(until_on=None)
    if assignment.until_on is not None:
        as_long |= Q(until_on__gte=assignment.until_on)
    able = as_long & Q(account__is_active=True) & ~Q(account__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    if not others.filter(able).exclude(account=assignment.account_id).exists():
        raise LastAdministratorError(organization)


def _journal(verb: str, assignment: RoleAssignment, by: Account | None, **details: Any) -> None:
    told = {"role": assignment.role, "organization": assignment.organization.code, "assignment": assignment.pk}
    record_event(
        verb=verb,
        subject=f"account:{assignment.account_id}",
        by=by,
        details=told | {name: value for name, value in details.items() if value not in ("", None)},
        organization=assignment.organization,
    )
