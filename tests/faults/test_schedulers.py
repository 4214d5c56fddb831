"""F08, F09, F10: schedulers that run three times over, not at all for days, or by a wrong clock."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox

from admission.models import Alert, Mail, MailStatus
from admission.services.alerts import sweep
from members.models import Account, Role
from tests.admission.access_world import Undone
from tests.admission.services.digest_rounds import alert_rows, at, case_with_ceremony_due, sweep_at
from tests.factories import TODAY, Tree, make_account
from tests.worker import kill_group, start_process

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def secretary(tree: Tree) -> Account:
    account = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    account.language = "en"
    account.save()
    return account


@pytest.mark.parametrize("schedulers", [1, 3])
def test_schedulers_over_24_hours_make_the_rows_of_one(tree: Tree, secretary: Account, schedulers: int) -> None:
    first = case_with_ceremony_due(tree.branch, date(2026, 1, 12)).deadlines.get(kind="ceremony")
    second = case_with_ceremony_due(tree.branch, date(2026, 1, 14)).deadlines.get(kind="ceremony")

    for quarter in range(96):
        for _ in range(schedulers):
            sweep(now=at(TODAY, 0) + quarter * 15 * MINUTE)

    assert alert_rows() == sorted(
        [
            (f"{first.pk}:1:0:{secretary.pk}:email", "sent", TODAY),
            (f"{second.pk}:1:3:{secretary.pk}:email", "sent", TODAY),
        ]
    )
    assert list(Mail.objects.order_by("key").values_list("key", "status")) == [
        (f"digest:{secretary.pk}:2026-03-02", "sent"),
        (f"urgent:{secretary.pk}:2026-03-02", "sent"),
    ]
    assert len(outbox.outbox) == 2


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_schedulers_at_the_same_moment_send_each_digest_once(tree: Tree, tmp_path: Path) -> None:
    for number in range(30):
        make_account(f"bithu-{number}", Role.BRANCH_SECRETARY, tree.branch)
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    command = ["manage.py", "sweep", "--at", at(TODAY).isoformat()]

    processes = [start_process(command, tmp_path / "var", {}, tmp_path / f"{n}.log") for n in range(3)]
    try:
        codes = [process.wait(timeout=60) for process in processes]
    finally:
        for process in processes:
            kill_group(process)

    assert codes == [0, 0, 0]
    assert Alert.objects.filter(status="sent").count() == 30
    assert list(Mail.objects.values_list("status", "attempts")) == [(MailStatus.SENT, 1)] * 30


def test_scheduler_off_for_three_days_sends_one_honest_digest(tree: Tree, secretary: Account) -> None:
    # Due on 2 March, 4 March and 16 March: seen from 26 February with 2, 4 and 12 working days left.
    cases = [case_with_ceremony_due(tree.branch, date(2026, 1, day)) for day in (12, 14, 26)]
    wednesday, thursday, tuesday = date(2026, 2, 25), date(2026, 2, 26), date(2026, 3, 3)
    sweep_at(wednesday, 7)
    assert levels_planned_on(wednesday) == [3, 7, 15]
    sweep_at(thursday, 6, 30)

    sweep_at(tuesday, 9)

    assert levels_planned_on(tuesday) == [-1, 1]
    assert len(outbox.outbox) == 2
    body = outbox.outbox[1].body
    assert "The server was off from 26/02/2026 06:30 to 03/03/2026 09:00" in body
    assert [case.code in body for case in cases] == [True, True, False]


def test_deadline_passes_each_level_once(tree: Tree, secretary: Account) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))

    for number in range(50):
        for hour in (6, 7, 12):
            sweep_at(date(2026, 1, 28) + number * DAY, hour)

    assert list(Alert.objects.order_by("planned_on").values_list("level", "planned_on")) == [
        (15, date(2026, 2, 2)),
        (7, date(2026, 2, 12)),
        (3, date(2026, 2, 25)),
        (1, date(2026, 2, 27)),
        (0, date(2026, 3, 2)),
        (-1, date(2026, 3, 3)),
        (-3, date(2026, 3, 5)),
        (-5, date(2026, 3, 9)),
        (-10, date(2026, 3, 16)),
    ]
    assert len(outbox.outbox) == 9


def test_clock_of_another_zone_means_the_vietnamese_day(tree: Tree, secretary: Account) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))

    sweep(now=datetime(2026, 3, 1, 23, 59, tzinfo=UTC))
    assert len(outbox.outbox) == 0
    sweep(now=datetime(2026, 3, 2, 0, 0, tzinfo=UTC))

    assert outbox.outbox[0].subject == "1 deadline due today – 02/03/2026"


@pytest.mark.parametrize("zone", ["UTC", "Asia/Ho_Chi_Minh", "America/New_York"])
def test_host_in_any_zone_plans_the_same_on_the_vietnamese_day(
    tree: Tree, secretary: Account, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        row = case_with_ceremony_due(tree.branch, date(2026, 1, 12)).deadlines.get(kind="ceremony")
        # 00:30 of Monday in Viet Nam is 17:30 of Sunday in Greenwich: no digest yet, whatever the host calls the day.
        sweep(now=datetime(2026, 3, 1, 17, 30, tzinfo=UTC))
        assert len(outbox.outbox) == 0
        sweep(now=datetime(2026, 3, 2, 7, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).astimezone(ZoneInfo(zone)))
        # 17:30 in Greenwich on Monday is Tuesday in Viet Nam: one day late is planned, and no digest before seven.
        sweep(now=datetime(2026, 3, 2, 17, 30, tzinfo=UTC))
    finally:
        monkeypatch.undo()
        time.tzset()

    assert row.due_on == TODAY
    assert alert_rows() == [
        (f"{row.pk}:1:-1:{secretary.pk}:email", "planned", TODAY + DAY),
        (f"{row.pk}:1:0:{secretary.pk}:email", "sent", TODAY),
    ]
    assert [message.subject for message in outbox.outbox] == ["1 deadline due today – 02/03/2026"]


@pytest.mark.parametrize("jump", [60 * MINUTE, -60 * MINUTE, DAY], ids=["hour ahead", "hour back", "day ahead"])
def test_clock_that_jumped_and_was_set_right_misses_no_alert(tree: Tree, secretary: Account, jump: timedelta) -> None:
    for day in (12, 13, 14, 16, 26):
        case_with_ceremony_due(tree.branch, date(2026, 1, day))
    start = at(date(2026, 2, 25), 8)
    days = [start + number * DAY for number in range(14)]
    with Undone():
        for moment in days:
            sweep(now=moment)
        right = {key for key, *_rest in alert_rows()}

    for moment in (start, start + jump, *days):
        sweep(now=moment)

    # A day ahead an alert may come a day early; none is missing, and none comes twice.
    assert {key for key, *_rest in alert_rows()} == right


def test_clock_that_jumps_sends_no_alert_twice(tree: Tree, secretary: Account) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    now = at(TODAY, 8)

    for moment in (now, now + 60 * MINUTE, now - 60 * MINUTE, now + DAY, now, now - DAY, now + MINUTE):
        sweep(now=moment)

    assert list(Alert.objects.order_by("level").values_list("level", flat=True)) == [-1, 0]
    assert len(outbox.outbox) == 2


def levels_planned_on(day: date) -> list[int]:
    return sorted(Alert.objects.filter(planned_on=day).values_list("level", flat=True))
