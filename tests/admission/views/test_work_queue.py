"""The queue of a committee on the first page, and "received" for many at once."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from admission.models import Acknowledgement, AdmissionCase
from admission.services.alert_plans import plan_alerts
from members.models import JournalEvent, Role
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.factories import TODAY, Dates, Tree, advance, make_account, make_case

LATE = date(2025, 12, 30)


def decided_by(tree: Tree, name: str, due_on: date | None, *, sibling: bool = False) -> AdmissionCase:
    """A file that waits for the decision of the committee until a day."""
    case = advance(make_case(tree.sibling if sibling else tree.branch, name=name), Dates())
    if due_on is not None:
        case.deadlines.filter(kind="admission_decision").update(due_on=due_on)
        AdmissionCase.objects.filter(pk=case.pk).update(next_due_on=due_on)
    return case


def groups_of(client: Client, address: str = "/") -> dict[str, list[str]]:
    page: Any = client.get(address)
    return {group.anchor: [row.name for row in group.rows] for group in page.context["queue"].groups}


def pages_from(client: Client, address: str, way: str) -> list[tuple[str, list[str]]]:
    """Follow the links to the next page, or to the one before, to the end: the address and the names of each."""
    found = []
    while address:
        queue = client.get(address).context["queue"]
        found.append((address, [row.name for group in queue.groups for row in group.rows]))
        address = getattr(queue, way)
    return found


def tell(*cases: AdmissionCase) -> None:
    """Have the limits of files told of."""
    plan_alerts(today=TODAY)
    assert all(case.deadlines.open().limits().exists() for case in cases)


def test_queue_is_grouped_by_the_week_in_which_files_are_due(tree: Tree, reviewer: Client) -> None:
    decided_by(tree, "Sau Đó", date(2026, 4, 1))
    decided_by(tree, "Tuần Sau", date(2026, 3, 9))
    decided_by(tree, "Chủ Nhật", date(2026, 3, 8))
    decided_by(tree, "Quá Hạn", date(2026, 2, 27))
    decided_by(tree, "Hôm Nay", TODAY)

    assert groups_of(reviewer) == {
        "overdue": ["Quá Hạn"],
        "this-week": ["Hôm Nay", "Chủ Nhật"],
        "next-week": ["Tuần Sau"],
        "later": ["Sau Đó"],
    }


def test_queue_holds_what_is_up_to_the_committee_and_others_on_demand(tree: Tree, reviewer: Client) -> None:
    decided_by(tree, "Chờ Quyết Định", None, sibling=True)
    make_case(tree.branch, name="Chờ Chi Bộ")
    make_case(tree.foreign_branch, name="Nơi Khác")

    assert groups_of(reviewer) == {"later": ["Chờ Quyết Định"]}
    assert groups_of(reviewer, "/?whose=others") == {"no-limit": ["Chờ Chi Bộ"]}
    assert groups_of(reviewer, "/?whose=all") == {"later": ["Chờ Quyết Định"], "no-limit": ["Chờ Chi Bộ"]}


def test_queue_by_stage_follows_the_procedure(tree: Tree, reviewer: Client) -> None:
    decided_by(tree, "Chờ Quyết Định", LATE)
    make_case(tree.branch, name="Mới Mở")

    assert groups_of(reviewer, "/?whose=all&by=stage") == {
        "nominated": ["Mới Mở"],
        "awaiting_decision": ["Chờ Quyết Định"],
    }


def test_filters_are_in_the_address_and_can_be_taken_off(tree: Tree, reviewer: Client) -> None:
    decided_by(tree, "Của Một", LATE)
    decided_by(tree, "Của Hai", date(2026, 4, 1), sibling=True)

    page = reviewer.get(f"/?branch={tree.sibling.pk}&stage=awaiting_decision&due=later")

    queue = page.context["queue"]
    assert [row.name for group in queue.groups for row in group.rows] == ["Của Hai"]
    assert [str(chip["label"]) for chip in queue.chips] == ["Later", "Awaiting the admission decision", "Chi bộ Hai"]
    assert queue.chips[0]["remove_url"] == f"/?stage=awaiting_decision&branch={tree.sibling.pk}"
    assert groups_of(reviewer, "/?due=overdue") == {"overdue": ["Của Một"]}


@pytest.mark.parametrize(
    "query", ["due=xyz", "stage=xyz", "branch=xyz", "branch=²", "whose=x", "by=x", "after=1.2.3", "before=x"]
)
def test_what_is_not_understood_asks_for_nothing(tree: Tree, reviewer: Client, query: str) -> None:
    decided_by(tree, "Một", LATE)

    assert groups_of(reviewer, f"/?{query}") == {"overdue": ["Một"]}


@pytest.mark.parametrize("by", ["week", "stage"])
def test_pages_of_the_queue_hold_each_file_once(
    tree: Tree, reviewer: Client, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr("admission.selectors.work_queue.PAGE_SIZE", 2)
    for name in ("Một", "Hai", "Ba"):
        decided_by(tree, name, LATE)
    make_case(tree.branch, name="Bốn")
    make_case(tree.branch, name="Năm")

    found = pages_from(reviewer, f"/?whose=all&by={by}", "next_url")

    pages = [["Một", "Hai"], ["Ba", "Bốn"], ["Năm"]] if by == "week" else [["Bốn", "Năm"], ["Một", "Hai"], ["Ba"]]
    assert [names for _address, names in found] == pages


@pytest.mark.parametrize("query", ["whose=all", "whose=all&by=stage", "due=overdue", "whose=others&stage=nominated"])
def test_queue_leads_back_page_by_page_as_it_led_on(
    tree: Tree, reviewer: Client, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr("admission.selectors.work_queue.PAGE_SIZE", 2)
    for number in range(5):  # all due on one day, in one stage
        decided_by(tree, f"Quyết Định {number}", LATE)
        make_case(tree.branch, name=f"Chi Bộ {number}")

    there = pages_from(reviewer, f"/?{query}", "next_url")
    back = pages_from(reviewer, there[-1][0], "previous_url")

    assert [names for _address, names in back] == [names for _address, names in reversed(there)]
    assert len(there) >= 3


@pytest.mark.parametrize("place", ["before=0.2020-01-01.1", "after=0.2030-01-01.1"])
def test_page_at_which_nothing_is_left_is_the_first(tree: Tree, reviewer: Client, place: str) -> None:
    decided_by(tree, "Một", LATE)

    queue = reviewer.get(f"/?{place}").context["queue"]

    assert [row.name for group in queue.groups for row in group.rows] == ["Một"]
    assert (queue.previous_url, queue.next_url) == ("", "")


def test_totals_lead_to_their_files(tree: Tree, reviewer: Client) -> None:
    decided_by(tree, "Một", LATE)
    make_case(tree.branch, name="Chi Bộ")

    tiles = {tile.url: tile.number for tile in reviewer.get("/").context["queue"].tiles}

    assert tiles == {"/?due=overdue": "1", "/?due=this-week": "0", "/?due=next-week": "0"}


def test_too_many_files_are_not_counted(tree: Tree, reviewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admission.selectors.work_queue.MOST_COUNTED", 1)
    decided_by(tree, "Một", LATE)
    decided_by(tree, "Hai", LATE)

    queue = reviewer.get("/").context["queue"]

    assert {tile.number for tile in queue.tiles} == {""}
    assert [(group.total, len(group.rows)) for group in queue.groups] == [("", 2)]


def test_one_and_three_rows_cost_the_same_queries(tree: Tree, reviewer: Client) -> None:
    decided_by(tree, "Một", LATE)
    reviewer.get("/")
    with CaptureQueriesContext(connection) as one:
        reviewer.get("/")
    decided_by(tree, "Hai", None)
    decided_by(tree, "Ba", TODAY)

    with CaptureQueriesContext(connection) as three:
        page = reviewer.get("/")

    assert sum(len(group.rows) for group in page.context["queue"].groups) == 3
    assert len(three) == len(one) <= 12


def test_empty_queue_says_why_and_leads_on(tree: Tree, reviewer: Client) -> None:
    assert "Nothing waits for you" in text_of(reviewer.get("/"))
    assert 'href="/?whose=others"' in reviewer.get("/").content.decode()
    assert "take off a filter" in text_of(reviewer.get("/?due=overdue"))


# --- "received" for many ---------------------------------------------------------------------------------------------
def test_receipt_of_the_chosen_files_is_confirmed_each_for_itself(tree: Tree, reviewer: Client) -> None:
    late, other = decided_by(tree, "Quá Hạn", LATE), decided_by(tree, "Chưa Báo", date(2026, 12, 1))
    tell(late)
    (chosen,) = [row for group in reviewer.get("/").context["queue"].groups for row in group.rows if row.may_confirm]

    page = reviewer.post("/received/", {"chosen": [late.pk, other.pk]})

    assert (chosen.name, chosen.pk) == ("Quá Hạn", late.pk)
    assert [(one.name, one.tone) for one in page.context["results"]] == [("Quá Hạn", "good"), ("Chưa Báo", "attention")]
    assert "Receipt was confirmed for 1 file of 2." in text_of(page)
    assert [row.deadline.case_id for row in Acknowledgement.objects.all()] == [late.pk]
    assert JournalEvent.objects.filter(verb="deadline_acknowledged", subject=f"case:{late.pk}").count() == 1


def test_receipt_confirmed_twice_is_recorded_once(tree: Tree, reviewer: Client) -> None:
    case = decided_by(tree, "Quá Hạn", LATE)
    tell(case)

    first, second = (reviewer.post("/received/", {"chosen": [case.pk]}) for _ in range(2))

    assert [page.context["results"][0].tone for page in (first, second)] == ["good", "attention"]
    assert Acknowledgement.objects.count() == 1


def test_receipt_of_nothing_or_of_foreign_files_is_refused(tree: Tree, reviewer: Client) -> None:
    case, foreign = decided_by(tree, "Quá Hạn", LATE), make_case(tree.foreign_branch, name="Nơi Khác")
    tell(case)

    nothing = reviewer.post("/received/", {}, follow=True)
    refused = reviewer.post("/received/", {"chosen": [case.pk, foreign.pk]})

    assert "Choose at least one file" in text_of(nothing)
    assert refused.status_code == 404
    assert not Acknowledgement.objects.exists()


def test_staff_who_is_secretary_too_finds_both_in_one_queue(tree: Tree, sign_in: SignIn) -> None:
    account = make_account("hai-vai", Role.REVIEWER, tree.committee)
    account.roles.create(organization=tree.branch, role=Role.BRANCH_SECRETARY, from_on=date(2020, 1, 1))
    decided_by(tree, "Chờ Quyết Định", LATE)
    make_case(tree.branch, name="Chờ Chi Bộ")

    assert groups_of(sign_in(account)) == {"overdue": ["Chờ Quyết Định"], "no-limit": ["Chờ Chi Bộ"]}
