"""Plan alerts, open the digests that tell of them, and the sweep that does both and delivers.

Every part may run at any time, twice, late, or in several schedulers at once: unique keys in the database decide what
is new. Why it is built this way: docs/adr/0004-alerts-and-outbox.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from admission.domain.alerts import bands, is_digest_missed, is_digest_time, next_digest_at
from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.urgent import is_urgent_time
from admission.models import Alert, AlertStatus, Heartbeat, Mail, MailKind, MailStatus, PeriodRun
from admission.selectors.calendars import calendar_for, calendar_shelf
from admission.services.delivery import DeliveryReport, deliver
from admission.services.journal_round import keep_journal
from admission.services.organizations import follow_lapsed_authorities
from admission.services.urgent import open_urgent
from members.models import Organization
from members.models.role import ACTING_ROLES, COMMITTEE_ROLES

SWEEP = "sweep"
DIGEST = "digest"
LONGEST_PAUSE = timedelta(hours=1)
"""A longer silence between two sweeps is an outage."""

# Deadlines that lie in a band, and who must act on them today: `recipients` are those whose role it is, or their
# delegates. The same statement for SQLite and PostgreSQL. A clock of a file counts by the calendar at its branch, one
# of a personal-data request by that of the committee that keeps it, whose clerks and reviewers alone are told.
_PLAN_BAND = """
INSERT INTO admission_alert (key, deadline_id, revision, level, recipient_id, channel, status, planned_on)
SELECT called.key, called.deadline_id, called.revision, %(level)s, called.account_id, 'email', 'planned', %(today)s
  FROM (SELECT DISTINCT d.id || ':' || d.revision || %(level_in_key)s || a.id || ':email' AS key,
               d.id AS deadline_id, d.revision, a.id AS account_id
          FROM admission_deadline d
          LEFT JOIN admission_admissioncase c ON c.id = d.case_id
          JOIN members_organization place ON place.id = COALESCE(c.branch_id, d.organization_id)
          JOIN members_organization actor ON actor.id = d.organization_id
          JOIN members_roleassignment r ON r.organization_id = d.organization_id
          {recipients}
         WHERE d.status = 'open' AND d.nature <> 'milestone'
           AND d.due_on > %(after)s AND d.due_on <= %(through)s
           AND place.path LIKE %(inside)s{elsewhere}
           AND (actor.is_practice OR NOT %(practice_only)s)
           AND r.role IN ({roles}) AND (d.request_id IS NULL OR r.role IN ({committee}))
           AND r.from_on <= %(today)s AND (r.until_on IS NULL OR r.until_on >= %(today)s)
           AND r.voided_at IS NULL AND a.is_active) called
 WHERE NOT EXISTS (SELECT 1 FROM admission_alert known WHERE known.key = called.key)
    ON CONFLICT (key) DO NOTHING
"""

_HOLDERS = "JOIN members_account a ON a.id = r.account_id"
_DELEGATES = """JOIN members_account principal ON principal.id = r.account_id AND principal.is_active
          JOIN members_delegation lent ON lent.assignment_id = r.id AND lent.ended_at IS NULL
               AND lent.from_on <= %(today)s AND lent.until_on >= %(today)s
          JOIN members_account a ON a.id = lent.delegate_id"""

# One message for each person who has something new to hear. DISTINCT stands inside: beside it PostgreSQL would take
# '{}' for text and not for JSON. "WHERE TRUE" lets SQLite read the ON that follows rightly.
_OPEN = """
INSERT INTO admission_mail (key, kind, recipient_id, period_on, status, attempts, created_at, next_at, lease_token,
                            message_id, last_error, subject, notice, details)
