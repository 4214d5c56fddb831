""" "Việc của tôi", the first page."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from admission.domain.procedure import STEPS as PROCEDURE_STEPS
from admission.domain.procedure import StepCode
from admission.four_eyes import may_approve
from admission.labels import STAGES, STEPS
from admission.models import DeadlineSettlement, DecisionProposal
from admission.permissions import Act, may
from admission.selectors.accounts import administrators_to_ask
from admission.selectors.case_lines import CaseLine
from admission.selectors.data_requests import requests_to_do
from admission.selectors.decisions import came_back, waiting_in
from admission.selectors.work_list import work_list
from admission.views.base import GuardedMixin
from admission.views.calendars import open_years
from admission.views.lights import REQUEST_COLUMNS, Light, line_light, request_cells
from members.models.role import ACTING_ROLES, CONTENT_ROLES


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A file to do something about. `url`: the form of the next step, or what is prepared and waits, for who may act on
    it, else empty; `action`: the word on the button.
    """

    code: str
    name: str
    case_url: str
    branch: str
    stage: str
    to_do: str
    actor: str
    light: Light
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class WorkSection:
    """A part of the page; `empty`: the sentence in the place of rows; `shows_actor`: others have to act."""

    anchor: str
    title: str | Promise
    empty: str | Promise
    rows: tuple[WorkRow, ...]
    shows_actor: bool


class WorkListView(GuardedMixin, TemplateView):
    act = Act.SEE_WORK
    template_name = "admission/work/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs, today=self.today, open_years=open_years(self))
        work = work_list(access=self.access)
        if work.roles.isdisjoint(CONTENT_ROLES):
            contacts = [] if work.roles else administrators_to_ask(self.account, self.today)
            return context | {"without_files": True, "has_role": bool(work.roles), "contacts": contacts}
        acts = not work.roles.isdisjoint(ACTING_ROLES)
        sections = [
            ("overdue", _("Overdue"), _("Nothing is overdue."), work.overdue, True),
            ("soon", _("Due within 7 working days"), _("Nothing is due in these days."), work.soon, True),
            ("mine", _("Waiting for me"), _("Nothing else waits for you."), work.waiting_for_me, True),
            (
                "others",
                _("Waiting for others, or for a day to come"),
                _("No file waits for others."),
                work.waiting_for_others,
                False,
            ),
        ]
        every = (work.overdue, work.soon, work.waiting_for_me, work.waiting_for_others)
        waiting = waiting_in(self.access, [line.pk for lines in every for line in lines])
        mine_to_approve = {pk for pk, proposal in waiting.items() if may_approve(self.access, proposal)}
        shown = [
            WorkSection(
                anchor,
                title,
                empty,
                tuple(
                    _prepared(_row(line, self.today, mine), waiting[line.pk], line.pk in mine_to_approve)
                    if line.pk in waiting
                    else _row(line, self.today, mine)
                    for line in lines
                ),
                not mine,
            )
            for anchor, title, empty, lines, mine in sections
            if acts or not mine
        ]
        requests = requests_to_do(access=self.access)
        return context | {
            "work": work,
            "sections": shown,
            "acts": acts,
            "may_open": acts,
            "request_columns": [{"label": label, "numeric": False} for label in REQUEST_COLUMNS],
            "requests": [{"cells": request_cells(line, self.today)} for line in requests],
            "to_settle": _count_moved(DeadlineSettlement.objects.visible_to(self.access).waiting().count()),
            "to_approve": _count(len(mine_to_approve)),
            "sent_back": _count_back(came_back(self.access).count()) if may(self.access, Act.PREPARE_DECISION) else "",
        }


def _count_moved(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "The calendar moved %(count)s due date earlier or past today: say how it goes on.",
        "The calendar moved %(count)s due dates earlier or past today: say how it goes on.",
        count,
    )
    return words % {"count": count}


def _count_back(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "%(count)s decision you prepared was sent back: read why.",
        "%(count)s decisions you prepared were sent back: read why.",
        count,
    )
    return words % {"count": count}


def _count(to_approve: int) -> str:
    if not to_approve:
        return ""
    words = ngettext(
        "%(count)s decision waits for your approval.", "%(count)s decisions wait for your approval.", to_approve
    )
    return words % {"count": to_approve}


def _prepared(row: WorkRow, proposal: DecisionProposal, to_approve: bool) -> WorkRow:
    """The row of a file in which something is prepared: what is to be done is to approve it."""
    words = gettext("Approve: %(step)s") if to_approve else gettext("Waits for a reviewer: %(step)s")
    action = gettext("Decide") if to_approve else gettext("Open")
    to_do = words % {"step": STEPS[StepCode(proposal.step)]}
    return replace(row, to_do=to_do, url=proposal.get_absolute_url(), action=action)


def _row(line: CaseLine, today: date, mine: bool) -> WorkRow:
    step = line.step
    return WorkRow(
        code=line.code,
        name=line.name,
        case_url=reverse("case", args=[line.pk]),
        branch=line.branch,
        stage=str(STAGES[line.stage]),
        to_do=str(STEPS[step]) if step else gettext("Nothing more"),
        actor=line.actor,
        light=line_light(line, today),
        url=reverse("step", args=[line.pk, step.value]) if mine and step else "",
        action=gettext("Prepare") if step and PROCEDURE_STEPS[step].four_eyes else gettext("Record"),
    )
