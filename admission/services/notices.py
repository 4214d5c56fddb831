"""Tell an account of one thing at once, by mail: the row lies in the outbox with the act it tells of, or not at all."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from admission.models import Mail, MailKind
from members.models import Account


def post_notice(*, notice: str, to: Iterable[Account], details: Mapping[str, Any], now: datetime) -> list[Mail]:
    """Put a notice for each account into the outbox, inside the transaction of the act; the next sweep delivers it.

    `notice`: the folder of its texts, `templates/emails/<notice>/{subject.txt,body.txt}`; `details`: what these say
    (numbers, units, stages, days as ISO dates, a path below the address of the product), never a candidate's name. An
    account without an e-mail address gets none.
    """
    return Mail.objects.bulk_create(
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
        for account in to
        if account.email and (token := uuid.uuid4().hex)
    )


def notice_context(mail: Mail) -> dict[str, Any]:
    """Give what the texts of a notice are written from: its details, the recipient, the address of the product."""
    return {**mail.details, "recipient": mail.recipient, "base_url": settings.BASE_URL, "mail": mail}
