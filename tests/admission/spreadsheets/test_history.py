"""What the rules say about a row, at the cell it is about."""

from datetime import date, timedelta
from typing import Any

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import SponsorRole
from admission.domain.procedure import Outcome, Stage, StepCode
from admission.models import CommitteeDecision, Sponsorship
from admission.spreadsheets.history import RowHistory, examine
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
    row_up_to,
    sheet_of,
)


def look(row: Row, calendar: WorkingCalendar) -> tuple[RowHistory | None, list[tuple[str, str]]]:
    """The history of a row, and what is wrong with it by column letter."""
    sheet = read_workbook(sheet_of([row]))
    history, errors = examine(sheet, sheet.rows[0], calendar, TODAY)
    assert {error.row for error in (*sheet.errors, *errors)} <= {2}
    return history, [(error.column, error.message) for error in (*sheet.errors, *errors)]


def wrong(row: Row, calendar: WorkingCalendar) -> list[tuple[str, str]]:
    history, errors = look(row, calendar)
    assert history is None
    return errors


def test_resolution_in_the_future_is_told_at_its_day(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION), RESOLUTION, adopted_on=date(2026, 3, 3))

    message = "Branch resolution proposing admission: 03/03/2026 lies in the future; record what has happened."
    assert wrong(row, vietnam) == [("X", message)]


def test_resolution_before_the_sponsors_twelve_months_is_told_at_its_day(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION), RESOLUTION, adopted_on=date(2024, 1, 15))

    message = (
        "The sponsors' 12 months together are complete on 16/01/2024; "
        "the branch cannot propose admission on 15/01/2024."
    )
    assert wrong(row, vietnam) == [("X", message)]


def test_ceremony_before_the_decision_arrived_is_told_at_its_day(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(CEREMONY), CEREMONY, held_on=date(2024, 4, 1))

    earlier = "“Receipt of the decision by the branch” on 22/04/2024"
    message = f"Admission ceremony on 01/04/2024 cannot come before {earlier}."
    assert wrong(row, vietnam) == [("AL", message)]


def test_ceremony_without_a_decision_is_told_at_its_day(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION), CEREMONY, held_on=date(2024, 5, 19))

    assert wrong(row, vietnam) == [("AL", "Admission ceremony cannot be recorded before “Admission decision”.")]


def test_recognition_before_twelve_months_is_told_at_its_day(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RECOGNITION), RECOGNITION, adopted_on=date(2025, 5, 19))

    message = (
        "The 12 months of probation end on 19/05/2025; "
        "the branch's resolution must be dated after that day, not 19/05/2025."
    )
    assert wrong(row, vietnam) == [("AP", message)]


@pytest.mark.parametrize(
    ("figures", "errors"),
    [
        ({"vote_for": 15}, [("AB", "15 votes are more than the 14 present.")]),
        ({"vote_present": 16}, [("AA", "16 present is more than the 15 entitled to vote.")]),
        (
            {"vote_present": 16, "vote_for": 14, "vote_against": 3},
            [
                ("AA", "16 present is more than the 15 entitled to vote."),
                ("AB", "17 votes are more than the 16 present."),
            ],
        ),
    ],
)
def test_more_votes_than_voters_are_told_at_their_cells(
    vietnam: WorkingCalendar, figures: dict[str, int], errors: list[tuple[str, str]]
) -> None:
    assert wrong(change(row_up_to(RESOLUTION), RESOLUTION, **figures), vietnam) == errors


def test_vote_below_the_threshold_is_recorded(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION), RESOLUTION, vote_for=9, vote_against=5)

    history, errors = look(row, vietnam)

    assert errors == []
    assert history is not None
    assert [finding.code for finding in history.assessment.findings] == ["vote_below_threshold"]


OLD_CASE = {"opened_on": date(2016, 8, 1)}


def test_year_without_calendar_is_named_at_the_day_that_starts_the_clock(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION, **OLD_CASE), RESOLUTION, adopted_on=date(2017, 12, 5))
    for part in SPONSORS:
        row = change(row, part, assigned_on=date(2016, 8, 2), together_since_on=None)

    message = "No calendar of working days is published for the year 2017, so no time limit can be counted."
    assert wrong(row, vietnam) == [("X", message)]


def test_year_without_calendar_is_named_beside_what_else_is_wrong(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(CASE, **OLD_CASE), CEREMONY, held_on=date(2017, 5, 19))

    no_calendar = "No calendar of working days is published for the year 2018, so no time limit can be counted."
    too_early = "Admission ceremony cannot be recorded before “Assign sponsors”."
    assert wrong(row, vietnam) == [("AL", no_calendar), ("AL", too_early)]


