"""The bell: what the digests tell an account, in the product itself, and what of it is unread."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from admission.models import Alert, AlertStatus
from admission.selectors.calendars import calendar_shelf
from admission.selectors.digests import DUE_FIRST, DigestLine, digest_lines, still_to_tell, with_deadlines
from members.access import Access

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


def alerts_to_mark(access: Access, *, up_to: int, deadlines: Iterable[int] | None = None) -> QuerySet[Alert]:
    """The unread alerts of an account up to an id; of some deadlines, or of all (None)."""
    found = unread_alerts(access).filter(pk__lte=up_to)
    return found if deadlines is None else found.filter(deadline__in=list(deadlines))
