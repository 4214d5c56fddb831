"""The committees above a branch: every shape of the tree, the way through all levels, who writes at which level."""

from collections.abc import Callable
from datetime import date

import pytest

from admission.domain.facts import Vote, VoteMethod
from admission.domain.procedure import STEPS, Body, Choice, StepCode
from admission.models import AdmissionCase, Deadline, Fact
from admission.permissions import NotPermittedError, check_may_record, recordable_steps
from admission.selectors.recorded_facts import fact_rows
from admission.services.cases import NoCompetentCommitteeError, committees_of
from admission.services.facts import record_ceremony, record_receipt
from members.access import access_of
from members.models import Account, Organization, OrganizationKind, Role
from members.services.organizations import add_organization
from tests.admission.services.whole_files import (
    ACT,
    add_papers,
    add_probation_papers,
    decide_well,
    document,
    resolve_above,
    resolve_well,
)
from tests.factories import NOW, TODAY, Dates, FullChain, advance, make_account, make_case, make_full_chain

pytestmark = pytest.mark.django_db

KINDS = OrganizationKind
SECTIONAL_STEPS = {"admission_appraisal", "recognition_appraisal", "admission_return", "recognition_return"}
GRASSROOTS_STEPS = SECTIONAL_STEPS | {
    "admission_grassroots", "recognition_grassroots", "age_consent", "education_consent", "readmission_consent",
    "ceremony_consent", "party_card",
}  # fmt: skip
AT_ANY_LEVEL = {"special_case", "vetting", "personal_event"}
NINE_OF_FIFTEEN = Vote(VoteMethod.RAISED_CARD, entitled=15, present=15, in_favour=9, against=6, blank=0)
"""Ten are needed."""


@pytest.fixture
def chain(calendar_published: None) -> FullChain:
    return make_full_chain()


def added(kind: OrganizationKind, code: str, above: Organization | None, *, decides: bool = False) -> Organization:
    return add_organization(kind=kind, code=code, name=f"Tổ chức {code}", above=above, decides_admission=decides)


def all_levels(top: Organization) -> Organization:
    grassroots = added(KINDS.GRASSROOTS_COMMITTEE, "CS", top)
    return added(KINDS.BRANCH, "CB", added(KINDS.SECTIONAL_COMMITTEE, "BP", grassroots))


def delegated(top: Organization) -> Organization:
    return added(KINDS.BRANCH, "CB", added(KINDS.GRASSROOTS_COMMITTEE, "CS", top, decides=True))


def delegated_with_sections(top: Organization) -> Organization:
    grassroots = added(KINDS.GRASSROOTS_COMMITTEE, "CS", top, decides=True)
    return added(KINDS.BRANCH, "CB", added(KINDS.SECTIONAL_COMMITTEE, "BP", grassroots))


SHAPES: list[tuple[Callable[[Organization], Organization], str, str, str]] = [
    (all_levels, "TOP", "CS", "BP"),
    (lambda top: added(KINDS.BRANCH, "CB", added(KINDS.GRASSROOTS_COMMITTEE, "CS", top)), "TOP", "CS", ""),
    (delegated, "CS", "", ""),
    (delegated_with_sections, "CS", "", "BP"),
    (lambda top: added(KINDS.GRASSROOTS_BRANCH, "CB", top), "TOP", "", ""),
    (lambda top: added(KINDS.GRASSROOTS_BRANCH, "CB", added(KINDS.GRASSROOTS_COMMITTEE, "CS", top)), "TOP", "", ""),
    (lambda top: added(KINDS.GRASSROOTS_BRANCH, "CB", top, decides=True), "CB", "", ""),
]


@pytest.mark.parametrize(("shape", "competent", "grassroots", "sectional"), SHAPES)
def test_committees_of_a_branch_are_those_of_its_tree(
    shape: Callable[[Organization], Organization], competent: str, grassroots: str, sectional: str, db: None
) -> None:
    branch = shape(added(KINDS.PARTY_COMMITTEE, "TOP", None, decides=True))

    found = committees_of(branch, TODAY)

    codes = [level.code if level else "" for level in (found.competent, found.grassroots, found.sectional)]
    assert codes == [competent, grassroots, sectional]


def test_branch_below_nobody_who_decides_has_no_committee(db: None) -> None:
    branch = all_levels(added(KINDS.PARTY_COMMITTEE, "TOP", None))

    with pytest.raises(NoCompetentCommitteeError):
        committees_of(branch, TODAY)


def test_file_keeps_the_committees_of_its_opening(chain: FullChain) -> None:
    case = make_case(chain.branch)

    levels = (case.competent_committee, case.grassroots_committee, case.sectional_committee)
    assert levels == (chain.committee, chain.grassroots, chain.sectional)
    assert make_case(chain.second, name="Vũ Minh Khôi").sectional_committee is None


def stand(case: AdmissionCase) -> tuple[str, str]:
    case.refresh_from_db()
    return case.stage, case.next_body


def admitted(chain: FullChain) -> AdmissionCase:
    """A file of 2024, up to the branch's resolution."""
    case = advance(
        make_case(chain.branch, opened_on=date(2023, 1, 2)), Dates(assigned_on=date(2023, 1, 5), resolved_on=None)
    )
    add_papers(case, made_on=date(2023, 11, 6))
    resolve_well(case, StepCode.ADMISSION_RESOLUTION, date(2024, 3, 4))
    return case


