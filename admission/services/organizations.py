"""Keep the tree of organisations, and have open files follow it.

Each function checks that `by` may keep the organisation, writes through `members.services` and, where it changes who
acts in a file, derives that anew. Raises, each of them: NotPermittedError, and what the service of `members` raises.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from admission.domain.errors import AdmissionError
from admission.models import AdmissionCase
from admission.permissions import Act, check_may_in
from admission.selectors.calendars import calendar_for
from admission.services.chains import check_same_calendar, follow_tree
from members.access import access_of
from members.models import Account, AdmissionAuthority, AuthorityBasis, Organization, OrganizationKind
from members.services import authorities, organizations

_ONE_DAY = timedelta(days=1)


class OpenFilesError(AdmissionError):
    """Open files rest on the organisation: `count` of them."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} open files rest on it")
        self.count = count


@transaction.atomic
def add_below(
    *, above: Organization, kind: OrganizationKind, code: str, name: str, from_on: date | None, document: str,
    contact: Mapping[str, str], by: Account, today: date,
) -> Organization:  # fmt: skip
    """Add an organisation below another; one below a practice organisation is one of practice too."""
    _check(by, today, above)
    return organizations.add_organization(
        kind=kind, code=code, name=name, above=above, is_practice=above.is_practice, contact=contact, from_on=from_on,
        document=document, by=by,
    )  # fmt: skip


@transaction.atomic
def change_contact(*, organization: Organization, contact: Mapping[str, str], by: Account, today: date) -> Organization:
    """Change the address book or the meeting day."""
    _check(by, today, organization)
    return organizations.change_contact(organization=organization, contact=contact, by=by)


@transaction.atomic
def rename(
    *, organization: Organization, name: str, from_on: date, document: str, by: Account, today: date
) -> Organization:
    """Give an organisation another name from a day on; no paper of the time before changes."""
    _check(by, today, organization)
    return organizations.rename_organization(
        organization=organization, name=name, from_on=from_on, document=document, by=by, today=today
    )


@transaction.atomic
def move_below(
    *, organization: Organization, above: Organization, from_on: date, document: str, by: Account, today: date
) -> Organization:
    """Put an organisation below another; the open files in it get the committees of the new place and keep their dates.

    Raises: CalendarDiffersError, NoCompetentCommitteeError.
    """
    _check(by, today, organization, above)
    before = calendar_for(organization).version_id
    moved = organizations.move_organization(
        organization=organization, above=above, from_on=from_on, document=document, by=by, today=today
    )
    check_same_calendar(before=before, organization=moved)
    follow_tree(top=moved, on=from_on, by=by, today=today, cause="organization_moved")
    return moved


@transaction.atomic
def give_authority(
    *, organization: Organization, basis: AuthorityBasis, document: str, from_on: date | None, until_on: date | None,
    given_by: Organization | None, by: Account, today: date,
) -> AdmissionAuthority:  # fmt: skip
    """Have an organisation decide on admission; open files below it that it now decides come to it."""
    _check(by, today, organization)
    authority = authorities.give_authority(
        organization=organization, basis=basis, document=document, from_on=from_on, until_on=until_on,
        given_by=given_by, by=by, today=today,
    )  # fmt: skip
    if authority.is_held_on(today):
        follow_tree(top=organization, on=from_on or today, by=by, today=today, cause="authority_changed")
    return authority


@transaction.atomic
def withdraw_authority(
    *, authority: AdmissionAuthority, from_on: date, document: str, by: Account, today: date
) -> AdmissionAuthority:
    """End an authority; the open files it decided go to the next committee above that decides.

    Raises: NoCompetentCommitteeError where none does.
    """
    _check(by, today, authority.organization)
    ended = authorities.withdraw_authority(authority=authority, from_on=from_on, document=document, by=by, today=today)
    follow_tree(top=ended.organization, on=from_on, by=by, today=today, cause="authority_changed")
    return ended


@transaction.atomic
def dissolve(*, organization: Organization, on: date, document: str, by: Account, today: date) -> Organization:
    """End an organisation that nothing rests on any more. Raises: OpenFilesError."""
    _check(by, today, organization)
    count = AdmissionCase.objects.open().filter(_rests_on(organization)).count()
    if count:
        raise OpenFilesError(count)
    return organizations.dissolve_organization(organization=organization, on=on, document=document, by=by, today=today)


@transaction.atomic
def follow_lapsed_authorities(*, today: date) -> int:
    """Have the open files follow authorities that were given up to a day which is over; give how many files moved.

    A file whose committee alone could decide stays with it until somebody says who decides. Repeated without harm.
    """
    lapsed = AdmissionAuthority.objects.filter(until_on__lt=today, withdrawn_from_on=None)
    holding = AdmissionAuthority.objects.held_on(today).values("organization")
    open_there = AdmissionCase.objects.open().values("competent_committee")
    count = 0
    for authority in (
        lapsed.filter(organization__in=open_there)
        .exclude(organization__in=holding)
        .select_related("organization")
        .order_by("pk")
    ):
        if authority.until_on is None or not decides_above(authority.organization, today):
            continue
        first = authority.until_on + _ONE_DAY
        count += len(follow_tree(top=authority.organization, on=first, by=None, today=today, cause="authority_changed"))
    return count


def decides_above(organization: Organization, today: date) -> bool:
    """Say whether an organisation above this one decides on admission."""
    above = organization.ancestor_paths[:-1]
    return bool(AdmissionAuthority.objects.held_on(today).filter(organization__path__in=above).exists())


def _rests_on(organization: Organization) -> Q:
    return (
        Q(branch=organization)
        | Q(competent_committee=organization)
        | Q(grassroots_committee=organization)
        | Q(sectional_committee=organization)
    )


def _check(by: Account, today: date, *concerned: Organization) -> None:
    """Raises: NotPermittedError."""
    access = access_of(by, today)
    for organization in concerned:
        check_may_in(access, Act.KEEP_ORGANIZATIONS, organization)
