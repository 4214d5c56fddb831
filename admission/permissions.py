"""Who may do what: the questions put to the declared table of acts, roles and reach (`admission.acts`).

`may_x()` answers, `check_may_x()` raises; views, templates and services ask nothing else. docs/access.md is made from
`ACTS` and from the addresses (`manage.py access_doc`); a page that declares no act of this table does not start.
"""

from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import URLPattern

from admission.acts import ACTS as ACTS
from admission.acts import Act as Act
from admission.acts import ActRule as ActRule
from admission.acts import Reach as Reach
from admission.domain.errors import AdmissionError
from admission.domain.procedure import STEPS, Body, StepCode
from admission.models import (
    AdmissionCase,
    Calendar,
    DataRequest,
    DataRequestQuerySet,
    Deadline,
)
from members.access import Access, Held, own_first
from members.models import (
    JournalEvent,
    Membership,
    Organization,
    OrganizationQuerySet,
    Person,
    PersonQuerySet,
)
from members.models.organization import BRANCH_KINDS, inside
from members.models.role import ACTING_ROLES, BRANCH_ROLES, COMMITTEE_ROLES, Role


class NotPermittedError(AdmissionError, PermissionDenied):
    """The account may not do this; as an answer to a request: 403."""


def may(access: Access, act: Act) -> bool:
    """Say whether the account does such acts at all, wherever."""
    return roles_may(access.roles, act)


def roles_may(roles: frozenset[Role], act: Act) -> bool:
    """Say whether who holds such roles does such acts at all."""
    rule = ACTS[act]
    return rule.open_to != "roles" or not roles.isdisjoint(rule.roles)


def check_may(access: Access, act: Act) -> None:
    """Raises: NotPermittedError."""
    if not may(access, act):
        raise NotPermittedError(f"{access.account.username} may not {act}")


def may_in(access: Access, act: Act, organization: Organization) -> bool:
    """Say whether the account may do the act in an organisation. For acts of `Reach.FILE` ask about the file."""
    return capacity_in(access, act, organization) is not None


def capacity_in(access: Access, act: Act, organization: Organization) -> Held | None:
    """Give the role by which the account may do the act in an organisation: its own before one delegated to it."""
    return own_first(one for one in access.held if _carries(one, act, organization))


def _carries(held: Held, act: Act, organization: Organization) -> bool:
    match ACTS[act].roles.get(held.role):
        case Reach.ALL:
            return True
        case Reach.BELOW:
            return bool(organization.path.startswith(held.path))
        case Reach.OWN | Reach.FILE:
            return bool(held.organization_id == organization.pk)
        case _:
            return False


def check_may_in(access: Access, act: Act, organization: Organization) -> None:
    """Raises: NotPermittedError."""
    if not may_in(access, act, organization):
        raise NotPermittedError(f"{access.account.username} may not {act} in {organization.code}")


def organizations_for(access: Access, act: Act) -> OrganizationQuerySet:
    """The organisations in which the account may do the act, by their place in the tree; one range for each role."""
    rule = ACTS[act].roles
    below = access.paths([role for role, reach in rule.items() if reach is Reach.BELOW])
    own = access.organization_ids([role for role, reach in rule.items() if reach in {Reach.OWN, Reach.FILE}])
    found = Organization.objects.within(below) | Organization.objects.filter(pk__in=own)
    organizations: OrganizationQuerySet = found.order_by("path")
    return organizations


# --- files -----------------------------------------------------------------------------------------------------------
def may_record(access: Access, case: AdmissionCase, step: StepCode) -> bool:
    """Each act belongs to the people of its body, or of a level above that may write for it (see the procedure)."""
    return step in recordable_steps(access, case)


def recordable_steps(access: Access, case: AdmissionCase) -> frozenset[StepCode]:
    """Every step for which `may_record` says yes.

    A secretary writes for the branch; a clerk or reviewer for the committee in which he is one.
    """
    bodies = {
        body for body, organization_id in organizations_acting(case).items() if _acts_in(access, body, organization_id)
    }
    return frozenset(code for code, step in STEPS.items() if bodies.intersection(step.recorders))


def capacity_to_record(access: Access, case: AdmissionCase, step: StepCode) -> Held | None:
    """Give the role by which the account may record the step: its own before one delegated to it."""
    recorders = STEPS[step].recorders
    acting = (_acts_in(access, body, pk) for body, pk in organizations_acting(case).items() if body in recorders)
    return own_first(one for one in acting if one is not None)


def _acts_in(access: Access, body: Body, organization_id: int) -> Held | None:
    return access.capacity_of(BRANCH_ROLES if body is Body.BRANCH else COMMITTEE_ROLES, organization_id)


