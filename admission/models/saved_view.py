"""The filters of the list of files that one account keeps under a name of its own."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse

NAME_LENGTH = 60
FILTERS = ("stage", "branch", "unit", "light", "due_kind", "due_from", "due_to", "flag")
SORT = "sort"


class SavedView(models.Model):
    """Filters and order, as the address of the list carries them. What was searched for is never among them."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=NAME_LENGTH)
    filters = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="saved_view_one_per_name", fields=["account", "name"]),
            models.CheckConstraint(name="saved_view_has_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list as it was kept."""
        # In the order of the form: a database may give the keys back in an order of its own.
        asked = urlencode({name: self.filters[name] for name in (*FILTERS, SORT) if name in self.filters})
        return f"{reverse('case-list')}?{asked}" if asked else reverse("case-list")
