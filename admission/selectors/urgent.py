"""What is due today and nobody has touched."""

from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from admission.domain.procedure import Nature
from admission.domain.urgent import READING_TIME
from admission.models import Acknowledgement, Alert, AlertStatus, DeadlineStatus

DUE_TODAY = 0
"""The level of an alert on the last day."""
ABOUT = "alerts"
"""In the details of the mail of the afternoon: the alerts it is to say once more; once it has left, those it said."""


def untouched_alerts(today: date) -> QuerySet[Alert]:
    """The alerts of today's last days whose deadline nobody has met or acknowledged: somebody has to act this very day.

    A paper that is good until today asks for no act, and is left out.
    """
    known = Acknowledgement.objects.filter(deadline=OuterRef("deadline"), revision=OuterRef("revision"))
    return Alert.objects.filter(
        ~Exists(known),
        level=DUE_TODAY,
        channel="email",
        planned_on=today,
        revision=F("deadline__revision"),
        deadline__status=DeadlineStatus.OPEN,
    ).exclude(Q(status=AlertStatus.CANCELLED) | Q(deadline__nature=Nature.VALIDITY))


def alerts_to_repeat(today: date, now: datetime) -> QuerySet[Alert]:
    """Of these, the ones whose recipient was told long enough ago; and those that came up after his digest had left,
    which no mail would tell before the next working day.
    """
    told = Q(status=AlertStatus.SENT, sent_at__lte=now - READING_TIME)
    return untouched_alerts(today).filter(told | Q(status=AlertStatus.PLANNED, mail=None))
