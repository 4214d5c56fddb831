"""What the frame of every page says: whether alerts come, how many are unread, whether mail reaches the account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection

from admission.domain.ladder import ACTING_AUDIENCES, Audience
from admission.models import AlertStatus, MailStatus
from admission.selectors.mail import GIVEN_UP_LATELY, STUCK, alarm_of, alarm_unswept
from members.access import Access, Held
from members.models import Role
from members.models.role import ACTING_ROLES, COMMITTEE_ROLES
from members.statements import Statement


def _quoted(values: Iterable[str]) -> str:
    """Constants of our own, written into the text: the databases use a partial index for nothing else."""
    return ", ".join(f"'{value}'" for value in values)


def _fails(account: str) -> str:
    """As `open_failures`, of one account."""
    return f"""EXISTS (
       SELECT 1 FROM admission_addressfailure f JOIN members_account a ON a.id = f.account_id AND a.email = f.address
        WHERE f.account_id = {account} AND f.cleared_at IS NULL)"""  # noqa: S608 - constants of our own


_BELOW = "substr(o.path, 1, length(h.path)) = h.path"
# As `heard_by`, of the deadline d at the organisation o, for a role h.
_HEARS = f"""
       (h.role IN ({_quoted(ACTING_ROLES)}) AND (d.request_id IS NULL OR h.role IN ({_quoted(COMMITTEE_ROLES)}))
        AND ((u.audience IN ({_quoted(ACTING_AUDIENCES)})
              AND (d.organization_id = h.organization_id OR d.also_organization_id = h.organization_id))
             OR (u.audience = '{Audience.ABOVE.value}' AND {_BELOW})))
    OR (h.role = '{Role.INSPECTOR.value}' AND u.audience = '{Audience.INSPECTOR.value}' AND {_BELOW})
"""
# Written once, for SQLite and PostgreSQL: every page asks it, and to build it each time takes longer than to answer it.
# Apart from the roles it is `watched_heartbeat`, `open_failures` and `unread_alerts` in one; what is unread is looked
# up before anything is joined to it.
_NOTES = f"""
WITH held(role, organization_id, path) AS (VALUES {{held}}),
unread AS MATERIALIZED (
    SELECT alert.deadline_id, alert.revision, alert.audience
      FROM admission_alert alert
     WHERE alert.recipient_id = %(account)s
       AND alert.status IN ({_quoted([AlertStatus.PLANNED, AlertStatus.SENT])})
       AND NOT EXISTS (SELECT 1 FROM admission_alertreading reading WHERE reading.alert_id = alert.id))
SELECT beat.last_at, beat.calendar_missing_year,
       CASE WHEN beat.id IS NULL THEN (SELECT MIN(published_at) FROM admission_calendarversion) END,
       EXISTS (SELECT 1 FROM admission_mail m
                WHERE m.status = '{MailStatus.QUEUED.value}' AND m.created_at < %(stuck)s),
       EXISTS (SELECT 1 FROM admission_mail m
                WHERE m.status = '{MailStatus.DEAD.value}' AND m.next_at > %(lately)s
                  AND NOT {_fails("m.recipient_id")}),
       {_fails("%(account)s")},
       (SELECT COUNT(DISTINCT d.id)
          FROM unread u
          JOIN admission_deadline d ON d.id = u.deadline_id AND d.revision = u.revision
          JOIN members_organization o ON o.id = d.organization_id
         WHERE d.status = 'open' AND d.due_on IS NOT NULL AND EXISTS (SELECT 1 FROM held h WHERE {_HEARS}))
  FROM (SELECT 1 AS n) AS one
  LEFT JOIN (SELECT id, last_at, calendar_missing_year
               FROM admission_heartbeat ORDER BY id LIMIT 1) AS beat ON one.n = 1
"""  # noqa: S608 - constants of our own
_NO_ROLE = Held(role=Role.ADMINISTRATOR, organization_id=0, path="", is_practice=False, assignment_id=0)
"""Hears of nothing; there has to be a row."""


@dataclass(frozen=True, slots=True)
class FrameNotes:
    """What the frame of every page says. `alarm`: what keeps alerts from coming, if anything does; `unread`: deadlines
    with an unread alert; `address_fails`: no mail reaches the account.
    """

    alarm: str | None
    unread: int
    address_fails: bool


@dataclass(frozen=True, slots=True)
class _Beat:
    last_at: datetime
    calendar_missing_year: int | None
    mail_is_stuck: bool
    mail_given_up: bool


def frame_notes(*, access: Access, now: datetime) -> FrameNotes:
    """Read what the frame of every page says, in one query, whether a sweep has run or not."""
    adapt = connection.ops.adapt_datetimefield_value
    values = {"account": access.account.pk, "stuck": adapt(now - STUCK), "lately": adapt(now - GIVEN_UP_LATELY)}
    held = access.held or (_NO_ROLE,)
    for number, one in enumerate(held):
        values |= {f"r{number}": one.role.value, f"o{number}": one.organization_id, f"p{number}": one.path}
    ((last_at, missing_year, installed_at, is_stuck, given_up, fails, unread),) = _notes(len(held)).rows(values)
    if last_at is None:
        alarm = alarm_unswept(_instant(installed_at), now)
    else:
        alarm = alarm_of(_Beat(_instant(last_at), missing_year, bool(is_stuck), bool(given_up)), now)
    return FrameNotes(alarm, unread, bool(fails))


@cache
def _notes(roles: int) -> Statement:
    """The statement for an account with so many roles."""
    rows = ", ".join(f"(%(r{number})s, %(o{number})s, %(p{number})s)" for number in range(roles))
    types = {"account": "bigint", "stuck": "timestamptz", "lately": "timestamptz"}
    for number in range(roles):
        types |= {f"r{number}": "text", f"o{number}": "bigint", f"p{number}": "text"}
    return Statement(_NOTES.format(held=rows), types)


def _instant(value: Any) -> Any:
    """SQLite gives instants without their zone, computed ones as text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value
