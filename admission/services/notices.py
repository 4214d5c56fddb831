"""Tell an account of one thing at once, by mail: the row lies in the outbox with the act it tells of, or not at all."""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from admission.labels import deadline_label
from admission.models import Mail, MailKind
from admission.selectors.calendar_moves import moves_for
from members.models import Account, AccountLink, Role
from members.services.links import token_of

INVITATION, NEW_PASSWORD = "invitation", "new_password"
DELEGATION_GIVEN, DELEGATION_ENDED = "delegation_given", "delegation_ended"
CALENDAR_REMINDER = "calendar_reminder"
CALENDAR_CHANGED, CALENDAR_BEHIND = "calendar_changed", "calendar_behind"
MILESTONE_REACHED = "milestone_reached"
REPORT_READY = "report_ready"


def post_notice(*, notice: str, to: Iterable[Account], details: Mapping[str, Any], now: datetime) -> list[Mail]:
    """Put a notice for each account into the outbox, inside the transaction of the act; the next sweep delivers it.

    `notice`: the folder of its texts, `templates/emails/<notice>/{subject.txt,body.txt}`; `details`: what these say
    (numbers, units, stages, days as ISO dates, a path below the address of the product), never a candidate's name. An
    account without an e-mail address gets none.
    """
    return post_notices(notice=notice, told=((account, details) for account in to), now=now)


def post_notices(*, notice: str, told: Iterable[tuple[Account, Mapping[str, Any]]], now: datetime) -> list[Mail]:
    """Do so where each account is told something else."""
    return Mail.objects.bulk_create(
        (
            Mail(
                key=f"{MailKind.NOTICE}:{token}",
                kind=MailKind.NOTICE,
                recipient=account,
                period_on=timezone.localtime(now).date(),
                created_at=now,
                next_at=now,
                message_id=f"<{MailKind.NOTICE}.{token}@{settings.MAIL_DOMAIN}>",
                notice=notice,
                details=dict(details),
            )
            for account, details in told
            if account.email and (token := uuid.uuid4().hex)
        ),
        batch_size=1_000,
    )


_MANY = """
INSERT INTO admission_mail (key, kind, recipient_id, period_on, status, attempts, created_at, next_at, lease_token,
                            message_id, last_error, subject, notice, details)
SELECT %s || a.id, %s, a.id, %s, 'queued', 0, %s, %s, '', %s || a.id || %s, '', '', %s, %s
  FROM members_account a
 WHERE a.email <> '' AND a.id IN ({to})
 ORDER BY a.id
    ON CONFLICT DO NOTHING
"""


def post_notice_to_many(
    *, notice: str, about: str, to: QuerySet[Account], details: Mapping[str, Any], now: datetime
) -> int:
    """Put one notice of the same words for each of many accounts into the outbox, as `post_notice` does, by one
    statement; count them. `about`: what it tells of, once: a second call for it adds nothing.
    """
    chosen, chosen_values = to.order_by().values("pk").query.sql_with_params()
    kind = MailKind.NOTICE.value
    at = connection.ops.adapt_datetimefield_value(now)
    on = connection.ops.adapt_datefield_value(timezone.localtime(now).date())
    values = (
        f"{kind}:{about}:", kind, on, at, at, f"<{kind}.{about}.", f"@{settings.MAIL_DOMAIN}>", notice,
        json.dumps(dict(details)),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MANY.format(to=chosen), (*values, *chosen_values))
        return int(cursor.rowcount)


def notice_context(mail: Mail) -> dict[str, Any]:
    """Give what the texts of a notice are written from: its details, the recipient, the address of the product; and
    what `_MORE` computes for this notice in the moment in which it is composed.
    """
    more = _MORE.get(mail.notice)
    told = {**mail.details, "recipient": mail.recipient, "base_url": settings.BASE_URL, "mail": mail}
    return told | (more(told) if more is not None else {})


def link_address(link: AccountLink) -> str:
    """Give the whole address under which a link is used."""
    return str(settings.BASE_URL + reverse("link", args=[token_of(link)]))


def _link(details: Mapping[str, Any]) -> dict[str, Any]:
    """The address is computed here: no row of the outbox holds it."""
    link = AccountLink.objects.get(pk=details["link"])
    return {"url": link_address(link), "expires_at": link.expires_at}


def _delegation(details: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "from_on": date.fromisoformat(details["from_on"]),
        "until_on": date.fromisoformat(details["until_on"]),
        "roles": [(Role(role).label, name) for role, name in details["roles"]],
        "url": settings.BASE_URL + reverse("delegation-list"),
    }


def _calendar(details: Mapping[str, Any]) -> dict[str, Any]:
    """What moved is read in the moment in which it leaves: who lost the role meanwhile is told nothing of its files."""
    moved = moves_for(details["version"], details["recipient"], details["mail"].period_on)
    return {"moved": moved, "url": settings.BASE_URL + reverse("settlement-list")}


def _calendar_reminder(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"url": settings.BASE_URL + reverse("calendar-versions", args=[details["calendar"]])}


def _behind(details: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "lines": [
            one | {"url": settings.BASE_URL + reverse("calendar-versions", args=[one["calendar"]])}
            for one in details["calendars"]
        ]
    }


def _report(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"as_of": date.fromisoformat(details["as_of"]), "url": settings.BASE_URL + details["path"]}


def _milestones(details: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "lines": [
            one | {"what": deadline_label(one["kind"], one["subject"]), "url": settings.BASE_URL + one["path"]}
            for one in details["reached"]
        ]
    }


_MORE: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    INVITATION: _link,
    NEW_PASSWORD: _link,
    DELEGATION_GIVEN: _delegation,
    DELEGATION_ENDED: _delegation,
    CALENDAR_REMINDER: _calendar_reminder,
    CALENDAR_CHANGED: _calendar,
    CALENDAR_BEHIND: _behind,
    MILESTONE_REACHED: _milestones,
    REPORT_READY: _report,
}
"""What the texts of a notice need beside its details, by notice."""
