"""A file that moves: its clocks run on, others act on it, members of the old branch stop helping, unless it merged."""

from datetime import date
from typing import Any

import pytest

from admission.domain.findings import Severity
from admission.domain.procedure import SponsorEnd, StepCode
from admission.models import AdmissionCase, Alert, AlertStatus, Deadline, Sponsorship, Transfer
from admission.selectors.case_pages import case_page
from admission.selectors.facts import facts_of
from admission.services.acts import ForbiddenActError
from admission.services.alert_plans import plan_alerts
from admission.services.cases import BranchDissolvedError, NoCompetentCommitteeError
from admission.services.corrections import NotCorrectableHereError, correct_fact
from admission.services.facts import record_paper, record_sponsor
from admission.services.mergers import merge_branches
from admission.services.transfers import SameBranchError, record_transfer
from admission.services.verification import differences
from members.access import access_of
from members.models import Account, Membership, Organization, OrganizationKind, Role, Standing
from members.services.memberships import add_membership
from members.services.organizations import add_organization
from tests.admission.services.digest_rounds import case_with_ceremony_due
from tests.admission.services.snapshots import events, row_counts
from tests.admission.services.whole_files import on_probation, ready_for_branch
from tests.factories import (
    NOW,
    TODAY,
    Dates,
    Tree,
    advance,
    make_account,
    make_case,
    make_full_chain,
    make_person,
)

pytestmark = pytest.mark.django_db

MOVED_ON = date(2026, 2, 23)
ACT: dict[str, Any] = {"by": None, "today": TODAY, "now": NOW}


def move(case: AdmissionCase, to: Organization, on: date = MOVED_ON, **more: Any) -> Transfer:
    row = record_transfer(case=case, to_branch=to, moved_on=on, number="GT-12", **ACT | more)
    case.refresh_from_db()
    return row


def merge(tree: Tree, on: date = date(2025, 7, 1)) -> None:
    by = make_account("quan.tri", Role.ADMINISTRATOR, tree.committee)
    merge_branches(dissolved=tree.branch, into=tree.sibling, on=on, document="7-QĐ/ĐU", by=by, today=TODAY, now=NOW)


@pytest.fixture
def on_trial(tree: Tree) -> AdmissionCase:
    """On probation since 9 February 2026, with a member who helps."""
    case = on_probation(
        ready_for_branch(make_case(tree.branch)), resolved_on=date(2026, 1, 5), held_on=date(2026, 2, 9)
    )
    record_sponsor(
        case=case, step=StepCode.PROBATION_SUPERVISOR, sponsor=make_person("Vũ Thị Lan", None),
        assigned_on=date(2026, 2, 9), **ACT,
    )  # fmt: skip
    case.refresh_from_db()
    return case


def test_running_clock_passes_to_the_committee_of_the_new_branch(case: AdmissionCase, tree: Tree) -> None:
    advance(case, Dates())
    before = Deadline.objects.get(kind="admission_decision")

    row = move(case, tree.foreign_branch)

    after = Deadline.objects.get(kind="admission_decision")
    assert (after.pk, after.triggered_on, after.due_on, after.status) == (
        before.pk, before.triggered_on, before.due_on, "open",
    )  # fmt: skip
    assert (before.organization, after.organization) == (tree.committee, tree.foreign_committee)
    assert (case.branch, case.competent_committee) == (tree.foreign_branch, tree.foreign_committee)
    assert (case.stage, case.next_due_on) == ("awaiting_decision", date(2026, 4, 3))
    assert (row.from_branch, row.to_branch, row.number, row.is_merger) == (
        tree.branch, tree.foreign_branch, "GT-12", False,
    )  # fmt: skip
    assert list(differences(today=TODAY)) == []


