"""The outbox: one row is one message to one person, written in the transaction that decided to send it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SECRET_NOTICES = frozenset({"invitation", "new_password"})
"""Notices whose text holds a link for the recipient alone: nobody else is shown it."""


class MailStatus(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    SENT = "sent", _("Sent")
    MERGED = "merged", _("Merged into a later digest")
    EMPTY = "empty", _("Nothing left to say")
    DEAD = "dead", _("Given up")


class MailKind(models.TextChoices):
    DIGEST = "digest", _("Daily digest")
    PRACTICE = "practice", _("Practice digest")
    URGENT = "urgent", _("Due today and untouched")
    NOTICE = "notice", _("Notice")


def mail_kinds() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return MailKind.choices


def mail_statuses() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return MailStatus.choices


class Mail(models.Model):
    key = models.CharField(max_length=80, unique=True)
    """`kind:recipient:day`: one digest per person and working day; of a notice `notice:` and an id of its own."""
    kind = models.CharField(max_length=10, choices=mail_kinds)
    recipient = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="mails")
    period_on = models.DateField()
    status = models.CharField(max_length=8, choices=mail_statuses, default=MailStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    """Not before this instant; of a mail given up: when that was."""
    lease_until = models.DateTimeField(null=True)
    """A worker has it in hand until then; if it dies the mail is free again."""
    lease_token = models.CharField(max_length=32, blank=True)
    """Who has it in hand: only with the same token may the outcome be written."""
    message_id = models.CharField(max_length=120, unique=True)
    last_error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)
    subject = models.CharField(max_length=200, blank=True)
    notice = models.CharField(max_length=40, blank=True)
    """Of a notice: which, the folder of its texts in templates/emails/."""
    details = models.JSONField(default=dict)
    """What those texts say: numbers, units, stages, days (class C1), never a name of a candidate."""
    outage_from_at = models.DateTimeField(null=True)
    outage_until_at = models.DateTimeField(null=True)
    """Set where the digest has to say that the server was off."""

    class Meta:
        constraints = [
            models.CheckConstraint(name="mail_status_known", condition=Q(status__in=MailStatus.values)),
            models.CheckConstraint(name="mail_kind_known", condition=Q(kind__in=MailKind.values)),
            models.CheckConstraint(
                name="mail_notice_named_exactly_for_notices",
                condition=(Q(kind="notice") & ~Q(notice="")) | (~Q(kind="notice") & Q(notice="")),
            ),
            models.CheckConstraint(
                name="mail_sent_exactly_when_dated",
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="mail_outage_whole_or_absent",
                condition=Q(outage_from_at=None, outage_until_at=None)
                | Q(outage_from_at__isnull=False, outage_until_at__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="mail_to_deliver", fields=["next_at", "id"], condition=Q(status="queued")),
            models.Index(name="mail_given_up", fields=["next_at"], condition=Q(status="dead")),
        ]

    def __str__(self) -> str:
        return self.key
