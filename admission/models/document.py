"""Acts that leave a document of the general kind: what it says is asked by its step, as the procedure lays down."""

from typing import Any

from django.db import models
from django.db.models import Q

from admission.domain.facts import DocumentFact
from admission.domain.procedure import DOCUMENT_STEPS, Choice, StepCode
from admission.labels import CHOICES, STEPS, choices
from admission.models.fact import Fact


def document_steps() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return [(step.value, STEPS[step]) for step in DOCUMENT_STEPS]


def document_choices() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return choices(CHOICES)


class CaseDocument(Fact):
    step = models.CharField(max_length=32, choices=document_steps)
    acted_on = models.DateField()
    choice = models.CharField(max_length=24, choices=document_choices, blank=True)
    number = models.CharField(max_length=40, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    """The body that issued it, by its name at the time."""
    reason = models.CharField(max_length=500, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="casedocument_step_known", condition=Q(step__in=[step.value for step in DOCUMENT_STEPS])
            ),
            models.CheckConstraint(
                name="casedocument_choice_known",
                condition=Q(choice="") | Q(choice__in=[choice.value for choice in Choice]),
            ),
            # Of a vetting nothing but its result is kept: the law on state secrets forbids more on a networked machine.
            models.CheckConstraint(
                name="casedocument_vetting_without_text",
                condition=~Q(step__in=[StepCode.VETTING.value, StepCode.POLITICAL_CONCLUSION.value]) | Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.get_step_display()

    def as_fact(self) -> DocumentFact:
        return DocumentFact(
            step=StepCode(self.step),
            acted_on=self.acted_on,
            choice=Choice(self.choice) if self.choice else None,
            number=self.number,
            issuer=self.issuer,
            reason=self.reason,
        )
