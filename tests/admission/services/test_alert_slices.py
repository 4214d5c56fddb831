"""A day is planned a slice at a time: broken off anywhere it goes on, and nothing is lost or planned twice."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from admission.domain.calendar_file import CalendarDay, DayKind, DayStatus
from admission.domain.ladder import Ladder
from admission.models import BREAK, Alert, AlertPlanning, Deadline
from admission.services import alert_plans, alert_slices, alerts
from admission.services.alert_plans import is_planned, plan_a_while, plan_alerts, plan_by_slices
from admission.services.ladders import choose_ladder
from members.models import Account, Organization, Role
from tests.admission.services.calendar_changes import newest, own_day_off, preview, publish, with_days
from tests.admission.services.digest_rounds import alert_rows, case_with_ceremony_due, sweep_at
from tests.factories import NOW, TODAY, Tree, make_account

pytestmark = pytest.mark.usefixtures("calendar_published")

FRIDAY, SATURDAY, TUESDAY = date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 3)
EVE = date(2026, 2, 13)
FILES = 7


class PowerFailureError(Exception):
    """The planning ends here, in the middle of a transaction."""


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alert_slices, "SLICE", 2)


@pytest.fixture
def secretary(tree: Tree) -> Account:
    """The secretary of a branch with files due on 2 March, two of them each day from there on."""
    for number in range(FILES):
        case_with_ceremony_due(tree.branch, date(2026, 1, 12) + timedelta(days=number // 2))
    return make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)


def failing_at(number: int) -> AbstractContextManager[None]:
    """Fail at the so-manyth statement that adds alerts, after it was executed."""
    seen = 0

    def fail(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        result = execute(sql, params, many, context)
        if "INSERT INTO admission_alert " in sql:
            seen += 1
            if seen == number:
                raise PowerFailureError
        return result

    return connection.execute_wrapper(fail)


def planned_whole(monkeypatch: pytest.MonkeyPatch, *days: date) -> set[str]:
    """What the same days come to when each is planned at once."""
    with monkeypatch.context() as patch:
        patch.setattr(alert_slices, "SLICE", 5_000)
        for day in days:
            plan_alerts(today=day)
    keys = set(map(str, Alert.objects.all()))
    Alert.objects.all().delete()
    AlertPlanning.objects.all().delete()
    Deadline.objects.update(planned_revision=0)
    return keys


def test_no_transaction_takes_more_than_a_slice(secretary: Account) -> None:
    added = list(plan_by_slices(today=FRIDAY))

    assert (max(added), sum(added)) == (2, FILES)
    assert list(plan_by_slices(today=FRIDAY)) == [0, 0]


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("today", [FRIDAY, TODAY], ids=["all new", "all known"])
def test_planning_that_is_broken_off_goes_on_and_loses_nothing(
    secretary: Account, number: int, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [] if today == FRIDAY else [FRIDAY]
    expected = planned_whole(monkeypatch, *before, today)
    for day in before:
        plan_alerts(today=day)
    there = Alert.objects.count()

    with failing_at(number), pytest.raises(PowerFailureError):
        plan_alerts(today=today)
    kept = Alert.objects.count() - there
    rest = plan_alerts(today=today)

    assert kept <= 2 * (number - 1)
    assert Alert.objects.count() == there + kept + rest
    assert set(map(str, Alert.objects.all())) == expected
    assert plan_alerts(today=today) == 0


def test_what_is_moved_and_added_between_two_slices_is_planned(tree: Tree, secretary: Account) -> None:
    slices = plan_by_slices(today=TODAY)
    next(slices)
    next(slices)
    Deadline.objects.filter(alerts=None, kind="ceremony").update(due_on=TUESDAY, revision=2)
    new = case_with_ceremony_due(tree.branch, date(2026, 1, 12)).deadlines.get(kind="ceremony")

    list(slices)

    moved = Alert.objects.filter(deadline__due_on=TUESDAY, revision=2)
    assert set(moved.values_list("level", flat=True)) == {1}
    assert moved.count() == Deadline.objects.filter(due_on=TUESDAY, revision=2).count() > 0
    assert Alert.objects.get(deadline=new).level == 0


def test_planning_stops_where_another_ladder_was_chosen_meanwhile_and_the_next_one_goes_by_it(
    tree: Tree, secretary: Account
) -> None:
    plan_alerts(today=FRIDAY)
    slices = plan_by_slices(today=TODAY)
    next(slices)
    choose_ladder(organization=tree.branch, ladder=Ladder((30, 5, 2)), by=secretary, today=TODAY, now=NOW)
    AlertPlanning.objects.update(basis="somebody begins by the new one")

    assert sum(slices) == 0
    plan_alerts(today=TODAY)

    levels = Alert.objects.filter(planned_on=TODAY).order_by("-level").values_list("level", flat=True)
    assert sorted(set(levels)) == [0, 1, 2, 5]


def test_published_calendar_has_everything_looked_at_again_and_writes_to_no_deadline(
    tree: Tree, secretary: Account
) -> None:
    """The last file is due on Thursday, counted by months: it does not move when two days before it fall out."""
    Deadline.objects.filter(kind="ceremony").update(unit="months")
    plan_alerts(today=TODAY)
    days = (date(2026, 3, 3), date(2026, 3, 4))
    storm = [CalendarDay(day, DayKind.DAY_OFF, "storm", "Bão", "Storm", DayStatus.CONFIRMED, "thử") for day in days]
    content = with_days(newest(), *storm)
    administrator = make_account("quan.tri", Role.ADMINISTRATOR, tree.committee)
    publish(content, administrator, today=TODAY, now=NOW, token=preview(content, TODAY).token)

    with CaptureQueriesContext(connection) as queries:
        plan_alerts(today=TODAY)

    last = Alert.objects.filter(deadline__due_on=date(2026, 3, 5)).order_by("pk")
    assert list(last.values_list("level", flat=True)) == [3, 1]
    assert not [query for query in queries if query["sql"].startswith('UPDATE "admission_deadline"')]
    assert Deadline.objects.filter(kind="ceremony", planned_revision=1).count() == FILES


def test_planning_of_yesterday_that_still_runs_stops_for_that_of_today(secretary: Account) -> None:
    late = plan_by_slices(today=FRIDAY)
    next(late)
    plan_alerts(today=TODAY)
    expected = alert_rows()

    list(late)

    assert alert_rows() == expected


def test_night_plans_the_day_and_the_hour_tells_it(secretary: Account) -> None:
    night = sweep_at(TODAY, 0, 1)
    again = sweep_at(TODAY, 0, 2)
    morning = sweep_at(TODAY, 7)

    assert (night.opened.alerts, night.opened.digests) == (FILES, 0)
    assert (again.opened.alerts, morning.opened.alerts, morning.opened.digests) == (0, 0, 1)
    assert set(Alert.objects.values_list("status", flat=True)) == {"sent"}


def test_what_is_done_between_the_night_and_the_hour_is_not_told(secretary: Account) -> None:
    sweep_at(TODAY, 0, 1)
    Deadline.objects.filter(kind="ceremony").update(status="met", met_on=TODAY)

    report = sweep_at(TODAY, 7)

    assert report.delivered.sent == 0
    assert set(Alert.objects.values_list("status", flat=True)) == {"cancelled"}


def nights(monkeypatch: pytest.MonkeyPatch, today: date) -> list[int]:
    """How many alerts each minute of the night adds, when a sweep has no time for more than one slice."""
    monkeypatch.setattr(alerts, "NIGHT_SECONDS", 0)
    added: list[int] = []
    while not is_planned(today):
        added.append(sweep_at(today, 0, len(added) + 1).opened.alerts)
        assert len(added) < 30, "The night does not come to its end"
    return added


@pytest.mark.parametrize("before", [[], [FRIDAY]], ids=["all new", "all known"])
def test_sweep_of_the_night_plans_one_slice_and_the_next_one_goes_on(
    secretary: Account, before: list[date], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = planned_whole(monkeypatch, *before, TODAY)
    for day in before:
        plan_alerts(today=day)
    there = Alert.objects.count()

    added = nights(monkeypatch, TODAY)

    assert added[0] == 0, "The first one of a day compares who hears"
    assert (max(added), sum(added)) == (2, len(expected) - there)
    assert set(map(str, Alert.objects.all())) == expected
    assert sweep_at(TODAY, 0, 40).opened.alerts == sweep_at(TODAY, 7).opened.alerts == 0


def test_who_hears_is_compared_at_the_beginning_of_the_night_and_at_the_hour(
    secretary: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "NIGHT_SECONDS", 0)
    compared = []
    for hour, minute in ((0, 1), (0, 2), (0, 3), (7, 0)):
        with CaptureQueriesContext(connection) as queries:
            sweep_at(TODAY, hour, minute)
        compared.append(any("INSERT INTO admission_alerthearer" in query["sql"] for query in queries))

    assert compared == [True, False, False, True]


def test_sweep_of_the_night_with_time_plans_on(secretary: Account) -> None:
    assert plan_a_while(today=FRIDAY, seconds=3_600) == FILES
    assert is_planned(FRIDAY)


def test_hour_plans_what_is_left_of_the_night_before_it_tells_anybody(
    secretary: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "NIGHT_SECONDS", 0)
    night = [sweep_at(TODAY, 0, minute).opened.alerts for minute in (1, 2, 3)]

    morning = sweep_at(TODAY, 7)

    assert (sum(night), morning.opened.alerts, morning.opened.digests) == (2, FILES - 2, 1)
    assert morning.delivered.sent == 1
    assert set(Alert.objects.values_list("status", flat=True)) == {"sent"}


def test_what_the_night_passed_by_before_it_was_entered_is_in_the_digest_of_the_morning(
    tree: Tree, secretary: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "NIGHT_SECONDS", 0)
    for minute in (1, 2, 3, 4):  # the beginning, what is known, and two slices of what is new
        sweep_at(TODAY, 0, minute)
    assert Alert.objects.count() == 4
    new = case_with_ceremony_due(tree.branch, date(2026, 1, 12)).deadlines.get(kind="ceremony")

    report = sweep_at(TODAY, 7)

    assert report.opened.alerts == FILES + 1 - 4
    assert Alert.objects.get(deadline=new).status == "sent"


def test_who_comes_during_the_night_hears_in_the_morning(
    tree: Tree, secretary: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "NIGHT_SECONDS", 0)
    for minute in (1, 2, 3):
        sweep_at(TODAY, 0, minute)
    deputy = make_account("pho", Role.DEPUTY_SECRETARY, tree.branch)

    sweep_at(TODAY, 7)

    assert Alert.objects.filter(recipient=deputy, status="sent").count() == FILES


def test_what_is_off_today_does_not_stop_what_works(
    tree: Tree, secretary: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than a slice of the earliest deadlines is counted by a calendar that has the day off: none is noted."""
    own_day_off(tree.sibling, TODAY)
    for _ in range(5):
        case_with_ceremony_due(tree.sibling, date(2026, 1, 9))

    added = nights(monkeypatch, TODAY)

    assert (max(added), sum(added)) == (2, FILES)
    assert not Alert.objects.filter(deadline__case__branch=tree.sibling).exists()


