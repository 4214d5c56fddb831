"""Official members assigned to help (người được phân công giúp đỡ)."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from admission.domain.facts import SponsorFact, SponsorRole
from admission.labels import SPONSOR_ROLES, choices
from admission.models.fact import Fact


def sponsor_roles() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return choices(SPONSOR_ROLES)


class Sponsorship(Fact):
    role = models.CharField(max_length=12, choices=sponsor_roles)
    sponsor = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="sponsorships")
    assigned_on = models.DateField()
    together_since_on = models.DateField()
    """Since when he works together with the candidate in the same Party organisation."""

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="sponsorship_role_known", condition=Q(role__in=[role.value for role in SponsorRole])
            ),
            models.CheckConstraint(
                name="sponsorship_together_before_or_when_assigned",
                condition=Q(together_since_on__lte=F("assigned_on")),
            ),
            models.UniqueConstraint(
                name="sponsorship_once_per_person",
                fields=["case", "role", "sponsor"],
                condition=Q(superseded_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.sponsor)

    def as_fact(self) -> SponsorFact:
        return SponsorFact(
            role=SponsorRole(self.role),
            name=self.sponsor.full_name,
            assigned_on=self.assigned_on,
            together_since_on=self.together_since_on,
        )
