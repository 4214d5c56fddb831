"""What walking every stage and random paths brought to light, each as the shortest path to it."""

from datetime import date
from typing import Any

import pytest

from admission.domain.findings import FindingCode
from admission.domain.procedure import Stage, StepCode
from admission.models import AdmissionCase, BranchResolution
from admission.selectors.step_context import step_context
from admission.services.acts import AlreadyRecordedError, ForbiddenActError
from admission.services.corrections import correct_fact
from admission.services.facts import record_sponsor
from admission.services.transfers import move_files, record_transfer
from admission.services.verification import differences
from tests.admission.stages import case_at
from tests.factories import (
    NOW,
    TODAY,
    Dates,
    FullChain,
    Tree,
    advance,
    make_case,
    make_full_chain,
    make_person,
    resolve,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(calendar_published: None) -> FullChain:
    return make_full_chain()


@pytest.fixture
def on_probation(tree: Tree) -> AdmissionCase:
    """A file that came here without a level between branch and committee."""
    dates = Dates(
        resolved_on=date(2025, 3, 3),
        decided_on=date(2025, 4, 1),
        received_on=date(2025, 5, 12),
        held_on=date(2025, 6, 2),
    )
    return advance(make_case(tree.branch), dates)


def test_probationary_member_moves_to_a_chain_with_more_levels_and_stays_one(on_probation: AdmissionCase) -> None:
    to_branch = make_full_chain().branch

    record_transfer(case=on_probation, to_branch=to_branch, moved_on=TODAY, by=None, today=TODAY, now=NOW)

    on_probation.refresh_from_db()
    assert (on_probation.stage, on_probation.branch) == (Stage.PROBATION, to_branch)


def test_merger_into_a_chain_with_more_levels_sends_no_file_back(on_probation: AdmissionCase, tree: Tree) -> None:
    into = make_full_chain().branch

    move_files(dissolved=tree.branch, into=into, on=TODAY, document="9-QĐ/ĐU", by=None, today=TODAY)

    on_probation.refresh_from_db()
    assert on_probation.stage == Stage.PROBATION


def test_another_member_may_join_in_helping_after_a_failed_vote(chain: FullChain) -> None:
    case = case_at(Stage.ADMISSION_VOTE_FAILED, chain)

    record_sponsor(
        case=case, step=StepCode.ASSIGN_SPONSOR, sponsor=make_person("Vũ Văn Giang", None), assigned_on=TODAY,
        by=None, today=TODAY, now=NOW,
    )  # fmt: skip

    case.refresh_from_db()
    assert case.stage == Stage.ADMISSION_VOTE_FAILED


def test_form_offers_those_who_may_stop_helping_after_a_failed_vote(chain: FullChain) -> None:
    case = case_at(Stage.ADMISSION_VOTE_FAILED, chain)

    context = step_context(case, StepCode.END_SPONSORSHIP, TODAY)

    assert [name for _pk, name in context.helping] == ["Lê Văn Bình", "Trần Thị Cúc"]


def test_vote_before_the_assignment_is_refused_by_name(case: AdmissionCase) -> None:
    advance(case, Dates(resolved_on=None))

    with pytest.raises(ForbiddenActError) as refused:
        resolve(case, StepCode.ADMISSION_RESOLUTION, date(2024, 1, 3))

    assert FindingCode.BEFORE_PREVIOUS_STEP in {finding.code for finding in refused.value.findings}


def test_vote_is_not_corrected_to_the_day_of_another(chain: FullChain) -> None:
    case = case_at(Stage.ADMISSION_VOTE_FAILED, chain)
    first = BranchResolution.objects.get()
    resolve(case, StepCode.ADMISSION_RESOLUTION, date(2024, 6, 10))

    with pytest.raises(AlreadyRecordedError):
        correct_fact(
            fact=first, changes={"adopted_on": date(2024, 6, 10)}, reason="Nhầm ngày", by=None, today=TODAY, now=NOW
        )


def test_clock_of_a_level_keeps_its_beginning_when_the_file_moves_past_that_level(chain: FullChain) -> None:
    case = case_at(Stage.AWAITING_DECISION, chain)
    waited = {"kind": "level_wait", "subject": "admission_grassroots"}
    before = case.deadlines.get(**waited).triggered_on

    record_transfer(case=case, to_branch=chain.second, moved_on=TODAY, by=None, today=TODAY, now=NOW)

    after = case.deadlines.get(**waited)
    assert (after.trigger, after.triggered_on) == (StepCode.ADMISSION_APPRAISAL, before)
    assert list(differences(today=TODAY)) == []


def test_assignment_in_one_branch_is_counted_in_a_file_of_another(chain: FullChain) -> None:
    """Who helps in two branches is entered in the second when he is assigned there: the first file may rest on it."""
    helper, first = make_person("Vũ Văn Giang", None), make_case(chain.branch, opened_on=date(2024, 1, 2))
    act: dict[str, Any] = {"step": StepCode.ASSIGN_SPONSOR, "sponsor": helper, "by": None, "today": TODAY, "now": NOW}
    record_transfer(case=first, to_branch=chain.second, moved_on=date(2025, 6, 2), by=None, today=TODAY, now=NOW)
    first.refresh_from_db()
    record_sponsor(case=first, assigned_on=date(2025, 6, 2), **act)
    second = make_case(chain.branch, name="Lý Văn Hải")

    record_sponsor(case=second, assigned_on=date(2025, 3, 3), **act)

    milestone = first.deadlines.get(kind="sponsorship")
    assert (milestone.triggered_on, list(differences(today=TODAY))) == (date(2025, 3, 3), [])
