"""Write the tree of organisations: add, rename, move, dissolve, and what their address book says.

What each act asks of open files is the business of `admission.services.organizations`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from members.errors import MembersError
from members.models import (
    Account,
    AdmissionAuthority,
    AuthorityBasis,
    Membership,
    Organization,
    OrganizationKind,
    OrganizationName,
    OrganizationPlace,
)
from members.models.organization import BRANCH_KINDS
from members.selectors import roles_reaching
from members.services.journal import record_event
from members.services.memberships import DayInFutureError

_RANKS = {
    OrganizationKind.PARTY_COMMITTEE: 3,
    OrganizationKind.GRASSROOTS_COMMITTEE: 2,
    OrganizationKind.SECTIONAL_COMMITTEE: 1,
    OrganizationKind.BRANCH: 0,
    OrganizationKind.GRASSROOTS_BRANCH: 0,
}
CONTACT_FIELDS = ("postal_address", "phone", "email", "meeting_day")


class ImpossiblePlaceError(MembersError):
    """An organisation of that kind cannot stand there; `above` is None for the top of the tree."""

    def __init__(self, kind: OrganizationKind, above: Organization | None) -> None:
        super().__init__(f"{kind} cannot stand below {above.code if above else 'nothing'}")
        self.kind = kind
        self.above = above


class CyclicPlaceError(MembersError):
    """An organisation cannot stand below itself or below what stands below it."""


class SamePlaceError(MembersError):
    """The organisation stands there already."""


class SameNameError(MembersError):
    """The organisation bears that name already."""


class CodeTakenError(MembersError):
    """The code belongs to another organisation."""


class EarlierChangeError(MembersError):
    """Something was recorded from that day or a later one already; `from_on` says from which."""

    def __init__(self, from_on: date) -> None:
        super().__init__(f"a change from {from_on} on is recorded")
        self.from_on = from_on


class OrganizationDissolvedError(MembersError):
    """The organisation does not exist any more."""

    def __init__(self, organization: Organization) -> None:
        super().__init__(f"{organization.code} was dissolved on {organization.dissolved_on}")
        self.organization = organization


class StillInUseError(MembersError):
    """The organisation cannot be dissolved yet: `below`, `people` and `roles` count what is in the way."""

    def __init__(self, *, below: int, people: int, roles: int) -> None:
        super().__init__(f"{below} organisations, {people} people, {roles} roles are in the way")
        self.below, self.people, self.roles = below, people, roles


def may_stand_below(kind: OrganizationKind, above: OrganizationKind | None) -> bool:
    """Say whether the tree can be so: a branch has nothing below it and never stands alone at the top, and a committee
    stands below one of a higher level. Source: Party Charter, art. 10; 29-QĐ/TW, 4.3.2.
    """
    if above is None:
        return kind not in BRANCH_KINDS
    both_party = kind == above == OrganizationKind.PARTY_COMMITTEE
    return both_party or _RANKS[kind] < _RANKS[above]


def check_place(kind: OrganizationKind, above: Organization | None) -> None:
    """Raises: ImpossiblePlaceError, OrganizationDissolvedError."""
    if above is not None and above.dissolved_on is not None:
        raise OrganizationDissolvedError(above)
    if not may_stand_below(kind, OrganizationKind(above.kind) if above else None):
        raise ImpossiblePlaceError(kind, above)


@transaction.atomic
def add_organization(
    *,
    kind: OrganizationKind,
    code: str,
    name: str,
    above: Organization | None = None,
    decides_admission: bool = False,
    is_practice: bool = False,
    contact: Mapping[str, str] | None = None,
    from_on: date | None = None,
    document: str = "",
    by: Account | None = None,
) -> Organization:
    """Add an organisation below another, or a new top where `above` is None.

    `code` is unique in the product, capitals and small letters alike.
    `decides_admission`: in its own right; another authority is given by `members.services.authorities`. `from_on`: its
    first day, None for before the records. `contact`: values of `CONTACT_FIELDS`. Raises: CodeTakenError,
    ImpossiblePlaceError, OrganizationDissolvedError.
    """
    check_place(kind, above)
    if Organization.objects.with_code(code).exists():
        raise CodeTakenError(code)
    values = {"kind": kind.value, "code": code, "name": name, "is_practice": is_practice, **(contact or {})}
    organization: Organization
    if above is None:
        organization = Organization.objects.add_root(values)
    else:
        # Read again: treebeard counts children on the instance, and a stale count gives the same path twice.
        organization = Organization.objects.add_child(Organization.objects.get(pk=above.pk), values)
    since = {"organization": organization, "from_on": from_on, "document": document, "recorded_by": by}
    OrganizationName.objects.create(name=name, **since)
    OrganizationPlace.objects.create(parent=above, **since)
    if decides_admission:
        AdmissionAuthority.objects.create(basis=AuthorityBasis.OWN_RIGHT.value, **since)
    record_event(
        verb="organization_added",
        subject=f"organization:{organization.pk}",
        by=by,
        organization=organization,
        details={
            "code": code, "name": name, "kind": kind.value, "above": above.code if above else "", "from_on": from_on,
            "document": document, "decides_admission": decides_admission,
        },
    )  # fmt: skip
    return organization


@transaction.atomic
def change_contact(*, organization: Organization, contact: Mapping[str, str], by: Account | None) -> Organization:
    """Change address, phone, e-mail or meeting day (`CONTACT_FIELDS`); only what differs is journalled.

    Raises: OrganizationDissolvedError.
    """
    organization = locked(organization)
    old = {name: getattr(organization, name) for name in CONTACT_FIELDS}
    new = {name: value for name, value in contact.items() if old[name] != value}
    if new:
        for name, value in new.items():
            setattr(organization, name, value)
        organization.save(update_fields=[*new])
        record_event(
            verb="organization_contact_changed",
            subject=f"organization:{organization.pk}",
            by=by,
            organization=organization,
            details={"old": {name: old[name] for name in new}, "new": new},
        )
    return organization


@transaction.atomic
def rename_organization(
    *, organization: Organization, name: str, from_on: date, document: str, by: Account | None, today: date
) -> Organization:
    """Give an organisation another name from a day on; papers of the time before keep the old one.

    Raises: DayInFutureError, EarlierChangeError, OrganizationDissolvedError, SameNameError.
    """
    organization = locked(organization)
    _check_new_day(organization.organizationnames.all(), from_on, today)
    old = organization.name
    if old == name:
        raise SameNameError(name)
    organization.name = name
    organization.save(update_fields=["name", "name_search"])
    OrganizationName.objects.create(
        organization=organization, name=name, from_on=from_on, document=document, recorded_by=by
    )
    record_event(
        verb="organization_renamed",
        subject=f"organization:{organization.pk}",
        by=by,
        organization=organization,
        details={"old": old, "new": name, "from_on": from_on, "document": document},
    )
    return organization


@transaction.atomic
def move_organization(
    *, organization: Organization, above: Organization, from_on: date, document: str, by: Account | None, today: date
) -> Organization:
    """Put an organisation, with all below it, below another one from a day on.

    Raises: CyclicPlaceError, DayInFutureError, EarlierChangeError, ImpossiblePlaceError, OrganizationDissolvedError,
    SamePlaceError.
    """
    # The tops are locked: of two moves at once, each fine by itself, the second sees the tree as the first left it.
    list(Organization.objects.select_for_update(no_key=True).filter(depth=1).order_by("pk"))
    organization, above = locked(organization), Organization.objects.get(pk=above.pk)
    if above.path.startswith(organization.path):
        raise CyclicPlaceError(f"{above.code} stands below {organization.code}")
    check_place(OrganizationKind(organization.kind), above)
    if organization.parent_path == above.path:
        raise SamePlaceError(above.code)
    _check_new_day(organization.organizationplaces.all(), from_on, today)
    before = Organization.objects.filter(path=organization.parent_path).first()
    Organization.objects.move(organization, above, pos="last-child")
    moved: Organization = Organization.objects.get(pk=organization.pk)
    OrganizationPlace.objects.create(
        organization=moved, parent=above, from_on=from_on, document=document, recorded_by=by
    )
    details = {
        "old": before.code if before else "", "new": above.code, "from_on": from_on, "document": document,
    }  # fmt: skip
    # Told at the old place as well as at the new one: the inspectors of both read it.
    for place in (before, moved) if before else (moved,):
        record_event(
            verb="organization_moved", subject=f"organization:{moved.pk}", by=by, organization=place, details=details
        )
    return moved


@transaction.atomic
def dissolve_organization(
    *, organization: Organization, on: date, document: str, by: Account | None, today: date
) -> Organization:
    """End an organisation: `on` is the first day without it. Its row stays, for the papers of its time.

    Raises: DayInFutureError, OrganizationDissolvedError, StillInUseError.
    """
    organization = locked(organization)
    if on > today:
        raise DayInFutureError("on", on)
    reaching = Q(until_on=None) | Q(until_on__gte=on)
    below = Organization.objects.within([organization.path]).exclude(pk=organization.pk).existing_on(on).count()
    stays = Membership.objects.current().in_organization(organization).filter(reaching)
    people = stays.values("person").distinct().count()
    roles = roles_reaching(organization, on).count()
    if below or people or roles:
        raise StillInUseError(below=below, people=people, roles=roles)
    organization.dissolved_on = on
    organization.save(update_fields=["dissolved_on"])
    record_event(
        verb="organization_dissolved",
        subject=f"organization:{organization.pk}",
        by=by,
        organization=organization,
        details={"on": on, "document": document},
    )
    return organization


def locked(organization: Organization) -> Organization:
    """Read an organisation again, locked. Raises: OrganizationDissolvedError."""
    found: Organization = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    if found.dissolved_on is not None:
        raise OrganizationDissolvedError(found)
    return found


def _check_new_day(rows: QuerySet[Any], from_on: date, today: date) -> None:
    """A change begins after every recorded one, and not in the future. Raises: DayInFutureError, EarlierChangeError."""
    if from_on > today:
        raise DayInFutureError("from_on", from_on)
    later = rows.filter(from_on__gte=from_on).order_by("-from_on").values_list("from_on", flat=True).first()
    if later is not None:
        raise EarlierChangeError(later)
