"""Four eyes: what is prepared, approved, sent back and withdrawn, and who may not."""

from datetime import date
from typing import Any

import pytest

from admission.domain.findings import FindingCode
from admission.domain.procedure import Stage, StepCode
from admission.four_eyes import approving_as, may_approve, preparing_as
from admission.models import AdmissionCase, CommitteeDecision, DecisionProposal, Mail
from admission.permissions import NotPermittedError
from admission.services.acts import ForbiddenActError, IrregularActError, StaleCaseError, StepNotAllowedError
from admission.services.decisions import (
    AlreadyPreparedError,
    ProposalClosedError,
    approve_proposal,
    irregular_if_issued,
    prepare_decision,
    send_back,
    withdraw_proposal,
)
from admission.services.delegations import delegate_roles
from members.access import Access, Held, access_of
from members.models import Account, JournalEvent, Role, RoleAssignment
from tests.admission.services.snapshots import events, row_counts
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_account, make_case

GRANTED = {"outcome": "granted", "decided_on": date(2026, 2, 27), "number": "34-QĐ/ĐU"}
RETURNED = {"acted_on": date(2026, 2, 27), "reason": "Thiếu bản kê khai"}


@pytest.fixture
def waiting(case: AdmissionCase) -> AdmissionCase:
    """A file that waits for the committee's decision."""
    return advance(case, Dates())


@pytest.fixture
def clerk(tree: Tree) -> Account:
    return make_account("can.bo", Role.CLERK, tree.committee)


@pytest.fixture
def reviewer(tree: Tree) -> Account:
    return make_account("tham.dinh", Role.REVIEWER, tree.committee)


def prepare(case: AdmissionCase, by: Account, **more: Any) -> DecisionProposal:
    case.refresh_from_db()
    act: dict[str, Any] = {"step": StepCode.ADMISSION_DECISION, "columns": GRANTED, "revision": case.revision} | more
    return prepare_decision(case=case, by=by, today=TODAY, now=NOW, **act)


def approve(proposal: DecisionProposal, by: Account, revision: int | None = None) -> DecisionProposal:
    proposal.case.refresh_from_db()
    return approve_proposal(proposal=proposal, by=by, today=TODAY, now=NOW, revision=revision or proposal.case.revision)


def test_what_is_prepared_changes_nothing_in_the_file(waiting: AdmissionCase, clerk: Account) -> None:
    before = (waiting.revision, events(waiting))

    proposal = prepare(waiting, clerk)

    waiting.refresh_from_db()
    assert (waiting.revision, events(waiting)) == before
    assert proposal.typed == {"outcome": "granted", "decided_on": "2026-02-27", "number": "34-QĐ/ĐU"}
    assert not CommitteeDecision.objects.exists()
    event = JournalEvent.objects.get(subject=f"proposal:{proposal.pk}")
    assert (event.verb, event.account, event.organization_id) == ("decision_prepared", clerk, proposal.organization_id)


def test_approval_issues_the_act_and_tells_the_branch(
    tree: Tree, waiting: AdmissionCase, clerk: Account, reviewer: Account
) -> None:
    secretary = make_account("bi.thu", Role.BRANCH_SECRETARY, tree.branch)
    make_account("bi.thu.khac", Role.BRANCH_SECRETARY, tree.sibling)

    proposal = approve(prepare(waiting, clerk), reviewer)

    fact = CommitteeDecision.objects.get()
    waiting.refresh_from_db()
    assert (fact.recorded_by, fact.number, waiting.stage) == (reviewer, "34-QĐ/ĐU", Stage.AWAITING_RECEIPT)
    assert (proposal.closed_as, proposal.fact_model, proposal.fact_id) == ("approved", "committeedecision", fact.pk)
    mail = Mail.objects.get(notice="decision_issued")
    assert (mail.recipient, mail.details["case_code"]) == (secretary, waiting.code)
    assert "Hương" not in str(mail.details)


@pytest.mark.parametrize(
    ("step", "columns", "error"),
    [
        (StepCode.ADMISSION_DECISION, GRANTED | {"decided_on": date(2025, 12, 1)}, ForbiddenActError),
        (StepCode.RECOGNITION_DECISION, GRANTED, StepNotAllowedError),
    ],
)
def test_what_the_file_would_refuse_is_refused_when_it_is_prepared(
    waiting: AdmissionCase, clerk: Account, step: StepCode, columns: dict[str, Any], error: type[Exception]
) -> None:
    before = row_counts()

    with pytest.raises(error):
        prepare(waiting, clerk, step=step, columns=columns)

    assert row_counts() == before


