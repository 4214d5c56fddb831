"""The invented people, whatever day it is: everybody stands where the demo wants him to."""

from collections import Counter
from datetime import date, timedelta

import pytest

from admission.domain.assessment import Assessment
from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.deadlines import remaining_working_days
from admission.domain.findings import FindingCode
from admission.domain.procedure import DeadlineKind, Nature, Stage
from admission.spreadsheets.demo.names import invented_name
from admission.spreadsheets.demo.rows import invented_rows
from admission.spreadsheets.demo.stories import first_day_of_tet
from admission.spreadsheets.history import examine
from admission.spreadsheets.layout import CASE, column_of
from admission.spreadsheets.reader import read_workbook
from tests.admission.spreadsheets.sheets import sheet_of

BRANCHES = [f"CB-{number}" for number in range(12)]
DAYS = {
    "a Monday": date(2026, 11, 23),
    "a day off nobody has confirmed": date(2026, 11, 24),
    "a Saturday": date(2026, 11, 28),
    "in the week of Tết": date(2026, 2, 18),
    "a worked Saturday": date(2026, 8, 22),
    "after a leap day": date(2025, 2, 28),
    "in January": date(2026, 1, 5),
    "in summer": date(2027, 6, 30),
}
FLAGGED = 16


def assessments(today: date, calendar: WorkingCalendar) -> list[Assessment]:
    """Everybody, read back from the workbook and put before the rules."""
    sheet = read_workbook(sheet_of(invented_rows(BRANCHES, calendar, today)))
    examined = [examine(sheet, row, calendar, today) for row in sheet.rows]
    assert (sheet.errors, [error for _history, errors in examined for error in errors]) == ([], [])
    return [history.assessment for history, _errors in examined if history is not None]


def working_days_left(people: list[Assessment], today: date, calendar: WorkingCalendar) -> Counter[int]:
    limits = [d.due_on for one in people for d in one.deadlines if d.is_open and d.nature is Nature.LIMIT and d.due_on]
    near = [due_on for due_on in limits if due_on <= calendar.add(today, FLAGGED)]
    return Counter(remaining_working_days(due_on, today, calendar) for due_on in near)


@pytest.mark.parametrize("today", DAYS.values(), ids=list(DAYS))
def test_sixty_people_stand_at_every_stage(vietnam: WorkingCalendar, today: date) -> None:
    people = assessments(today, vietnam)

    assert len(people) == 60
    assert {one.stage for one in people} == set(Stage)


@pytest.mark.parametrize("today", DAYS.values(), ids=list(DAYS))
def test_something_lapses_on_each_rung_of_the_ladder(vietnam: WorkingCalendar, today: date) -> None:
    left = working_days_left(assessments(today, vietnam), today, vietnam)

    wanted = {1, 3, 7, 15, -1, -2, -5, -10} | ({0} if vietnam.is_working_day(today) else set())
    assert wanted <= set(left)
    assert min(left) == -10


@pytest.mark.parametrize("today", DAYS.values(), ids=list(DAYS))
def test_somebody_was_proposed_across_tet(vietnam: WorkingCalendar, today: date) -> None:
    crossing = 0
    for one in assessments(today, vietnam):
        for deadline in one.deadlines:
            tet = [first_day_of_tet(vietnam, year) for year in (today.year - 1, today.year, today.year + 1)]
            last = deadline.due_on or deadline.triggered_on
            is_clock = deadline.kind is DeadlineKind.ADMISSION_DECISION
            crossing += is_clock and any(day and deadline.triggered_on < day <= last for day in tet)

    assert crossing > 0


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2026, 11, 24)])
def test_some_dates_are_provisional_and_one_needs_a_year_nobody_published(
    vietnam: WorkingCalendar, today: date
) -> None:
    deadlines = [deadline for one in assessments(today, vietnam) for deadline in one.deadlines if deadline.is_open]

    assert [deadline.unpublished_year for deadline in deadlines if deadline.due_on is None] == [2028]
    assert sum(deadline.provisional for deadline in deadlines) > 5


def test_extensions_late_acts_and_low_votes_are_among_them(vietnam: WorkingCalendar) -> None:
    people = assessments(date(2026, 11, 23), vietnam)

    found = {finding.code for one in people for finding in one.findings}
    extended = [d.extension for one in people for d in one.deadlines if d.extension]
    assert {FindingCode.ACT_LATE, FindingCode.VOTE_BELOW_THRESHOLD, FindingCode.SPONSOR_MISSING} <= found
    assert extended == [30, 15]


def test_each_branch_has_five_people_of_several_stages(vietnam: WorkingCalendar) -> None:
    rows = list(invented_rows(BRANCHES, vietnam, date(2026, 11, 23)))
    people = assessments(date(2026, 11, 23), vietnam)

    stages: dict[str, set[Stage]] = {}
    for row, one in zip(rows, people, strict=True):
        stages.setdefault(str(row[column_of(CASE, "branch")]), set()).add(one.stage)
    assert Counter(str(row[column_of(CASE, "branch")]) for row in rows) == dict.fromkeys(BRANCHES, 5)
    assert min(len(found) for found in stages.values()) >= 3


def test_names_differ() -> None:
    names = [invented_name(number) for number in range(150)]

    assert len(set(names)) == 150


def test_day_beyond_the_calendar_names_the_year(vietnam: WorkingCalendar) -> None:
    with pytest.raises(CalendarNotPublishedError) as error:
        list(invented_rows(BRANCHES, vietnam, vietnam.last - timedelta(days=3)))

    assert error.value.year == 2028
