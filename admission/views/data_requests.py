"""The register of personal-data requests."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from admission.domain.errors import AdmissionError
from admission.forms.data_requests import FORMS, NewRequestForm, RequestFactForm, add_request_error, typed_values
from admission.labels import REQUEST_KINDS
from admission.models import (
    REQUEST_FACTS,
    DataRequest,
    DeadlineStatus,
    RequestAnswer,
    RequestCompletion,
    RequestExtension,
    RequestFact,
    RequestReceipt,
)
from admission.permissions import Act, capacity_to_acknowledge, committees_to_register, requests_to_keep
from admission.selectors.acknowledgements import acknowledgement_of
from admission.selectors.data_requests import (
    RequestFactLine,
    explain_request_deadline,
    fact_title,
    request_lines,
    request_page,
)
from admission.services.data_requests import (
    answer_request,
    complete_request,
    correct_request_fact,
    extend_request,
    record_request,
)
from admission.views.base import GuardedMixin
from admission.views.case_page import Link
from admission.views.lights import REQUEST_COLUMNS, acknowledged_words, request_cells, shown_request_deadline
from members.models.role import COMMITTEE_ROLES


class RequestListView(GuardedMixin, TemplateView):
    act = Act.KEEP_REQUESTS
    template_name = "members/request/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines, is_cut = request_lines(requests=requests_to_keep(self.access), today=self.today)
        return super().get_context_data(
            **kwargs,
            columns=[{"label": label, "numeric": False} for label in REQUEST_COLUMNS],
            rows=[{"cells": request_cells(line, self.today)} for line in lines],
            is_cut=is_cut,
        )


class NewRequestView(GuardedMixin, FormView[NewRequestForm]):
    act = Act.KEEP_REQUESTS
    form_class = NewRequestForm
    template_name = "members/request/form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": self.today, "committees": committees_to_register(self.access)}

    def form_valid(self, form: NewRequestForm) -> HttpResponse:
        values = typed_values(form, RequestReceipt.columns) | {"organization": form.cleaned_data["organization"]}
        try:
            made = record_request(**values, by=self.account, today=self.today, now=timezone.now())
        except AdmissionError as error:
            add_request_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, gettext("Request %(code)s was entered.") % {"code": made.code})
        return redirect(made)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Enter a request")
        return super().get_context_data(
            **kwargs,
            page_title=title,
            submit_label=gettext("Save"),
            cancel_url=reverse("request-list"),
            crumbs=[Link(gettext("Personal-data requests"), reverse("request-list")), Link(title, "")],
        )


class RequestMixin(GuardedMixin):
    """A page of one request; one outside the account's registers does not exist."""

    act = Act.KEEP_REQUESTS

    @cached_property
    def data_request(self) -> DataRequest:
        requests = requests_to_keep(self.access).select_related("organization")
        found: DataRequest = get_object_or_404(requests, pk=self.kwargs["pk"])
        return found

    def guard(self) -> None:
        self.require_request()
        super().guard()

    def require_request(self) -> DataRequest:
        """Look for the request before anything else is asked. Raises: Http404."""
        return self.data_request

    def crumbs(self, *below: Link) -> list[Link]:
        way = [
            Link(gettext("Personal-data requests"), reverse("request-list")),
            Link(self.data_request.code, self.data_request.get_absolute_url()),
            *below,
        ]
        return [*way[:-1], Link(way[-1].label, "")]


class RequestView(RequestMixin, TemplateView):
    template_name = "members/request/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = request_page(self.data_request, self.today)
        acting = self.access.organization_ids(COMMITTEE_ROLES)
        return super().get_context_data(
            **kwargs,
            page=page,
            data_request=self.data_request,
            title=REQUEST_KINDS[page.kind],
            crumbs=self.crumbs(),
            deadlines=[
                shown_request_deadline(self.data_request, line, self.today, acting=acting) for line in page.clocks
            ],
            actions=[Link(str(_ACTIONS[act][1]), self._address(_ACTIONS[act][0])) for act in page.acts],
            facts=[(fact, self._correct_url(fact)) for fact in page.facts],
        )

    def _address(self, name: str) -> str:
        return reverse(name, args=[self.data_request.pk])

    def _correct_url(self, fact: RequestFactLine) -> str:
        if not fact.is_current:
            return ""
        return reverse("request-correct", args=[self.data_request.pk, fact.model, fact.pk])


