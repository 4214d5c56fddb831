"""People around a branch, for whoever asks who hears."""

import pytest

from members.models import Account, Role
from tests.factories import Tree, make_account


@pytest.fixture
def staff(tree: Tree) -> dict[str, Account]:
    """Somebody at each place around the branch."""
    return {
        "bithu": make_account("bithu", Role.BRANCH_SECRETARY, tree.branch),
        "pho": make_account("pho", Role.DEPUTY_SECRETARY, tree.branch),
        "capuy": make_account("capuy", Role.CLERK, tree.grassroots),
        "kiemtra": make_account("kiemtra", Role.INSPECTOR, tree.committee),
        "trencung": make_account("trencung", Role.CLERK, tree.committee),
    }
