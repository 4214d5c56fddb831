"""Open a committee to practise in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.generic import FormView

from admission.forms.organization_errors import add_organization_error
from admission.forms.practice import PracticeForm
from admission.permissions import Act
from admission.services.practice import open_practice_committee
from admission.views.base import GuardedMixin
from admission.views.case_page import Link
from members.errors import MembersError


class OpenPracticeView(GuardedMixin, FormView[PracticeForm]):
    act = Act.KEEP_ORGANIZATIONS
    form_class = PracticeForm
    template_name = "members/organization/practice.html"

    def form_valid(self, form: PracticeForm) -> HttpResponse:
        try:
            committee = open_practice_committee(**form.cleaned_data, by=self.account, today=self.today)
        except MembersError as error:
            add_organization_error(form, error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            gettext("The practice committee is open. You administer it: invite the people who are to practise there."),
        )
        return redirect("organization", committee.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Open a practice committee")
        return super().get_context_data(
            **kwargs,
            page_title=title,
            lead=gettext(
                "A committee of its own to practise in, with invented people only. Its pages and mails say that it is "
                "practice, and it is in no report of your real committees."
            ),
            submit_label=gettext("Open the practice committee"),
            cancel_url=reverse("organization-list"),
            crumbs=[Link(gettext("Organisations"), reverse("organization-list")), Link(title, "")],
        )
