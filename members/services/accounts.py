"""Write accounts and what people choose for their own."""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from members.models import Account, Organization, Role, RoleAssignment
from members.services.journal import record_event


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
    RoleAssignment.objects.get_or_create(
        account=account, organization=organization, role=role.value, until_on=None, defaults={"from_on": from_on}
    )
    record_event(
        verb="role_given",
        subject=f"account:{account.pk}",
        by=None,
        details={"role": role.value, "organization": organization.code},
        organization=organization,
    )
    return account
