"""Ladders that organisations choose, days off, long breaks, and what is told no more."""

from datetime import date, timedelta

import pytest
from django.core import mail as outbox

from admission.domain.ladder import STANDARD, Ladder, ladder_of
from admission.models import (
    BREAK,
    Alert,
    AlertStatus,
    Deadline,
    Mail,
)
from admission.permissions import NotPermittedError
from admission.selectors.ladders import ladder_in_force
from admission.services.acknowledgements import acknowledge
from admission.services.alert_plans import plan_alerts
from admission.services.alerts import open_digests
from admission.services.ladders import choose_ladder
from members.models import Account, JournalEvent, Organization, Role, RoleAssignment
from tests.admission.services.calendar_changes import own_day_off
from tests.admission.services.digest_rounds import at, case_with_ceremony_due, sweep_at
from tests.admission.services.planned_alerts import heard, plan_through
from tests.factories import NOW, TODAY, Tree, make_account

pytestmark = pytest.mark.usefixtures("calendar_published")

ONE_DAY = timedelta(days=1)
FRIDAY, TUESDAY = date(2026, 2, 27), date(2026, 3, 3)
TET_EVE = date(2026, 2, 13)
LATE = date(2026, 1, 12)
"""Received then, the ceremony is due on Monday 2 March."""


def choose(organization: Organization, by: Account, ladder: Ladder | None) -> None:
    choose_ladder(organization=organization, ladder=ladder, by=by, today=TODAY, now=NOW)


def test_ladder_holds_below_until_somebody_nearer_chooses(tree: Tree, staff: dict[str, Account]) -> None:
    reviewer = make_account("thamdinh", Role.REVIEWER, tree.committee)
    choose(tree.committee, reviewer, ladder_of([30, 10], 6))
    choose(tree.branch, staff["bithu"], ladder_of([5], 12))

    assert ladder_in_force(tree.sibling).owner == tree.committee
    assert ladder_in_force(tree.sibling).ladder.levels == (30, 10, 1, 0)
    assert ladder_in_force(tree.branch).ladder.levels == (5, 1, 0)
    assert ladder_in_force(tree.foreign_branch).ladder == STANDARD
    choose(tree.branch, staff["bithu"], None)
    assert ladder_in_force(tree.branch).owner == tree.committee


def test_ladder_that_was_chosen_is_planned_by_from_the_next_sweep_on(tree: Tree, staff: dict[str, Account]) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 21))  # due on 11 March: in 7 working days
    plan_alerts(today=FRIDAY)
    choose(tree.branch, staff["bithu"], ladder_of([10, 5], 7))

    plan_alerts(today=TODAY)

    assert [level for level, who, _why in heard() if who == "bithu"] == [15, 10]


def test_ladder_is_chosen_by_those_of_the_place_or_above_only(tree: Tree, staff: dict[str, Account]) -> None:
    choose(tree.branch, staff["capuy"], ladder_of([5], 7))

    with pytest.raises(NotPermittedError):
        choose(tree.sibling, staff["bithu"], ladder_of([5], 7))
    event = JournalEvent.objects.get(verb="ladder_chosen")
    assert event.details == {"warnings": "5", "digest_hour": 7}


def test_digest_leaves_at_the_hour_chosen(tree: Tree, staff: dict[str, Account]) -> None:
    make_account("bithu2", Role.BRANCH_SECRETARY, tree.sibling)
    choose(tree.branch, staff["bithu"], ladder_of([15], 10))
    case_with_ceremony_due(tree.branch, LATE)
    case_with_ceremony_due(tree.sibling, LATE)

    sent = [(hour, sweep_at(TODAY, hour).delivered.sent) for hour in (6, 7, 9, 10, 11)]

    assert sent == [(6, 0), (7, 1), (9, 0), (10, 2), (11, 0)]
    assert outbox.outbox[0].to == ["bithu2@example.vn"]


def test_early_hour_opens_no_digest_of_others(tree: Tree, staff: dict[str, Account]) -> None:
    choose(tree.branch, staff["bithu"], ladder_of([15], 6))
    make_account("bithu2", Role.BRANCH_SECRETARY, tree.sibling)
    case_with_ceremony_due(tree.branch, LATE)
    case_with_ceremony_due(tree.sibling, LATE)

    assert [sweep_at(TODAY, hour).delivered.sent for hour in (5, 6, 7)] == [0, 2, 1]


