"""Open the mail of the afternoon: what is due today and untouched is said once more, at once and by itself."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from admission.models import Alert, AlertStatus, Mail, MailKind, MailStatus
from admission.selectors.urgent import ABOUT, alerts_to_repeat


@transaction.atomic
def open_urgent(*, today: date, now: datetime) -> int:
    """Open one mail for each recipient of something due today that is untouched, once that day; count them.

    What it says is read again when it leaves: whatever was done in the meantime is not in it. An alert that no digest
    has told hangs on it, and counts as told with it.
    """
    todays = Mail.objects.filter(kind=MailKind.URGENT, period_on=today)
    waiting = alerts_to_repeat(today, now).filter(recipient__is_active=True)
    to_tell = waiting.exclude(Exists(todays.filter(recipient=OuterRef("recipient"))))
    about: dict[int, list[int]] = {}
    for recipient, alert in to_tell.order_by("recipient", "pk").values_list("recipient", "pk"):
        about.setdefault(recipient, []).append(alert)
    Mail.objects.bulk_create(
        (
            Mail(
                key=f"{MailKind.URGENT}:{recipient}:{today.isoformat()}",
                kind=MailKind.URGENT,
                recipient_id=recipient,
                period_on=today,
                created_at=now,
                next_at=now,
                message_id=f"<{MailKind.URGENT}.{recipient}.{today.isoformat()}@{settings.MAIL_DOMAIN}>",
                details={ABOUT: alerts},
            )
            for recipient, alerts in about.items()
        ),
        ignore_conflicts=True,
        batch_size=1_000,
    )
    fresh = todays.filter(recipient=OuterRef("recipient"), status=MailStatus.QUEUED, attempts=0)
    untold = Alert.objects.filter(pk__in=waiting.values("pk"), status=AlertStatus.PLANNED, mail=None)
    untold.filter(Exists(fresh)).update(mail=Subquery(fresh.values("pk")[:1]))
    return len(about)
