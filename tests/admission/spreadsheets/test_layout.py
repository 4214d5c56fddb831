"""The table of columns against the tables of the database and against itself."""

import pytest
from django.db.models import CharField

from admission.domain.calendar import WorkingCalendar
from admission.domain.procedure import PROCEDURE, STEPS, Stage, StepShape
from admission.domain.rulesets import SHIPPED
from admission.models import (
    BranchResolution,
    CaseDocument,
    CasePaper,
    CommitteeDecision,
    CommitteeResolution,
    Extension,
)
from admission.spreadsheets.columns import CHOICE_WORDS
from admission.spreadsheets.history import RowBasis, examine
from admission.spreadsheets.layout import CASE, COLUMNS, NOT_IN_THE_SHEET, CellKind, Column
from admission.spreadsheets.reader import read_workbook
from members.models import Person
from tests.admission.spreadsheets.sheets import TODAY, guide_row, sheet_of

MODELS = {
    StepShape.PAPER: CasePaper,
    StepShape.DOCUMENT: CaseDocument,
    StepShape.BRANCH_RESOLUTION: BranchResolution,
    StepShape.COMMITTEE_RESOLUTION: CommitteeResolution,
    StepShape.COMMITTEE_DECISION: CommitteeDecision,
    StepShape.EXTENSION: Extension,
}
TEXTS = [column for column in COLUMNS if column.kind is CellKind.TEXT]


def test_headings_differ_even_without_marks_case_and_punctuation() -> None:
    compared = [column.matched_by for column in COLUMNS]

    assert len(compared) == len(set(compared)) == 133


def test_every_step_has_its_columns_or_is_left_to_the_page() -> None:
    told = {column.part.step for column in COLUMNS}

    assert told | NOT_IN_THE_SHEET == {step.code for step in PROCEDURE}
    assert told & NOT_IN_THE_SHEET == set()


def test_every_answer_of_a_document_in_the_sheet_can_be_written() -> None:
    asked = {choice for column in COLUMNS for choice in STEPS[column.part.step].choices}

    assert asked == set(CHOICE_WORDS)


def test_columns_of_the_template_before_are_all_there() -> None:
    assert len([column for column in COLUMNS if not column.may_be_absent]) == 54


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
    sheet = read_workbook(sheet_of([guide_row()]))

    history, errors = examine(sheet, sheet.rows[0], RowBasis(SHIPPED, vietnam, TODAY))

    assert (sheet.errors, errors) == ([], [])
    assert history is not None
    assert (history.assessment.stage, history.assessment.findings) == (Stage.OFFICIAL, ())


def test_first_columns_are_those_of_the_file_itself() -> None:
    assert [column.heading for column in COLUMNS if column.part == CASE] == [
        "Chi bộ",
        "Họ và tên",
        "Ngày sinh",
        "Giới tính",
        "Ngày lập hồ sơ",
        "Hồ sơ cũ đến ngày",
    ]
