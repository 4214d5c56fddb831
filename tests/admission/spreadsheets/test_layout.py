"""The table of columns against the tables of the database and against itself."""

import pytest
from django.db.models import CharField

from admission.domain.calendar import WorkingCalendar
from admission.domain.procedure import PROCEDURE, Stage, StepShape
from admission.models import BranchResolution, CasePaper, CommitteeDecision, Extension
from admission.spreadsheets.history import examine
from admission.spreadsheets.layout import CASE, COLUMNS, CellKind, Column
from admission.spreadsheets.reader import read_workbook
from members.models import Person
from tests.admission.spreadsheets.sheets import TODAY, example_row, sheet_of

MODELS = {
    StepShape.PAPER: CasePaper,
    StepShape.BRANCH_RESOLUTION: BranchResolution,
    StepShape.COMMITTEE_DECISION: CommitteeDecision,
    StepShape.EXTENSION: Extension,
}
TEXTS = [column for column in COLUMNS if column.kind is CellKind.TEXT]


def test_headings_differ_even_without_marks_case_and_punctuation() -> None:
    compared = [column.matched_by for column in COLUMNS]

    assert len(compared) == len(set(compared)) == 54


def test_every_step_has_its_columns() -> None:
    assert {column.part.step for column in COLUMNS} == {step.code for step in PROCEDURE}


@pytest.mark.parametrize("column", TEXTS, ids=lambda column: column.matched_by)
def test_text_is_no_longer_than_its_table_keeps(column: Column) -> None:
    shape = next(step.shape for step in PROCEDURE if step.code is column.part.step)
    if column.field == "branch":
        return  # looked up, never written
    names_person = column.field in {"full_name", "sponsor"}
    field = (Person if names_person else MODELS[shape])._meta.get_field("full_name" if names_person else column.field)

    assert isinstance(field, CharField)
    assert column.most == field.max_length


def test_example_of_the_guide_is_a_file_without_a_fault(vietnam: WorkingCalendar) -> None:
    sheet = read_workbook(sheet_of([example_row()]))

    history, errors = examine(sheet, sheet.rows[0], vietnam, TODAY)

    assert (sheet.errors, errors) == ([], [])
    assert history is not None
    assert (history.assessment.stage, history.assessment.findings) == (Stage.OFFICIAL, ())


def test_first_columns_are_those_of_the_file_itself() -> None:
    assert [column.heading for column in COLUMNS if column.part == CASE] == [
        "Chi bộ",
        "Họ và tên",
        "Ngày sinh",
        "Ngày lập hồ sơ",
    ]
