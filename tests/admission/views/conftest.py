"""People who open the pages, at 09:00 on Monday 2 March 2026."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from members.models import Account, Role
from tests.factories import NOW, Tree, make_account

SignIn = Callable[[Account], Client]


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sign_in() -> SignIn:
    """Signs an account in; the pages answer in English, whose words the code holds."""

    def sign_in_as(account: Account) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(account)
        return client

    return sign_in_as


@pytest.fixture
def secretary(tree: Tree, sign_in: SignIn) -> Client:
    return sign_in(make_account("bithu", Role.BRANCH_SECRETARY, tree.branch))


@pytest.fixture
def reviewer(tree: Tree, sign_in: SignIn) -> Client:
    return sign_in(make_account("thamdinh", Role.REVIEWER, tree.committee))


@pytest.fixture
def inspector(tree: Tree, sign_in: SignIn) -> Client:
    return sign_in(make_account("kiemtra", Role.INSPECTOR, tree.committee))


@pytest.fixture
def outsider(tree: Tree, sign_in: SignIn) -> Client:
    """Somebody of a foreign branch: no file of the tree exists for him."""
    return sign_in(make_account("nguoingoai", Role.BRANCH_SECRETARY, tree.foreign_branch))


@pytest.fixture
def administrator(tree: Tree, sign_in: SignIn) -> Client:
    return sign_in(make_account("quantri", Role.ADMINISTRATOR, tree.committee))
