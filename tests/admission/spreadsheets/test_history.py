"""What the rules say about a row, at the cell it is about."""

from datetime import date, timedelta
from typing import Any

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import Chain, SponsorRole
from admission.domain.procedure import Outcome, Stage, StepCode
from admission.domain.rulesets import SHIPPED
from admission.models import CommitteeDecision, Extension, Sponsorship
from admission.spreadsheets.history import RowBasis, RowHistory, examine
from admission.spreadsheets.layout import CASE, RECEIPT, SPONSORS, Part
from admission.spreadsheets.reader import read_workbook
from tests.admission.spreadsheets.sheets import (
    CEREMONY,
    DECISION,
    HELPER,
    RECOGNITION,
    RESOLUTION,
    TODAY,
    Row,
    change,
    example_row,
    guide_row,
    letter,
    row_up_to,
    sheet_of,
)


def look(row: Row, calendar: WorkingCalendar) -> tuple[RowHistory | None, list[tuple[str, str]]]:
    """The history of a row, and what is wrong with it by column letter."""
    sheet = read_workbook(sheet_of([row]))
    history, errors = examine(sheet, sheet.rows[0], RowBasis(SHIPPED, calendar, TODAY))
    assert {error.row for error in (*sheet.errors, *errors)} <= {2}
    return history, [(error.column, error.message) for error in (*sheet.errors, *errors)]


def wrong(row: Row, calendar: WorkingCalendar) -> list[tuple[str, str]]:
    history, errors = look(row, calendar)
    assert history is None
    return errors


def test_resolution_in_the_future_is_told_at_its_day(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION), RESOLUTION, adopted_on=date(2026, 3, 3))

    message = "Branch resolution proposing admission: 03/03/2026 lies in the future; record what has happened."
    assert wrong(row, vietnam) == [("AU", message)]


def test_resolution_before_the_sponsors_twelve_months_is_told_at_its_day(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION), RESOLUTION, adopted_on=date(2024, 1, 15))

    message = (
        "%s: the 12 months together are complete on 16/01/2024; the branch cannot propose admission on 15/01/2024."
    )
    assert wrong(row, vietnam) == [("AU", message % "Lê Thị Cúc"), ("AU", message % "Trần Văn Bình")]


def test_ceremony_before_the_decision_arrived_is_told_at_its_day(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(CEREMONY), CEREMONY, held_on=date(2024, 4, 1))

    earlier = "“Receipt of the decision by the branch” on 22/04/2024"
    message = f"Admission ceremony on 01/04/2024 cannot come before {earlier}."
    assert wrong(row, vietnam) == [("CE", message)]


def test_ceremony_without_a_decision_is_told_at_its_day(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION), CEREMONY, held_on=date(2024, 5, 19))

    assert wrong(row, vietnam) == [("CE", "Admission ceremony cannot be recorded before “Admission decision”.")]


def test_recognition_before_twelve_months_is_told_at_its_day(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RECOGNITION), RECOGNITION, adopted_on=date(2025, 5, 19))

    message = (
        "The 12 months of probation end on 19/05/2025; "
        "“Branch resolution on recognition” must be dated after that day, not 19/05/2025."
    )
    assert wrong(row, vietnam) == [("CT", message)]


@pytest.mark.parametrize(
    ("figures", "errors"),
    [
        ({"vote_for": 15}, [("AY", "15 votes are more than the 14 present.")]),
        ({"vote_present": 16}, [("AX", "16 present is more than the 15 entitled to vote.")]),
        (
            {"vote_present": 16, "vote_for": 14, "vote_against": 3},
            [
                ("AX", "16 present is more than the 15 entitled to vote."),
                ("AY", "17 votes are more than the 16 present."),
            ],
        ),
    ],
)
def test_more_votes_than_voters_are_told_at_their_cells(
    vietnam: WorkingCalendar, figures: dict[str, int], errors: list[tuple[str, str]]
) -> None:
    assert wrong(change(row_up_to(RESOLUTION), RESOLUTION, **figures), vietnam) == errors


