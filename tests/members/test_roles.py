"""Roles: given from a day to a day, ended, voided; never deleted, never overlapping."""

from datetime import date, timedelta
from typing import Any

import pytest

from members.access import access_of
from members.models import Account, JournalEvent, Role, RoleAssignment
from members.services.accounts import OwnAccountError, close_account, reopen_account
from members.services.memberships import (
    AlreadyEndedError,
    DissolvedOrganizationError,
    EndBeforeStartError,
    ReasonMissingError,
)
from members.services.roles import (
    EndAfterEndError,
    LastAdministratorError,
    OverlappingRoleError,
    OwnRoleError,
    RoleDoesNotFitError,
    end_role,
    give_role,
    void_role,
)
from tests.factories import NOW, TODAY, Tree, make_account, make_tree

pytestmark = pytest.mark.django_db

ACT: dict[str, Any] = {"by": None, "today": TODAY, "now": NOW}
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def units() -> Tree:
    return make_tree()


@pytest.fixture
def clerk(units: Tree) -> RoleAssignment:
    return give(make_account("canbo"), units)


def give(account: Account, units: Tree, **changes: Any) -> RoleAssignment:
    values: dict[str, Any] = {"organization": units.committee, "role": Role.CLERK, "from_on": date(2026, 1, 1)}
    return give_role(**{"account": account, "by": None, **values, **changes})


def test_given_role_says_by_whom_and_on_which_paper(units: Tree) -> None:
    by = make_account("quantri", Role.ADMINISTRATOR, units.committee)

    given = give(make_account("canbo"), units, by=by, document="12-QĐ/ĐU", until_on=date(2026, 6, 30))

    event = JournalEvent.objects.get(verb="role_given")
    assert (given.given_by, given.document, given.until_on) == (by, "12-QĐ/ĐU", date(2026, 6, 30))
    assert (event.account, event.organization, event.subject) == (by, units.committee, f"account:{given.account_id}")


def test_several_roles_are_held_at_once(units: Tree, clerk: RoleAssignment) -> None:
    give(clerk.account, units, role=Role.REVIEWER)
    give(clerk.account, units, organization=units.grassroots)

    assert len(access_of(clerk.account, TODAY).held) == 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((date(2026, 1, 1), None), (date(2026, 5, 1), None)),
        ((date(2026, 1, 1), None), (date(2025, 1, 1), date(2026, 1, 1))),
        ((date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 6, 30), None)),
        ((date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 2, 1), date(2026, 3, 1))),
    ],
)
def test_role_that_shares_a_day_is_refused(units: Tree, first: Any, second: Any) -> None:
    account = make_account("canbo")
    held = give(account, units, from_on=first[0], until_on=first[1])

    with pytest.raises(OverlappingRoleError) as refused:
        give(account, units, from_on=second[0], until_on=second[1])

    assert refused.value.assignment == held


def test_role_is_given_again_after_its_end_and_in_the_place_of_a_void_one(units: Tree) -> None:
    account = make_account("canbo")
    void_role(assignment=give(account, units), reason="Nhầm người", **ACT)
    give(account, units, until_on=date(2026, 1, 31))

    give(account, units, from_on=date(2026, 2, 1))

    assert account.roles.count() == 3


@pytest.mark.parametrize(
    ("role", "place", "fits"),
    [
        (Role.BRANCH_SECRETARY, "branch", True),
        (Role.DEPUTY_SECRETARY, "committee", False),
        (Role.CLERK, "branch", False),
        (Role.REVIEWER, "grassroots", True),
        (Role.INSPECTOR, "branch", True),
        (Role.ADMINISTRATOR, "branch", True),
    ],
)
def test_role_fits_the_kind_of_its_organization(units: Tree, role: Role, place: str, fits: bool) -> None:
    values = {"role": role, "organization": getattr(units, place)}

    if fits:
        assert give(make_account("canbo"), units, **values).role == role
    else:
        with pytest.raises(RoleDoesNotFitError):
            give(make_account("canbo"), units, **values)


def test_nobody_gives_himself_a_role(units: Tree) -> None:
    administrator = make_account("quantri", Role.ADMINISTRATOR, units.committee)

    with pytest.raises(OwnRoleError):
        give(administrator, units, by=administrator)


