"""The tree changes while clocks run: due dates stay, access moves, old papers keep the old names."""

from datetime import date
from typing import Any

import pytest

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, FormerChain
from admission.permissions import NotPermittedError, may_record
from admission.selectors.recorded_facts import fact_rows, recorded_facts
from admission.selectors.timelines import timeline
from admission.services import organizations as services
from admission.services.cases import NoCompetentCommitteeError
from admission.services.mergers import merge_branches
from admission.services.splits import split_branch
from members.access import access_of
from members.models import (
    Account,
    AuthorityBasis,
    Membership,
    Organization,
    OrganizationKind,
    Role,
    RoleAssignment,
)
from members.services.splits import NobodyChosenError, NotInTheBranchError
from tests.factories import NOW, TODAY, Dates, FullChain, Tree, advance, make_account, make_case, make_full_chain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ON = date(2026, 2, 2)
"""After the branch resolved on 5 January 2026; the committee's sixty days run."""


@pytest.fixture
def administrator(tree: Tree) -> Account:
    return make_account("quantri", Role.ADMINISTRATOR, tree.committee)


@pytest.fixture
def running(tree: Tree) -> AdmissionCase:
    return advance(make_case(tree.branch, opened_on=date(2024, 1, 2)), Dates())


def act(by: Account) -> dict[str, Any]:
    return {"document": "7-QĐ/ĐU", "by": by, "today": TODAY}


def clocks(case: AdmissionCase) -> list[tuple[str, str, date, date | None, str]]:
    rows = case.deadlines.order_by("kind", "subject")
    return [(row.kind, row.subject, row.triggered_on, row.due_on, row.status) for row in rows]


def reads(account: Account, case: AdmissionCase) -> bool:
    return AdmissionCase.objects.visible_to(access_of(account, TODAY)).filter(pk=case.pk).exists()


def records(account: Account, case: AdmissionCase) -> bool:
    fresh = AdmissionCase.objects.get(pk=case.pk)
    return may_record(access_of(account, TODAY), fresh, StepCode.VETTING)


def papers(case: AdmissionCase, step: StepCode) -> list[str]:
    fresh = AdmissionCase.objects.select_related("branch").get(pk=case.pk)
    return [line.text for line in recorded_facts(fact_rows(fresh)) if line.step is step]


def secretaries(tree: Tree) -> tuple[Account, Account, Account]:
    """Of the branch: its secretary and its deputy; and the secretary of the other branch."""
    return (
        make_account("bithu", Role.BRANCH_SECRETARY, tree.branch),
        make_account("phobithu", Role.DEPUTY_SECRETARY, tree.branch),
        make_account("bithu2", Role.BRANCH_SECRETARY, tree.sibling),
    )


def test_merger_keeps_clocks_and_names_and_moves_access(
    tree: Tree, administrator: Account, running: AdmissionCase
) -> None:
    secretary, deputy, other = secretaries(tree)
    before = clocks(running)
    assert [(reads(who, running), records(who, running)) for who in (secretary, deputy, other)] == [
        (True, True), (True, True), (False, False),
    ]  # fmt: skip
    kept = RoleAssignment.objects.get(account=deputy)

    merge_branches(
        dissolved=tree.branch, into=tree.sibling, on=ON, carried_roles=[kept.pk], now=NOW, **act(administrator)
    )

    assert clocks(running) == before
    assert any(due_on is not None and status == "open" for *_rest, due_on, status in before)
    assert [(reads(who, running), records(who, running)) for who in (secretary, deputy, other)] == [
        (False, False), (True, True), (True, True),
    ]  # fmt: skip
    assert papers(running, StepCode.ADMISSION_RESOLUTION)[0].endswith("; Chi bộ Một")
    assert papers(running, StepCode.TRANSFER) == ["Chi bộ Một went into Chi bộ Hai on 02/02/2026 (7-QĐ/ĐU)"]


