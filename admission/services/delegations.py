"""Have one's own roles exercised during leave; both are told by mail."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from admission.permissions import Act, NotPermittedError, check_may, may_in
from admission.services.notices import DELEGATION_ENDED, DELEGATION_GIVEN, post_notice
from members.access import access_of
from members.models import Account, Delegation, RoleAssignment
from members.services import delegations


@transaction.atomic
def delegate_roles(
    *,
    assignments: Sequence[RoleAssignment],
    delegate: Account,
    from_on: date,
    until_on: date,
    reason: str,
    by: Account,
    today: date,
    now: datetime,
) -> list[Delegation]:
    """Let `delegate` exercise some roles of `by` from a day to a day, all of them or none.

    Raises: NotPermittedError, and what `members.services.delegations.delegate_role` raises.
    """
    check_may(access_of(by, today), Act.DELEGATE)
    given = [
        delegations.delegate_role(
            assignment=assignment, delegate=delegate, from_on=from_on, until_on=until_on, reason=reason, by=by,
            today=today, now=now,
        )
        for assignment in assignments
    ]  # fmt: skip
    _tell(DELEGATION_GIVEN, given, by, now)
    return given


@transaction.atomic
def end_delegation(*, delegation: Delegation, reason: str, by: Account, today: date, now: datetime) -> Delegation:
    """End a delegation at once: by the principal, or by an administrator of the organisation of the role.

    Raises: NotPermittedError, ReasonMissingError, AlreadyEndedError.
    """
    assignment = delegation.assignment
    if assignment.account_id != by.pk and not may_in(access_of(by, today), Act.KEEP_ACCOUNTS, assignment.organization):
        raise NotPermittedError(f"{by.username} may not end {delegation}")
    ended = delegations.end_delegation(delegation=delegation, reason=reason, by=by, now=now)
    _tell(DELEGATION_ENDED, [ended], by, now)
    return ended


def _tell(notice: str, given: Iterable[Delegation], by: Account, now: datetime) -> None:
    """Tell both: the principal and the delegate."""
    rows = list(given)
    if not rows:
        return
    first = rows[0]
    principal, delegate = first.assignment.account, first.delegate
    details = {
        "principal": principal.full_name,
        "delegate": delegate.full_name,
        "by": by.full_name,
        "from_on": first.from_on.isoformat(),
        "until_on": first.until_on.isoformat(),
        "roles": [[row.assignment.role, row.assignment.organization.name] for row in rows],
    }
    post_notice(notice=notice, to=[principal, delegate], details=details, now=now)
