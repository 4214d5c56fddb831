"""What every page shows around its content."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from admission.context_processors import page_frame
from admission.menu import MOST_IN_ROW
from admission.models import Heartbeat
from members.models import Account, Role
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.factories import Tree, make_account


def frame_of(account: Any) -> dict[str, Any]:
    request = RequestFactory().get("/cases/")
    request.user = account
    return page_frame(request)


@pytest.mark.parametrize(
    ("role", "row", "others"),
    [
        (
            Role.BRANCH_SECRETARY,
            "/ /cases/ /cases/new/ /planning/ /deadlines/calendar/ /branches/",
            "/reports/ /import/ /settlements/ /people/ /organizations/ /calendar/ /rules/ /account/ /leave/ "
            "/account/calendar/",
        ),
        (
            Role.REVIEWER,
            "/ /decisions/ /cases/ /planning/ /deadlines/calendar/ /reports/",
            "/cases/new/ /import/ /settlements/ /branches/ /people/ /branches/without-candidate/ /organizations/ "
            "/requests/ /calendar/ /rules/ /account/ /leave/ /account/calendar/",
        ),
        (
            Role.INSPECTOR,
            "/ /cases/ /reports/ /deadlines/calendar/ /journal/ /branches/",
            "/planning/ /people/ /branches/without-candidate/ /organizations/ /calendar/ /rules/ /journal/state/ "
            "/account/ /account/calendar/",
        ),
        (
            Role.ADMINISTRATOR,
            "/ /accounts/ /organizations/ /calendars/ /mail/",
            "/calendar/ /rules/ /journal/state/ /retention/ /account/ /account/calendar/",
        ),
    ],
)
def test_menu_holds_the_pages_of_the_role(tree: Tree, role: Role, row: str, others: str) -> None:
    menu = frame_of(make_account("ai", role, tree.branch))["navigation"]

    shown = [item.url for item in menu.row]
    behind = [item.url for group in menu.groups for item in group.items]
    assert (shown, behind) == (row.split(), others.split())


def test_menu_of_several_roles_is_no_longer_than_of_one(tree: Tree) -> None:
    account = make_account("ai", Role.REVIEWER, tree.committee)
    for role in (Role.BRANCH_SECRETARY, Role.INSPECTOR, Role.ADMINISTRATOR):
        account.roles.create(organization=tree.branch, role=role, from_on=date(2020, 1, 1))

    menu = frame_of(account)["navigation"]

    assert len(menu.row) == MOST_IN_ROW
    assert len({item.url for item in menu}) == len(list(menu))


def test_entry_behind_more_is_marked_and_named_on_its_page(tree: Tree, secretary: Client) -> None:
    page = secretary.get("/rules/")

    assert page.context["navigation"].current_inside.url == "/rules/"
    assert "(this page: Regulations)" in text_of(page)


def test_current_page_is_marked_on_pages_of_a_file_too(tree: Tree, secretary: Client) -> None:
    for url, current in (("/", "/"), ("/cases/", "/cases/"), ("/calendar/2030/", "/calendar/")):
        items = secretary.get(url).context["navigation"]

        assert [item.url for item in items if item.current] == [current]


@pytest.mark.parametrize("practice", [True, False])
def test_practice_is_announced_to_who_works_in_it(tree: Tree, sign_in: SignIn, practice: bool) -> None:
    tree.branch.is_practice = practice
    tree.branch.save()
    client = sign_in(make_account("bithu", Role.BRANCH_SECRETARY, tree.branch))

    assert ("banner-practice" in client.get("/").content.decode()) is practice


def test_frame_costs_two_queries(tree: Tree) -> None:
    account = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    Heartbeat.objects.create(name="sweep", last_at=timezone.now())

    with CaptureQueriesContext(connection) as queries:
        frame_of(account)

    assert len(queries) <= 2


@pytest.mark.parametrize("user", [AnonymousUser(), None])
def test_frame_costs_a_stranger_nothing(db: None, django_assert_num_queries: Any, user: Account | None) -> None:
    with django_assert_num_queries(0):
        frame = frame_of(user)

    assert "navigation" not in frame
