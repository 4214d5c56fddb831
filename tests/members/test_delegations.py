"""Delegation during leave: one level deep, for some days, never to oneself; and what access comes of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from members.access import Held, access_of
from members.models import Account, Delegation, JournalEvent, Role
from members.models.role import BRANCH_ROLES, COMMITTEE_ROLES
from members.services import delegations as services
from members.services.delegations import delegate_role, end_delegation
from members.services.memberships import AlreadyEndedError, EndBeforeStartError, ReasonMissingError
from members.services.roles import end_role
from tests.factories import NOW, TODAY, Tree, make_account, make_tree

pytestmark = pytest.mark.django_db

LAST = TODAY + timedelta(days=6)


@pytest.fixture
def units() -> Tree:
    return make_tree()


@pytest.fixture
def principal(units: Tree) -> Account:
    return make_account("an", Role.REVIEWER, units.committee)


@pytest.fixture
def delegate(units: Tree) -> Account:
    return make_account("binh", Role.BRANCH_SECRETARY, units.branch)


def lend(principal: Account, delegate: Account, **changes: Any) -> Delegation:
    values: dict[str, Any] = {
        "assignment": principal.roles.get(), "delegate": delegate, "from_on": TODAY, "until_on": LAST,
        "reason": "Nghỉ phép", "by": principal, "today": TODAY, "now": NOW,
    }  # fmt: skip
    return delegate_role(**values | changes)


def lent(account: Account, day: date) -> tuple[Held, ...]:
    return tuple(one for one in access_of(account, day).held if one.principal_id is not None)


def test_delegate_holds_the_role_on_these_days_and_in_whose_name(
    units: Tree, principal: Account, delegate: Account
) -> None:
    lend(principal, delegate)

    [held] = lent(delegate, TODAY)
    assert (held.role, held.organization_id, held.principal_id) == (Role.REVIEWER, units.committee.pk, principal.pk)
    assert held.assignment_id == principal.roles.get().pk
    days = (TODAY - timedelta(days=1), TODAY, LAST, LAST + timedelta(days=1))
    assert [len(lent(delegate, day)) for day in days] == [0, 1, 1, 0]
    assert [one.principal_id for one in access_of(principal, TODAY).held] == [None]


def test_access_with_delegated_roles_is_one_query(
    principal: Account, delegate: Account, django_assert_num_queries: Any
) -> None:
    lend(principal, delegate)

    with django_assert_num_queries(1):
        access = access_of(delegate, TODAY)

    assert len(access.held) == 2


def test_delegated_role_goes_with_the_role_itself_and_with_the_principal(principal: Account, delegate: Account) -> None:
    lend(principal, delegate)
    end_role(assignment=principal.roles.get(), until_on=TODAY, reason="Thôi", by=None, today=TODAY, now=NOW)
    held = [len(lent(delegate, day)) for day in (TODAY, TODAY + timedelta(days=1))]

    Account.objects.filter(pk=principal.pk).update(is_active=False)

    assert (held, lent(delegate, TODAY)) == ([1, 0], ())


def test_own_role_comes_before_a_delegated_one(units: Tree, principal: Account) -> None:
    other = make_account("chi", Role.REVIEWER, units.committee)
    lend(principal, other)
    access = access_of(other, TODAY)

    held = access.capacity_of(COMMITTEE_ROLES, units.committee.pk)

    assert held is not None
    assert held.principal_id is None
    assert access.capacity_of(BRANCH_ROLES, units.committee.pk) is None


def test_delegated_role_is_not_delegated_on(units: Tree, principal: Account, delegate: Account) -> None:
    third = make_account("chi", Role.CLERK, units.committee)
    lend(principal, delegate)

    with pytest.raises(services.NotOwnRoleError):
        lend(principal, third, by=delegate, assignment=principal.roles.get())


def test_who_is_on_leave_takes_nothing_over(units: Tree, principal: Account, delegate: Account) -> None:
    third = make_account("chi", Role.CLERK, units.committee)
    lend(delegate, third, until_on=TODAY)

    with pytest.raises(services.DelegateOnLeaveError):
        lend(principal, delegate)
    assert lend(principal, delegate, from_on=TODAY + timedelta(days=1)).delegate == delegate


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reason": " "}, ReasonMissingError),
        ({"from_on": TODAY - timedelta(days=1)}, services.DayPastError),
        ({"from_on": LAST, "until_on": TODAY}, EndBeforeStartError),
    ],
)
def test_delegation_with_bad_input_is_refused(
    principal: Account, delegate: Account, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        lend(principal, delegate, **changes)


def test_nobody_is_his_own_delegate(principal: Account) -> None:
    with pytest.raises(services.OwnDelegateError):
        lend(principal, principal)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.BRANCH_SECRETARY, "foreign_branch"),
        (Role.INSPECTOR, "committee"),
        (Role.ADMINISTRATOR, "committee"),
        (None, "committee"),
    ],
)
def test_delegate_acts_in_the_same_tree(units: Tree, principal: Account, role: Role | None, place: str) -> None:
    with pytest.raises(services.DelegateWithoutRoleError):
        lend(principal, make_account("la", role, getattr(units, place)))


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMINISTRATOR])
def test_only_roles_of_acting_are_delegated(units: Tree, delegate: Account, role: Role) -> None:
    with pytest.raises(services.NotOwnRoleError):
        lend(make_account("an", role, units.committee), delegate)


def test_role_is_delegated_for_days_on_which_it_holds(principal: Account, delegate: Account) -> None:
    principal.roles.update(until_on=TODAY)

    with pytest.raises(services.RoleNotHeldError):
        lend(principal, delegate)


def test_role_is_delegated_to_one_at_a_time(units: Tree, principal: Account, delegate: Account) -> None:
    first = lend(principal, delegate)

    with pytest.raises(services.AlreadyDelegatedError) as refused:
        lend(principal, make_account("chi", Role.CLERK, units.committee), from_on=LAST, until_on=LAST)

    assert refused.value.delegation == first


def test_ended_delegation_holds_no_longer_and_is_ended_once(principal: Account, delegate: Account) -> None:
    delegation = lend(principal, delegate)

    end_delegation(delegation=delegation, reason="Về sớm", by=principal, now=NOW)

    assert lent(delegate, TODAY) == ()
    assert JournalEvent.objects.filter(verb="delegation_ended", account=principal).count() == 1
    with pytest.raises(AlreadyEndedError):
        end_delegation(delegation=delegation, reason="Về sớm", by=principal, now=NOW)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"until_on": TODAY - timedelta(days=1)}, "until_not_before_from"),
        ({"reason": ""}, "delegation_has_reason"),
        ({"ended_at": NOW, "end_reason": "Về sớm"}, "ended_by_somebody"),
    ],
)
def test_bad_delegation_is_refused_by_the_database(
    principal: Account, delegate: Account, values: dict[str, Any], constraint: str
) -> None:
    row = {
        "assignment": principal.roles.get(), "delegate": delegate, "from_on": TODAY, "until_on": TODAY,
        "reason": "Nghỉ", "given_by": principal, "given_at": NOW,
    }  # fmt: skip

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Delegation.objects.create(**row | values)