def test_role_with_impossible_days_is_refused(units: Tree) -> None:
    units.branch.dissolved_on = date(2026, 2, 1)
    units.branch.save()

    with pytest.raises(EndBeforeStartError):
        give(make_account("canbo"), units, until_on=date(2025, 12, 31))
    with pytest.raises(DissolvedOrganizationError):
        give(make_account("thuky"), units, role=Role.BRANCH_SECRETARY, organization=units.branch)


def test_ended_role_holds_to_its_last_day_and_says_why(clerk: RoleAssignment) -> None:
    end_role(assignment=clerk, until_on=TODAY, reason="Chuyển công tác", **ACT)

    clerk.refresh_from_db()
    assert (clerk.until_on, clerk.ended_at, clerk.end_reason) == (TODAY, NOW, "Chuyển công tác")
    assert [len(access_of(clerk.account, day).held) for day in (TODAY, TOMORROW)] == [1, 0]


def test_void_role_holds_on_no_day(clerk: RoleAssignment) -> None:
    void_role(assignment=clerk, reason="Nhầm người", **ACT)

    assert access_of(clerk.account, date(2026, 1, 1)).held == ()
    assert JournalEvent.objects.get(verb="role_voided").details["reason"] == "Nhầm người"


def test_end_is_told_once_and_for_a_reason(clerk: RoleAssignment) -> None:
    with pytest.raises(ReasonMissingError):
        end_role(assignment=clerk, until_on=TODAY, reason=" ", **ACT)
    end_role(assignment=clerk, until_on=TODAY, reason="Chuyển công tác", **ACT)

    with pytest.raises(AlreadyEndedError):
        end_role(assignment=clerk, until_on=YESTERDAY, reason="Chuyển công tác", **ACT)


@pytest.mark.parametrize(
    ("day", "error"), [(date(2025, 12, 31), EndBeforeStartError), (date(2026, 7, 1), EndAfterEndError)]
)
def test_role_ends_within_its_span(units: Tree, day: date, error: type[Exception]) -> None:
    role = give(make_account("canbo"), units, until_on=date(2026, 6, 30))

    with pytest.raises(error):
        end_role(assignment=role, until_on=day, reason="Thôi", **ACT)


def administer(units: Tree, *names: str) -> list[RoleAssignment]:
    return [make_account(name, Role.ADMINISTRATOR, units.committee).roles.get() for name in names]


def test_last_administrator_of_a_top_stays(units: Tree) -> None:
    first, second = administer(units, "mot", "hai")
    end_role(assignment=first, until_on=TODAY, reason="Thôi", **ACT)

    for act in (
        lambda: end_role(assignment=second, until_on=TOMORROW, reason="Thôi", **ACT),
        lambda: void_role(assignment=second, reason="Thôi", **ACT),
        lambda: close_account(account=second.account, reason="Thôi", **ACT | {"today": TOMORROW}),
    ):
        with pytest.raises(LastAdministratorError):
            act()
    assert RoleAssignment.objects.held_on(TOMORROW).get(role=Role.ADMINISTRATOR) == second


def test_administrator_who_cannot_sign_in_counts_as_none(units: Tree) -> None:
    first, closed, invited = administer(units, "mot", "dong", "moi")
    Account.objects.filter(pk=closed.account_id).update(is_active=False)
    invited.account.set_unusable_password()
    invited.account.save()

    with pytest.raises(LastAdministratorError):
        end_role(assignment=first, until_on=TODAY, reason="Thôi", **ACT)


def test_administrator_below_the_top_may_be_the_last(units: Tree) -> None:
    role = make_account("mot", Role.ADMINISTRATOR, units.grassroots).roles.get()

    assert end_role(assignment=role, until_on=TODAY, reason="Thôi", **ACT).until_on == TODAY


def test_closed_account_keeps_its_roles_and_opens_again(clerk: RoleAssignment) -> None:
    close_account(account=clerk.account, reason="Nghỉ hưu", **ACT)
    closed = Account.objects.get(pk=clerk.account_id)

    reopen_account(account=closed, reason="Trở lại", by=None)

    assert (closed.is_active, clerk.account.roles.count()) == (True, 1)
    events = JournalEvent.objects.filter(subject=f"account:{closed.pk}").exclude(verb="role_given").order_by("pk")
    assert [event.verb for event in events] == ["account_closed", "account_reopened"]


def test_nobody_closes_his_own_account(clerk: RoleAssignment) -> None:
    with pytest.raises(OwnAccountError):
        close_account(account=clerk.account, reason="Thôi", **ACT | {"by": clerk.account})
