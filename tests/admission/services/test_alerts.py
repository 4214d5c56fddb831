"""Planning alerts and opening digests: what is new, for whom, on which day."""

from datetime import date, timedelta

import pytest
from django.core import mail as outbox

from admission.domain.calendar_file import CalendarDay, DayKind, DayStatus
from admission.models import (
    Alert,
    AlertStatus,
    Calendar,
    CommitteeDecision,
    Heartbeat,
    Mail,
    MailKind,
    MailStatus,
    PeriodRun,
)
from admission.services.alert_plans import plan_alerts
from admission.services.alerts import open_digests, plan_practice_digests, sweep
from admission.services.calendars import publish_calendar
from admission.services.corrections import correct_fact
from admission.services.facts import (
    record_ceremony,
)
from members.models import Organization, Role, RoleAssignment
from tests.admission.services.digest_rounds import at, case_with_ceremony_due, sweep_at
from tests.factories import NOW, TODAY, Tree, make_account, make_tree

pytestmark = pytest.mark.usefixtures("calendar_published")

FRIDAY, SATURDAY = date(2026, 2, 27), date(2026, 2, 28)


@pytest.fixture
def secretary(tree: Tree) -> int:
    return make_account("bithu", Role.BRANCH_SECRETARY, tree.branch).pk


def levels() -> list[int]:
    return list(Alert.objects.order_by("planned_on", "level").values_list("level", flat=True))


@pytest.mark.parametrize(
    ("received_on", "level"),
    [
        (date(2026, 1, 10), -1),
        (date(2026, 1, 12), 0),
        (date(2026, 1, 13), 1),
        (date(2026, 1, 14), 3),
        (date(2026, 1, 16), 7),
        (date(2026, 1, 21), 7),
        (date(2026, 1, 22), 15),
    ],
)
def test_plan_gives_the_level_the_deadline_has_reached(
    tree: Tree, secretary: int, received_on: date, level: int
) -> None:
    case = case_with_ceremony_due(tree.branch, received_on)
    deadline = case.deadlines.get(kind="ceremony")

    assert plan_alerts(today=TODAY) == 1
    alert = Alert.objects.get()
    assert str(alert) == f"{deadline.pk}:{deadline.revision}:{level}:{secretary}:email"
    assert (alert.level, alert.status, alert.planned_on, alert.mail) == (level, AlertStatus.PLANNED, TODAY, None)


def test_plan_far_away_deadline_gives_nothing(tree: Tree, secretary: int) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 2, 9), decided_on=date(2026, 2, 6))

    assert plan_alerts(today=TODAY) == 0


def test_plan_again_gives_nothing_new(tree: Tree, secretary: int) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))

    assert [plan_alerts(today=TODAY), plan_alerts(today=TODAY)] == [1, 0]


def test_plan_is_for_those_who_act_in_the_organisation_today(tree: Tree) -> None:
    both = make_account("hai-vai", Role.BRANCH_SECRETARY, tree.branch)
    RoleAssignment.objects.create(
        account=both, organization=tree.branch, role=Role.DEPUTY_SECRETARY, from_on=date(2020, 1, 1)
    )
    deputy = make_account("pho", Role.DEPUTY_SECRETARY, tree.branch)
    former = make_account("cu", Role.BRANCH_SECRETARY, tree.branch)
    former.roles.update(until_on=TODAY - timedelta(days=1))
    gone = make_account("nghi", Role.DEPUTY_SECRETARY, tree.branch)
    gone.is_active = False
    gone.save()
    make_account("kiemtra", Role.INSPECTOR, tree.branch)
    make_account("khac", Role.BRANCH_SECRETARY, tree.sibling)
    make_account("canbo", Role.CLERK, tree.committee)
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))

    plan_alerts(today=TODAY)

    assert set(Alert.objects.values_list("recipient", flat=True)) == {both.pk, deputy.pk}
    assert Alert.objects.count() == 2


def test_plan_moved_deadline_cancels_and_plans_anew(tree: Tree, secretary: int) -> None:
    case = case_with_ceremony_due(tree.branch, date(2026, 1, 13))
    plan_alerts(today=TODAY)

    correct_fact(
        fact=CommitteeDecision.objects.current().get(case=case),
        changes={"received_on": date(2026, 1, 12)},
        reason="nhầm ngày",
        by=None,
        today=TODAY,
        now=NOW,
    )
    plan_alerts(today=TODAY)

    assert list(Alert.objects.order_by("revision").values_list("revision", "level", "status")) == [
        (1, 1, AlertStatus.CANCELLED),
        (2, 0, AlertStatus.PLANNED),
    ]