def test_role_of_another_branch_is_not_carried_by_a_forged_number(tree: Tree, administrator: Account) -> None:
    foreign = make_account("xa", Role.BRANCH_SECRETARY, tree.foreign_branch)
    forged = RoleAssignment.objects.get(account=foreign).pk

    merge_branches(
        dissolved=tree.branch, into=tree.sibling, on=ON, carried_roles=[forged], now=NOW, **act(administrator)
    )

    assert not RoleAssignment.objects.filter(organization=tree.sibling).exists()


def split(tree: Tree, by: Account, people: list[int], **more: Any) -> Organization:
    return split_branch(
        branch=tree.branch, code="CB-1B", name="Chi bộ Một B", people=people, on=ON, now=NOW, **act(by), **more
    )


def test_split_keeps_clocks_and_names_and_moves_access(
    tree: Tree, administrator: Account, running: AdmissionCase
) -> None:
    secretary, deputy, _other = secretaries(tree)
    stays = make_case(tree.branch, name="Vũ Minh Khôi")
    before, before_of_other = clocks(running), clocks(stays)
    shared = RoleAssignment.objects.get(account=deputy)

    new = split(tree, administrator, [running.candidate.person_id], shared_roles=[shared.pk])

    running.refresh_from_db()
    stays.refresh_from_db()
    assert (running.branch, stays.branch) == (new, tree.branch)
    assert (clocks(running), clocks(stays)) == (before, before_of_other)
    assert [(reads(who, running), reads(who, stays)) for who in (secretary, deputy)] == [(False, True), (True, True)]
    assert (records(secretary, running), records(deputy, running)) == (False, True)
    assert papers(running, StepCode.ADMISSION_RESOLUTION)[0].endswith("; Chi bộ Một")
    assert papers(running, StepCode.TRANSFER) == ["Chi bộ Một B was split off from Chi bộ Một on 02/02/2026 (7-QĐ/ĐU)"]
    stay = Membership.objects.get(person=running.candidate.person_id, until_on=None)
    assert (stay.organization, stay.from_on) == (new, ON)


def test_split_without_people_or_with_strangers_is_refused(tree: Tree, administrator: Account) -> None:
    stranger = make_case(tree.sibling)

    with pytest.raises(NobodyChosenError):
        split(tree, administrator, [])
    with pytest.raises(NotInTheBranchError):
        split(tree, administrator, [stranger.candidate.person_id])

    assert not Organization.objects.filter(code="CB-1B").exists()


def test_rename_leaves_papers_the_old_name_and_everything_else_as_it_is(
    tree: Tree, administrator: Account, running: AdmissionCase
) -> None:
    secretary, *_others = secretaries(tree)
    before = clocks(running)

    services.rename(organization=tree.branch, name="Chi bộ Văn phòng", from_on=ON, **act(administrator))

    assert clocks(running) == before
    assert (reads(secretary, running), records(secretary, running)) == (True, True)
    assert papers(running, StepCode.ADMISSION_RESOLUTION)[0].endswith("; Chi bộ Một")


def test_decision_of_a_committee_renamed_later_bears_its_old_name(tree: Tree, administrator: Account) -> None:
    case = advance(make_case(tree.branch), Dates(decided_on=date(2026, 1, 20)))

    services.rename(organization=tree.committee, name="Đảng ủy Mới", from_on=ON, **act(administrator))

    assert papers(case, StepCode.ADMISSION_DECISION)[0].endswith("; Đảng ủy Khối Thử nghiệm")


def moved_chain(chain: FullChain) -> tuple[Account, AdmissionCase, Organization]:
    """An administrator of all, a file whose clocks run, another sectional committee."""
    administrator = make_account("quantri2", Role.ADMINISTRATOR, chain.committee)
    case = advance(make_case(chain.branch, name="Hoàng Văn Đức"), Dates())
    services.add_below(
        above=chain.grassroots, kind=OrganizationKind.SECTIONAL_COMMITTEE, code="DT-BP2", name="Đảng ủy bộ phận 2",
        from_on=None, document="", contact={}, by=administrator, today=TODAY,
    )  # fmt: skip
    return administrator, case, Organization.objects.get(code="DT-BP2")


