"""Open a file."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.generic import FormView

from admission.domain.errors import AdmissionError
from admission.domain.procedure import StepCode
from admission.forms.cases import OpenCaseForm
from admission.forms.errors import add_domain_error
from admission.forms.person_records import add_person_error
from admission.models import AdmissionCase
from admission.permissions import Act, branches_to_write, may_enter_history
from admission.services.acts import CaseAlreadyOpenError
from admission.services.cases import open_case
from admission.services.people import AnotherPersonError, OtherSexError, candidate_named
from admission.views.base import ScopedMixin
from admission.views.case_page import Link
from members.errors import MembersError


class OpenCaseView(ScopedMixin, FormView[OpenCaseForm]):
    act = Act.OPEN_CASES
    form_class = OpenCaseForm
    template_name = "admission/case/open.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "branches": branches_to_write(self.access),
            "today": self.today,
            "may_be_historical": may_enter_history(self.access),
        }

    def form_valid(self, form: OpenCaseForm) -> HttpResponse:
        typed = form.cleaned_data
        try:
            with transaction.atomic():  # a new name is kept only if the file is opened
                person = candidate_named(
                    full_name=typed["full_name"],
                    born_on=typed["born_on"],
                    national_id=typed["national_id"],
                    sex=typed["sex"],
                    by=self.account,
                )
                case = open_case(
                    person=person,
                    branch=typed["branch"],
                    opened_on=typed["opened_on"],
                    works_since_on=typed["works_since_on"],
                    historical_through_on=self.today if typed.get("is_historical") else None,
                    by=self.account,
                    today=self.today,
                    now=timezone.now(),
                )
        except CaseAlreadyOpenError as error:
            form.add_error(None, self._already_open(error.case))
            return self.form_invalid(form)
        except (AnotherPersonError, OtherSexError, MembersError) as error:
            add_person_error(form, error)
            return self.form_invalid(form)
        except AdmissionError as error:
            add_domain_error(form, error, steps=[StepCode.OPEN_CASE], date_field="opened_on")
            return self.form_invalid(form)
        words = gettext("The file of %(name)s is open. The box “%(next)s” says what comes now.")
        messages.success(self.request, words % {"name": person.full_name, "next": gettext("Next step")})
        return redirect(case)

    def _already_open(self, case: AdmissionCase) -> str:
        """Lead to the open file where the account may see it; else say no more than that there is one."""
        if self.scope.filter(pk=case.pk).exists():
            words = gettext("This person has an open file already:")
            return format_html('{} <a href="{}">{}</a>', words, case.get_absolute_url(), case.code)
        return gettext("This person has an open file already, in an organisation outside your area; ask the committee.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Open a file")
        return super().get_context_data(
            **kwargs,
            page_title=title,
            submit_label=gettext("Open the file"),
            cancel_url=reverse("case-list"),
            crumbs=[Link(gettext("Files"), reverse("case-list")), Link(title, "")],
        )
