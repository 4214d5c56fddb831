"""The list of files as it is on the screen, taken out of the product."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from admission.models import AdmissionCase
from admission.views import case_export
from members.models import Account, JournalEvent
from tests.admission.views.pages import text_of
from tests.factories import Tree, make_case

pytestmark = pytest.mark.django_db

EXPORT = "/cases/export/"


def sheet_of(answer: Any) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(b"".join(answer))).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def lines_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


def due(tree: Tree, name: str, due_on: date) -> None:
    AdmissionCase.objects.filter(pk=make_case(tree.branch, name=name).pk).update(next_due_on=due_on)


def test_workbook_holds_what_is_on_the_screen_in_its_order(tree: Tree, secretary: Client) -> None:
    due(tree, "Nguyễn Văn Bình", date(2026, 2, 20))
    due(tree, "Phạm Thị An", date(2026, 2, 27))
    due(tree, "Lê Văn Chưa", date(2026, 12, 1))
    address = "?light=overdue&sort=name"

    rows = sheet_of(secretary.post(f"{EXPORT}{address}", {"kind": "xlsx"}))
    shown = secretary.get(f"/cases/{address}")

    assert [row[1] for row in rows[6:]] == ["Phạm Thị An", "Nguyễn Văn Bình"]
    assert [row[1] for row in rows[6:]] == [row["cells"][0]["text"] for row in shown.context["rows"]]
    assert [row[7] for row in rows[6:]] == [row["cells"][4]["text"] for row in shown.context["rows"]]
    assert rows[6][6].date() == date(2026, 2, 27)


def test_heading_says_which_filters_when_and_by_whom(tree: Tree, secretary: Client) -> None:
    due(tree, "Phạm Thị An", date(2026, 2, 27))

    rows = sheet_of(secretary.post(f"{EXPORT}?light=overdue", {"kind": "xlsx"}))

    assert [row[0] for row in rows[:4]] == [
        "List of admission files",
        "Filters: Overdue",
        "Number of files: 1",
        "Taken on 02/03/2026 09:00 by Người bithu",
    ]


def test_csv_tells_the_same_as_the_workbook(tree: Tree, secretary: Client) -> None:
    due(tree, "Phạm Thị An", date(2026, 2, 27))
    make_case(tree.branch, name="Lê Văn Hai")

    lines = lines_of(secretary.post(EXPORT, {"kind": "csv"}))
    rows = sheet_of(secretary.post(EXPORT, {"kind": "xlsx"}))

    assert [line[:6] for line in lines[5:]] == [[text or "" for text in row[:6]] for row in rows[5:]]
    assert lines[6][6] == "27/02/2026"


def test_csv_is_streamed_and_complete_beyond_a_chunk(
    tree: Tree, secretary: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admission.selectors.case_lists._CHUNK", 2)
    for number in range(5):
        due(tree, f"Người {number}", date(2026, 3, 2 + number // 3))
    make_case(tree.branch, name="Không Hạn")
    AdmissionCase.objects.filter(candidate__person__full_name="Không Hạn").update(next_due_on=None)

    answer = secretary.post(EXPORT, {"kind": "csv"})

    assert answer.streaming
    assert [line[1] for line in lines_of(answer)[6:]] == [*(f"Người {n}" for n in range(5)), "Không Hạn"]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+84 9", "-1", "@SUM(A1)"])
def test_text_becomes_no_formula(tree: Tree, secretary: Client, name: str) -> None:
    make_case(tree.branch, name=name)

    answer = secretary.post(EXPORT, {"kind": "xlsx"})
    cell = load_workbook(io.BytesIO(b"".join(answer))).worksheets[0].cell(7, 2)
    line = lines_of(secretary.post(EXPORT, {"kind": "csv"}))[6]

    assert (cell.data_type, cell.value) == ("s", name)
    assert line[1] == f"'{name}"


def test_only_files_of_the_scope_are_taken_out(tree: Tree, case: AdmissionCase, outsider: Client) -> None:
    assert len(sheet_of(outsider.post(EXPORT, {"kind": "xlsx"}))) == 6


def test_export_is_told_to_the_journal_without_the_searched_name(case: AdmissionCase, secretary: Client) -> None:
    found = secretary.post("/cases/", {"q": "Hương", "stage": "nominated"}, follow=True)

    secretary.post(found.context["export_url"], {"kind": "csv"})

    event = JournalEvent.objects.get(verb="exported")
    assert (event.subject, event.account) == ("page:case-list", Account.objects.get(username="bithu"))
    assert event.details == {
        "what": "case_list_csv",
        "count": 1,
        "filters": {"stage": "nominated"},
        "searched": True,
    }


@pytest.mark.parametrize(("kind", "limit"), [("xlsx", "MOST_SHEET_ROWS"), ("csv", "MOST_ROWS")])
def test_list_too_long_for_a_file_is_refused_in_words(
    tree: Tree, secretary: Client, monkeypatch: pytest.MonkeyPatch, kind: str, limit: str
) -> None:
    monkeypatch.setattr(case_export, limit, 1)
    make_case(tree.branch, name="Một")
    make_case(tree.branch, name="Hai")

    page = secretary.post(f"{EXPORT}?sort=name", {"kind": kind}, follow=True)

    assert page.redirect_chain == [("/cases/?sort=name", 302)]
    assert "The list has more than 1 files" in text_of(page)
    assert not JournalEvent.objects.filter(verb="exported").exists()


def test_inspector_reads_in_the_journal_what_was_taken_out(
    case: AdmissionCase, secretary: Client, inspector: Client
) -> None:
    secretary.post(f"{EXPORT}?light=overdue", {"kind": "csv"})

    assert "List of files, as a CSV file" in text_of(inspector.get("/journal/"))


def test_address_of_an_export_takes_nothing_out_when_followed(secretary: Client) -> None:
    assert secretary.get(EXPORT).status_code == 405
