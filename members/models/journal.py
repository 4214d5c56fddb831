"""The journal: what happened, when, by whom. Append-only."""

from typing import ClassVar

from django.db import models


class JournalEvent(models.Model):
    """One event. `subject` names what it is about, as "case:17"; `details` holds plain values only."""

    at = models.DateTimeField(auto_now_add=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="events")
    """Who acted; None where the system itself did."""
    on_behalf_of = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    """Whose role the actor exercised, where it was delegated during leave."""
    organization = models.ForeignKey("members.Organization", on_delete=models.PROTECT, null=True, related_name="+")
    """Where it happened: who inspects it, or one above it, reads the event. None: nowhere in particular."""
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    details = models.JSONField(default=dict)

    append_only: ClassVar[bool] = True

    class Meta:
        indexes = [models.Index(name="journal_by_subject", fields=["subject", "id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject}"
