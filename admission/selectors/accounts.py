"""Accounts as their administrator sees them, and whom to ask for a role."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice

from django.contrib.auth.hashers import is_password_usable
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from members.access import Access
from members.models import (
    Account,
    AccountLink,
    AccountQuerySet,
    Delegation,
    DelegationQuerySet,
    LinkPurpose,
    Organization,
    Role,
    RoleAssignment,
    RoleAssignmentQuerySet,
    SecondFactor,
)
from members.models.organization import inside
from members.models.role import ACTING_ROLES
from members.text import search_form

MOST_LINES = 50
MOST_OFFERED = 100


class AccountState(StrEnum):
    """INVITED: nobody has chosen a password for it yet."""

    ACTIVE = "active"
    INVITED = "invited"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account in the list; `roles`: those in force within reach, each with its organisation."""

    pk: int
    name: str
    username: str
    roles: tuple[RoleAssignment, ...]
    state: AccountState


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account. `is_wholly_kept`: it holds, and will hold, no role beyond the reach of who looks.

    `roles`: within reach, newest first, ended and void ones too; `given` and `taken`: delegations of those roles, and
    delegations to the account of roles within reach; `link`: the newest one that is good.
    """

    account: Account
    state: AccountState
    is_wholly_kept: bool
    roles: tuple[RoleAssignment, ...]
    given: tuple[Delegation, ...]
    taken: tuple[Delegation, ...]
    link: AccountLink | None
    has_second_factor: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to ask, and where he administers."""

    name: str
    organization: str


def state_of(account: Account) -> AccountState:
    """Say whether an account is closed, not taken up yet, or in use."""
    if not account.is_active:
        return AccountState.CLOSED
    return AccountState.ACTIVE if is_password_usable(account.password) else AccountState.INVITED


def accounts_to_keep(access: Access) -> AccountQuerySet:
    """The accounts of an administrator: who has, or had, a role in an organisation of his, and whom he invited."""
    roles = _roles_within(access).filter(account=OuterRef("pk"))
    invited = AccountLink.objects.filter(
        account=OuterRef("pk"), purpose=LinkPurpose.INVITATION, made_by=access.account.pk
    )
    found: AccountQuerySet = Account.objects.filter(Exists(roles) | Exists(invited))
    return found


def is_wholly_kept(access: Access, account: Account) -> bool:
    """Say whether every role that the account has, or will have, lies within the administrator's reach."""
    roles = RoleAssignment.objects.overlapping(access.today, None).filter(account=account)
    return not roles.exclude(pk__in=_roles_within(access).filter(account=account).values("pk")).exists()


def roles_to_keep(access: Access, account: Account) -> QuerySet[RoleAssignment]:
    """The roles of an account, of whatever time, in the administrator's organisations."""
    roles: QuerySet[RoleAssignment] = _roles_within(access).filter(account=account)
    return roles.select_related("organization")


def account_lines(*, access: Access, text: str) -> tuple[tuple[AccountLine, ...], bool]:
    """Give the first accounts by name, those that match where `text` says something; and whether there are more."""
    accounts = accounts_to_keep(access).order_by("full_name", "pk")
    if words := search_form(text).split():
        accounts = accounts.filter(pk__in=_called(accounts, words))
    held = _roles_within(access).held_on(access.today).select_related("organization").order_by("from_on", "pk")
    rows = list(accounts.prefetch_related(Prefetch("roles", held))[: MOST_LINES + 1])
    lines = (
        AccountLine(row.pk, row.full_name, row.username, tuple(row.roles.all()), state_of(row))
        for row in rows[:MOST_LINES]
    )
    return tuple(lines), len(rows) > MOST_LINES


def _called(accounts: AccountQuerySet, words: list[str]) -> list[int]:
    """Give the first of some accounts, one more than are shown, in whose name, or before whose user name, each word
    begins a word; marks and case aside, which no database folds alike: so the names are read, and nothing else of them.
    """
    called = (
        pk
        for pk, full_name, username in accounts.values_list("pk", "full_name", "username").iterator()
        if all(f" {word}" in f" {search_form(full_name)} {username}" for word in words)
    )
    return list(islice(called, MOST_LINES + 1))


