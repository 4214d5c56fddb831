"""Give an organisation the right to decide on admission, and end it. Each authority is a dated row."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from members.errors import MembersError
from members.models import Account, AdmissionAuthority, AuthorityBasis, Organization
from members.services.journal import record_event
from members.services.memberships import DayInFutureError
from members.services.organizations import locked


class BranchCannotDecideError(MembersError):
    """A branch proposes; only a committee decides on admission. Source: 29-QĐ/TW, 4.3.2."""


class OverlappingAuthorityError(MembersError):
    """The organisation holds an authority on some of those days already: `authority`."""

    def __init__(self, authority: AdmissionAuthority) -> None:
        super().__init__(f"{authority} is held on some of those days")
        self.authority = authority


class AuthorityOverError(MembersError):
    """The authority was ended before, or its last day lies before that day."""


class EndBeforeStartError(MembersError):
    """The authority begins after the day on which it would end."""


@transaction.atomic
def give_authority(
    *,
    organization: Organization,
    basis: AuthorityBasis,
    document: str,
    from_on: date | None,
    until_on: date | None = None,
    given_by: Organization | None = None,
    by: Account | None,
    today: date,
) -> AdmissionAuthority:
    """Record that an organisation decides on admission. `from_on` None: since before the records.

    Raises: BranchCannotDecideError, DayInFutureError, EndBeforeStartError, OrganizationDissolvedError,
    OverlappingAuthorityError.
    """
    organization = locked(organization)
    if organization.is_branch:
        raise BranchCannotDecideError(organization.code)
    if from_on is not None and from_on > today:
        raise DayInFutureError("from_on", from_on)
    if until_on is not None and from_on is not None and until_on < from_on:
        raise EndBeforeStartError(organization.code)
    begins_before_its_end = Q() if until_on is None else Q(from_on=None) | Q(from_on__lte=until_on)
    reaches = Q() if from_on is None else (
        (Q(until_on=None) | Q(until_on__gte=from_on))
        & (Q(withdrawn_from_on=None) | Q(withdrawn_from_on__gt=from_on))
    )  # fmt: skip
    other = organization.authorities.filter(begins_before_its_end, reaches).order_by("pk").first()
    if other is not None:
        raise OverlappingAuthorityError(other)
    authority: AdmissionAuthority = AdmissionAuthority.objects.create(
        organization=organization,
        basis=basis.value,
        given_by=given_by,
        document=document,
        from_on=from_on,
        until_on=until_on,
        recorded_by=by,
    )
    record_event(
        verb="authority_given",
        subject=f"organization:{organization.pk}",
        by=by,
        organization=organization,
        details={
            "basis": basis.value, "document": document, "from_on": from_on, "until_on": until_on,
            "given_by": given_by.code if given_by else "",
        },
    )  # fmt: skip
    return authority


@transaction.atomic
def withdraw_authority(
    *, authority: AdmissionAuthority, from_on: date, document: str, by: Account | None, today: date
) -> AdmissionAuthority:
    """End an authority: `from_on` is the first day on which it is held no more.

    Raises: AuthorityOverError, DayInFutureError, EndBeforeStartError, OrganizationDissolvedError.
    """
    organization = locked(authority.organization)
    authority = AdmissionAuthority.objects.select_for_update().get(pk=authority.pk)
    if authority.withdrawn_from_on is not None or (authority.until_on is not None and authority.until_on < from_on):
        raise AuthorityOverError(str(authority.pk))
    if from_on > today:
        raise DayInFutureError("from_on", from_on)
    if authority.from_on is not None and from_on < authority.from_on:
        raise EndBeforeStartError(organization.code)
    authority.withdrawn_from_on, authority.withdrawal_document, authority.withdrawn_by = from_on, document, by
    authority.save(update_fields=["withdrawn_from_on", "withdrawal_document", "withdrawn_by"])
    record_event(
        verb="authority_withdrawn",
        subject=f"organization:{organization.pk}",
        by=by,
        organization=organization,
        details={"from_on": from_on, "document": document},
    )
    return authority
