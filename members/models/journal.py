"""The journal: what happened, when, by whom. Append-only, and sealed row by row into a chain."""

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from members.journal_chain import details_text


class DetailsField(models.TextField[dict[str, Any], dict[str, Any]]):
    """Plain values as JSON in a text column: what was written comes back byte for byte, which `jsonb` does not give."""

    def get_prep_value(self, value: Any) -> Any:
        return details_text(value)

    def from_db_value(self, value: str, expression: object, connection: object) -> Any:
        return json.loads(value)

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value


class JournalEvent(models.Model):
    """One event. `subject` names what it is about, as "case:17"; `details` holds plain values only.

    Made by `members.services.journal` and nowhere else: it computes `mac`, and links the row after the commit.
    """

    at = models.DateTimeField()
    account = models.ForeignKey(
        "members.Account", on_delete=models.PROTECT, null=True, related_name="events", db_index=False
    )
    """Who acted; None where the system itself did."""
    on_behalf_of = models.ForeignKey(
        "members.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    """Whose role the actor exercised, where it was delegated during leave."""
    organization = models.ForeignKey(
        "members.Organization", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    """Where it happened: who inspects it, or one above it, reads the event. None: nowhere in particular."""
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    details = DetailsField(default=dict)
    mac = models.CharField(max_length=94, null=True)
    """Of the content, with the key of the installation; two rows never have the same. None: written without the key."""
    number = models.BigIntegerField(null=True)
    """The place in the chain, from 1 on without a gap; None until it is sealed, right after the commit."""
    chain = models.CharField(max_length=64, null=True)
    """The link: the MAC of the link in front and of this row."""

    append_only: ClassVar[bool] = True
    write_once: ClassVar[tuple[str, ...]] = ("number", "chain")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="journal_mac_once", fields=["mac"], condition=Q(mac__isnull=False)),
            models.UniqueConstraint(name="journal_number_once", fields=["number"]),
            models.CheckConstraint(
                name="journal_link_whole_or_absent",
                condition=Q(number=None, chain=None) | Q(number__isnull=False, chain__isnull=False),
            ),
        ]
        # The page reads newest first by one of these, whatever it is filtered by.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="journal_by_subject", fields=["subject", "id"]),
            models.Index(name="journal_by_time", fields=["at", "id"]),
            models.Index(name="journal_by_account", fields=["account", "at", "id"]),
            models.Index(name="journal_by_verb", fields=["verb", "at", "id"]),
            models.Index(name="journal_by_organization", fields=["organization", "at", "id"]),
            models.Index(name="journal_unsealed", fields=["id"], condition=Q(number=None)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject}"


class JournalHead(models.Model):
    """The end of the chain, one row: a cut tail is seen by it at once."""

    count = models.BigIntegerField()
    """How many rows are sealed."""
    chain = models.CharField(max_length=64)
    """The last link."""
    key_id = models.CharField(max_length=8)
    mac = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(name="journal_has_one_head", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"{self.count} {self.chain}"


class JournalAnchor(models.Model):
    """Where the chain ended on a day: also written outside the database, so that a whole older copy is noticed."""

    anchored_on = models.DateField(unique=True)
    at = models.DateTimeField()
    count = models.BigIntegerField()
    chain = models.CharField(max_length=64)

    append_only: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"{self.anchored_on.isoformat()} {self.count} {self.chain}"
