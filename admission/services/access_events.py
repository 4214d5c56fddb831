"""Tell the journal who was refused what, in a transaction of its own, which outlives the act that was taken back; and
who took out a file to print.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from admission.models import AdmissionCase, DataRequest, DeadlineSettlement, DecisionProposal
from admission.permissions import Act, may_for_person, may_in, requests_to_keep
from admission.selectors.accounts import accounts_to_keep
from members.access import Access
from members.models import Account, Delegation, JournalEvent, Membership, Organization, Person, RoleAssignment
from members.services.journal import record_event
from members.services.sign_in import home_of

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
    find = _FINDERS.get(route.partition("/")[0])
    return find(access, act, pk) if find is not None else None


def _case(access: Access, _act: Act, pk: int) -> Target | None:
    case = AdmissionCase.objects.filter(pk=pk).only("pk", "branch_id").first()
    if case is None:
        return None
    is_seen = AdmissionCase.objects.visible_to(access).filter(pk=pk).exists()
    return Target(f"case:{case.pk}", case.branch_id, not is_seen)


def _organization(access: Access, act: Act, pk: int) -> Target | None:
    organization = Organization.objects.filter(pk=pk).first()
    if organization is None:
        return None
    return Target(f"organization:{organization.pk}", organization.pk, not may_in(access, act, organization))


def _proposal(access: Access, _act: Act, pk: int) -> Target | None:
    proposal = DecisionProposal.objects.filter(pk=pk).only("pk", "organization_id").first()
    if proposal is None:
        return None
    is_seen = DecisionProposal.objects.visible_to(access).filter(pk=pk).exists()
    return Target(f"proposal:{proposal.pk}", proposal.organization_id, not is_seen)


def _person(access: Access, _act: Act, pk: int) -> Target | None:
    """A person lies in the branch of the newest stay, else in that of the newest file."""
    person = Person.objects.filter(pk=pk).select_related("merged_into").first()
    if person is None:
        return None
    stands_for = person.merged_into or person
    stay = Membership.objects.current().filter(person=stands_for).order_by("-from_on", "-pk").first()
    case = AdmissionCase.objects.filter(candidate__person=stands_for).only("branch_id").order_by("-pk").first()
    place = stay.organization_id if stay is not None else case.branch_id if case is not None else None
    return Target(f"person:{person.pk}", place, not may_for_person(access, Act.READ_MEMBERS, stands_for))


def _account(access: Access, _act: Act, pk: int) -> Target | None:
    """An account lies where its newest role is."""
    account = Account.objects.filter(pk=pk).only("pk").first()
    if account is None:
        return None
    role = RoleAssignment.objects.filter(account=account).order_by("-from_on", "-pk").first()
    is_kept = accounts_to_keep(access).filter(pk=pk).exists()
    return Target(f"account:{account.pk}", role.organization_id if role is not None else None, not is_kept)


def _data_request(access: Access, _act: Act, pk: int) -> Target | None:
    request = DataRequest.objects.filter(pk=pk).only("pk", "organization_id").first()
    if request is None:
        return None
    is_seen = requests_to_keep(access).filter(pk=pk).exists()
    return Target(f"request:{request.pk}", request.organization_id, not is_seen)


def _delegation(access: Access, _act: Act, pk: int) -> Target | None:
    """Somebody else's leave."""
    delegation = Delegation.objects.filter(pk=pk).select_related("assignment").first()
    if delegation is None:
        return None
    assignment = delegation.assignment
    is_own = assignment.account_id == access.account.pk
    return Target(f"account:{assignment.account_id}", assignment.organization_id, not is_own)


def _settlement(access: Access, _act: Act, pk: int) -> Target | None:
    """A moved date that somebody of another organisation settles."""
    settlement = DeadlineSettlement.objects.filter(pk=pk).select_related("move__deadline").first()
    if settlement is None:
        return None
    is_seen = DeadlineSettlement.objects.visible_to(access).filter(pk=pk).exists()
    return Target(settlement.move.deadline.about, settlement.organization_id, not is_seen)


_FINDERS: Mapping[str, Callable[[Access, Act, int], Target | None]] = {
    "cases": _case,
    "branches": _organization,
    "organizations": _organization,
    "decisions": _proposal,
    "people": _person,
    "accounts": _account,
    "requests": _data_request,
    "leave": _delegation,
    "settlements": _settlement,
}
"""What the first word of an address is about."""


@transaction.atomic
def record_export(*, by: Account, case: AdmissionCase, what: str, now: datetime) -> JournalEvent | None:
    """Append that an account took a file out of the product, as a page to print; None where it did a minute ago."""
    subject = f"case:{case.pk}"
    if JournalEvent.objects.filter(account=by, verb=EXPORTED, subject=subject, at__gt=now - SPACING).exists():
        return None
    return record_event(verb=EXPORTED, subject=subject, by=by, details={"what": what}, organization=case.branch_id)


@transaction.atomic
def record_list_export(
    *, by: Account, what: str, count: int, filters: Mapping[str, str], searched: bool, now: datetime
) -> JournalEvent:
    """Append that an account took a list of files out of the product: how many, and by which filters. What was searched
    for is mostly a name, and is not told.
    """
    return record_event(
        verb=EXPORTED,
        subject="page:case-list",
        by=by,
        details={"what": what, "count": count, "filters": dict(filters), "searched": searched},
        organization=home_of(by, now),
    )


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
