"""What is kept about people and why, for everybody; and the retention rules, for the administrator."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.generic import TemplateView

from admission.labels.data_map import BASES, DATA_CLASSES, KEEPING, PURPOSES
from admission.labels.retention import RETENTION_RULES
from admission.permissions import Act
from admission.selectors.data_map import rows_by_purpose
from admission.services.retention import apply_retention, retention_due
from admission.views.base import GuardedMixin


class DataMapView(GuardedMixin, TemplateView):
    act = Act.SEE_WORK
    template_name = "members/privacy/data_map.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = (gettext("What is kept"), gettext("Class"), gettext("Legal basis"), gettext("How long"))
        return super().get_context_data(
            **kwargs,
            columns=[{"label": label, "numeric": False} for label in labels],
            sections=[
                {"anchor": purpose.value, "title": PURPOSES[purpose], "rows": [{"cells": _cells(row)} for row in rows]}
                for purpose, rows in rows_by_purpose()
            ],
        )


def _cells(row: Any) -> list[dict[str, Any]]:
    words = (row.what, DATA_CLASSES[row.data_class], BASES[row.basis], KEEPING[row.keeping])
    return [{"text": text, "url": "", "state": ""} for text in words]


class RetentionView(GuardedMixin, TemplateView):
    """The dry run, and the button that carries it out."""

    act = Act.KEEP_RETENTION
    asks_password_again: ClassVar[bool] = True
    template_name = "members/privacy/retention.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = retention_due(now=timezone.now())
        return super().get_context_data(
            **kwargs,
            rules=[(RETENTION_RULES[one.code], one.count) for one in found],
            total=sum(one.count for one in found),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        count = sum(one.count for one in apply_retention(by=self.account, now=timezone.now()))
        words = ngettext("%(count)s entry was emptied or removed.", "%(count)s entries were emptied or removed.", count)
        messages.success(request, words % {"count": count})
        return redirect("retention")
