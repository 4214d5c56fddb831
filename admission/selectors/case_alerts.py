"""Who was told of the time limits of a file, at which level, when, and whether it arrived."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext

from admission.labels import deadline_label
from admission.labels.alerts import HEARERS, level_label
from admission.models import BREAK, AdmissionCase, Alert, AlertStatus, Mail, MailKind, MailStatus
from admission.selectors.addresses import open_failures
from admission.selectors.urgent import ABOUT, DUE_TODAY
from members.models import RoleAssignment

MOST_LINES = 300


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert to one account, or its being said once more on the last day; `audience`: why he hears, empty for who
    must act; `posts`: the roles he held on that day, each with its organisation. `state`: a key of DELIVERIES;
    `next_at`: when it is tried again; `fails_since`: since when the address of the recipient is known to fail;
    `is_read`: marked so on the page of alerts.
    """

    what: str
    level: str
    recipient: str
    posts: tuple[str, ...]
    audience: str
    planned_on: date
    state: str
    sent_at: datetime | None
    attempts: int
    next_at: datetime | None
    fails_since: datetime | None
    is_read: bool


@dataclass(frozen=True, slots=True)
class CaseAlerts:
    """The alerts of a file, newest first; `is_cut`: there are more."""

    lines: tuple[AlertLine, ...]
    is_cut: bool


def case_alerts(case: AdmissionCase) -> CaseAlerts:
    """Read them, in three queries."""
    alerts = Alert.objects.filter(deadline__case=case).select_related("deadline", "recipient", "mail", "reading")
    rows = list(alerts.order_by("-planned_on", "-pk")[: MOST_LINES + 1])
    failing = open_failures().filter(account__in={row.recipient_id for row in rows})
    since = dict(failing.values_list("account", "failed_at"))
    roles = RoleAssignment.objects.current().filter(account__in={row.recipient_id for row in rows})
    held: dict[int, list[RoleAssignment]] = defaultdict(list)
    for role in roles.select_related("organization").order_by("organization__path", "role", "pk"):
        held[role.account_id].append(role)
    shown = rows[:MOST_LINES]
    return CaseAlerts(tuple(_lines(shown, held, since)), len(rows) > MOST_LINES)


def _lines(
    alerts: Sequence[Alert], held: Mapping[int, Sequence[RoleAssignment]], since: Mapping[int, datetime]
) -> Iterator[AlertLine]:
    """Each alert, and before it what the afternoon of its day said once more."""
    repeated = _repeats(alerts)
    for alert in alerts:
        line = _line(alert, held.get(alert.recipient_id, ()), since.get(alert.recipient_id))
        mail = repeated.get(alert.pk)
        if mail is not None and mail.pk != alert.mail_id:
            yield _repeat(line, mail)
        yield line


def _repeats(alerts: Sequence[Alert]) -> dict[int, Mail]:
    """Give the mail of the afternoon by the alerts it is about."""
    last_days = [alert for alert in alerts if alert.level == DUE_TODAY and alert.channel != BREAK]
    mails = Mail.objects.filter(
        kind=MailKind.URGENT,
        recipient__in={alert.recipient_id for alert in last_days},
        period_on__in={alert.planned_on for alert in last_days},
    )
    return {pk: mail for mail in mails for pk in mail.details.get(ABOUT, ())}


def _repeat(line: AlertLine, mail: Mail) -> AlertLine:
    state = _REPEATS.get(mail.status) or ("retrying" if mail.last_error else "leaving")
    return replace(
        line,
        level=str(MailKind.URGENT.label),
        state=state,
        sent_at=mail.sent_at,
        attempts=mail.attempts,
        next_at=mail.next_at if mail.status == MailStatus.QUEUED and mail.attempts else None,
        is_read=False,
    )


_REPEATS: Mapping[str, str] = {
    MailStatus.SENT: "delivered",
    MailStatus.EMPTY: "withdrawn",
    MailStatus.MERGED: "not_repeated",
    MailStatus.DEAD: "not_repeated",
}
"""What became of the mail of the afternoon, but for one that waits."""


def _line(alert: Alert, roles: Iterable[RoleAssignment], fails_since: datetime | None) -> AlertLine:
    mail = alert.mail
    is_waiting = mail is not None and mail.status == MailStatus.QUEUED and alert.status == AlertStatus.PLANNED
    return AlertLine(
        what=deadline_label(alert.deadline.kind, alert.deadline.subject),
        level=_level(alert),
        recipient=alert.recipient.full_name,
        posts=tuple(_post(role) for role in roles if _held(role, alert.planned_on)),
        audience=str(HEARERS[alert.audience]),
        planned_on=alert.planned_on,
        state=_state(alert),
        sent_at=alert.sent_at,
        attempts=mail.attempts if mail is not None else 0,
        next_at=mail.next_at if mail is not None and is_waiting and mail.attempts else None,
        fails_since=fails_since,
        is_read=hasattr(alert, "reading"),
    )


def _level(alert: Alert) -> str:
    if alert.channel == BREAK:
        return gettext("Before a long break")
    if alert.mail is not None and alert.mail.kind == MailKind.URGENT:
        return f"{level_label(alert.level)} – {MailKind.URGENT.label}"
    return level_label(alert.level)


def _state(alert: Alert) -> str:
    if alert.status == AlertStatus.SENT:
        return "delivered"
    if alert.status == AlertStatus.CANCELLED:
        return "withdrawn"
    if alert.mail is None:
        return "waiting"
    match alert.mail.status:
        case MailStatus.QUEUED:
            return "retrying" if alert.mail.last_error else "leaving"
        case MailStatus.DEAD:
            return "failed"
        case _:
            return "waiting"


def _held(role: RoleAssignment, day: date) -> bool:
    return role.from_on <= day and (role.until_on is None or day <= role.until_on)


def _post(role: RoleAssignment) -> str:
    return f"{role.get_role_display()}, {role.organization.name}"
