"""Reports: figures equal a count by hand, each leads to its files, wrong questions are told."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from admission.domain.procedure import StepCode
from admission.domain.reports import ReportKey
from admission.models import AdmissionCase, ReportOrder
from admission.selectors import report_frames
from admission.services.past_files import prepare_past_files
from members.models import Person, Role, Sex
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.factories import Dates, Tree, advance, decide, make_account, make_case

WHOLE = Dates(
    assigned_on=date(2023, 2, 6), resolved_on=date(2024, 9, 9), decided_on=date(2024, 10, 7),
    received_on=date(2024, 10, 14), held_on=date(2024, 11, 4),
    recognised_by_branch_on=date(2025, 11, 10), recognised_on=date(2025, 12, 8),
)  # fmt: skip
"""Every limit kept: recognised in the last twelve months, admitted before them."""
LATE_DECISION = Dates(
    resolved_on=date(2025, 6, 2), decided_on=date(2025, 10, 6), received_on=date(2025, 10, 13),
    held_on=date(2025, 11, 10),
)  # fmt: skip
UNDECIDED = Dates(resolved_on=date(2025, 10, 6))
"""Overdue since the turn of the year: nobody decided."""
TEN_DAYS_LATER = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)


@pytest.fixture
def files(tree: Tree) -> dict[str, AdmissionCase]:
    made = {
        "whole": advance(make_case(tree.branch, name="Lý Thị Mai", opened_on=date(2023, 1, 3)), WHOLE),
        "late": advance(make_case(tree.branch, name="Phạm Văn Nam"), LATE_DECISION),
        "undecided": advance(make_case(tree.sibling, name="Hồ Văn Chờ"), UNDECIDED),
        "young": make_case(tree.sibling, name="Tô Thị Mới"),
    }
    make_case(tree.foreign_branch, name="Người Phương Xa")
    return made


def report(client: Client, key: ReportKey, **asked: str) -> Any:
    return client.get(f"/reports/{key.value}/", asked)


def figures(page: Any, table: int = 0) -> dict[str, list[str]]:
    """The figures of a table by the label of their row."""
    rows = [row["cells"] for row in page.context["tables"][table]["rows"]]
    return {str(cells[0]["text"]): [cell["text"] for cell in cells[1:]] for cells in rows}


def test_list_leads_to_every_report(tree: Tree, secretary: Client) -> None:
    page = secretary.get("/reports/")

    urls = [one["url"] for one in page.context["reports"]]
    assert [secretary.get(url).status_code for url in urls] == [200] * len(ReportKey)


def test_last_quarter_is_asked_in_one_press(files: dict[str, AdmissionCase], tree: Tree, reviewer: Client) -> None:
    periods = report(reviewer, ReportKey.ADMISSIONS).context["periods"]

    then, now = (reviewer.get(one.url) for one in periods[:2])

    quarter = f"/reports/admissions/?unit={tree.committee.pk}&from_on=01%2F10%2F2025&to_on=31%2F12%2F2025"
    assert [one.url for one in periods[:2]] == [
        f"{quarter}&as_of=31%2F12%2F2025",
        f"{quarter}&as_of=02%2F03%2F2026",
    ]
    assert figures(now)["Whole period"] == ["1", "1", "1"]
    assert "No file was recorded here by the end of that day." in text_of(then)
    assert "No file was recorded here by the end of that day." not in text_of(now)


def test_months_count_each_act_in_its_month(files: dict[str, AdmissionCase], reviewer: Client) -> None:
    page = report(reviewer, ReportKey.ADMISSIONS)

    found = figures(page)
    assert len(found) == 13 + 1  # the period touches thirteen months
    assert (found["10/2025"], found["11/2025"], found["12/2025"]) == (
        ["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"],
    )  # fmt: skip
    assert found["Whole period"] == ["1", "1", "1"]


def test_limits_are_on_time_or_late_by_stage_and_by_organisation(
    files: dict[str, AdmissionCase], reviewer: Client, tree: Tree
) -> None:
    page = report(reviewer, ReportKey.ON_TIME, unit=str(tree.grassroots.pk))

    stages, units = figures(page), figures(page, 1)
    assert stages["Admission decision"] == ["0", "2", "2", "0%"]
    assert stages["Admission ceremony"] == ["1", "0", "1", "100%"]
    assert stages["All stages"][:3] == units["All organisations"][:3]
    assert (units["Chi bộ Hai"], units["Chi bộ Một"]) == (["0", "1", "1", "0%"], ["3", "1", "4", "75%"])


def test_late_ones_are_told_by_cause(files: dict[str, AdmissionCase], reviewer: Client) -> None:
    found = figures(report(reviewer, ReportKey.OVERDUE))

    assert found["No reason given yet: the act is still to be done"] == ["1", "0", "0", "0", "1"]
    assert found["Another cause, said in the reason"] == ["1", "0", "0", "0", "1"]
    assert found["All causes"][-1] == "2"


def test_stages_take_their_working_days(files: dict[str, AdmissionCase], reviewer: Client) -> None:
    found = figures(report(reviewer, ReportKey.DURATIONS))

    assert found["Admission decision"][0] == "1"
    assert found["Admission ceremony"] == ["1", "20", "20", "20"]  # four whole weeks
    assert found["Recognition decision"] == ["1", "20", "20", "20"]


def test_admitted_are_told_by_age_sex_schooling_and_organisation(
    files: dict[str, AdmissionCase], reviewer: Client
) -> None:
    page = report(reviewer, ReportKey.COMPOSITION)

    assert figures(page)["Up to 30 years"] == ["1", "100%"]  # born on 19 May 1996
    assert figures(page, 1) == {
        "Male": ["0", "0%"], "Female": ["0", "0%"], "Sex not recorded": ["1", "100%"], "All together": ["1", "100%"]
    }  # fmt: skip
    assert figures(page, 2)["Schooling not recorded"] == ["1", "100%"]
    assert figures(page, 3) == {"Đảng ủy cơ sở Sao Mai": ["1", "100%"], "All together": ["1", "100%"]}


def test_each_sex_leads_to_its_own_files(files: dict[str, AdmissionCase], tree: Tree, reviewer: Client) -> None:
    admitted = {"Lò Thị Tư": Sex.FEMALE, "Vì Thị Năm": Sex.FEMALE, "Sùng A Sáu": Sex.MALE}
    for name, sex in admitted.items():
        case = advance(make_case(tree.sibling, name=name), LATE_DECISION)
        Person.objects.filter(pk=case.candidate.person_id).update(sex=sex)

    page = report(reviewer, ReportKey.COMPOSITION)
    cells = page.context["tables"][1]["rows"]
    listed = {str(row["cells"][0]["text"]): text_of(reviewer.get(row["cells"][1]["url"])) for row in cells}

    assert figures(page, 1)["Female"] == ["2", "50%"]
    assert ("Vì Thị Năm" in listed["Female"], "Sùng A Sáu" in listed["Female"]) == (True, False)
    assert "Sùng A Sáu" in listed["Male"]
    assert "Phạm Văn Nam" in listed["Sex not recorded"]


def test_branch_without_an_open_file_is_listed(tree: Tree, reviewer: Client) -> None:
    make_case(tree.branch)

    page = report(reviewer, ReportKey.NO_CANDIDATE)
    earlier = report(reviewer, ReportKey.NO_CANDIDATE, from_on="01/01/2023", to_on="31/12/2023")

    assert [row["cells"][0]["text"] for row in page.context["branches"]] == ["Chi bộ Hai"]
    assert len(earlier.context["branches"]) == 2


@pytest.mark.parametrize(
    ("address", "rows"),
    [
        ("/reports/on-time/files/?cell=limits::late", "rows"),
        ("/reports/no-candidate/?from_on=01/01/2022&to_on=31/12/2022", "branches"),
    ],
)
def test_what_is_counted_is_read_page_by_page_and_back(
    files: dict[str, AdmissionCase], reviewer: Client, monkeypatch: pytest.MonkeyPatch, address: str, rows: str
) -> None:
    monkeypatch.setattr("admission.views.reports.PAGE_SIZE", 1)

    first = reviewer.get(address).context
    second = reviewer.get(first["next_url"]).context
    back = reviewer.get(second["previous_url"]).context

    assert first[rows] == back[rows] != second[rows]
    assert (first["previous_url"], second["next_url"], back["previous_url"]) == ("", "", "")
    assert back["next_url"] == first["next_url"]


@pytest.mark.parametrize("key", [key for key in ReportKey if key is not ReportKey.NO_CANDIDATE])
def test_each_figure_leads_to_the_files_it_counts(
    files: dict[str, AdmissionCase], reviewer: Client, key: ReportKey
) -> None:
    page = report(reviewer, key)

    linked = [
        cell for table in page.context["tables"] for row in table["rows"] for cell in row["cells"][1:] if cell["url"]
    ]
    pages = [reviewer.get(cell["url"]) for cell in linked]
    assert len(linked) > 2
    assert [str(int(behind.context["place"]["counted"])) for behind in pages] == [cell["text"] for cell in linked]
    assert all(1 <= behind.context["total"] <= int(cell["text"]) for behind, cell in zip(pages, linked, strict=True))
    assert all(behind.context["differs"] is (behind.context["total"] != int(cell["text"]))
               for behind, cell in zip(pages, linked, strict=True))  # fmt: skip


def test_files_of_a_figure_are_those_counted(files: dict[str, AdmissionCase], reviewer: Client) -> None:
    late = reviewer.get("/reports/on-time/files/", {"cell": "limits::late"})
    nothing = reviewer.get("/reports/on-time/files/", {"cell": "limits:admission_decision:on_time"})
    misread = reviewer.get("/reports/on-time/files/", {"cell": "months:abc:ceremony"})

    assert [row["cells"][0]["text"] for row in late.context["rows"]] == ["Phạm Văn Nam", "Hồ Văn Chờ"]
    assert "No file is counted here any more" in text_of(nothing)
    assert (misread.status_code, misread.context["total"]) == (200, 0)


def test_an_outsider_counts_nothing_and_chooses_no_foreign_unit(
    files: dict[str, AdmissionCase], outsider: Client, tree: Tree
) -> None:
    page = report(outsider, ReportKey.OVERDUE)
    foreign = report(outsider, ReportKey.OVERDUE, unit=str(tree.branch.pk))

    assert page.context["tables"][0]["is_empty"] is True
    assert (foreign.status_code, outsider.get("/reports/nothing/").status_code) == (404, 404)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"as_of": "03/03/2026"}, "This day is still to come"),
        ({"to_on": "02/03/2026", "as_of": "01/03/2026"}, "The period cannot end after the day as known on."),
        ({"from_on": "02/03/2026", "to_on": "01/03/2026"}, "The period must begin before it ends."),
        ({"from_on": "01/03/2016"}, "Choose a period of at most ten years."),
        ({"from_on": "31/02/2026"}, "The day 31/02/2026 does not exist."),
    ],
)
def test_wrong_question_is_told_and_kept(tree: Tree, secretary: Client, asked: dict[str, str], words: str) -> None:
    page = report(secretary, ReportKey.ON_TIME, **asked)

    assert words in text_of(page)
    assert all(f'value="{typed}"' in page.content.decode() for typed in asked.values())
    assert "tables" not in page.context
    assert secretary.get("/reports/on-time/table.xlsx", asked).status_code == 302


def test_report_says_what_it_was_asked(files: dict[str, AdmissionCase], secretary: Client) -> None:
    page = report(secretary, ReportKey.ON_TIME)

    asked = {row["label"]: row["value"] for row in page.context["asked"]}
    assert asked == {
        "Organisation, with all below it": "Chi bộ Một",
        "Period": "03/03/2025 to 02/03/2026",
        "As known on": "02/03/2026",
        "Computed at": "02/03/2026 09:00",
        "Files considered": "2",
    }
    assert "style=" not in page.content.decode()


@pytest.mark.parametrize("key", ReportKey)
def test_report_takes_the_same_queries_for_one_file_and_three(tree: Tree, reviewer: Client, key: ReportKey) -> None:
    advance(make_case(tree.branch, name="Một"), LATE_DECISION)
    report(reviewer, key)
    with CaptureQueriesContext(connection) as one:
        report(reviewer, key)
    advance(make_case(tree.branch, name="Hai"), LATE_DECISION)
    advance(make_case(tree.sibling, name="Ba", opened_on=date(2023, 1, 3)), WHOLE)

    with CaptureQueriesContext(connection) as three:
        report(reviewer, key)

    assert len(three) == len(one)


def test_workbook_holds_what_is_on_the_screen(files: dict[str, AdmissionCase], reviewer: Client) -> None:
    answer: Any = reviewer.get("/reports/admissions/table.xlsx")

    sheet: Any = load_workbook(BytesIO(b"".join(answer))).active
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert answer["Content-Disposition"] == 'attachment; filename="bao-cao-admissions-20260302.xlsx"'
    assert ("As known on", "02/03/2026", None, None) in rows
    assert ("12/2025", 0, 0, 1) in rows
    assert rows[-1] == ("Whole period", 1, 1, 1)


def test_report_as_of_a_past_day_says_so_and_leads_to_what_was_counted(
    files: dict[str, AdmissionCase], tree: Tree, sign_in: SignIn
) -> None:
    with time_machine.travel(TEN_DAYS_LATER, tick=False):
        reviewer = sign_in(make_account("thamdinh", Role.REVIEWER, tree.committee))
        make_case(files["late"].branch, name="Người Đến Sau")
        decide(files["undecided"], StepCode.ADMISSION_DECISION, date(2026, 3, 10), date(2026, 3, 12))
        page = report(reviewer, ReportKey.OVERDUE, as_of="02/03/2026")
        behind = reviewer.get(page.context["tables"][0]["rows"][0]["cells"][-1]["url"])
        today = report(reviewer, ReportKey.OVERDUE)

    assert "as the product would have shown them at the end of that day" in text_of(page)
    assert [row["value"] for row in page.context["asked"]][-1] == "4"
    assert [row["cells"][0]["text"] for row in behind.context["rows"]] == ["Hồ Văn Chờ"]
    assert figures(today)["No reason given yet: the act is still to be done"][-1] == "0"


def test_report_before_the_first_regulation_is_empty(files: dict[str, AdmissionCase], reviewer: Client) -> None:
    page = report(reviewer, ReportKey.ON_TIME, as_of="01/01/1950")

    assert (page.status_code, page.context["tables"][0]["is_empty"]) == (200, True)


def test_unit_too_large_for_a_past_day_is_told(
    files: dict[str, AdmissionCase], tree: Tree, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_frames, "MOST_CHANGED", 0)
    monkeypatch.setattr(report_frames, "MOST_PREPARED", 0)

    with time_machine.travel(TEN_DAYS_LATER, tick=False):
        reviewer = sign_in(make_account("thamdinh", Role.REVIEWER, tree.committee))
        decide(files["undecided"], StepCode.ADMISSION_DECISION, date(2026, 3, 10), date(2026, 3, 12))
        asked = {"as_of": "02/03/2026"}
        page = report(reviewer, ReportKey.ON_TIME, **asked)
        others = [reviewer.get(f"/reports/on-time/{name}", {**asked, "cell": "limits::late"})
                  for name in ("files/", "table.xlsx")]  # fmt: skip

    assert "The organisation is too large for that day" in text_of(page)
    assert "tables" not in page.context
    assert [answer.status_code for answer in others] == [302, 302]


def test_report_of_many_changed_files_is_prepared_and_then_answers(
    files: dict[str, AdmissionCase], tree: Tree, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_frames, "MOST_CHANGED", 0)
    asked = {"as_of": "02/03/2026", "from_on": "03/03/2025", "to_on": "02/03/2026"}

    with time_machine.travel(TEN_DAYS_LATER, tick=False):
        reviewer = sign_in(make_account("thamdinh", Role.REVIEWER, tree.committee))
        decide(files["undecided"], StepCode.ADMISSION_DECISION, date(2026, 3, 10), date(2026, 3, 12))
        offered = report(reviewer, ReportKey.OVERDUE, **asked)
        waiting = reviewer.post(offered.context["prepare_url"], follow=True)
        ReportOrder.objects.update(is_failed=True, done_at=TEN_DAYS_LATER)
        failed = reviewer.get(waiting.request["PATH_INFO"] + "?" + waiting.request["QUERY_STRING"])
        waiting = reviewer.post(offered.context["prepare_url"], follow=True)
        other = reviewer.post(f"/reports/on-time/prepare/?as_of=02/03/2026&unit={tree.sibling.pk}", follow=True)
        prepare_past_files(now=TEN_DAYS_LATER)
        page = reviewer.get(waiting.request["PATH_INFO"] + "?" + waiting.request["QUERY_STRING"])
        behind = reviewer.get(page.context["tables"][0]["rows"][0]["cells"][-1]["url"])

    assert "1 files have changed since that day." in text_of(offered)
    assert "It could not be prepared when you asked for it last." in text_of(failed)
    assert "0 of 1 files are done." in text_of(waiting)
    assert "as known on 02/03/2026 is still being prepared. Ask again after that." in text_of(other)
    assert "tables" in page.context
    assert [row["cells"][0]["text"] for row in behind.context["rows"]] == ["Hồ Văn Chờ"]


def test_report_that_answers_is_not_prepared(files: dict[str, AdmissionCase], reviewer: Client) -> None:
    answer = reviewer.post("/reports/on-time/prepare/?as_of=01/03/2026")

    assert (answer.status_code, ReportOrder.objects.count()) == (302, 0)


def test_day_before_the_first_file_is_called_so(files: dict[str, AdmissionCase], inspector: Client) -> None:
    words = "No file was recorded here by the end of that day."

    said = [words in text_of(report(inspector, ReportKey.ON_TIME, as_of=day)) for day in ("01/01/2020", "")]

    assert said == [True, False]
