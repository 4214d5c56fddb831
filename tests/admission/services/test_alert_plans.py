"""Planning by the ladder: equal to counting every deadline on every day, for everybody who hears and nobody else."""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from admission.domain.calendar import WorkingCalendar
from admission.models import (
    BREAK,
    Acknowledgement,
    Alert,
    AlertHearer,
    Deadline,
    DeadlineStatus,
)
from admission.permissions import NotPermittedError
from admission.selectors.calendars import calendar_for
from admission.services import alert_slices
from admission.services.acknowledgements import NothingToAcknowledgeError, acknowledge
from admission.services.alert_plans import plan_a_while, plan_alerts
from members.models import Account, JournalEvent, Organization, Role, RoleAssignment
from members.models.role import ACTING_ROLES
from tests.admission.services.digest_rounds import at, case_with_ceremony_due, sweep_at
from tests.admission.services.planned_alerts import heard, plan_through
from tests.factories import NOW, TODAY, Tree, make_account, make_case

pytestmark = pytest.mark.usefixtures("calendar_published")

ONE_DAY = timedelta(days=1)
FRIDAY, TUESDAY = date(2026, 2, 27), date(2026, 3, 3)
LATE = date(2026, 1, 12)
"""Received then, the ceremony is due on Monday 2 March."""


