"""Lists of files kept under a name of one's own."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from admission.models import AdmissionCase, SavedView
from admission.services.saved_views import MOST_VIEWS
from members.models import Account
from tests.admission.views.pages import errors_of, text_of
from tests.factories import NOW, Tree, make_case

pytestmark = pytest.mark.django_db

SAVE = "/saved-lists/save/?stage=nominated&light=overdue&sort=name"


def saved(username: str, name: str, **filters: str) -> SavedView:
    account = Account.objects.get(username=username)
    view: SavedView = SavedView.objects.create(account=account, name=name, filters=filters, saved_at=NOW)
    return view


def offered(page: Any) -> list[str]:
    return [view.name for view in page.context["saved_lists"]]


def test_filters_are_saved_and_offered_above_the_list(case: AdmissionCase, secretary: Client) -> None:
    page = secretary.post(SAVE, {"name": "Chờ  lâu"}, follow=True)

    (view,) = page.context["saved_lists"]
    assert (view.name, view.filters) == ("Chờ lâu", {"stage": "nominated", "light": "overdue", "sort": "name"})
    assert page.redirect_chain == [("/cases/?stage=nominated&light=overdue&sort=name", 302)]
    assert view.get_absolute_url() == page.redirect_chain[0][0]


def test_saved_list_leads_to_the_files_it_was_saved_with(tree: Tree, case: AdmissionCase, secretary: Client) -> None:
    view = saved("bithu", "Mới", stage="nominated")
    AdmissionCase.objects.filter(pk=make_case(tree.branch, name="Lê Văn Kết").pk).update(stage="sponsored")

    page = secretary.get(view.get_absolute_url())

    assert [row["cells"][0]["text"] for row in page.context["rows"]] == ["Đặng Thị Hương"]


def test_what_was_searched_for_is_not_saved(case: AdmissionCase, secretary: Client) -> None:
    found = secretary.post("/cases/", {"q": "Hương", "stage": "nominated"}, follow=True)

    page = secretary.get(found.context["save_url"])
    secretary.post(found.context["save_url"], {"name": "Của tôi"})

    assert "Only the filters are saved." in text_of(page)
    assert SavedView.objects.get().filters == {"stage": "nominated"}


def test_list_of_one_account_is_offered_to_no_other(case: AdmissionCase, secretary: Client, reviewer: Client) -> None:
    view = saved("bithu", "Của bí thư", light="overdue")

    assert offered(secretary.get("/cases/")) == ["Của bí thư"]
    assert offered(reviewer.get("/cases/")) == []
    assert list(reviewer.get("/saved-lists/").context["views"]) == []
    for act in ("rename", "remove"):
        assert reviewer.post(f"/saved-lists/{view.pk}/{act}/", {"name": "Của tôi"}).status_code == 404
    assert SavedView.objects.get().name == "Của bí thư"


@pytest.mark.parametrize(("name", "words"), [("", "Give the list a name."), ("đã có", "of this name already")])
def test_name_that_is_empty_or_taken_is_refused(secretary: Client, name: str, words: str) -> None:
    saved("bithu", "Đã có")

    page = secretary.post(SAVE, {"name": name})

    assert words in errors_of(page)["name"][0]
    assert SavedView.objects.count() == 1


def test_more_lists_than_there_is_room_for_are_refused(secretary: Client) -> None:
    for number in range(MOST_VIEWS):
        saved("bithu", f"Danh sách {number}")

    page = secretary.post(SAVE, {"name": "Một nữa"})

    assert f"You have {MOST_VIEWS} saved lists" in errors_of(page)["__all__"][0]


def test_list_is_renamed_and_removed(secretary: Client) -> None:
    view, _other = saved("bithu", "Tên cũ", light="overdue"), saved("bithu", "Khác")

    taken = secretary.post(f"/saved-lists/{view.pk}/rename/", {"name": "KHÁC"})
    renamed = secretary.post(f"/saved-lists/{view.pk}/rename/", {"name": "Tên mới"}, follow=True)
    names = [row.name for row in renamed.context["views"]]
    removed = secretary.post(f"/saved-lists/{view.pk}/remove/", follow=True)

    assert "of this name already" in errors_of(taken)["name"][0]
    assert names == ["Khác", "Tên mới"]
    assert [row.name for row in removed.context["views"]] == ["Khác"]


def test_roles_have_lists_without_saving(secretary: Client, reviewer: Client) -> None:
    mine, theirs = ([link.url for link in one.get("/cases/").context["ready_lists"]] for one in (secretary, reviewer))

    assert mine[:2] == theirs[:2] == ["/cases/?light=overdue", "/cases/?light=soon"]
    assert "/cases/?stage=ready_for_branch" in mine
    assert "/cases/?stage=awaiting_decision" in theirs


def test_one_and_three_saved_lists_cost_the_same_queries(case: AdmissionCase, secretary: Client) -> None:
    saved("bithu", "Một")
    secretary.get("/cases/")
    with CaptureQueriesContext(connection) as one:
        secretary.get("/cases/")
    saved("bithu", "Hai")
    saved("bithu", "Ba")

    with CaptureQueriesContext(connection) as three:
        assert len(offered(secretary.get("/cases/"))) == 3

    assert len(three) == len(one)
