"""What every page shows around its content."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from admission.context_processors import page_frame
from admission.models import Heartbeat
from members.models import Account, Role
from tests.admission.views.conftest import SignIn
from tests.factories import Tree, make_account


def frame_of(account: Any) -> dict[str, Any]:
    request = RequestFactory().get("/cases/")
    request.user = account
    return page_frame(request)


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (
            Role.BRANCH_SECRETARY,
            [
                "/",
                "/cases/",
                "/cases/new/",
                "/planning/",
                "/branches/",
                "/people/",
                "/settlements/",
                "/calendar/",
                "/rules/",
                "/organizations/",
                "/leave/",
            ],
        ),
        (
            Role.REVIEWER,
            [
                "/",
                "/decisions/",
                "/cases/",
                "/cases/new/",
                "/planning/",
                "/branches/",
                "/people/",
                "/requests/",
                "/settlements/",
                "/calendar/",
                "/rules/",
                "/organizations/",
                "/leave/",
            ],
        ),
        (
            Role.INSPECTOR,
            [
                "/",
                "/cases/",
                "/planning/",
                "/branches/",
                "/people/",
                "/calendar/",
                "/rules/",
                "/organizations/",
                "/journal/",
                "/journal/state/",
            ],
        ),
        (
            Role.ADMINISTRATOR,
            [
                "/",
                "/calendar/",
                "/calendars/",
                "/rules/",
                "/organizations/",
                "/accounts/",
                "/retention/",
                "/journal/state/",
            ],
        ),
    ],
)
def test_menu_holds_the_pages_of_the_role(tree: Tree, role: Role, pages: list[str]) -> None:
    frame = frame_of(make_account("ai", role, tree.branch))

    shown = [item.url for item in frame["navigation"] if not item.url.startswith(("/import", "/mail"))]

    assert shown == pages


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
