"""What organisations were: their names, their places in the tree, their right to decide on admission. Append-only."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DatedChange(models.Model):
    """What holds of an organisation from a day on, until the next row says otherwise."""

    organization = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="%(class)ss")
    from_on = models.DateField(null=True, blank=True)
    """Its first day; None: since before the records."""
    document = models.CharField(max_length=60, blank=True)
    """The number of the paper it rests on."""
    recorded_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    append_only: ClassVar[bool] = True

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(name="%(class)s_one_first", fields=["organization"], condition=Q(from_on=None)),
            models.UniqueConstraint(name="%(class)s_one_a_day", fields=["organization", "from_on"]),
        ]


class OrganizationName(DatedChange):
    """A name: papers of its time bear it, whatever the organisation is called now."""

    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class OrganizationPlace(DatedChange):
    """A place in the tree; `parent` is None at the top."""

    parent = models.ForeignKey("members.Organization", on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.organization} < {self.parent or '-'}"


class AuthorityBasis(models.TextChoices):
    """By what an organisation decides on admission. Source: Quy định 29-QĐ/TW, 4.3.2."""

    OWN_RIGHT = "own_right", _("In its own right")
    DELEGATED = "delegated", _("By delegated authority")


def authority_bases() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return AuthorityBasis.choices


class AdmissionAuthorityQuerySet(models.QuerySet["AdmissionAuthority"]):
    def held_on(self, day: date) -> Self:
        """Those in force on a day."""
        begun = Q(from_on=None) | Q(from_on__lte=day)
        lasts = Q(until_on=None) | Q(until_on__gte=day)
        stands = Q(withdrawn_from_on=None) | Q(withdrawn_from_on__gt=day)
        return self.filter(begun & lasts & stands)


class AdmissionAuthority(models.Model):
    """That an organisation decides on admission, from a day to a day."""

    organization = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="authorities")
    basis = models.CharField(max_length=12, choices=authority_bases)
    given_by = models.ForeignKey("members.Organization", on_delete=models.PROTECT, null=True, related_name="+")
    """The committee that delegated it; None for a right of its own, and where it was not recorded."""
    document = models.CharField(max_length=60, blank=True)
    from_on = models.DateField(null=True, blank=True)
    """Its first day; None: since before the records."""
    until_on = models.DateField(null=True, blank=True)
    """Its last day, where it was given for a time."""
    withdrawn_from_on = models.DateField(null=True, blank=True)
    """The first day on which it was held no more, where it was ended by an act of its own."""
    withdrawal_document = models.CharField(max_length=60, null=True, blank=True)
    withdrawn_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    append_only: ClassVar[bool] = True
    write_once: ClassVar[tuple[str, ...]] = ("withdrawn_from_on", "withdrawal_document", "withdrawn_by")

    objects: ClassVar[Any] = AdmissionAuthorityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="authority_basis_known", condition=Q(basis__in=[basis.value for basis in AuthorityBasis])
            ),
            models.CheckConstraint(
                name="authority_until_not_before_from",
                condition=Q(until_on=None) | Q(from_on=None) | Q(until_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="authority_withdrawn_not_before_from",
                condition=Q(withdrawn_from_on=None) | Q(from_on=None) | Q(withdrawn_from_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="authority_withdrawal_document_with_day",
                condition=Q(withdrawal_document=None) | Q(withdrawn_from_on__isnull=False),
            ),
            models.CheckConstraint(
                name="authority_own_right_is_given_by_nobody",
                condition=Q(given_by=None) | Q(basis=AuthorityBasis.DELEGATED.value),
            ),
            models.UniqueConstraint(
                name="authority_one_without_end",
                fields=["organization"],
                condition=Q(until_on=None, withdrawn_from_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.get_basis_display()}"

    def is_held_on(self, day: date) -> bool:
        """Say whether it is in force on a day."""
        begun = self.from_on is None or self.from_on <= day
        lasts = self.until_on is None or day <= self.until_on
        return begun and lasts and (self.withdrawn_from_on is None or day < self.withdrawn_from_on)
