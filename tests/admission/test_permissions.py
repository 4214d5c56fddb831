"""How far each role carries each act: asked about one organisation, and as the list of organisations."""

from datetime import date

import pytest

from admission import permissions
from admission.permissions import (
    ACTS,
    Act,
    NotPermittedError,
    Reach,
    check_may,
    check_may_in,
    may,
    may_in,
    organizations_for,
)
from members.access import Access, access_of
from members.models import Organization, Person, Role
from tests.factories import TODAY, Tree, make_account, make_case, make_member, make_tree

pytestmark = pytest.mark.django_db

EVERYWHERE = {"DU", "DU-CS", "CB-1", "CB-2", "DU-K", "CB-K"}
BELOW = {"DU-CS", "CB-1", "CB-2"}
CASES = [
    (Act.KEEP_MEMBERS, Role.CLERK, Reach.BELOW, BELOW),
    (Act.KEEP_MEMBERS, Role.BRANCH_SECRETARY, Reach.OWN, {"DU-CS"}),
    (Act.PREPARE_DECISION, Role.CLERK, Reach.FILE, {"DU-CS"}),
    (Act.KEEP_RULES, Role.ADMINISTRATOR, Reach.ALL, EVERYWHERE),
    (Act.KEEP_MEMBERS, Role.INSPECTOR, None, set()),
]
"""An act, a role held in the grassroots committee, how far it carries the act, and where it may be done then."""


@pytest.fixture
def chart() -> Tree:
    return make_tree()


def holding(role: Role, organization: Organization, name: str = "ai.do") -> Access:
    return access_of(make_account(name, role, organization), TODAY)


@pytest.mark.parametrize(("act", "role", "reach", "where"), CASES)
def test_may_in_says_yes_as_far_as_the_role_reaches(
    act: Act, role: Role, reach: Reach | None, where: set[str], chart: Tree
) -> None:
    access = holding(role, chart.grassroots)

    found = {organization.code for organization in Organization.objects.all() if may_in(access, act, organization)}

    assert (ACTS[act].roles.get(role), found) == (reach, where)
    assert may(access, act) is bool(where)


@pytest.mark.parametrize(("act", "role", "reach", "where"), [case for case in CASES if case[2] is not Reach.ALL])
def test_organizations_for_are_those_in_which_one_may(
    act: Act, role: Role, reach: Reach | None, where: set[str], chart: Tree
) -> None:
    found = organizations_for(holding(role, chart.grassroots), act)

    assert set(found.values_list("code", flat=True)) == where
    assert list(found) == sorted(found, key=lambda organization: str(organization.path))


@pytest.mark.parametrize("act", [act for act in Act if Reach.ALL not in ACTS[act].roles.values()])
@pytest.mark.parametrize("role", Role)
def test_both_questions_have_one_answer_for_every_role_and_act(role: Role, act: Act, chart: Tree) -> None:
    access = holding(role, chart.grassroots)

    asked_one_by_one = {one.pk for one in Organization.objects.all() if may_in(access, act, one)}

    assert set(organizations_for(access, act).values_list("pk", flat=True)) == asked_one_by_one


def test_refusals_say_who_may_not_do_what_where(chart: Tree) -> None:
    access = holding(Role.INSPECTOR, chart.committee)

    with pytest.raises(NotPermittedError, match=r"^ai\.do may not keep_members$"):
        check_may(access, Act.KEEP_MEMBERS)
    with pytest.raises(NotPermittedError, match=r"^ai\.do may not keep_members in CB-1$"):
        check_may_in(access, Act.KEEP_MEMBERS, chart.branch)


def test_what_is_open_to_the_signed_in_needs_no_role(chart: Tree) -> None:
    access = access_of(make_account("khong-vai"), TODAY)

    assert {act for act in Act if may(access, act)} == {
        Act.SIGN_IN, Act.OWN_ACCOUNT, Act.SEE_WORK, Act.READ_CALENDAR, Act.READ_RULES,
        Act.FETCH_FEED,
    }  # fmt: skip


def test_administrator_reads_no_file_and_nobody() -> None:
    content = {Act.READ_CASES, Act.READ_MEMBERS, Act.REVEAL, Act.RECORD_STEP, Act.APPROVE_DECISION, Act.READ_JOURNAL}

    assert {act for act in content if Role.ADMINISTRATOR in ACTS[act].roles} == set()


@pytest.mark.parametrize("few", [0, 100])
def test_people_are_listed_as_they_are_permitted(tree: Tree, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """Whether they are collected by branch or come across by name."""
    monkeypatch.setattr(permissions, "_FEW_ORGANIZATIONS", few)
    for branch in (tree.branch, tree.sibling, tree.foreign_branch):
        make_member(branch, f"Người {branch.code}")
        make_member(branch, f"Đã đi {branch.code}", until_on=date(2024, 1, 5))
        make_case(branch, name=f"Hồ sơ {branch.code}")
    Person.objects.create(full_name="Không ở đâu")

    for place, count in ((tree.branch, 3), (tree.grassroots, 6)):
        access = access_of(make_account(f"ai-{place.pk}", Role.CLERK, place), TODAY)
        listed = permissions.people_to_list(access, Act.READ_MEMBERS).named("").order_by("pk")

        assert [*listed] == [*permissions.people_for(access, Act.READ_MEMBERS).order_by("pk")]
        assert len(listed) == count
