"""Taking back what was recorded last: only one's own, only the last, only for half an hour; then all follows anew."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine

from admission.domain.procedure import SponsorEnd, StepCode
from admission.domain.undo import UNDO_REASON, NoUndo
from admission.models import (
    AdmissionCase,
    Alert,
    AlertStatus,
    CasePaper,
    CommitteeDecision,
    Deadline,
    DecisionProposal,
    Fact,
    ProbationPeriod,
    Sponsorship,
)
from admission.services.corrections import correct_fact
from admission.services.decisions import approve_proposal, prepare_decision
from admission.services.facts import (
    record_ceremony,
    record_document,
    record_paper,
    record_receipt,
    record_sponsor_end,
)
from admission.services.undo import UndoRefusedError, undo_fact
from admission.services.verification import differences
from members.models import Account, JournalEvent, Role
from tests.admission.services.snapshots import row_counts
from tests.admission.services.test_corrections import plan_alert, stays_of_candidate
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_account

pytestmark = pytest.mark.django_db

DECIDED = Dates(decided_on=date(2026, 2, 25))
RECEIVED = replace(DECIDED, received_on=date(2026, 2, 27))


@pytest.fixture
def by(tree: Tree) -> Account:
    return make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)


def undo(fact: Fact, step: StepCode, by: Account | None, *, after: timedelta = timedelta(0)) -> None:
    """Take back an act so long after it was recorded."""
    undo_fact(fact=fact, step=step, by=by, today=TODAY, now=NOW + after)


def why_not(fact: Fact, step: StepCode, by: Account | None, *, after: timedelta = timedelta(0)) -> NoUndo:
    """Give why an act is not taken back; nothing is written."""
    before = row_counts()
    with pytest.raises(UndoRefusedError) as refusal:
        undo(fact, step, by, after=after)
    assert row_counts() == before
    return refusal.value.why


def running(case: AdmissionCase) -> list[tuple[str, str, date | None, str]]:
    """The deadlines of a file that some fact starts."""
    rows = Deadline.objects.filter(case=case).exclude(status="void").order_by("kind", "subject")
    return [(row.kind, row.subject, row.due_on, row.status) for row in rows]


@pytest.fixture
def application(case: AdmissionCase, by: Account) -> CasePaper:
    with time_machine.travel(NOW, tick=False):
        return record_paper(case=case, step=StepCode.APPLICATION, made_on=date(2026, 3, 1), by=by, today=TODAY)


def test_act_taken_back_stays_superseded_without_a_successor(application: CasePaper, by: Account) -> None:
    undo(application, StepCode.APPLICATION, by)

    application.refresh_from_db()
    assert (application.superseded_at, CasePaper.objects.count()) == (NOW, 1)
    event = JournalEvent.objects.filter(verb="fact_undone").get()
    assert (event.account, event.subject) == (by, f"case:{application.case_id}")
    details = {"step": "application", "fact": "casepaper", "id": application.pk, "values": {}, "reason": UNDO_REASON}
    assert event.details == details


def test_file_is_as_it_was_before(case: AdmissionCase, by: Account) -> None:
    advance(case, RECEIVED)
    before = running(case)
    stays = stays_of_candidate(case)
    with time_machine.travel(NOW, tick=False):
        fact = record_ceremony(case=case, held_on=date(2026, 3, 2), by=by, today=TODAY, now=NOW)

    undo(fact, StepCode.CEREMONY, by)

    case.refresh_from_db()
    assert (case.stage, ProbationPeriod.objects.count()) == ("awaiting_ceremony", 0)
    assert stays_of_candidate(case) == stays
    assert running(case) == before
    assert list(differences(today=TODAY)) == []


def test_alerts_of_a_deadline_that_falls_away_are_cancelled(application: CasePaper, by: Account) -> None:
    alert = plan_alert(Deadline.objects.get(subject="application"))

    undo(application, StepCode.APPLICATION, by)

    assert Alert.objects.get(pk=alert.pk).status == AlertStatus.CANCELLED
    assert Deadline.objects.get(subject="application").status == "void"


def test_half_an_hour_is_enough_and_a_second_more_is_not(application: CasePaper, by: Account) -> None:
    late = why_not(application, StepCode.APPLICATION, by, after=timedelta(minutes=30, seconds=1))

    undo(application, StepCode.APPLICATION, by, after=timedelta(minutes=30))

    assert late is NoUndo.TOO_LATE


def test_only_who_recorded_it_takes_it_back(tree: Tree, application: CasePaper) -> None:
    deputy = make_account("phobithu", Role.DEPUTY_SECRETARY, tree.branch)

    assert why_not(application, StepCode.APPLICATION, deputy) is NoUndo.NOT_OWN


def test_only_the_last_act_is_taken_back_then_the_one_before(
    case: AdmissionCase, application: CasePaper, by: Account
) -> None:
    with time_machine.travel(NOW, tick=False):
        history = record_paper(case=case, step=StepCode.PERSONAL_HISTORY, made_on=date(2026, 3, 1), by=by, today=TODAY)
    refused = why_not(application, StepCode.APPLICATION, by)

    undo(history, StepCode.PERSONAL_HISTORY, by)
    undo(application, StepCode.APPLICATION, by)

    assert refused is NoUndo.NOT_LAST
    assert CasePaper.objects.current().count() == 0


def test_act_taken_back_is_not_taken_back_again(application: CasePaper, by: Account) -> None:
    undo(application, StepCode.APPLICATION, by)

    assert why_not(application, StepCode.APPLICATION, by) is NoUndo.DONE_ALREADY


def test_correction_is_corrected_and_not_taken_back(application: CasePaper, by: Account) -> None:
    changes = {"made_on": date(2026, 2, 27)}
    with time_machine.travel(NOW, tick=False):
        new = correct_fact(fact=application, changes=changes, reason="Nhầm", by=by, today=TODAY, now=NOW)

    assert why_not(new, StepCode.APPLICATION, by) is NoUndo.NOT_LAST


def test_receipt_is_taken_back_and_the_decision_stays(case: AdmissionCase, by: Account) -> None:
    advance(case, DECIDED)
    with time_machine.travel(NOW, tick=False):
        decision = record_receipt(case=case, received_on=date(2026, 2, 27), by=by, today=TODAY, now=NOW)

    undo(decision, StepCode.DECISION_RECEIPT, by)

    case.refresh_from_db()
    stands = CommitteeDecision.objects.current().get()
    assert (case.stage, stands.received_on, stands.number) == ("awaiting_receipt", None, decision.number)
    assert (stands.supersedes, stands.correction_reason) == (decision, UNDO_REASON)
    assert list(differences(today=TODAY)) == []


def test_end_of_help_is_taken_back(case: AdmissionCase, by: Account) -> None:
    advance(case, Dates(resolved_on=None))
    helper = Sponsorship.objects.order_by("pk").last()
    assert helper is not None
    with time_machine.travel(NOW, tick=False):
        ended = record_sponsor_end(
            case=case, sponsorship=helper, ended_on=TODAY, end_cause=SponsorEnd.MOVED, by=by, today=TODAY, now=NOW
        )

    undo(ended, StepCode.END_SPONSORSHIP, by)

    assert Sponsorship.objects.current().filter(ended_on=None).count() == 2
    assert list(differences(today=TODAY)) == []


def test_act_on_which_a_prepared_decision_rests_is_not_taken_back(case: AdmissionCase, tree: Tree, by: Account) -> None:
    advance(case, Dates())
    with time_machine.travel(NOW, tick=False):
        paper = record_document(
            case=case, step=StepCode.ADMISSION_RETURN, acted_on=TODAY, reason="Thiếu", by=by, today=TODAY
        )
        back = record_document(
            case=case, step=StepCode.ADMISSION_RESUBMISSION, acted_on=TODAY, reason="Đủ", by=by, today=TODAY
        )
        prepare(case, tree)

    assert why_not(back, StepCode.ADMISSION_RESUBMISSION, by) is NoUndo.RESTED_ON
    assert paper.superseded_at is None


def test_decision_of_two_people_is_not_taken_back_by_one(case: AdmissionCase, tree: Tree) -> None:
    advance(case, Dates())
    with time_machine.travel(NOW, tick=False):
        proposal = prepare(case, tree)
        reviewer = make_account("phe.duyet", Role.REVIEWER, tree.committee)
        approve_proposal(proposal=proposal, by=reviewer, today=TODAY, now=NOW, revision=proposal.revision)

    assert why_not(CommitteeDecision.objects.get(), StepCode.ADMISSION_DECISION, reviewer) is NoUndo.FOUR_EYES


def prepare(case: AdmissionCase, tree: Tree) -> DecisionProposal:
    case.refresh_from_db()
    clerk = make_account("chuyenvien", Role.CLERK, tree.committee)
    columns = {"outcome": "granted", "decided_on": TODAY, "number": "34-QĐ/ĐU"}
    return prepare_decision(
        case=case, step=StepCode.ADMISSION_DECISION, columns=columns, by=clerk, today=TODAY, now=NOW,
        revision=case.revision,
    )  # fmt: skip
