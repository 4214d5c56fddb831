"""Organisations, people, accounts, roles: what their rows hold and what the database refuses."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from members.models import Account, Organization, OrganizationKind, Person, Role, RoleAssignment
from members.services.organizations import CodeTakenError, add_organization
from tests.factories import PASSWORD, make_account, make_person, make_tree

pytestmark = pytest.mark.django_db


def test_organisation_is_found_by_its_name_without_marks() -> None:
    tree = make_tree()

    assert list(Organization.objects.filter(name_search__contains="dang uy")) == [
        tree.committee, tree.grassroots, tree.foreign_committee,
    ]  # fmt: skip


def test_organisation_knows_the_paths_above_it() -> None:
    tree = make_tree()

    assert tree.branch.ancestor_paths == [tree.committee.path, tree.grassroots.path, tree.branch.path]
    assert (tree.branch.is_branch, tree.grassroots.is_branch) == (True, False)


def test_organisations_within_subtrees_are_theirs_alone() -> None:
    tree = make_tree()

    assert set(Organization.objects.within([tree.grassroots.path])) == {tree.grassroots, tree.branch, tree.sibling}
    assert set(Organization.objects.within([])) == set()
    assert set(Organization.objects.branches()) == {tree.branch, tree.sibling, tree.foreign_branch}


def test_organisation_added_below_a_stale_parent_gets_a_path_of_its_own() -> None:
    tree = make_tree()

    added = [
        add_organization(kind=OrganizationKind.BRANCH, code=f"CB-{n}", name=f"Chi bộ {n}", above=tree.grassroots)
        for n in (7, 8, 9)
    ]

    paths = {organization.path for organization in (tree.branch, tree.sibling, *added)}
    assert len(paths) == 5
    assert {path[: len(tree.grassroots.path)] for path in paths} == {tree.grassroots.path}


def test_organisation_code_is_used_once() -> None:
    make_tree()

    with pytest.raises(CodeTakenError):
        add_organization(kind=OrganizationKind.PARTY_COMMITTEE, code="CB-1", name="Khác")
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.add_root({"kind": "party_committee", "code": "CB-1", "name": "Khác"})


def test_organisation_of_an_unknown_kind_is_refused() -> None:
    make_tree()

    with pytest.raises(IntegrityError, match="kind_known"), transaction.atomic():
        Organization.objects.filter(code="CB-1").update(kind="club")


def test_person_is_stored_composed_and_found_without_marks() -> None:
    person = make_person("  Đặng  Thị Hường ")

    assert (person.full_name, person.name_search) == ("Đặng Thị Hường", "dang thi huong")
    person.full_name = "Lê Ân"
    person.save()
    assert Person.objects.get(name_search="le an") == person


def test_account_keeps_no_password_in_clear() -> None:
    account = make_account("thu.ky")

    assert account.check_password(PASSWORD)
    assert PASSWORD not in account.password


@pytest.mark.parametrize("username", ["Thu.Ky", "thư.ký", "thu ky", "a/b"])
def test_account_name_is_plain(username: str) -> None:
    account = Account(username=username, full_name="Người", password="x")

    with pytest.raises(ValidationError) as refused:
        account.full_clean()

    assert set(refused.value.message_dict) == {"username"}


def test_account_of_an_unknown_language_is_refused() -> None:
    make_account("thu.ky")

    with pytest.raises(IntegrityError, match="language_known"), transaction.atomic():
        Account.objects.update(language="fr")


BAD_ROLES: list[tuple[dict[str, Any], str]] = [
    ({"role": "king"}, "role_known"),
    ({"until_on": date(2025, 12, 31)}, "until_not_before_from"),
]


@pytest.mark.parametrize(("changes", "constraint"), BAD_ROLES)
def test_bad_role_is_refused(changes: dict[str, Any], constraint: str) -> None:
    values = {
        "account": make_account("thu.ky"), "organization": make_tree().branch, "role": "clerk",
        "from_on": date(2026, 1, 1),
    }  # fmt: skip

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RoleAssignment.objects.create(**values | changes)


def test_role_is_held_once_at_a_time_and_again_after_its_end() -> None:
    account, branch = make_account("thu.ky"), make_tree().branch
    values = {"account": account, "organization": branch, "role": Role.CLERK.value}
    RoleAssignment.objects.create(from_on=date(2020, 1, 1), until_on=date(2021, 1, 1), **values)
    RoleAssignment.objects.create(from_on=date(2022, 1, 1), **values)

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(from_on=date(2023, 1, 1), **values)

    held = [RoleAssignment.objects.held_on(date(year, 1, 1)).count() for year in (2019, 2020, 2021, 2022, 2030)]
    assert held == [0, 1, 1, 1, 1]
