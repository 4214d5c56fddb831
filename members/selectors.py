"""Read memberships (the stays of people, the members of a branch on a day, who counts in its votes) and what
organisations were called on a day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from members.models import Absence, AbsenceKind, Membership, Organization, OrganizationName, RoleAssignment


@dataclass(frozen=True, slots=True)
class Voters:
    """The official members of a branch on a day; the other figures say how many of them are absent, by kind."""

    official: int
    exempt: int = 0
    elsewhere: int = 0
    suspended: int = 0
    on_leave: int = 0

    @property
    def absent(self) -> int:
        """How many official members are left out of the count unless present."""
        return self.exempt + self.elsewhere + self.suspended + self.on_leave


def stays_of(people_ids: Iterable[int]) -> dict[int, tuple[Membership, ...]]:
    """Give the stays of some people that were not voided, oldest first, with their organisations; in one query.

    Every id asked for is in the answer, with nothing where no stay is known.
    """
    found: dict[int, list[Membership]] = {person_id: [] for person_id in people_ids}
    stays = Membership.objects.current().filter(person__in=found.keys()).select_related("organization")
    for stay in stays.order_by("from_on", "pk"):
        found[stay.person_id].append(stay)
    return {person_id: tuple(stays) for person_id, stays in found.items()}


def members_on(organization: Organization, day: date) -> QuerySet[Membership]:
    """Give the stays that cover a day in an organisation, with their people, by name."""
    stays: QuerySet[Membership] = Membership.objects.current().in_organization(organization).held_on(day)
    return stays.select_related("person").order_by("person__name_sort", "pk")


def absences_on(organization: Organization, day: date) -> QuerySet[Absence]:
    """Give the absences that cover a day in an organisation, oldest first."""
    absences: QuerySet[Absence] = Absence.objects.current().in_organization(organization).held_on(day)
    return absences.order_by("from_on", "pk")


def people_from(organization: Organization, day: date) -> frozenset[int]:
    """Give the ids of those who belong to an organisation on a day or after it."""
    stays = Membership.objects.current().in_organization(organization).overlapping(day, None)
    return frozenset(stays.values_list("person", flat=True))


def voters_of(organization: Organization, day: date) -> Voters:
    """Count the official members of a branch on a day, and those of them who are absent; in two queries."""
    official = Membership.objects.current().in_organization(organization).held_on(day).official()
    absent = absences_on(organization, day).filter(person__in=official.values("person")).order_by("kind")
    by_kind = dict(absent.values_list("kind").annotate(people=Count("person", distinct=True)))
    return Voters(
        official=official.count(),
        exempt=by_kind.get(AbsenceKind.EXEMPT, 0),
        elsewhere=by_kind.get(AbsenceKind.ELSEWHERE, 0),
        suspended=by_kind.get(AbsenceKind.SUSPENDED, 0),
        on_leave=by_kind.get(AbsenceKind.ON_LEAVE, 0),
    )


@dataclass(frozen=True, slots=True)
class NameBook:
    """The names of some organisations over time: by id the rows of (first day or None, name), oldest first."""

    names: Mapping[int, tuple[tuple[date | None, str], ...]]

    def on(self, organization: Organization, day: date) -> str:
        """Give the name an organisation had on a day; the present one where nothing is recorded of it."""
        found = organization.name
        for from_on, name in reversed(self.names.get(organization.pk, ())):
            found = name
            if from_on is None or from_on <= day:
                break
        return found


def name_book(organization_ids: Iterable[int]) -> NameBook:
    """Read the names of some organisations, in one query."""
    return book_of(OrganizationName.objects.filter(organization__in=set(organization_ids)))


def book_of(rows: Iterable[OrganizationName]) -> NameBook:
    """Put names that were read into a book."""
    found: dict[int, list[tuple[date | None, str]]] = {}
    for row in rows:
        found.setdefault(row.organization_id, []).append((row.from_on, row.name))
    return NameBook({pk: tuple(sorted(names, key=lambda row: row[0] or date.min)) for pk, names in found.items()})


def name_on(organization: Organization, day: date) -> str:
    """Give the name an organisation had on a day, which the papers of that day bear."""
    return name_book([organization.pk]).on(organization, day)


def roles_reaching(organization: Organization, on: date) -> QuerySet[RoleAssignment]:
    """Give the roles in an organisation that hold on a day or after it, with their accounts, by name."""
    reaching = RoleAssignment.objects.filter(organization=organization).overlapping(on, None)
    roles: QuerySet[RoleAssignment] = reaching.select_related("account")
    return roles.order_by("account__full_name", "role", "pk")
