"""Dates that a calendar moved towards today or past it: what waits in the account's organisations, settling one."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import FormView, TemplateView

from admission.domain.errors import AdmissionError
from admission.forms.calendar_publishing import SettleForm, add_settlement_error
from admission.labels import day
from admission.models import DeadlineSettlement
from admission.permissions import Act, check_may
from admission.selectors.calendar_effects import MoveLine
from admission.selectors.calendar_moves import published_line, with_their_files
from admission.services.settlements import settle
from admission.views.base import GuardedMixin
from admission.views.calendar_publishing import flag_words
from admission.views.case_page import Link, Pair

_PAGE = 100


class SettlementListView(GuardedMixin, TemplateView):
    """What waits first, the nearest day first; what was settled stays to be read."""

    act = Act.SETTLE_DATES
    template_name = "admission/calendar/settlements.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = DeadlineSettlement.objects.visible_to(self.access)
        waiting, settled = found.waiting(), found.settled()
        labels = (gettext("File"), gettext("Time limit"), gettext("Due date"), gettext("To look at"), gettext("State"))
        return super().get_context_data(
            **kwargs,
            columns=[{"label": label, "numeric": False} for label in labels],
            waiting=[{"cells": _cells(one)} for one in with_their_files(waiting)[:_PAGE]],
            waiting_count=waiting.count(),
            settled=[{"cells": _cells(one)} for one in with_their_files(settled)[:_PAGE]],
        )


class SettleView(GuardedMixin, FormView[SettleForm]):
    act = Act.SETTLE_DATES
    form_class = SettleForm
    template_name = "admission/calendar/settle.html"

    @cached_property
    def settlement(self) -> DeadlineSettlement:
        return get_object_or_404(
            with_their_files(DeadlineSettlement.objects.visible_to(self.access)), pk=self.kwargs["pk"]
        )

    def guard(self) -> None:
        check_may(self.access, self.act)
        self.require_settlement()

    def require_settlement(self) -> DeadlineSettlement:
        """Look for it before anything else is asked. Raises: Http404."""
        return self.settlement

    def turn_away(self) -> HttpResponseBase | None:
        if self.settlement.is_waiting:
            return None
        words = gettext("The date moved on or was met meanwhile: nothing is left to settle.")
        messages.info(self.request, words if self.settlement.settled_at is None else _state(self.settlement))
        return redirect("settlement-list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": self.today}

    def form_valid(self, form: SettleForm) -> HttpResponse:
        try:
            settle(
                settlement=self.settlement, **form.cleaned_data, by=self.account, today=self.today, now=timezone.now()
            )
        except AdmissionError as error:
            add_settlement_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, gettext("It is recorded how it goes on."))
        return redirect("settlement-list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = _line(self.settlement)
        version = self.settlement.move.version
        title = gettext("How it goes on: %(code)s") % {"code": line.code}
        return super().get_context_data(
            **kwargs,
            page_title=title,
            submit_label=gettext("Seen: record how it goes on"),
            cancel_url=reverse("settlement-list"),
            crumbs=[Link(gettext("Moved due dates"), reverse("settlement-list")), Link(title, "")],
            facts=[
                Pair(gettext("File"), f"{line.code} · {line.initials}" if line.initials else line.code),
                Pair(gettext("Time limit"), line.label),
                Pair(gettext("Due date"), _days(line)),
                Pair(gettext("To look at"), flag_words(line)),
                Pair(gettext("Calendar"), f"{version.calendar.name}, {version.number}: {version.notice}"),
            ],
        )


def _line(settlement: DeadlineSettlement) -> MoveLine:
    move = settlement.move
    return published_line(move, (), timezone.localtime(move.version.published_at).date())


def _cells(settlement: DeadlineSettlement) -> list[dict[str, Any]]:
    line, waits = _line(settlement), settlement.settled_at is None
    return [
        {"text": f"{line.code} · {line.initials}" if line.initials else line.code, "url": line.url},
        {"text": line.label},
        {"text": _days(line)},
        {"text": flag_words(line)},
        {"text": _state(settlement), "url": reverse("settle", args=[settlement.pk]) if waits else ""},
    ]


def _days(line: MoveLine) -> str:
    old, new = (day(each) if each else gettext("not known yet") for each in (line.old_due_on, line.due_on))
    return f"{old} → {new}"


def _state(settlement: DeadlineSettlement) -> str:
    if settlement.settled_by is None or settlement.act_by_on is None:
        return gettext("Say how it goes on")
    return gettext("%(name)s: will act by %(day)s. %(note)s") % {
        "name": settlement.settled_by.full_name, "day": day(settlement.act_by_on), "note": settlement.note,
    }  # fmt: skip
