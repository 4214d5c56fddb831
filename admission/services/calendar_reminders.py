"""Remind those who keep a calendar that a year is not confirmed: from 1 November on, and each Monday until it is."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from admission.domain.alerts import is_digest_time
from admission.domain.calendar import CalendarNotPublishedError
from admission.models import Calendar, PeriodRun
from admission.selectors.calendar_drafts import FROM_MONTH, UnconfirmedYear, unconfirmed_years
from admission.selectors.calendars import NoCalendarError, calendar_for
from admission.services.notices import CALENDAR_REMINDER, post_notice
from members.models import Account, Role, RoleAssignment


def remind_calendar_keepers(*, now: datetime) -> int:
    """Put into the outbox what is due by now, and count it. Harmless at any time, in any number of schedulers.

    Like the digests it leaves on working days from 07:00 on; a reminder that fell on a day off, or while the server was
    off, leaves on the next one.
    """
    local = timezone.localtime(now)
    today = local.date()
    try:
        if not is_digest_time(local, calendar_for().calendar):
            return 0
    except (CalendarNotPublishedError, NoCalendarError):
        pass  # nobody knows which days are worked: the more reason to remind
    return sum(_remind(one, today, now) for one in unconfirmed_years(Calendar.objects.all(), today))


def due_day(today: date) -> date:
    """Give the last day up to today on which a reminder fell due: a Monday, or 1 November."""
    monday = today - timedelta(days=today.weekday())
    first = date(today.year, FROM_MONTH, 1)
    return max(monday, first) if today >= first else monday


@transaction.atomic
def _remind(one: UnconfirmedYear, today: date, now: datetime) -> int:
    period = f"{one.calendar.pk}:{due_day(today).isoformat()}"
    _run, is_first = PeriodRun.objects.get_or_create(
        kind=CALENDAR_REMINDER, period=period, defaults={"started_at": now}
    )
    if not is_first:
        return 0
    details = {"calendar": one.calendar.pk, "calendar_name": one.calendar.name, "year": one.year}
    return len(post_notice(notice=CALENDAR_REMINDER, to=keepers_of(one.calendar, today), details=details, now=now))


def keepers_of(calendar: Calendar, today: date) -> list[Account]:
    """Give the active administrators of the organisation of a calendar, else of the nearest one above that has some;
    of the general calendar those at the top.
    """
    held = RoleAssignment.objects.held_on(today).filter(role=Role.ADMINISTRATOR.value)
    if calendar.organization is None:
        return _accounts(held.filter(organization__depth=1))
    for path in reversed(calendar.organization.ancestor_paths):
        found = _accounts(held.filter(organization__path=path))
        if found:
            return found
    return []


def _accounts(held: QuerySet[RoleAssignment]) -> list[Account]:
    return list(Account.objects.active().filter(pk__in=held.values("account")).order_by("pk"))