def test_irregular_act_is_prepared_with_its_reason_which_the_fact_keeps(
    case: AdmissionCase, clerk: Account, reviewer: Account
) -> None:
    late = advance(case, Dates(resolved_on=date(2025, 10, 6)))  # sixty working days are over long since
    with pytest.raises(IrregularActError):
        prepare(late, clerk)

    approve(prepare(late, clerk, irregular_reason="Chờ kết luận của cấp trên"), reviewer)

    fact = CommitteeDecision.objects.get()
    assert (fact.irregularities, fact.irregular_reason) == (
        ["act_late:admission_decision"], "Chờ kết luận của cấp trên",
    )  # fmt: skip


def test_resolution_and_return_are_issued_as_they_were_typed(
    waiting: AdmissionCase, clerk: Account, reviewer: Account
) -> None:
    approve(prepare(waiting, clerk, step=StepCode.ADMISSION_RETURN, columns=RETURNED), reviewer)

    waiting.refresh_from_db()
    fact = waiting.casedocument_facts.get(step="admission_return")
    assert (waiting.stage, fact.reason, fact.acted_on) == (Stage.RETURNED, "Thiếu bản kê khai", date(2026, 2, 27))


def test_only_one_waits_for_each_file(tree: Tree, waiting: AdmissionCase, clerk: Account, reviewer: Account) -> None:
    first = prepare(waiting, clerk)

    with pytest.raises(AlreadyPreparedError) as refused:
        prepare(waiting, reviewer)

    assert refused.value.proposal == first


def test_own_proposal_is_not_approved(waiting: AdmissionCase, reviewer: Account) -> None:
    proposal = prepare(waiting, reviewer)
    before = row_counts()

    with pytest.raises(NotPermittedError):
        approve(proposal, reviewer)
    with pytest.raises(NotPermittedError):
        send_back(proposal=proposal, reason="Sai", by=reviewer, today=TODAY, now=NOW)

    assert row_counts() == before


def test_rights_that_ended_meanwhile_are_gone(waiting: AdmissionCase, clerk: Account, reviewer: Account) -> None:
    proposal = prepare(waiting, clerk)
    RoleAssignment.objects.filter(account=reviewer).update(until_on=date(2026, 3, 1))

    with pytest.raises(NotPermittedError):
        approve(proposal, reviewer)

    proposal.refresh_from_db()
    assert proposal.is_open


def test_reviewer_of_another_committee_does_not_approve(tree: Tree, waiting: AdmissionCase, clerk: Account) -> None:
    foreign = make_account("nguoi.ngoai", Role.REVIEWER, tree.foreign_committee)
    below = make_account("cap.duoi", Role.REVIEWER, tree.grassroots)
    proposal = prepare(waiting, clerk)

    for account in (foreign, below):
        with pytest.raises(NotPermittedError):
            approve(proposal, account)


def test_file_that_changed_is_looked_at_again(waiting: AdmissionCase, clerk: Account, reviewer: Account) -> None:
    proposal = prepare(waiting, clerk)
    AdmissionCase.objects.filter(pk=waiting.pk).update(revision=waiting.revision + 1)

    with pytest.raises(StaleCaseError):
        approve(proposal, reviewer, revision=proposal.revision)
    approve(proposal, reviewer)

    assert CommitteeDecision.objects.count() == 1


def test_sent_back_tells_the_preparer_who_prepares_again(
    waiting: AdmissionCase, clerk: Account, reviewer: Account
) -> None:
    proposal = prepare(waiting, clerk)

    send_back(proposal=proposal, reason="Sai số quyết định", by=reviewer, today=TODAY, now=NOW)
    again = prepare(waiting, clerk, columns=GRANTED | {"number": "35-QĐ/ĐU"})

    proposal.refresh_from_db()
    assert (proposal.closed_as, proposal.closing_reason, again.is_open) == ("sent_back", "Sai số quyết định", True)
    assert [mail.recipient for mail in Mail.objects.filter(notice="decision_sent_back")] == [clerk]
    assert not CommitteeDecision.objects.exists()


def test_withdrawn_by_its_preparer_only_and_then_closed(
    waiting: AdmissionCase, clerk: Account, reviewer: Account
) -> None:
    proposal = prepare(waiting, clerk)
    with pytest.raises(NotPermittedError):
        withdraw_proposal(proposal=proposal, by=reviewer, today=TODAY, now=NOW)

    withdraw_proposal(proposal=proposal, by=clerk, today=TODAY, now=NOW)

    with pytest.raises(ProposalClosedError):
        approve(proposal, reviewer)


