"""Take the days of a file into a draft: upload and look, confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.generic import FormView, View

from admission.domain.calendar_drafts import DayChange
from admission.forms.calendar_errors import refusal_words
from admission.forms.calendars import CalendarFileForm
from admission.labels import day
from admission.labels.calendars import entry_words
from admission.services.calendar_drafts import DraftError
from admission.services.calendar_imports import (
    CalendarFileRefusedError,
    CalendarPlan,
    check_calendar_file,
    import_calendar_file,
)
from admission.services.pending_imports import Upload, UploadGoneError, keep_upload, take_upload
from admission.views.calendar_drafts import DraftMixin, number_of
from admission.views.calendars import Told
from admission.views.case_page import Link


class CalendarImportMixin(DraftMixin):
    def show_plan(self, plan: CalendarPlan, token: str = "") -> HttpResponse:
        """The page that says what the file would change, or what is wrong with it."""
        context = {
            "draft": self.draft,
            "plan": plan,
            "new": [_told(change) for change in plan.new],
            "changed": [_told(change) for change in plan.changed],
            "token": token,
            "page_has_errors": bool(plan.errors),
            "upload_url": reverse("calendar-draft-import", args=[self.draft.pk]),
        }
        return render(
            self.request, "admission/calendar/import_check.html", context | self.titled(gettext("Check the file"))
        )

    def titled(self, title: str) -> dict[str, Any]:
        """The title of a page and the way to it."""
        return {"title": title, "crumbs": self.crumbs(Link(title, ""))}


class CalendarImportView(CalendarImportMixin, FormView[CalendarFileForm]):
    """Upload a file; nothing is entered yet."""

    form_class = CalendarFileForm
    template_name = "admission/calendar/import.html"

    def form_valid(self, form: CalendarFileForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        upload = Upload(file.name or "", file.read())
        plan = check_calendar_file(
            draft=self.draft, content=upload.content, file_name=upload.file_name, by=self.account, today=self.today
        )
        is_good = not plan.errors and not plan.does_nothing
        return self.show_plan(plan, keep_upload(upload=upload, by=self.account, now=timezone.now()) if is_good else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Take days from a file")
        context = super().get_context_data(
            **kwargs, page_title=title, submit_label=gettext("Check the file"),
            cancel_url=self.draft.get_absolute_url(),
            draft=self.draft,
        )  # fmt: skip
        return context | self.titled(title)


class CalendarImportConfirmView(CalendarImportMixin, View):
    """The button: the file is read again, then entered as a whole."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            upload = take_upload(token=request.POST.get("token", ""), by=self.account)
            plan = import_calendar_file(
                draft=self.draft, content=upload.content, file_name=upload.file_name,
                revision=number_of(request.POST.get("revision", "")), by=self.account, today=self.today,
            )  # fmt: skip
        except UploadGoneError:
            messages.error(request, gettext("This upload was entered already, or waited too long. Upload it again."))
            return redirect("calendar-draft-import", pk)
        except CalendarFileRefusedError as error:
            return self.show_plan(error.plan)
        except DraftError as error:
            messages.error(request, refusal_words(error))
            return redirect("calendar-draft", pk)
        count = len(plan.new) + len(plan.changed)
        words = ngettext("%(count)s day was entered in the draft.", "%(count)s days were entered in the draft.", count)
        messages.success(request, words % {"count": count})
        return redirect("calendar-draft", pk)


def _told(change: DayChange) -> Told:
    language = get_language() or "vi"
    before = gettext("before: %(words)s") % {"words": entry_words(change.before, language)} if change.before else ""
    return Told(day(change.day), entry_words(change.after, language), before)
