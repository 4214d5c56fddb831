"""Several reviewers decide at once: one wins, the others are told who did; with the guard off that is noticed."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, CaseDocument, CommitteeDecision, DecisionProposal, Mail
from admission.services.acts import StaleCaseError
from admission.services.decisions import (
    Issue,
    ProposalClosedError,
    approve_proposal,
    prepare_decision,
    send_back,
)
from admission.services.facts import record_document
from members.models import Account, JournalEvent, Role
from tests.admission.services.parallel import in_parallel
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_account

pytestmark = pytest.mark.django_db(transaction=True)

RETURN, BACK = StepCode.ADMISSION_RETURN, StepCode.ADMISSION_RESUBMISSION
ROUNDS, ROUNDS_OF_EIGHT, TWO, EIGHT = 100, 5, 2, 8
ON = TODAY - timedelta(days=5)
Decide = Callable[[DecisionProposal, Account, bool], object]


@pytest.fixture
def waiting(case: AdmissionCase) -> AdmissionCase:
    return advance(case, Dates())


@pytest.fixture
def clerk(tree: Tree) -> Account:
    return make_account("can.bo", Role.CLERK, tree.committee)


def reviewers(tree: Tree, count: int) -> list[Account]:
    return [make_account(f"tham.dinh.{number}", Role.REVIEWER, tree.committee) for number in range(count)]


def prepare(case: AdmissionCase, by: Account) -> DecisionProposal:
    case.refresh_from_db()
    columns = {"acted_on": ON, "reason": "Thiếu bản kê khai"}
    return prepare_decision(
        case=case, step=RETURN, columns=columns, by=by, today=TODAY, now=NOW, revision=case.revision
    )


def decide(proposal: DecisionProposal, by: Account, approves: bool) -> DecisionProposal:
    if approves:
        return approve_proposal(proposal=proposal, by=by, today=TODAY, now=NOW, revision=proposal.revision)
    return send_back(proposal=proposal, reason=f"Lý do của {by.username}", by=by, today=TODAY, now=NOW)


def race(case: AdmissionCase, clerk: Account, people: list[Account], how: Decide, turn: int) -> DecisionProposal:
    """Let all decide on one proposal at once, every second one by sending it back, and look who won."""
    proposal = prepare(case, clerk)
    own = [DecisionProposal.objects.select_related("case__candidate").get(pk=proposal.pk) for _one in people]
    acts = [
        lambda one=one, by=by, place=place: how(one, by, (place + turn) % 2 == 0)
        for place, (one, by) in enumerate(zip(own, people, strict=True))
    ]
    results = in_parallel(*acts)

    winners = [one for one in results if isinstance(one, DecisionProposal)]
    losers = [one for one in results if isinstance(one, ProposalClosedError)]
    assert (len(winners), len(losers)) == (1, len(people) - 1), results
    won = winners[0]
    told = {(error.proposal.closed_by, error.proposal.closed_as, error.proposal.closed_at) for error in losers}
    assert told == {(won.closed_by, won.closed_as, won.closed_at)}
    approved = won.closed_as == "approved"
    events: Any = JournalEvent.objects.filter(verb="decision_approved").values_list("details", flat=True)
    assert sum(details["proposal"] == won.pk for details in events) == approved
    sent_back = JournalEvent.objects.filter(verb="decision_sent_back", subject=f"proposal:{won.pk}")
    assert sent_back.count() == (not approved)
    return won


def rounds(case: AdmissionCase, clerk: Account, people: list[Account], count: int) -> int:
    """Race so often; give how many were approved. A file that was returned comes back for the next round."""
    approved = 0
    for turn in range(count):
        if race(case, clerk, people, decide, turn).closed_as == "approved":
            approved += 1
            record_document(case=case, step=BACK, acted_on=ON, reason="Đã bổ sung", by=None, today=TODAY)
    return approved


@pytest.mark.parametrize(("people", "count"), [(TWO, ROUNDS), (EIGHT, ROUNDS_OF_EIGHT)])
def test_of_several_deciders_one_wins_each_round(
    tree: Tree, waiting: AdmissionCase, clerk: Account, people: int, count: int
) -> None:
    approved = rounds(waiting, clerk, reviewers(tree, people), count)

    assert CaseDocument.objects.filter(step=RETURN.value).count() == approved
    assert DecisionProposal.objects.exclude(closed_as=None).count() == count
    assert not DecisionProposal.objects.open().exists()


def test_without_the_guard_the_race_is_noticed(tree: Tree, waiting: AdmissionCase, clerk: Account) -> None:
    both_read = Barrier(TWO)

    def unguarded(proposal: DecisionProposal, by: Account, approves: bool) -> DecisionProposal:
        """Read, judge and write, as who forgets that somebody else may do the same."""
        seen = DecisionProposal.objects.select_related("case").get(pk=proposal.pk)
        assert seen.is_open
        both_read.wait(timeout=10)
        with transaction.atomic():
            how: dict[str, Any] = {"closed_as": "sent_back", "closing_reason": "Sai"}
            if approves:
                fact = Issue(RETURN, seen.typed).record(
                    case=seen.case, by=by, today=TODAY, now=NOW, revision=seen.revision
                )
                how = {"closed_as": "approved", "fact_model": "casedocument", "fact_id": fact.pk}
            DecisionProposal.objects.filter(pk=seen.pk).update(closed_by=by, closed_at=NOW, **how)
        return DecisionProposal.objects.get(pk=seen.pk)

    with pytest.raises(AssertionError):
        race(waiting, clerk, reviewers(tree, TWO), unguarded, 0)


def test_approval_and_another_act_on_the_file_at_once(tree: Tree, waiting: AdmissionCase, clerk: Account) -> None:
    """Who comes second sees that the file changed; nothing is half done and nobody waits for ever."""
    proposal, reviewer = prepare(waiting, clerk), reviewers(tree, 1)[0]
    proposal = DecisionProposal.objects.select_related("case__candidate").get(pk=proposal.pk)

    def extend() -> object:
        return record_document(
            case=waiting, step=RETURN, acted_on=ON, reason="Khác", by=None, today=TODAY, revision=proposal.revision
        )

    results = in_parallel(lambda: decide(proposal, reviewer, True), extend)

    assert sum(isinstance(one, StaleCaseError) for one in results) == 1, results
    assert CaseDocument.objects.filter(step=RETURN.value).count() == 1


def test_twenty_identical_approvals_issue_one_decision(tree: Tree, waiting: AdmissionCase, clerk: Account) -> None:
    make_account("bi.thu", Role.BRANCH_SECRETARY, tree.branch)
    columns = {"outcome": "granted", "decided_on": ON, "number": "34-QĐ/ĐU"}
    proposal = prepare_decision(
        case=waiting, step=StepCode.ADMISSION_DECISION, columns=columns, by=clerk, today=TODAY, now=NOW,
        revision=waiting.revision,
    )  # fmt: skip
    reviewer = reviewers(tree, 1)[0]
    clients = [Client() for _number in range(20)]
    for client in clients:
        client.force_login(reviewer)
    url, typed = reverse("decision-approve", args=[proposal.pk]), {"revision": str(waiting.revision), "reason": ""}

    with time_machine.travel(NOW, tick=True):
        answers: list[Any] = in_parallel(*(lambda one=one: one.post(url, typed) for one in clients))

    assert {(one.status_code, one.headers.get("Location")) for one in answers} == {(302, proposal.get_absolute_url())}
    assert CommitteeDecision.objects.count() == 1
    assert JournalEvent.objects.filter(verb="decision_approved").count() == 1
    assert Mail.objects.filter(notice="decision_issued").count() == 1
