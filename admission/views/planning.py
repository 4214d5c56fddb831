"""Planning: the next meeting of a branch, the day of a ceremony counted back, and the work of the coming weeks."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from admission.domain.agenda import Meetings, Timing, meetings_for
from admission.domain.calendar import CalendarNotPublishedError
from admission.domain.planning import Fit, festive_days
from admission.forms.errors import not_published
from admission.forms.planning import CeremonyDayForm, MeetingDayForm
from admission.labels import STAGES, STEPS
from admission.labels.planning import FITS, LIMIT_TIMINGS, OBSTACLES, OVERDUE, PAPER_TIMINGS
from admission.permissions import Act, may_in, may_record_votes, organizations_for
from admission.selectors.agenda import (
    AgendaLine,
    AgendaNote,
    MeetingLine,
    PlannedCeremony,
    PlannedLine,
    agenda,
    meeting_lines,
    planned_ceremony,
)
from admission.selectors.meetings import attendance
from admission.templatetags.display import TrafficState, vn_date, weekday_date
from admission.views.base import GuardedMixin, ScopedMixin
from admission.views.case_page import Link
from admission.views.lights import Light
from members.models import Organization
from members.models.organization import meeting_day_label

_TIMING_STATES = {Timing.BEFORE_MEETING: TrafficState.OVERDUE, Timing.BEFORE_FOLLOWING: TrafficState.SOON}
_FIT_STATES = {Fit.FITS: TrafficState.OK, Fit.CONDITIONAL: TrafficState.SOON, Fit.IMPOSSIBLE: TrafficState.OVERDUE}


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A file on the agenda. `matter`: what is to be decided, empty where only a day presses."""

    name: str
    code: str
    stage: str
    url: str
    matter: str
    notes: tuple[Light, ...]


@dataclass(frozen=True, slots=True)
class AgendaSection:
    """Files of one urgency. `anchor`: the id of its heading."""

    anchor: str
    title: str | Promise
    rows: tuple[AgendaRow, ...]


_SECTIONS: tuple[tuple[Timing | None, str, str | Promise], ...] = (
    (Timing.BEFORE_MEETING, "urgent-title", _("Cannot wait for the meeting")),
    (Timing.BEFORE_FOLLOWING, "last-title", _("This meeting is the last one in time")),
    (None, "decide-title", _("To decide at this meeting")),
)


class PlanningMixin(ScopedMixin):
    """A page about one branch whose files the account reads; another branch does not exist."""

    act = Act.READ_CASES

    @cached_property
    def branch(self) -> Organization:
        branch: Organization = get_object_or_404(Organization.objects.branches(), pk=self.kwargs["pk"])
        return branch

    def guard(self) -> None:
        if not may_in(self.access, Act.READ_CASES, self.branch):
            raise Http404
        super().guard()

    def crumbs(self, here: str) -> list[Link]:
        return [
            Link(gettext("Planning"), reverse("planning")),
            Link(self.branch.name, reverse("meeting", args=[self.branch.pk])),
            Link(here, ""),
        ]


class PlanningView(GuardedMixin, TemplateView):
    """The branches and when they meet; who reads one branch only is led to its next meeting."""

    act = Act.READ_CASES
    template_name = "admission/planning/list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        branches = organizations_for(self.access, self.act).branches().existing_on(self.today)
        only = list(branches[:2])
        if len(only) == 1:
            return redirect("meeting", only[0].pk)
        text = request.GET.get("q", "").replace("\x00", "").strip()[:120]
        lines, is_cut = meeting_lines(branches=branches, today=self.today, text=text)
        labels = (_("Party branch"), _("Regular meeting day"), _("Next meeting"))
        return self.render_to_response(
            self.get_context_data(
                query=text,
                columns=[{"label": label, "numeric": False} for label in labels],
                rows=[{"cells": _branch_cells(line)} for line in lines],
                is_cut=is_cut,
            )
        )


def _branch_cells(line: MeetingLine) -> list[dict[str, Any]]:
    meets_on = weekday_date(line.meetings.meeting_on) if line.meetings else gettext("no day is fixed")
    return [
        {"text": line.name, "url": reverse("meeting", args=[line.pk]), "state": ""},
        {"text": meeting_day_label(line.meeting_day) or "–", "url": "", "state": ""},
        {"text": meets_on, "url": "", "state": ""},
    ]


