"""What is not as the regulation asks is recorded for a reason, and stays visible with it."""

from datetime import date

import pytest

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, BranchResolution, CommitteeDecision
from admission.services.acts import IrregularActError
from admission.services.corrections import correct_fact
from admission.services.facts import record_ceremony, record_paper
from tests.admission.services.snapshots import events, row_counts
from tests.admission.services.whole_files import (
    ACT,
    FAILED_VOTE,
    add_probation_papers,
    admit,
    decide_well,
    on_probation,
    ready_for_branch,
    resolve_well,
)
from tests.factories import NOW, Dates, Tree, advance, make_case

pytestmark = pytest.mark.django_db

RESOLVES = StepCode.ADMISSION_RESOLUTION
RESOLVED_ON = date(2026, 1, 5)
REASON = "Đoàn thể chưa kịp họp, sẽ bổ sung"


@pytest.fixture
def lacking(tree: Tree) -> AdmissionCase:
    """Everything is there but the summary of opinions."""
    case = ready_for_branch(make_case(tree.branch))
    paper = case.casepaper_facts.get(step="opinions")
    type(paper).objects.filter(pk=paper.pk).update(superseded_at=NOW)
    return case


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_act_without_a_reason_is_refused_and_leaves_nothing(reason: str, lacking: AdmissionCase) -> None:
    lacking.refresh_from_db()
    before, revision = row_counts(), lacking.revision

    with pytest.raises(IrregularActError) as refused:
        resolve_well(lacking, RESOLVES, RESOLVED_ON, irregular_reason=reason)

    [finding] = refused.value.findings
    assert (finding.code.value, finding.value("paper"), finding.clause) == (
        "paper_missing", "opinions", "Điều lệ Đảng, điều 4.2",
    )  # fmt: skip
    lacking.refresh_from_db()
    assert (row_counts(), lacking.revision, lacking.stage) == (before, revision, "sponsored")


def test_reason_is_kept_on_the_fact_and_in_the_journal(lacking: AdmissionCase) -> None:
    resolve_well(lacking, RESOLVES, RESOLVED_ON, irregular_reason=f"  {REASON} ")

    row = BranchResolution.objects.get()
    assert (row.irregularities, row.irregular_reason) == (["paper_missing:opinions"], REASON)
    recorded = [details for verb, details in events(lacking) if verb == "fact_recorded"]
    assert recorded[-1]["irregular_reason"] == REASON
    assert lacking.stage == "awaiting_decision"


def test_reason_where_nothing_is_irregular_is_not_kept(tree: Tree) -> None:
    case = ready_for_branch(make_case(tree.branch))

    resolve_well(case, RESOLVES, RESOLVED_ON, irregular_reason=REASON)

    row = BranchResolution.objects.get()
    assert (row.irregularities, row.irregular_reason) == ([], "")
    assert "irregular_reason" not in events(case)[-1][1]


def test_next_act_answers_for_what_it_adds_only(lacking: AdmissionCase) -> None:
    resolve_well(lacking, RESOLVES, RESOLVED_ON, irregular_reason=REASON)

    decide_well(lacking, StepCode.ADMISSION_DECISION, date(2026, 2, 9))

    assert CommitteeDecision.objects.get().irregularities == []


def test_each_meeting_of_the_branch_answers_for_its_own_papers(lacking: AdmissionCase) -> None:
    resolve_well(lacking, RESOLVES, RESOLVED_ON, vote=FAILED_VOTE, irregular_reason=REASON)
    before = row_counts()
    with pytest.raises(IrregularActError) as refused:
        resolve_well(lacking, RESOLVES, date(2026, 1, 12), vote=FAILED_VOTE)
    left = row_counts()

    resolve_well(lacking, RESOLVES, date(2026, 1, 12), vote=FAILED_VOTE, irregular_reason="Vẫn chưa họp")

    assert [(f.code.value, f.value("paper")) for f in refused.value.findings] == [("paper_missing", "opinions")]
    assert left == before
    kept = BranchResolution.objects.order_by("adopted_on").values_list("irregularities", "irregular_reason")
    assert list(kept) == [(["paper_missing:opinions"], REASON), (["paper_missing:opinions"], "Vẫn chưa họp")]


