""" "Vì sao ngày này?" of every clock: against the engine, against a count by hand, and as the text of a mail."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from admission.domain.deadlines import explain
from admission.domain.procedure import DeadlineKind, Stage, StepCode
from admission.models import AdmissionCase, Deadline, DeadlineStatus, LevelLimit
from admission.selectors.explanations import DateExplanation, explain_deadline, explain_deadlines
from admission.selectors.facts import facts_of
from admission.selectors.why_texts import why_text
from admission.services.extensions import record_extension
from admission.services.facts import record_paper
from admission.services.recalculation import basis_of
from members.models import Role
from tests.admission.services.requests import SUBJECT, make_request
from tests.admission.stages import case_at
from tests.factories import APPROVER, NOW, TODAY, Dates, Tree, advance, make_account, make_case, make_full_chain

pytestmark = pytest.mark.django_db

CASES = 50


def clocks(case: AdmissionCase) -> list[Deadline]:
    rows = case.deadlines.exclude(status=DeadlineStatus.VOID).select_related(
        "calendar_version__calendar", "organization", "case"
    )
    return list(rows.order_by("pk"))


def random_case(tree: Tree, dice: random.Random) -> AdmissionCase:
    """A file that got as far as chance has it, in the years 2022 to 2026, now and then with an extension."""
    assigned = date(2020, 1, 6) + timedelta(days=dice.randrange(365))
    days = [date(2022, 1, 3) + timedelta(days=dice.randrange(1_100))]
    for most in (80, 8, 25):
        days.append(days[-1] + timedelta(days=dice.randrange(1, most)))
    done = dice.randrange(1, 5)
    acts: list[Any] = [*days[:done], *[None] * (4 - done)]
    case = make_case(tree.branch, opened_on=date(2020, 1, 2))
    for step in (StepCode.APPLICATION, StepCode.AWARENESS_COURSE):
        made_on = days[0] - timedelta(days=dice.randrange(400))
        record_paper(case=case, step=step, made_on=made_on, number="3-ĐX", by=None, today=TODAY)
    advance(case, Dates(assigned, *acts))
    if done == 1 and dice.random() < 0.7:
        record_extension(
            case=case, step=StepCode.ADMISSION_EXTENSION, working_days=dice.randrange(1, 31), number="5-CV/ĐU",
            granted_on=days[0] + timedelta(days=dice.randrange(20)), reason="Phức tạp", approver=APPROVER, by=None,
            today=TODAY,
        )  # fmt: skip
    return case


def counted_by_hand(row: Deadline, told: DateExplanation) -> None:
    """Walk from the first day to the last: each is counted, named as left out, or a weekend, and none is both."""
    off = {day.on for day in told.skipped}
    worked = {day.on for day in told.worked}
    counted = weekend = 0
    on = told.start_on
    while told.due_on and on < told.due_on:
        on += timedelta(days=1)
        if on in worked or (on.weekday() < 5 and on not in off):
            counted += 1
        elif on not in off:
            weekend += 1
    assert (counted, weekend) == (row.length + row.extension, told.weekend_days)


def test_explanation_equals_the_engine_for_fifty_random_files(tree: Tree) -> None:
    dice = random.Random(20260302)
    seen: set[str] = set()
    for _number in range(CASES):
        case = random_case(tree, dice)
        basis = basis_of(case, TODAY)
        derived = {(d.kind.value, d.subject): d for d in basis.assess(facts_of(case)).deadlines}
        rows = clocks(case)
        for row, told in zip(rows, explain_deadlines(rows, "vi"), strict=True):
            seen.add(row.kind)
            engine = derived[row.kind, row.subject]
            shown = explain(engine, basis.published.calendar)
            assert shown is not None
            assert (told.start_on, told.due_on) == (engine.triggered_on, engine.due_on)
            assert tuple(day.on for day in told.skipped) == shown.skipped
            assert tuple(day.on for day in told.worked) == shown.make_up_days
            assert told.weekend_days == shown.weekend_days
            assert all(day.name for day in (*told.skipped, *told.worked))
            assert bool(told.provisional_reason) is engine.provisional
            if row.unit == "working_days":
                counted_by_hand(row, told)
    assert seen == set(DeadlineKind) - {DeadlineKind.LEVEL_WAIT, DeadlineKind.RECOGNITION_DECISION}


@pytest.fixture
def whole(calendar_published: None) -> AdmissionCase:
    """A file through every level to its end: each kind of clock ran in it."""
    chain = make_full_chain()
    return case_at(Stage.OFFICIAL, chain)


def test_every_kind_of_clock_says_where_it_starts_and_under_which_rule(whole: AdmissionCase) -> None:
    rows = clocks(whole)

    told = {(row.kind, row.subject): one for row, one in zip(rows, explain_deadlines(rows, "vi"), strict=True)}

    assert {kind for kind, _subject in told} == set(DeadlineKind) - {DeadlineKind.PAPER_VALIDITY}
    for one in told.values():
        assert one.start_label
        assert one.rule_text
        assert one.clause
        assert one.length_text
        assert one.rule_set.startswith(("Quy định", "Báo cáo"))
    documents = {
        key: one.document for key, one in told.items() if key[0] != DeadlineKind.SPONSORSHIP
    }  # nobody numbers the day since when two work together
    assert all(documents.values()), documents


def test_calendar_is_named_with_its_notice_where_days_were_counted(whole: AdmissionCase) -> None:
    for row, one in zip(clocks(whole), explain_deadlines(clocks(whole), "vi"), strict=True):
        by_days = row.unit == "working_days"
        assert bool(one.calendar_version) is by_days
        assert one.notice == (row.calendar_version.notice if by_days else "")


def test_explaining_more_clocks_takes_no_more_queries(whole: AdmissionCase) -> None:
    rows = clocks(whole)
    explain_deadlines(rows, "vi")  # calendars are built once in a process

    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as caught:
            explain_deadlines([row for row in rows if row.kind != DeadlineKind.LEVEL_WAIT][:count], "vi")
        return len(caught)

    assert queries(2) == queries(6)


def test_wait_at_a_level_says_that_the_level_set_it(calendar_published: None) -> None:
    chain = make_full_chain()
    LevelLimit.objects.create(organization=chain.sectional, working_days=8, from_on=date(2024, 1, 1), recorded_at=NOW)
    case = case_at(Stage.AWAITING_APPRAISAL, chain)
    row = next(one for one in clocks(case) if one.kind == DeadlineKind.LEVEL_WAIT)

    with override("en"):
        told = explain_deadline(row, "en")

    assert (row.length, told.length_text) == (8, "8 working days")
    assert "Đảng ủy bộ phận Ban Mai 1 set it for files that arrive from 01/01/2024 on." in told.rule_text


# --- may it be extended ----------------------------------------------------------------------------------------------
def extensible(case: AdmissionCase, kind: DeadlineKind) -> str:
    with override("en"):
        return explain_deadline(next(row for row in clocks(case) if row.kind == kind), "en").extensible


def test_committees_clock_says_that_it_can_be_extended_once(tree: Tree) -> None:
    case = advance(make_case(tree.branch), Dates())

    before = extensible(case, DeadlineKind.ADMISSION_DECISION)
    record_extension(
        case=case, step=StepCode.ADMISSION_EXTENSION, working_days=30, granted_on=TODAY, reason="Phức tạp",
        approver=APPROVER, by=None, today=TODAY,
    )  # fmt: skip

    assert before.startswith("In a special case it can be extended once, by 30 working days at most")
    assert extensible(case, DeadlineKind.ADMISSION_DECISION).startswith("It was extended once already")


def test_ceremony_says_that_it_cannot_be_extended(tree: Tree) -> None:
    on = date(2026, 2, 10)
    case = advance(make_case(tree.branch), Dates(decided_on=on, received_on=on))

    assert extensible(case, DeadlineKind.CEREMONY).startswith("It cannot be extended")
    assert extensible(case, DeadlineKind.SPONSORSHIP) == ""


# --- the text of a mail ----------------------------------------------------------------------------------------------
def test_text_says_everything_and_no_name(tree: Tree) -> None:
    case = advance(make_case(tree.branch), Dates(resolved_on=date(2025, 12, 29)))
    record_extension(
        case=case, step=StepCode.ADMISSION_EXTENSION, working_days=30, granted_on=TODAY, number="5-CV/ĐU",
        reason="Chờ xác minh của Đặng Thị Hương", approver="Đồng chí Lê Văn Bình, Bí thư", by=None, today=TODAY,
    )  # fmt: skip
    row = next(one for one in clocks(case) if one.kind == DeadlineKind.ADMISSION_DECISION)

    with override("en"):
        text = why_text(row)

    assert text.splitlines() == [
        f"Why this date? {case.code} · Admission decision",
        "- Due date: Friday 15/05/2026",
        "- Counted from: Branch resolution proposing admission, Monday 29/12/2025 (Resolution 12-NQ/CB)",
        "- Rule: 60 working days + 30 of extension. The competent committee decides on admission within this time of "
        "the branch's resolution.",
        f"- Under: {row.clause} · Quy định 294-QĐ/TW ngày 26/5/2025 (Hướng dẫn 06-HD/TW năm 2025)",
        "- Extension: 30 working days added on 02/03/2026 by Đảng ủy Khối Thử nghiệm (5-CV/ĐU)",
        *text.splitlines()[6:],
    ]
    assert "10/01/2026" in text  # the make-up day
    assert all(f"{on:%d/%m/%Y}" in text for on in (date(2026, 1, 1), date(2026, 1, 2), date(2026, 2, 17)))
    assert row.calendar_version.notice in text
    for name in ("Hương", "Bình", "xác minh"):
        assert name not in text


def test_text_of_a_provisional_date_says_why(tree: Tree) -> None:
    case = advance(make_case(tree.branch), Dates(resolved_on=date(2026, 11, 2)), today=date(2026, 11, 9))
    row = next(one for one in clocks(case) if one.kind == DeadlineKind.ADMISSION_DECISION)

    with override("en"):
        text = why_text(row)

    assert "(provisional: The days off after 31/12/2026 have not been announced officially yet.)" in text


def test_text_of_a_request_about_personal_data_names_nobody(tree: Tree) -> None:
    clerk = make_account("van.thu", Role.CLERK, tree.committee)
    request = make_request(tree.committee, clerk)
    rows = request.deadlines.select_related("calendar_version__calendar", "organization", "request")

    texts = [why_text(row) for row in rows]

    assert texts
    for text in texts:
        assert request.code in text
        assert SUBJECT not in text