class MeetingView(PlanningMixin, TemplateView):
    """ "Trước kỳ họp tới": what the branch has to see to at its next regular meeting, or at one on another day."""

    template_name = "admission/planning/meeting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = MeetingDayForm(self.request.GET if "on" in self.request.GET else None, today=self.today)
        chosen_on = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
        meetings = meetings_for(self.branch.meeting_day, self.today, chosen_on)
        return super().get_context_data(
            **kwargs,
            branch=self.branch,
            crumbs=self.crumbs(gettext("Before the next meeting")),
            form=form,
            meeting_day=meeting_day_label(self.branch.meeting_day),
            meetings=meetings,
            today=self.today,
            may_record=may_record_votes(self.access, self.branch),
            **(self._agenda(meetings) if meetings is not None else {}),
        )

    def _agenda(self, meetings: Meetings) -> dict[str, Any]:
        found = agenda(scope=self.scope, branch=self.branch, meetings=meetings)
        sections = [
            AgendaSection(anchor, title, tuple(self._row(line) for line in found.lines if line.timing is timing))
            for timing, anchor, title in _SECTIONS
        ]
        return {
            "sections": [section for section in sections if section.rows],
            "others": found.others,
            "is_cut": found.is_cut,
            "there": attendance(self.branch, meetings.meeting_on),
        }

    def _row(self, line: AgendaLine) -> AgendaRow:
        return AgendaRow(
            name=line.name,
            code=line.code,
            stage=str(STAGES[line.stage]),
            url=reverse("case", args=[line.pk]),
            matter=str(STEPS[line.matter]) if line.matter else "",
            notes=tuple(self._note(note) for note in line.notes),
        )

    def _note(self, note: AgendaNote) -> Light:
        words = (PAPER_TIMINGS if note.is_paper else LIMIT_TIMINGS)[note.timing]
        if note.due_on < self.today and not note.is_paper:
            words = OVERDUE
        text = str(words) % {"what": note.label, "day": vn_date(note.due_on)}
        if note.is_provisional:
            text = gettext("%(limit)s – provisional") % {"limit": text}
        return Light(_TIMING_STATES[note.timing], text)


class CeremonyPlanView(PlanningMixin, TemplateView):
    """From the day of a ceremony back to the last days of what comes before it."""

    template_name = "admission/planning/ceremony.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = CeremonyDayForm(self.request.GET if "on" in self.request.GET else None, today=self.today)
        here = reverse("ceremony-plan", args=[self.branch.pk])
        suggested = [Link(vn_date(on), f"{here}?on={on.isoformat()}") for on in festive_days(self.today)]
        return super().get_context_data(
            **kwargs,
            branch=self.branch,
            crumbs=self.crumbs(gettext("Plan a ceremony")),
            suggested=suggested,
            **self._planned(form),
            form=form,
        )

    def _planned(self, form: CeremonyDayForm) -> dict[str, Any]:
        if not form.is_bound or not form.is_valid():
            return {}
        ceremony_on: date = form.cleaned_data["on"]
        try:
            found = planned_ceremony(scope=self.scope, branch=self.branch, ceremony_on=ceremony_on, today=self.today)
        except CalendarNotPublishedError as error:
            form.add_error("on", not_published(error))
            return {}
        return {
            "plan": found.plan,
            "days": self._days(found),
            "columns": [{"label": label, "numeric": False} for label in (_("Candidate"), _("Stage"), _("Outlook"))],
            "rows": [{"cells": _planned_cells(line)} for line in found.lines],
            "is_cut": found.is_cut,
        }

    def _days(self, found: PlannedCeremony) -> list[dict[str, str]]:
        """The days, the first one first; each with a note, as components/facts_table.html takes them."""
        plan = found.plan
        meeting = (
            gettext("Last regular meeting before it: %(day)s") % {"day": weekday_date(found.meeting_on)}
            if found.meeting_on
            else gettext("No regular meeting is left before it.")
        )
        receipt = gettext("Not before %(day)s: the ceremony would then be late.") % {
            "day": vn_date(plan.receipt_from_on)
        }
        told = (
            (_("The branch resolves by"), plan.resolution_by_on, meeting),
            (_("The committee decides by"), plan.decision_by_on, ""),
            (_("The branch receives the decision by"), plan.receipt_by_on, receipt),
            (_("Ceremony"), plan.ceremony_on, ""),
        )
        return [
            {"label": str(label), "value": weekday_date(on), "note": self._passed(on, note)} for label, on, note in told
        ]

    def _passed(self, on: date, note: str) -> str:
        passed = gettext("This day has passed.") if on < self.today else ""
        return " ".join(filter(None, (passed, note)))


def _planned_cells(line: PlannedLine) -> list[dict[str, Any]]:
    why = line.outlook.obstacle
    words = str(FITS[line.outlook.fit])
    if why is not None:
        words = f"{words}: {str(OBSTACLES[why]) % {'day': vn_date(line.outlook.on)}}"
    return [
        {"text": f"{line.name} · {line.code}", "url": reverse("case", args=[line.pk]), "state": ""},
        {"text": STAGES[line.stage], "url": "", "state": ""},
        {"text": words, "url": "", "state": _FIT_STATES[line.outlook.fit]},
    ]
