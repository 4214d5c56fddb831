"""Administer accounts and their roles within one's own part of the tree; links by which people choose their passwords.

Each function checks that `by` reaches the organisation or the account. Raises, each of them: NotPermittedError, and
what the service of `members` raises.
"""

from datetime import date, datetime

from django.db import transaction

from admission.domain.errors import AdmissionError
from admission.permissions import Act, NotPermittedError, check_may, check_may_in
from admission.selectors.accounts import AccountState, accounts_to_keep, is_wholly_kept, state_of
from admission.services.notices import INVITATION, NEW_PASSWORD, post_notice
from members.access import Access, access_of
from members.models import Account, AccountLink, LinkPurpose, Organization, Role, RoleAssignment
from members.services import accounts, links, roles

AGAIN_AFTER_MINUTES = 5
"""A new password is asked for by mail no more often than that."""


class AccountClosedError(AdmissionError):
    """A closed account gets no link."""


@transaction.atomic
def invite_account(
    *,
    username: str,
    full_name: str,
    email: str,
    organization: Organization,
    role: Role,
    from_on: date,
    until_on: date | None = None,
    document: str = "",
    by: Account,
    today: date,
    now: datetime,
) -> AccountLink:
    """Add an account with its first role, and invite its owner by mail; give the link of the invitation."""
    check_may_in(access_of(by, today), Act.KEEP_ACCOUNTS, organization)
    account = accounts.add_invited_account(username=username, full_name=full_name, email=email, by=by)
    roles.give_role(
        account=account, organization=organization, role=role, from_on=from_on, until_on=until_on, document=document,
        by=by,
    )  # fmt: skip
    return _send(account, by, now)


@transaction.atomic
def give_account_role(
    *,
    account: Account,
    organization: Organization,
    role: Role,
    from_on: date,
    until_on: date | None = None,
    document: str = "",
    by: Account,
    today: date,
) -> RoleAssignment:
    """Give one more role to an account that the administrator reaches."""
    access = access_of(by, today)
    check_may_in(access, Act.KEEP_ACCOUNTS, organization)
    _check_reach(access, account)
    return roles.give_role(
        account=account, organization=organization, role=role, from_on=from_on, until_on=until_on, document=document,
        by=by,
    )  # fmt: skip


@transaction.atomic
def end_account_role(
    *, assignment: RoleAssignment, until_on: date, reason: str, by: Account, today: date, now: datetime
) -> RoleAssignment:
    """End a role in an organisation of the administrator's."""
    check_may_in(access_of(by, today), Act.KEEP_ACCOUNTS, assignment.organization)
    return roles.end_role(assignment=assignment, until_on=until_on, reason=reason, by=by, today=today, now=now)


@transaction.atomic
def void_account_role(
    *, assignment: RoleAssignment, reason: str, by: Account, today: date, now: datetime
) -> RoleAssignment:
    """Void a role in an organisation of the administrator's that never should have been."""
    check_may_in(access_of(by, today), Act.KEEP_ACCOUNTS, assignment.organization)
    return roles.void_role(assignment=assignment, reason=reason, by=by, today=today, now=now)


@transaction.atomic
def close_kept_account(*, account: Account, reason: str, by: Account, today: date, now: datetime) -> Account:
    """Close an account all of whose roles lie below the administrator."""
    check_whole_reach(access_of(by, today), account)
    return accounts.close_account(account=account, reason=reason, by=by, today=today, now=now)


@transaction.atomic
def reopen_kept_account(*, account: Account, reason: str, by: Account, today: date) -> Account:
    """Open an account again all of whose roles lie below the administrator."""
    check_whole_reach(access_of(by, today), account)
    return accounts.reopen_account(account=account, reason=reason, by=by)


@transaction.atomic
def send_link(*, account: Account, by: Account, today: date, now: datetime) -> AccountLink:
    """Invite the owner of an account anew; who has a password already gets a link by mail to choose a new one.

    Raises: AccountClosedError.
    """
    check_whole_reach(access_of(by, today), account)
    return _send(account, by, now)


@transaction.atomic
def revoke_account_links(*, account: Account, by: Account, today: date, now: datetime) -> int:
    """Let the open links of an account be good no more; count them."""
    check_whole_reach(access_of(by, today), account)
    return links.revoke_links(account=account, by=by, now=now)


@transaction.atomic
def ask_new_password(*, username: str, now: datetime) -> None:
    """Mail the owner of an account a link by which he chooses a new password; nobody learns whether there is one.

    Nothing happens for an account that is closed or unknown, has no address, or was mailed such a link just now.
    """
    account: Account | None = Account.objects.active().filter(username=username).exclude(email="").first()
    if account is None:
        return
    newest = AccountLink.objects.open().filter(account=account, purpose=LinkPurpose.PASSWORD).first()
    if newest is not None and (now - newest.made_at).total_seconds() < AGAIN_AFTER_MINUTES * 60:
        return
    link = links.make_link(account=account, purpose=LinkPurpose.PASSWORD, by=None, now=now)
    post_notice(notice=NEW_PASSWORD, to=[account], details={"link": link.pk}, now=now)


def _send(account: Account, by: Account, now: datetime) -> AccountLink:
    state = state_of(account)
    if state is AccountState.CLOSED:
        raise AccountClosedError(account.username)
    is_new = state is AccountState.INVITED
    purpose = LinkPurpose.INVITATION if is_new else LinkPurpose.PASSWORD
    link = links.make_link(account=account, purpose=purpose, by=by, now=now)
    post_notice(notice=INVITATION if is_new else NEW_PASSWORD, to=[account], details={"link": link.pk}, now=now)
    return link


def _check_reach(access: Access, account: Account) -> None:
    check_may(access, Act.KEEP_ACCOUNTS)
    if not accounts_to_keep(access).filter(pk=account.pk).exists():
        raise NotPermittedError(f"{access.account.username} does not reach {account.username}")


def check_whole_reach(access: Access, account: Account) -> None:
    """Look whether the account's roles all lie within reach: one above or beside makes it not his alone to close.

    Raises: NotPermittedError.
    """
    _check_reach(access, account)
    if not is_wholly_kept(access, account):
        raise NotPermittedError(f"{account.username} has roles beyond the reach of {access.account.username}")