def account_page(*, access: Access, account: Account, now: datetime) -> AccountPage:
    """Read what an administrator sees of one account."""
    delegations = delegations_with_people().filter(assignment__in=_roles_within(access))
    return AccountPage(
        account=account,
        state=state_of(account),
        is_wholly_kept=is_wholly_kept(access, account),
        roles=tuple(roles_to_keep(access, account).select_related("given_by").order_by("-from_on", "-pk")),
        given=tuple(delegations.filter(assignment__account=account)),
        taken=tuple(delegations.filter(delegate=account)),
        link=AccountLink.objects.good_at(now).filter(account=account).order_by("-pk").first(),
        has_second_factor=SecondFactor.objects.current().filter(account=account).exists(),
    )


def delegations_with_people() -> DelegationQuerySet:
    """All delegations with what a page says of them, newest first."""
    people = ("assignment__account", "assignment__organization", "delegate")
    rows: DelegationQuerySet = Delegation.objects.select_related(*people).order_by("-from_on", "-pk")
    return rows


def delegations_exercised(access: Access) -> list[Delegation]:
    """By which the account acts for others today, the first to end first; no query where it does not."""
    lent = [one.assignment_id for one in access.held if one.principal_id is not None]
    if not lent:
        return []
    rows = delegations_with_people().held_on(access.today).filter(delegate=access.account, assignment__in=lent)
    return list(rows.order_by("until_on", "pk"))


def own_roles_to_delegate(access: Access) -> list[RoleAssignment]:
    """The roles that the account holds itself, today or later, and may have exercised by somebody during leave."""
    roles = RoleAssignment.objects.overlapping(access.today, None).filter(account=access.account, role__in=ACTING_ROLES)
    return list(roles.select_related("organization").order_by("organization__path", "from_on", "pk"))


def delegates_to_offer(access: Access) -> list[Account]:
    """Who is offered: those who act in the same organisations, in those above, and in their sisters."""
    organizations: set[int] = set()
    for role in own_roles_to_delegate(access):
        organization = role.organization
        near = Q(path__in=organization.ancestor_paths)
        parents = organization.ancestor_paths[-2:]
        near |= inside(parents[:1]) & Q(depth=organization.depth)
        organizations |= set(Organization.objects.filter(near).values_list("pk", flat=True)[:MOST_OFFERED])
    acting = RoleAssignment.objects.held_on(access.today).filter(
        account=OuterRef("pk"), organization__in=organizations, role__in=ACTING_ROLES
    )
    found = Account.objects.active().filter(Exists(acting)).exclude(pk=access.account.pk)
    return list(found.order_by("full_name", "pk")[:MOST_OFFERED])


def administrators_to_ask(account: Account, today: date) -> tuple[Contact, ...]:
    """Whom an account without a role asks: the administrators nearest above where it had its last one, else those of
    every top organisation.
    """
    administrators = (
        RoleAssignment.objects.held_on(today)
        .filter(role=Role.ADMINISTRATOR.value, account__is_active=True)
        .exclude(account=account)
        .select_related("account", "organization")
        .order_by("organization__path", "account__full_name", "pk")
    )
    last = (
        RoleAssignment.objects.current()
        .filter(account=account, from_on__lte=today)
        .select_related("organization")
        .order_by("-from_on", "-pk")
        .first()
    )
    found: list[RoleAssignment] = []
    if last is not None:
        above = list(administrators.filter(organization__path__in=last.organization.ancestor_paths))
        found = [one for one in above if one.organization_id == above[-1].organization_id]
    found = found or list(administrators.filter(organization__depth=1)[:MOST_OFFERED])
    return tuple(Contact(one.account.full_name, one.organization.name) for one in found)


def _roles_within(access: Access) -> RoleAssignmentQuerySet:
    reach = access.paths([Role.ADMINISTRATOR])
    roles: RoleAssignmentQuerySet = RoleAssignment.objects.filter(inside(reach, "organization__path"))
    return roles
