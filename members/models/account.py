"""Accounts: who signs in."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("vi", "en")


class AccountQuerySet(models.QuerySet["Account"]):
    def active(self) -> Self:
        return self.filter(is_active=True)


class AccountManager(BaseUserManager.from_queryset(AccountQuerySet)):  # type: ignore[misc] # built at run time
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Account:
        account: Account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    username = models.CharField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9._-]+$", _("Small letters, digits, dots and hyphens only."))],
    )
    full_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="vi")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="account_language_known", condition=Q(language__in=LANGUAGES)),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def display_name(self) -> str:
        """What the page shows of who is signed in."""
        return self.full_name or self.username
