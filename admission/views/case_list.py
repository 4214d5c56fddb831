"""The list of files."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from admission.forms.cases import CaseFilterForm
from admission.labels import STAGES
from admission.permissions import Act, may_open_cases
from admission.selectors.case_lines import CaseLine
from admission.selectors.case_lists import Cursor, branches_in_scope, case_list
from admission.templatetags.display import vn_date
from admission.views.base import ScopedMixin
from admission.views.lights import line_light

_FILTERS = ("stage", "branch", "light", "due_kind", "due_from", "due_to", "flag")


_SEARCHES = "case_searches"
_MOST_SEARCHES = 20
"""So many are kept for Back; with each key pressed there is another one."""


class CaseListView(ScopedMixin, TemplateView):
    """Search, filters and place in the list are in the address, so that Back leads to the same list.

    What was searched for is mostly a name, and addresses are written into logs: the address holds a mark that stands
    for it, and the words are in the session.
    """

    act = Act.READ_CASES
    template_name = "admission/case/list.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the words of a search in and lead to the list that answers it."""
        text = request.POST.get("q", "").replace("\x00", "").strip()[:120]
        asked = {name: request.POST[name] for name in _FILTERS if request.POST.get(name)}
        if text:
            asked = {"search": self._keep(text), **asked}
        return HttpResponseRedirect(f"{reverse('case-list')}?{urlencode(asked)}" if asked else reverse("case-list"))

    def _keep(self, text: str) -> str:
        """Keep the words of a search in the session; give the mark that stands for them in the address."""
        mark = salted_hmac(_SEARCHES, text).hexdigest()[:16]
        others = {key: kept for key, kept in self.request.session.get(_SEARCHES, {}).items() if key != mark}
        latest = list({**others, mark: text}.items())[-_MOST_SEARCHES:]
        self.request.session[_SEARCHES] = dict(latest)
        return mark

    def _searched(self, mark: str) -> str:
        """Give the words that a mark stands for; none, and a word about it, where they are no longer kept."""
        text: str = self.request.session.get(_SEARCHES, {}).get(mark, "")
        if mark and not text:
            messages.warning(self.request, gettext("That search is no longer kept; type it again."))
        return text

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET
        branches = branches_in_scope(self.scope)
        form = CaseFilterForm(query, branches=branches, today=self.today)
        mark = query.get("search", "")
        text = self._searched(mark)
        after, before = query.get("after", ""), query.get("before", "")
        cursor = Cursor.parse(before, backwards=True) if before else Cursor.parse(after)
        found = case_list(scope=self.scope, today=self.today, asked=form.asked(text), cursor=cursor)
        kept = {name: _typed(form.cleaned_data[name]) for name in _FILTERS if form.cleaned_data.get(name)}
        asked = {"search": mark, **kept} if text else kept
        return super().get_context_data(
            **kwargs,
            form=None,
            filter_form=form,
            query=text,
            search_mark=mark if text else "",
            kept=[{"name": name, "value": value} for name, value in kept.items()],
            chips=self._chips(form, kept, asked),
            rows=[{"cells": self._cells(line)} for line in found.lines],
            columns=_columns(),
            total=found.total,
            is_asked=bool(asked),
            may_open=not found.total and not asked and may_open_cases(self.access),
            next_url=_address(asked, after=found.following),
            previous_url=_address(asked, before=found.preceding),
            summary=gettext("%(shown)s of %(total)s files") % {"shown": len(found.lines), "total": found.total},
        )

    def _cells(self, line: CaseLine) -> list[dict[str, Any]]:
        light = line_light(line, self.today)
        plain = {"url": "", "state": ""}
        return [
            {"text": line.name, "url": reverse("case", args=[line.pk]), "state": ""},
            {"text": line.code, **plain},
            {"text": line.branch, **plain},
            {"text": STAGES[line.stage], **plain},
            {"text": light.text, "url": "", "state": light.state},
        ]

    def _chips(self, form: CaseFilterForm, kept: dict[str, str], asked: dict[str, str]) -> list[dict[str, Any]]:
        chips = []
        for name, value in kept.items():
            field: Any = form.fields[name]
            choices = dict(getattr(field, "choices", ()))
            words = choices[value] if choices else f"{field.label}: {value}"
            others = {key: kept_value for key, kept_value in asked.items() if key != name}
            chips.append({"label": words, "remove_url": f"?{urlencode(others)}"})
        return chips


def _typed(value: Any) -> str:
    """Give what is asked for as an address carries it."""
    return vn_date(value) if isinstance(value, date) else str(value)


def _columns() -> list[dict[str, Any]]:
    labels = (_("Candidate"), _("File number"), _("Party branch"), _("Stage"), _("Time limit"))
    return [{"label": label, "numeric": False} for label in labels]


def _address(asked: dict[str, str], **place: Cursor | None) -> str:
    """The address of a neighbouring page; empty at the end of the list."""
    found = {name: str(cursor) for name, cursor in place.items() if cursor is not None}
    return f"?{urlencode({**asked, **found})}" if found else ""
