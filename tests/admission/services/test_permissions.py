"""Who may record what, for every role in every organisation."""

from datetime import date

import pytest

from admission import permissions
from admission.domain.procedure import STEPS, Body, StepCode
from admission.models import AdmissionCase
from admission.permissions import NotPermittedError, check_may_administer, check_may_record, may_record
from members.access import access_of
from members.models import Account, Role, RoleAssignment
from tests.factories import TODAY, Tree, make_account, make_case

pytestmark = pytest.mark.django_db

FROM_GRASSROOTS = {
    "admission_grassroots", "recognition_grassroots", "age_consent", "education_consent", "readmission_consent",
    "ceremony_consent", "party_card",
}  # fmt: skip
FROM_SECTIONAL = {"admission_appraisal", "recognition_appraisal", "admission_return", "recognition_return"}
COMPETENT_ALONE = {
    "political_conclusion", "admission_extension", "admission_decision", "recognition_extension",
    "recognition_decision", "refusal_notice", "removal_notice",
}  # fmt: skip
COMMITTEES_ALONE = FROM_SECTIONAL | FROM_GRASSROOTS | COMPETENT_ALONE
AT_ANY_LEVEL = {"special_case", "vetting", "personal_event"}
BRANCH_AND_COMPETENT = {"open_case", "transfer", "end_case"}
OF_THE_COMMITTEE = COMMITTEES_ALONE | AT_ANY_LEVEL | BRANCH_AND_COMPETENT
WHERE = ["committee", "grassroots", "branch", "sibling", "foreign_committee", "foreign_branch"]


def acting(tree: Tree, role: Role, where: str) -> Account:
    return make_account("ai.do", role, getattr(tree, where))


def test_nobody_decides_for_the_competent_committee() -> None:
    alone = {s.code.value for s in STEPS.values() if s.recorders == (Body.COMPETENT_COMMITTEE,)}

    assert alone == COMPETENT_ALONE


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("role", Role)
def test_each_role_records_the_acts_of_its_own_body_and_those_below_it(
    role: Role, where: str, case: AdmissionCase, tree: Tree
) -> None:
    account = acting(tree, role, where)

    allowed = {step.value for step in StepCode if may_record(access_of(account, TODAY), case, step)}

    if role in {"branch_secretary", "deputy_secretary"} and where == "branch":
        assert allowed == set(StepCode) - COMMITTEES_ALONE
    elif role in {"clerk", "reviewer"} and where == "committee":
        assert allowed == OF_THE_COMMITTEE
    else:
        assert allowed == set()


def test_check_may_record_names_account_and_file(case: AdmissionCase, tree: Tree) -> None:
    inspector = acting(tree, Role.INSPECTOR, "branch")

    with pytest.raises(NotPermittedError, match=f"ai.do may not record ceremony for {case.code}"):
        check_may_record(access_of(inspector, TODAY), case, StepCode.CEREMONY)


@pytest.mark.parametrize(
    ("day", "allowed"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_role_counts_from_its_first_to_its_last_day(day: date, allowed: bool, case: AdmissionCase, tree: Tree) -> None:
    account = make_account("ai.do")
    RoleAssignment.objects.create(
        account=account, organization=tree.branch, role="branch_secretary", from_on=date(2026, 1, 1),
        until_on=date(2026, 6, 30),
    )  # fmt: skip

    assert may_record(access_of(account, day), case, StepCode.CEREMONY) is allowed
    assert AdmissionCase.objects.visible_to(access_of(account, day)).exists() is allowed


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("role", Role)
def test_files_are_visible_from_above_and_to_readers_only(
    role: Role, where: str, case: AdmissionCase, tree: Tree
) -> None:
    make_case(tree.foreign_branch, name="Người Xa")
    account = acting(tree, role, where)

    visible = set(AdmissionCase.objects.visible_to(access_of(account, TODAY)))

    expected: set[AdmissionCase] = set()
    if role != "administrator":
        if where in {"committee", "grassroots", "branch"}:
            expected = {case}
        elif where != "sibling":
            expected = set(AdmissionCase.objects.exclude(pk=case.pk))
    assert visible == expected


@pytest.mark.parametrize(
    ("role", "where", "branches"),
    [
        (Role.BRANCH_SECRETARY, "branch", ["CB-1"]),
        (Role.DEPUTY_SECRETARY, "sibling", ["CB-2"]),
        (Role.BRANCH_SECRETARY, "grassroots", []),
        (Role.CLERK, "committee", ["CB-1", "CB-2"]),
        (Role.REVIEWER, "grassroots", ["CB-1", "CB-2"]),
        (Role.CLERK, "foreign_committee", ["CB-K"]),
        (Role.INSPECTOR, "committee", []),
        (Role.ADMINISTRATOR, "committee", []),
    ],
)
def test_branches_to_write(role: Role, where: str, branches: list[str], tree: Tree) -> None:
    account = acting(tree, role, where)

    assert [branch.code for branch in permissions.branches_to_write(access_of(account, TODAY))] == branches
    assert permissions.may_open_cases(access_of(account, TODAY)) is bool(branches)


@pytest.mark.parametrize("role", Role)
def test_administration_is_for_the_administrator_alone(role: Role, tree: Tree) -> None:
    account = acting(tree, role, "committee")

    if role is Role.ADMINISTRATOR:
        check_may_administer(access_of(account, TODAY))
    else:
        with pytest.raises(NotPermittedError):
            check_may_administer(access_of(account, TODAY))
