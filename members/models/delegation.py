"""Delegation during leave: for some days another account exercises a role.

What is delegated is a role somebody holds himself, so a delegation goes one level deep: what was delegated to him is no
row of his that he could pass on.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def current(self) -> Self:
        """The delegations that nobody ended before their time."""
        return self.filter(ended_at=None)

    def held_on(self, day: date) -> Self:
        """The delegations that cover a day, both bounds included."""
        return self.current().filter(from_on__lte=day, until_on__gte=day)

    def overlapping(self, from_on: date, until_on: date) -> Self:
        """The delegations that share a day with a span."""
        return self.current().filter(from_on__lte=until_on, until_on__gte=from_on)


class Delegation(models.Model):
    """A role lent for some days. The principal is the account of `assignment`; ended before its time it holds no
    longer from that instant on.
    """

    assignment = models.ForeignKey("members.RoleAssignment", on_delete=models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="delegated_roles")
    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=500)
    given_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=500, null=True, blank=True)

    objects: ClassVar[models.Manager[Any]] = DelegationQuerySet.as_manager()

    append_only: ClassVar[bool] = True
    write_once: ClassVar[tuple[str, ...]] = ("ended_by", "ended_at", "end_reason")

    class Meta:
        constraints = [
            models.CheckConstraint(name="delegation_until_not_before_from", condition=Q(until_on__gte=F("from_on"))),
            models.CheckConstraint(name="delegation_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="delegation_ended_by_somebody_for_a_reason",
                # "Is not null" in so many words: for SQL a comparison with nothing breaks no constraint.
                condition=Q(ended_at=None, ended_by=None, end_reason=None)
                | (Q(ended_at__isnull=False, ended_by__isnull=False, end_reason__isnull=False) & ~Q(end_reason="")),
            ),
        ]
        indexes = [models.Index(name="delegation_to", fields=["delegate", "until_on"], condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.assignment} → {self.delegate}"
