"""The words for values that a mail keeps by their code, in the language of who reads it."""

from datetime import date

from django import template

from admission.domain.procedure import StepCode
from admission.labels import STEPS, day

register = template.Library()


@register.filter
def step_words(code: str) -> str:
    """Name a step."""
    return str(STEPS[StepCode(code)])


@register.filter
def iso_day(value: str) -> str:
    """Write a day that is kept as an ISO date."""
    return day(date.fromisoformat(value))
