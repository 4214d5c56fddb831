"""The secret address under which the telephone of one account fetches its deadlines."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def unrevoked(self) -> Self:
        """At most one of each account; perhaps past its time."""
        return self.filter(revoked_at=None)


class CalendarFeed(models.Model):
    """One address. Of the secret in it only a hash is kept: whoever reads the database cannot fetch the calendar."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    """When it was last fetched, by whoever knew the address."""

    objects: ClassVar[models.Manager[Any]] = CalendarFeedQuerySet.as_manager()

    append_only: ClassVar[bool] = True
    write_once: ClassVar[tuple[str, ...]] = ("revoked_at",)
    changeable: ClassVar[tuple[str, ...]] = ("expires_at", "fetched_at")

    class Meta:
        constraints = [
            models.CheckConstraint(name="calendar_feed_expires_later", condition=Q(expires_at__gt=F("made_at"))),
            models.UniqueConstraint(
                name="calendar_feed_one_per_account", fields=["account"], condition=Q(revoked_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.made_at:%Y-%m-%d}"

    def is_good_at(self, at: datetime) -> bool:
        """Say whether it may be fetched, as far as the address itself goes."""
        return self.revoked_at is None and self.expires_at > at