def test_file_older_than_every_regulation_is_told_at_its_day(vietnam: WorkingCalendar) -> None:
    message = "No regulation that the product knows was in force on 24/07/2016."

    assert wrong(example_row(opened_on=date(2016, 7, 24)), vietnam) == [("D", message)]


def test_sponsor_together_after_his_assignment_is_told_at_the_one_of_two(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RESOLUTION), SPONSORS[1], together_since_on=date(2023, 1, 17))

    message = (
        "The day since when he works with the candidate (17/01/2023) cannot come after his assignment on 16/01/2023."
    )
    assert wrong(row, vietnam) == [("J", message)]


@pytest.mark.parametrize(
    ("part", "field", "letter", "message"),
    [
        (SPONSORS[1], "sponsor", "H", "The same member is written as both sponsors."),
        (SPONSORS[0], "sponsor", "E", "Nobody can be his own sponsor."),
    ],
)
def test_sponsor_must_be_somebody_else(
    vietnam: WorkingCalendar, part: Part, field: str, letter: str, message: str
) -> None:
    name = "tran van  bình" if part == SPONSORS[1] else "nguyễn thị hường"
    name = name.replace("tran van", "Trần Văn")

    assert wrong(change(row_up_to(RESOLUTION), part, **{field: name}), vietnam) == [(letter, message)]


EXTENSION = Part(StepCode.ADMISSION_EXTENSION)


@pytest.mark.parametrize(
    ("upto", "part", "values", "letter", "message"),
    [
        (
            SPONSORS[1],
            EXTENSION,
            {"working_days": 10, "granted_on": date(2024, 3, 1), "reason": "Chờ thẩm tra"},
            "AF",
            "Extension of the admission decision cannot be recorded before “Branch resolution proposing admission”.",
        ),
        (
            RESOLUTION,
            RECEIPT,
            {"received_on": date(2024, 4, 22)},
            "AK",
            "Receipt of the decision by the branch cannot be recorded before “Admission decision”.",
        ),
        (
            RECEIPT,
            HELPER,
            {"sponsor": "Lê Thị Cúc", "assigned_on": date(2024, 5, 20)},
            "AN",
            "Member who helps during probation cannot be recorded before “Admission ceremony”.",
        ),
        (
            RESOLUTION,
            EXTENSION,
            {"working_days": 31, "granted_on": date(2024, 3, 1), "reason": "Chờ thẩm tra"},
            "AE",
            "31 working days is more than the 30 that may be added.",
        ),
        (
            DECISION,
            CASE,
            {"born_on": date(2026, 3, 2)},
            "C",
            "02/03/2026 lies in the future; this is a birth date.",
        ),
    ],
    ids=["extension of nothing", "receipt of nothing", "helper before the ceremony", "too long", "unborn"],
)
def test_act_that_holds_on_to_nothing_is_told(
    vietnam: WorkingCalendar, upto: Part, part: Part, values: dict[str, Any], letter: str, message: str
) -> None:
    assert wrong(change(row_up_to(upto), part, **values), vietnam) == [(letter, message)]


def test_row_with_an_unreadable_cell_is_examined_as_far_as_it_goes(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(RECOGNITION), DECISION, decided_on="31/04/2024")
    row = change(row, RECOGNITION, adopted_on=date(2027, 1, 1), vote_for=20)

    assert sorted(letter for letter, _message in wrong(row, vietnam)) == ["AI", "AP", "AT"]


def test_acts_after_a_refusal_are_told(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(CEREMONY), DECISION, outcome="Không đồng ý")

    message = "Admission ceremony cannot follow a refusal (“Admission decision”)."
    assert wrong(row, vietnam) == [("AL", message)]


def test_history_holds_the_acts_as_rows_of_the_tables(vietnam: WorkingCalendar) -> None:
    row = change(row_up_to(HELPER), SPONSORS[0], together_since_on=None)

    history, _errors = look(row, vietnam)

    assert history is not None
    sponsor, supervisor = history.acts[0][1], history.acts[-1][1]
    assert isinstance(sponsor, Sponsorship)
    assert isinstance(supervisor, Sponsorship)
    assert (sponsor.role, sponsor.together_since_on) == (SponsorRole.ADMISSION, sponsor.assigned_on)
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
