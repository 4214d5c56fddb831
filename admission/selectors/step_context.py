"""What a form needs to know of the file besides its own fields."""

from dataclasses import dataclass
from datetime import date

from admission.domain.facts import SponsorRole
from admission.domain.procedure import Stage, StepCode
from admission.domain.step import BEFORE_BRANCH
from admission.models import AdmissionCase, Sponsorship
from members.models import Organization, OrganizationQuerySet, Standing
from members.models.organization import BRANCH_KINDS
from members.selectors import Voters, members_on, voters_of


@dataclass(frozen=True, slots=True)
class StepContext:
    """`members`: names of the official members of the branch; `helping`: those who help now, by the id of the
    assignment; `ended`: those of the same role who do not any more; `voters`: who counts in the branch's votes today;
    `issuers`: names of the committees of the file; `branches`: where it can move.
    """

    members: tuple[str, ...]
    helping: tuple[tuple[int, str], ...]
    ended: tuple[tuple[int, str], ...]
    voters: Voters
    issuers: tuple[str, ...]
    branches: OrganizationQuerySet


def step_context(case: AdmissionCase, step: StepCode, today: date) -> StepContext:
    """Read what the form of a step offers; the case comes with its organisations."""
    role = SponsorRole.PROBATION if step is StepCode.PROBATION_SUPERVISOR else SponsorRole.ADMISSION
    rows = list(Sponsorship.objects.current().filter(case=case).select_related("sponsor").order_by("pk"))
    before = case.stage_on(today) in BEFORE_BRANCH | {Stage.ADMISSION_VOTE_FAILED}  # it may vote again
    official = members_on(case.branch, today).filter(standing=Standing.OFFICIAL)
    return StepContext(
        members=tuple(stay.person.full_name for stay in official),
        helping=tuple(
            (row.pk, row.sponsor.full_name)
            for row in rows
            if row.ended_on is None and (before or row.role == SponsorRole.PROBATION)
        ),
        ended=tuple(
            (row.pk, row.sponsor.full_name) for row in rows if row.ended_on is not None and row.role == role.value
        ),
        voters=voters_of(case.branch, today),
        issuers=tuple(
            committee.name
            for committee in (case.grassroots_committee, case.sectional_committee, case.competent_committee)
            if committee is not None
        ),
        branches=_branches(case),
    )


def _branches(case: AdmissionCase) -> OrganizationQuerySet:
    """Every branch that exists, but the file's own; those of the same committee first."""
    found = Organization.objects.filter(kind__in=BRANCH_KINDS, dissolved_on=None).exclude(pk=case.branch_id)
    branches: OrganizationQuerySet = found.order_by("path")
    return branches
