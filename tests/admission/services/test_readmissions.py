"""Admitting a former member again: who is barred, from when on, with whose consent, once. Source: 294-QĐ/TW, 3.5."""

from datetime import date
from typing import Any

import pytest

from admission.domain.procedure import Choice, LeavingCause, StepCode
from admission.models import AdmissionCase, ReadmissionGround
from admission.services.acts import AlreadyRecordedError, ForbiddenActError, IrregularActError
from admission.services.facts import record_paper, record_readmission
from tests.admission.services.snapshots import row_counts
from tests.admission.services.whole_files import ACT, document, on_probation, ready_for_branch, resolve_well
from tests.factories import Tree, make_case

pytestmark = pytest.mark.django_db

GROUND: dict[str, Any] = {
    "noted_on": date(2025, 8, 4), "left_on": date(2020, 1, 6), "cause": LeavingCause.LEFT_FOR_HARDSHIP,
}  # fmt: skip
CONSENT = {"number": "9-CV/TU", "issuer": "Ban thường vụ Thành ủy"}


def note(case: AdmissionCase, **changes: Any) -> ReadmissionGround:
    return record_readmission(case=case, **GROUND | changes, **ACT)


def apply(case: AdmissionCase, on: date) -> None:
    record_paper(case=case, step=StepCode.APPLICATION, made_on=on, **ACT)


def codes(error: ForbiddenActError | IrregularActError) -> list[tuple[str, str]]:
    return [(finding.code.value, finding.field) for finding in error.findings]


def test_ground_is_kept_with_its_days(case: AdmissionCase) -> None:
    note(case, first_admitted_on=date(2010, 5, 19))

    row = ReadmissionGround.objects.get()
    assert (row.left_on, row.cause, row.first_admitted_on, row.readmissions) == (
        date(2020, 1, 6), "left_for_hardship", date(2010, 5, 19), 0,
    )  # fmt: skip


def test_ground_is_noted_once(case: AdmissionCase) -> None:
    note(case)

    with pytest.raises(AlreadyRecordedError):
        note(case)

    assert ReadmissionGround.objects.count() == 1


@pytest.mark.parametrize("cause", [LeavingCause.NOT_ATTENDING, LeavingCause.LEFT_WITHOUT_HARDSHIP])
def test_cause_that_bars_for_good_leaves_nothing(cause: LeavingCause, case: AdmissionCase) -> None:
    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        note(case, cause=cause)

    assert (codes(refused.value), row_counts()) == ([("readmission_excluded", "cause")], before)


@pytest.mark.parametrize("cause", [LeavingCause.FACTIONALISM, LeavingCause.PARTY_HISTORY, LeavingCause.SERIOUS_CRIME])
def test_cause_whose_clause_nobody_read_is_recorded_for_a_reason_only(cause: LeavingCause, case: AdmissionCase) -> None:
    with pytest.raises(IrregularActError):
        note(case, cause=cause)

    row = note(case, cause=cause, irregular_reason="Tỉnh ủy đã cho ý kiến")

    assert (row.irregularities, row.irregular_reason) == (
        ["readmission_excluded:readmission_ground"], "Tỉnh ủy đã cho ý kiến",
    )  # fmt: skip


@pytest.mark.parametrize("cause", [LeavingCause.LEFT_FOR_HARDSHIP, LeavingCause.NAME_REMOVED, LeavingCause.EXPELLED])
def test_other_causes_bar_nobody(cause: LeavingCause, case: AdmissionCase) -> None:
    assert note(case, cause=cause).irregularities == []


def test_second_admission_again_leaves_nothing(case: AdmissionCase) -> None:
    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        note(case, readmissions=1)

    assert (codes(refused.value), row_counts()) == ([("readmission_again", "readmissions")], before)


def test_thirty_six_months_outside_come_first(case: AdmissionCase) -> None:
    note(case, left_on=date(2023, 1, 10))

    with pytest.raises(ForbiddenActError) as refused:
        apply(case, date(2026, 1, 9))
    apply(case, date(2026, 1, 10))

    assert codes(refused.value) == [("readmission_too_early", "made_on")]
    assert case.casepaper_facts.get().made_on == date(2026, 1, 10)


def test_after_a_sentence_sixty_months_count_from_the_cleared_record(case: AdmissionCase) -> None:
    note(case, cause=LeavingCause.LESS_SERIOUS_CRIME, left_on=date(2015, 6, 1), cleared_on=date(2021, 1, 11))

    with pytest.raises(ForbiddenActError) as refused:
        apply(case, date(2026, 1, 10))
    apply(case, date(2026, 1, 11))

    [finding] = refused.value.findings
    assert (finding.value("months"), finding.value("earliest_on")) == (60, date(2026, 1, 11))


def test_record_that_was_not_cleared_stops_the_application(case: AdmissionCase) -> None:
    note(case, cause=LeavingCause.LESS_SERIOUS_CRIME, left_on=date(2015, 6, 1))

    with pytest.raises(ForbiddenActError) as refused:
        apply(case, date(2026, 1, 12))

    assert codes(refused.value) == [("record_not_cleared", "made_on")]


def test_branch_resolves_only_with_the_consent_before(tree: Tree) -> None:
    case = ready_for_branch(make_case(tree.branch))
    note(case)
    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        resolve_well(case, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 5))

    [finding] = refused.value.findings
    assert (codes(refused.value), finding.clause) == (
        [("readmission_consent_missing", "adopted_on")], "294-QĐ/TW, 3.5",
    )  # fmt: skip
    assert row_counts() == before


@pytest.mark.parametrize(("on", "is_enough"), [(date(2026, 1, 5), True), (date(2026, 1, 6), False)])
def test_consent_counts_up_to_the_day_of_the_meeting(on: date, is_enough: bool, tree: Tree) -> None:
    case = ready_for_branch(make_case(tree.branch))
    note(case)
    document(case, StepCode.READMISSION_CONSENT, on, **CONSENT)

    if is_enough:
        resolve_well(case, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 5))
    else:
        with pytest.raises(ForbiddenActError):
            resolve_well(case, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 5))

    case.refresh_from_db()
    assert (case.stage == "awaiting_decision") is is_enough


def test_former_member_goes_through_the_whole_probation_again(tree: Tree) -> None:
    case = ready_for_branch(make_case(tree.branch))
    note(case)
    document(case, StepCode.READMISSION_CONSENT, date(2025, 12, 1), **CONSENT)

    on_probation(case, resolved_on=date(2026, 1, 5), held_on=date(2026, 2, 9))

    assert (case.probation.starts_on, case.probation.ends_on) == (date(2026, 2, 9), date(2027, 2, 9))


def test_population_policy_follows_its_own_rule(tree: Tree) -> None:
    case = ready_for_branch(make_case(tree.branch))
    note(case, cause=LeavingCause.POPULATION_POLICY, left_on=date(2024, 6, 3))
    document(case, StepCode.READMISSION_CONSENT, date(2025, 12, 1), **CONSENT)
    with pytest.raises(IrregularActError) as refused:
        resolve_well(case, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 5))
    assert codes(refused.value) == [("special_rule_missing", "")]

    document(
        case, StepCode.SPECIAL_CASE, date(2025, 12, 8), choice=Choice.POPULATION_POLICY, number="1", issuer="Tỉnh ủy"
    )
    resolve_well(case, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 5))

    assert case.branchresolution_facts.get().irregularities == []