def test_overtaken_proposal_gives_way(tree: Tree, case: AdmissionCase, clerk: Account) -> None:
    waiting = advance(case, Dates())
    first = prepare(waiting, clerk, step=StepCode.ADMISSION_RETURN, columns=RETURNED)
    RoleAssignment.objects.create(
        account=clerk, organization=tree.grassroots, role=Role.CLERK.value, from_on=date(2020, 1, 1)
    )
    AdmissionCase.objects.filter(pk=waiting.pk).update(competent_committee=tree.grassroots)

    second = prepare(waiting, clerk)

    first.refresh_from_db()
    assert (first.closed_as, second.organization) == ("overtaken", tree.grassroots)


# --- four eyes through a delegation ----------------------------------------------------------------------------------
def access_with(account: Account, proposal: DecisionProposal, *principals: int | None) -> Access:
    """An account that is a reviewer of the committee: by its own right (None) or in the place of others."""
    path = proposal.organization.path
    held = (
        Held(Role.REVIEWER, proposal.organization_id, path, False, number, principal)
        for number, principal in enumerate(principals, start=1)
    )
    return Access(account, TODAY, tuple(held))


def test_who_exercises_the_role_of_the_preparer_does_not_approve(
    waiting: AdmissionCase, clerk: Account, reviewer: Account
) -> None:
    proposal = prepare(waiting, reviewer)
    other = make_account("ba.nguoi")

    assert not may_approve(access_with(clerk, proposal, reviewer.pk), proposal)
    assert may_approve(access_with(clerk, proposal, other.pk), proposal)
    assert may_approve(access_with(clerk, proposal, None), proposal)


def test_whose_delegate_prepared_it_does_not_approve(waiting: AdmissionCase, clerk: Account, reviewer: Account) -> None:
    proposal = prepare(waiting, clerk)
    proposal.prepared_for = reviewer

    assert not may_approve(access_with(reviewer, proposal, None), proposal)
    assert not may_approve(access_with(clerk, proposal, None), proposal)
    assert not may_approve(access_with(make_account("ba.nguoi"), proposal, reviewer.pk), proposal)


def test_own_role_comes_before_a_delegated_one(waiting: AdmissionCase, clerk: Account, reviewer: Account) -> None:
    proposal = prepare(waiting, clerk)
    other = make_account("ba.nguoi")

    held = approving_as(access_with(reviewer, proposal, other.pk, None), proposal)

    assert held is not None
    assert held.principal_id is None
    assert approving_as(access_with(reviewer, proposal, clerk.pk), proposal) is None


def test_committee_that_acts_comes_before_one_that_writes_for_it(tree: Tree) -> None:
    case = advance(make_case(tree.branch), Dates())
    both = make_account("hai.noi", Role.CLERK, tree.committee)

    held = preparing_as(access_of(both, TODAY), case, StepCode.ADMISSION_DECISION)

    assert held is not None
    assert held.organization_id == tree.committee.pk
    assert preparing_as(access_of(make_account("ai"), TODAY), case, StepCode.ADMISSION_DECISION) is None


def test_approval_by_a_lent_role_names_both_in_the_file_too(
    tree: Tree, waiting: AdmissionCase, clerk: Account, reviewer: Account
) -> None:
    """Also where the delegate could record the step by a role of his own: it is the lent one that approves."""
    other = make_account("can.bo.hai", Role.CLERK, tree.committee)
    delegate_roles(
        assignments=list(reviewer.roles.all()), delegate=other, from_on=TODAY, until_on=TODAY, reason="Nghỉ phép",
        by=reviewer, today=TODAY, now=NOW,
    )  # fmt: skip

    proposal = approve(prepare(waiting, clerk), other)

    fact = CommitteeDecision.objects.get()
    recorded = JournalEvent.objects.filter(verb="fact_recorded", subject=f"case:{waiting.pk}").order_by("-pk")[0]
    assert (proposal.closed_by, proposal.closed_for) == (other, reviewer)
    assert (fact.recorded_by, fact.recorded_for) == (other, reviewer)
    assert (recorded.account, recorded.on_behalf_of) == (other, reviewer)


def test_what_would_be_irregular_is_known_before_it_is_issued(case: AdmissionCase, clerk: Account) -> None:
    in_time = prepare(advance(make_case(case.branch, name="Trần Văn Đúng"), Dates()), clerk)
    late = prepare(advance(case, Dates(resolved_on=date(2025, 10, 1))), clerk, irregular_reason="Chờ xác minh")

    assert irregular_if_issued(in_time, TODAY) == ()
    assert [finding.code for finding in irregular_if_issued(late, TODAY)] == [FindingCode.ACT_LATE]