_ACTIONS: dict[type[RequestFact], tuple[str, str | Promise]] = {
    RequestAnswer: ("request-answer", _("Record the answer")),
    RequestCompletion: ("request-complete", _("Record that it was carried out")),
    RequestExtension: ("request-extend", _("Extend the time")),
}


class RequestFormView(RequestMixin, FormView[RequestFactForm]):
    """A form about one request; `record` is one service call."""

    template_name = "members/request/form.html"
    submit_label: ClassVar[str | Promise] = _("Save")
    done: ClassVar[str | Promise] = _("Recorded.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": self.today}

    def form_valid(self, form: RequestFactForm) -> HttpResponse:
        try:
            self.record(form, by=self.account, today=self.today, now=timezone.now())
        except AdmissionError as error:
            add_request_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, str(self.done))
        return redirect(self.data_request)

    def record(self, form: RequestFactForm, **who: Any) -> None:
        raise NotImplementedError

    def title(self) -> str:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            page_title=self.title(),
            lead=f"{self.data_request.code} · {self.data_request.organization.name}",
            submit_label=self.submit_label,
            cancel_url=self.data_request.get_absolute_url(),
            crumbs=self.crumbs(Link(self.title(), "")),
        )


class RequestAnswerView(RequestFormView):
    form_class = FORMS[RequestAnswer]

    def title(self) -> str:
        return gettext("Record the answer")

    def record(self, form: RequestFactForm, **who: Any) -> None:
        answer_request(request=self.data_request, **typed_values(form, RequestAnswer.columns), **who)


class RequestExtendView(RequestFormView):
    form_class = FORMS[RequestExtension]

    def title(self) -> str:
        return gettext("Extend the time")

    def record(self, form: RequestFactForm, **who: Any) -> None:
        extend_request(request=self.data_request, **typed_values(form, RequestExtension.columns), **who)


class RequestCompleteView(RequestFormView):
    form_class = FORMS[RequestCompletion]

    def title(self) -> str:
        return gettext("Record that it was carried out")

    def record(self, form: RequestFactForm, **who: Any) -> None:
        complete_request(request=self.data_request, **typed_values(form, RequestCompletion.columns), **who)


class RequestCorrectView(RequestFormView):
    """Correct what was recorded: a new fact takes the place of the old one, which stays visible."""

    done = _("The correction was recorded.")

    @cached_property
    def fact(self) -> RequestFact:
        models = {model._meta.model_name: model for model in REQUEST_FACTS}
        model = models.get(self.kwargs["model"])
        if model is None:
            raise Http404
        fact: RequestFact = get_object_or_404(
            model.objects.current(), request=self.data_request, pk=self.kwargs["fact_pk"]
        )
        return fact

    def get_form_class(self) -> type[RequestFactForm]:
        return FORMS[type(self.fact)]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"correcting": self.fact}

    def title(self) -> str:
        return gettext("Correct: %(fact)s") % {"fact": fact_title(type(self.fact))}

    def record(self, form: RequestFactForm, **who: Any) -> None:
        changes = typed_values(form, self.fact.columns)
        reason = form.cleaned_data["correction_reason"]
        correct_request_fact(fact=self.fact, changes=changes, reason=reason, **who)


class RequestDeadlineView(RequestMixin, TemplateView):
    """ "Vì sao ngày này?" of a clock of a request: a page of its own, and the same piece inside the request's page."""

    def get_template_names(self) -> list[str]:
        piece = bool(getattr(self.request, "htmx", False))
        return ["admission/deadline/_why.html" if piece else "members/request/why.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        running = self.data_request.deadlines.exclude(status=DeadlineStatus.VOID)
        rows = running.select_related("calendar_version__calendar", "request", "organization")
        row = get_object_or_404(rows, pk=self.kwargs["deadline_pk"])
        known = acknowledgement_of(row, self.today)
        return super().get_context_data(
            **kwargs,
            data_request=self.data_request,
            deadline=row,
            crumbs=self.crumbs(Link(gettext("Why this date?"), "")),
            explanation=explain_request_deadline(row, get_language() or "vi"),
            acknowledged=acknowledged_words(known.acknowledged_on) if known is not None and row.is_open else "",
            may_acknowledge=row.is_open and known is None and capacity_to_acknowledge(self.access, row) is not None,
        )
