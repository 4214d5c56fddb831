"""`manage.py prepare` into an empty installation: whoever starts it learns how the first account is made."""

from io import StringIO

import pytest
from django.core.management import call_command

from members.models import Role
from tests.factories import Tree, make_account


def said() -> str:
    out = StringIO()
    call_command("prepare", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_installation_without_accounts_says_how_the_first_is_made() -> None:
    words = said()

    assert "manage.py add_organization party_committee DU" in words
    assert "manage.py add_account quantri administrator DU" in words


def test_installation_with_an_account_says_nothing_of_it(tree: Tree) -> None:
    make_account("quantri", Role.ADMINISTRATOR, tree.committee)

    assert "add_account" not in said()
