"""Open files."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from admission.domain.errors import AdmissionError
from admission.models import AdmissionCase, Candidate
from admission.permissions import Act, capacity_in
from admission.selectors.rule_books import rule_book
from admission.services.acts import ForbiddenActError, check_no_open_case, principal
from admission.services.histories_of_members import ensure_stay
from admission.services.member_changes import lock_files_of, recalculate_files_of
from admission.services.recalculation import recalculate
from members.access import access_of
from members.models import Account, AdmissionAuthority, Organization, OrganizationKind, Person, Standing
from members.services.journal import record_event
from members.services.people import lock_person


class NoCompetentCommitteeError(AdmissionError):
    """No organisation at or above `branch` may decide on admission."""

    def __init__(self, branch: Organization) -> None:
        super().__init__(f"no organisation above {branch.code} decides on admission")
        self.branch = branch


class BranchDissolvedError(AdmissionError):
    """The branch does not exist any more; `successor` took its files over, if any did."""

    def __init__(self, branch: Organization) -> None:
        super().__init__(f"{branch.name} was dissolved on {branch.dissolved_on}")
        self.branch = branch
        self.successor = branch.merged_into


@dataclass(frozen=True, slots=True)
class Committees:
    """The committees a file goes through: the one that decides, and those between it and the branch, if any."""

    competent: Organization
    grassroots: Organization | None
    sectional: Organization | None


@transaction.atomic
def open_case(
    *,
    person: Person,
    branch: Organization,
    opened_on: date,
    works_since_on: date | None = None,
    historical_through_on: date | None = None,
    by: Account | None,
    today: date,
    now: datetime,
) -> AdmissionCase:
    """Open the file of a person in a branch, under the rule set in force that day.

    `works_since_on`: since when he works or studies in the branch's unit; left out: since the opening, unless his
    membership history is known. `historical_through_on`: acts up to that day are entered as they had been. Raises:
    BranchDissolvedError, CaseAlreadyOpenError, ForbiddenActError, NoCompetentCommitteeError,
    PersonMergedError, RuleSetNotFoundError.
    """
    if branch.dissolved_on is not None:
        raise BranchDissolvedError(branch)
    lock_files_of([person.pk])
    Candidate.objects.get_or_create(person=person)
    # Locked: of two people who open a file for him at once, the second is told of the first's.
    candidate = Candidate.objects.select_for_update().get(person=person)
    check_no_open_case(candidate)
    above = committees_of(branch, today)
    case = AdmissionCase.objects.create(
        candidate=candidate,
        branch=branch,
        competent_committee=above.competent,
        grassroots_committee=above.grassroots,
        sectional_committee=above.sectional,
        rule_set=rule_book().on(opened_on).code,
        historical_through_on=historical_through_on,
        opened_on=opened_on,
        opened_by=by,
    )
    ensure_stay(
        person=person,
        organization=branch,
        standing=Standing.WORKING,
        from_on=works_since_on or opened_on,
        by=by,
        today=today,
        now=now,
    )
    lock_person(person.pk)
    record_event(
        verb="case_opened",
        subject=f"case:{case.pk}",
        by=by,
        details={
            "opened_on": opened_on,
            "branch": branch.code,
            "rule_set": case.rule_set,
            **({"historical_through_on": historical_through_on} if historical_through_on else {}),
        },
        on_behalf_of=principal(capacity_in(access_of(by, today), Act.OPEN_CASES, branch)) if by else None,
        organization=branch,
    )
    assessment = recalculate(case=case, today=today, by=by, cause="case_opened")
    if assessment.forbidden:
        raise ForbiddenActError(assessment.forbidden)
    recalculate_files_of([person.pk], besides=case, by=by, today=today)
    return case


def committees_of(branch: Organization, day: date) -> Committees:
    """Give the committees above a branch: those of its place in the tree, and of them the one that may decide that day.

    The nearest organisation at or above the branch that holds the authority decides, in its own right or delegated. A
    branch that is itself a base organisation sends its files straight to it. Source: 29-QĐ/TW, 4.3.2.
    Raises: NoCompetentCommitteeError.
    """
    above: list[Organization] = list(Organization.objects.filter(path__in=branch.ancestor_paths).order_by("-path"))
    holders = frozenset(
        AdmissionAuthority.objects.held_on(day)
        .filter(organization__path__in=branch.ancestor_paths)
        .values_list("organization", flat=True)
    )
    competent = next((organization for organization in above if organization.pk in holders), None)
    if competent is None:
        raise NoCompetentCommitteeError(branch)
    between = [
        organization for organization in above if organization.depth > competent.depth and organization.pk != branch.pk
    ]
    if branch.kind == OrganizationKind.GRASSROOTS_BRANCH:
        between = []
    return Committees(
        competent=competent,
        grassroots=_nearest(between, OrganizationKind.GRASSROOTS_COMMITTEE),
        sectional=_nearest(between, OrganizationKind.SECTIONAL_COMMITTEE),
    )


def competent_committee(branch: Organization, day: date) -> Organization:
    """Give the organisation that decides that day on the files of a branch. Raises: NoCompetentCommitteeError."""
    return committees_of(branch, day).competent


def _nearest(organizations: list[Organization], kind: OrganizationKind) -> Organization | None:
    return next((organization for organization in organizations if organization.kind == kind), None)