def test_plan_counts_by_the_calendar_of_the_branch(tree: Tree, secretary: int) -> None:
    sister = make_account("bithu2", Role.BRANCH_SECRETARY, tree.sibling)
    case_with_ceremony_due(tree.branch, date(2026, 1, 14))
    own = Calendar.objects.create(
        code="rieng", name="Lịch riêng", organization=Organization.objects.get(pk=tree.sibling.pk)
    )
    days = [_day_off(date(2026, 3, 3)), _day_off(date(2026, 3, 4))]
    publish_calendar(
        calendar=own, days=days, first=date(2018, 1, 1), last=date(2027, 12, 31),
        confirmed_through=date(2027, 12, 31), notice="thử", by=None, today=TODAY,
    )  # fmt: skip
    case_with_ceremony_due(tree.sibling, date(2026, 1, 22))

    plan_alerts(today=TODAY)

    assert dict(Alert.objects.values_list("recipient", "level")) == {secretary: 3, sister.pk: 3}
    # Five working days away by the general calendar, three by that of the branch.
    assert Alert.objects.get(recipient=sister).deadline.due_on == date(2026, 3, 9)


def _day_off(day: date) -> CalendarDay:
    return CalendarDay(day, DayKind.DAY_OFF, "own", "Nghỉ", "Off", DayStatus.CONFIRMED, "thử")


@pytest.mark.parametrize(
    ("day", "hour", "minute", "mails"),
    [
        (TODAY, 6, 59, 0),
        (TODAY, 7, 0, 1),
        (TODAY, 23, 59, 1),
        (SATURDAY, 9, 0, 0),
        (date(2026, 2, 17), 9, 0, 0),  # Tết
        (date(2026, 8, 22), 7, 0, 1),  # a Saturday worked for 31 August
    ],
)
def test_digest_is_opened_on_working_days_from_seven(
    tree: Tree, secretary: int, day: date, hour: int, minute: int, mails: int
) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))

    report = sweep_at(day, hour, minute)

    assert (report.opened.digests, report.delivered.sent, len(outbox.outbox)) == (mails, mails, mails)


def test_sweep_again_sends_nothing_twice(tree: Tree, secretary: int) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    sweep_at(TODAY, 7, 0)

    report = sweep_at(TODAY, 7, 1)

    assert (report.opened.alerts, report.opened.digests, report.delivered.sent) == (0, 0, 0)
    assert len(outbox.outbox) == 1


def test_nothing_due_is_no_mail(tree: Tree, secretary: int) -> None:
    sweep_at(TODAY)

    assert (Mail.objects.count(), len(outbox.outbox)) == (0, 0)
    assert PeriodRun.objects.get(kind="digest").period == "2026-03-02"


def test_new_alert_after_the_digest_of_the_day_waits_for_the_next_working_day(tree: Tree, secretary: int) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    sweep_at(FRIDAY, 7)
    case_with_ceremony_due(tree.branch, date(2026, 1, 10), name="Lê Thị Mai")

    for day, hour in ((FRIDAY, 8), (SATURDAY, 8), (TODAY, 6)):
        sweep_at(day, hour)
        assert len(outbox.outbox) == 1
    sweep_at(TODAY, 7)

    assert len(outbox.outbox) == 2
    assert list(Mail.objects.order_by("pk").values_list("period_on", "status")) == [
        (FRIDAY, MailStatus.SENT),
        (TODAY, MailStatus.SENT),
    ]


def test_digest_opens_later_in_the_day_for_who_had_none(tree: Tree, secretary: int) -> None:
    sweep_at(TODAY, 7)
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))

    report = sweep_at(TODAY, 10)

    assert (report.opened.digests, report.delivered.sent) == (1, 1)


def test_higher_level_folds_into_one_line_and_both_are_told(tree: Tree, secretary: int) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 13))
    plan_alerts(today=FRIDAY)
    plan_alerts(today=TODAY)
    plan_alerts(today=date(2026, 3, 4))
    assert levels() == [3, 1, -1]

    sweep_at(date(2026, 3, 4))

    assert outbox.outbox[0].body.count("KN-2024-") == 1
    assert set(Alert.objects.values_list("status", flat=True)) == {AlertStatus.SENT}


def test_unsent_older_digest_is_merged_into_the_newer(tree: Tree, secretary: int) -> None:
    first = case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    plan_alerts(today=FRIDAY)
    open_digests(today=FRIDAY, now=at(FRIDAY))
    second = case_with_ceremony_due(tree.branch, date(2026, 1, 13), name="Lê Thị Mai")

    report = sweep_at(TODAY)

    assert (report.opened.digests, report.opened.merged, report.delivered.sent) == (1, 1, 1)
    assert list(Mail.objects.order_by("pk").values_list("status", flat=True)) == [MailStatus.MERGED, MailStatus.SENT]
    assert first.code in outbox.outbox[0].body
    assert second.code in outbox.outbox[0].body
    assert not Alert.objects.exclude(status=AlertStatus.SENT).exists()


