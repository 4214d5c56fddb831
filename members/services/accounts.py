"""Write accounts and what people choose for their own."""

from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from members.errors import MembersError
from members.models import Account, Organization, Role, RoleAssignment
from members.services.journal import record_event
from members.services.links import revoke_links
from members.services.memberships import ReasonMissingError
from members.services.roles import check_account_not_needed, give_role
from members.services.sessions import end_sessions


class OwnAccountError(MembersError):
    """Nobody closes his own account."""


@transaction.atomic
def choose_language(*, account: Account, language: str) -> None:
    """Keep the language in which an account reads pages and mail."""
    account.language = language
    account.save(update_fields=["language"])


@transaction.atomic
def add_account(
    *,
    username: str,
    full_name: str,
    email: str,
    password: str,
    role: Role,
    organization: Organization,
    from_on: date,
) -> Account:
    """Add an account with its first role; more roles are added the same way.

    An account that exists already keeps its name, address and password and gets the role. Raises: ValidationError where
    user name, address or password do not hold.
    """
    account: Account | None = Account.objects.filter(username=username).first()
    if account is None:
        account = Account(username=username, full_name=full_name, email=email)
        validate_password(password, account)
        account.set_password(password)
        account.full_clean()
        account.save()
        record_event(
            verb="account_added",
            subject=f"account:{account.pk}",
            by=None,
            details={"username": username},
            organization=organization,
        )
    held = RoleAssignment.objects.current().filter(account=account, organization=organization, role=role.value)
    if not held.filter(until_on=None).exists():
        give_role(account=account, organization=organization, role=role, from_on=from_on, by=None)
    return account


@transaction.atomic
def add_invited_account(*, username: str, full_name: str, email: str, by: Account) -> Account:
    """Add an account without a password: whoever is invited chooses it himself.

    Raises: ValidationError where user name or address do not hold.
    """
    account = Account(username=username, full_name=full_name, email=email)
    account.set_unusable_password()
    account.full_clean()
    account.save()
    record_event(verb="account_added", subject=f"account:{account.pk}", by=by, details={"username": username})
    return account


@transaction.atomic
def close_account(*, account: Account, reason: str, by: Account | None, today: date, now: datetime) -> Account:
    """Let an account sign in no more: its sessions and links end at once, its roles and all it wrote stay.

    Nothing happens to one that is closed already. Raises: ReasonMissingError, OwnAccountError, LastAdministratorError.
    """
    if not reason.strip():
        raise ReasonMissingError
    if by is not None and by.pk == account.pk:
        raise OwnAccountError(account.username)
    account = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    if not account.is_active:
        return account
    check_account_not_needed(account, today)
    account.is_active = False
    account.save(update_fields=["is_active"])
    record_event(verb="account_closed", subject=f"account:{account.pk}", by=by, details={"reason": reason.strip()})
    revoke_links(account=account, by=by, now=now)
    end_sessions(account=account, by=by, reason="account_closed", now=now)
    return account


@transaction.atomic
def reopen_account(*, account: Account, reason: str, by: Account | None) -> Account:
    """Let a closed account sign in again, with its old password. Raises: ReasonMissingError."""
    if not reason.strip():
        raise ReasonMissingError
    if Account.objects.filter(pk=account.pk, is_active=False).update(is_active=True):
        record_event(
            verb="account_reopened", subject=f"account:{account.pk}", by=by, details={"reason": reason.strip()}
        )
    account.refresh_from_db()
    return account
