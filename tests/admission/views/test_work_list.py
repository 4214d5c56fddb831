""" "Việc của tôi"."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from admission.models import AdmissionCase
from admission.selectors.case_lines import SOON_IS_AT_MOST
from admission.templatetags import display
from members.models import Role
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.factories import Dates, Tree, advance, make_account, make_case

AWAITING_CEREMONY = {"decided_on": date(2026, 1, 8)}


def sections_of(client: Client) -> dict[str, list[str]]:
    """The names on the page by section."""
    page: Any = client.get("/")
    return {section.anchor: [row.name for row in section.rows] for section in page.context["sections"]}


def awaiting_ceremony(tree: Tree, name: str, received_on: date) -> AdmissionCase:
    """Due thirty working days after the receipt."""
    case = make_case(tree.branch, name=name)
    return advance(case, Dates(resolved_on=date(2025, 12, 1), decided_on=date(2025, 12, 15), received_on=received_on))


def test_secretary_sees_what_is_hers_earliest_due_first(tree: Tree, secretary: Client) -> None:
    awaiting_ceremony(tree, "Muộn Hơn", date(2026, 1, 6))
    awaiting_ceremony(tree, "Quá Hạn", date(2025, 12, 29))
    awaiting_ceremony(tree, "Sắp Đến", date(2026, 1, 14))
    awaiting_ceremony(tree, "Còn Lâu", date(2026, 2, 27))
    make_case(tree.branch, name="Chưa Có Ai")
    advance(make_case(tree.branch, name="Ở Cấp Trên"), Dates())
    make_case(tree.sibling, name="Chi Bộ Khác")

    sections = sections_of(secretary)

    assert sections == {
        "overdue": ["Quá Hạn", "Muộn Hơn"],
        "soon": ["Sắp Đến"],
        "mine": ["Còn Lâu", "Chưa Có Ai"],
        "others": ["Ở Cấp Trên"],
    }


def test_probation_waits_for_the_day_and_then_for_the_branch(tree: Tree, secretary: Client) -> None:
    early = Dates(date(2024, 1, 5), date(2025, 1, 6), date(2025, 1, 20), date(2025, 1, 22), date(2025, 2, 26))
    late = Dates(date(2024, 1, 5), date(2025, 1, 6), date(2025, 1, 20), date(2025, 3, 3), date(2025, 4, 1))
    advance(make_case(tree.branch, name="Hết Dự Bị"), early)
    advance(make_case(tree.branch, name="Còn Dự Bị"), late)

    sections = sections_of(secretary)

    assert (sections["mine"], sections["others"]) == (["Hết Dự Bị"], ["Còn Dự Bị"])


def test_limit_without_calendar_stays_on_the_list(tree: Tree, secretary: Client) -> None:
    case = advance(make_case(tree.branch), Dates())
    AdmissionCase.objects.filter(pk=case.pk).update(next_due_on=None)
    case.deadlines.filter(kind="admission_decision").update(due_on=None, unpublished_year=2028)

    page = secretary.get("/")

    (row,) = page.context["sections"][3].rows
    assert row.light.text == "Not known yet: there is no calendar of 2028"
    assert row.light.text in text_of(secretary.get("/cases/"))


def test_limit_that_may_still_move_is_called_provisional(tree: Tree, secretary: Client) -> None:
    case = advance(make_case(tree.branch), Dates())
    before = secretary.get("/").context["sections"][3].rows[0].light.text
    case.deadlines.filter(kind="admission_decision").update(provisional=True)

    page = secretary.get("/")

    text = page.context["sections"][3].rows[0].light.text
    assert text == f"{before} – provisional: a day off not confirmed"
    assert text in text_of(page)
    assert text in text_of(secretary.get("/cases/"))


def test_row_says_in_words_what_to_do_and_leads_to_its_form(tree: Tree, secretary: Client) -> None:
    case = awaiting_ceremony(tree, "Sắp Đến", date(2026, 1, 14))

    page = secretary.get("/")

    row = page.context["sections"][1].rows[0]
    assert (row.code, row.branch, row.to_do) == (case.code, "Chi bộ Một", "Admission ceremony")
    assert row.url == f"/cases/{case.pk}/steps/ceremony/"
    assert row.light.text in text_of(page)


def test_administrator_and_account_without_role_are_told_why(administrator: Client, sign_in: SignIn) -> None:
    without_role = sign_in(make_account("chua-co-vai-tro"))

    assert "An administrator keeps organisations, accounts, the calendar" in text_of(administrator.get("/"))
    assert "Your account has no role" in text_of(without_role.get("/"))


def test_empty_list_offers_to_open_a_file(secretary: Client) -> None:
    assert 'href="/cases/new/"' in secretary.get("/").content.decode()


def test_one_and_three_rows_cost_the_same_queries(tree: Tree, secretary: Client) -> None:
    awaiting_ceremony(tree, "Một", date(2026, 1, 14))
    secretary.get("/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        secretary.get("/")
    awaiting_ceremony(tree, "Hai", date(2026, 1, 14))
    advance(make_case(tree.branch, name="Ba"), Dates())

    with CaptureQueriesContext(connection) as three:
        page = secretary.get("/")

    assert sum(len(section.rows) for section in page.context["sections"]) == 3
    assert len(three) == len(one) <= 12


def test_long_part_is_cut_and_leads_to_the_list_of_files(
    tree: Tree, secretary: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admission.selectors.work_list.MOST_LINES", 2)
    for day in (26, 27, 28):
        awaiting_ceremony(tree, f"Quá Hạn {day}", date(2025, 12, day))

    page = secretary.get("/")

    overdue, soon, *_others = page.context["sections"]
    assert [row.name for row in overdue.rows] == ["Quá Hạn 26", "Quá Hạn 27"]
    assert (overdue.more_url, soon.more_url) == ("/cases/?light=overdue", "")
    assert secretary.get(overdue.more_url).context["total"] == 3


def test_many_files_are_sorted_as_few_are(tree: Tree, secretary: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    awaiting_ceremony(tree, "Quá Hạn", date(2025, 12, 29))
    awaiting_ceremony(tree, "Sắp Đến", date(2026, 1, 14))
    make_case(tree.branch, name="Chưa Có Ai")
    advance(make_case(tree.branch, name="Ở Cấp Trên"), Dates())
    few = sections_of(secretary)

    monkeypatch.setattr("admission.selectors.work_list.AT_ONCE", 2)

    assert few == sections_of(secretary)
    assert few == {"overdue": ["Quá Hạn"], "soon": ["Sắp Đến"], "mine": ["Chưa Có Ai"], "others": ["Ở Cấp Trên"]}


def test_line_of_totals_leads_to_the_parts(tree: Tree, secretary: Client) -> None:
    awaiting_ceremony(tree, "Quá Hạn", date(2025, 12, 29))
    make_case(tree.branch, name="Chưa Có Ai")

    page = secretary.get("/")

    assert [(tile.url, tile.number) for tile in page.context["tiles"]] == [
        ("#overdue", "1"),
        ("#soon", "0"),
        ("#mine", "1"),
        ("#others", "0"),
    ]


def test_role_in_two_branches_gathers_both(tree: Tree, sign_in: SignIn) -> None:
    account = make_account("hai-chi-bo", Role.BRANCH_SECRETARY, tree.branch)
    account.roles.create(organization=tree.sibling, role=Role.DEPUTY_SECRETARY, from_on=date(2020, 1, 1))
    make_case(tree.branch, name="Một")
    make_case(tree.sibling, name="Hai")

    assert sections_of(sign_in(account))["mine"] == ["Một", "Hai"]


def test_soon_means_the_same_here_and_in_the_traffic_light() -> None:
    assert SOON_IS_AT_MOST == display.SOON_IS_AT_MOST
