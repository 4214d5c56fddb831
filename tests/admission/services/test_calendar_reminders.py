"""Who keeps a calendar is reminded of a year that is not confirmed: from 1 November, then each Monday."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from admission.domain.calendar_drafts import ActKind, CalendarAct
from admission.models import Calendar, CalendarDraft, Mail
from admission.selectors.calendar_drafts import draft_content, newest_version
from admission.services.alerts import sweep
from admission.services.calendar_reminders import due_day, remind_calendar_keepers
from admission.services.calendars import publish_calendar
from members.models import Role
from tests.factories import Tree, make_account

MIDNIGHT = datetime(2026, 11, 1, 17, 0, tzinfo=UTC)
"""00:00 in Viet Nam on Monday 2 November 2026; the first of that November is a Sunday."""


@pytest.fixture
def keepers(tree: Tree) -> None:
    """One at the top, one below it, one elsewhere at the top."""
    make_account("quantri", Role.ADMINISTRATOR, tree.committee)
    make_account("quantri-cs", Role.ADMINISTRATOR, tree.grassroots)
    make_account("quantri-xa", Role.ADMINISTRATOR, tree.foreign_committee)


def at(day: date, hour: int = 8) -> datetime:
    return MIDNIGHT + timedelta(days=(day - date(2026, 11, 2)).days, hours=hour)


def reminded() -> list[tuple[str, str]]:
    mails = Mail.objects.filter(notice="calendar_reminder").order_by("period_on", "recipient__username")
    return [(f"{mail.period_on:%d/%m}", mail.recipient.username) for mail in mails]


def publish(calendar: Calendar, *acts: CalendarAct) -> None:
    version = newest_version(calendar) or newest_version(Calendar.objects.get(organization=None))
    assert version is not None
    draft = CalendarDraft(calendar=calendar, based_on=version, acts=[act.stored() for act in acts])
    content = draft_content(draft)
    publish_calendar(
        calendar=calendar, days=content.days, first=content.first, last=content.last,
        confirmed_through=content.confirmed_through, notice="Thông báo", by=None, today=date(2026, 11, 12),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 11, 1), date(2026, 11, 1)),
        (date(2026, 11, 2), date(2026, 11, 2)),
        (date(2026, 11, 6), date(2026, 11, 2)),
        (date(2027, 11, 3), date(2027, 11, 1)),
        (date(2028, 11, 3), date(2028, 11, 1)),
        (date(2028, 11, 6), date(2028, 11, 6)),
        (date(2027, 1, 8), date(2027, 1, 4)),
    ],
)
def test_reminder_falls_due_on_the_first_of_november_and_on_mondays(today: date, due: date) -> None:
    assert due_day(today) == due


def test_keepers_at_the_top_are_reminded_each_monday_until_the_year_is_confirmed(keepers: None) -> None:
    for day in range(25):  # 30 October to 23 November, each day some sweeps
        for hour in (6, 7, 8, 23):
            remind_calendar_keepers(now=at(date(2026, 10, 30) + timedelta(days=day), hour))
        if day == 13:
            publish(Calendar.objects.get(organization=None), CalendarAct(ActKind.CONFIRM_YEAR, year=2027))

    assert reminded() == [
        ("02/11", "quantri"), ("02/11", "quantri-xa"), ("09/11", "quantri"), ("09/11", "quantri-xa"),
    ]  # fmt: skip


def test_reminder_missed_while_the_server_was_off_leaves_on_the_next_working_day(keepers: None) -> None:
    assert remind_calendar_keepers(now=at(date(2026, 11, 7))) == 0
    assert remind_calendar_keepers(now=at(date(2026, 11, 12))) == 2
    assert remind_calendar_keepers(now=at(date(2026, 11, 13))) == 0


def test_year_that_began_unconfirmed_is_still_reminded_of(keepers: None) -> None:
    assert remind_calendar_keepers(now=at(date(2027, 1, 4))) == 2
    assert remind_calendar_keepers(now=at(date(2026, 10, 26))) == 0


def test_own_calendar_reminds_its_own_keepers(keepers: None, tree: Tree) -> None:
    general = Calendar.objects.get(organization=None)
    own = Calendar.objects.create(code="rieng", name="Lịch riêng", organization=tree.branch)
    publish(own)
    publish(general, CalendarAct(ActKind.CONFIRM_YEAR, year=2027))

    remind_calendar_keepers(now=at(date(2026, 11, 2)))

    assert reminded() == [("02/11", "quantri-cs")]


def test_calendar_that_ended_is_reminded_of_all_the_same(keepers: None) -> None:
    assert remind_calendar_keepers(now=at(date(2028, 2, 1))) == 2


def test_sweep_mails_the_reminder(keepers: None, mailoutbox: Any) -> None:
    sweep(now=at(date(2026, 11, 2)))

    mails = [mail for mail in mailoutbox if "2027" in mail.subject]
    assert sorted(mail.to[0] for mail in mails) == ["quantri-xa@example.vn", "quantri@example.vn"]
    calendar = Calendar.objects.get(organization=None)
    assert f"/calendars/{calendar.pk}/" in mails[0].body
    assert calendar.name in mails[0].body
