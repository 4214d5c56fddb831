"""Addresses from which mail comes back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class AddressFailure(models.Model):
    """That mail to the address of an account comes back: nothing more is sent there until somebody clears it up."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="address_failures")
    address = models.EmailField()
    """The one that failed; the account may have another by now."""
    said = models.CharField(max_length=300, blank=True)
    """What the mail server, or the mail that came back, said; without the address."""
    failed_at = models.DateTimeField()
    recorded_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    """Who entered it; None: the mail server refused a mail."""
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")

    append_only: ClassVar[bool] = True
    write_once: ClassVar[tuple[str, ...]] = ("cleared_at", "cleared_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="addressfailure_one_open", fields=["account"], condition=Q(cleared_at=None)),
            models.CheckConstraint(
                name="addressfailure_clearing_whole_or_absent",
                condition=Q(cleared_at=None, cleared_by=None) | Q(cleared_at__isnull=False, cleared_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.failed_at:%d/%m/%Y}"
