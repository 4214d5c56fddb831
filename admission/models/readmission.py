"""That the candidate was a Party member before (kết nạp lại)."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from admission.domain.facts import ReadmissionFact
from admission.domain.procedure import LeavingCause
from admission.labels import LEAVING_CAUSES, choices
from admission.models.fact import Fact


def leaving_causes() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return choices(LEAVING_CAUSES)


class ReadmissionGround(Fact):
    noted_on = models.DateField()
    left_on = models.DateField()
    cause = models.CharField(max_length=24, choices=leaving_causes)
    first_admitted_on = models.DateField(null=True, blank=True)
    """Day of the first decision to admit; where it is lost, the day of joining on the Party card."""
    cleared_on = models.DateField(null=True, blank=True)
    """When the record of a less serious crime was cleared."""
    readmissions = models.PositiveSmallIntegerField(default=0)
    """How often he was admitted again before."""

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="readmissionground_cause_known", condition=Q(cause__in=[cause.value for cause in LeavingCause])
            ),
            models.CheckConstraint(
                name="readmissionground_left_after_admitted",
                condition=Q(first_admitted_on=None) | Q(first_admitted_on__lt=F("left_on")),
            ),
            models.UniqueConstraint(
                name="readmissionground_one_current", fields=["case"], condition=Q(superseded_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left_on:%d/%m/%Y}"

    def as_fact(self) -> ReadmissionFact:
        return ReadmissionFact(
            noted_on=self.noted_on,
            left_on=self.left_on,
            cause=LeavingCause(self.cause),
            first_admitted_on=self.first_admitted_on,
            cleared_on=self.cleared_on,
            readmissions=self.readmissions,
        )
