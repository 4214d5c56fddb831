"""The buttons by which own calendars take over what the calendar above them changed, each in a draft of its own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.generic import View

from admission.domain.errors import AdmissionError
from admission.forms.calendar_errors import refusal_words
from admission.services.calendar_following import take_over, take_over_below
from admission.views.calendars import CalendarMixin


class TakeOverView(CalendarMixin, View):
    """Of one own calendar: its draft is shown then."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            draft = take_over(calendar=self.calendar, by=self.account, today=self.today, now=timezone.now())
        except AdmissionError as error:
            if not (words := refusal_words(error)):
                raise
            messages.error(request, words)
            return redirect("calendar-versions", pk)
        messages.success(
            request, gettext("Taken over into the draft. Nothing counts by it before it is previewed and published.")
        )
        return redirect("calendar-draft", draft.pk)


class TakeOverBelowView(CalendarMixin, View):
    """Of all own calendars that inherit from one."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            drafts = take_over_below(calendar=self.calendar, by=self.account, today=self.today, now=timezone.now())
        except AdmissionError as error:
            if not (words := refusal_words(error)):
                raise
            messages.error(request, words)
            return redirect("calendar-versions", pk)
        words = ngettext(
            "%(count)s draft is ready; it is previewed and published on its own.",
            "%(count)s drafts are ready; each is previewed and published on its own.",
            len(drafts),
        )
        messages.success(request, words % {"count": len(drafts)})
        return redirect("calendar-list")
