"""What an administrator prepares for a calendar before it is published."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

NOTICE_NUMBER_LENGTH, ISSUER_LENGTH = 60, 160


class DraftEnd(models.TextChoices):
    PUBLISHED = "published", _("Published")
    DROPPED = "dropped", _("Dropped")


def draft_ends() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return DraftEnd.choices


class CalendarDraftQuerySet(models.QuerySet["CalendarDraft"]):
    def open(self) -> Self:
        return self.filter(closed_as=None)


class CalendarDraft(models.Model):
    """A draft begins from a published version, of its calendar or of the one that was inherited so far. What it says is
    that content and the acts done to it, in order; nothing else is stored of it.
    """

    calendar = models.ForeignKey("admission.Calendar", on_delete=models.PROTECT, related_name="drafts")
    based_on = models.ForeignKey("admission.CalendarVersion", on_delete=models.PROTECT, related_name="+")
    acts = models.JSONField(default=list)
    """Each as `CalendarAct.stored` gives it."""
    notice_number = models.CharField(max_length=NOTICE_NUMBER_LENGTH, blank=True)
    notice_on = models.DateField(null=True)
    issued_by = models.CharField(max_length=ISSUER_LENGTH, blank=True)
    """The body that issued the notice."""
    revision = models.PositiveIntegerField(default=1)
    """Raised with each change: two who change one draft at once are told."""
    begun_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    closed_as = models.CharField(max_length=10, choices=draft_ends, null=True)
    closed_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    published_as = models.OneToOneField(
        "admission.CalendarVersion", on_delete=models.PROTECT, null=True, related_name="draft"
    )

    objects: ClassVar[Any] = CalendarDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="calendardraft_one_open",
                fields=["calendar"],
                condition=Q(closed_as=None),
                violation_error_message=_("A draft of this calendar is open already."),
            ),
            models.CheckConstraint(
                name="calendardraft_closing_whole_or_absent",
                condition=Q(closed_as=None, closed_by=None, closed_at=None)
                | Q(
                    closed_as__in=[end.value for end in DraftEnd],
                    closed_as__isnull=False,
                    closed_by__isnull=False,
                    closed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="calendardraft_published_with_its_version",
                condition=Q(closed_as=DraftEnd.PUBLISHED.value, published_as__isnull=False)
                | ((Q(closed_as=None) | ~Q(closed_as=DraftEnd.PUBLISHED.value)) & Q(published_as=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} · {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("calendar-draft", args=[self.pk])

    @property
    def has_notice(self) -> bool:
        """Say whether the notice it rests on is named whole."""
        return bool(self.notice_number and self.notice_on and self.issued_by)

    @property
    def notice(self) -> str:
        """The notice as a version names it; empty while it is not whole."""
        if not self.has_notice:
            return ""
        return f"{self.notice_number} · {self.notice_on:%d/%m/%Y} · {self.issued_by}"
