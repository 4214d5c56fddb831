"""Mark alerts as read: it empties the bell, and stops neither the next alert nor the deadline."""

from datetime import datetime

from django.db import transaction

from admission.models import AlertReading
from admission.selectors.bell import alerts_to_mark
from members.access import Access


@transaction.atomic
def mark_read(*, access: Access, up_to: int, deadline: int | None, now: datetime) -> int:
    """Mark the unread alerts of an account as read, up to the newest one that it saw; of one deadline or of all
    (None). Count them. What came up since stays unread; twice is as good as once.
    """
    alerts = alerts_to_mark(access, up_to=up_to, deadlines=None if deadline is None else [deadline])
    readings = [AlertReading(alert_id=pk, read_at=now) for pk in alerts.values_list("pk", flat=True)]
    AlertReading.objects.bulk_create(readings, ignore_conflicts=True, batch_size=500)
    return len(readings)
