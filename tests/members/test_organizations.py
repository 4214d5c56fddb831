"""The tree of organisations: dated names and places, impossible trees refused, the right to decide as dated rows."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from members.models import (
    AdmissionAuthority,
    AuthorityBasis,
    JournalEvent,
    Organization,
    OrganizationKind,
    Role,
    Standing,
)
from members.selectors import name_on
from members.services.authorities import (
    AuthorityOverError,
    BranchCannotDecideError,
    EndBeforeStartError,
    OverlappingAuthorityError,
    give_authority,
    withdraw_authority,
)
from members.services.memberships import DayInFutureError, add_membership
from members.services.organizations import (
    CodeTakenError,
    CyclicPlaceError,
    EarlierChangeError,
    ImpossiblePlaceError,
    OrganizationDissolvedError,
    SameNameError,
    SamePlaceError,
    StillInUseError,
    add_organization,
    change_contact,
    dissolve_organization,
    move_organization,
    rename_organization,
)
from tests.factories import NOW, TODAY, FullChain, Tree, make_account, make_full_chain, make_person, make_tree

pytestmark = pytest.mark.django_db

ACT: dict[str, Any] = {"document": "7-QĐ/ĐU", "by": None, "today": TODAY}
ON = date(2025, 7, 1)
KINDS = OrganizationKind


@pytest.fixture
def units() -> Tree:
    return make_tree()


def verbs(organization: Organization) -> list[str]:
    events = JournalEvent.objects.filter(organization=organization, subject=f"organization:{organization.pk}")
    return list(events.order_by("pk").values_list("verb", flat=True))


def test_old_name_is_the_name_of_its_time(units: Tree) -> None:
    rename_organization(organization=units.branch, name="Chi bộ Văn phòng", from_on=ON, **ACT)
    renamed = rename_organization(organization=units.branch, name="Chi bộ Tổng hợp", from_on=date(2026, 1, 1), **ACT)

    days = (date(1990, 1, 1), ON - timedelta(days=1), ON, date(2025, 12, 31), date(2026, 1, 1))
    assert [name_on(renamed, day) for day in days] == [
        "Chi bộ Một", "Chi bộ Một", "Chi bộ Văn phòng", "Chi bộ Văn phòng", "Chi bộ Tổng hợp",
    ]  # fmt: skip
    assert Organization.objects.get(name_search="chi bo tong hop") == renamed
    assert verbs(renamed) == ["organization_added", "organization_renamed", "organization_renamed"]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"name": "Chi bộ Một"}, SameNameError),
        ({"from_on": TODAY + timedelta(days=1)}, DayInFutureError),
        ({"from_on": date(2025, 1, 1)}, EarlierChangeError),
    ],
)
def test_rename_that_cannot_be_is_refused(units: Tree, values: dict[str, Any], error: type[Exception]) -> None:
    rename_organization(organization=units.branch, name="Khác", from_on=date(2025, 1, 1), **ACT)
    rename_organization(organization=units.branch, name="Chi bộ Một", from_on=date(2025, 2, 1), **ACT)

    with pytest.raises(error):
        rename_organization(organization=units.branch, **{"name": "Chi bộ Ba", "from_on": ON, **ACT, **values})


def test_moved_organisation_takes_all_below_it_along(units: Tree) -> None:
    moved = move_organization(organization=units.grassroots, above=units.foreign_committee, from_on=ON, **ACT)

    branch = Organization.objects.get(pk=units.branch.pk)
    assert branch.ancestor_paths[:-1] == [units.foreign_committee.path, moved.path]
    places = moved.organizationplaces.order_by("pk").values_list("parent__code", "from_on")
    assert list(places) == [("DU", None), ("DU-K", ON)]


@pytest.mark.parametrize(
    ("moved", "above", "error"),
    [
        ("grassroots", "branch", CyclicPlaceError),
        ("grassroots", "grassroots", CyclicPlaceError),
        ("branch", "sibling", ImpossiblePlaceError),
        ("foreign_committee", "grassroots", ImpossiblePlaceError),
        ("branch", "grassroots", SamePlaceError),
    ],
)
def test_move_that_cannot_be_is_refused(units: Tree, moved: str, above: str, error: type[Exception]) -> None:
    paths = list(Organization.objects.values_list("path", flat=True))

    with pytest.raises(error):
        move_organization(organization=getattr(units, moved), above=getattr(units, above), from_on=ON, **ACT)

    assert list(Organization.objects.values_list("path", flat=True)) == paths


@pytest.mark.parametrize("kind", [KINDS.BRANCH, KINDS.GRASSROOTS_BRANCH])
def test_branch_never_stands_alone_at_the_top(kind: OrganizationKind) -> None:
    with pytest.raises(ImpossiblePlaceError):
        add_organization(kind=kind, code="CB-0", name="Chi bộ Không")


def test_nothing_is_added_below_a_branch_or_under_a_code_that_is_taken(units: Tree) -> None:
    with pytest.raises(ImpossiblePlaceError):
        add_organization(kind=KINDS.BRANCH, code="CB-9", name="Chi bộ", above=units.branch)
    for code in ("CB-1", "cb-1"):
        with pytest.raises(CodeTakenError):
            add_organization(kind=KINDS.BRANCH, code=code, name="Chi bộ", above=units.grassroots)


def test_only_what_changed_in_the_address_book_is_journalled(units: Tree) -> None:
    contact = {"postal_address": "1 Hùng Vương", "phone": "", "email": "", "meeting_day": "w1-0"}

    changed = change_contact(organization=units.branch, contact=contact, by=None)

    assert changed.get_meeting_day_display() != ""
    assert JournalEvent.objects.latest("pk").details == {
        "old": {"postal_address": "", "meeting_day": ""},
        "new": {"postal_address": "1 Hùng Vương", "meeting_day": "w1-0"},
    }


def test_dissolving_says_what_is_in_the_way(units: Tree) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, units.branch)
    add_membership(
        person=make_person(), organization=units.branch, standing=Standing.OFFICIAL, from_on=date(2024, 1, 1), by=None,
        today=TODAY, now=NOW,
    )  # fmt: skip

    with pytest.raises(StillInUseError) as branch:
        dissolve_organization(organization=units.branch, on=ON, **ACT)
    with pytest.raises(StillInUseError) as committee:
        dissolve_organization(organization=units.grassroots, on=ON, **ACT)

    assert [(e.value.below, e.value.people, e.value.roles) for e in (branch, committee)] == [(0, 1, 1), (2, 0, 0)]


def test_dissolved_organisation_changes_no_more(units: Tree) -> None:
    dissolve_organization(organization=units.branch, on=ON, **ACT)

    with pytest.raises(OrganizationDissolvedError):
        rename_organization(organization=units.branch, name="Khác", from_on=TODAY, **ACT)
    with pytest.raises(OrganizationDissolvedError):
        dissolve_organization(organization=units.branch, on=TODAY, **ACT)


def delegate(organization: Organization, from_on: date, until_on: date | None = None) -> AdmissionAuthority:
    return give_authority(
        organization=organization, basis=AuthorityBasis.DELEGATED, from_on=from_on, until_on=until_on, **ACT
    )


def held(organization: Organization, *days: date) -> list[bool]:
    return [organization.authorities.held_on(day).exists() for day in days]


def test_authority_holds_from_its_first_to_its_last_day(units: Tree) -> None:
    given = delegate(units.grassroots, ON, date(2025, 12, 31))

    days = (ON - timedelta(days=1), ON, date(2025, 12, 31), date(2026, 1, 1))
    assert held(units.grassroots, *days) == [given.is_held_on(day) for day in days] == [False, True, True, False]
    assert held(units.committee, date(1990, 1, 1), TODAY) == [True, True]


def test_authority_that_was_withdrawn_stays_for_the_time_before(units: Tree) -> None:
    given = delegate(units.grassroots, ON)
    withdraw_authority(authority=given, from_on=date(2026, 1, 1), **ACT)

    again = delegate(units.grassroots, date(2026, 2, 1))

    days = (ON, date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 1))
    assert held(units.grassroots, *days) == [True, True, False, True]
    assert again.pk != given.pk


def overlapping(chain: FullChain) -> None:
    delegate(chain.grassroots, ON, date(2025, 12, 31))
    delegate(chain.grassroots, date(2025, 12, 31))


def end_twice(chain: FullChain) -> None:
    given = delegate(chain.grassroots, ON)
    for _time in range(2):
        withdraw_authority(authority=given, from_on=TODAY, **ACT)


def end_before(chain: FullChain) -> None:
    withdraw_authority(authority=delegate(chain.grassroots, ON), from_on=date(2025, 6, 30), **ACT)


REFUSED: list[tuple[Callable[[FullChain], Any], type[Exception]]] = [
    (overlapping, OverlappingAuthorityError),
    (end_twice, AuthorityOverError),
    (end_before, EndBeforeStartError),
    (lambda chain: delegate(chain.branch, ON), BranchCannotDecideError),
    (lambda chain: delegate(chain.grassroots, TODAY + timedelta(days=1)), DayInFutureError),
    (lambda chain: delegate(chain.grassroots, ON, date(2025, 6, 1)), EndBeforeStartError),
]


@pytest.mark.parametrize(("act", "error"), REFUSED)
def test_authority_that_cannot_be_is_refused(act: Callable[[FullChain], Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        act(make_full_chain())