def test_meeting_before_which_the_paper_came_is_not_asked(lacking: AdmissionCase) -> None:
    resolve_well(lacking, RESOLVES, RESOLVED_ON, vote=FAILED_VOTE, irregular_reason=REASON)
    record_paper(case=lacking, step=StepCode.OPINIONS, made_on=date(2026, 1, 9), **ACT)

    resolve_well(lacking, RESOLVES, date(2026, 1, 12))

    assert BranchResolution.objects.get(adopted_on=date(2026, 1, 12)).irregularities == []


def test_meeting_on_recognition_does_not_answer_for_the_papers_of_admission(lacking: AdmissionCase) -> None:
    resolve_well(lacking, RESOLVES, date(2025, 1, 6), irregular_reason=REASON)
    admit(lacking, date(2025, 1, 20))
    add_probation_papers(lacking, date(2026, 1, 21))

    resolve_well(lacking, StepCode.RECOGNITION_RESOLUTION, date(2026, 1, 22), irregular_reason=REASON)

    assert "paper_missing:opinions" not in BranchResolution.objects.get(kind="recognition").irregularities


def test_late_act_needs_a_reason(tree: Tree) -> None:
    case = advance(make_case(tree.branch), Dates(resolved_on=date(2025, 9, 1)))

    with pytest.raises(IrregularActError) as refused:
        decide_well(case, StepCode.ADMISSION_DECISION, date(2026, 2, 9))

    [finding] = refused.value.findings
    assert (finding.code.value, finding.field, finding.value("due_on")) == (
        "act_late", "decided_on", date(2025, 11, 25),
    )  # fmt: skip


def test_oath_that_was_not_taken_needs_a_reason(tree: Tree) -> None:
    case = advance(make_case(tree.branch), Dates(decided_on=date(2026, 2, 9), received_on=date(2026, 2, 11)))
    values = {"case": case, "held_on": date(2026, 2, 23), "oath_taken": False, "now": NOW, **ACT}
    with pytest.raises(IrregularActError):
        record_ceremony(**values)

    row = record_ceremony(irregular_reason="Đảng viên bị khàn tiếng", **values)

    assert (row.irregularities, row.irregular_reason) == (["oath_missing:ceremony"], "Đảng viên bị khàn tiếng")


def test_correction_keeps_what_was_irregular_and_why(lacking: AdmissionCase) -> None:
    resolve_well(lacking, RESOLVES, RESOLVED_ON, irregular_reason=REASON)

    row = correct_fact(
        fact=BranchResolution.objects.get(), changes={"number": "13-NQ/CB"}, reason="Gõ nhầm", now=NOW, **ACT
    )

    assert (row.irregularities, row.irregular_reason, row.correction_reason) == (
        ["paper_missing:opinions"], REASON, "Gõ nhầm",
    )  # fmt: skip


def test_reason_of_a_correction_answers_for_what_becomes_irregular_by_it(tree: Tree) -> None:
    case = ready_for_branch(make_case(tree.branch))
    resolve_well(case, RESOLVES, RESOLVED_ON)

    row = correct_fact(
        fact=BranchResolution.objects.get(), changes={"adopted_on": date(2025, 9, 5)}, reason="Chép nhầm ngày",
        now=NOW, **ACT,
    )  # fmt: skip

    assert row.irregular_reason == "Chép nhầm ngày"
    assert "paper_missing:application" in row.irregularities


def test_correction_adds_to_what_was_irregular_before(lacking: AdmissionCase) -> None:
    resolve_well(lacking, RESOLVES, RESOLVED_ON, irregular_reason=REASON)

    row = correct_fact(
        fact=BranchResolution.objects.get(), changes={"adopted_on": date(2025, 9, 5)}, reason="Chép nhầm ngày",
        now=NOW, **ACT,
    )  # fmt: skip

    assert row.irregular_reason == REASON
    assert {"paper_missing:opinions", "paper_missing:application"} <= set(row.irregularities)


def test_recognition_without_the_probation_set_needs_a_reason(tree: Tree) -> None:
    case = ready_for_branch(make_case(tree.branch))
    on_probation(case, resolved_on=date(2025, 9, 15), held_on=date(2025, 10, 6))
    later = date(2026, 11, 2)
    with pytest.raises(IrregularActError) as refused:
        resolve_well(case, StepCode.RECOGNITION_RESOLUTION, date(2026, 10, 12), today=later)

    resolve_well(case, StepCode.RECOGNITION_RESOLUTION, date(2026, 10, 12), today=later, irregular_reason=REASON)

    assert {finding.code.value for finding in refused.value.findings} == {"paper_missing"}
    assert len(BranchResolution.objects.get(kind="recognition").irregularities) == 4
