"""The invented people, whatever day it is: everybody stands where the demo wants him to."""

from collections import Counter
from datetime import date, timedelta

import pytest

from admission.domain.assessment import Assessment
from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.deadlines import remaining_working_days
from admission.domain.findings import FindingCode
from admission.domain.procedure import DeadlineKind, Nature, Stage, StepCode
from admission.domain.rulesets import SHIPPED
from admission.spreadsheets.demo.members import left_out, members_of
from admission.spreadsheets.demo.names import invented_name, invented_sex
from admission.spreadsheets.demo.rows import invented_rows, invented_stories
from admission.spreadsheets.demo.stories import Then, first_day_of_tet
from admission.spreadsheets.demo.units import BRANCHES, chain_of
from admission.spreadsheets.history import RowBasis, examine
from admission.spreadsheets.layout import CASE, Part, column_of
from admission.spreadsheets.reader import read_workbook
from members.models import Sex
from tests.admission.spreadsheets.sheets import sheet_of

NAMES = [f"CB-{number}" for number in range(len(BRANCHES))]
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
AFTER_THE_IMPORT = {Stage.RETURNED, Stage.RECOGNITION_RETURNED, Stage.ENDED}


def assessments(today: date, calendar: WorkingCalendar) -> list[Assessment]:
    """Everybody, read back from the workbook and put before the rules, each under the committees of his branch."""
    sheet = read_workbook(sheet_of(invented_rows(NAMES, calendar, today)))
    examined = [
        examine(sheet, row, RowBasis(SHIPPED, calendar, today, chain_of(BRANCHES[place % len(BRANCHES)])))
        for place, row in enumerate(sheet.rows)
    ]
    assert (sheet.errors, [error for _history, errors in examined for error in errors]) == ([], [])
    return [history.assessment for history, _errors in examined if history is not None]


def working_days_left(people: list[Assessment], today: date, calendar: WorkingCalendar) -> Counter[int]:
    limits = [d.due_on for one in people for d in one.deadlines if d.is_open and d.nature is Nature.LIMIT and d.due_on]
    near = [due_on for due_on in limits if due_on <= calendar.add(today, FLAGGED)]
    return Counter(remaining_working_days(due_on, today, calendar) for due_on in near)


@pytest.mark.parametrize("today", DAYS.values(), ids=list(DAYS))
def test_sixty_people_stand_at_every_stage_that_the_sheet_can_tell_of(vietnam: WorkingCalendar, today: date) -> None:
    people = assessments(today, vietnam)

    assert len(people) == 60
    assert {one.stage for one in people} == set(Stage) - AFTER_THE_IMPORT


def test_stages_that_the_sheet_cannot_tell_of_are_made_after_the_import(vietnam: WorkingCalendar) -> None:
    then = [story.then for story in invented_stories(vietnam, date(2026, 11, 23))]

    assert len(then) == 60
    assert sorted(one for one in then if one is not Then.NOTHING) == sorted(set(Then) - {Then.NOTHING})


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


def test_extensions_late_acts_failed_votes_and_old_files_are_among_them(vietnam: WorkingCalendar) -> None:
    people = assessments(date(2026, 11, 23), vietnam)

    found = {finding.code for one in people for finding in one.findings}
    extended = [d.extension for one in people for d in one.deadlines if d.extension]
    assert found >= {
        FindingCode.ACT_LATE,
        FindingCode.VOTE_BELOW_THRESHOLD,
        FindingCode.REPORT_DUE,
        FindingCode.SPONSOR_MISSING,
        FindingCode.SPONSORSHIP_TOO_SHORT,
        FindingCode.CEREMONY_LATE_WITHOUT_CONSENT,
        FindingCode.POLITICAL_ISSUE_OPEN,
        FindingCode.PAPER_MISSING,
    }
    assert sorted(extended) == [15, 30]


@pytest.mark.parametrize("today", DAYS.values(), ids=list(DAYS))
def test_nothing_forbidden_stands_in_the_sheet(vietnam: WorkingCalendar, today: date) -> None:
    assert [finding for one in assessments(today, vietnam) for finding in one.forbidden] == []


def test_votes_are_those_of_the_members_of_the_branch(vietnam: WorkingCalendar) -> None:
    today, resolution = date(2026, 11, 23), Part(StepCode.ADMISSION_RESOLUTION)

    for number, row in enumerate(invented_rows(NAMES, vietnam, today)):
        on = row.get(column_of(resolution, "adopted_on"))
        if not isinstance(on, date):
            continue
        place = number % len(BRANCHES)
        away = left_out(place, on, today)
        told = {kind: row.get(column_of(resolution, f"vote_{kind.value}")) for kind in away}
        assert row[column_of(resolution, "vote_entitled")] == len(members_of(place))
        assert told == away


def test_each_branch_has_nine_to_seventeen_members_of_different_names() -> None:
    members = [[member.full_name for member in members_of(place)] for place in range(len(BRANCHES))]

    assert {len(set(names)) for names in members} == set(range(9, 18))
    assert [len(names) for names in members] == [len(set(names)) for names in members]


def test_each_branch_has_five_people_of_several_stages(vietnam: WorkingCalendar) -> None:
    rows = list(invented_rows(NAMES, vietnam, date(2026, 11, 23)))
    people = assessments(date(2026, 11, 23), vietnam)

    stages: dict[str, set[Stage]] = {}
    for row, one in zip(rows, people, strict=True):
        stages.setdefault(str(row[column_of(CASE, "branch")]), set()).add(one.stage)
    assert Counter(str(row[column_of(CASE, "branch")]) for row in rows) == dict.fromkeys(NAMES, 5)
    assert min(len(found) for found in stages.values()) >= 3


def test_names_differ() -> None:
    names = [invented_name(number) for number in range(308)]

    assert len(set(names)) == 308


def test_whoever_is_called_thi_is_a_woman_and_van_a_man() -> None:
    sexes = {invented_name(number): invented_sex(number) for number in range(308)}

    assert {sex for name, sex in sexes.items() if " Thị " in name} == {Sex.FEMALE}
    assert {sex for name, sex in sexes.items() if " Văn " in name} == {Sex.MALE}


def test_day_beyond_the_calendar_names_the_year(vietnam: WorkingCalendar) -> None:
    with pytest.raises(CalendarNotPublishedError) as error:
        list(invented_rows(NAMES, vietnam, vietnam.last - timedelta(days=3)))

    assert error.value.year == 2028