SELECT %(kind)s || ':' || told.recipient_id || %(day_in_key)s, %(kind)s, told.recipient_id, %(today)s,
       'queued', 0, %(now)s, %(now)s, '',
       '<' || %(kind)s || '.' || told.recipient_id || %(day_in_id)s, '', '', '', '{}'
  FROM (SELECT DISTINCT alert.recipient_id
          FROM admission_alert alert
          JOIN admission_deadline d ON d.id = alert.deadline_id
          JOIN members_organization actor ON actor.id = d.organization_id
         WHERE alert.status = 'planned' AND alert.mail_id IS NULL
           AND (actor.is_practice OR NOT %(practice_only)s)) told
 WHERE TRUE
    ON CONFLICT DO NOTHING
"""

# A join, not a subquery for each alert: without statistics of a table just filled PostgreSQL would read all messages
# for each of them.
_HANG = """
UPDATE admission_alert SET mail_id = fresh.id
  FROM admission_mail fresh
 WHERE fresh.kind = %(kind)s AND fresh.period_on = %(today)s AND fresh.status = 'queued' AND fresh.attempts = 0
   AND fresh.recipient_id = admission_alert.recipient_id
   AND admission_alert.status = 'planned' AND admission_alert.mail_id IS NULL
   AND (NOT %(practice_only)s OR EXISTS (
       SELECT 1 FROM admission_deadline d JOIN members_organization actor ON actor.id = d.organization_id
        WHERE d.id = admission_alert.deadline_id AND actor.is_practice))
"""


@dataclass(frozen=True, slots=True)
class Outage:
    """When the server was off, from the last sweep before to the first one after."""

    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """How many alerts were planned, digests opened for them, and unsent older digests merged into those."""

    alerts: int = 0
    digests: int = 0
    merged: int = 0


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What one sweep did. `missing_year`: the year whose calendar is not published, so that nothing was planned."""

    opened: Opened
    delivered: DeliveryReport
    outage: Outage | None
    next_digest_at: datetime | None
    missing_year: int | None

    def sentences(self) -> list[str]:
        """Say it in plain words."""
        done = self.opened
        found = [
            ngettext("%(count)s alert planned.", "%(count)s alerts planned.", done.alerts) % {"count": done.alerts},
            ngettext("%(count)s digest opened.", "%(count)s digests opened.", done.digests) % {"count": done.digests},
            *self.delivered.sentences(),
        ]
        if done.merged:
            found.append(
                ngettext(
                    "%(count)s unsent older digest merged into a new one.",
                    "%(count)s unsent older digests merged into new ones.",
                    done.merged,
                )
                % {"count": done.merged}
            )
        if self.outage is not None:
            found.append(
                gettext("The server was off from %(start)s to %(end)s.")
                % {"start": _instant(self.outage.from_at), "end": _instant(self.outage.until_at)}
            )
        if self.next_digest_at is not None:
            found.append(gettext("The next digest is due at %(at)s.") % {"at": _instant(self.next_digest_at)})
        if self.missing_year is not None:
            found.append(
                gettext("No alert can be planned: the working-day calendar of %(year)s is not published.")
                % {"year": self.missing_year}
            )
        return found


def sweep(*, now: datetime) -> SweepReport:
    """Plan and open the digests of the day if they are due (working day, from 07:00), then deliver what waits.

    A calendar that ends before today stops the planning, not the delivery, and raises the alarm. The journal is sealed
    and anchored first, so that what is to be told of it leaves at once.
    """
    keep_journal(now=now)
    local = timezone.localtime(now)
    published = calendar_for()
    missing_year: int | None = None
    opened, next_at = Opened(), None
    outage = _beat(now, published.calendar)
    try:
        if is_digest_time(local, published.calendar):
            opened = open_day(today=local.date(), now=now)
        if is_urgent_time(local, published.calendar):
            open_urgent(today=local.date(), now=now)
        next_at = next_digest_at(local, published.calendar)
    except CalendarNotPublishedError as error:
        missing_year = error.year
    finally:
        # Whatever went wrong above: what is in the outbox leaves.
        delivered = deliver(now=now)
    Heartbeat.objects.filter(name=SWEEP).update(calendar_missing_year=missing_year)
    return SweepReport(opened, delivered, outage, next_at, missing_year)