def test_move_is_journalled_with_both_branches(case: AdmissionCase, tree: Tree) -> None:
    advance(case, Dates())

    row = move(case, tree.foreign_branch, by=make_account("thu.ky"))

    verb, details = next(event for event in reversed(events(case)) if event[0] == "fact_recorded")
    assert (verb, details["step"], details["id"]) == ("fact_recorded", "transfer", row.pk)
    assert details["values"] == {
        "moved_on": "2026-02-23", "from_branch": tree.branch.pk, "to_branch": tree.foreign_branch.pk,
        "number": "GT-12",
    }  # fmt: skip


def test_file_waits_for_the_levels_of_its_new_chain(case: AdmissionCase) -> None:
    advance(case, Dates())
    chain = make_full_chain()

    move(case, chain.branch)

    levels = (case.competent_committee, case.grassroots_committee, case.sectional_committee)
    assert levels == (chain.committee, chain.grassroots, chain.sectional)
    assert (case.stage, case.next_body, case.next_due_on) == (
        "awaiting_appraisal", "sectional_committee", date(2026, 4, 3),
    )  # fmt: skip
    assert Deadline.objects.get(kind="admission_decision").organization == chain.committee


def test_probation_runs_on_in_the_new_branch(on_trial: AdmissionCase, tree: Tree) -> None:
    review = Deadline.objects.get(kind="recognition_review")
    assert review.organization == tree.branch

    move(on_trial, tree.foreign_branch)

    moved = Deadline.objects.get(kind="recognition_review")
    assert (moved.pk, moved.due_on, moved.organization) == (review.pk, review.due_on, tree.foreign_branch)
    assert (on_trial.stage, on_trial.probation.ends_on) == ("probation", date(2027, 2, 9))


def test_helper_of_the_probation_stays_behind_and_the_admission_stands(on_trial: AdmissionCase, tree: Tree) -> None:
    move(on_trial, tree.foreign_branch, by=None)

    ended = {row.sponsor.full_name: (row.ended_on, row.end_cause) for row in Sponsorship.objects.all()}
    assert ended == {
        "Vũ Thị Lan": (MOVED_ON, SponsorEnd.MOVED), "Lê Văn Bình": (None, None), "Trần Thị Cúc": (None, None),
    }  # fmt: skip


def test_candidate_who_moves_is_given_new_helpers(tree: Tree, case: AdmissionCase) -> None:
    advance(case, Dates(resolved_on=None))

    move(case, tree.sibling)

    assert {row.ended_on for row in Sponsorship.objects.all()} == {MOVED_ON}
    assert (case.stage, case.next_body) == ("nominated", "branch")
    assert Deadline.objects.get(kind="sponsorship").status == "void"


def test_membership_moves_with_the_person(on_trial: AdmissionCase, tree: Tree) -> None:
    move(on_trial, tree.foreign_branch)

    stays = Membership.objects.current().filter(person=on_trial.candidate.person).order_by("from_on")
    assert [(stay.organization, stay.standing, stay.from_on, stay.until_on) for stay in stays] == [
        (tree.branch, "working", date(2024, 1, 2), date(2026, 2, 8)),
        (tree.branch, "probationary", date(2026, 2, 9), date(2026, 2, 22)),
        (tree.foreign_branch, "probationary", MOVED_ON, None),
    ]


def test_person_whom_the_new_branch_listed_already_is_listed_once(case: AdmissionCase, tree: Tree) -> None:
    advance(case, Dates())
    person = case.candidate.person
    add_membership(
        person=person, organization=tree.sibling, standing=Standing.WORKING, from_on=date(2026, 2, 16), **ACT
    )

    move(case, tree.sibling)

    stays = Membership.objects.current().filter(person=person).order_by("from_on")
    assert [(stay.organization, stay.from_on, stay.until_on, stay.end_cause) for stay in stays] == [
        (tree.branch, date(2024, 1, 2), date(2026, 2, 22), "moved"),
        (tree.sibling, date(2026, 2, 16), None, None),
    ]


