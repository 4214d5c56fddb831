"""Roles: what an account may be in one organisation, from a day to a day.

Rows are never deleted. One is ended by its last day, with who did it and why; one that should never have been is voided
with a reason. Only the last day may change: a role given until a day can end before it.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    BRANCH_SECRETARY = "branch_secretary", _("Branch secretary")
    DEPUTY_SECRETARY = "deputy_secretary", _("Deputy branch secretary")
    CLERK = "clerk", _("Committee clerk")
    REVIEWER = "reviewer", _("Committee reviewer")
    INSPECTOR = "inspector", _("Inspector")
    ADMINISTRATOR = "administrator", _("Administrator")


BRANCH_ROLES = (Role.BRANCH_SECRETARY, Role.DEPUTY_SECRETARY)
COMMITTEE_ROLES = (Role.CLERK, Role.REVIEWER)
ACTING_ROLES = (*BRANCH_ROLES, *COMMITTEE_ROLES)
"""Those who must act when a deadline of their organisation comes near."""
CONTENT_ROLES = (*ACTING_ROLES, Role.INSPECTOR)
"""Those who read files; an administrator does not."""
SECOND_FACTOR_ROLES = (Role.REVIEWER, Role.INSPECTOR, Role.ADMINISTRATOR)
"""Those who sign in with a second factor besides the password."""


def roles() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return Role.choices


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def held_on(self, day: date) -> Self:
        """The roles in force on a day, both bounds included."""
        return self.current().filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)

    def current(self) -> Self:
        """The roles that were not voided, whenever they held."""
        return self.filter(voided_at=None)

    def overlapping(self, from_on: date, until_on: date | None) -> Self:
        """The roles that share a day with a span; `until_on` None: without an end."""
        found = self.current().filter(Q(until_on=None) | Q(until_on__gte=from_on))
        return found if until_on is None else found.filter(from_on__lte=until_on)


class RoleAssignment(models.Model):
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="roles")
    organization = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=roles)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=60, blank=True)
    """The number of the paper it rests on."""
    given_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True, null=True)
    """NULL: given before this was kept."""
    # Written once, and NULL until then: the database tells "not yet" from a value by nothing else.
    ended_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=500, null=True, blank=True)
    voided_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=500, null=True, blank=True)

    objects: ClassVar[models.Manager[Any]] = RoleAssignmentQuerySet.as_manager()

    append_only: ClassVar[bool] = True
    changeable: ClassVar[tuple[str, ...]] = ("until_on",)
    write_once: ClassVar[tuple[str, ...]] = (
        "ended_by",
        "ended_at",
        "end_reason",
        "voided_by",
        "voided_at",
        "void_reason",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="role_known", condition=Q(role__in=[role.value for role in Role])),
            models.CheckConstraint(
                name="role_until_not_before_from", condition=Q(until_on=None) | Q(until_on__gte=F("from_on"))
            ),
            models.CheckConstraint(
                name="role_ended_has_day_and_reason",
                # "Is not null" in so many words: for SQL a comparison with nothing breaks no constraint.
                condition=Q(ended_at=None, ended_by=None, end_reason=None)
                | (Q(ended_at__isnull=False, until_on__isnull=False, end_reason__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="role_void_has_reason",
                condition=Q(voided_at=None, voided_by=None, void_reason=None)
                | (Q(voided_at__isnull=False, void_reason__isnull=False) & ~Q(void_reason="")),
            ),
            # Of overlapping spans these two are what both databases can refuse; `members.services.roles` refuses all.
            models.UniqueConstraint(
                name="role_held_once_at_a_time",
                fields=["account", "organization", "role"],
                condition=Q(until_on=None, voided_at=None),
            ),
            models.UniqueConstraint(
                name="role_begins_once_a_day",
                fields=["account", "organization", "role", "from_on"],
                condition=Q(voided_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.get_role_display()} · {self.organization}"
