"""The alerts of an account: what the digests say, and which of it is read."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.generic import TemplateView, View

from admission.forms.base import NamingForm
from admission.permissions import Act
from admission.selectors.bell import bell
from admission.services.bell import mark_read
from admission.views.base import GuardedMixin

_LARGEST = 2**63 - 1


class AlertListView(GuardedMixin, TemplateView):
    act = Act.SEE_WORK
    template_name = "admission/alert/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, bell=bell(access=self.access), today=self.today)


class ReadMarks(NamingForm):
    """What the buttons of the page send: the newest alert that was shown, and one deadline or none for all."""

    up_to = forms.IntegerField(min_value=0, max_value=_LARGEST)
    deadline = forms.IntegerField(min_value=1, max_value=_LARGEST, required=False)


class AlertsReadView(GuardedMixin, View):
    act = Act.SEE_WORK
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        marks = ReadMarks(request.POST)
        if marks.is_valid():
            count = mark_read(access=self.access, now=timezone.now(), **marks.cleaned_data)
            words = ngettext("%(count)s alert marked as read.", "%(count)s alerts marked as read.", count)
            messages.success(request, words % {"count": count})
        else:
            messages.error(request, gettext("Nothing was marked: use the buttons of this page."))
        return redirect("alert-list")
