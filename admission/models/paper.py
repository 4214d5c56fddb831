"""Papers of the file: what the candidate, the sponsors and the organisations wrote before the branch meets."""

from typing import Any

from django.db import models
from django.db.models import Q

from admission.domain.facts import PaperFact
from admission.domain.procedure import PAPER_STEPS, StepCode
from admission.labels import STEPS
from admission.models.fact import Fact


def paper_steps() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return [(step.value, STEPS[step]) for step in PAPER_STEPS]


class CasePaper(Fact):
    step = models.CharField(max_length=32, choices=paper_steps)
    made_on = models.DateField()
    number = models.CharField(max_length=40, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="casepaper_step_known", condition=Q(step__in=[step.value for step in PAPER_STEPS])
            ),
        ]

    def __str__(self) -> str:
        return self.get_step_display()

    def as_fact(self) -> PaperFact:
        return PaperFact(step=StepCode(self.step), made_on=self.made_on, number=self.number)
