"""The list of files."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from admission.labels import STAGES
from admission.models.saved_view import FILTERS, SORT
from admission.permissions import may_open_cases
from admission.selectors.case_lines import CaseLine
from admission.selectors.case_lists import MOST_COUNTED, CaseList, Cursor, case_list
from admission.views.case_filters import CaseFilterMixin, list_url
from admission.views.lights import line_light

_ANY = "999999999"
"""Stands for the id of a file in an address."""


class CaseListView(CaseFilterMixin, TemplateView):
    """Search, filters, order and place in the list are in the address, so that Back leads to the same list."""

    template_name = "admission/case/list.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the words of a search in and lead to the list that answers it."""
        text = self.typed()
        asked = {name: request.POST[name] for name in (*FILTERS, SORT) if request.POST.get(name)}
        if text:
            asked = {"search": self.keep(text), **asked}
        return HttpResponseRedirect(list_url(asked))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET
        after, before = query.get("after", ""), query.get("before", "")
        cursor = Cursor.parse(before, backwards=True) if before else Cursor.parse(after)
        found = case_list(scope=self.scope, today=self.today, asked=self.filter, cursor=cursor)
        mark, text = self.search
        narrowed = bool(text or self.filters)
        here = urlencode(self.asked)
        return super().get_context_data(
            **kwargs,
            form=None,
            filter_form=self.filter_form,
            query=text,
            search_mark=mark,
            kept=[{"name": name, "value": value} for name, value in self.kept.items()],
            chips=self._chips(),
            rows=[{"cells": self._cells(line)} for line in found.lines],
            columns=_columns(),
            caption=_("Files, by name of the candidate") if self.asked.get(SORT) else _("Files, earliest due first"),
            total=found.total,
            is_asked=narrowed,
            may_open=not found.lines and not narrowed and may_open_cases(self.access),
            next_url=_address(self.asked, after=found.following),
            previous_url=_address(self.asked, before=found.preceding),
            summary=_summary(found),
            ready_lists=self.ready_lists(),
            saved_lists=self.saved_lists(),
            here=list_url(self.kept),
            save_url=f"{reverse('saved-view-save')}?{urlencode(self.kept)}" if self.kept else "",
            export_url=f"{reverse('case-export')}?{here}" if here else reverse("case-export"),
        )

    @cached_property
    def _case_url(self) -> str:
        """The address of any file: made once for all rows."""
        return reverse("case", args=[_ANY])

    def _cells(self, line: CaseLine) -> list[dict[str, Any]]:
        light = line_light(line, self.today)
        plain = {"url": "", "state": ""}
        return [
            {"text": line.name, "url": self._case_url.replace(_ANY, str(line.pk), 1), "state": ""},
            {"text": line.code, **plain},
            {"text": line.branch, **plain},
            {"text": STAGES[line.stage], **plain},
            {"text": light.text, "url": "", "state": light.state},
        ]

    def _chips(self) -> list[dict[str, Any]]:
        chips = []
        for name, words in self.words().items():
            others = {key: value for key, value in self.asked.items() if key != name}
            chips.append({"label": words, "remove_url": f"?{urlencode(others)}"})
        return chips


def _columns() -> list[dict[str, Any]]:
    labels = (_("Candidate"), _("File number"), _("Party branch"), _("Stage"), _("Time limit"))
    # Each stands beside every cell of its column as well: translated once, and not so often.
    return [{"label": str(label), "numeric": False} for label in labels]


def _summary(found: CaseList) -> str:
    shown = len(found.lines)
    if found.total is None:
        words = gettext("%(shown)s of more than %(total)s files")
        return words % {"shown": shown, "total": _grouped(MOST_COUNTED)}
    return gettext("%(shown)s of %(total)s files") % {"shown": shown, "total": _grouped(found.total)}


def _grouped(number: int) -> str:
    return str(number_format(number, force_grouping=True))


def _address(asked: dict[str, str], **place: Cursor | None) -> str:
    """The address of a neighbouring page; empty at the end of the list."""
    found = {name: str(cursor) for name, cursor in place.items() if cursor is not None}
    return f"?{urlencode({**asked, **found})}" if found else ""