def test_old_branch_reads_the_file_no_longer(case: AdmissionCase, tree: Tree) -> None:
    old, new = (
        make_account(name, Role.BRANCH_SECRETARY, branch)
        for name, branch in (("cu", tree.branch), ("moi", tree.foreign_branch))
    )
    assert readers(old, new) == [1, 0]

    move(case, tree.foreign_branch)

    assert readers(old, new) == [0, 1]


def readers(*accounts: Account) -> list[int]:
    return [AdmissionCase.objects.visible_to(access_of(account, TODAY)).count() for account in accounts]


def test_comment_of_the_former_branch_is_missed_until_it_is_there(on_trial: AdmissionCase, tree: Tree) -> None:
    move(on_trial, tree.foreign_branch)
    missed = missing(on_trial)
    record_paper(case=on_trial, step=StepCode.FORMER_BRANCH_COMMENT, made_on=MOVED_ON, by=None, today=TODAY)

    assert "former_branch_comment" in missed
    assert missing(on_trial) == missed - {"former_branch_comment"}


def missing(case: AdmissionCase) -> set[str]:
    findings = case_page(case, TODAY).assessment.findings
    return {finding.step.value for finding in findings if finding.severity is Severity.MISSING}


def test_alerts_of_the_old_branch_are_cancelled_and_the_new_one_is_warned(tree: Tree) -> None:
    old = make_account("cu", Role.BRANCH_SECRETARY, tree.branch)
    new = make_account("moi", Role.BRANCH_SECRETARY, tree.foreign_branch)
    case = case_with_ceremony_due(tree.branch, date(2026, 1, 14))
    plan_alerts(today=TODAY)

    move(case, tree.foreign_branch)
    plan_alerts(today=TODAY)

    alerts = Alert.objects.order_by("pk")
    assert [(alert.recipient, alert.status) for alert in alerts] == [
        (old, AlertStatus.CANCELLED), (new, AlertStatus.PLANNED),
    ]  # fmt: skip


def test_secretary_of_both_branches_is_warned_for_the_new_one(tree: Tree) -> None:
    both = make_account("ca.hai", Role.BRANCH_SECRETARY, tree.branch)
    both.roles.create(organization=tree.foreign_branch, role=Role.BRANCH_SECRETARY, from_on=date(2016, 1, 1))
    case = case_with_ceremony_due(tree.branch, date(2026, 1, 14))
    plan_alerts(today=TODAY)

    move(case, tree.foreign_branch)
    plan_alerts(today=TODAY)

    statuses = Alert.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == [AlertStatus.CANCELLED, AlertStatus.PLANNED]


def test_move_within_one_committee_leaves_its_alerts_alone(case: AdmissionCase, tree: Tree) -> None:
    make_account("tham.dinh", Role.REVIEWER, tree.committee)
    advance(case, Dates())
    plan_alerts(today=date(2026, 3, 13))

    move(case, tree.sibling)

    assert Alert.objects.get(deadline__kind="admission_decision").status == AlertStatus.PLANNED


def test_file_does_not_move_to_where_it_is(case: AdmissionCase, tree: Tree) -> None:
    before = row_counts()

    with pytest.raises(SameBranchError):
        move(case, tree.branch)

    assert row_counts() == before


def test_file_does_not_move_to_a_branch_that_is_gone(case: AdmissionCase, tree: Tree) -> None:
    tree.sibling.dissolved_on = date(2025, 12, 1)
    tree.sibling.save()
    before = row_counts()

    with pytest.raises(BranchDissolvedError):
        move(case, tree.sibling)

    assert row_counts() == before


