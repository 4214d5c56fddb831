"""Who was told of the time limits of a file, at which level, when, and whether it arrived."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from admission.labels import deadline_label
from admission.labels.alerts import HEARERS, level_label
from admission.models import BREAK, AdmissionCase, Alert, AlertStatus, MailStatus
from admission.selectors.addresses import open_failures
from members.models import RoleAssignment

MOST_LINES = 300


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert to one account; `audience`: why he hears, empty for who must act; `posts`: the roles
    he held on that day, each with its organisation. `state`: a key of DELIVERIES;
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
    lines = (_line(row, held[row.recipient_id], since.get(row.recipient_id)) for row in rows[:MOST_LINES])
    return CaseAlerts(tuple(lines), len(rows) > MOST_LINES)


def _line(alert: Alert, roles: Iterable[RoleAssignment], fails_since: datetime | None) -> AlertLine:
    mail = alert.mail
    is_waiting = mail is not None and mail.status == MailStatus.QUEUED and alert.status == AlertStatus.PLANNED
    return AlertLine(
        what=deadline_label(alert.deadline.kind, alert.deadline.subject),
        level=gettext("Before a long break") if alert.channel == BREAK else level_label(alert.level),
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
