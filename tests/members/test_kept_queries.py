"""Queries that are built once: they find what the same query finds when it is built anew, for whoever asks."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from members.access import Access, Held, access_of
from members.kept_queries import kept_by, kept_of
from members.models import Account, Organization, Role, RoleAssignment
from members.models.organization import inside
from tests.factories import TODAY, Tree, make_account, make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def chart() -> Tree:
    return make_tree()


def below(access: Access) -> Any:
    paths = access.paths(tuple(Role))
    return Organization.objects.filter(inside(paths)).order_by("path")


def own_roles(access: Access) -> Any:
    held = RoleAssignment.objects.filter(account=access.account.pk, from_on__lte=access.today).order_by("pk")
    return held.select_related("organization").annotate(one=Value(1))


def asking(username: str, role: Role, organization: Organization) -> Access:
    return access_of(make_account(username, role, organization), TODAY)


def clerk_since(day: date, organization: Organization) -> Account:
    account = make_account("a")
    RoleAssignment.objects.create(account=account, organization=organization, role=Role.CLERK.value, from_on=day)
    return account


def test_kept_query_gives_each_who_asks_what_is_his(chart: Tree) -> None:
    first, second = asking("a", Role.CLERK, chart.committee), asking("b", Role.CLERK, chart.foreign_branch)

    found = [kept_of("below", access, below) for access in (first, second, first)]

    assert found == [list(below(access)) for access in (first, second, first)]
    assert found[0] != found[1]


def test_kept_query_makes_the_same_objects_as_django(chart: Tree, django_assert_num_queries: Any) -> None:
    access = asking("a", Role.BRANCH_SECRETARY, chart.branch)
    kept_of("own roles", access, own_roles)

    with django_assert_num_queries(1):
        (row,) = kept_of("own roles", access, own_roles)
        assert (row.organization.name, row.organization.path, row.one) == (chart.branch.name, chart.branch.path, 1)
    (same,) = own_roles(access)

    assert row == same
    assert {name: value for name, value in vars(row).items() if name != "_state"} == {
        name: value for name, value in vars(same).items() if name != "_state"
    }


def test_kept_query_asks_as_of_the_day_of_the_access(chart: Tree) -> None:
    account = clerk_since(TODAY, chart.committee)
    today = access_of(account, TODAY)
    day_before = Access(account, TODAY - timedelta(days=1), today.held)

    assert len(kept_of("own roles", today, own_roles)) == 1
    assert kept_of("own roles", day_before, own_roles) == []


def test_kept_query_of_another_role_is_another(chart: Tree) -> None:
    def readable(access: Access) -> Any:
        return below(access) if Role.CLERK in access.roles else Organization.objects.none()

    clerk, secretary = asking("a", Role.CLERK, chart.committee), asking("b", Role.BRANCH_SECRETARY, chart.branch)

    assert kept_of("readable", clerk, readable) == list(below(clerk))
    assert kept_of("readable", secretary, readable) == []


def test_kept_query_that_hangs_on_more_is_built_anew(chart: Tree) -> None:
    def by_tomorrow(access: Access) -> Any:
        return RoleAssignment.objects.filter(account=access.account.pk, from_on=access.today + timedelta(days=1))

    account = clerk_since(date(2026, 3, 4), chart.committee)
    held = (Held(Role.CLERK, chart.committee.pk, chart.committee.path, is_practice=False, assignment_id=1),)

    found = [len(kept_of("tomorrow", Access(account, date(2026, 3, day), held), by_tomorrow)) for day in (2, 3, 4)]

    assert found == [0, 1, 0]


def test_kept_query_of_several_organizations_is_built_anew(chart: Tree) -> None:
    both = asking("a", Role.CLERK, chart.committee)
    second = Held(Role.CLERK, chart.foreign_branch.pk, chart.foreign_branch.path, is_practice=False, assignment_id=2)
    kept_of("below", both, below)

    found = kept_of("below", Access(both.account, both.today, (*both.held, second)), below)

    assert chart.foreign_branch in found
    assert chart.branch in found


def test_kept_query_of_one_row_finds_none_that_is_elsewhere(chart: Tree) -> None:
    def one(access: Access, pk: int) -> Any:
        return below(access).filter(pk=pk)

    access = asking("a", Role.CLERK, chart.committee)

    assert kept_of("one", access, one, pk=chart.branch.pk) == [chart.branch]
    assert kept_of("one", access, one, pk=chart.foreign_branch.pk) == []
    assert kept_of("one", access, one, pk=10**40) == []


def test_kept_query_is_built_once(chart: Tree) -> None:
    built = []

    def named(values: Mapping[str, Any]) -> Any:
        built.append(values)
        return Account.objects.filter(username=values["username"]).values_list("pk", flat=True)

    accounts = [make_account(name) for name in ("a", "b", "100%s")]

    with CaptureQueriesContext(connection) as queries:
        found = [kept_by("named", {"username": account.username}, named) for account in accounts]

    assert found == [[account.pk] for account in accounts]
    assert len(built) == 2
    assert len(queries) == len(accounts)