def test_file_does_not_move_below_nobody_who_decides(case: AdmissionCase, tree: Tree) -> None:
    advance(case, Dates(resolved_on=None))
    above = add_organization(kind=OrganizationKind.PARTY_COMMITTEE, code="DU-0", name="Đảng ủy Không")
    alone = add_organization(kind=OrganizationKind.GRASSROOTS_BRANCH, code="CB-0", name="Chi bộ Không", above=above)
    before = row_counts()

    with pytest.raises(NoCompetentCommitteeError):
        move(case, alone)

    case.refresh_from_db()
    assert (row_counts(), case.branch) == (before, tree.branch)
    assert not Sponsorship.objects.exclude(ended_on=None).exists()


def test_move_in_the_future_leaves_nothing(case: AdmissionCase, tree: Tree) -> None:
    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        move(case, tree.foreign_branch, date(2026, 3, 3))

    case.refresh_from_db()
    assert [(f.code.value, f.field) for f in refused.value.findings] == [("date_in_future", "moved_on")]
    assert (row_counts(), case.branch) == (before, tree.branch)


def test_file_moves_twice(case: AdmissionCase, tree: Tree) -> None:
    advance(case, Dates())
    move(case, tree.sibling, date(2026, 2, 9))
    move(case, tree.foreign_branch, date(2026, 2, 23))

    assert list(Transfer.objects.order_by("pk").values_list("from_branch__code", "to_branch__code")) == [
        ("CB-1", "CB-2"), ("CB-2", "CB-K"),
    ]  # fmt: skip
    assert Deadline.objects.get(kind="admission_decision").due_on == date(2026, 4, 3)


def test_merger_keeps_clocks_helpers_and_months_together(case: AdmissionCase, tree: Tree) -> None:
    advance(case, Dates(resolved_on=None))

    merge(tree)

    case.refresh_from_db()
    row = Transfer.objects.get()
    assert (case.branch, row.is_merger, row.moved_on, row.number) == (tree.sibling, True, date(2025, 7, 1), "7-QĐ/ĐU")
    assert {sponsorship.ended_on for sponsorship in Sponsorship.objects.all()} == {None}
    assert {s.together_since_on for s in facts_of(case).sponsors} == {date(2024, 1, 5)}
    assert Deadline.objects.get(kind="sponsorship").due_on == date(2025, 1, 5)
    assert case.stage_on(TODAY) == "ready_for_branch"


def test_merger_takes_running_clocks_and_closed_files_along(tree: Tree) -> None:
    running = advance(make_case(tree.branch), Dates(decided_on=date(2026, 2, 9), received_on=date(2026, 2, 11)))
    due_on = Deadline.objects.get(kind="ceremony").due_on
    closed = make_case(tree.branch, name="Vũ Minh Khôi")
    AdmissionCase.objects.filter(pk=closed.pk).update(stage="ended", closed_on=date(2025, 1, 6))

    merge(tree, on=date(2026, 2, 16))

    row = Deadline.objects.get(case=running, kind="ceremony")
    assert (row.due_on, row.organization, row.status) == (due_on, tree.sibling, "open")
    assert set(AdmissionCase.objects.values_list("branch__code", flat=True)) == {"CB-2"}


def test_resolution_of_before_the_move_names_the_branch_that_passed_it(on_trial: AdmissionCase, tree: Tree) -> None:
    def told() -> list[str]:
        return [fact.text for fact in case_page(on_trial, TODAY).facts if fact.step is StepCode.ADMISSION_RESOLUTION]

    assert not any(tree.branch.name in text for text in told())

    move(on_trial, tree.foreign_branch)

    assert [text.endswith(f"; {tree.branch.name}") for text in told()] == [True]


def test_day_of_a_merger_is_not_corrected_in_one_file(tree: Tree, on_trial: AdmissionCase) -> None:
    merge(tree, on=MOVED_ON)
    moved = Transfer.objects.get(case=on_trial)

    with pytest.raises(NotCorrectableHereError):
        correct_fact(fact=moved, changes={"moved_on": date(2026, 2, 20)}, reason="Nhập nhầm", **ACT)

    assert not Transfer.objects.exclude(superseded_at=None).exists()
