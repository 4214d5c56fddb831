"""What the database holds, to compare before and after."""

from typing import Any

from django.apps import apps

from admission.models import AdmissionCase, Deadline, ProbationPeriod
from members.models import AccountSession, JournalEvent


def row_counts() -> dict[str, int]:
    """The number of rows of every table of ours; who is signed in is no fact."""
    models = [model for model in apps.get_models() if model._meta.app_label in {"admission", "members"}]
    return {model._meta.label: model._default_manager.count() for model in models if model is not AccountSession}


def derived_rows(case: AdmissionCase) -> list[dict[str, Any]]:
    """Everything derived for one file, without the counter that each act raises."""
    projection = dict(AdmissionCase.objects.filter(pk=case.pk).values()[0])
    del projection["revision"]
    deadlines = [dict(row) for row in Deadline.objects.filter(case=case).order_by("kind", "subject").values()]
    return [projection, *deadlines, *(dict(row) for row in ProbationPeriod.objects.filter(case=case).values())]


def events(case: AdmissionCase) -> list[tuple[str, dict[str, Any]]]:
    """The journal of one file, oldest first."""
    rows = JournalEvent.objects.filter(subject=f"case:{case.pk}").order_by("pk")
    return [(event.verb, event.details) for event in rows]
