"""Who may do what: `may_x()` answers, `check_may_x()` raises. Used by views, templates and services alike."""

from datetime import date

from django.db.models import Q

from admission.domain.errors import AdmissionError
from admission.domain.procedure import STEPS, Body, StepCode
from admission.models import AdmissionCase
from members.models import Account, Organization, OrganizationQuerySet, Role
from members.models.organization import BRANCH_KINDS
from members.models.role import BRANCH_ROLES, COMMITTEE_ROLES, CONTENT_ROLES


class NotPermittedError(AdmissionError):
    """The account may not do this."""


def holds(account: Account, roles: tuple[Role, ...], organization: Organization, today: date) -> bool:
    """Say whether the account holds one of the roles in that very organisation today."""
    return bool(
        account.roles.held_on(today).filter(role__in=[role.value for role in roles], organization=organization).exists()
    )


def may_record(account: Account, case: AdmissionCase, step: StepCode, today: date) -> bool:
    """Each act belongs to the people of its body, or of a level above that may write for it (see the procedure)."""
    return step in recordable_steps(account, case, today)


def recordable_steps(account: Account, case: AdmissionCase, today: date) -> frozenset[StepCode]:
    """Every step for which `may_record` says yes, in one query.

    A secretary writes for the branch; a clerk or reviewer for the committee in which he is one.
    """
    held = set(account.roles.held_on(today).values_list("role", "organization_id"))
    bodies = set()
    for body, organization_id in _organizations(case).items():
        roles = BRANCH_ROLES if body is Body.BRANCH else COMMITTEE_ROLES
        if any((role.value, organization_id) in held for role in roles):
            bodies.add(body)
    return frozenset(code for code, step in STEPS.items() if bodies.intersection(step.recorders))


def _organizations(case: AdmissionCase) -> dict[Body, int]:
    """The organisations of this file that act, by body; a body that its chain has not is left out."""
    found = {
        Body.BRANCH: case.branch_id,
        Body.SECTIONAL_COMMITTEE: case.sectional_committee_id,
        Body.GRASSROOTS_COMMITTEE: case.grassroots_committee_id,
        Body.COMPETENT_COMMITTEE: case.competent_committee_id,
    }
    return {body: organization_id for body, organization_id in found.items() if organization_id is not None}


def check_may_record(account: Account, case: AdmissionCase, step: StepCode, today: date) -> None:
    """Raises: NotPermittedError."""
    if not may_record(account, case, step, today):
        raise NotPermittedError(f"{account.username} may not record {step} for {case.code}")


def branches_to_write(account: Account, today: date) -> OrganizationQuerySet:
    """The branches for which the account may open files or import sheets: its own, or all below its committee; none
    that is dissolved.
    """
    held = account.roles.held_on(today)
    condition = Q(roles__in=held.filter(role__in=[role.value for role in BRANCH_ROLES]))
    committees = held.filter(role__in=[role.value for role in COMMITTEE_ROLES])
    for path in committees.values_list("organization__path", flat=True):
        condition |= Q(path__startswith=path)
    found = Organization.objects.existing_on(today).filter(condition, kind__in=BRANCH_KINDS)
    branches: OrganizationQuerySet = found.distinct().order_by("path")
    return branches


def may_open_cases(account: Account, today: date) -> bool:
    return bool(branches_to_write(account, today).exists())


def may_enter_history(account: Account, today: date) -> bool:
    """Only a committee says that a file is historical: what is entered then is not refused, only kept visible."""
    return bool(account.roles.held_on(today).filter(role__in=[role.value for role in COMMITTEE_ROLES]).exists())


def may_read_cases(account: Account, today: date) -> bool:
    """Say whether the account reads files at all; which ones, `AdmissionCase.objects.visible_to` says."""
    return bool(account.roles.held_on(today).filter(role__in=[role.value for role in CONTENT_ROLES]).exists())


def branches_to_read(account: Account, today: date) -> OrganizationQuerySet:
    """The branches whose members the account reads: those whose files it reads."""
    held = account.roles.held_on(today).filter(role__in=[role.value for role in CONTENT_ROLES])
    within = Organization.objects.within(list(held.values_list("organization__path", flat=True)))
    branches: OrganizationQuerySet = within.filter(kind__in=BRANCH_KINDS).order_by("path")
    return branches


def may_read_members(account: Account, branch: Organization, today: date) -> bool:
    """Who reads files of a branch reads who its members are."""
    held = account.roles.held_on(today).filter(role__in=[role.value for role in CONTENT_ROLES])
    return bool(held.filter(organization__path__in=branch.ancestor_paths).exists())


def may_keep_members(account: Account, branch: Organization, today: date) -> bool:
    """The members are kept by the branch's secretaries, or by clerks and reviewers of a committee above it."""
    in_branch = Q(role__in=[role.value for role in BRANCH_ROLES], organization=branch)
    above = Q(role__in=[role.value for role in COMMITTEE_ROLES], organization__path__in=branch.ancestor_paths)
    return bool(account.roles.held_on(today).filter(in_branch | above).exists())


def check_may_keep_members(account: Account, branch: Organization, today: date) -> None:
    """Raises: NotPermittedError."""
    if not may_keep_members(account, branch, today):
        raise NotPermittedError(f"{account.username} may not keep the members of {branch.code}")


def may_administer(account: Account, today: date) -> bool:
    """The administrator sees the outbox and the state of the machine, and no file."""
    return bool(account.roles.held_on(today).filter(role=Role.ADMINISTRATOR).exists())


def branches_to_administer(account: Account, today: date) -> OrganizationQuerySet:
    """The branches below the organisations whose administrator the account is; none that is dissolved."""
    held = account.roles.held_on(today).filter(role=Role.ADMINISTRATOR)
    within = Organization.objects.within(list(held.values_list("organization__path", flat=True)))
    branches: OrganizationQuerySet = within.existing_on(today).filter(kind__in=BRANCH_KINDS).order_by("path")
    return branches


def check_may_administer(account: Account, today: date) -> None:
    """Raises: NotPermittedError."""
    if not may_administer(account, today):
        raise NotPermittedError(f"{account.username} is no administrator")