def test_digest_in_a_workers_hand_is_not_merged(tree: Tree, secretary: int) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    plan_alerts(today=FRIDAY)
    open_digests(today=FRIDAY, now=at(FRIDAY))
    Mail.objects.update(lease_until=at(TODAY, 7, 1), lease_token="x", attempts=1)
    case_with_ceremony_due(tree.branch, date(2026, 1, 13), name="Lê Thị Mai")

    plan_alerts(today=TODAY)
    opened, merged = open_digests(today=TODAY, now=at(TODAY))

    assert (opened, merged) == (1, 0)
    assert Mail.objects.get(period_on=FRIDAY).alerts.count() == 1


def test_digest_that_was_given_up_is_told_by_the_next_working_days(tree: Tree, secretary: int) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    plan_alerts(today=FRIDAY)
    open_digests(today=FRIDAY, now=at(FRIDAY))
    Mail.objects.update(status=MailStatus.DEAD)

    assert sweep_at(FRIDAY, 8).delivered.sent == 0
    assert sweep_at(TODAY).delivered.sent == 1
    assert not Alert.objects.exclude(status=AlertStatus.SENT).exists()


def test_met_deadline_is_left_out_of_the_mail(tree: Tree, secretary: int) -> None:
    case = case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    plan_alerts(today=TODAY)
    open_digests(today=TODAY, now=at(TODAY))
    record_ceremony(case=case, held_on=TODAY, by=None, today=TODAY, now=at(TODAY))

    report = sweep_at(TODAY, 7, 1)

    assert (report.delivered.empty, report.delivered.sent) == (1, 0)
    assert Mail.objects.get().status == MailStatus.EMPTY
    assert Alert.objects.get().status == AlertStatus.CANCELLED


def test_lost_role_is_left_out_of_the_mail(tree: Tree, secretary: int) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    plan_alerts(today=FRIDAY)
    open_digests(today=FRIDAY, now=at(FRIDAY))
    RoleAssignment.objects.filter(account=secretary).update(until_on=FRIDAY)

    report = sweep_at(TODAY)

    assert (report.delivered.empty, len(outbox.outbox)) == (1, 0)
    assert Alert.objects.get().status == AlertStatus.CANCELLED


def test_outage_over_a_digest_time_is_told_once(tree: Tree, secretary: int) -> None:
    sweep_at(FRIDAY, 6)
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))

    report = sweep_at(FRIDAY, 15)

    assert report.outage is not None
    mail = Mail.objects.get()
    assert (mail.outage_from_at, mail.outage_until_at) == (at(FRIDAY, 6), at(FRIDAY, 15))
    sweep_at(TODAY, 6, 30)
    sweep_at(TODAY)
    assert Mail.objects.exclude(pk=mail.pk).get().outage_from_at is None


def test_outage_that_ends_on_a_day_off_is_told_on_the_next_working_day(tree: Tree, secretary: int) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    sweep_at(FRIDAY, 6)
    sweep_at(SATURDAY, 9)
    sweep(now=at(TODAY, 7) - timedelta(minutes=30))

    sweep_at(TODAY)

    mail = Mail.objects.get()
    assert (mail.outage_from_at, mail.outage_until_at) == (at(FRIDAY, 6), at(SATURDAY, 9))


def test_outage_between_two_digest_times_is_not_told(tree: Tree, secretary: int) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    sweep_at(FRIDAY, 8)

    report = sweep_at(TODAY, 6)

    assert report.outage is None
    assert Heartbeat.objects.get().outage_from_at is None


def test_year_without_a_calendar_stops_the_planning_and_is_named(tree: Tree, secretary: int) -> None:
    report = sweep_at(date(2028, 1, 3))

    assert report.missing_year == 2028
    assert Heartbeat.objects.get().calendar_missing_year == 2028
    assert sweep_at(TODAY).missing_year is None
    assert Heartbeat.objects.get().calendar_missing_year is None


def test_practice_digest_is_sent_at_any_hour_to_practice_organisations_only() -> None:
    tree = make_tree()
    Organization.objects.filter(pk=tree.branch.pk).update(is_practice=True)
    make_account("tap", Role.BRANCH_SECRETARY, tree.branch)
    make_account("that", Role.BRANCH_SECRETARY, tree.sibling)
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    case_with_ceremony_due(tree.sibling, date(2026, 1, 12))
    night = at(SATURDAY, 3)

    assert plan_practice_digests(today=SATURDAY, now=night) == 1
    assert plan_practice_digests(today=SATURDAY, now=night) == 0
    sweep(now=night)

    mail = Mail.objects.get()
    assert (mail.kind, mail.key) == (MailKind.PRACTICE, f"practice:{mail.recipient_id}:2026-02-28")
    assert [message.to for message in outbox.outbox] == [["tap@example.vn"]]
