"""The bell: what the digests tell an account, in the product itself, and what of it is unread."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, QuerySet

from admission.models import Alert, AlertStatus
from admission.selectors.addresses import open_failures
from admission.selectors.calendars import calendar_shelf
from admission.selectors.digests import DUE_FIRST, DigestLine, digest_lines, still_to_tell, with_deadlines
from admission.selectors.mail import alarm_of, watched_heartbeat
from members.access import Access
from members.models import Account

MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class BellLine:
    """What a digest says of one deadline; `since_on`: the day on which its newest alert was due."""

    line: DigestLine
    is_read: bool
    since_on: date


@dataclass(frozen=True, slots=True)
class Bell:
    """The page of alerts, overdue first. `newest`: the id of the newest alert that it takes into account, 0 for none;
    `more`: how many deadlines are not shown.
    """

    day: date
    overdue: tuple[BellLine, ...]
    upcoming: tuple[BellLine, ...]
    newest: int
    more: int

    @property
    def unread(self) -> int:
        return sum(not one.is_read for one in (*self.overdue, *self.upcoming))


@dataclass(frozen=True, slots=True)
class FrameNotes:
    """What the frame of every page says. `alarm`: what keeps alerts from coming, if anything does; `unread`: deadlines
    with an unread alert; `address_fails`: no mail reaches the account.
    """

    alarm: str | None
    unread: int
    address_fails: bool


def alerts_for(access: Access) -> QuerySet[Alert]:
    """The alerts of an account that still hold, mailed already or not."""
    return Alert.objects.filter(
        still_to_tell(access), recipient=access.account.pk, status__in=[AlertStatus.PLANNED, AlertStatus.SENT]
    )


def unread_alerts(access: Access) -> QuerySet[Alert]:
    """Of these, the ones not marked as read."""
    return alerts_for(access).filter(reading=None)


def bell(*, access: Access) -> Bell:
    """Read the page of alerts: the lines of the digests, by the same selector. Four queries."""
    alerts = list(with_deadlines(alerts_for(access)).select_related("reading").order_by(*DUE_FIRST))
    newest = {alert.deadline_id: alert for alert in alerts}
    unread = {alert.deadline_id for alert in alerts if not hasattr(alert, "reading")}
    shown = list(newest.values())[:MOST_LINES]
    lines = [
        BellLine(line, line.deadline not in unread, newest[line.deadline].planned_on)
        for line in digest_lines(shown, access.today, calendar_shelf())
    ]
    return Bell(
        day=access.today,
        overdue=tuple(one for one in lines if one.line.due_on < access.today),
        upcoming=tuple(one for one in lines if one.line.due_on >= access.today),
        newest=max((alert.pk for alert in alerts), default=0),
        more=len(newest) - len(lines),
    )


def frame_notes(*, access: Access, now: datetime) -> FrameNotes:
    """Read what the frame of every page says, in one query once a sweep has run; in another one where there may be
    something unread: whether an alert still holds is asked of those only who have one.
    """
    failing = open_failures().filter(account=access.account.pk)
    told = _never_read(access)
    beat: Any = watched_heartbeat(now).annotate(may_have=Exists(told), address_fails=Exists(failing)).first()
    if beat is None:
        own = Account.objects.filter(pk=access.account.pk)
        may_have, fails = own.values_list(Exists(told), Exists(failing)).get()
        return FrameNotes(alarm_of(None, now), _unread(access) if may_have else 0, fails)
    return FrameNotes(alarm_of(beat, now), _unread(access) if beat.may_have else 0, beat.address_fails)


def _unread(access: Access) -> int:
    number: int = unread_alerts(access).aggregate(number=Count("deadline", distinct=True))["number"]
    return number


def _never_read(access: Access) -> QuerySet[Alert]:
    """The alerts of an account that nobody marked, whether they still hold or not."""
    held = [AlertStatus.PLANNED, AlertStatus.SENT]
    return Alert.objects.filter(recipient=access.account.pk, status__in=held, reading=None)


def alerts_to_mark(access: Access, *, up_to: int, deadlines: Iterable[int] | None = None) -> QuerySet[Alert]:
    """The unread alerts of an account up to an id; of some deadlines, or of all (None)."""
    found = unread_alerts(access).filter(pk__lte=up_to)
    return found if deadlines is None else found.filter(deadline__in=list(deadlines))