def test_vote_below_the_threshold_is_recorded_and_has_to_be_reported(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION), RESOLUTION, vote_for=9, vote_against=5)

    history, errors = look(row, vietnam)

    assert errors == []
    assert history is not None
    assert [finding.code for finding in history.assessment.findings] == ["report_due", "vote_below_threshold"]
    assert history.assessment.stage is Stage.ADMISSION_VOTE_FAILED


OLD_CASE = {"opened_on": date(2016, 8, 1)}


def test_year_without_calendar_is_named_at_the_day_that_starts_the_clock(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION, **OLD_CASE), RESOLUTION, adopted_on=date(2017, 12, 5))
    for part in SPONSORS:
        row = change(row, part, assigned_on=date(2016, 8, 2), together_since_on=None)

    message = "No calendar of working days is published for the year 2017, so no time limit can be counted."
    assert wrong(row, vietnam) == [("AU", message)]


def test_year_without_calendar_is_named_beside_what_else_is_wrong(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION, **OLD_CASE), RESOLUTION, adopted_on=date(2017, 12, 5), vote_for=20)
    for part in SPONSORS:
        row = change(row, part, assigned_on=date(2016, 8, 2), together_since_on=None)

    no_calendar = "No calendar of working days is published for the year 2017, so no time limit can be counted."
    too_many = "20 votes are more than the 14 present."
    assert wrong(row, vietnam) == [("AU", no_calendar), ("AY", too_many)]


def test_file_older_than_every_regulation_is_told_at_its_day(vietnam: WorkingCalendar) -> None:
    message = "No regulation that the product knows was in force on 24/07/2016."

    assert wrong(example_row(opened_on=date(2016, 7, 24)), vietnam) == [("E", message)]


def test_sponsor_together_after_his_assignment_is_told_at_the_one_of_two(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION), SPONSORS[1], together_since_on=date(2023, 1, 17))

    message = "The day since when he works with the person (17/01/2023) is later than the assignment, 16/01/2023."
    assert wrong(row, vietnam) == [("L", message)]


@pytest.mark.parametrize(
    ("part", "field", "letter", "message"),
    [
        (SPONSORS[1], "sponsor", "J", "The same member is written as both sponsors."),
        (SPONSORS[0], "sponsor", "G", "Nobody can be his own sponsor."),
    ],
)
def test_sponsor_must_be_somebody_else(
    vietnam: WorkingCalendar, part: Part, field: str, letter: str, message: str
) -> None:
    name = "tran van  bình" if part == SPONSORS[1] else "nguyễn thị hường"
    name = name.replace("tran van", "Trần Văn")

    assert wrong(change(row_up_to(RESOLUTION), part, **{field: name}), vietnam) == [(letter, message)]


EXTENSION = Part(StepCode.ADMISSION_EXTENSION)
EXTENDED = {"working_days": 10, "granted_on": date(2024, 3, 1), "reason": "Chờ thẩm tra", "approver": "Phó Bí thư"}


@pytest.mark.parametrize(
    ("upto", "part", "values", "letter", "message"),
    [
        (
            SPONSORS[1],
            EXTENSION,
            EXTENDED,
            "BT",
            "Extension of the admission decision cannot be recorded before “Branch resolution proposing admission”.",
        ),
        (
            RESOLUTION,
            RECEIPT,
            {"received_on": date(2024, 4, 22)},
            "BZ",
            "Receipt of the decision by the branch cannot be recorded before “Admission decision”.",
        ),
        (
            RECEIPT,
            HELPER,
            {"sponsor": "Lê Thị Cúc", "assigned_on": date(2024, 5, 20)},
            "CH",
            "Member who helps during probation cannot be recorded before “Admission ceremony”.",
        ),
        (
            DECISION,
            CASE,
            {"born_on": date(2026, 3, 2)},
            "C",
            "02/03/2026 lies in the future; this is a birth date.",
        ),
    ],
    ids=["extension of nothing", "receipt of nothing", "helper before the ceremony", "unborn"],
)
def test_act_that_holds_on_to_nothing_is_told(
    vietnam: WorkingCalendar, upto: Part, part: Part, values: dict[str, Any], letter: str, message: str
) -> None:
    assert wrong(change(row_up_to(upto), part, **values), vietnam) == [(letter, message)]


