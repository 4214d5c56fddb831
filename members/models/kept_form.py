"""What somebody had typed when he had to sign in or to confirm who he is first."""

from typing import Any, ClassVar

from django.db import models


class KeptForm(models.Model):
    """The posted fields of one page, sealed, for one account and for no other. Not a fact: it goes once it is sent."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="kept_forms")
    path = models.CharField(max_length=500)
    sealed_fields = models.TextField()
    shows_form = models.BooleanField()
    """The page shows a form that can be filled in again; else it is a button, pressed on a page of its own."""
    had_files = models.BooleanField()
    kept_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="kept_form_one_for_each_page", fields=["account", "path"])]

    def __str__(self) -> str:
        return f"{self.account_id} {self.path}"
