"""The tree of organisations, one level at a time, and everything the page of one of them shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from admission.models import Calendar, LevelLimit
from members.models import (
    AdmissionAuthority,
    Organization,
    OrganizationName,
    OrganizationPlace,
    OrganizationQuerySet,
    RoleAssignment,
)
from members.models.person import has_word
from members.text import search_form

MOST = 100
"""Of one level, or found by a search, so many are shown; the others are found by a narrower search."""


@dataclass(frozen=True, slots=True)
class Level:
    """Organisations of one list; `is_cut`: there are more."""

    organizations: tuple[Organization, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class CalendarInForce:
    """The working-day calendar of an organisation; `owner` is None where the general one holds."""

    name: str
    owner: Organization | None


@dataclass(frozen=True, slots=True)
class OrganizationPage:
    """One organisation on a day: its way up (itself left out), histories newest first, roles by name."""

    organization: Organization
    way: tuple[Organization, ...]
    names: tuple[OrganizationName, ...]
    places: tuple[OrganizationPlace, ...]
    authorities: tuple[AdmissionAuthority, ...]
    roles: tuple[RoleAssignment, ...]
    calendar: CalendarInForce | None
    level_limits: tuple[LevelLimit, ...]
    below: Level


def tops(paths: Sequence[str]) -> Level:
    """Give the organisations at some paths."""
    return _level(Organization.objects.filter(path__in=paths).order_by("path"))


def found_by(organizations: OrganizationQuerySet, text: str) -> Level:
    """Give the organisations whose name holds every word (marks and case aside), or whose code it is."""
    found = organizations
    for word in search_form(text).split():
        found = found.filter(has_word(word) | Q(code__iexact=word))
    return _level(found)


def organization_page(organization: Organization, today: date) -> OrganizationPage:
    """Read the page of an organisation; in nine queries, however many there are below it."""
    above = organization.ancestor_paths[:-1]
    roles = RoleAssignment.objects.held_on(today).filter(organization=organization).select_related("account")
    authorities = organization.authorities.select_related("given_by").order_by("-pk")
    return OrganizationPage(
        organization=organization,
        way=tuple(Organization.objects.filter(path__in=above).order_by("path")),
        names=tuple(sorted(organization.organizationnames.all(), key=_newest_first)),
        places=tuple(sorted(organization.organizationplaces.select_related("parent"), key=_newest_first)),
        authorities=tuple(authorities),
        roles=tuple(roles.order_by("role", "account__full_name", "pk")),
        calendar=calendar_in_force(organization),
        level_limits=tuple(LevelLimit.objects.filter(organization=organization).order_by("-from_on")),
        below=_level(Organization.objects.get_children(organization).order_by("path")),
    )


def calendar_in_force(organization: Organization) -> CalendarInForce | None:
    """Give the nearest calendar with a version at or above an organisation, else the general one."""
    owner = Q(organization=None) | Q(organization__path__in=organization.ancestor_paths)
    published = Calendar.objects.filter(owner, versions__isnull=False).select_related("organization").distinct()
    nearest = max(published, key=lambda one: len(one.organization.path) if one.organization else 0, default=None)
    return CalendarInForce(nearest.name, nearest.organization) if nearest else None


def _newest_first(row: OrganizationName | OrganizationPlace) -> int:
    return -(row.from_on or date.min).toordinal()


def _level(organizations: OrganizationQuerySet) -> Level:
    found = tuple(organizations[: MOST + 1])
    return Level(found[:MOST], len(found) > MOST)
