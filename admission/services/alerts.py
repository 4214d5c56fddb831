"""Open the digests that tell of planned alerts, and the sweep that plans, opens and delivers.

Every part may run at any time, twice, late, or in several schedulers at once: unique keys in the database decide what
is new. Why it is built this way: docs/adr/0004-alerts-and-outbox.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from admission.domain.alerts import is_digest_missed, is_digest_time, next_digest_of_all
from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.urgent import is_urgent_time
from admission.models import Heartbeat, Mail, MailKind, MailStatus, PeriodRun
from admission.selectors.ladders import calendars_by_path, digest_rounds, ladders_by_path
from admission.selectors.outages import OUTAGE, Outage, outages_before
from admission.services.alert_plans import is_planned, plan_a_while, plan_alerts
from admission.services.alert_statements import count_anew, looked_up_by_key, nearest
from admission.services.calendar_reminders import remind_calendar_keepers
from admission.services.delivery import DeliveryReport, deliver
from admission.services.journal_round import keep_journal
from admission.services.milestones import tell_milestones
from admission.services.organizations import follow_lapsed_authorities
from admission.services.urgent import open_urgent

SWEEP = "sweep"
DIGEST = "digest"
LONGEST_PAUSE = timedelta(hours=1)
"""A longer silence between two sweeps is an outage."""
NIGHT_SECONDS = 0.5
"""So long a sweep of the night begins another slice: a nation's day takes many of them, long before the hour."""

# One message for each person who has something new to hear. DISTINCT stands inside: beside it PostgreSQL would take
# '{}' for text and not for JSON. "WHERE TRUE" lets SQLite read the ON that follows rightly.
_OPEN = """
INSERT INTO admission_mail (key, kind, recipient_id, period_on, status, attempts, created_at, next_at, lease_token,
                            message_id, last_error, subject, notice, details)
SELECT %(kind)s || ':' || told.recipient_id || %(day_in_key)s, %(kind)s, told.recipient_id, %(today)s,
       'queued', 0, %(now)s, %(now)s, '',
       '<' || %(kind)s || '.' || told.recipient_id || %(day_in_id)s, '', '', '', '{{}}'
  FROM (SELECT DISTINCT alert.recipient_id
          FROM admission_alert alert
          JOIN admission_deadline d ON d.id = alert.deadline_id
          JOIN members_organization actor ON actor.id = d.organization_id
          LEFT JOIN admission_admissioncase c ON c.id = d.case_id
          JOIN members_organization place ON place.id = COALESCE(c.branch_id, d.organization_id)
         WHERE alert.status = 'planned' AND alert.mail_id IS NULL
           AND (actor.is_practice OR NOT %(practice_only)s){hour}) told
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


# From the alerts, which are those of a day, to their messages, of which there are more with each day. A scalar for each
# alert, since a join PostgreSQL would turn round by what it last counted: all waiting an hour ago, all closed by now.
_TAKE_UP = """
UPDATE admission_alert SET mail_id = NULL
 WHERE status = 'planned' AND mail_id IS NOT NULL
   AND (SELECT CASE WHEN mail.status IN ('sent', 'empty', 'merged') THEN 1
                    WHEN mail.status = 'dead' AND mail.period_on < %(today)s THEN 1 ELSE 0 END
          FROM admission_mail mail WHERE mail.id = admission_alert.mail_id) = 1
"""
_WAITING_ABOUT = """
SELECT DISTINCT late.id
  FROM admission_mail late
  JOIN admission_alert alert ON alert.mail_id = late.id AND alert.status = 'planned'
  JOIN admission_deadline d ON d.id = alert.deadline_id
  LEFT JOIN admission_admissioncase c ON c.id = d.case_id
  JOIN members_organization place ON place.id = COALESCE(c.branch_id, d.organization_id)
 WHERE late.kind = 'digest' AND late.status = 'queued' AND {calendar} IN ({inside})
