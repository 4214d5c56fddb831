"""The outbox as the administrator sees it, and the alarm that everybody sees."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from admission.domain.alerts import next_digest_of_all
from admission.domain.calendar import CalendarNotPublishedError
from admission.models import Alert, AlertStatus, CalendarVersion, Heartbeat, Mail, MailStatus
from admission.models.mail import SECRET_NOTICES
from admission.selectors.addresses import open_failures
from admission.selectors.calendars import NoCalendarError
from admission.selectors.ladders import digest_rounds

PAGE_SIZE = 50
SILENCE = timedelta(minutes=5)
"""The sweep runs every minute; after this long it is not running."""
STUCK = timedelta(minutes=15)
GIVEN_UP_LATELY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class MailLine:
    """One message of the outbox; `recipient`: the name under which the account signs in."""

    pk: int
    recipient: str
    kind: str
    status: str
    state: str
    period_on: date
    subject: str
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    next_at: datetime
    last_error: str
    message_id: str

    @property
    def is_waiting(self) -> bool:
        return self.state == MailStatus.QUEUED


@dataclass(frozen=True, slots=True)
class MailPage:
    """A page of the list, newest first. `older`/`newer`: where its neighbours begin, None at an end."""

    lines: tuple[MailLine, ...]
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class OutboxState:
    """When the sweep last ran, how many messages wait, and since when the oldest of them does.

    `untold_since_on`: the day on which the oldest alert was due that nobody has been told yet; `next_send_at`: when the
    next digests leave, None where no calendar says so.
    """

    last_sweep_at: datetime | None
    waiting: int
    oldest_at: datetime | None
    untold_since_on: date | None
    next_send_at: datetime | None
    is_filed: bool
    """Messages become files: no mail server is set."""


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as it left, where the mail backend keeps a copy: all headers and both bodies."""

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str


def mail_page(*, before: int | None = None, after: int | None = None) -> MailPage:
    """Give the messages older than `before` or newer than `after` (ids), in one query; without both the newest."""
    mails = Mail.objects.select_related("recipient")
    if after is not None:
        rows = list(mails.filter(pk__gt=after).order_by("pk")[: PAGE_SIZE + 1])
        has_more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE][::-1]
        newer, older = has_more, bool(rows)
    else:
        if before is not None:
            mails = mails.filter(pk__lt=before)
        rows = list(mails.order_by("-pk")[: PAGE_SIZE + 1])
        older, newer = len(rows) > PAGE_SIZE, before is not None
        rows = rows[:PAGE_SIZE]
    return MailPage(
        lines=tuple(mail_line(mail) for mail in rows),
        older=rows[-1].pk if rows and older else None,
        newer=rows[0].pk if rows and newer else None,
    )


def mail_line(mail: Mail) -> MailLine:
    """Read a message whose recipient is loaded."""
    return MailLine(
        pk=mail.pk,
        recipient=mail.recipient.username,
        kind=mail.get_kind_display(),
        status=mail.get_status_display(),
        state=mail.status,
        period_on=mail.period_on,
        subject=mail.subject,
        attempts=mail.attempts,
        created_at=mail.created_at,
        sent_at=mail.sent_at,
        next_at=mail.next_at,
        last_error=mail.last_error,
        message_id=mail.message_id,
    )


def is_filed() -> bool:
    """Say whether messages become files on this machine, for want of a mail server."""
    return str(settings.EMAIL_BACKEND).endswith(".FileBackend")


def outbox_state(now: datetime) -> OutboxState:
    """Give the state of the outbox, in at most six queries."""
    beat = Heartbeat.objects.first()
    waiting = Mail.objects.filter(status=MailStatus.QUEUED).aggregate(count=Count("pk"), oldest=Min("created_at"))
    untold = Alert.objects.filter(status=AlertStatus.PLANNED)
    return OutboxState(
        last_sweep_at=beat.last_at if beat else None,
        waiting=waiting["count"],
        oldest_at=waiting["oldest"],
        untold_since_on=untold.aggregate(oldest=Min("planned_on"))["oldest"],
        next_send_at=next_send_at(now),
        is_filed=is_filed(),
    )


def next_send_at(now: datetime) -> datetime | None:
    """When anybody's next digest leaves, by calendar and hour; None where no calendar says so. At most 3 queries."""
    try:
        return next_digest_of_all(timezone.localtime(now), digest_rounds())
    except (CalendarNotPublishedError, NoCalendarError):
        return None


def stored_message(mail: Mail) -> StoredMessage | None:
    """Read the copy of a message that the mail backend keeps; None where it keeps none (SMTP), and for what only the
    recipient may read.
    """
    if mail.notice in SECRET_NOTICES:
        return None
    message_id = mail.message_id
    read = getattr(get_connection(), "read_message", None)
    content: bytes | None = read(message_id) if read is not None else None
    if content is None:
        return None
    message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    return StoredMessage(
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def system_alarm(now: datetime) -> str | None:
    """Say in one sentence what keeps deadlines from being announced; None while all is well. One query then."""
    beat = watched_heartbeat(now).first()
    if beat is None:
        return alarm_unswept(CalendarVersion.objects.aggregate(first=Min("published_at"))["first"], now)
    return alarm_of(beat, now)


def watched_heartbeat(now: datetime) -> QuerySet[Heartbeat]:
    """The heartbeat of the sweep, with what is wrong with the outbox.

    Mail to an address that is known to fail is nobody else's trouble: its owner and his administrator were told.
    """
    failing = open_failures().filter(account=OuterRef("recipient"))
    stuck = Mail.objects.filter(status=MailStatus.QUEUED, created_at__lt=now - STUCK)
    given_up = Mail.objects.filter(status=MailStatus.DEAD, next_at__gt=now - GIVEN_UP_LATELY)
    return Heartbeat.objects.annotate(
        mail_is_stuck=Exists(stuck), mail_given_up=Exists(given_up.exclude(Exists(failing)))
    )


def is_silent(swept_at: datetime | None, installed_at: datetime | None, now: datetime) -> bool:
    """Say whether the sweep has kept still for too long. Never to have swept is normal in the first minutes of an
    installation, which begins with its first calendar.
    """
    last_sign = swept_at or installed_at
    return last_sign is not None and now - last_sign > SILENCE


def alarm_unswept(installed_at: datetime | None, now: datetime) -> str | None:
    """Say what it comes to that nothing has ever swept."""
    return (
        gettext("Alerts are not running: the worker has never swept.") if is_silent(None, installed_at, now) else None
    )


def alarm_of(beat: Any, now: datetime) -> str | None:
    """Say what a watched heartbeat comes to."""
    if now - beat.last_at > SILENCE:
        return gettext("Alerts have not been running since %(at)s: rely on the due dates shown here, not on mail.") % {
            "at": date_format(timezone.localtime(beat.last_at), "d/m/Y H:i")
        }
    if beat.calendar_missing_year is not None:
        return gettext("No alert can be planned: the working-day calendar of %(year)s is not published.") % {
            "year": beat.calendar_missing_year
        }
    if beat.mail_is_stuck:
        return gettext("Mail has been waiting for more than 15 minutes: alerts may not have arrived.")
    if beat.mail_given_up:
        return gettext(
            "Some alerts could not be mailed and were given up: the administrator finds them in “Sent mail”."
        )
    return None


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
