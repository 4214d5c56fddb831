"""Take the second factor of somebody else away, who lost his telephone and his paper codes."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from admission.permissions import Act, NotPermittedError, organizations_for
from admission.services.notices import post_notice
from members.access import Access
from members.models import Account, RoleAssignment
from members.services.second_factors import remove_second_factor


def accounts_to_keep(access: Access) -> QuerySet[Account]:
    """Give the accounts with a role today in the organisations whose accounts this one keeps; not itself."""
    organizations = organizations_for(access, Act.KEEP_ACCOUNTS).values("pk")
    roles = RoleAssignment.objects.held_on(access.today).filter(organization__in=organizations)
    accounts: QuerySet[Account] = Account.objects.filter(pk__in=roles.values("account"))
    return accounts.exclude(pk=access.account.pk)


@transaction.atomic
def reset_second_factor(*, access: Access, account: Account, reason: str, now: datetime) -> None:
    """Remove it, end the account's sessions and tell its owner. Raises: NotPermittedError, NoSecondFactorError."""
    if not accounts_to_keep(access).filter(pk=account.pk).exists():
        raise NotPermittedError(f"{access.account.username} does not keep the account {account.pk}")
    remove_second_factor(account=account, by=access.account, reason=reason, now=now)
    post_notice(
        notice="second_factor_reset",
        to=[account],
        details={"by": access.account.full_name, "path": "/account/"},
        now=now,
    )
