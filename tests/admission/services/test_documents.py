"""Acts that leave a document: what is kept, where the file goes, what is refused; a vetting keeps its result only."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from admission.domain.procedure import DOCUMENT_STEPS, STEPS, Choice, Outcome, Stage, StepCode, is_step_allowed
from admission.models import AdmissionCase, CaseDocument, Deadline
from admission.services.acts import ForbiddenActError, StepNotAllowedError
from admission.services.facts import record_committee_decision, record_document
from tests.admission.services.snapshots import events, row_counts
from tests.admission.services.whole_files import (
    ACT,
    FAILED_VOTE,
    add_probation_papers,
    decide_well,
    document,
    on_probation,
    ready_for_branch,
    resolve_well,
)
from tests.factories import NOW, TODAY, Tree, make_account, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(tree: Tree) -> AdmissionCase:
    return ready_for_branch(make_case(tree.branch))


@pytest.fixture
def in_hand(ready: AdmissionCase) -> AdmissionCase:
    """The branch resolved on 5 January 2026; the committee has until 3 April."""
    resolve_well(ready, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 5))
    return ready


def stage_of(case: AdmissionCase) -> str:
    case.refresh_from_db()
    return case.stage


def test_document_keeps_what_its_step_asks_and_is_journalled(case: AdmissionCase) -> None:
    by = make_account("thu.ky")

    fact = record_document(
        case=case, step=StepCode.VETTING, acted_on=date(2025, 9, 8), choice=Choice.CLEAR, number="7-BC/BTC",
        issuer="Đảng ủy Sao Mai", by=by, today=TODAY,
    )  # fmt: skip

    assert (fact.recorded_by, fact.irregularities, CaseDocument.objects.get()) == (by, [], fact)
    verb, details = events(case)[-1]
    assert (verb, details["step"], details["fact"]) == ("fact_recorded", "vetting", "casedocument")
    assert details["values"] == {
        "step": "vetting", "acted_on": "2025-09-08", "choice": "clear", "number": "7-BC/BTC",
        "issuer": "Đảng ủy Sao Mai",
    }  # fmt: skip


@pytest.mark.parametrize("step", [StepCode.VETTING, StepCode.POLITICAL_CONCLUSION])
def test_vetting_with_words_is_refused_by_the_database_and_leaves_nothing(step: StepCode, case: AdmissionCase) -> None:
    document(case, StepCode.VETTING, date(2025, 9, 1), choice=Choice.HAS_ISSUE, number="6", issuer="Đảng ủy")
    before = row_counts()

    with pytest.raises(IntegrityError, match="vetting_without_text"), transaction.atomic():
        document(case, step, date(2025, 9, 8), number="7", issuer="Đảng ủy", reason="Có bác ruột ở nước ngoài")

    assert row_counts() == before


def test_vetting_asks_for_no_words() -> None:
    for step in (StepCode.VETTING, StepCode.POLITICAL_CONCLUSION):
        assert (STEPS[step].asks, STEPS[step].may_ask) == (("choice", "number", "issuer"), ())


def test_vote_that_failed_is_reported_and_the_committee_decides(ready: AdmissionCase) -> None:
    resolve_well(ready, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 5), vote=FAILED_VOTE)
    stages = [stage_of(ready)]

    document(ready, StepCode.ADMISSION_REPORT, date(2026, 1, 6), number="3-BC/CB")
    stages.append(stage_of(ready))
    decide_well(ready, StepCode.ADMISSION_DECISION, date(2026, 2, 9))
    stages.append(stage_of(ready))

    assert stages == ["admission_vote_failed", "awaiting_decision", "awaiting_receipt"]
    assert Deadline.objects.get(kind="admission_decision").triggered_on == date(2026, 1, 5)


def test_report_dated_before_the_newest_vote_is_refused(ready: AdmissionCase) -> None:
    resolve_well(ready, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 5), vote=FAILED_VOTE)
    resolve_well(ready, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 12), vote=FAILED_VOTE)

    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        document(ready, StepCode.ADMISSION_REPORT, date(2026, 1, 11), number="3-BC/CB")

    assert [(f.code.value, f.step.value, f.field) for f in refused.value.findings] == [
        ("before_previous_step", "admission_report", "acted_on")
    ]
    assert (row_counts(), stage_of(ready)) == (before, "admission_vote_failed")


def test_report_of_the_day_of_the_newest_vote_tells_of_it(ready: AdmissionCase) -> None:
    resolve_well(ready, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 5), vote=FAILED_VOTE)
    resolve_well(ready, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 12), vote=FAILED_VOTE)

    document(ready, StepCode.ADMISSION_REPORT, date(2026, 1, 12), number="3-BC/CB")

    assert stage_of(ready) == "awaiting_decision"


def test_vote_taken_again_that_passes_needs_no_report(ready: AdmissionCase) -> None:
    resolve_well(ready, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 5), vote=FAILED_VOTE)
    resolve_well(ready, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 12))

    assert stage_of(ready) == "awaiting_decision"


def test_returned_file_comes_back_where_it_was_and_the_clock_runs_on(in_hand: AdmissionCase) -> None:
    document(in_hand, StepCode.ADMISSION_RETURN, date(2026, 1, 12), reason="Thiếu bản kê khai")
    away = (stage_of(in_hand), in_hand.next_body, Deadline.objects.get(kind="admission_decision").due_on)
    document(in_hand, StepCode.ADMISSION_RESUBMISSION, date(2026, 1, 19), reason="Đã bổ sung")
    back = (stage_of(in_hand), in_hand.next_body, Deadline.objects.get(kind="admission_decision").due_on)

    assert away == ("returned", "branch", date(2026, 4, 3))
    assert back == ("awaiting_decision", "competent_committee", date(2026, 4, 3))


def test_committee_does_not_decide_on_a_file_it_gave_back(in_hand: AdmissionCase) -> None:
    document(in_hand, StepCode.ADMISSION_RETURN, date(2026, 1, 12), reason="Thiếu bản kê khai")
    before = row_counts()

    with pytest.raises(StepNotAllowedError):
        decide_well(in_hand, StepCode.ADMISSION_DECISION, date(2026, 1, 15))

    assert row_counts() == before


def test_file_can_be_returned_twice(in_hand: AdmissionCase) -> None:
    for away, back in ((12, 14), (16, 19)):
        document(in_hand, StepCode.ADMISSION_RETURN, date(2026, 1, away), reason="Thiếu")
        document(in_hand, StepCode.ADMISSION_RESUBMISSION, date(2026, 1, back), reason="Đủ")

    assert stage_of(in_hand) == "awaiting_decision"
    assert CaseDocument.objects.filter(step="admission_return").count() == 2


BEFORE_WHAT_IT_FOLLOWS = [
    (StepCode.ADMISSION_RETURN, date(2026, 1, 2), "admission_resolution"),
    (StepCode.ADMISSION_RETURN, date(2025, 9, 8), "admission_resolution"),
]


@pytest.mark.parametrize(("step", "on", "previous"), BEFORE_WHAT_IT_FOLLOWS)
def test_document_before_the_act_it_follows_leaves_nothing(
    step: StepCode, on: date, previous: str, in_hand: AdmissionCase
) -> None:
    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        document(in_hand, step, on, reason="Thiếu")

    [finding] = refused.value.findings
    assert (finding.code.value, finding.field, finding.value("previous")) == (
        "before_previous_step", "acted_on", previous,
    )  # fmt: skip
    assert row_counts() == before


@pytest.mark.parametrize("step", [step for step in DOCUMENT_STEPS if is_step_allowed(Stage.NOMINATED, step)])
def test_document_in_the_future_leaves_nothing(step: StepCode, tree: Tree) -> None:
    case = make_case(tree.branch)
    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        document(case, step, date(2026, 3, 3))

    assert ("date_in_future", "acted_on") in {(f.code.value, f.field) for f in refused.value.findings}
    assert row_counts() == before


def test_refusal_is_told_to_the_branch(in_hand: AdmissionCase) -> None:
    decide_well(in_hand, StepCode.ADMISSION_DECISION, date(2026, 2, 9), Outcome.REFUSED)

    document(in_hand, StepCode.REFUSAL_NOTICE, date(2026, 2, 10), number="8-TB/ĐU", reason="Chưa đủ điều kiện")

    assert (stage_of(in_hand), in_hand.closed_on) == ("refused", date(2026, 2, 9))


@pytest.mark.parametrize("choice", STEPS[StepCode.END_CASE].choices)
def test_end_of_a_file_closes_it_and_ends_its_clocks(choice: Choice, in_hand: AdmissionCase) -> None:
    document(in_hand, StepCode.END_CASE, date(2026, 2, 9), choice=choice)

    row = Deadline.objects.get(kind="admission_decision")
    assert (stage_of(in_hand), in_hand.closed_on, in_hand.next_due_on) == ("ended", date(2026, 2, 9), None)
    assert (row.status, row.ended_on, row.met_on) == ("ended", date(2026, 2, 9), None)
    with pytest.raises(StepNotAllowedError):
        decide_well(in_hand, StepCode.ADMISSION_DECISION, date(2026, 2, 10))


def test_end_before_the_last_act_leaves_nothing(in_hand: AdmissionCase) -> None:
    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        document(in_hand, StepCode.END_CASE, date(2025, 12, 5), choice=Choice.WITHDRAWN)

    assert [finding.code.value for finding in refused.value.findings] == ["after_end"]
    assert row_counts() == before


def test_card_and_announcement_follow_the_recognition_only(ready: AdmissionCase) -> None:
    on_probation(ready, resolved_on=date(2025, 9, 15), held_on=date(2025, 10, 6))
    acts = [(StepCode.ANNOUNCEMENT, ""), (StepCode.PARTY_CARD, "12345678")]
    for step, number in acts:
        with pytest.raises(StepNotAllowedError):
            document(ready, step, date(2026, 2, 9), number=number)

    add_probation_papers(ready, date(2026, 10, 8))
    later: dict[str, Any] = {"by": None, "today": date(2026, 11, 2)}
    resolve_well(ready, StepCode.RECOGNITION_RESOLUTION, date(2026, 10, 12), **later)
    record_committee_decision(
        case=ready, step=StepCode.RECOGNITION_DECISION, outcome=Outcome.GRANTED, decided_on=date(2026, 10, 26),
        number="40-QĐ/ĐU", now=NOW, **later,
    )  # fmt: skip
    for step, number in acts:
        record_document(case=ready, step=step, acted_on=date(2026, 11, 2), number=number, **later)

    kept = CaseDocument.objects.filter(step__in=[step for step, _ in acts]).order_by("pk")
    assert [(row.step, row.number) for row in kept] == [("announcement", ""), ("party_card", "12345678")]
    assert stage_of(ready) == "official"


def test_event_during_probation_changes_no_clock(ready: AdmissionCase) -> None:
    on_probation(ready, resolved_on=date(2026, 1, 5), held_on=date(2026, 2, 9))
    ends_on = ready.probation.ends_on

    document(ready, StepCode.PERSONAL_EVENT, date(2026, 2, 23), choice=Choice.REPRIMAND, number="2", issuer="Chi bộ")

    ready.refresh_from_db()
    assert (ready.stage, ready.probation.ends_on) == ("probation", ends_on)


def test_act_of_a_document_is_judged_like_any_other(case: AdmissionCase) -> None:
    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        record_document(case=case, step=StepCode.EDUCATION, acted_on=date(1990, 1, 1), choice=Choice.HIGHER, **ACT)

    assert [(f.code.value, f.field) for f in refused.value.findings] == [("date_before_birth", "acted_on")]
    assert row_counts() == before
