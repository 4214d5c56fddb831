"""Signing in: sessions, the second factor with its paper codes, and how often somebody guessed."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q


class AccountSession(AbstractBaseSession):
    """A session of Django's, with its account as a column: so that a person finds and ends his own."""

    account = models.ForeignKey("members.Account", on_delete=models.CASCADE, null=True, related_name="sessions")

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "session"
        verbose_name_plural = "sessions"


class SecondFactorQuerySet(models.QuerySet["SecondFactor"]):
    def current(self) -> Self:
        return self.filter(removed_at=None)


class SecondFactor(models.Model):
    """An app on a telephone that shows codes. `last_step`: the newest time step whose code was used; none works twice.

    The sealed key is emptied when it is removed.
    """

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="second_factors")
    sealed_key = models.TextField(blank=True)
    last_step = models.BigIntegerField()
    enrolled_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Any]] = SecondFactorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="second_factor_one_at_a_time", fields=["account"], condition=Q(removed_at=None)
            ),
            models.CheckConstraint(
                name="second_factor_key_until_removed",
                condition=Q(removed_at=None) & ~Q(sealed_key="") | Q(removed_at__isnull=False, sealed_key=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.enrolled_at:%Y-%m-%d}"


class RecoveryCodeQuerySet(models.QuerySet["RecoveryCode"]):
    def usable(self) -> Self:
        return self.filter(used_at=None, replaced_at=None, second_factor__removed_at=None)


class RecoveryCode(models.Model):
    """A paper code that stands in for the telephone once; only its hash is known here."""

    second_factor = models.ForeignKey(SecondFactor, on_delete=models.PROTECT, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Any]] = RecoveryCodeQuerySet.as_manager()

    append_only: ClassVar[bool] = True
    write_once: ClassVar[tuple[str, ...]] = ("used_at", "replaced_at")

    def __str__(self) -> str:
        return f"{self.second_factor_id} {'used' if self.used_at else 'unused'}"


class GuessWindow(models.Model):
    """When somebody guessed lately. `key`: a keyed hash of what was guessed at; `instants`: seconds, oldest first.

    `told_at`: when the journal was last told that guesses were refused. Rows go a day after the last guess.
    """

    key = models.CharField(max_length=64, unique=True)
    instants = models.JSONField(default=list)
    told_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField(null=True, db_index=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.key[:8]}: {len(self.instants)}"
