""" "Việc của tôi", the first page: of each role its own part, of somebody with several roles all of theirs."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from admission.four_eyes import may_approve
from admission.models import DeadlineSettlement, DecisionProposal
from admission.permissions import Act, may, organizations_for
from admission.selectors.accounts import administrators_to_ask, delegations_exercised
from admission.selectors.branch_gaps import without_candidate
from admission.selectors.calendars import CalendarShelf, calendar_shelf
from admission.selectors.counts import counts_of
from admission.selectors.data_requests import requests_to_do
from admission.selectors.decisions import came_back, open_proposals
from admission.selectors.inspection import inspected, latest_files
from admission.selectors.work_list import MOST_LINES, WorkPart, work_list
from admission.templatetags.display import vn_date
from admission.views.base import GuardedMixin
from admission.views.home_parts import Tile, counted, gap_count, health_part, inspection_counts
from admission.views.lights import REQUEST_COLUMNS, request_cells
from admission.views.work_queue import Queue
from admission.views.work_rows import RowMaker, WorkRow
from members.access import Access
from members.models import Role
from members.models.role import ACTING_ROLES, COMMITTEE_ROLES, CONTENT_ROLES


@dataclass(frozen=True, slots=True)
class WorkSection:
    """A part of the page; `empty`: the sentence in the place of rows; `shows_actor`: others have to act; `total`: how
    many there are, in words; `more_url`: where the rest is listed, empty where all are shown.
    """

    anchor: str
    title: str | Promise
    empty: str | Promise
    rows: tuple[WorkRow, ...]
    shows_actor: bool
    total: str
    more_url: str


class WorkListView(GuardedMixin, TemplateView):
    act = Act.SEE_WORK
    template_name = "admission/work/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs, today=self.today)
        roles = self.access.roles
        context["administers"] = Role.ADMINISTRATOR in roles
        if Role.ADMINISTRATOR in roles:
            context |= health_part(self)
        if roles.isdisjoint(CONTENT_ROLES):
            contacts = [] if roles else administrators_to_ask(self.account, self.today)
            return context | {"without_files": True, "has_role": bool(roles), "contacts": contacts}
        context["standing_in"] = self._standing_in()
        counts = counts_of(self.access, _to_count)
        context |= {"acts": self.acts, "gaps": gap_count(counts), "to_settle": _count_moved(counts.get("moved", 0))}
        if self.acts:
            context |= self._queue(counts) if self.keeps_queue else self._sections()
        if Role.INSPECTOR in roles:
            rows = [self.rows.row(line, mine=False) for line in latest_files(self.access, self.shelf)]
            context |= {"inspection": inspection_counts(counts), "latest": rows}
        return context

    def _standing_in(self) -> list[str]:
        """Whose roles the reader exercises during their leave: their files are among those below."""
        words = gettext("You act for %(name)s until %(day)s: %(role)s, %(organization)s.")
        return [
            words
            % {
                "name": one.assignment.account.full_name,
                "day": vn_date(one.until_on),
                "role": one.assignment.get_role_display(),
                "organization": one.assignment.organization.name,
            }
            for one in delegations_exercised(self.access)
        ]

    @cached_property
    def acts(self) -> bool:
        return not self.access.roles.isdisjoint(ACTING_ROLES)

    @cached_property
    def keeps_queue(self) -> bool:
        """The staff of a committee have the queue; what they have to do in a branch of theirs is in it."""
        return not self.access.roles.isdisjoint(COMMITTEE_ROLES)

    @cached_property
    def rows(self) -> RowMaker:
        return RowMaker(self.today)

    @cached_property
    def shelf(self) -> CalendarShelf:
        return calendar_shelf()

    def _sections(self) -> dict[str, Any]:
        """What a secretary has to do, and waits for."""
        work = work_list(access=self.access)
        files = reverse("case-list")
        sections = (
            self._section("overdue", _("Overdue"), _("Nothing is overdue."), work.overdue, f"{files}?light=overdue"),
            self._section(
                "soon",
                _("Due within 7 working days"),
                _("Nothing is due in these days."),
                work.soon,
                f"{files}?light=soon",
            ),
            self._section("mine", _("Waiting for me"), _("Nothing else waits for you."), work.waiting_for_me, files),
            self._section(
                "others",
                _("Waiting for others, or for a day to come"),
                _("No file waits for others."),
                work.waiting_for_others,
                files,
                mine=False,
            ),
        )
        tiles = [
            Tile(one.title, one.total or "0", f"#{one.anchor}", is_alarm=one.anchor == "overdue" and bool(one.rows))
            for one in sections
        ]
        return {"is_empty": work.is_empty, "sections": sections, "tiles": tiles}

    def _section(
        self, anchor: str, title: Promise, empty: Promise, part: WorkPart, url: str, *, mine: bool = True
    ) -> WorkSection:
        number = len(part.lines)
        return WorkSection(
            anchor=anchor,
            title=title,
            empty=empty,
            rows=tuple(self.rows.row(line, mine=mine) for line in part.lines),
            shows_actor=not mine,
            total=gettext("more than %(number)s") % {"number": MOST_LINES} if part.is_cut else str(number or ""),
            more_url=url if part.is_cut else "",
        )

    def _queue(self, counts: dict[str, int]) -> dict[str, Any]:
        """What a clerk or reviewer has to do, with what is prepared in it."""
        queue = Queue(self.access, self.request.GET)
        waiting = open_proposals(self.access)
        to_approve = {pk for pk, proposal in waiting.items() if may_approve(self.access, proposal)}
        requests = requests_to_do(access=self.access, shelf=self.shelf)
        return {
            "queue": queue.page(self.shelf, self.rows, _Prepared(self.rows, waiting, to_approve)),
            "request_columns": [{"label": label, "numeric": False} for label in REQUEST_COLUMNS],
            "requests": [{"cells": request_cells(line, self.today)} for line in requests],
            "to_approve": _count(len(to_approve)),
            "sent_back": _count_back(counts["sent_back"]),
        }


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Turns the row of a file into that of what is prepared in it."""

    rows: RowMaker
    waiting: dict[int, DecisionProposal]
    to_approve: set[int]

    def __call__(self, row: WorkRow) -> WorkRow:
        proposal = self.waiting.get(row.pk)
        if proposal is None:
            return row
        return self.rows.prepared(row, proposal, to_approve=row.pk in self.to_approve)


