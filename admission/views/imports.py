"""Import a tracking sheet: upload and look, confirm, read what was entered; and the template."""

import io
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from admission.forms.imports import ImportForm
from admission.labels import STAGES
from admission.permissions import Act, branches_to_write
from admission.services.imports import ImportPlan, ImportRefusedError, check_workbook, import_workbook
from admission.services.pending_imports import Upload, UploadGoneError, keep_upload, take_upload
from admission.spreadsheets.writer import write_workbook
from admission.views.base import GuardedMixin
from admission.views.case_page import Link, Pair
from members.models import JournalEvent

TEMPLATE_NAME = "mau-theo-doi-ket-nap.xlsx"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportMixin(GuardedMixin):
    """For those who may open files."""

    act = Act.OPEN_CASES

    def show_plan(self, request: HttpRequest, plan: ImportPlan, token: str = "") -> HttpResponse:
        """The page that says what the sheet would do, or what is wrong with it."""
        counts = [Pair(str(STAGES[stage]), str(count)) for stage, count in plan.stages.items()]
        context = {"plan": plan, "counts": counts, "token": token, "page_has_errors": bool(plan.errors)}
        return render(request, "admission/imports/check.html", context | _crumbs(_("Check the sheet")))


class ImportView(ImportMixin, FormView[ImportForm]):
    """Upload a sheet; nothing is entered yet."""

    form_class = ImportForm
    template_name = "admission/imports/upload.html"

    def form_valid(self, form: ImportForm) -> HttpResponse:
        file = form.cleaned_data["workbook"]
        upload = Upload(file.name or "", file.read())
        plan = check_workbook(content=upload.content, file_name=upload.file_name, by=self.account, today=self.today)
        token = "" if plan.errors else keep_upload(upload=upload, by=self.account, now=timezone.now())
        return self.show_plan(self.request, plan, token)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Import from Excel")
        context = super().get_context_data(**kwargs, page_title=title, submit_label=_("Check the sheet"))
        return context | _crumbs(title, upload=False)


class ImportConfirmView(ImportMixin, View):
    """The button: the sheet is checked again, then entered as a whole."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            upload = take_upload(token=request.POST.get("token", ""), by=self.account)
            result = import_workbook(
                content=upload.content,
                file_name=upload.file_name,
                by=self.account,
                today=self.today,
                now=timezone.now(),
            )
        except UploadGoneError:
            context = _crumbs(_("Nothing was entered"))
            return render(request, "admission/imports/gone.html", context, status=409)
        except ImportRefusedError as error:
            return self.show_plan(request, error.plan)
        return redirect("import-result", result.event_id)


class ImportResultView(ImportMixin, TemplateView):
    """What was entered, for the account that did it."""

    template_name = "admission/imports/result.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = JournalEvent.objects.filter(account=self.account, verb="workbook_imported")
        event = get_object_or_404(mine, pk=self.kwargs["pk"])
        recorded = [
            Pair(_("Workbook"), event.details["file_name"]),
            Pair(_("Files opened"), str(event.details["count"])),
        ]
        actions = [Link(_("Show the files"), reverse("case-list")), Link(_("My work"), reverse("work-list"))]
        return super().get_context_data(**kwargs, recorded=recorded, actions=actions)


class ImportTemplateView(ImportMixin, View):
    """The empty tracking sheet, with the branches of the account to choose from."""

    def get(self, request: HttpRequest) -> FileResponse:
        file = io.BytesIO()
        write_workbook(file, branches=list(branches_to_write(self.access)))
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=TEMPLATE_NAME, content_type=_XLSX)


def _crumbs(title: str, *, upload: bool = True) -> dict[str, Any]:
    above = [Link(_("Files"), reverse("case-list"))]
    above += [Link(_("Import from Excel"), reverse("import"))] * upload
    return {"crumbs": [*above, Link(title, "")], "title": title}
