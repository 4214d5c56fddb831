"""Import the tree of organisations: upload and look, confirm; and the template."""

import io
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.generic import FormView, View

from admission.forms.imports import ImportForm
from admission.permissions import Act
from admission.services.organization_imports import TreePlan, TreeRefusedError, check_tree, import_tree
from admission.services.pending_imports import Upload, UploadGoneError, keep_upload, take_upload
from admission.spreadsheets.organizations import write_organization_template
from admission.views.base import GuardedMixin
from admission.views.case_page import Link, Pair

TEMPLATE_NAME = "mau-to-chuc-dang.xlsx"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class OrganizationImportMixin(GuardedMixin):
    act = Act.KEEP_ORGANIZATIONS

    def show_plan(self, plan: TreePlan, token: str = "") -> HttpResponse:
        """The page that says what the sheet would add, or what is wrong with it."""
        context = {
            "plan": plan,
            "counts": [Pair(str(kind.label), str(count)) for kind, count in plan.kinds.items()],
            "token": token,
            "page_has_errors": bool(plan.errors),
            "upload_url": reverse("organization-import"),
        }
        return render(
            self.request, "members/organization/import_check.html", context | _crumbs(gettext("Check the sheet"))
        )


class OrganizationImportView(OrganizationImportMixin, FormView[ImportForm]):
    """Upload a sheet; nothing is entered yet."""

    form_class = ImportForm
    template_name = "members/organization/import.html"

    def get_form(self, form_class: type[ImportForm] | None = None) -> ImportForm:
        form = super().get_form(form_class)
        form.fields["workbook"].label = gettext("List of organisations")
        return form

    def form_valid(self, form: ImportForm) -> HttpResponse:
        file = form.cleaned_data["workbook"]
        upload = Upload(file.name or "", file.read())
        plan = check_tree(content=upload.content, file_name=upload.file_name, by=self.account, today=self.today)
        return self.show_plan(
            plan, "" if plan.errors else keep_upload(upload=upload, by=self.account, now=timezone.now())
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Import organisations from Excel")
        context = super().get_context_data(**kwargs, page_title=title, submit_label=gettext("Check the sheet"))
        return context | _crumbs(title, upload=False)


class OrganizationImportConfirmView(OrganizationImportMixin, View):
    """The button: the sheet is checked again, then entered as a whole."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            upload = take_upload(token=request.POST.get("token", ""), by=self.account)
            plan = import_tree(content=upload.content, file_name=upload.file_name, by=self.account, today=self.today)
        except UploadGoneError:
            messages.error(request, gettext("This upload was entered already, or waited too long. Upload it again."))
            return redirect("organization-import")
        except TreeRefusedError as error:
            return self.show_plan(error.plan)
        count = len(plan.organizations)
        words = ngettext("%(count)s organisation was added.", "%(count)s organisations were added.", count)
        messages.success(request, words % {"count": count})
        return redirect("organization-list")


class OrganizationTemplateView(OrganizationImportMixin, View):
    """The empty sheet."""

    def get(self, request: HttpRequest) -> FileResponse:
        file = io.BytesIO()
        write_organization_template(file)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=TEMPLATE_NAME, content_type=_XLSX)


def _crumbs(title: str, *, upload: bool = True) -> dict[str, Any]:
    above = [Link(gettext("Organisations"), reverse("organization-list"))]
    above += [Link(gettext("Import organisations from Excel"), reverse("organization-import"))] * upload
    return {"crumbs": [*above, Link(title, "")], "title": title}
