"""Take back what was recorded last in a file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import TemplateView

from admission.labels import STEPS as STEP_LABELS
from admission.labels.undo import NO_UNDO
from admission.selectors.recorded_facts import fact_rows, recorded_facts
from admission.services.undo import UndoRefusedError, check_may_undo, undo_fact
from admission.templatetags.display import vn_datetime
from admission.views.case_parts import Pair, crumbs_of
from admission.views.steps import FactMixin


class UndoView(FactMixin, TemplateView):
    """Ask once whether it is meant, then take it back; who comes too late is told what to do instead."""

    template_name = "admission/step/undo.html"

    def turn_away(self) -> HttpResponseBase | None:
        if self.request.method != "GET":
            return None
        try:
            check_may_undo(case=self.case, fact=self.fact, step=self.step, by=self.account, now=timezone.now())
        except UndoRefusedError as error:
            return self._refuse(error)
        return None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            undo_fact(fact=self.fact, step=self.step, by=self.account, today=self.today, now=timezone.now())
        except UndoRefusedError as error:
            return self._refuse(error)
        words = gettext("Taken back: %(step)s. The time limits were counted anew.")
        messages.success(request, words % {"step": STEP_LABELS[self.step]})
        return redirect(self.case)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Undo: %(step)s") % {"step": STEP_LABELS[self.step]}
        facts = recorded_facts(fact_rows(self.case))
        key = (self.kwargs["model"], self.fact.pk)
        recorded = next(fact for fact in facts if (fact.model, fact.pk) == key)
        return super().get_context_data(
            **kwargs,
            **self.form_context(),
            page_title=title,
            crumbs=crumbs_of(self.case, title),
            recorded=[
                Pair(str(STEP_LABELS[self.step]), recorded.text),
                Pair(gettext("Recorded by"), f"{recorded.recorded_by}, {vn_datetime(recorded.recorded_at)}"),
            ],
        )

    def _refuse(self, error: UndoRefusedError) -> HttpResponse:
        messages.warning(self.request, str(NO_UNDO[error.why]))
        return redirect(self.case)
