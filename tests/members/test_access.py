"""What an account holds on a day, read in one query and asked without another."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db.models import Q

from members.access import Access, access_of
from members.models import Account, Delegation, Organization, Role, RoleAssignment
from tests.factories import NOW, TODAY, Tree, make_account, make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def chart() -> Tree:
    return make_tree()


def give(account: Account, role: Role, organization: Organization, until_on: date | None = None) -> RoleAssignment:
    """A role since the start of the year."""
    found: RoleAssignment = RoleAssignment.objects.create(
        account=account, organization=organization, role=role.value, from_on=date(2026, 1, 1), until_on=until_on
    )
    return found


def holding(*roles: tuple[Role, Organization]) -> Access:
    account = make_account("ai.do")
    for role, organization in roles:
        give(account, role, organization)
    return access_of(account, TODAY)


def test_access_is_read_in_one_query_and_asked_in_none(chart: Tree, django_assert_num_queries: Any) -> None:
    account = make_account("ai.do", Role.CLERK, chart.committee)
    give(account, Role.BRANCH_SECRETARY, chart.branch)

    with django_assert_num_queries(1):
        access = access_of(account, TODAY)
        answers = (
            access.roles, access.paths(list(Role)), access.organization_ids([Role.CLERK]),
            access.holds([Role.CLERK], chart.branch.pk), access.reaches([Role.CLERK], chart.branch.path),
        )  # fmt: skip

    assert answers == (
        frozenset({Role.CLERK, Role.BRANCH_SECRETARY}), (chart.committee.path,), frozenset({chart.committee.pk}),
        False, True,
    )  # fmt: skip


def test_access_tells_each_role_with_its_place_and_its_row(chart: Tree) -> None:
    account = make_account("ai.do")
    row = give(account, Role.REVIEWER, chart.grassroots)

    (held,) = access_of(account, TODAY).held

    assert (held.role, held.organization_id, held.path) == (Role.REVIEWER, chart.grassroots.pk, chart.grassroots.path)
    assert (held.assignment_id, held.principal_id, held.is_practice) == (row.pk, None, False)


@pytest.mark.parametrize(
    ("day", "roles"),
    [
        (date(2025, 12, 31), set()),
        (date(2026, 1, 1), {Role.CLERK}),
        (date(2026, 1, 31), {Role.CLERK}),
        (date(2026, 2, 1), set()),
    ],
)
def test_role_counts_on_its_first_and_its_last_day(day: date, roles: set[Role], chart: Tree) -> None:
    account = make_account("ai.do")
    give(account, Role.CLERK, chart.committee, until_on=date(2026, 1, 31))

    assert access_of(account, day).roles == roles


def test_roles_of_another_account_are_not_read(chart: Tree) -> None:
    make_account("nguoi.khac", Role.CLERK, chart.committee)

    assert access_of(make_account("ai.do"), TODAY).held == ()


def test_paths_leave_out_what_lies_inside_another(chart: Tree) -> None:
    access = holding(
        (Role.BRANCH_SECRETARY, chart.branch), (Role.CLERK, chart.grassroots), (Role.REVIEWER, chart.grassroots),
        (Role.INSPECTOR, chart.foreign_branch),
    )  # fmt: skip

    assert access.paths(list(Role)) == (chart.grassroots.path, chart.foreign_branch.path)
    assert access.paths([Role.BRANCH_SECRETARY]) == (chart.branch.path,)
    assert access.paths([Role.ADMINISTRATOR]) == ()


def test_sister_whose_path_begins_alike_is_not_left_out(chart: Tree) -> None:
    """Only a whole step of the path is a place above."""
    access = holding((Role.CLERK, chart.branch), (Role.CLERK, chart.sibling))

    assert access.paths([Role.CLERK]) == (chart.branch.path, chart.sibling.path)


def test_role_reaches_what_is_below_it_and_nothing_beside_or_above(chart: Tree) -> None:
    access = holding((Role.CLERK, chart.grassroots))

    reached = {
        organization.code
        for organization in Organization.objects.all()
        if access.reaches([Role.CLERK], organization.path)
    }

    assert reached == {"DU-CS", "CB-1", "CB-2"}
    assert not access.reaches([Role.REVIEWER], chart.branch.path)


def test_role_is_held_in_its_own_organisation_only(chart: Tree) -> None:
    access = holding((Role.CLERK, chart.grassroots))

    assert access.holds([Role.CLERK], chart.grassroots.pk)
    assert not access.holds([Role.CLERK], chart.branch.pk)
    assert not access.holds([Role.REVIEWER], chart.grassroots.pk)
    assert not access.holds([Role.CLERK], None)


def test_account_without_a_role_holds_nothing(chart: Tree) -> None:
    access = holding()

    assert (access.held, access.paths(list(Role))) == ((), ())
    assert (len(access.roles), len(access.organization_ids(list(Role)))) == (0, 0)
    assert not access.reaches(list(Role), chart.branch.path)


DAYS = (TODAY - timedelta(days=9), TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1))


def spread_roles(chart: Tree, people: list[Account]) -> None:
    """Roles that begin and end around today, some voided, each lent to the next account but for some days only."""
    places = list(Organization.objects.order_by("path"))
    for number, (account, first, last) in enumerate(product(people, DAYS[:3], (*DAYS[1:], None))):
        if last is not None and last < first:
            continue
        row = RoleAssignment.objects.create(
            account=account, organization=places[number % len(places)], role=list(Role)[number % 6].value,
            from_on=first, until_on=last, **VOIDED if number % 10 == 0 else {},
        )  # fmt: skip
        for begin, end in ((DAYS[0], DAYS[1]), (DAYS[1], DAYS[2]), (DAYS[2], DAYS[3])):
            if (number + begin.day) % 3 == 0:
                continue
            ended = {"ended_at": NOW, "ended_by": account, "end_reason": "Về sớm"} if number % 4 == 0 else {}
            Delegation.objects.create(
                assignment=row, delegate=people[(people.index(account) + 1) % len(people)], from_on=begin,
                until_on=end, reason="Nghỉ phép", given_at=NOW, given_by=account, **ended,
            )  # fmt: skip


VOIDED = {"voided_at": NOW, "void_reason": "Nhầm"}


def by_query_set(account: Account, day: date) -> list[tuple[int, int | None]]:
    lent = Delegation.objects.held_on(day).filter(delegate=account).values("assignment")
    mine = Q(account=account) | Q(pk__in=lent, account__is_active=True)
    rows = RoleAssignment.objects.held_on(day).filter(mine).order_by("organization__path", "pk")
    return [(row.pk, None if row.account_id == account.pk else row.account_id) for row in rows]


def test_statement_reads_what_the_query_set_reads(chart: Tree) -> None:
    people = [make_account(f"ai-{number}") for number in range(4)]
    spread_roles(chart, people)
    Account.objects.filter(pk=people[2].pk).update(is_active=False)

    for account, day in product(people, DAYS):
        held = access_of(account, day).held

        assert [(one.assignment_id, one.principal_id) for one in held] == by_query_set(account, day)
        rows = RoleAssignment.objects.select_related("organization").in_bulk([one.assignment_id for one in held])
        for one in held:
            row = rows[one.assignment_id]
            place = row.organization
            assert (one.role.value, one.organization_id, one.path, one.is_practice) == (
                row.role, place.pk, place.path, place.is_practice,
            )  # fmt: skip
    assert any(one.principal_id for account in people for one in access_of(account, TODAY).held)
