"""The commands by which a real installation begins: organisations, then accounts with a role."""

import pytest
from django.core.management import CommandError, call_command

from members.models import Account, Organization, RoleAssignment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PASSWORD = "hoa-sen-thang-tam-26"


def add_tree() -> None:
    call_command("add_organization", "party_committee", "DU", "Đảng ủy Sao Mai", "--decides-admission")
    call_command("add_organization", "branch", "CB", "Chi bộ Một", "--above", "DU")


def add_account(*, role: str = "branch_secretary", password: str = PASSWORD) -> None:
    call_command("add_account", "huong", role, "CB", "--name", "Đặng Thị Hương", "--password", password)


def test_organizations_stand_below_each_other() -> None:
    add_tree()

    committee, branch = Organization.objects.get(code="DU"), Organization.objects.get(code="CB")
    assert (branch.ancestor_paths[:-1], committee.authorities.get().basis) == ([committee.path], "own_right")


def test_organization_code_cannot_be_used_twice() -> None:
    add_tree()

    with pytest.raises(CommandError, match="already"):
        call_command("add_organization", "branch", "CB", "Chi bộ Hai", "--above", "DU")

    assert Organization.objects.count() == 2


def test_organization_below_an_unknown_one_is_refused() -> None:
    with pytest.raises(CommandError, match="DU"):
        call_command("add_organization", "branch", "CB", "Chi bộ Một", "--above", "DU")


def test_account_signs_in_with_its_role() -> None:
    add_tree()

    add_account()

    account = Account.objects.get(username="huong")
    assert account.check_password(PASSWORD)
    assert list(account.roles.values_list("role", "organization__code")) == [("branch_secretary", "CB")]


def test_second_role_keeps_the_password() -> None:
    add_tree()
    add_account()

    add_account(role="administrator", password="")

    account = Account.objects.get(username="huong")
    assert account.check_password(PASSWORD)
    assert sorted(account.roles.values_list("role", flat=True)) == ["administrator", "branch_secretary"]


def test_weak_password_leaves_nothing_behind() -> None:
    add_tree()

    with pytest.raises(CommandError, match="too short"):
        add_account(password="abc")

    assert (Account.objects.count(), RoleAssignment.objects.count()) == (0, 0)
