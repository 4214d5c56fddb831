"""What makes a second scheduler harmless, and a silent one visible."""

from django.db import models


class PeriodRun(models.Model):
    """That the work of a period was begun: its uniqueness in the database is the only lock there is."""

    kind = models.CharField(max_length=20)
    period = models.CharField(max_length=40)
    started_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="periodrun_once", fields=["kind", "period"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"


class Heartbeat(models.Model):
    """When a recurring job last ran; `outage_*`: the last time it was silent for longer than it may."""

    name = models.CharField(max_length=20, unique=True)
    last_at = models.DateTimeField()
    outage_from_at = models.DateTimeField(null=True)
    outage_until_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
