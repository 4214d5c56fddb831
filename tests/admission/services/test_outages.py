"""What is said after the server was off, to each by his own hour and calendar, and when the next digest leaves."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.db.models import F

from admission.domain.ladder import ladder_of
from admission.models import Calendar, CalendarVersion, Deadline, Heartbeat, Mail, MailKind, MailStatus, PeriodRun
from admission.selectors.ladders import calendars_by_path
from admission.selectors.mail import next_send_at
from admission.services.alert_plans import plan_alerts
from admission.services.alerts import open_digests
from admission.services.calendars import publish_content
from admission.services.ladders import choose_ladder
from members.models import Account, Organization, Role
from tests.admission.services.calendar_changes import newest, preview
from tests.admission.services.digest_rounds import at, case_with_ceremony_due, sweep_at
from tests.factories import NOW, TODAY, Tree, make_account

pytestmark = pytest.mark.usefixtures("calendar_published")

THURSDAY, FRIDAY, SATURDAY = date(2026, 2, 26), date(2026, 2, 27), date(2026, 2, 28)
TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
DUE_MONDAY, DUE_TUESDAY = date(2026, 1, 12), date(2026, 1, 13)


@pytest.fixture
def early(tree: Tree) -> Account:
    """Hears at seven."""
    account = make_account("som", Role.BRANCH_SECRETARY, tree.sibling)
    case_with_ceremony_due(tree.sibling, DUE_MONDAY)
    return account


@pytest.fixture
def late(tree: Tree) -> Account:
    """Hears at ten."""
    account = make_account("muon", Role.BRANCH_SECRETARY, tree.branch)
    choose_ladder(organization=tree.branch, ladder=ladder_of([15], 10), by=account, today=TODAY, now=NOW)
    case_with_ceremony_due(tree.branch, DUE_MONDAY)
    return account


def work_on_saturdays(organization: Organization) -> Calendar:
    """Give an organisation a weekly rest of Sundays only, as its administrator does."""
    keeper = make_account("giulich", Role.ADMINISTRATOR, organization)
    own = Calendar.objects.create(code="rieng", name="Riêng", organization=organization)
    general = newest()
    swapless = tuple(day for day in general.days if day.basis != "swapped")
    content = replace(general, weekend=frozenset({6}), days=swapless)
    publish_content(
        calendar=own, content=content, notice="Quyết định 1", reason="Làm thứ Bảy",
        token=preview(content, THURSDAY, own).token, by=keeper, today=THURSDAY, now=at(THURSDAY),
    )  # fmt: skip
    return own


def begin(day: date) -> None:
    """The server runs before the first digest of a day."""
    sweep_at(day, 6, 30)


def told(account: Account) -> list[tuple[date, datetime | None, datetime | None]]:
    """The day of each digest that left, and what it said of an outage."""
    rows = Mail.objects.filter(recipient=account, kind=MailKind.DIGEST, status=MailStatus.SENT).order_by("pk")
    return list(rows.values_list("period_on", "outage_from_at", "outage_until_at"))


def test_outage_is_told_to_each_at_his_hour(early: Account, late: Account) -> None:
    sweep_at(FRIDAY, 6)
    for hour in (8, 9, 10, 11):
        sweep_at(FRIDAY, hour)
    begin(TODAY)
    for hour in (7, 8, 9, 10):
        sweep_at(TODAY, hour)

    said = (at(FRIDAY, 6), at(FRIDAY, 8))
    assert told(early) == [(FRIDAY, *said), (TODAY, None, None)]
    assert told(late) == [(FRIDAY, *said), (TODAY, None, None)]


def test_outage_over_the_later_hour_only_is_an_outage(early: Account, late: Account) -> None:
    begin(FRIDAY)
    for hour in (7, 8, 9):
        sweep_at(FRIDAY, hour)

    report = sweep_at(FRIDAY, 11)
    begin(TODAY)
    sweep_at(TODAY, 7)

    assert report.outage is not None
    assert told(late) == [(FRIDAY, at(FRIDAY, 9), at(FRIDAY, 11))]
    assert told(early) == [(FRIDAY, None, None), (TODAY, at(FRIDAY, 9), at(FRIDAY, 11))]


def test_outage_is_told_to_whoever_hears_first_days_later(tree: Tree, early: Account) -> None:
    other = make_account("sau", Role.BRANCH_SECRETARY, tree.foreign_branch)
    sweep_at(FRIDAY, 6)
    sweep_at(FRIDAY, 8)
    case_with_ceremony_due(tree.foreign_branch, DUE_TUESDAY)

    for day in (TODAY, TUESDAY, WEDNESDAY):
        begin(day)
        sweep_at(day, 7)

    assert told(other) == [(TODAY, at(FRIDAY, 6), at(FRIDAY, 8)), (TUESDAY, None, None), (WEDNESDAY, None, None)]


def test_outage_is_told_where_the_day_is_worked_first(tree: Tree, early: Account, late: Account) -> None:
    """The office of `late` works on Saturday, the others do not."""
    work_on_saturdays(tree.branch)
    case_with_ceremony_due(tree.branch, date(2026, 1, 20))
    sweep_at(FRIDAY, 11)

    report = sweep_at(SATURDAY, 12)
    begin(TODAY)
    sweep_at(TODAY, 7)

    assert report.outage is not None
    said = (at(FRIDAY, 11), at(SATURDAY, 12))
    assert told(late)[-1] == (SATURDAY, *said)
    assert told(early)[-1] == (TODAY, *said)


def test_two_outages_before_a_digest_are_both_said(tree: Tree, early: Account) -> None:
    early.language = "en"
    early.save()
    sweep_at(FRIDAY, 6)
    sweep_at(SATURDAY, 9)
    sweep_at(SATURDAY, 10)

    sweep_at(TODAY, 8)

    body = outbox.outbox[0].body
    assert "The server was off from 27/02/2026 06:00 to 28/02/2026 09:00" in body
    assert "The server was off from 28/02/2026 10:00 to 02/03/2026 08:00" in body
    message = outbox.outbox[0]
    assert isinstance(message, EmailMultiAlternatives)
    assert str(message.alternatives[0][0]).count("The server was off from") == 2


def test_outage_in_a_digest_that_was_given_up_is_said_by_the_next(early: Account) -> None:
    sweep_at(FRIDAY, 6)
    sweep_at(FRIDAY, 8)
    Mail.objects.update(status=MailStatus.DEAD, sent_at=None)
    begin(TODAY)

    sweep_at(TODAY, 7)

    assert told(early) == [(TODAY, at(FRIDAY, 6), at(FRIDAY, 8))]


def test_outage_is_said_once_where_the_clock_ran_ahead_before_it(early: Account) -> None:
    sweep_at(TODAY, 7)
    sweep_at(THURSDAY, 23)
    sweep_at(FRIDAY, 6)
    for hour in (8, 9):
        sweep_at(FRIDAY, hour)
    for day in (TODAY, TUESDAY):
        sweep_at(day, 8)

    said = [row for row in told(early) if row[1] is not None]
    assert (at(FRIDAY, 6), at(FRIDAY, 8)) in [row[1:] for row in said]
    assert len(said) == len({row[1:] for row in said})


def test_outage_of_long_ago_is_not_told(tree: Tree) -> None:
    sweep_at(FRIDAY, 6)
    sweep_at(FRIDAY, 8)
    account = make_account("moi", Role.BRANCH_SECRETARY, tree.branch)
    case_with_ceremony_due(tree.branch, date(2026, 2, 20), decided_on=date(2026, 2, 20))
    Heartbeat.objects.update(last_at=at(date(2026, 4, 1), 6, 30))

    sweep_at(date(2026, 4, 1), 7)

    assert told(account) == [(date(2026, 4, 1), None, None)]


def test_each_outage_is_written_down_once(early: Account) -> None:
    sweep_at(FRIDAY, 6)
    for hour in (8, 8, 9):
        sweep_at(FRIDAY, hour)

    assert PeriodRun.objects.filter(kind="outage").count() == 1


# --- the next digest of anybody --------------------------------------------------------------------------------------
def test_next_digest_is_the_earliest_of_all_hours(tree: Tree, late: Account) -> None:
    assert next_send_at(at(FRIDAY, 6)) == at(FRIDAY, 7)
    assert next_send_at(at(FRIDAY, 8)) == at(FRIDAY, 10)
    assert next_send_at(at(FRIDAY, 10)) == at(TODAY, 7)
    assert sweep_at(FRIDAY, 8).next_digest_at == at(FRIDAY, 10)


def test_next_digest_is_on_a_saturday_where_somebody_works(tree: Tree, late: Account) -> None:
    work_on_saturdays(tree.branch)

    # The level above keeps the standard hour, for the files of this branch too.
    assert next_send_at(at(FRIDAY, 11)) == at(SATURDAY, 7)
    assert next_send_at(at(SATURDAY, 8)) == at(SATURDAY, 10)
    assert sweep_at(SATURDAY, 10).next_digest_at == at(TODAY, 7)


def test_next_digest_where_every_top_chose_another_hour_is_not_at_the_standard_one(tree: Tree) -> None:
    keeper = make_account("quantri", Role.REVIEWER, tree.committee)
    for top in Organization.objects.filter(depth=1):
        by = keeper if top == tree.committee else make_account(f"qt-{top.pk}", Role.REVIEWER, top)
        choose_ladder(organization=top, ladder=ladder_of([15], 9), by=by, today=TODAY, now=NOW)

    assert next_send_at(at(FRIDAY, 6)) == at(FRIDAY, 9)


# --- late digests and days off ---------------------------------------------------------------------------------------
def test_late_digest_leaves_on_a_saturday_where_it_is_worked_and_waits_elsewhere(
    tree: Tree, early: Account, late: Account
) -> None:
    work_on_saturdays(tree.branch)
    plan_alerts(today=FRIDAY)
    open_digests(today=FRIDAY, now=at(FRIDAY, 10))

    sweep_at(SATURDAY, 11)
    assert [len(told(account)) for account in (late, early)] == [1, 0]
    sweep_at(TODAY, 7)

    assert [len(told(account)) for account in (late, early)] == [1, 1]


def test_own_calendar_that_has_ended_silences_nobody(tree: Tree, early: Account, late: Account) -> None:
    """Its keeper forgot the year: digests go on by the days of the general calendar, and by the own weekly rest."""
    own = Calendar.objects.create(code="rieng", name="Riêng", organization=tree.branch)
    CalendarVersion.objects.create(
        calendar=own, number=1, first_on=date(2018, 12, 31), last_on=date(2025, 12, 31), weekend="6", notice="thử",
        confirmed_through_on=date(2025, 12, 31), digest="thử",
    )  # fmt: skip
    begin(FRIDAY)

    report = sweep_at(FRIDAY, 10)
    sweep_at(SATURDAY, 10)

    assert report.missing_year is None
    assert [row[0] for row in told(early)] == [FRIDAY]
    assert FRIDAY in [row[0] for row in told(late)]
    assert next_send_at(at(FRIDAY, 11)) == at(SATURDAY, 7)
    assert not calendars_by_path()[tree.branch.path].is_working_day(date(2026, 4, 30))


def test_afternoon_mail_leaves_on_a_saturday_where_it_is_worked(tree: Tree, late: Account) -> None:
    work_on_saturdays(tree.branch)
    Deadline.objects.open().filter(kind="ceremony").update(due_on=SATURDAY, revision=F("revision") + 1)

    for hour in (10, 14):
        sweep_at(SATURDAY, hour)

    assert Mail.objects.get(kind=MailKind.URGENT).status == MailStatus.SENT
