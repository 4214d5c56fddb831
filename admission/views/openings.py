"""Correct the day on which the branch took a candidate up."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.generic import FormView

from admission.domain.errors import AdmissionError
from admission.domain.procedure import StepCode
from admission.forms.cases import OpeningForm
from admission.forms.errors import add_domain_error
from admission.permissions import Act, check_may_in
from admission.services.openings import correct_opening
from admission.views.base import CaseMixin
from admission.views.case_parts import crumbs_of


class CorrectOpeningView(CaseMixin, FormView[OpeningForm]):
    """For whoever may open files in the branch."""

    act = Act.OPEN_CASES
    form_class = OpeningForm
    template_name = "admission/case/opening.html"

    def guard(self) -> None:
        super().guard()
        check_may_in(self.access, self.act, self.case.branch)

    def get_form_kwargs(self) -> dict[str, Any]:
        recorded = self.case.opened_on
        return super().get_form_kwargs() | {
            "today": self.today,
            "initial": {"opened_on": recorded, "was_on": recorded.isoformat()},
        }

    def form_valid(self, form: OpeningForm) -> HttpResponse:
        typed = form.cleaned_data
        if typed["opened_on"] == typed["was_on"]:
            form.add_error(None, gettext("Nothing differs from what is recorded."))
            return self.form_invalid(form)
        try:
            correct_opening(case=self.case, by=self.account, today=self.today, **typed)
        except AdmissionError as error:
            add_domain_error(form, error, steps=[StepCode.OPEN_CASE], date_field="opened_on")
            return self.form_invalid(form)
        messages.success(
            self.request,
            gettext("The day the branch took the candidate up was corrected. The time limits were counted anew."),
        )
        return redirect(self.case)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Correct the day the branch took the candidate up")
        return super().get_context_data(
            **kwargs,
            page_title=title,
            lead=f"{self.case.candidate.person.full_name} · {self.case.code} · {self.case.branch.name}",
            submit_label=gettext("Record the correction"),
            cancel_url=self.case.get_absolute_url(),
            crumbs=crumbs_of(self.case, title),
            members_url=reverse("branch-members", args=[self.case.branch_id]),
            case=self.case,
        )
