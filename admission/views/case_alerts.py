"""The alerts of one file: who was told what, when, and whether it arrived."""

from typing import Any

from django.utils.translation import gettext
from django.views.generic import TemplateView

from admission.labels.alerts import DELIVERIES
from admission.selectors.case_alerts import case_alerts
from admission.views.base import CaseMixin
from admission.views.case_page import crumbs_of


class CaseAlertsView(CaseMixin, TemplateView):
    template_name = "admission/case/alerts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        alerts = case_alerts(self.case)
        rows = [
            {"line": line, "state": words, "tone": tone, "icon": icon}
            for line in alerts.lines
            for words, tone, icon in [DELIVERIES[line.state]]
        ]
        crumbs = crumbs_of(self.case, gettext("Who was alerted, and when"))
        return super().get_context_data(**kwargs, case=self.case, crumbs=crumbs, rows=rows, is_cut=alerts.is_cut)