def organizations_acting(case: AdmissionCase) -> dict[Body, int]:
    """The organisations of this file that act, by body; a body that its chain has not is left out."""
    found = {
        Body.BRANCH: case.branch_id,
        Body.SECTIONAL_COMMITTEE: case.sectional_committee_id,
        Body.GRASSROOTS_COMMITTEE: case.grassroots_committee_id,
        Body.COMPETENT_COMMITTEE: case.competent_committee_id,
    }
    return {body: organization_id for body, organization_id in found.items() if organization_id is not None}


def check_may_record(access: Access, case: AdmissionCase, step: StepCode) -> None:
    """Raises: NotPermittedError."""
    if not may_record(access, case, step):
        raise NotPermittedError(f"{access.account.username} may not record {step} for {case.code}")


def may_record_votes(access: Access, branch: Organization) -> bool:
    """Say whether the account writes down what a branch resolves: whoever records that step in each of its files."""
    return _acts_in(access, Body.BRANCH, branch.pk) is not None


def check_may_record_votes(access: Access, branch: Organization) -> None:
    """Raises: NotPermittedError."""
    if not may_record_votes(access, branch):
        raise NotPermittedError(f"{access.account.username} may not record votes of {branch.code}")


def branches_to_write(access: Access) -> OrganizationQuerySet:
    """The branches for which the account may open files or import sheets: its own, or all below its committee; none
    that is dissolved.
    """
    return _branches(access, Act.OPEN_CASES).existing_on(access.today)


def may_open_cases(access: Access) -> bool:
    return may(access, Act.OPEN_CASES) and bool(branches_to_write(access).exists())


def may_enter_history(access: Access) -> bool:
    """Only a committee says that a file is historical: what is entered then is not refused, only kept visible."""
    return may(access, Act.ENTER_HISTORY)


def may_read_cases(access: Access) -> bool:
    """Say whether the account reads files at all; which ones, `AdmissionCase.objects.visible_to` says."""
    return may(access, Act.READ_CASES)


# --- members of a branch ---------------------------------------------------------------------------------------------
def branches_to_read(access: Access) -> OrganizationQuerySet:
    """The branches whose members the account reads: those whose files it reads."""
    return _branches(access, Act.READ_MEMBERS)


def may_read_members(access: Access, branch: Organization) -> bool:
    """Who reads files of a branch reads who its members are."""
    return may_in(access, Act.READ_MEMBERS, branch)


def may_keep_members(access: Access, branch: Organization) -> bool:
    """The members are kept by the branch's secretaries, or by clerks and reviewers of a committee above it."""
    return may_in(access, Act.KEEP_MEMBERS, branch)


def check_may_keep_members(access: Access, branch: Organization) -> None:
    """Raises: NotPermittedError."""
    check_may_in(access, Act.KEEP_MEMBERS, branch)


_FEW_ORGANIZATIONS = 100
"""Of so many organisations events and people are looked up by organisation; of more, by time or by name, where many of
them lie.
"""


# --- people ----------------------------------------------------------------------------------------------------------
def people_for(access: Access, act: Act) -> PersonQuerySet:
    """The people for whom the account may do the act: who belongs or belonged to a branch in which it may, or whose
    file is there. A record that was merged into another is none of them.
    """
    branches = _branches(access, act).order_by().values("pk")
    stays = Membership.objects.current().filter(person=OuterRef("pk"), organization__in=branches)
    files = AdmissionCase.objects.filter(candidate__person=OuterRef("pk"), branch__in=branches)
    people: PersonQuerySet = Person.objects.unmerged().filter(Exists(stays) | Exists(files))
    return people


def people_to_list(access: Access, act: Act) -> PersonQuerySet:
    """The same people, to be listed by name; one query now. Those of a few branches are collected first: looked for in
    the order of names, they would be far between among the people of a nation.
    """
    branches = list(_branches(access, act).values_list("pk", flat=True)[: _FEW_ORGANIZATIONS + 1])
    if len(branches) > _FEW_ORGANIZATIONS:
        return people_for(access, act)
    stays = Membership.objects.current().filter(organization__in=branches).order_by().values("person")
    files = AdmissionCase.objects.filter(branch__in=branches).order_by().values("candidate__person")
    people: PersonQuerySet = Person.objects.unmerged().filter(pk__in=stays.union(files))
    return people


def may_for_person(access: Access, act: Act, person: Person) -> bool:
    """Say whether the account may do the act for a person."""
    return may(access, act) and people_for(access, act).filter(pk=person.pk).exists()


def check_may_for_person(access: Access, act: Act, person: Person) -> None:
    """Raises: NotPermittedError."""
    if not may_for_person(access, act, person):
        raise NotPermittedError(f"{access.account.username} may not {act} for person {person.pk}")


# --- requests about personal data ------------------------------------------------------------------------------------
def requests_to_keep(access: Access) -> DataRequestQuerySet:
    """The requests in the registers of the committees in which the account keeps them, and of those below."""
    requests: DataRequestQuerySet = DataRequest.objects.within(access.paths(tuple(ACTS[Act.KEEP_REQUESTS].roles)))
    return requests