# --- equal to counting by hand ---------------------------------------------------------------------------------------
class Oracle:
    """Counts every deadline anew on every day, from the rows themselves."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar
        self.keys: set[str] = set()

    def level(self, due_on: date, today: date) -> int | None:
        days = sum(
            self.calendar.is_working_day(min(due_on, today) + number * ONE_DAY)
            for number in range(1, abs((due_on - today).days) + 1)
        )
        if due_on >= today:
            return min((level for level in (15, 7, 3, 1, 0) if level >= days), default=None)
        late: int = max(rung for rung in [1, 3, *range(5, 500, 5)] if rung <= max(days, 1))
        return -late

    def plan(self, today: date) -> None:
        if not self.calendar.is_working_day(today):
            return
        roles = [one for one in RoleAssignment.objects.select_related("account", "organization") if _holds(one, today)]
        for row in Deadline.objects.filter(status="open").exclude(nature="milestone").select_related("organization"):
            level = self.level(row.due_on, today) if row.due_on else None
            if level is None:
                continue
            for account in self.hearers(row.organization.path, level, roles):
                self.keys.add(f"{row.pk}:{row.revision}:{level}:{account}:email")

    def hearers(self, path: str, level: int, roles: Iterable[RoleAssignment]) -> set[int]:
        acting = [one for one in roles if one.role in ACTING_ROLES]
        found = {one.account_id for one in acting if one.organization.path == path}
        if level <= -1:
            found |= nearest(path, [one for one in acting if one.organization.path != path])
        if level <= -5:
            found |= nearest(path, [one for one in roles if one.role == Role.INSPECTOR])
        return found


def nearest(path: str, roles: list[RoleAssignment]) -> set[int]:
    """Who holds one of the roles nearest above."""
    above = [one for one in roles if path.startswith(one.organization.path)]
    place = max((one.organization.path for one in above), key=len, default="")
    return {one.account_id for one in above if one.organization.path == place}


def _holds(role: RoleAssignment, day: date) -> bool:
    lasts = role.until_on is None or role.until_on >= day
    return role.from_on <= day and lasts and role.voided_at is None and role.account.is_active


@pytest.mark.parametrize(("seed", "at_once"), [(1, alert_slices.SLICE), (2, alert_slices.SLICE), (3, 2)])
def test_planning_equals_counting_everything_every_day(
    tree: Tree, seed: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert_slices, "SLICE", at_once)
    dice = random.Random(seed)
    places = [tree.committee, tree.grassroots, tree.branch, tree.sibling, tree.foreign_committee, tree.foreign_branch]
    case = make_case(tree.branch)
    accounts = [make_account(f"nguoi-{number}") for number in range(12)]
    oracle = Oracle(calendar_for().calendar)
    add_deadlines(case, places, dice, 40)
    add_roles(accounts, places, dice, 14, first=date(2026, 1, 1))

    day = date(2026, 1, 26)
    for number in range(45):
        today = day + number * ONE_DAY
        disturb(case, accounts, places, dice, today)
        if dice.random() < 0.7:  # on the other days the scheduler is off
            for _minute in range(dice.choice([0, 0, 3, 9])):  # nights that come to no end, or to theirs
                plan_a_while(today=today, seconds=0)
            plan_alerts(today=today)
            plan_alerts(today=today)
            oracle.plan(today)

    assert set(map(str, Alert.objects.exclude(channel=BREAK))) == oracle.keys
    assert len(oracle.keys) > 100


def add_deadlines(case: Any, places: list[Organization], dice: random.Random, count: int) -> None:
    known = Deadline.objects.count()
    version = calendar_for().version_id
    Deadline.objects.bulk_create(
        Deadline(
            case=case, organization=dice.choice(places), kind="paper_validity", subject=f"giay-{known + number}",
            nature=dice.choice(["limit", "limit", "limit", "milestone"]), rule_set="QD24_2021", clause="1",
            trigger="application", triggered_on=date(2026, 1, 2), length=10, unit="working_days",
            calendar_version_id=version, due_on=date(2026, 1, 5) + dice.randrange(90) * ONE_DAY,
        )
        for number in range(count)
    )  # fmt: skip


def add_roles(
    accounts: list[Account], places: list[Organization], dice: random.Random, count: int, *, first: date
) -> None:
    for _ in range(count):
        role = dice.choice([*ACTING_ROLES, Role.INSPECTOR])
        account, place = dice.choice(accounts), dice.choice(places)
        if not RoleAssignment.objects.filter(account=account, organization=place, role=role).exists():
            RoleAssignment.objects.create(
                account=account, organization=place, role=role, from_on=first + dice.randrange(20) * ONE_DAY
            )


def disturb(case: Any, accounts: list[Account], places: list[Organization], dice: random.Random, today: date) -> None:
    """What may happen between two days: somebody comes, goes or is closed; a deadline comes, moves or is met."""
    match dice.randrange(8):
        case 0:
            add_roles(accounts, places, dice, 1, first=today - 5 * ONE_DAY)
        case 1:
            RoleAssignment.objects.filter(account=dice.choice(accounts), from_on__lte=today).update(until_on=today)
        case 2:
            account = dice.choice(accounts)
            Account.objects.filter(pk=account.pk).update(is_active=dice.random() < 0.5)
        case 3:
            add_deadlines(case, places, dice, 2)
        case 4:
            row = dice.choice(list(Deadline.objects.filter(status="open")))
            row.due_on = (row.due_on or today) + dice.randrange(-20, 20) * ONE_DAY
            row.revision += 1
            row.save(update_fields=["due_on", "revision"])
        case 5:
            row = dice.choice(list(Deadline.objects.filter(status="open")))
            Deadline.objects.filter(pk=row.pk).update(status=DeadlineStatus.MET, met_on=today)


def test_planning_looks_at_a_deadline_once_a_rung_and_writes_it_once(tree: Tree) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    row = case_with_ceremony_due(tree.branch, LATE).deadlines.get(kind="ceremony")
    plan_alerts(today=date(2026, 2, 12))
    row.refresh_from_db()
    assert row.planned_revision == row.revision

    with CaptureQueriesContext(connection) as later:
        plan_through(date(2026, 2, 13), date(2026, 2, 25))

    looked_at = [query["sql"] for query in later if query["sql"].startswith("\nCREATE TEMPORARY TABLE admission_plan")]
    assert len(looked_at) == 1
    assert heard() == [(7, "bithu", "actor"), (3, "bithu", "actor")]


def test_clock_that_went_far_ahead_and_back_silences_nothing(tree: Tree) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    case_with_ceremony_due(tree.branch, LATE)
    plan_alerts(today=date(2027, 3, 1))

    plan_through(date(2026, 2, 24), TUESDAY)

    assert sorted({level for level, *_who in heard(planned_on__lt=date(2027, 1, 1))}) == [-1, 0, 1, 3, 7]


# --- who hears -------------------------------------------------------------------------------------------------------
def test_from_one_day_after_the_level_above_hears_and_from_five_the_inspector(
    tree: Tree, staff: dict[str, Account]
) -> None:
    case_with_ceremony_due(tree.branch, LATE)
    Alert.objects.all().delete()

    for day in (TODAY, TUESDAY, date(2026, 3, 5), date(2026, 3, 9), date(2026, 3, 16)):
        plan_alerts(today=day)

    acting = [("bithu", "actor"), ("pho", "deputy")]
    expected = {0: [], -1: ["above"], -3: ["above"], -5: ["above", "inspector"], -10: ["above", "inspector"]}
    names = {"above": "capuy", "inspector": "kiemtra"}
    assert {level: [(who, why) for at_level, who, why in heard() if at_level == level] for level in expected} == {
        level: sorted([*acting, *((names[one], one) for one in further)]) for level, further in expected.items()
    }


def test_nearest_level_above_at_which_anybody_acts_hears(tree: Tree, staff: dict[str, Account]) -> None:
    RoleAssignment.objects.filter(account=staff["capuy"]).update(until_on=FRIDAY)
    case_with_ceremony_due(tree.branch, LATE)

    plan_alerts(today=TUESDAY)

    assert [who for _level, who, why in heard() if why == "above"] == ["trencung"]


def test_nearest_inspector_hears_and_no_other(tree: Tree, staff: dict[str, Account]) -> None:
    make_account("kiemtra-gan", Role.INSPECTOR, tree.grassroots)
    make_account("kiemtra-xa", Role.INSPECTOR, tree.foreign_committee)
    case_with_ceremony_due(tree.branch, LATE)

    plan_alerts(today=date(2026, 3, 9))

    assert [who for _level, who, why in heard() if why == "inspector"] == ["kiemtra-gan"]


def test_after_three_levels_unacknowledged_the_level_above_hears_before_the_day(
    tree: Tree, staff: dict[str, Account]
) -> None:
    case_with_ceremony_due(tree.branch, LATE)

    for day in (date(2026, 2, 2), date(2026, 2, 12), date(2026, 2, 25), FRIDAY):
        sweep_at(day)

    assert [(level, who) for level, who, why in heard() if why == "above"] == [(1, "capuy")]
    for day in (TODAY, TUESDAY, date(2026, 3, 5)):
        sweep_at(day)
    assert [(level, who) for level, who, why in heard() if why == "inspector"] == [(-3, "kiemtra")]


def test_acknowledged_before_the_day_the_repeats_stop_and_the_day_itself_is_told(
    tree: Tree, staff: dict[str, Account]
) -> None:
    row = case_with_ceremony_due(tree.branch, LATE).deadlines.get(kind="ceremony")
    sweep_at(date(2026, 2, 2))
    acknowledge(deadline=row, by=staff["pho"], today=date(2026, 2, 3), now=at(date(2026, 2, 3)))

    for day in (date(2026, 2, 12), date(2026, 2, 25), FRIDAY, TODAY, TUESDAY, date(2026, 3, 5)):
        sweep_at(day)

    assert [level for level, who, _why in heard(channel="email") if who == "bithu"] == [15, 0, -1, -3]
    assert Deadline.objects.get(pk=row.pk).status == DeadlineStatus.OPEN


def test_acknowledged_after_the_day_only_who_has_not_heard_is_told(tree: Tree, staff: dict[str, Account]) -> None:
    row = case_with_ceremony_due(tree.branch, LATE).deadlines.get(kind="ceremony")
    sweep_at(TUESDAY)
    acknowledge(deadline=row, by=staff["bithu"], today=TUESDAY, now=at(TUESDAY))

    for day in (date(2026, 3, 5), date(2026, 3, 9), date(2026, 3, 16)):
        sweep_at(day)

    assert heard() == [
        (-1, "bithu", "actor"), (-1, "capuy", "above"), (-1, "pho", "deputy"), (-5, "kiemtra", "inspector"),
    ]  # fmt: skip


def test_moved_after_it_was_acknowledged_the_alerts_begin_again(tree: Tree, staff: dict[str, Account]) -> None:
    row = case_with_ceremony_due(tree.branch, date(2026, 1, 13)).deadlines.get(kind="ceremony")
    plan_alerts(today=FRIDAY)
    acknowledge(deadline=row, by=staff["bithu"], today=FRIDAY, now=at(FRIDAY))
    Deadline.objects.filter(pk=row.pk).update(due_on=date(2026, 3, 4), revision=2)

    plan_alerts(today=TUESDAY)

    assert heard(revision=2) == [(1, "bithu", "actor"), (1, "pho", "deputy")]


def test_acknowledging_twice_is_one_row_and_one_event(tree: Tree, staff: dict[str, Account]) -> None:
    case = case_with_ceremony_due(tree.branch, LATE)
    row = case.deadlines.get(kind="ceremony")

    first = acknowledge(deadline=row, by=staff["bithu"], today=FRIDAY, now=at(FRIDAY))
    second = acknowledge(deadline=row, by=staff["pho"], today=TODAY, now=at(TODAY))

    assert (first, Acknowledgement.objects.count()) == (second, 1)
    event = JournalEvent.objects.get(verb="deadline_acknowledged")
    assert (event.subject, event.account, event.organization) == (f"case:{case.pk}", staff["bithu"], tree.branch)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Acknowledgement.objects.update(acknowledged_on=TUESDAY)


@pytest.mark.parametrize("who", ["capuy", "kiemtra"])
def test_who_need_not_act_cannot_acknowledge(tree: Tree, staff: dict[str, Account], who: str) -> None:
    row = case_with_ceremony_due(tree.branch, LATE).deadlines.get(kind="ceremony")

    with pytest.raises(NotPermittedError):
        acknowledge(deadline=row, by=staff[who], today=TODAY, now=NOW)


def test_what_does_not_run_cannot_be_acknowledged(tree: Tree, staff: dict[str, Account]) -> None:
    row = case_with_ceremony_due(tree.branch, LATE).deadlines.get(kind="ceremony")
    Deadline.objects.filter(pk=row.pk).update(status=DeadlineStatus.MET, met_on=TODAY)

    with pytest.raises(NothingToAcknowledgeError):
        acknowledge(deadline=row, by=staff["bithu"], today=TODAY, now=NOW)


def test_who_comes_later_hears_what_has_been_reached(tree: Tree, staff: dict[str, Account]) -> None:
    case_with_ceremony_due(tree.branch, LATE)
    plan_alerts(today=date(2026, 2, 12))
    new = make_account("moi")
    RoleAssignment.objects.create(
        account=new, organization=tree.branch, role=Role.DEPUTY_SECRETARY, from_on=date(2026, 2, 24)
    )

    plan_through(date(2026, 2, 13), date(2026, 2, 24))

    assert list(Alert.objects.filter(recipient=new, channel="email").values_list("level", "planned_on")) == [
        (7, date(2026, 2, 24))
    ]


def test_closed_account_that_opens_again_hears_what_it_missed(tree: Tree, staff: dict[str, Account]) -> None:
    case_with_ceremony_due(tree.branch, LATE)
    Account.objects.filter(username="pho").update(is_active=False)
    plan_alerts(today=FRIDAY)
    assert not AlertHearer.objects.filter(account=staff["pho"]).exists()
    Account.objects.filter(username="pho").update(is_active=True)

    plan_alerts(today=FRIDAY)

    assert heard() == [(1, "bithu", "actor"), (1, "pho", "deputy")]