@transaction.atomic
def open_day(*, today: date, now: datetime) -> Opened:
    """Plan what the day calls for and open its digests; the first ones after an outage say so.

    May be repeated at any time of the day: what is new then opens a digest for whoever had none that day, and waits for
    the next working day for everybody else. Raises: CalendarNotPublishedError, NoCalendarError.
    """
    follow_lapsed_authorities(today=today)
    alerts = plan_alerts(today=today)
    _run, is_first = PeriodRun.objects.get_or_create(
        kind=DIGEST, period=today.isoformat(), defaults={"started_at": now}
    )
    outage = _untold_outage(today) if is_first else None
    digests, merged = open_digests(today=today, now=now)
    if outage is not None:
        fresh = Mail.objects.filter(kind=MailKind.DIGEST, period_on=today, status=MailStatus.QUEUED, attempts=0)
        fresh.update(outage_from_at=outage.from_at, outage_until_at=outage.until_at)
    return Opened(alerts, digests, merged)


@transaction.atomic
def plan_alerts(*, today: date, practice_only: bool = False) -> int:
    """Plan the alert of each open deadline that has reached a level, for each account that must act on it; count them.

    Everything due up to the band's last day that is not planned yet, however late it is noticed: no day is looked up
    by equality, so a day without a sweep loses nothing. Each file counts by the calendar of its branch, a request about
    personal data by that of its committee.
    Raises: CalendarNotPublishedError, NoCalendarError.
    """
    planned = 0
    with connection.cursor() as cursor:
        for inside, elsewhere, calendar in _territories():
            exclusions = {f"not_{number}": f"{path}%" for number, path in enumerate(elsewhere)}
            roles = {f"role_{number}": role.value for number, role in enumerate(ACTING_ROLES)}
            statements = [
                _PLAN_BAND.format(
                    recipients=recipients,
                    elsewhere="".join(f" AND place.path NOT LIKE %({name})s" for name in exclusions),
                    roles=", ".join(f"%({name})s" for name in roles),
                    committee=", ".join(f"%({name})s" for name, role in roles.items() if role in COMMITTEE_ROLES),
                )
                for recipients in (_HOLDERS, _DELEGATES)
            ]
            for band in bands(today, calendar):
                values: dict[str, Any] = {
                    "level": band.level,
                    "level_in_key": f":{band.level}:",
                    "after": _day(band.after or date.min),
                    "through": _day(band.through),
                    "today": _day(today),
                    "inside": f"{inside}%",
                    "practice_only": practice_only,
                }
                for statement in statements:
                    cursor.execute(statement, values | exclusions | roles)
                    planned += cursor.rowcount
    return planned


@transaction.atomic
def open_digests(*, today: date, now: datetime, kind: MailKind = MailKind.DIGEST) -> tuple[int, int]:
    """Open one message for each recipient of planned alerts that hang on none; count them, and the older ones merged.

    A recipient's older message that waits unsent is merged, so that after days without a mail server one digest goes
    out. Alerts of a message that was given up before today are taken up again.
    """
    _take_up_untold(today)
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN,
            {
                "kind": kind.value,
                "today": _day(today),
                "day_in_key": f":{today.isoformat()}",
                "day_in_id": f".{today.isoformat()}@{settings.MAIL_DOMAIN}>",
                "now": connection.ops.adapt_datetimefield_value(now),
                "practice_only": kind is MailKind.PRACTICE,
            },
        )
        opened = cursor.rowcount
    # Not yet in any worker's hand: what is hung on it now is still read.
    fresh = Mail.objects.filter(kind=kind, period_on=today, status=MailStatus.QUEUED, attempts=0)
    merged = _merge_older(today, now, fresh) if kind is MailKind.DIGEST else 0
    _take_up_untold(today)
    with connection.cursor() as cursor:
        cursor.execute(_HANG, {"kind": kind.value, "today": _day(today), "practice_only": kind is MailKind.PRACTICE})
    return opened, merged