def test_row_with_an_unreadable_cell_is_examined_as_far_as_it_goes(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RECOGNITION), DECISION, decided_on="31/04/2024")
    row = change(row, RECOGNITION, adopted_on=date(2027, 1, 1), vote_for=20)

    assert sorted(letter for letter, _message in wrong(row, vietnam)) == ["BX", "CT", "CX"]


def test_acts_after_a_refusal_are_told(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(CEREMONY), DECISION, outcome="Không đồng ý")

    message = "Admission ceremony cannot follow a refusal (“Admission decision”)."
    assert wrong(row, vietnam) == [("CE", message)]


def test_history_holds_the_acts_as_rows_of_the_tables(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(HELPER), SPONSORS[0], together_since_on=None)

    history, _errors = look(row, vietnam)

    assert history is not None
    sponsor, supervisor = history.acts[0][1], history.acts[-1][1]
    assert isinstance(sponsor, Sponsorship)
    assert isinstance(supervisor, Sponsorship)
    assert (sponsor.role, sponsor.assigned_on) == (SponsorRole.ADMISSION, date(2023, 1, 16))
    assert (supervisor.role, supervisor.assigned_on) == (SponsorRole.PROBATION, date(2024, 5, 19))
    decision = next(fact for _step, fact in history.acts if isinstance(fact, CommitteeDecision))
    assert (decision.outcome, decision.received_on) == (Outcome.GRANTED, date(2024, 4, 22))


def test_stage_is_that_of_the_day_asked_about(vietnam: WorkingCalendar) -> None:
    together_on = TODAY.replace(year=TODAY.year - 1)
    row = change(row_up_to(SPONSORS[0]), SPONSORS[0], assigned_on=together_on, together_since_on=together_on)
    row = change(row, CASE, opened_on=together_on - timedelta(days=7))

    history, _errors = look(row, vietnam)

    assert history is not None
    assert history.assessment.stage is Stage.READY_FOR_BRANCH


@pytest.mark.parametrize("step", [StepCode.ADMISSION_EXTENSION, StepCode.RECOGNITION_EXTENSION])
def test_extension_without_who_approved_it_is_told_at_its_cell(vietnam: WorkingCalendar, step: StepCode) -> None:
    part = Part(step)
    name = "kết nạp" if step is StepCode.ADMISSION_EXTENSION else "công nhận"
    message = (
        "An extension is entered, but not who approved it. Fill in the column “Gia hạn quyết định %s: người cho phép”."
    )

    row = change(row_up_to(RESOLUTION), part, **EXTENDED | {"approver": None})

    assert (letter(part, "approver"), message % name) in wrong(row, vietnam)


def test_extension_keeps_who_approved_it(vietnam: WorkingCalendar) -> None:
    history, errors = look(change(row_up_to(RESOLUTION), EXTENSION, **EXTENDED), vietnam)

    assert errors == []
    assert history is not None
    assert [fact.approver for _part, fact in history.acts if isinstance(fact, Extension)] == ["Phó Bí thư"]


def test_extension_beyond_what_may_be_added_is_told_unless_the_file_is_an_old_one(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION), EXTENSION, **EXTENDED | {"working_days": 31})

    history, errors = look(change(row, CASE, historical_through_on=date(2024, 3, 1)), vietnam)

    assert wrong(row, vietnam) == [("BS", "31 working days is more than the 30 that may be added.")]
    assert errors == []
    assert history is not None
    assert "extension_too_long" in [finding.code for finding in history.assessment.irregular]


CONSENT = Part(StepCode.CEREMONY_CONSENT)
LATE = {"held_on": date(2024, 6, 19)}
"""Twelve working days after the last day of the ceremony's clock."""


