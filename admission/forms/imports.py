"""Upload a tracking sheet."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from admission.forms.base import NamingForm


class ImportForm(NamingForm):
    workbook = forms.FileField(
        label=gettext_lazy("Tracking sheet"),
        help_text=gettext_lazy("An Excel workbook (.xlsx) with the headings of the template."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose the workbook."),
            "empty": gettext_lazy("The file is empty."),
        },
    )

    def clean_workbook(self) -> "UploadedFile[Any]":
        upload: UploadedFile[Any] = self.cleaned_data["workbook"]
        if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                _("The file has %(size)s MB; at most %(most)s MB can be read.")
                % {"size": -(-(upload.size or 0) // 2**20), "most": settings.UPLOAD_MAX_BYTES // 2**20}
            )
        return upload