def committees_to_register(access: Access) -> OrganizationQuerySet:
    """The committees in whose register the account enters requests; none that is dissolved, and no branch."""
    committees: OrganizationQuerySet = organizations_for(access, Act.KEEP_REQUESTS).exclude(kind__in=BRANCH_KINDS)
    return committees.existing_on(access.today)


# --- alerts ----------------------------------------------------------------------------------------------------------
def capacity_to_acknowledge(access: Access, deadline: Deadline) -> Held | None:
    """Give the role by which the account is one of those who must act on a deadline: its own before a lent one.

    A request about personal data is for clerks and reviewers alone.
    """
    roles = COMMITTEE_ROLES if deadline.request_id else ACTING_ROLES
    return access.capacity_of(roles, deadline.organization_id)


def check_may_acknowledge(access: Access, deadline: Deadline) -> None:
    """Raises: NotPermittedError."""
    if capacity_to_acknowledge(access, deadline) is None:
        raise NotPermittedError(f"{access.account.username} need not act on deadline {deadline.pk}")


# --- administration --------------------------------------------------------------------------------------------------
def may_administer(access: Access) -> bool:
    """The administrator sees the outbox and the state of the machine, and no file."""
    return may(access, Act.READ_MAIL)


def check_may_administer(access: Access) -> None:
    """Raises: NotPermittedError."""
    check_may(access, Act.READ_MAIL)


def branches_to_administer(access: Access) -> OrganizationQuerySet:
    """The branches below the organisations whose administrator the account is; none that is dissolved."""
    return _branches(access, Act.KEEP_ORGANIZATIONS).existing_on(access.today)


def calendars_to_keep(access: Access) -> QuerySet[Calendar]:
    """The calendars of the organisations the account administers; the general one is for who administers a top."""
    paths = access.paths(tuple(ACTS[Act.KEEP_CALENDARS].roles))
    found = inside(paths, "organization__path")
    if any(len(path) == Organization.steplen for path in paths):
        found |= Q(organization=None)
    return Calendar.objects.filter(found).select_related("organization").order_by("organization__path", "pk")


def check_may_keep_calendar(access: Access, calendar: Calendar) -> None:
    """Raises: NotPermittedError."""
    if not calendars_to_keep(access).filter(pk=calendar.pk).exists():
        raise NotPermittedError(f"{access.account.username} may not keep the calendar {calendar.code}")


def _branches(access: Access, act: Act) -> OrganizationQuerySet:
    branches: OrganizationQuerySet = organizations_for(access, act).filter(kind__in=BRANCH_KINDS)
    return branches


# --- the calendar of working days -------------------------------------------------------------------------------------
def check_may_publish(access: Access, calendar: Calendar) -> None:
    """Whoever keeps a calendar publishes its versions. Raises: NotPermittedError."""
    check_may(access, Act.PUBLISH_CALENDAR)
    check_may_keep_calendar(access, calendar)


# --- journal ---------------------------------------------------------------------------------------------------------
def events_to_read(access: Access) -> QuerySet[JournalEvent]:
    """The one scope of the journal: what happened in the organisations the account inspects. What happened nowhere in
    particular is for the inspectors of an organisation at the top.
    """
    reach = organizations_for(access, Act.READ_JOURNAL)
    tops = access.paths(tuple(ACTS[Act.READ_JOURNAL].roles))
    is_top = any(len(path) == Organization.steplen for path in tops)
    if is_top and not Organization.objects.exclude(inside(tops)).exists():
        return JournalEvent.objects.all()  # everything there is: nothing to look up
    ids = list(reach.values_list("pk", flat=True)[: _FEW_ORGANIZATIONS + 1])
    inspected = Q(organization__in=ids)
    if len(ids) > _FEW_ORGANIZATIONS:
        inspected = Q(Exists(reach.order_by().filter(pk=OuterRef("organization"))))
    if is_top:
        inspected |= Q(organization=None)
    return JournalEvent.objects.filter(inspected)


# --- pages -----------------------------------------------------------------------------------------------------------
def act_of(pattern: URLPattern) -> Act:
    """Give the act that the page of an address declares. Raises: ImproperlyConfigured where it declares none, or where
    nothing in it asks who comes.
    """
    view = getattr(pattern.callback, "view_class", None)
    act: Act | None = getattr(view, "act", None)
    if act is None:
        raise ImproperlyConfigured(f"The page of “{pattern.pattern}” declares no act (see admission/permissions.py).")
    if ACTS[act].open_to != "anybody" and not hasattr(view, "guard"):
        raise ImproperlyConfigured(f"The page of “{pattern.pattern}” is for {act}, but nothing asks who comes.")
    return act


def check_declared(patterns: Iterable[URLPattern]) -> None:
    """Refuse to start with a page that does not say for whom it is. Raises: ImproperlyConfigured."""
    for pattern in patterns:
        act_of(pattern)
