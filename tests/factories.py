"""Invented organisations, people, accounts and files for the tests, made through the services."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from admission.domain.facts import Vote, VoteMethod
from admission.domain.procedure import Outcome, StepCode
from admission.models import AdmissionCase
from admission.services.cases import open_case
from admission.services.facts import (
    record_branch_resolution,
    record_ceremony,
    record_committee_decision,
    record_receipt,
    record_sponsor,
)
from members.models import Account, EndCause, Organization, OrganizationKind, Person, Role, RoleAssignment, Standing
from members.services.memberships import add_membership
from members.services.organizations import add_organization

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""09:00 in Viet Nam on Monday 2 March 2026."""
PASSWORD = "mot-mat-khau-dai-2026"
REASON = "Hồ sơ mẫu chưa đủ giấy tờ"
"""The files made here have no papers: whoever resolves on them says why."""
APPROVER = "Ban Thường vụ Đảng ủy"
"""Who approves an extension."""
GOOD_VOTE = Vote(VoteMethod.SECRET_BALLOT, entitled=9, present=9, in_favour=8, against=1, blank=0)


@dataclass(frozen=True)
class Tree:
    """A committee that decides, a grassroots committee, two branches; and a foreign committee with a branch.

    The branches are base organisations themselves: their files go straight to the committee. A chain with all levels is
    `make_full_chain`.
    """

    committee: Organization
    grassroots: Organization
    branch: Organization
    sibling: Organization
    foreign_committee: Organization
    foreign_branch: Organization


def make_tree() -> Tree:
    kinds = OrganizationKind
    committee = add_organization(
        kind=kinds.PARTY_COMMITTEE, code="DU", name="Đảng ủy Khối Thử nghiệm", decides_admission=True
    )
    grassroots = add_organization(
        kind=kinds.GRASSROOTS_COMMITTEE, code="DU-CS", name="Đảng ủy cơ sở Sao Mai", above=committee
    )
    foreign = add_organization(
        kind=kinds.PARTY_COMMITTEE, code="DU-K", name="Đảng ủy Phương Xa", decides_admission=True
    )
    return Tree(
        committee=committee,
        grassroots=grassroots,
        branch=add_organization(kind=kinds.GRASSROOTS_BRANCH, code="CB-1", name="Chi bộ Một", above=grassroots),
        sibling=add_organization(kind=kinds.GRASSROOTS_BRANCH, code="CB-2", name="Chi bộ Hai", above=grassroots),
        foreign_committee=foreign,
        foreign_branch=add_organization(kind=kinds.GRASSROOTS_BRANCH, code="CB-K", name="Chi bộ Xa", above=foreign),
    )


@dataclass(frozen=True)
class FullChain:
    """Every level there is: committee, grassroots committee, sectional committee, branch; and a second branch."""

    committee: Organization
    grassroots: Organization
    sectional: Organization
    branch: Organization
    second: Organization


def make_full_chain() -> FullChain:
    kinds = OrganizationKind
    committee = add_organization(
        kind=kinds.PARTY_COMMITTEE, code="DT", name="Đảng ủy Khối Đủ cấp", decides_admission=True
    )
    grassroots = add_organization(
        kind=kinds.GRASSROOTS_COMMITTEE, code="DT-CS", name="Đảng ủy cơ sở Ban Mai", above=committee
    )
    sectional = add_organization(
        kind=kinds.SECTIONAL_COMMITTEE, code="DT-BP", name="Đảng ủy bộ phận Ban Mai 1", above=grassroots
    )
    return FullChain(
        committee=committee,
        grassroots=grassroots,
        sectional=sectional,
        branch=add_organization(kind=kinds.BRANCH, code="DT-1", name="Chi bộ Đủ cấp Một", above=sectional),
        second=add_organization(kind=kinds.BRANCH, code="DT-2", name="Chi bộ Đủ cấp Hai", above=grassroots),
    )


def make_account(username: str, role: Role | None = None, organization: Organization | None = None) -> Account:
    """An account with a role since 2016."""
    account = Account.objects.create_user(
        username, PASSWORD, full_name=f"Người {username}", email=f"{username}@example.vn"
    )
    if role is not None and organization is not None:
        RoleAssignment.objects.create(
            account=account, organization=organization, role=role.value, from_on=date(2016, 1, 1)
        )
    return account


def make_person(full_name: str = "Đặng Thị Hương", born_on: date | None = date(1996, 5, 19)) -> Person:
    return Person.objects.create(full_name=full_name, born_on=born_on)


def make_member(
    branch: Organization, full_name: str, *, from_on: date = date(2020, 1, 6), until_on: date | None = None
) -> Person:
    """An official member in the list of a branch; one who moved away where he has a last day."""
    person = make_person(full_name, None)
    add_membership(
        person=person, organization=branch, standing=Standing.OFFICIAL, from_on=from_on, until_on=until_on,
        end_cause=EndCause.MOVED if until_on else None, by=None, today=TODAY, now=NOW,
    )  # fmt: skip
    return person


def make_case(
    branch: Organization, *, name: str = "Đặng Thị Hương", opened_on: date = date(2024, 1, 2)
) -> AdmissionCase:
    return open_case(person=make_person(name), branch=branch, opened_on=opened_on, by=None, today=TODAY, now=NOW)


@dataclass(frozen=True)
class Dates:
    """The days of the main path; None from where the file has not got yet."""

    assigned_on: date = date(2024, 1, 5)
    resolved_on: date | None = date(2026, 1, 5)
    decided_on: date | None = None
    received_on: date | None = None
    held_on: date | None = None
    recognised_by_branch_on: date | None = None
    recognised_on: date | None = None


def advance(case: AdmissionCase, dates: Dates, *, today: date = TODAY) -> AdmissionCase:
    """Record the main path as far as it has dates."""
    for name in ("Lê Văn Bình", "Trần Thị Cúc"):
        record_sponsor(
            case=case,
            step=StepCode.ASSIGN_SPONSOR,
            sponsor=make_person(name, None),
            assigned_on=dates.assigned_on,
            by=None,
            today=today,
            now=NOW,
        )
    if dates.resolved_on:
        resolve(case, StepCode.ADMISSION_RESOLUTION, dates.resolved_on, today)
    if dates.decided_on:
        decide(case, StepCode.ADMISSION_DECISION, dates.decided_on, today)
    if dates.received_on:
        record_receipt(case=case, received_on=dates.received_on, by=None, today=today, now=NOW)
    if dates.held_on:
        record_ceremony(case=case, held_on=dates.held_on, by=None, today=today, now=NOW, irregular_reason=REASON)
    if dates.recognised_by_branch_on:
        resolve(case, StepCode.RECOGNITION_RESOLUTION, dates.recognised_by_branch_on, today)
    if dates.recognised_on:
        decide(case, StepCode.RECOGNITION_DECISION, dates.recognised_on, today)
    case.refresh_from_db()
    return case


def resolve(case: AdmissionCase, step: StepCode, on: date, today: date = TODAY) -> None:
    record_branch_resolution(
        case=case, step=step, adopted_on=on, number="12-NQ/CB", vote=GOOD_VOTE, by=None, today=today,
        irregular_reason=REASON,
    )  # fmt: skip


def decide(
    case: AdmissionCase, step: StepCode, on: date, today: date = TODAY, outcome: Outcome = Outcome.GRANTED
) -> None:
    record_committee_decision(
        case=case, step=step, outcome=outcome, decided_on=on, number="34-QĐ/ĐU", by=None, today=today, now=NOW,
        irregular_reason=REASON,
    )  # fmt: skip
