"""What of the alerts an account has read in the product itself."""

from typing import ClassVar

from django.db import models


class AlertReading(models.Model):
    """That the recipient of an alert marked it as read on the page of his alerts. It stops no mail. Append-only."""

    alert = models.OneToOneField("admission.Alert", on_delete=models.PROTECT, related_name="reading")
    read_at = models.DateTimeField()

    append_only: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"{self.alert_id} {self.read_at:%d/%m/%Y %H:%M}"
