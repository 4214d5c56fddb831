"""Opening a file."""

from datetime import date

import pytest

from admission.domain.procedure import Body, Outcome, Stage, StepCode
from admission.domain.rules import RuleSetNotFoundError
from admission.models import AdmissionCase, Candidate
from admission.services.acts import CaseAlreadyOpenError, ForbiddenActError
from admission.services.cases import NoCompetentCommitteeError, competent_committee, open_case
from members.models import OrganizationKind
from members.services.organizations import add_organization
from tests.admission.services.parallel import in_parallel
from tests.admission.services.snapshots import events, row_counts
from tests.factories import NOW, TODAY, Dates, Tree, advance, decide, make_account, make_case, make_person

pytestmark = pytest.mark.django_db


def test_open_case_stands_at_the_beginning_under_the_rules_of_its_day(tree: Tree) -> None:
    by = make_account("thu.ky")

    case = open_case(person=make_person(), branch=tree.branch, opened_on=date(2026, 3, 2), by=by, today=TODAY, now=NOW)

    case.refresh_from_db()
    assert (case.stage, case.rule_set, case.next_body) == (Stage.NOMINATED, "QD294_2025", Body.BRANCH)
    assert (case.opened_by, case.closed_on, case.next_due_on, case.turns_on) == (by, None, None, None)
    assert events(case) == [("case_opened", {"opened_on": "2026-03-02", "branch": "CB-1", "rule_set": "QD294_2025"})]


def test_open_case_goes_to_the_nearest_committee_that_decides(tree: Tree) -> None:
    delegated = add_organization(
        kind=OrganizationKind.GRASSROOTS_COMMITTEE, code="DU-UQ", name="Đảng ủy được ủy quyền", above=tree.committee,
        decides_admission=True,
    )  # fmt: skip
    below = add_organization(kind=OrganizationKind.BRANCH, code="CB-9", name="Chi bộ Chín", above=delegated)

    assert competent_committee(below, TODAY) == delegated
    assert competent_committee(tree.branch, TODAY) == tree.committee


def test_open_case_without_a_committee_that_decides_leaves_nothing(tree: Tree) -> None:
    above = add_organization(kind=OrganizationKind.PARTY_COMMITTEE, code="DU-0", name="Đảng ủy Không")
    alone = add_organization(kind=OrganizationKind.GRASSROOTS_BRANCH, code="CB-0", name="Chi bộ Không", above=above)
    person, before = make_person(), row_counts() | {"members.Person": 1}

    with pytest.raises(NoCompetentCommitteeError):
        open_case(person=person, branch=alone, opened_on=TODAY, by=None, today=TODAY, now=NOW)

    assert row_counts() == before


def test_open_case_in_the_future_leaves_nothing(tree: Tree) -> None:
    person = make_person()
    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        open_case(person=person, branch=tree.branch, opened_on=date(2026, 3, 3), by=None, today=TODAY, now=NOW)

    assert [(f.code.value, f.field) for f in refused.value.findings] == [("date_in_future", "opened_on")]
    assert row_counts() == before


def test_open_case_before_any_rule_set_names_the_day(tree: Tree) -> None:
    with pytest.raises(RuleSetNotFoundError, match="2016-07-24"):
        open_case(person=make_person(), branch=tree.branch, opened_on=date(2016, 7, 24), by=None, today=TODAY, now=NOW)


def test_open_case_twice_for_one_candidate_names_the_open_one(case: AdmissionCase, tree: Tree) -> None:
    person = case.candidate.person

    with pytest.raises(CaseAlreadyOpenError) as refused:
        open_case(person=person, branch=tree.sibling, opened_on=TODAY, by=None, today=TODAY, now=NOW)

    assert refused.value.case == case


def test_open_case_again_after_a_refusal(case: AdmissionCase, tree: Tree) -> None:
    advance(case, Dates())
    decide(case, StepCode.ADMISSION_DECISION, date(2026, 2, 27), outcome=Outcome.REFUSED)

    again = open_case(person=case.candidate.person, branch=tree.branch, opened_on=TODAY, by=None, today=TODAY, now=NOW)

    assert again.candidate == case.candidate
    assert Candidate.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_open_case_at_once_by_four_gives_one_file(tree: Tree) -> None:
    person = make_person()

    def act() -> object:
        return open_case(person=person, branch=tree.branch, opened_on=TODAY, by=None, today=TODAY, now=NOW)

    results = in_parallel(act, act, act, act)

    assert sorted(type(result).__name__ for result in results) == ["AdmissionCase", *["CaseAlreadyOpenError"] * 3]
    assert AdmissionCase.objects.count() == 1


def test_case_code_has_its_year_and_number(tree: Tree) -> None:
    case = make_case(tree.branch, opened_on=date(2024, 1, 2))

    assert case.code == f"KN-2024-{case.pk:05d}"
