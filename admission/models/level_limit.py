"""How long a file may wait at a level, as that level set it: a limit of the house, not of the regulation."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from admission.domain.facts import OwnLimit
from admission.domain.procedure import Body
from members.models import OrganizationKind

LEAST_DAYS, MOST_DAYS = 5, 30
"""Working days. Below five nobody could keep it; thirty is half of what the regulation gives the whole way."""


LEVEL_KINDS = (OrganizationKind.GRASSROOTS_COMMITTEE, OrganizationKind.SECTIONAL_COMMITTEE)
"""The committees on the way of a file."""


class LevelLimit(models.Model):
    """Holds for files that arrive at the committee from `from_on` until the next one; a running clock never changes."""

    organization = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="level_limits")
    working_days = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    recorded_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects: ClassVar[Any] = models.Manager()

    append_only: ClassVar[bool] = True

    class Meta:
        constraints = [
            models.UniqueConstraint(name="levellimit_once_a_day", fields=["organization", "from_on"]),
            models.CheckConstraint(
                name="levellimit_within_bounds",
                condition=Q(working_days__gte=LEAST_DAYS, working_days__lte=MOST_DAYS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.working_days} · {self.from_on:%d/%m/%Y}"

    def as_fact(self, body: Body) -> OwnLimit:
        """Give the limit as the domain reads it, for what the committee is in a file."""
        return OwnLimit(body, self.working_days, self.from_on)
