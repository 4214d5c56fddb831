"""A flag: that a deadline reached a level, for one recipient. The unique key is what makes planning idempotent."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class AlertStatus(models.TextChoices):
    PLANNED = "planned"
    SENT = "sent"
    CANCELLED = "cancelled"
    """Before the mail left the deadline was met or moved, or the recipient lost the role."""


class Alert(models.Model):
    key = models.CharField(max_length=80, unique=True)
    """`deadline:revision:level:recipient:channel`."""
    deadline = models.ForeignKey("admission.Deadline", on_delete=models.PROTECT, related_name="alerts")
    revision = models.PositiveIntegerField()
    level = models.SmallIntegerField()
    """Working days left when it was planned: 15, 7, 3, 1, 0; -1 overdue."""
    recipient = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="alerts")
    channel = models.CharField(max_length=8, default="email")
    status = models.CharField(max_length=10, default=AlertStatus.PLANNED)
    mail = models.ForeignKey("admission.Mail", on_delete=models.PROTECT, null=True, related_name="alerts")
    """The message that tells of it; None until a digest is opened."""
    planned_on = models.DateField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="alert_status_known", condition=Q(status__in=[status.value for status in AlertStatus])
            ),
            models.CheckConstraint(
                name="alert_sent_exactly_when_dated",
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at=None)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="alert_untold", fields=["mail", "recipient"], condition=Q(status="planned")),
        ]

    def __str__(self) -> str:
        return self.key
