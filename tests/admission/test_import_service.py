"""All or nothing: what a sheet leaves in the database, and that a refused one leaves nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from admission.domain.findings import Finding, FindingCode, Severity
from admission.domain.procedure import Stage, StepCode
from admission.models import (
    AdmissionCase,
    Sponsorship,
)
from admission.permissions import NotPermittedError
from admission.services.acts import ForbiddenActError
from admission.services.histories import open_histories
from admission.services.imports import ImportPlan, ImportRefusedError, ImportResult, check_workbook, import_workbook
from admission.services.verification import differences
from admission.spreadsheets.layout import CASE, COLUMNS_OF, SPONSORS, Part
from members.models import Account, JournalEvent, Membership, Organization, Person, Role, Standing
from members.services.authorities import withdraw_authority
from members.services.memberships import add_membership
from tests.admission.services.parallel import in_parallel
from tests.admission.services.snapshots import row_counts
from tests.admission.spreadsheets.sheets import (
    CEREMONY,
    DECISION,
    RESOLUTION,
    Row,
    as_the_template_before,
    change,
    edited,
    example_row,
    row_up_to,
    sheet_of,
)
from tests.factories import NOW, TODAY, Tree, make_account, make_full_chain, make_person, make_tree

APPRAISALS = {
    Part(StepCode.ADMISSION_APPRAISAL): {"acted_on": date(2024, 2, 20), "choice": "Đồng ý", "number": "4-BC/ĐUBP"},
    Part(StepCode.RECOGNITION_APPRAISAL): {"acted_on": date(2025, 6, 18), "choice": "Đồng ý", "number": "9-BC/ĐUBP"},
}


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
    assert told(refused.value.plan) == [(3, "AY", "20 votes are more than the 14 present.")]


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

    errors = told(check(row_up_to(CASE, branch="Chi bộ Một")))
    assert errors == [(2, "A", "Several branches are called “Chi bộ Một”; write the code.")]


def test_branch_below_no_competent_committee_is_told(tree: Tree) -> None:
    withdraw_authority(authority=tree.committee.authorities.get(), from_on=TODAY, document="6", by=None, today=TODAY)

    assert told(check(row_up_to(CASE))) == [(2, "A", "No committee above this branch may decide on admission.")]


def test_account_without_branches_may_not_look(tree: Tree) -> None:
    with pytest.raises(NotPermittedError):
        check(row_up_to(CASE), by=make_account("kiemtra", Role.INSPECTOR, tree.committee))


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


def test_sponsor_is_the_official_member_of_that_name_and_keeps_his_history(tree: Tree) -> None:
    member = make_person("Trần Văn Bình", date(1980, 4, 5))
    add_membership(
        person=member,
        organization=tree.branch,
        standing=Standing.OFFICIAL,
        from_on=date(2010, 1, 1),
        by=None,
        today=TODAY,
        now=NOW,
    )

    case = enter(row_up_to(SPONSORS[1])).cases[0]

    assert case.sponsorship_facts.filter(sponsor=member).count() == 1
    assert list(member.memberships.values_list("from_on", flat=True)) == [date(2010, 1, 1)]
    assert case.deadlines.get(kind="sponsorship").triggered_on == date(2023, 1, 16)


def test_sponsor_who_joined_later_than_the_sheet_says_is_told(tree: Tree) -> None:
    add_membership(
        person=make_person("Lê Thị Cúc", None),
        organization=tree.branch,
        standing=Standing.OFFICIAL,
        from_on=date(2023, 9, 1),
        by=None,
        today=TODAY,
        now=NOW,
    )

    message = "Lê Thị Cúc was not an official member of this branch on 16/01/2023 by the membership history."
    assert (2, "J", message) in told(check(row_up_to(SPONSORS[1])))


def test_sponsor_of_two_rows_belongs_to_the_branch_since_the_earlier_day(tree: Tree) -> None:
    early = change(row_up_to(SPONSORS[0], full_name="Lê Văn An"), SPONSORS[0], together_since_on=date(2022, 3, 1))

    enter(row_up_to(SPONSORS[0]), early)

    stays = Membership.objects.filter(person__full_name="Trần Văn Bình")
    assert [(stay.standing, stay.from_on) for stay in stays] == [("official", date(2022, 3, 1))]


def test_candidate_of_the_list_keeps_his_history_and_is_followed(tree: Tree) -> None:
    person = make_person("Nguyễn Thị Hường", date(1998, 3, 12))
    add_membership(
        person=person,
        organization=tree.branch,
        standing=Standing.WORKING,
        from_on=date(2021, 5, 4),
        by=None,
        today=TODAY,
        now=NOW,
    )

    case = enter(example_row()).cases[0]

    assert case.candidate.person == person
    assert list(person.memberships.order_by("from_on").values_list("standing", "from_on", "until_on")) == [
        ("working", date(2021, 5, 4), date(2024, 5, 18)),
        ("probationary", date(2024, 5, 19), date(2025, 7, 9)),
        ("official", date(2025, 7, 10), None),
    ]
    assert list(differences(today=TODAY)) == []


def test_what_is_irregular_is_entered_with_the_sheet_as_its_reason(tree: Tree) -> None:
    row = row_up_to(CEREMONY)
    for part in (Part(StepCode.OPINIONS), Part(StepCode.VETTING)):
        row = change(row, part, **{column.field: None for column in COLUMNS_OF[part]})

    case = enter(change(row, CEREMONY, oath_taken="Không")).cases[0]

    resolution, ceremony = case.branchresolution_facts.get(), case.ceremony_facts.get()
    assert resolution.irregularities == ["paper_missing:opinions", "paper_missing:vetting"]
    assert ceremony.irregularities == ["oath_missing:ceremony"]
    assert {resolution.irregular_reason, ceremony.irregular_reason} == {"As written in the imported sheet"}
    assert case.committeedecision_facts.get().irregularities == []


def test_old_file_is_entered_as_it_was(tree: Tree) -> None:
    row = change(row_up_to(CEREMONY), CEREMONY, held_on=date(2024, 6, 19))
    assert [column for _row, column, _message in told(check(row))] == ["CE"]

    case = enter(change(row, CASE, historical_through_on=date(2024, 12, 31))).cases[0]

    ceremony = case.ceremony_facts.get()
    assert case.historical_through_on == date(2024, 12, 31)
    assert ceremony.irregularities == ["act_late:ceremony", "ceremony_late_without_consent:ceremony"]
    assert JournalEvent.objects.get(verb="case_opened").details["historical_through_on"] == "2024-12-31"


def test_sheet_of_the_template_before_is_entered(tree: Tree) -> None:
    former = {column: value for column, value in example_row().items() if not column.may_be_absent}

    content = edited(sheet_of([former]), as_the_template_before)
    case = import_workbook(content=content, file_name="cu.xlsx", by=None, today=TODAY, now=NOW).cases[0]

    missing = {key.split(":")[1] for key in case.branchresolution_facts.get(kind="admission").irregularities}
    assert case.closed_on == date(2025, 7, 10)
    assert missing == {"education", "vetting", "residence_opinions"}
    assert case.casepaper_facts.filter(step=StepCode.YOUTH_UNION_RECOMMENDATION).count() == 1


def test_branch_below_a_grassroots_committee_needs_its_resolution(calendar_published: None) -> None:
    make_full_chain()
    row = {**row_up_to(DECISION), **row_up_to(CASE, branch="DT-2")}

    message = "Admission decision cannot be recorded before “Grassroots committee's resolution on admission”."
    assert told(check(row)) == [(2, "BX", message)]


def test_file_of_a_full_chain_waits_at_each_level(calendar_published: None) -> None:
    chain = make_full_chain()
    appraised = change(
        row_up_to(RESOLUTION, branch="DT-1", full_name="Lê Văn An"),
        Part(StepCode.ADMISSION_APPRAISAL),
        **APPRAISALS[Part(StepCode.ADMISSION_APPRAISAL)],
    )

    cases = enter(row_up_to(RESOLUTION, branch="DT-1"), appraised).cases

    assert [case.stage for case in cases] == [Stage.AWAITING_APPRAISAL, Stage.AWAITING_GRASSROOTS]
    levels = {(case.sectional_committee, case.grassroots_committee) for case in cases}
    assert levels == {(chain.sectional, chain.grassroots)}
    waits = cases[0].deadlines.get(kind="level_wait")
    assert (waits.organization, waits.subject) == (chain.sectional, "admission_appraisal")


def test_queries_do_not_grow_with_the_rows(tree: Tree) -> None:
    many = [row_up_to(CEREMONY, full_name=f"Lê Văn {chr(97 + n)}") for n in range(12)]
    few = [row_up_to(CEREMONY, full_name=name) for name in ("Vũ Thị Ba", "Vũ Thị Tư")]

    with CaptureQueriesContext(connection) as small:
        enter(*few)
    with CaptureQueriesContext(connection) as large:
        enter(*many)

    # A statement that inserts is cut in pieces by what the database takes at once.
    assert len(large) - len(small) <= 10


def test_history_with_something_forbidden_is_refused_whoever_calls(tree: Tree) -> None:
    history = check(row_up_to(RESOLUTION)).histories[0]
    finding = Finding(FindingCode.DATE_IN_FUTURE, Severity.FORBIDDEN, StepCode.ADMISSION_RESOLUTION, "")
    forbidden = replace(history, assessment=replace(history.assessment, findings=(finding,)))
    before = row_counts()

    with pytest.raises(ForbiddenActError):
        open_histories(histories=[history, forbidden], by=None, today=TODAY, now=NOW)

    assert row_counts() == before


@pytest.mark.django_db(transaction=True)
def test_same_sheet_entered_by_two_at_once_is_entered_once(tree: Tree) -> None:
    content = sheet_of([row_up_to(CASE), row_up_to(CASE, full_name="Lê Văn An")])

    def act() -> object:
        return import_workbook(content=content, file_name="so.xlsx", by=None, today=TODAY, now=NOW)

    results = in_parallel(act, act)

    assert sorted(type(result).__name__ for result in results) == ["ImportRefusedError", "ImportResult"]
    assert AdmissionCase.objects.count() == 2