def test_file_walks_through_all_levels_without_a_single_irregularity(chain: FullChain) -> None:
    case = admitted(chain)
    seen = [stand(case)]

    document(case, StepCode.ADMISSION_APPRAISAL, date(2024, 3, 8), choice=Choice.AGREES, number="3-BC/ĐUBP")
    seen.append(stand(case))
    resolve_above(case, StepCode.ADMISSION_GRASSROOTS, date(2024, 3, 15))
    seen.append(stand(case))
    decide_well(case, StepCode.ADMISSION_DECISION, date(2024, 4, 1))
    seen.append(stand(case))
    record_receipt(case=case, received_on=date(2024, 4, 3), now=NOW, **ACT)
    seen.append(stand(case))
    record_ceremony(case=case, held_on=date(2024, 4, 12), now=NOW, **ACT)
    add_probation_papers(case, date(2025, 4, 14))
    seen.append(stand(case))
    resolve_well(case, StepCode.RECOGNITION_RESOLUTION, date(2025, 4, 21))
    seen.append(stand(case))
    document(case, StepCode.RECOGNITION_APPRAISAL, date(2025, 4, 24), choice=Choice.AGREES, number="4-BC/ĐUBP")
    seen.append(stand(case))
    resolve_above(case, StepCode.RECOGNITION_GRASSROOTS, date(2025, 4, 28))
    seen.append(stand(case))
    decide_well(case, StepCode.RECOGNITION_DECISION, date(2025, 5, 12))
    seen.append(stand(case))

    assert seen == [
        ("awaiting_appraisal", "sectional_committee"),
        ("awaiting_grassroots", "grassroots_committee"),
        ("awaiting_decision", "competent_committee"),
        ("awaiting_receipt", "branch"),
        ("awaiting_ceremony", "branch"),
        ("probation", "branch"),
        ("recognition_appraisal", "sectional_committee"),
        ("recognition_grassroots", "grassroots_committee"),
        ("awaiting_recognition", "competent_committee"),
        ("official", ""),
    ]
    assert [(row, row.irregularities) for row in rows_of(case) if row.irregularities or row.irregular_reason] == []
    assert case.probation.recognised_on == date(2025, 4, 12)


def rows_of(case: AdmissionCase) -> tuple[Fact, ...]:
    return fact_rows(case).rows


def test_waiting_at_each_level_is_the_business_of_that_level(chain: FullChain) -> None:
    case = admitted(chain)
    document(case, StepCode.ADMISSION_APPRAISAL, date(2024, 3, 8), choice=Choice.AGREES, number="3")

    waits = Deadline.objects.filter(case=case, kind="level_wait").order_by("pk")

    assert [(wait.subject, wait.organization, wait.triggered_on, wait.met_on) for wait in waits] == [
        ("admission_appraisal", chain.sectional, date(2024, 3, 4), date(2024, 3, 8)),
        ("admission_grassroots", chain.grassroots, date(2024, 3, 8), None),
    ]
    assert Deadline.objects.get(case=case, kind="admission_decision").organization == chain.committee


def test_each_level_writes_its_own_acts_and_those_below_it(chain: FullChain) -> None:
    case = make_case(chain.branch)
    every = set(StepCode)
    competent = {step.code for step in STEPS.values() if Body.COMPETENT_COMMITTEE in step.recorders}

    written = {
        name: set(recordable_steps(access_of(person(name, chain), TODAY), case))
        for name in ("branch", "sectional", "grassroots", "committee")
    }

    assert written["sectional"] == SECTIONAL_STEPS | AT_ANY_LEVEL
    assert written["grassroots"] == GRASSROOTS_STEPS | AT_ANY_LEVEL
    assert written["committee"] == competent >= written["grassroots"]
    assert written["branch"] & GRASSROOTS_STEPS == set()
    assert written["branch"] | written["committee"] == every


def person(level: str, chain: FullChain) -> Account:
    role = Role.BRANCH_SECRETARY if level in {"branch", "second"} else Role.CLERK
    return make_account(f"nguoi.{level}", role, getattr(chain, level))


@pytest.mark.parametrize(
    ("level", "step"),
    [
        ("branch", StepCode.ADMISSION_APPRAISAL),
        ("branch", StepCode.ADMISSION_GRASSROOTS),
        ("branch", StepCode.ADMISSION_DECISION),
        ("branch", StepCode.AGE_CONSENT),
        ("sectional", StepCode.ADMISSION_GRASSROOTS),
        ("sectional", StepCode.ADMISSION_DECISION),
        ("sectional", StepCode.CEREMONY_CONSENT),
        ("grassroots", StepCode.ADMISSION_DECISION),
        ("grassroots", StepCode.RECOGNITION_EXTENSION),
        ("grassroots", StepCode.POLITICAL_CONCLUSION),
        ("second", StepCode.APPLICATION),
    ],
)
def test_nobody_writes_for_a_level_above_or_beside(level: str, step: StepCode, chain: FullChain) -> None:
    case, account = make_case(chain.branch), person(level, chain)

    with pytest.raises(NotPermittedError):
        check_may_record(access_of(account, TODAY), case, step)


def test_vote_of_the_grassroots_committee_below_two_thirds_is_no_bar(chain: FullChain) -> None:
    """Reported in full: the competent committee considers and decides. Source: 01-HD/TW (2021), 3.6."""
    case = admitted(chain)
    document(case, StepCode.ADMISSION_APPRAISAL, date(2024, 3, 8), choice=Choice.DISAGREES, number="3")

    resolve_above(case, StepCode.ADMISSION_GRASSROOTS, date(2024, 3, 15), vote=NINE_OF_FIFTEEN)

    assert stand(case) == ("awaiting_decision", "competent_committee")
