""" "Vì sao ngày này?": of one clock of a file, or of all of them, to read, to print, to lay before a committee."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, gettext
from django.views.generic import TemplateView

from admission.models import DeadlineQuerySet, DeadlineStatus
from admission.selectors.case_pages import in_order
from admission.selectors.explanations import explain_deadline, explain_deadlines
from admission.selectors.why_texts import why_text
from admission.views.base import CaseMixin
from admission.views.case_page import crumbs_of, identity_of


class DeadlineMixin(CaseMixin):
    def deadlines(self) -> DeadlineQuerySet:
        """The clocks of the file that a fact started."""
        running: DeadlineQuerySet = self.case.deadlines.exclude(status=DeadlineStatus.VOID)
        return running.select_related("calendar_version__calendar", "organization", "case__branch")


class DeadlineView(DeadlineMixin, TemplateView):
    """A page of its own, and the same piece inside the page of the file."""

    def get_template_names(self) -> list[str]:
        piece = bool(getattr(self.request, "htmx", False))
        return ["admission/deadline/_why.html" if piece else "admission/deadline/page.html"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "text" in request.GET:  # the words of a mail: no name in them
            row = get_object_or_404(self.deadlines(), pk=kwargs["deadline_pk"])
            return HttpResponse(why_text(row), content_type="text/plain; charset=utf-8")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_object_or_404(self.deadlines(), pk=self.kwargs["deadline_pk"])
        return super().get_context_data(
            **kwargs,
            case=self.case,
            deadline=row,
            crumbs=crumbs_of(self.case, gettext("Why this date?")),
            identity=identity_of(self.case),
            explanation=explain_deadline(row, get_language() or "vi"),
        )


class CaseWhyView(DeadlineMixin, TemplateView):
    """Every clock of the file with its explanation; the one that runs out first comes first."""

    template_name = "admission/deadline/all.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = in_order(self.deadlines())
        explained = explain_deadlines(rows, get_language() or "vi")
        return super().get_context_data(
            **kwargs,
            case=self.case,
            crumbs=crumbs_of(self.case, gettext("Why these dates?")),
            identity=identity_of(self.case),
            running=[one for one, row in zip(explained, rows, strict=True) if row.is_open],
            closed=[one for one, row in zip(explained, rows, strict=True) if not row.is_open],
            printed_on=self.today,
        )