@pytest.mark.usefixtures("calendar_published")
def test_move_gives_open_files_other_committees_and_leaves_their_dates() -> None:
    chain = make_full_chain()
    administrator, case, other = moved_chain(chain)
    former = make_account("banbophan", Role.CLERK, chain.sectional)
    before = clocks(case)

    services.move_below(organization=chain.branch, above=other, from_on=ON, **act(administrator))

    case = AdmissionCase.objects.select_related("branch").get(pk=case.pk)
    assert (case.sectional_committee, case.grassroots_committee) == (other, chain.grassroots)
    assert clocks(case) == before
    assert not reads(former, case)
    assert FormerChain.objects.get(case=case).sectional_committee == chain.sectional
    told = next(event for event in timeline(case, fact_rows(case)) if event.verb == "committees_changed")
    assert [(change.old, change.new) for change in told.details] == [(chain.sectional.name, other.name)]


@pytest.mark.usefixtures("calendar_published")
def test_authority_given_and_ended_moves_the_decision_and_no_date() -> None:
    chain = make_full_chain()
    administrator, case, _other = moved_chain(chain)
    before = clocks(case)

    given = services.give_authority(
        organization=chain.grassroots, basis=AuthorityBasis.DELEGATED, from_on=date(2026, 1, 12), until_on=None,
        given_by=chain.committee, **act(administrator),
    )  # fmt: skip
    case.refresh_from_db()
    delegated = (case.competent_committee, case.grassroots_committee)
    limit = [row for row in clocks(case) if row[0] == "admission_decision"]
    services.withdraw_authority(authority=given, from_on=ON, **act(administrator))

    case.refresh_from_db()
    assert delegated == (chain.grassroots, None)
    assert (case.competent_committee, case.grassroots_committee) == (chain.committee, chain.grassroots)
    assert limit == [row for row in before if row[0] == "admission_decision"]
    assert clocks(case) == before


def test_last_authority_is_not_ended_while_files_wait_for_it(
    tree: Tree, administrator: Account, running: AdmissionCase
) -> None:
    with pytest.raises(NoCompetentCommitteeError):
        services.withdraw_authority(authority=tree.committee.authorities.get(), from_on=ON, **act(administrator))

    assert tree.committee.authorities.held_on(TODAY).exists()


@pytest.mark.usefixtures("calendar_published")
def test_files_follow_an_authority_that_ran_out() -> None:
    chain = make_full_chain()
    administrator, case, _other = moved_chain(chain)
    services.give_authority(
        organization=chain.grassroots, basis=AuthorityBasis.DELEGATED, from_on=date(2026, 1, 12),
        until_on=date(2026, 3, 31), given_by=None, **act(administrator),
    )  # fmt: skip

    moved = [services.follow_lapsed_authorities(today=day) for day in (TODAY, date(2026, 4, 1), date(2026, 4, 2))]

    case.refresh_from_db()
    assert (moved, case.competent_committee) == ([0, 1, 0], chain.committee)


def test_organisation_with_open_files_is_not_dissolved(
    tree: Tree, administrator: Account, running: AdmissionCase
) -> None:
    with pytest.raises(services.OpenFilesError):
        services.dissolve(organization=tree.branch, on=ON, **act(administrator))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_keep_the_tree(tree: Tree, role: Role) -> None:
    by = make_account("ai", role, tree.committee)

    with pytest.raises(NotPermittedError):
        services.rename(organization=tree.branch, name="Khác", from_on=ON, **act(by))
    with pytest.raises(NotPermittedError):
        split(tree, by, [1])


def test_nothing_is_moved_below_a_committee_of_others(tree: Tree, administrator: Account) -> None:
    with pytest.raises(NotPermittedError):
        services.move_below(
            organization=tree.grassroots, above=tree.foreign_committee, from_on=ON, **act(administrator)
        )