def test_new_hearer_of_more_than_a_slice_writes_to_no_deadline(
    tree: Tree, secretary: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_alerts(today=TODAY)
    monkeypatch.setattr(alert_plans, "MOST_AGAIN", FILES - 1)
    deputy = make_account("pho", Role.DEPUTY_SECRETARY, tree.branch)

    with CaptureQueriesContext(connection) as queries:
        plan_alerts(today=TODAY)

    assert Alert.objects.filter(recipient=deputy).count() == FILES
    assert not [query for query in queries if query["sql"].startswith('UPDATE "admission_deadline"')]


@pytest.mark.parametrize("seconds", [0, 60], ids=["over many minutes", "at once"])
def test_eve_of_a_break_is_walked_through_once_and_what_moves_into_it_later_is_told(
    tree: Tree, secretary: Account, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From 14 to 22 February nobody works; each file is due on the two days after it."""
    late = case_with_ceremony_due(tree.branch, date(2026, 2, 5)).deadlines.get(kind="ceremony")
    Deadline.objects.filter(kind="ceremony").exclude(pk=late.pk).update(due_on=date(2026, 2, 24), revision=2)
    expected = planned_whole(monkeypatch, date(2026, 2, 12), EVE)
    plan_alerts(today=date(2026, 2, 12))
    if seconds:
        sweep_at(EVE, 0, 1)
    else:
        assert max(nights(monkeypatch, EVE)) == 2
    assert set(map(str, Alert.objects.all())) == expected

    with CaptureQueriesContext(connection) as queries:
        plan_alerts(today=EVE)
    Deadline.objects.filter(pk=late.pk).update(due_on=date(2026, 2, 23), revision=2)
    plan_alerts(today=EVE)

    assert not [query for query in queries if "due_on <= '2026-02-2" in query["sql"]], "Walked through again"
    told = Alert.objects.filter(channel=BREAK)
    assert (told.count(), told.filter(deadline=late).count()) == (FILES + 1, 1)


def test_practice_in_the_middle_of_a_walk_leaves_its_place_and_comes_to_its_end(
    tree: Tree, secretary: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    Deadline.objects.filter(kind="ceremony").update(due_on=date(2026, 2, 24))
    plan_alerts(today=date(2026, 2, 12))
    monkeypatch.setattr(alerts, "NIGHT_SECONDS", 0)
    state = AlertPlanning.objects.get()
    for minute in range(1, 20):
        sweep_at(EVE, 0, minute)
        state.refresh_from_db()
        if state.reached is not None and state.reached[1].startswith("break"):
            break
    else:
        pytest.fail("No sweep of the night stopped in the walk before the break")
    Organization.objects.filter(pk=tree.branch.pk).update(is_practice=True)

    plan_alerts(today=EVE, practice_only=True)

    assert AlertPlanning.objects.get().reached == state.reached
    assert Alert.objects.filter(channel=BREAK).count() == FILES


def test_somebody_new_who_is_found_in_the_middle_of_a_walk_has_it_begun_again(
    tree: Tree, secretary: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_alerts(today=TODAY)
    monkeypatch.setattr(alert_plans, "MOST_AGAIN", FILES - 1)
    make_account("pho", Role.DEPUTY_SECRETARY, tree.branch)
    slices = plan_by_slices(today=TODAY)
    for _ in range(3):  # the beginning, and two slices
        next(slices)
    second = make_account("pho-hai", Role.DEPUTY_SECRETARY, tree.branch)
    next(plan_by_slices(today=TODAY))

    list(slices)
    plan_alerts(today=TODAY)

    assert Alert.objects.filter(recipient=second).count() == FILES


def test_who_comes_at_the_other_end_hears_at_once(tree: Tree, secretary: Account) -> None:
    Deadline.objects.filter(kind="ceremony").update(also_organization=tree.foreign_branch)
    plan_alerts(today=TODAY)
    other = make_account("noikhac", Role.BRANCH_SECRETARY, tree.foreign_branch)

    plan_alerts(today=TODAY)

    assert Alert.objects.filter(recipient=other).count() == FILES


def test_planning_that_another_one_superseded_opens_no_digest(secretary: Account) -> None:
    def begin_anew(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if "INSERT INTO admission_alert " in sql:
            AlertPlanning.objects.update(basis="somebody begins by another ladder")
        return result

    with connection.execute_wrapper(begin_anew):
        superseded = sweep_at(TODAY, 7)
    after = sweep_at(TODAY, 7, 1)

    assert (superseded.opened.alerts, superseded.opened.digests) == (2, 0)
    assert (after.opened.alerts, after.opened.digests, after.delivered.sent) == (FILES - 2, 1, 1)


def test_night_before_a_day_off_plans_nothing(secretary: Account) -> None:
    assert is_planned(SATURDAY)

    assert sweep_at(SATURDAY, 0, 1).opened.alerts == 0