def test_late_ceremony_without_consent_is_told_unless_the_file_is_an_old_one(vietnam: WorkingCalendar) -> None:
    late = change(row_up_to(CEREMONY), CEREMONY, **LATE)
    old = change(late, CASE, historical_through_on=date(2024, 6, 19))
    newer = change(late, CASE, historical_through_on=date(2024, 6, 18))

    assert [letter for letter, _message in wrong(late, vietnam)] == ["CE"]
    assert [letter for letter, _message in wrong(newer, vietnam)] == ["CE"]
    history, errors = look(old, vietnam)
    assert errors == []
    assert history is not None
    assert [finding.code for finding in history.assessment.irregular] == ["act_late", "ceremony_late_without_consent"]


def test_late_ceremony_with_consent_is_only_late(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(CEREMONY), CEREMONY, **LATE)
    values = {"acted_on": date(2024, 5, 30), "number": "5-CV/ĐU", "issuer": "Đảng ủy cơ sở", "reason": "Mưa lũ"}

    history, errors = look(change(row, CONSENT, **values), vietnam)

    assert errors == []
    assert history is not None
    assert [finding.code for finding in history.assessment.irregular] == ["act_late"]


def test_old_file_up_to_a_day_to_come_is_told(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION), CASE, historical_through_on=date(2026, 3, 3))

    assert wrong(row, vietnam) == [("F", "03/03/2026 lies in the future.")]


def test_committee_that_is_not_above_the_branch_cannot_have_acted(vietnam: WorkingCalendar) -> None:
    sheet = read_workbook(sheet_of([guide_row()]))

    _history, errors = examine(sheet, sheet.rows[0], RowBasis(SHIPPED, vietnam, TODAY, Chain()))

    message = "There is no such committee above this branch; leave the cells of this act empty."
    assert [(error.column, error.message) for error in errors] == [("BL", message), ("DL", message)]


def test_decision_before_the_grassroots_committee_has_resolved_is_told(vietnam: WorkingCalendar) -> None:
    sheet = read_workbook(sheet_of([row_up_to(DECISION)]))

    _history, errors = examine(sheet, sheet.rows[0], RowBasis(SHIPPED, vietnam, TODAY, Chain(grassroots=True)))

    message = "Admission decision cannot be recorded before “Grassroots committee's resolution on admission”."
    assert [(error.column, error.message) for error in errors] == [("BX", message)]


def test_members_left_out_of_the_count_are_read(vietnam: WorkingCalendar) -> None:
    absent = {"vote_exempt": 1, "vote_elsewhere": 2, "vote_present": 12, "vote_for": 8, "vote_against": 4}

    history, errors = look(change(row_up_to(RESOLUTION), RESOLUTION, **absent), vietnam)

    assert errors == []
    assert history is not None
    assert history.assessment.stage is Stage.AWAITING_DECISION  # eight of twelve, not of fifteen


def test_oath_that_was_not_taken_is_kept(vietnam: WorkingCalendar) -> None:
    history, _errors = look(change(row_up_to(CEREMONY), CEREMONY, oath_taken="Không"), vietnam)

    assert history is not None
    assert [finding.code for finding in history.assessment.irregular] == ["oath_missing"]


def test_removal_of_the_name_is_a_proposal_of_the_branch(vietnam: WorkingCalendar) -> None:
    recognition = Part(StepCode.RECOGNITION_DECISION)
    row = change(row_up_to(recognition), RECOGNITION, proposal="Xóa tên")

    history, errors = look(change(row, recognition, outcome="Không đồng ý"), vietnam)

    assert errors == []
    assert history is not None
    assert history.assessment.stage is Stage.NAME_REMOVED
    assert [finding.code for finding in history.assessment.findings] == ["notice_missing"]


def test_day_together_before_the_birth_is_told_at_its_cell(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION), SPONSORS[0], together_since_on=date(1998, 3, 12))

    assert wrong(row, vietnam) == [("I", "12/03/1998 lies before the person's birth on 12/03/1998.")]
