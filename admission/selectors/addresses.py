"""Addresses from which mail comes back."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse

from admission.models import AddressFailure
from admission.selectors.accounts import accounts_to_keep
from members.access import Access
from members.models import Account


@dataclass(frozen=True, slots=True)
class FailingLine:
    """An account that no mail reaches; `url`: its page, empty for who does not keep it."""

    username: str
    failed_at: datetime
    said: str
    url: str


def open_failures() -> QuerySet[AddressFailure]:
    """The failures of addresses that accounts still have and nobody cleared up."""
    return AddressFailure.objects.filter(cleared_at=None, address=F("account__email"))


def has_failing_address(account: Account) -> bool:
    """Say whether mail to an account comes back. One query."""
    return open_failures().filter(account=account).exists()


def failing_address(account: Account) -> AddressFailure | None:
    """Give the failure of the address that an account has now; None where mail arrives. One query."""
    return open_failures().filter(account=account).select_related("recorded_by").first()


def failing_lines(access: Access) -> tuple[FailingLine, ...]:
    """Every account in use whose address fails, longest first. Two queries; one where there is none."""
    rows = list(open_failures().filter(account__is_active=True).select_related("account").order_by("failed_at", "pk"))
    failing = [row.account_id for row in rows]
    kept = set(accounts_to_keep(access).filter(pk__in=failing).values_list("pk", flat=True)) if failing else set()
    return tuple(
        FailingLine(
            row.account.username,
            row.failed_at,
            row.said,
            reverse("account", args=[row.account_id]) if row.account_id in kept else "",
        )
        for row in rows
    )
