"""Acts after their last day: the cause from a list besides the words, and only of what is late."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from admission.domain.procedure import LateCause, Outcome, StepCode
from admission.models import AdmissionCase, CommitteeDecision, Deadline, DecisionProposal, Extension
from admission.services.acts import ForbiddenActError, IrregularActError, StepNotAllowedError
from admission.services.corrections import correct_fact
from admission.services.decisions import approve_proposal, prepare_decision
from admission.services.extensions import NotExtensibleError, record_extension
from admission.services.facts import record_branch_resolution, record_committee_decision
from members.models import Role
from tests.admission.services.snapshots import row_counts
from tests.factories import (
    APPROVER,
    GOOD_VOTE,
    NOW,
    REASON,
    TODAY,
    Dates,
    Tree,
    advance,
    make_account,
    make_case,
)

pytestmark = pytest.mark.django_db

LATE_DAY, IN_TIME = date(2025, 4, 15), date(2025, 4, 4)
"""The sixty days from 6 January 2025 end on 8 April 2025: the 7th is the day of the Hùng Kings."""
SPENT: dict[str, Any] = {"by": None, "today": TODAY}


@pytest.fixture
def case(tree: Tree) -> AdmissionCase:
    """A file the branch resolved on a year ago."""
    return advance(make_case(tree.branch, opened_on=date(2022, 1, 4)), Dates(date(2022, 1, 5), date(2025, 1, 6)))


def decide(case: AdmissionCase, on: date, **more: Any) -> CommitteeDecision:
    return record_committee_decision(
        case=case, step=StepCode.ADMISSION_DECISION, outcome=Outcome.GRANTED, decided_on=on, number="34-QĐ/ĐU", now=NOW,
        **SPENT | more,
    )  # fmt: skip


def test_last_day_of_these_tests(case: AdmissionCase) -> None:
    assert Deadline.objects.get(case=case, kind="admission_decision").due_on == date(2025, 4, 8)


def test_late_act_without_the_cause_that_was_asked_for_is_refused(case: AdmissionCase) -> None:
    before = row_counts()

    with pytest.raises(IrregularActError) as refused:
        decide(case, LATE_DAY, irregular_reason=REASON, late_cause="")

    assert [finding.code.value for finding in refused.value.findings] == ["act_late"]
    assert row_counts() == before


def test_late_act_keeps_its_cause_and_its_reason(case: AdmissionCase) -> None:
    decision = decide(case, LATE_DAY, irregular_reason=REASON, late_cause=LateCause.MEETING_NOT_HELD)

    decision.refresh_from_db()
    assert (decision.late_cause, decision.irregular_reason) == ("meeting_not_held", REASON)
    assert decision.irregularities == ["act_late:admission_decision"]


def test_act_in_time_keeps_no_cause(case: AdmissionCase) -> None:
    decision = decide(case, IN_TIME, late_cause=LateCause.OVERSIGHT)

    decision.refresh_from_db()
    assert (decision.late_cause, decision.irregularities) == ("", [])


def test_late_act_of_who_was_not_asked_is_said_in_words(case: AdmissionCase) -> None:
    assert decide(case, LATE_DAY, irregular_reason=REASON).late_cause == LateCause.OTHER


def test_correction_takes_the_cause_along_and_drops_it_with_the_lateness(case: AdmissionCase) -> None:
    decision = decide(case, LATE_DAY, irregular_reason=REASON, late_cause=LateCause.DOCUMENT_LATE)
    act: dict[str, Any] = {"reason": "Ghi nhầm", "by": None, "today": TODAY, "now": NOW}

    renumbered = correct_fact(fact=decision, changes={"number": "35-QĐ/ĐU"}, **act)
    in_time = correct_fact(fact=renumbered, changes={"decided_on": IN_TIME}, **act)
    late_again = correct_fact(fact=in_time, changes={"decided_on": LATE_DAY}, **act)

    assert [row.late_cause for row in (renumbered, in_time, late_again)] == ["document_late", "", "other"]


def test_prepared_decision_keeps_its_cause_until_it_is_approved(case: AdmissionCase, tree: Tree) -> None:
    clerk, reviewer = (make_account(name, Role.REVIEWER, tree.committee) for name in ("nguoi.soan", "nguoi.duyet"))
    columns = {"outcome": "granted", "decided_on": LATE_DAY, "number": "34-QĐ/ĐU"}
    act: dict[str, Any] = {
        "case": case, "step": StepCode.ADMISSION_DECISION, "irregular_reason": REASON, "by": clerk, "today": TODAY,
        "now": NOW, "revision": case.revision,
    }  # fmt: skip

    with pytest.raises(IrregularActError):
        prepare_decision(columns=columns | {"late_cause": ""}, **act)
    proposal = prepare_decision(columns=columns | {"late_cause": "force_majeure"}, **act)
    approve_proposal(proposal=proposal, by=reviewer, today=TODAY, now=NOW, revision=case.revision)

    assert CommitteeDecision.objects.get().late_cause == "force_majeure"


def test_decision_prepared_before_causes_were_asked_for_can_be_approved(case: AdmissionCase, tree: Tree) -> None:
    clerk, reviewer = (make_account(name, Role.REVIEWER, tree.committee) for name in ("nguoi.soan", "nguoi.duyet"))
    proposal = DecisionProposal.objects.create(
        case=case, step="admission_decision", organization=tree.committee, revision=case.revision, prepared_by=clerk,
        prepared_at=NOW, irregular_reason=REASON,
        typed={"outcome": "granted", "decided_on": LATE_DAY.isoformat(), "number": "34-QĐ/ĐU"},
    )  # fmt: skip

    approve_proposal(proposal=proposal, by=reviewer, today=TODAY, now=NOW, revision=case.revision)

    assert CommitteeDecision.objects.get().late_cause == LateCause.OTHER


def test_second_vote_is_not_called_late_for_the_first_one(tree: Tree) -> None:
    dates = Dates(date(2020, 1, 6), *(date(2022, 1, 5),) * 4)
    case = advance(make_case(tree.branch, opened_on=date(2020, 1, 2)), dates)
    first, second = date(2023, 6, 1), date(2023, 7, 3)
    failed = replace(GOOD_VOTE, in_favour=3, against=6)

    for on in (first, second):
        record_branch_resolution(
            case=case, step=StepCode.RECOGNITION_RESOLUTION, adopted_on=on, number="12-NQ/CB", vote=failed,
            irregular_reason=REASON, **SPENT,
        )  # fmt: skip

    votes = case.branchresolution_facts.filter(kind="recognition").order_by("pk")
    assert list(votes.values_list("late_cause", flat=True)) == ["other", ""]


# --- extensions ------------------------------------------------------------------------------------------------------
def extend(case: AdmissionCase, on: date, **more: Any) -> Extension:
    values: dict[str, Any] = {
        "step": StepCode.ADMISSION_EXTENSION, "working_days": 30, "reason": "Phức tạp", "approver": APPROVER,
    }  # fmt: skip
    return record_extension(case=case, granted_on=on, **SPENT | values | more)


def test_extension_keeps_who_approved_it_and_why(case: AdmissionCase) -> None:
    extension = extend(case, IN_TIME, approver=f"  {APPROVER} ")

    extension.refresh_from_db()
    assert (extension.approver, extension.reason, extension.late_cause) == (APPROVER, "Phức tạp", "")
    assert Deadline.objects.get(case=case, kind="admission_decision").extension == 30


@pytest.mark.parametrize("lacking", ["reason", "approver"])
def test_extension_without_reason_or_approver_is_refused(case: AdmissionCase, lacking: str) -> None:
    before = row_counts()

    with pytest.raises(ValueError, match="needs a reason and whoever approved it"):
        extend(case, IN_TIME, **{lacking: " "})

    assert row_counts() == before


def test_extension_after_the_old_last_day_is_recorded_as_a_late_one(case: AdmissionCase) -> None:
    with pytest.raises(IrregularActError) as refused:
        extend(case, LATE_DAY, irregular_reason=REASON, late_cause="")

    extension = extend(case, LATE_DAY, irregular_reason=REASON, late_cause=LateCause.FILE_TO_COMPLETE)

    assert [finding.code.value for finding in refused.value.findings] == ["extension_after_due"]
    assert (extension.late_cause, extension.irregularities) == (
        "file_to_complete", ["extension_after_due:admission_extension"],
    )  # fmt: skip


@pytest.mark.parametrize("step", [StepCode.CEREMONY, StepCode.RECOGNITION_RESOLUTION, StepCode.ADMISSION_DECISION])
def test_clock_that_is_not_a_committees_decision_cannot_be_extended(case: AdmissionCase, step: StepCode) -> None:
    before = row_counts()

    with pytest.raises(NotExtensibleError):
        extend(case, IN_TIME, step=step)

    assert row_counts() == before


@pytest.mark.parametrize(("days", "code"), [(31, "extension_too_long"), (32_000, "extension_too_long")])
def test_extension_longer_than_thirty_is_refused(case: AdmissionCase, days: int, code: str) -> None:
    with pytest.raises(ForbiddenActError) as refused:
        extend(case, IN_TIME, working_days=days)

    assert [finding.code.value for finding in refused.value.findings] == [code]


def test_second_extension_is_refused_and_the_other_clock_has_one_of_its_own(case: AdmissionCase) -> None:
    extend(case, IN_TIME, working_days=5)

    with pytest.raises(ForbiddenActError) as refused:
        extend(case, IN_TIME, working_days=5)

    assert [finding.code.value for finding in refused.value.findings] == ["extension_repeated"]
    with pytest.raises(StepNotAllowedError):
        extend(case, IN_TIME, step=StepCode.RECOGNITION_EXTENSION)


# --- both ends of a decision on its way ------------------------------------------------------------------------------
def test_branch_and_committee_both_hear_of_a_decision_on_its_way(case: AdmissionCase, tree: Tree) -> None:
    decide(case, IN_TIME)

    deadline = Deadline.objects.get(case=case, kind="receipt_log")

    assert (deadline.organization, deadline.also_organization) == (tree.branch, tree.committee)
    others = Deadline.objects.filter(case=case).exclude(kind="receipt_log")
    assert set(others.values_list("also_organization", flat=True)) == {None}