@transaction.atomic
def plan_practice_digests(*, today: date, now: datetime) -> int:
    """Open at once, at any hour of any day, the digests of those who act in practice organisations; count them.

    The next sweep delivers them. Raises: CalendarNotPublishedError, NoCalendarError.
    """
    plan_alerts(today=today, practice_only=True)
    opened, _merged = open_digests(today=today, now=now, kind=MailKind.PRACTICE)
    return opened


@transaction.atomic
def _beat(now: datetime, calendar: WorkingCalendar) -> Outage | None:
    """Write down that the sweep is alive; give the outage that ends here, if a digest fell due in it."""
    Heartbeat.objects.get_or_create(name=SWEEP, defaults={"last_at": now})
    beat = Heartbeat.objects.select_for_update().get(name=SWEEP)
    last_at, beat.last_at = beat.last_at, now
    outage = None
    if now - last_at > LONGEST_PAUSE and is_digest_missed(
        timezone.localtime(last_at), timezone.localtime(now), calendar
    ):
        outage = Outage(last_at, now)
        beat.outage_from_at, beat.outage_until_at = last_at, now
    beat.save(update_fields=["last_at", "outage_from_at", "outage_until_at"])
    return outage


def _untold_outage(today: date) -> Outage | None:
    """Give the last outage that ended after the digests of the last day before `today` had been opened."""
    beat = Heartbeat.objects.filter(name=SWEEP).first()
    if beat is None or beat.outage_from_at is None or beat.outage_until_at is None:
        return None
    before = PeriodRun.objects.filter(kind=DIGEST).exclude(period=today.isoformat()).order_by("-started_at").first()
    if before is not None and beat.outage_until_at <= before.started_at:
        return None
    return Outage(beat.outage_from_at, beat.outage_until_at)


def _merge_older(today: date, now: datetime, fresh: QuerySet[Mail]) -> int:
    """Close the unsent older messages of those who get a fresh one, unless a worker has them in hand; count them."""
    older = Mail.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=now), status=MailStatus.QUEUED, period_on__lt=today
    ).exclude(kind=MailKind.NOTICE)
    older = older.filter(recipient__in=fresh.values("recipient"))
    for mail in older.exclude(outage_from_at=None):
        # What the older one had to say about an outage, the fresh one says.
        fresh.filter(recipient=mail.recipient_id, outage_from_at=None).update(
            outage_from_at=mail.outage_from_at, outage_until_at=mail.outage_until_at
        )
    return older.update(status=MailStatus.MERGED)


def _take_up_untold(today: date) -> None:
    """Free the planned alerts whose message is closed: merged, given up before today, or already gone.

    So a planned alert hangs on a waiting message or on none, whatever two sweeps and a worker did at once.
    """
    closed = Q(mail__status__in=[MailStatus.SENT, MailStatus.EMPTY, MailStatus.MERGED])
    given_up = Q(mail__status=MailStatus.DEAD, mail__period_on__lt=today)
    Alert.objects.filter(closed | given_up, status=AlertStatus.PLANNED).update(mail=None)


def _territories() -> Iterator[tuple[str, tuple[str, ...], WorkingCalendar]]:
    """Give for each calendar the path it holds below, the paths inside that have their own, and the calendar."""
    shelf = calendar_shelf()
    owners = {path for path, _pk, _digest in shelf.versions}
    for owner in sorted(owners | {""}):
        inside = tuple(sorted(path for path in owners if path != owner and path.startswith(owner)))
        yield owner, inside, shelf.of(Organization(path=owner)).calendar


def _day(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def _instant(at: datetime) -> str:
    return date_format(timezone.localtime(at), "d/m/Y H:i")