# --- days off --------------------------------------------------------------------------------------------------------
def test_own_day_off_of_a_branch_sends_nothing_there(tree: Tree, staff: dict[str, Account]) -> None:
    make_account("bithu2", Role.BRANCH_SECRETARY, tree.sibling)
    own_day_off(tree.branch, TODAY)
    case_with_ceremony_due(tree.branch, date(2026, 1, 14))
    case_with_ceremony_due(tree.sibling, date(2026, 1, 14))

    sweep_at(TODAY)
    assert [message.to for message in outbox.outbox] == [["bithu2@example.vn"]]
    sweep_at(TUESDAY)
    assert {"bithu@example.vn", "pho@example.vn"} <= {message.to[0] for message in outbox.outbox}


def test_digest_that_could_not_leave_before_a_day_off_waits_for_the_next_working_day(
    tree: Tree, staff: dict[str, Account]
) -> None:
    case_with_ceremony_due(tree.branch, LATE)
    plan_alerts(today=FRIDAY)
    open_digests(today=FRIDAY, now=at(FRIDAY))

    sent = [sweep_at(FRIDAY + number * ONE_DAY, 9).delivered.sent for number in (1, 2, 3)]

    assert sent == [0, 0, 2]
    assert {mail.period_on for mail in Mail.objects.filter(status="sent")} == {TODAY}


def test_before_tet_the_digest_lists_what_falls_due_in_and_right_after_it(
    tree: Tree, staff: dict[str, Account]
) -> None:
    Account.objects.update(language="en")
    case = case_with_ceremony_due(tree.branch, date(2026, 1, 9))
    row = case.deadlines.get(kind="ceremony")
    days = {"trong": date(2026, 2, 18), "sau": date(2026, 2, 25), "xa": date(2026, 2, 26), "nay": TET_EVE}
    Deadline.objects.filter(pk=row.pk).update(due_on=days["sau"], revision=2)
    others = {}
    for name in ("trong", "xa", "nay"):
        other = case_with_ceremony_due(tree.branch, date(2026, 1, 9), name="Lê Thị Mai")
        other.deadlines.filter(kind="ceremony").update(due_on=days[name], revision=2)
        others[name] = other
    plan_alerts(today=date(2026, 2, 12))

    sweep_at(TET_EVE)

    body = next(message.body for message in outbox.outbox if message.to == ["bithu@example.vn"])
    before, after = body.split("IN AND RIGHT AFTER THE HOLIDAYS")
    assert "Days off from Saturday 14/02/2026 to Sunday 22/02/2026" in after
    assert [code in after for code in (case.code, others["trong"].code)] == [True, True]
    assert [code in before for code in (others["xa"].code, others["nay"].code)] == [True, True]
    assert set(Alert.objects.filter(channel=BREAK).values_list("deadline__case", flat=True)) == {
        case.pk, others["trong"].pk,
    }  # fmt: skip
    assert plan_alerts(today=TET_EVE) == 0


def test_break_part_comes_to_who_acknowledged_and_on_no_other_day(tree: Tree, staff: dict[str, Account]) -> None:
    case = case_with_ceremony_due(tree.branch, date(2026, 1, 9))
    row = case.deadlines.get(kind="ceremony")
    Deadline.objects.filter(pk=row.pk).update(due_on=date(2026, 2, 24))
    plan_alerts(today=date(2026, 2, 11))
    acknowledge(deadline=row, by=staff["bithu"], today=date(2026, 2, 11), now=at(date(2026, 2, 11)))

    plan_through(date(2026, 2, 12), date(2026, 2, 23))

    assert set(Alert.objects.filter(channel=BREAK).values_list("planned_on", "recipient__username", "level")) == {
        (TET_EVE, "bithu", 3), (TET_EVE, "pho", 3),
    }  # fmt: skip


def test_cancelled_alert_is_not_told_and_a_lost_level_above_neither(tree: Tree, staff: dict[str, Account]) -> None:
    case_with_ceremony_due(tree.branch, LATE)
    plan_alerts(today=TUESDAY)
    RoleAssignment.objects.filter(account=staff["capuy"]).update(until_on=TODAY)

    sweep_at(TUESDAY)

    # The next level above hears in the place of who went.
    assert sorted(message.to[0].split("@")[0] for message in outbox.outbox) == ["bithu", "pho", "trencung"]
    assert Alert.objects.get(recipient=staff["capuy"]).status == AlertStatus.CANCELLED


def test_trees_beside_each_other_do_not_hear_of_each_other(staff: dict[str, Account]) -> None:
    far = make_account("xa", Role.CLERK, make_tree_beside())
    case_with_ceremony_due(Organization.objects.get(code="CB-1"), LATE)

    plan_alerts(today=TUESDAY)

    assert not Alert.objects.filter(recipient=far).exists()


def make_tree_beside() -> Organization:
    """The committee whose path is as long as that of the branch's own."""
    committee: Organization = Organization.objects.get(code="DU-K")
    return committee