"""

_MANY = 1_000
"""So many rows at once make a table another one for PostgreSQL than the one it last counted."""


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
    """Plan the day from midnight on and open its digests if they are due (working day, from the hour on), then deliver
    what waits.

    A calendar that ends before today stops the planning, not the delivery, and raises the alarm. The journal is sealed
    and anchored first, so that what is to be told of it leaves at once.
    """
    keep_journal(now=now)
    remind_calendar_keepers(now=now)
    local = timezone.localtime(now)
    rounds = digest_rounds()
    missing_year: int | None = None
    opened, next_at = Opened(), None
    outage = _beat(now, rounds)
    try:
        if _is_anywhere_time(local):
            opened = open_day(today=local.date(), now=now)
        elif not is_planned(local.date()):
            opened = Opened(alerts=_plan_a_while(local.date()))
        if any(is_urgent_time(local, calendar) for calendar in calendars_by_path().values()):
            open_urgent(today=local.date(), now=now)
        next_at = next_digest_of_all(local, rounds)
        _hold_digests(local, now)
    except CalendarNotPublishedError as error:
        missing_year = error.year
    finally:
        # Whatever went wrong above: what is in the outbox leaves.
        delivered = deliver(now=now)
    Heartbeat.objects.filter(name=SWEEP).update(calendar_missing_year=missing_year)
    return SweepReport(opened, delivered, outage, next_at, missing_year)


def open_day(*, today: date, now: datetime) -> Opened:
    """Plan what the day calls for and open its digests; the first of each recipient after an outage says so.

    May be repeated at any time of the day: what is new then opens a digest for whoever had none that day, and waits for
    the next working day for everybody else. Planning is no part of the transaction that opens: a nation's day is long,
    and what was planned and not opened is opened by the next one. Raises: CalendarNotPublishedError, NoCalendarError.
    """
    alerts = _plan_day(today)
    if not is_planned(today):
        # Somebody began anew meanwhile, by another calendar or ladder: who comes to the end opens, or the next minute.
        return Opened(alerts)
    return Opened(alerts, *_open_what_is_planned(today, now))


def _plan_day(today: date) -> int:
    """Plan for those who must act today, whose authority ended yesterday no more."""
    follow_lapsed_authorities(today=today)
    return plan_alerts(today=today)


def _plan_a_while(today: date) -> int:
    """Plan as much of the day as a sweep of the night may take; the next one goes on."""
    follow_lapsed_authorities(today=today)
    return plan_a_while(today=today, seconds=NIGHT_SECONDS)


@transaction.atomic
def _open_what_is_planned(today: date, now: datetime) -> tuple[int, int]:
    PeriodRun.objects.get_or_create(kind=DIGEST, period=today.isoformat(), defaults={"started_at": now})
    tell_milestones(today=today, now=now)
    digests, merged = open_digests(today=today, now=now)
    if digests:
        _mark_outages(today, now)
    return digests, merged


@transaction.atomic
def open_digests(*, today: date, now: datetime, kind: MailKind = MailKind.DIGEST) -> tuple[int, int]:
    """Open one message for each recipient of planned alerts that hang on none; count them, and the older ones merged.

    Of several hours a recipient's digest leaves at the earliest, and only on a day that is worked there.
    A recipient's older message that waits unsent is merged, so that after days without a mail server one digest goes
    out. Alerts of a message that was given up before today are taken up again.
    """
    _take_up_untold(today)
    hour, hours = ("", {}) if kind is MailKind.PRACTICE else _whose_time(timezone.localtime(now))
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN.format(hour=hour),
            hours
            | {
                "kind": kind.value,
                "today": _day(today),
                "day_in_key": f":{today.isoformat()}",
                "day_in_id": f".{today.isoformat()}@{settings.MAIL_DOMAIN}>",
                "now": connection.ops.adapt_datetimefield_value(now),
                "practice_only": kind is MailKind.PRACTICE,
            },
        )
        opened = cursor.rowcount
        if opened > _MANY:
            count_anew(cursor, "admission_mail")
    # Not yet in any worker's hand: what is hung on it now is still read.
    fresh = Mail.objects.filter(kind=kind, period_on=today, status=MailStatus.QUEUED, attempts=0)
    merged = _merge_older(today, now, fresh) if kind is MailKind.DIGEST else 0
    if merged:
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


def _hold_digests(local: datetime, now: datetime) -> None:
    """Where the day is off, leave what could not be sent on the days before for the next working day, where it is
    merged. A recipient who hears of a place that works today gets it today.

    Raises: CalendarNotPublishedError, NoCalendarError.
    """
    calendars = calendars_by_path()
    off = {path for path, calendar in calendars.items() if not calendar.is_working_day(local.date())}
    if not off:
        return
    # At the latest hour of all: whoever hears of something new before that gets both in one.
    hour = max(ladder.digest_hour for ladder in ladders_by_path().values())
    until = next_digest_of_all(local, [(calendars[path], hour) for path in off])
    late = Mail.objects.filter(
        kind=MailKind.DIGEST, status=MailStatus.QUEUED, period_on__lt=local.date(), next_at__lt=until
    )
    if len(off) < len(calendars):
        late = late.exclude(pk__in=_about_worked_places(set(calendars) - off, calendars))
    late.filter(Q(lease_until=None) | Q(lease_until__lte=now)).update(next_at=until)


def _about_worked_places(worked: set[str], calendars: Iterable[str]) -> list[int]:
    """Give the waiting digests that tell of a deadline counted by one of the calendars worked today."""
    expression, values = nearest("place.path", "calendar", calendars)
    slots = {f"worked_{number}": path for number, path in enumerate(sorted(worked))}
    inside = ", ".join(f"%({slot})s" for slot in slots)
    with connection.cursor() as cursor:
        cursor.execute(_WAITING_ABOUT.format(calendar=expression, inside=inside), values | slots)
        return [pk for (pk,) in cursor.fetchall()]


@transaction.atomic
def _beat(now: datetime, rounds: Sequence[tuple[WorkingCalendar, int]]) -> Outage | None:
    """Write down that the sweep is alive; give the outage that ends here, if anybody's digest fell due in it."""
    Heartbeat.objects.get_or_create(name=SWEEP, defaults={"last_at": now})
    beat = Heartbeat.objects.select_for_update().get(name=SWEEP)
    last_at, beat.last_at = beat.last_at, now
    outage = None
    if now - last_at > LONGEST_PAUSE and is_digest_missed(timezone.localtime(last_at), timezone.localtime(now), rounds):
        outage = Outage(last_at, now)
        beat.outage_from_at, beat.outage_until_at = last_at, now
        began = last_at.astimezone(UTC).isoformat()
        PeriodRun.objects.get_or_create(kind=OUTAGE, period=began, defaults={"started_at": now})
    beat.save(update_fields=["last_at", "outage_from_at", "outage_until_at"])
    return outage


