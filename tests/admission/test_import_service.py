"""All or nothing: what a sheet leaves in the database, and that a refused one leaves nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from admission.domain.findings import Finding, FindingCode, Severity
from admission.domain.procedure import Outcome, Stage, StepCode
from admission.models import (
    AdmissionCase,
    BranchResolution,
    CasePaper,
    Ceremony,
    CommitteeDecision,
    Extension,
    Fact,
    Sponsorship,
)
from admission.models.resolution import vote_of
from admission.permissions import NotPermittedError
from admission.services.acts import ForbiddenActError
from admission.services.cases import open_case
from admission.services.facts import (
    record_branch_resolution,
    record_ceremony,
    record_committee_decision,
    record_extension,
    record_paper,
    record_receipt,
    record_sponsor,
)
from admission.services.histories import open_histories
from admission.services.imports import ImportPlan, ImportRefusedError, ImportResult, check_workbook, import_workbook
from admission.spreadsheets.layout import CASE, SPONSORS, Part
from members.models import Account, JournalEvent, Organization, Person, Role
from tests.admission.services.parallel import in_parallel
from tests.admission.services.snapshots import derived_rows, events, row_counts
from tests.admission.spreadsheets.sheets import (
    CEREMONY,
    RESOLUTION,
    Row,
    change,
    example_row,
    row_up_to,
    sheet_of,
)
from tests.factories import NOW, TODAY, Tree, make_account, make_person, make_tree

EXTENSION = Part(StepCode.ADMISSION_EXTENSION)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def check(*rows: Row, by: Account | None = None) -> ImportPlan:
    return check_workbook(content=sheet_of(rows), file_name="so.xlsx", by=by, today=TODAY)


def enter(*rows: Row, by: Account | None = None) -> ImportResult:
    return import_workbook(content=sheet_of(rows), file_name="so.xlsx", by=by, today=TODAY, now=NOW)


def told(plan: ImportPlan) -> list[tuple[int | None, str, str]]:
    return [(error.row, error.column, error.message) for error in plan.errors]


def test_check_counts_people_by_stage_and_writes_nothing(tree: Tree) -> None:
    before = row_counts()

    plan = check(example_row(), row_up_to(RESOLUTION, full_name="Lê Văn An"), row_up_to(CASE, full_name="Vũ Thị Ba"))

    assert (plan.errors, plan.row_count, plan.branch_count) == ((), 3, 1)
    assert plan.stages == {Stage.NOMINATED: 1, Stage.AWAITING_DECISION: 1, Stage.OFFICIAL: 1}
    assert row_counts() == before


def test_import_opens_a_file_for_everybody(tree: Tree) -> None:
    result = enter(example_row(), row_up_to(RESOLUTION, full_name="Lê Văn An", branch="Chi bộ Hai"))

    official, waiting = result.cases
    waiting.refresh_from_db()
    assert AdmissionCase.objects.count() == 2
    assert official.closed_on == date(2025, 7, 10)
    assert (waiting.branch, waiting.competent_committee) == (tree.sibling, tree.committee)
    assert (waiting.stage, waiting.next_due_on) == (Stage.AWAITING_DECISION, date(2024, 5, 9))
    assert waiting.deadlines.get(kind="admission_decision").due_on == date(2024, 5, 9)


def test_import_with_one_bad_row_writes_nothing(tree: Tree) -> None:
    before = row_counts()
    bad = change(row_up_to(RESOLUTION, full_name="Lê Văn An"), RESOLUTION, vote_for=20)

    with pytest.raises(ImportRefusedError) as refused:
        enter(example_row(), bad)

    assert row_counts() == before
    assert told(refused.value.plan) == [(3, "AB", "20 votes are more than the 14 present.")]


def test_import_is_told_in_the_journal_with_its_fingerprint(tree: Tree) -> None:
    clerk = make_account("canbo", Role.CLERK, tree.committee)
    content = sheet_of([example_row()])

    result = import_workbook(content=content, file_name="so.xlsx", by=clerk, today=TODAY, now=NOW)

    event = JournalEvent.objects.get(verb="workbook_imported")
    sha256 = hashlib.sha256(content).hexdigest()
    case = result.cases[0]
    assert (event.pk, event.account, event.subject) == (result.event_id, clerk, f"workbook:{sha256[:16]}")
    expected = {"file_name": "so.xlsx", "sha256": sha256, "count": 1, "first": case.pk, "last": case.pk}
    assert event.details == expected


def test_same_sheet_again_is_recognised(tree: Tree) -> None:
    rows = [example_row(), row_up_to(RESOLUTION, full_name="Lê Văn An")]
    closed, waiting = enter(*rows).cases
    before = row_counts()

    with pytest.raises(ImportRefusedError) as refused:
        enter(*rows)

    assert told(refused.value.plan) == [
        (2, "B", f"This file was entered before and is closed: {closed.code}, Chi bộ Một."),
        (3, "B", f"This person already has an open file: {waiting.code}, Chi bộ Một."),
    ]
    assert row_counts() == before


def test_person_is_the_same_however_his_name_is_spelt(tree: Tree) -> None:
    enter(row_up_to(CASE, full_name="Trần Thị Hoà"))

    assert [row for row, _column, _message in told(check(row_up_to(CASE, full_name="trần thị hòa")))] == [2]
    assert check(row_up_to(CASE, full_name="Trần Thị Hoa")).errors == ()


def test_person_refused_before_may_be_proposed_again_as_the_same_person(tree: Tree) -> None:
    decision = Part(StepCode.ADMISSION_DECISION)
    first = enter(change(row_up_to(decision), decision, outcome="Không đồng ý")).cases[0]

    second = enter(row_up_to(CASE, opened_on=date(2025, 9, 1))).cases[0]

    assert second.candidate == first.candidate
    assert Person.objects.filter(full_name="Nguyễn Thị Hường").count() == 1


def test_person_twice_in_the_sheet_is_told_with_the_first_row(tree: Tree) -> None:
    plan = check(example_row(), row_up_to(CASE, full_name="NGUYỄN THỊ  HƯỜNG", branch="Chi bộ Một"))

    assert told(plan) == [(3, "B", "The same person stands in row 2 already.")]


def test_two_people_of_one_name_in_two_branches_are_two(tree: Tree) -> None:
    result = enter(row_up_to(CASE), row_up_to(CASE, branch="CB-2"))

    assert len({case.candidate_id for case in result.cases}) == 2


@pytest.mark.parametrize("branch", ["cb-1", "CHI BỘ MỘT", "chi bo mot", "Chi bộ  Một"])
def test_branch_is_found_by_code_or_name(tree: Tree, branch: str) -> None:
    assert enter(row_up_to(CASE, branch=branch)).cases[0].branch == tree.branch


def test_branch_nobody_knows_is_told(tree: Tree) -> None:
    message = "“Chi bộ Chín” is none of the branches you may enter files for."

    assert told(check(row_up_to(CASE, branch="Chi bộ Chín"))) == [(2, "A", message)]


def test_branch_outside_the_scope_is_told_in_the_same_words(tree: Tree) -> None:
    secretary = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)

    plan = check(row_up_to(CASE), row_up_to(CASE, full_name="Lê Văn An", branch="CB-2"), by=secretary)

    assert told(plan) == [(3, "A", "“CB-2” is none of the branches you may enter files for.")]


def test_branch_name_of_two_branches_asks_for_the_code(tree: Tree) -> None:
    Organization.objects.filter(pk=tree.sibling.pk).update(name=tree.branch.name)

    message = "Several branches are called “Chi bộ Một”; write the code."
    assert told(check(row_up_to(CASE, branch="Chi bộ Một"))) == [(2, "A", message)]


def test_branch_below_no_competent_committee_is_told(tree: Tree) -> None:
    Organization.objects.filter(pk=tree.committee.pk).update(decides_admission=False)

    assert told(check(row_up_to(CASE))) == [(2, "A", "No committee above this branch may decide on admission.")]


def test_account_without_branches_may_not_look(tree: Tree) -> None:
    inspector = make_account("kiemtra", Role.INSPECTOR, tree.committee)

    with pytest.raises(NotPermittedError):
        check(row_up_to(CASE), by=inspector)


def test_file_that_is_no_workbook_is_one_error_of_the_whole(tree: Tree) -> None:
    plan = check_workbook(content=b"Chi bo;Ho ten", file_name="so.xlsx", by=None, today=TODAY)

    assert (plan.error_count, plan.errors[0].place, plan.histories) == (1, "", ())


def test_installation_without_calendar_is_told(db: None) -> None:
    make_tree()

    assert told(check(row_up_to(CASE))) == [(2, "A", "No calendar of working days has been published yet.")]


def test_errors_beyond_the_cap_are_counted(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admission.services.imports.MAX_ERRORS", 3)

    plan = check(*[row_up_to(CASE, branch="?", full_name=f"Lê Văn {name}") for name in ("An", "Ba", "Cả", "Dư", "Em")])

    assert ([error.row for error in plan.errors], plan.error_count, plan.errors_untold) == ([2, 3, 4], 5, 2)


def test_sponsor_of_several_people_in_a_branch_is_one_person(tree: Tree) -> None:
    earlier = enter(row_up_to(SPONSORS[1])).cases[0]
    rows = [row_up_to(SPONSORS[1], full_name=name) for name in ("Lê Văn An", "Vũ Thị Ba")]
    elsewhere = row_up_to(SPONSORS[1], full_name="Đỗ Văn Tư", branch="CB-2")

    enter(*rows, elsewhere)

    helped = Sponsorship.objects.filter(sponsor__full_name="Trần Văn Bình").order_by("pk")
    own = earlier.sponsorship_facts.get(sponsor__full_name="Trần Văn Bình").sponsor_id
    assert [row.sponsor_id == own for row in helped] == [True, True, True, False]


def test_people_of_a_sheet_are_found_by_search(tree: Tree) -> None:
    enter(row_up_to(SPONSORS[1], full_name="Đặng Thị Hương"))

    assert AdmissionCase.objects.search("dang huong").count() == 1
    assert Person.objects.get(full_name="Lê Thị Cúc").name_search == "le thi cuc"


def test_queries_do_not_grow_with_the_rows(tree: Tree) -> None:
    few, many = ([row_up_to(CEREMONY, full_name=f"Lê Văn {chr(97 + n)}") for n in range(size)] for size in (2, 12))
    few[0] = row_up_to(CEREMONY, full_name="Vũ Thị Ba")
    few[1] = row_up_to(CEREMONY, full_name="Vũ Thị Tư")

    with CaptureQueriesContext(
        connection,
    ) as small:
        enter(*few)
    with CaptureQueriesContext(connection) as large:
        enter(*many)

    # A statement that inserts is cut in pieces by what the database takes at once.
    assert len(large) - len(small) <= 10


def _record(case: AdmissionCase, step: StepCode, fact: Fact) -> None:
    """The same act through the service that a page calls."""
    common: dict[str, Any] = {"case": case, "by": None, "today": TODAY}
    match fact:
        case Sponsorship():
            record_sponsor(
                step=step,
                sponsor=make_person(fact.sponsor.full_name, None),
                assigned_on=fact.assigned_on,
                together_since_on=fact.together_since_on,
                **common,
            )
        case BranchResolution():
            vote = vote_of(fact)
            assert vote is not None
            record_branch_resolution(step=step, adopted_on=fact.adopted_on, number=fact.number, vote=vote, **common)
        case CommitteeDecision():
            outcome = Outcome(fact.outcome)
            record_committee_decision(
                step=step, outcome=outcome, decided_on=fact.decided_on, number=fact.number, **common
            )
            if fact.received_on:
                record_receipt(received_on=fact.received_on, now=NOW, **common)
        case CasePaper():
            record_paper(step=step, made_on=fact.made_on, number=fact.number, **common)
        case Extension():
            record_extension(
                step=step,
                working_days=fact.working_days,
                granted_on=fact.granted_on,
                reason=fact.reason,
                **common,
            )
        case Ceremony():
            record_ceremony(held_on=fact.held_on, **common)


def _comparable(case: AdmissionCase) -> tuple[Any, ...]:
    """Everything a file consists of, without the numbers of its rows."""
    own = {"id", "case_id", "candidate_id", "opened_at", "revision"}
    derived = [{name: value for name, value in row.items() if name not in own} for row in derived_rows(case)]
    told_in = [
        (verb, {name: value for name, value in details.items() if name != "id"} | {"values": _named(details)})
        for verb, details in events(case)
        if verb != "deadline_moved"  # at once, nothing has a day to move from
    ]
    return derived, told_in


def _named(details: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = dict(details.get("values", {}))
    if "sponsor" in values:
        values["sponsor"] = Person.objects.get(pk=values["sponsor"]).full_name
    return values


def test_many_at_once_write_what_one_by_one_would(tree: Tree) -> None:
    extended = {"working_days": 20, "granted_on": date(2024, 4, 10), "reason": "Chờ thẩm tra"}
    row = change(example_row(), EXTENSION, **extended)
    plan = check(row)
    imported = enter(row).cases[0]
    opened_on = date(2023, 1, 10)

    case = open_case(person=make_person("Lê Văn An"), branch=tree.branch, opened_on=opened_on, by=None, today=TODAY)
    for step, fact in plan.histories[0].acts:
        _record(case, step, fact)

    one_derived, one_events = _comparable(case)
    many_derived, many_events = _comparable(imported)
    assert many_derived == one_derived
    assert many_events == one_events


def test_history_with_something_forbidden_is_refused_whoever_calls(tree: Tree) -> None:
    history = check(row_up_to(RESOLUTION)).histories[0]
    finding = Finding(FindingCode.DATE_IN_FUTURE, Severity.FORBIDDEN, StepCode.ADMISSION_RESOLUTION, "")
    forbidden = replace(history, assessment=replace(history.assessment, findings=(finding,)))
    before = row_counts()

    with pytest.raises(ForbiddenActError):
        open_histories(histories=[history, forbidden], by=None, now=NOW)

    assert row_counts() == before


@pytest.mark.django_db(transaction=True)
def test_same_sheet_entered_by_two_at_once_is_entered_once(tree: Tree) -> None:
    content = sheet_of([row_up_to(CASE), row_up_to(CASE, full_name="Lê Văn An")])

    def act() -> object:
        return import_workbook(content=content, file_name="so.xlsx", by=None, today=TODAY, now=NOW)

    results = in_parallel(act, act)

    assert sorted(type(result).__name__ for result in results) == ["ImportRefusedError", "ImportResult"]
    assert AdmissionCase.objects.count() == 2
