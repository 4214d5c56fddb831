"""What makes a second scheduler harmless, and a silent one visible."""

from django.db import models


class PeriodRun(models.Model):
    """That the work of a period was done, and when first; a period has one row however many schedulers there are."""

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
    calendar_missing_year = models.PositiveSmallIntegerField(null=True)
    """Set while the job cannot plan because the working days of that year are not published."""

    def __str__(self) -> str:
        return self.name
