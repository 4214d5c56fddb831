"""Open files."""

from datetime import date

from django.db import transaction

from admission.domain.errors import AdmissionError
from admission.domain.rulesets import rule_set_in_force
from admission.models import AdmissionCase, Candidate
from admission.services.facts import ForbiddenActError, check_no_open_case
from admission.services.recalculation import recalculate
from members.models import Account, Organization, Person
from members.services.journal import record_event


class NoCompetentCommitteeError(AdmissionError):
    """No organisation at or above the branch may decide on admission."""


@transaction.atomic
def open_case(
    *, person: Person, branch: Organization, opened_on: date, by: Account | None, today: date
) -> AdmissionCase:
    """Open the file of a person in a branch, under the rule set in force that day.

    Raises: CaseAlreadyOpenError, ForbiddenActError, NoCompetentCommitteeError, RuleSetNotFoundError.
    """
    Candidate.objects.get_or_create(person=person)
    # Locked: of two people who open a file for him at once, the second is told of the first's.
    candidate = Candidate.objects.select_for_update().get(person=person)
    check_no_open_case(candidate)
    case = AdmissionCase.objects.create(
        candidate=candidate,
        branch=branch,
        competent_committee=competent_committee(branch),
        rule_set=rule_set_in_force(opened_on).code,
        opened_on=opened_on,
        opened_by=by,
    )
    record_event(
        verb="case_opened",
        subject=f"case:{case.pk}",
        by=by,
        details={"opened_on": opened_on, "branch": branch.code, "rule_set": case.rule_set},
    )
    assessment = recalculate(case=case, today=today, by=by, cause="case_opened")
    if assessment.forbidden:
        raise ForbiddenActError(assessment.forbidden)
    return case


def competent_committee(branch: Organization) -> Organization:
    """Give the nearest organisation above the branch (or itself) that decides on admission.

    Source: 29-QĐ/TW, 4.3.2. Raises: NoCompetentCommitteeError.
    """
    committee: Organization | None = (
        Organization.objects.filter(path__in=branch.ancestor_paths, decides_admission=True).order_by("-path").first()
    )
    if committee is None:
        raise NoCompetentCommitteeError(f"no organisation above {branch.name} decides on admission")
    return committee
