"""`manage.py import_cases`: counts, or the errors by row and column; exit code 1 and nothing written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import translation
from openpyxl import load_workbook

from admission.models import AdmissionCase
from members.models import JournalEvent, Role
from tests.admission.services.snapshots import row_counts
from tests.admission.spreadsheets.sheets import RESOLUTION, change, row_up_to, sheet_of
from tests.factories import NOW, Tree, make_account


@pytest.fixture(autouse=True)
def monday_morning_in_english() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        yield


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "so.xlsx"
    path.write_bytes(sheet_of([row_up_to(RESOLUTION), row_up_to(RESOLUTION, full_name="Lê Văn An")]))
    return str(path)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    path = tmp_path / "sai.xlsx"
    wrong = change(row_up_to(RESOLUTION), RESOLUTION, adopted_on="31/02/2026", vote_for=15)
    path.write_bytes(sheet_of([wrong, row_up_to(RESOLUTION, branch="?")]))
    return str(path)


def test_sheet_is_entered_and_counted(tree: Tree, good: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_cases", good)

    assert AdmissionCase.objects.count() == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["2 people in 1 branches were entered.", "     2  Awaiting the admission decision"]


def test_dry_run_counts_and_writes_nothing(tree: Tree, good: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = row_counts()

    call_command("import_cases", good, "--dry-run")

    assert capsys.readouterr().out.startswith("2 people in 1 branches can be entered; nothing was entered.\n")
    assert row_counts() == before


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_errors_are_listed_by_row_and_column(
    tree: Tree, bad: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = row_counts()

    with pytest.raises(CommandError, match=r"2 errors; nothing was entered\.") as error:
        call_command("import_cases", bad, *options)

    assert error.value.returncode == 1
    assert capsys.readouterr().err.splitlines() == [
        "row 2, column AU, “Nghị quyết kết nạp: ngày”: The day 31/02/2026 does not exist.",
        "row 3, column A, “Chi bộ”: “?” is none of the branches you may enter files for.",
    ]
    assert row_counts() == before


def test_sheet_is_entered_in_the_name_and_scope_of_an_account(tree: Tree, good: str) -> None:
    clerk = make_account("canbo", Role.CLERK, tree.committee)
    make_account("xa", Role.BRANCH_SECRETARY, tree.foreign_branch)

    call_command("import_cases", good, "--as", "canbo")

    assert JournalEvent.objects.get(verb="workbook_imported").account == clerk
    with pytest.raises(CommandError, match="2 errors"):
        call_command("import_cases", good, "--as", "xa")


def test_account_that_may_not_enter_files_is_told(tree: Tree, good: str) -> None:
    make_account("kiemtra", Role.INSPECTOR, tree.committee)

    with pytest.raises(CommandError, match="kiemtra may not enter files"):
        call_command("import_cases", good, "--as", "kiemtra")
    with pytest.raises(CommandError, match="There is no account “ai”"):
        call_command("import_cases", good, "--as", "ai")


def test_file_that_is_not_there_is_told(tree: Tree) -> None:
    with pytest.raises(CommandError, match=r"khong-co\.xlsx: No such file or directory"):
        call_command("import_cases", "khong-co.xlsx")


@pytest.mark.parametrize(("username", "branches"), [(None, 3), ("canbo", 2)])
def test_template_offers_the_branches(tree: Tree, tmp_path: Path, username: str | None, branches: int) -> None:
    make_account("canbo", Role.CLERK, tree.committee)
    path = tmp_path / "mau.xlsx"

    call_command("import_cases", str(path), "--template", username=username)

    assert len([cell for cell in load_workbook(path)["Danh mục"]["A"] if cell.value]) == branches
