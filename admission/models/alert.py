"""A flag: that a deadline reached a level, for one recipient. Unique as such: that makes planning idempotent."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from admission.domain.ladder import HOURS, Audience, Ladder

BREAK = "break"
"""The channel of what is said before a long break; the other one is "email"."""


class AlertStatus(models.TextChoices):
    PLANNED = "planned"
    SENT = "sent"
    CANCELLED = "cancelled"
    """Before the mail left the deadline was met or moved, or the recipient lost the role."""


class Alert(models.Model):
    # A nation plans a hundred thousand a day: only indexes that something is found by. The unique one begins with it.
    deadline = models.ForeignKey("admission.Deadline", on_delete=models.PROTECT, related_name="alerts", db_index=False)
    revision = models.PositiveIntegerField()
    level = models.SmallIntegerField()
    """The rung it stood on when it was planned: working days left, negative once it is late."""
    recipient = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="alerts")
    audience = models.CharField(max_length=10, default=Audience.ACTOR.value)
    """Why the recipient hears of it."""
    channel = models.CharField(max_length=8, default="email")
    status = models.CharField(max_length=10, default=AlertStatus.PLANNED)
    mail = models.ForeignKey(
        "admission.Mail", on_delete=models.PROTECT, null=True, related_name="alerts", db_index=False
    )
    """The message that tells of it; None until a digest is opened."""
    planned_on = models.DateField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="alert_once", fields=["deadline", "revision", "level", "recipient", "channel"]
            ),
            models.CheckConstraint(
                name="alert_status_known", condition=Q(status__in=[status.value for status in AlertStatus])
            ),
            models.CheckConstraint(
                name="alert_audience_known", condition=Q(audience__in=[audience.value for audience in Audience])
            ),
            models.CheckConstraint(
                name="alert_sent_exactly_when_dated",
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at=None)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="alert_untold", fields=["mail", "recipient"], condition=Q(status="planned")),
            models.Index(name="alert_of_mail", fields=["mail"], condition=Q(mail__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id}:{self.revision}:{self.level}:{self.recipient_id}:{self.channel}"


class AlertLadder(models.Model):
    """What an organisation chose for itself and all below it; the newest row counts. Append-only."""

    organization = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="alert_ladders")
    warnings = models.CharField(max_length=40, blank=True)
    """Working days before a due date, with commas, descending; empty: as the level above from then on."""
    digest_hour = models.PositiveSmallIntegerField(null=True)
    chosen_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    chosen_for = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    """On whose behalf, where his role was delegated during leave."""
    chosen_at = models.DateTimeField()

    append_only: ClassVar[bool] = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="alertladder_hour_within_bounds",
                condition=Q(warnings="", digest_hour=None)
                | (~Q(warnings="") & Q(digest_hour__gte=HOURS[0], digest_hour__lte=HOURS[-1])),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.warnings or '-'}"

    @property
    def ladder(self) -> Ladder | None:
        """The ladder chosen; None where the level above decides."""
        if self.digest_hour is None:
            return None
        return Ladder(tuple(map(int, self.warnings.split(","))), self.digest_hour)


class Acknowledgement(models.Model):
    """That somebody who must act has read of a deadline: repeats stop, the deadline goes on. Append-only."""

    deadline = models.ForeignKey("admission.Deadline", on_delete=models.PROTECT, related_name="acknowledgements")
    revision = models.PositiveIntegerField()
    """Of the deadline as it was then: once its day moves, the alerts begin again."""
    acknowledged_on = models.DateField()
    """The Vietnamese day: what was acknowledged before the due date is told again once it is missed."""
    acknowledged_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    acknowledged_for = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    """On whose behalf, where his role was delegated during leave."""

    append_only: ClassVar[bool] = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="acknowledgement_once_a_day", fields=["deadline", "revision", "acknowledged_on"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id}:{self.revision}"


class AlertHearer(models.Model):
    """Who heard in which role at an organisation when alerts were planned last.

    Derived from roles, delegations and accounts: a difference shows whom the planning has to look at again.
    """

    organization = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    is_lent = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="alerthearer_once", fields=["organization", "role", "account", "is_lent"]),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}:{self.role}:{self.account_id}"


class AlertPlanning(models.Model):
    """How far planning has come, and what it rested on; where that is another now, all is looked at again."""

    name = models.CharField(max_length=10, unique=True)
    planned_on = models.DateField(null=True)
    basis = models.CharField(max_length=40, blank=True)
    """The newest version of a calendar and the newest ladder."""
    planned_through = models.JSONField(default=dict)
    """The last day on which a walk through the deadlines came to its end: of a calendar's, by the path of its owner;
    of what is `new`; of what is said before a `break` of a calendar.
    """
    reached = models.JSONField(null=True)
    """Where the walk stands that goes on: the day, its name, and due date and id of the last deadline."""

    def __str__(self) -> str:
        return self.name
