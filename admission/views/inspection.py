"""The inspection pack of a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import TemplateView

from admission.domain.findings import Severity
from admission.domain.procedure import Nature
from admission.labels import STAGES
from admission.labels import STEPS as STEP_LABELS
from admission.selectors.case_pages import DeadlineLine, case_page
from admission.services.access_events import record_export
from admission.views.base import CaseMixin
from admission.views.case_parts import (
    ShownFact,
    crumbs_of,
    historical_words,
    identity_of,
    party_age_of,
    shown_findings,
    shown_irregularities,
)
from admission.views.lights import shown_deadline


class InspectionView(CaseMixin, TemplateView):
    """The inspection pack: what was late or irregular with its reasons, every vote, every paper; to read and print."""

    asks_password_again = True  # it leaves the house: an export

    template_name = "admission/case/inspection.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record_export(by=self.account, case=self.case, what="inspection_pack", now=timezone.now())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = case_page(self.case, self.today)
        deadlines = [shown_deadline(self.case, line, self.today) for line in page.deadlines]
        overdue = [light for light, line in zip(deadlines, page.deadlines, strict=True) if self._is_overdue(line)]
        irregularities = shown_irregularities(page)
        return super().get_context_data(
            **kwargs,
            case=self.case,
            crumbs=crumbs_of(self.case, gettext("Inspection pack")),
            identity=identity_of(self.case),
            stage=STAGES[page.assessment.stage],
            overdue=overdue,
            irregularities=irregularities,
            found=len(overdue) + len(irregularities),
            notes=shown_findings(
                (one for one in page.assessment.findings if one.severity in (Severity.MISSING, Severity.NOTE)), page
            ),
            deadlines=deadlines,
            facts=[ShownFact(str(STEP_LABELS[fact.step]), fact, "") for fact in page.facts],
            historical=historical_words(self.case),
            party_age=party_age_of(page),
            printed_on=self.today,
        )

    def _is_overdue(self, line: DeadlineLine) -> bool:
        """Say whether somebody should have acted by now, by the regulation, and nobody has."""
        return bool(line.is_open and line.nature is Nature.LIMIT and line.due_on and line.due_on < self.today)
