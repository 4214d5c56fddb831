"""Roles: what an account may be in one organisation, from a day to a day."""

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
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)


class RoleAssignment(models.Model):
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="roles")
    organization = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=roles)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager[Any]] = RoleAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="role_known", condition=Q(role__in=[role.value for role in Role])),
            models.CheckConstraint(
                name="role_until_not_before_from", condition=Q(until_on=None) | Q(until_on__gte=F("from_on"))
            ),
            models.UniqueConstraint(
                name="role_held_once_at_a_time",
                fields=["account", "organization", "role"],
                condition=Q(until_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.get_role_display()} · {self.organization}"
