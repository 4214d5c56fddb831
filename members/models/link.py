"""Links that are good once: to take up an account, or to choose a new password."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class LinkPurpose(models.TextChoices):
    INVITATION = "invitation", _("Invitation")
    PASSWORD = "password", _("New password")


def link_purposes() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return LinkPurpose.choices


class AccountLinkQuerySet(models.QuerySet["AccountLink"]):
    def open(self) -> Self:
        """Neither used nor revoked; perhaps past its time."""
        return self.filter(used_at=None, revoked_at=None)

    def good_at(self, at: datetime) -> Self:
        return self.open().filter(expires_at__gt=at)


class AccountLink(models.Model):
    """One link. What stands in it is signed over `pk` and `nonce` and stands nowhere: whoever reads the database
    cannot write it without the secret key.
    """

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="links")
    purpose = models.CharField(max_length=12, choices=link_purposes)
    nonce = models.CharField(max_length=32)
    made_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Who invited; None where somebody asked for his own new password."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Any]] = AccountLinkQuerySet.as_manager()

    append_only: ClassVar[bool] = True
    write_once: ClassVar[tuple[str, ...]] = ("used_at", "revoked_at")

    class Meta:
        constraints = [
            models.CheckConstraint(name="link_purpose_known", condition=Q(purpose__in=LinkPurpose.values)),
            models.CheckConstraint(name="link_expires_later", condition=Q(expires_at__gt=F("made_at"))),
            models.CheckConstraint(name="link_used_or_revoked", condition=Q(used_at=None) | Q(revoked_at=None)),
            models.UniqueConstraint(
                name="link_one_open_per_purpose",
                fields=["account", "purpose"],
                condition=Q(used_at=None, revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.account}"