def _mark_outages(today: date, now: datetime) -> None:
    """Have each digest just opened say the outages that no mail has told its recipient, or is about to.

    What a mail is marked with reaches from the first to the last of them. Digests that were given up, or had nothing
    left to say, told nobody.
    """
    fresh = Mail.objects.filter(kind=MailKind.DIGEST, period_on=today, status=MailStatus.QUEUED, attempts=0)
    for outage in outages_before(now):
        told = Mail.objects.filter(
            recipient=OuterRef("recipient"),
            kind=MailKind.DIGEST,
            status__in=[MailStatus.QUEUED, MailStatus.SENT],
            outage_from_at__lte=outage.from_at,
            outage_until_at__gte=outage.until_at,
        )
        from_at = Value(outage.from_at, output_field=DateTimeField())
        fresh.filter(~Exists(told)).update(
            outage_from_at=Coalesce(Least("outage_from_at", from_at), from_at), outage_until_at=outage.until_at
        )


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
    with transaction.atomic(), connection.cursor() as cursor, looked_up_by_key(cursor, "enable_seqscan"):
        cursor.execute(_TAKE_UP, {"today": _day(today)})


def _is_anywhere_time(local: datetime) -> bool:
    """Say whether any digest may leave: somewhere the day is worked and the hour has come.

    Raises: CalendarNotPublishedError, NoCalendarError.
    """
    hour = min(ladder.digest_hour for ladder in ladders_by_path().values())
    # Each is asked, so that one which ends before today is noticed.
    times = [is_digest_time(local, calendar, hour) for calendar in calendars_by_path().values()]
    return any(times)


def _whose_time(local: datetime) -> tuple[str, dict[str, Any]]:
    """Give the condition for deadlines about which a digest may leave now; empty where it may about all of them."""
    conditions = ""
    values: dict[str, Any] = {}
    calendars, ladders = calendars_by_path(), ladders_by_path()
    for column, name, owners, ripe in (
        ("place.path", "calendar", calendars, {p for p, c in calendars.items() if c.is_working_day(local.date())}),
        ("actor.path", "ladder", ladders, {p for p, one in ladders.items() if local.hour >= one.digest_hour}),
    ):
        if ripe != set(owners):
            expression, found = nearest(column, name, owners)
            slots = {f"{name}_ripe_{number}": path for number, path in enumerate(sorted(ripe))}
            inside = ", ".join(f"%({slot})s" for slot in slots)
            conditions += f" AND {expression} IN ({inside})" if slots else " AND FALSE"
            values |= found | slots
    return conditions, values


def _day(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def _instant(at: datetime) -> str:
    return date_format(timezone.localtime(at), "d/m/Y H:i")
