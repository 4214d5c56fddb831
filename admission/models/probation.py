"""The ceremony (lễ kết nạp) and the probation period (thời kỳ dự bị) that it opens."""

from django.db import models
from django.db.models import F, Q

from admission.domain.facts import CeremonyFact
from admission.models.fact import Fact, MayBeLate


class Ceremony(MayBeLate, Fact):
    held_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    oath_taken = models.BooleanField(default=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *MayBeLate.Meta.constraints,
            models.UniqueConstraint(name="ceremony_one_current", fields=["case"], condition=Q(superseded_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%d/%m/%Y}"

    def as_fact(self) -> CeremonyFact:
        return CeremonyFact(held_on=self.held_on, oath_taken=self.oath_taken)


class ProbationPeriod(models.Model):
    """Twelve months from the ceremony. Derived: written by `services.recalculate` only.

    `ends_on`: the same day number twelve months on, never rolled to a working day. `recognised_on`: the day as of which
    the member is official; it is `ends_on` even where branch or committee acted late. Source: 29-QĐ/TW, 4.2.
    """

    case = models.OneToOneField("admission.AdmissionCase", on_delete=models.PROTECT, related_name="probation")
    starts_on = models.DateField()
    ends_on = models.DateField()
    recognised_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="probation_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="probation_recognised_as_of_its_end",
                condition=Q(recognised_on=None) | Q(recognised_on=F("ends_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%d/%m/%Y} - {self.ends_on:%d/%m/%Y}"
