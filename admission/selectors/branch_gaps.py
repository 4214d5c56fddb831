"""Branches in which something is missing: a candidate, or somebody who can sign in and do the work."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q

from admission.domain.procedure import Stage
from admission.models import AdmissionCase
from admission.selectors.key_pages import key_page
from members.models import Organization, OrganizationQuerySet, RoleAssignment
from members.models.role import BRANCH_ROLES

PAGE_SIZE = 50
UNDER_ADMISSION = (
    Stage.NOMINATED,
    Stage.SPONSORED,
    Stage.READY_FOR_BRANCH,
    Stage.ADMISSION_VOTE_FAILED,
    Stage.AWAITING_APPRAISAL,
    Stage.AWAITING_GRASSROOTS,
    Stage.AWAITING_DECISION,
    Stage.RETURNED,
    Stage.AWAITING_RECEIPT,
    Stage.AWAITING_CEREMONY,
)
"""A person of these stages is a candidate; from the ceremony on a member on probation."""


@dataclass(frozen=True, slots=True)
class GapLine:
    """A branch in the list; `above`: the organisation directly above it, empty where it is not within reach;
    `last_opened_on`: of its newest file.
    """

    pk: int
    name: str
    above: str
    on_probation: int
    last_opened_on: date | None


@dataclass(frozen=True, slots=True)
class GapPage:
    """A page of branches in the order of the tree; `following`: the branch after which the next page begins;
    `preceding`: the one before which the last one ends.
    """

    lines: tuple[GapLine, ...]
    following: int | None
    preceding: int | None


def without_candidate(organizations: OrganizationQuerySet, today: date) -> OrganizationQuerySet:
    """Of some organisations the branches that exist and in which nobody is on the way to admission."""
    candidates = AdmissionCase.objects.open().filter(branch=OuterRef("pk"), stage__in=UNDER_ADMISSION)
    found: OrganizationQuerySet = organizations.branches().existing_on(today).exclude(Exists(candidates))
    return found


def without_secretary(organizations: OrganizationQuerySet, today: date) -> OrganizationQuerySet:
    """Of some organisations the branches that exist and in which no account in use is secretary or deputy that day."""
    held = RoleAssignment.objects.held_on(today).filter(
        organization=OuterRef("pk"), role__in=BRANCH_ROLES, account__is_active=True
    )
    found: OrganizationQuerySet = organizations.branches().existing_on(today).exclude(Exists(held))
    return found


def gap_page(
    branches: OrganizationQuerySet, *, reach: OrganizationQuerySet, after: int | None = None, before: int | None = None
) -> GapPage:
    """Give a page of some branches, in three queries; two for the first page. An organisation above that is not within
    reach is not named.
    """
    beside = after or before
    place = Organization.objects.filter(pk=beside).values_list("path", flat=True).first() if beside else None
    on_probation = Q(cases__closed_on=None) & ~Q(cases__stage__in=UNDER_ADMISSION)
    counted = branches.annotate(
        on_probation=Count("cases", filter=on_probation & Q(cases__isnull=False)), newest_on=Max("cases__opened_on")
    )
    page = key_page(
        counted, key="path", size=PAGE_SIZE, after=place if after else None, before=None if after else place
    )
    parents = reach.filter(path__in={row.parent_path for row in page.rows})
    names = dict(parents.values_list("path", "name"))
    return GapPage(
        lines=tuple(
            GapLine(row.pk, row.name, names.get(row.parent_path, ""), row.on_probation, row.newest_on)
            for row in page.rows
        ),
        following=page.rows[-1].pk if page.later else None,
        preceding=page.rows[0].pk if page.earlier else None,
    )
