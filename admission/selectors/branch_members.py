"""The people of a branch on a day, and the branches somebody may look into."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from members.models import Absence, Membership, Organization, OrganizationQuerySet, Standing
from members.models.person import has_word
from members.selectors import Voters, absences_on, members_on, voters_of
from members.text import search_form

MOST_BRANCHES = 200
"""A longer list is narrowed by a search."""
MOST_EARLIER = 100
"""Of the entries that are over, the newest so many are shown."""


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A person of the branch; `absence`: the one that runs."""

    stay: Membership
    absence: Absence | None

    @property
    def name(self) -> str:
        return self.stay.person.full_name


@dataclass(frozen=True, slots=True)
class BranchMembers:
    """The people of a branch on a day by standing, who counts in its votes, and the entries that are over or void."""

    voters: Voters
    by_standing: Mapping[Standing, tuple[MemberLine, ...]]
    earlier: tuple[Membership, ...]
    earlier_cut: bool


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch with how many people it has."""

    pk: int
    name: str
    official: int
    probationary: int
    dissolved_on: date | None
    merged_into: str


def branch_members(branch: Organization, today: date) -> BranchMembers:
    """Read the people of a branch; in five queries, however many there are."""
    absences = {absence.person_id: absence for absence in absences_on(branch, today)}
    lines = [MemberLine(stay, absences.get(stay.person_id)) for stay in members_on(branch, today)]
    over = Membership.objects.filter(organization=branch).filter(Q(until_on__lt=today) | Q(voided_at__isnull=False))
    earlier = list(over.select_related("person").order_by("-pk")[: MOST_EARLIER + 1])
    return BranchMembers(
        voters=voters_of(branch, today),
        by_standing={
            standing: tuple(line for line in lines if line.stay.standing == standing)
            for standing in (Standing.OFFICIAL, Standing.PROBATIONARY, Standing.WORKING)
        },
        earlier=tuple(earlier[:MOST_EARLIER]),
        earlier_cut=len(earlier) > MOST_EARLIER,
    )


def branch_lines(*, branches: OrganizationQuerySet, today: date, text: str = "") -> tuple[list[BranchLine], bool]:
    """Give those of some branches that a search finds, existing ones first, and whether more are there than shown."""
    for word in search_form(text).split():
        branches = branches.filter(has_word(word))
    # The existing ones in the order of the tree, then those that are gone: sorted together, all of a nation are read.
    existing, gone = branches.existing_on(today), branches.filter(dissolved_on__lte=today)
    rows: list[Organization] = []
    for some in (existing, gone):
        if len(rows) <= MOST_BRANCHES:
            rows += some.select_related("merged_into").order_by("path")[: MOST_BRANCHES + 1 - len(rows)]
    shown = rows[:MOST_BRANCHES]
    counts = _counts(shown, today)
    lines = [
        BranchLine(
            pk=row.pk,
            name=row.name,
            official=counts.get((row.pk, Standing.OFFICIAL.value), 0),
            probationary=counts.get((row.pk, Standing.PROBATIONARY.value), 0),
            dissolved_on=row.dissolved_on,
            merged_into=row.merged_into.name if row.merged_into else "",
        )
        for row in shown
    ]
    return lines, len(rows) > MOST_BRANCHES


def _counts(branches: list[Organization], today: date) -> dict[tuple[int, str], int]:
    """Count the people of some branches by branch and standing."""
    held = Membership.objects.current().filter(Q(until_on=None) | Q(until_on__gte=today), from_on__lte=today)
    counted: Any = held.filter(organization__in=[branch.pk for branch in branches]).order_by()
    counted = counted.values_list("organization", "standing").annotate(count=Count("pk"))
    return {(organization, standing): count for organization, standing, count in counted}