def _to_count(access: Access) -> dict[str, QuerySet[Any]]:
    asked: dict[str, QuerySet[Any]] = {}
    if not access.roles.isdisjoint(ACTING_ROLES):
        asked["moved"] = DeadlineSettlement.objects.visible_to(access).waiting()
    if not access.roles.isdisjoint(COMMITTEE_ROLES):
        asked["sent_back"] = came_back(access)
    if Role.INSPECTOR in access.roles:
        asked |= inspected(access)
    if may(access, Act.WATCH_BRANCHES):
        asked["gaps"] = without_candidate(organizations_for(access, Act.WATCH_BRANCHES), access.today)
    return asked


def _count_moved(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "The calendar moved %(count)s due date earlier or past today: say how it goes on.",
        "The calendar moved %(count)s due dates earlier or past today: say how it goes on.",
        count,
    )
    return words % {"count": counted(count)}


def _count_back(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "%(count)s decision you prepared was sent back: read why.",
        "%(count)s decisions you prepared were sent back: read why.",
        count,
    )
    return words % {"count": counted(count)}


def _count(to_approve: int) -> str:
    if not to_approve:
        return ""
    words = ngettext(
        "%(count)s decision waits for your approval.", "%(count)s decisions wait for your approval.", to_approve
    )
    return words % {"count": to_approve}
