"""Take the second factor of somebody else away, who lost his telephone and his paper codes."""

from datetime import datetime

from django.db import transaction

from admission.permissions import NotPermittedError
from admission.services.accounts import check_whole_reach
from admission.services.notices import post_notice
from members.access import Access
from members.models import Account
from members.services.second_factors import remove_second_factor


@transaction.atomic
def reset_second_factor(*, access: Access, account: Account, reason: str, now: datetime) -> None:
    """Remove it, end the account's sessions and tell its owner. Raises: NotPermittedError, NoSecondFactorError."""
    check_whole_reach(access, account)
    if account.pk == access.account.pk:
        raise NotPermittedError(f"{account.username} replaces his own second factor himself")
    remove_second_factor(account=account, by=access.account, reason=reason, now=now)
    post_notice(
        notice="second_factor_reset",
        to=[account],
        details={"by": access.account.full_name, "path": "/account/"},
        now=now,
    )
