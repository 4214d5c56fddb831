"""Tell the journal who was refused what, in a transaction of its own, which outlives the act that was taken back; and
who took out a file to print.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from admission.models import AdmissionCase
from admission.permissions import Act, may_in
from members.access import Access
from members.models import Account, JournalEvent, Organization
from members.services.journal import record_event

DENIED, EXPORTED = "denied", "exported"
SPACING = timedelta(minutes=1)
"""Of one account, act and subject at most one row in this time: nobody floods the journal."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a page is about. `organization_id`: where it lies; `is_hidden`: it exists, and not for this account."""

    subject: str
    organization_id: int | None
    is_hidden: bool


def target_of(*, access: Access, act: Act, route: str, kwargs: Mapping[str, Any]) -> Target | None:
    """Give what the address of a page names, by its first word and `pk`; None where it names nothing that exists."""
    pk = kwargs.get("pk")
    if pk is None:
        return None
    match route.partition("/")[0]:
        case "cases":
            case = AdmissionCase.objects.filter(pk=pk).only("pk", "branch_id").first()
            if case is None:
                return None
            is_seen = AdmissionCase.objects.visible_to(access).filter(pk=pk).exists()
            return Target(f"case:{case.pk}", case.branch_id, not is_seen)
        case "branches" | "organizations":
            organization = Organization.objects.filter(pk=pk).first()
            if organization is None:
                return None
            return Target(f"organization:{organization.pk}", organization.pk, not may_in(access, act, organization))
    return None


@transaction.atomic
def record_export(*, by: Account, case: AdmissionCase, what: str, now: datetime) -> JournalEvent | None:
    """Append that an account took a file out of the product, as a page to print; None where it did a minute ago."""
    subject = f"case:{case.pk}"
    if JournalEvent.objects.filter(account=by, verb=EXPORTED, subject=subject, at__gt=now - SPACING).exists():
        return None
    return record_event(verb=EXPORTED, subject=subject, by=by, details={"what": what}, organization=case.branch_id)


@transaction.atomic
def record_denial(*, by: Account, act: Act, page: str, target: Target | None, now: datetime) -> JournalEvent | None:
    """Append that an account was refused a page or an act; None where the same was told less than a minute ago.

    `page`: the name of its address. Nothing of what was asked for or typed is kept.
    """
    # Of two refusals at once the second sees the first.
    Account.objects.select_for_update(no_key=True).get(pk=by.pk)
    subject = target.subject if target is not None else f"page:{page}"
    told = JournalEvent.objects.filter(account=by, verb=DENIED, subject=subject, at__gt=now - SPACING)
    if any(event.details.get("act") == act.value for event in told):
        return None
    return record_event(
        verb=DENIED,
        subject=subject,
        by=by,
        details={"act": act.value, "page": page},
        organization=target.organization_id if target is not None else None,
    )
