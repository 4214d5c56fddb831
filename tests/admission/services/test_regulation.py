"""Rules of the regulation that need the tables: who decides, who moves, what is kept and what is never kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from admission.domain.facts import Vote, VoteMethod
from admission.domain.party_age import party_age
from admission.domain.procedure import Choice, LeavingCause, Outcome, SponsorEnd, StepCode
from admission.domain.rulesets import SHIPPED
from admission.models import AdmissionCase, CaseDocument, Deadline, DeadlineStatus, Sponsorship
from admission.permissions import may_enter_history
from admission.selectors.facts import facts_of
from admission.services.acts import AlreadyRecordedError, ForbiddenActError, IrregularActError
from admission.services.cases import committees_of, open_case
from admission.services.corrections import correct_fact
from admission.services.extensions import record_extension
from admission.services.facts import (
    record_branch_resolution,
    record_committee_decision,
    record_document,
    record_paper,
    record_readmission,
    record_sponsor,
    record_sponsor_end,
)
from admission.services.mergers import merge_branches
from admission.services.transfers import record_transfer
from members.access import access_of
from members.models import AbsenceKind, Account, AuthorityBasis, Membership, Organization, Person, Role, Standing
from members.selectors import members_on, voters_of
from members.services.authorities import give_authority
from members.services.memberships import add_membership, record_absence
from tests.factories import (
    APPROVER,
    GOOD_VOTE,
    NOW,
    REASON,
    TODAY,
    Dates,
    Tree,
    advance,
    decide,
    make_account,
    make_case,
    make_full_chain,
    make_person,
    resolve,
)

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - timedelta(days=1)
PROBATION = Dates(
    resolved_on=date(2024, 1, 8) + timedelta(days=366),
    decided_on=date(2025, 2, 3),
    received_on=date(2025, 2, 4),
    held_on=date(2025, 2, 10),
)
"""Twelve months together from 5 January 2024; the ceremony on 10 February 2025, so that the probation is over."""
FAILED = Vote(VoteMethod.RAISED_CARD, entitled=9, present=9, in_favour=5, against=4, blank=0)


def written(case: AdmissionCase, step: StepCode, on: date = YESTERDAY, **more: Any) -> CaseDocument:
    return record_document(case=case, step=step, acted_on=on, by=None, today=TODAY, **more)


def open_clocks(case: AdmissionCase) -> dict[str, tuple[str, date | None, str]]:
    rows = Deadline.objects.filter(case=case, subject="", status=DeadlineStatus.OPEN)
    return {row.kind: (row.rule_set, row.due_on, row.status) for row in rows}


def standings(person: Person) -> list[tuple[str, str, date]]:
    stays = Membership.objects.current().filter(person=person).order_by("from_on", "pk")
    return [(stay.organization.code, stay.standing, stay.from_on) for stay in stays]


@pytest.fixture
def administrator(tree: Tree) -> Account:
    return make_account("quan.tri", Role.ADMINISTRATOR, tree.committee)


# --- bodies ----------------------------------------------------------------------------------------------------------
def codes(branch: Organization) -> tuple[str | None, ...]:
    above = committees_of(branch, TODAY)
    found = (above.sectional, above.grassroots, above.competent)
    return tuple(organization.code if organization else None for organization in found)


def test_file_goes_through_the_committees_that_its_branch_has(tree: Tree) -> None:
    chain = make_full_chain()

    assert codes(chain.branch) == ("DT-BP", "DT-CS", "DT")
    assert codes(chain.second) == (None, "DT-CS", "DT")
    assert codes(tree.branch) == (None, None, "DU")  # itself a base organisation


def test_grassroots_committee_that_was_delegated_decides(tree: Tree) -> None:
    chain = make_full_chain()
    give_authority(
        organization=chain.grassroots, basis=AuthorityBasis.DELEGATED, document="5-QĐ/ĐU", from_on=date(2025, 7, 1),
        given_by=chain.committee, by=None, today=TODAY,
    )  # fmt: skip

    assert codes(chain.branch) == ("DT-BP", None, "DT-CS")


@pytest.mark.parametrize("choice", [Choice.POLITBURO_RULE, Choice.ENTRUSTED_BRANCH, Choice.POPULATION_POLICY])
def test_special_case_is_kept_with_its_document(choice: Choice, case: AdmissionCase) -> None:
    row = written(case, StepCode.SPECIAL_CASE, choice=choice, number="5-QĐ/TU", issuer="Tỉnh ủy")

    kept = CaseDocument.objects.get(case=case, step=StepCode.SPECIAL_CASE.value)
    assert (kept.pk, kept.choice, kept.number, kept.issuer) == (row.pk, choice.value, "5-QĐ/TU", "Tỉnh ủy")
    case.refresh_from_db()
    assert case.stage == "nominated"  # the steps stay


# --- votes -----------------------------------------------------------------------------------------------------------
def test_each_person_of_a_meeting_has_a_vote_of_his_own(tree: Tree) -> None:
    first, second = make_case(tree.branch), make_case(tree.branch, name="Ngô Văn Khang")
    for case in (first, second):
        advance(case, Dates(resolved_on=None))

    resolve(first, StepCode.ADMISSION_RESOLUTION, YESTERDAY)
    record_branch_resolution(
        case=second, step=StepCode.ADMISSION_RESOLUTION, adopted_on=YESTERDAY, number="13-NQ/CB", vote=FAILED, by=None,
        today=TODAY, irregular_reason=REASON,
    )  # fmt: skip

    for case in (first, second):
        case.refresh_from_db()
    assert (first.stage, second.stage) == ("awaiting_decision", "admission_vote_failed")
    methods = [case.branchresolution_facts.get().vote_method for case in (first, second)]
    assert methods == ["secret_ballot", "raised_card"]  # each meeting decides which


def test_probationary_member_is_never_counted(tree: Tree) -> None:
    case = advance(make_case(tree.branch), PROBATION)
    person = case.candidate.person
    before = voters_of(tree.branch, TODAY)

    resolve(case, StepCode.RECOGNITION_RESOLUTION, date(2026, 2, 12))
    decide(case, StepCode.RECOGNITION_DECISION, date(2026, 2, 27))

    assert [standing for _, standing, _ in standings(person)] == ["working", "probationary", "official"]
    assert (before.official, voters_of(tree.branch, TODAY).official) == (2, 3)


def test_exempted_member_stays_a_member_and_is_left_out_of_the_count(tree: Tree) -> None:
    person = make_person("Vũ Văn Già", date(1945, 3, 1))
    values: dict[str, Any] = {"person": person, "organization": tree.branch, "by": None, "today": TODAY, "now": NOW}
    add_membership(standing=Standing.OFFICIAL, from_on=date(1970, 5, 19), **values)

    record_absence(kind=AbsenceKind.EXEMPT, from_on=YESTERDAY, document="3-NQ/CB", **values)

    voters = voters_of(tree.branch, TODAY)
    assert (voters.official, voters.exempt) == (1, 1)
    assert [stay.person for stay in members_on(tree.branch, TODAY)] == [person]


# --- the candidate ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("step", [StepCode.VETTING, StepCode.POLITICAL_CONCLUSION])
def test_nothing_but_the_result_of_a_vetting_is_kept(step: StepCode, case: AdmissionCase) -> None:
    with pytest.raises(IntegrityError, match="casedocument_vetting_without_text"):
        CaseDocument.objects.create(
            case=case, step=step.value, acted_on=YESTERDAY, choice="clear", number="7", issuer="Đảng ủy", reason="vì"
        )


def test_result_of_a_vetting_is_kept_with_day_number_and_body(case: AdmissionCase) -> None:
    written(case, StepCode.VETTING, choice=Choice.CLEAR, number="7-KL/ĐU", issuer="Đảng ủy cơ sở")

    kept = CaseDocument.objects.get(case=case)
    assert (kept.choice, kept.acted_on, kept.number, kept.issuer, kept.reason) == (
        "clear", YESTERDAY, "7-KL/ĐU", "Đảng ủy cơ sở", "",
    )  # fmt: skip


def test_of_a_person_only_what_tells_him_apart_is_kept_and_the_rest_sealed() -> None:
    own = {field.name for field in Person._meta.concrete_fields}

    which_record = {"id", "revision", "merged_into", "merged_by", "merged_at", "merge_reason"}
    sealed = {"national_id", "national_id_index", "ethnicity", "religion"}
    assert own == {"full_name", "name_search", "name_sort", "born_on", "sex"} | which_record | sealed


# --- acts that are not as they should be -----------------------------------------------------------------------------
def test_irregular_act_needs_a_reason_and_keeps_it(case: AdmissionCase) -> None:
    advance(case, Dates(resolved_on=None))
    act: dict[str, Any] = {
        "case": case, "step": StepCode.ADMISSION_RESOLUTION, "adopted_on": YESTERDAY, "number": "12-NQ/CB",
        "vote": GOOD_VOTE, "by": None, "today": TODAY,
    }  # fmt: skip

    with pytest.raises(IrregularActError):
        record_branch_resolution(**act)
    row = record_branch_resolution(**act, irregular_reason="Hồ sơ giấy ở văn phòng")

    row.refresh_from_db()
    assert row.irregular_reason == "Hồ sơ giấy ở văn phòng"
    assert "paper_missing:application" in row.irregularities


def test_late_decision_keeps_its_reason(tree: Tree) -> None:
    case = advance(make_case(tree.branch), Dates(resolved_on=date(2025, 9, 3)))

    record_committee_decision(
        case=case, step=StepCode.ADMISSION_DECISION, outcome=Outcome.GRANTED, decided_on=date(2026, 2, 27),
        number="34-QĐ/ĐU", by=None, today=TODAY, now=NOW, irregular_reason="Chờ kết luận của cấp trên",
    )  # fmt: skip

    row = case.committeedecision_facts.get()
    assert (row.number, row.irregularities, row.irregular_reason) == (
        "34-QĐ/ĐU", ["act_late:admission_decision"], "Chờ kết luận của cấp trên",
    )  # fmt: skip


def test_act_of_a_historical_file_is_kept_with_its_reason_and_not_refused(tree: Tree) -> None:
    values: dict[str, Any] = {
        "branch": tree.branch,
        "opened_on": date(2024, 1, 2),
        "by": None,
        "today": TODAY,
        "now": NOW,
    }
    followed = open_case(person=make_person(), **values)
    history = open_case(person=make_person("Ngô Văn Khang"), historical_through_on=TODAY, **values)
    too_soon = Dates(resolved_on=date(2024, 6, 3))

    with pytest.raises(ForbiddenActError):
        advance(followed, too_soon)
    advance(history, too_soon)

    row = history.branchresolution_facts.get()
    assert "sponsorship_too_short:admission_resolution" in row.irregularities


def test_second_extension_of_a_historical_file_is_told_and_not_written(tree: Tree) -> None:
    case = open_case(
        person=make_person(), branch=tree.branch, opened_on=date(2024, 1, 2), historical_through_on=TODAY, by=None,
        today=TODAY, now=NOW,
    )  # fmt: skip
    advance(case, Dates())
    act: dict[str, Any] = {"case": case, "step": StepCode.ADMISSION_EXTENSION, "granted_on": TODAY, "today": TODAY}
    record_extension(working_days=10, reason="Một", approver=APPROVER, by=None, **act)

    with pytest.raises(AlreadyRecordedError):
        record_extension(working_days=10, reason="Hai", approver=APPROVER, irregular_reason=REASON, by=None, **act)

    assert case.extension_facts.count() == 1


@pytest.mark.parametrize("role", Role)
def test_history_is_entered_by_a_committee_only(role: Role, tree: Tree) -> None:
    account = make_account("ai.do", role, tree.committee)

    assert may_enter_history(access_of(account, TODAY)) is (role in {Role.CLERK, Role.REVIEWER})


# --- moving ----------------------------------------------------------------------------------------------------------
def test_transfer_takes_the_running_clocks_along(tree: Tree) -> None:
    case = advance(make_case(tree.branch), PROBATION)
    running = open_clocks(case)

    record_transfer(
        case=case, to_branch=tree.foreign_branch, moved_on=YESTERDAY, number="8-GT", by=None, today=TODAY, now=NOW,
        irregular_reason=REASON,
    )  # fmt: skip

    case.refresh_from_db()
    assert (case.branch, case.competent_committee) == (tree.foreign_branch, tree.foreign_committee)
    assert open_clocks(case) == running != {}
    assert standings(case.candidate.person)[-1] == ("CB-K", "probationary", YESTERDAY)


def test_transfer_ends_the_help_of_the_old_branch(tree: Tree) -> None:
    case = advance(make_case(tree.branch), Dates(resolved_on=None))

    record_transfer(case=case, to_branch=tree.sibling, moved_on=YESTERDAY, by=None, today=TODAY, now=NOW)

    helped = Sponsorship.objects.filter(case=case).values_list("ended_on", "end_cause")
    assert set(helped) == {(YESTERDAY, "moved")}
    case.refresh_from_db()
    assert case.stage == "nominated"  # the new branch assigns its own


def test_merger_of_branches_takes_files_and_helpers_along(tree: Tree, administrator: Account) -> None:
    case = advance(make_case(tree.branch), Dates())
    running = open_clocks(case)

    merge_branches(
        dissolved=tree.branch, into=tree.sibling, on=YESTERDAY, document="2-QĐ/ĐU", by=administrator, today=TODAY,
        now=NOW,
    )  # fmt: skip

    case.refresh_from_db()
    assert case.branch == tree.sibling
    assert open_clocks(case) == running != {}
    assert not Sponsorship.objects.filter(case=case).exclude(ended_on=None).exists()
    assert case.transfer_facts.get().is_merger


@pytest.mark.parametrize("cause", [Choice.WITHDRAWN, Choice.DIED, Choice.UNIT_DISSOLVED, Choice.NO_LONGER_ELIGIBLE])
def test_end_of_a_file_closes_its_clocks_with_the_cause(cause: Choice, case: AdmissionCase) -> None:
    advance(case, Dates())

    written(case, StepCode.END_CASE, choice=cause, number="9-TB")

    case.refresh_from_db()
    assert (case.stage, case.closed_on, open_clocks(case)) == ("ended", YESTERDAY, {})
    assert CaseDocument.objects.get(case=case).choice == cause.value


@pytest.mark.parametrize("cause", SponsorEnd)
def test_help_ends_on_a_day_for_a_cause_and_somebody_takes_the_place(cause: SponsorEnd, case: AdmissionCase) -> None:
    advance(case, Dates(resolved_on=None))
    helper = Sponsorship.objects.get(case=case, sponsor__full_name="Lê Văn Bình")
    values: dict[str, Any] = {"case": case, "by": None, "today": TODAY, "now": NOW}

    ended = record_sponsor_end(sponsorship=helper, ended_on=YESTERDAY, end_cause=cause, **values)
    heir = record_sponsor(
        step=StepCode.ASSIGN_SPONSOR, sponsor=make_person("Phan Văn Đức", None), assigned_on=YESTERDAY,
        member_since_on=date(2020, 1, 2), replaces=ended, **values,
    )  # fmt: skip

    ended.refresh_from_db()
    assert (ended.ended_on, ended.end_cause, heir.replaces) == (YESTERDAY, cause.value, ended)


def test_member_wrongly_removed_is_restored_without_a_gap(tree: Tree) -> None:
    case = advance(make_case(tree.branch), PROBATION)
    resolve(case, StepCode.RECOGNITION_RESOLUTION, date(2026, 2, 12))
    decide(case, StepCode.RECOGNITION_DECISION, date(2026, 2, 27), outcome=Outcome.REFUSED)
    removal = case.committeedecision_facts.get(kind="recognition")

    correct_fact(
        fact=removal, changes={"outcome": Outcome.GRANTED.value}, reason="Khôi phục: 7-QĐ/UBKT", by=None, today=TODAY,
        now=NOW,
    )  # fmt: skip

    case.refresh_from_db()
    age = party_age(facts_of(case), SHIPPED, TODAY)
    assert age is not None
    assert (case.stage, age.counts_from_on, age.outside_months) == ("official", date(2025, 2, 3), 0)


# --- what a report can be made of ------------------------------------------------------------------------------------
def test_days_and_answers_of_every_act_are_stored_for_reports(tree: Tree) -> None:
    case = make_case(tree.branch)
    record_paper(
        case=case, step=StepCode.YOUTH_UNION_RECOMMENDATION, made_on=YESTERDAY, number="4", by=None, today=TODAY
    )
    written(case, StepCode.EDUCATION, choice=Choice.HIGHER)
    record_readmission(
        case=case, noted_on=YESTERDAY, left_on=date(2015, 4, 1), cause=LeavingCause.LEFT_FOR_HARDSHIP,
        first_admitted_on=date(2010, 4, 1), by=None, today=TODAY,
    )  # fmt: skip

    found = AdmissionCase.objects.filter(
        casepaper_facts__step="youth_union_recommendation",
        casedocument_facts__choice="higher",
        readmissionground_facts__cause="left_for_hardship",
        candidate__person__born_on=date(1996, 5, 19),
        branch__code="CB-1",
        stage="nominated",
    )

    assert list(found) == [case]


def test_end_of_each_passage_is_stored_with_its_day(tree: Tree) -> None:
    recognised, removed = make_case(tree.branch), make_case(tree.branch, name="Ngô Văn Khang")
    for case in (recognised, removed):
        advance(case, PROBATION)
        resolve(case, StepCode.RECOGNITION_RESOLUTION, date(2026, 2, 12))
    decide(recognised, StepCode.RECOGNITION_DECISION, date(2026, 2, 27))
    decide(removed, StepCode.RECOGNITION_DECISION, date(2026, 2, 26), outcome=Outcome.REFUSED)

    ends = AdmissionCase.objects.order_by("pk").values_list("stage", "closed_on", "ceremony_facts__held_on")
    assert list(ends) == [
        ("official", date(2026, 2, 27), date(2025, 2, 10)),
        ("name_removed", date(2026, 2, 26), date(2025, 2, 10)),
    ]
    (left,) = Membership.objects.filter(end_cause="expelled")
    assert (left.person, left.until_on) == (removed.candidate.person, date(2026, 2, 26))
