"""Branches in which nobody is on the way to admission, and branches in which nobody can sign in."""

from functools import cached_property
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from admission.permissions import Act, branches_to_administer, may_open_cases, organizations_for
from admission.selectors.branch_gaps import GapLine, gap_page, without_candidate, without_secretary
from admission.templatetags.display import vn_date
from admission.views.base import GuardedMixin
from admission.views.case_page import Link
from members.models import OrganizationQuerySet

_MOST_DIGITS = 18


class _GapListView(GuardedMixin, TemplateView):
    template_name = "admission/work/branches.html"
    title: ClassVar[str | Promise]
    lead: ClassVar[str | Promise]
    empty_title: ClassVar[str | Promise]
    empty_why: ClassVar[str | Promise]
    columns: ClassVar[tuple[str | Promise, ...]]

    reaching: ClassVar[Act]
    """The act whose organisations are within reach."""

    @cached_property
    def reach(self) -> OrganizationQuerySet:
        return organizations_for(self.access, self.reaching)

    def branches(self) -> OrganizationQuerySet:
        """The branches to list."""
        raise NotImplementedError

    def cells(self, line: GapLine) -> list[dict[str, Any]]:
        raise NotImplementedError

    def action(self) -> Link | None:
        """One thing to do about it."""
        return None

    def _asked(self, name: str) -> int | None:
        typed = self.request.GET.get(name, "")
        return int(typed) if typed.isdecimal() and len(typed) <= _MOST_DIGITS else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = gap_page(self.branches(), reach=self.reach, after=self._asked("after"), before=self._asked("before"))
        return super().get_context_data(
            **kwargs,
            page_title=self.title,
            lead=self.lead,
            empty_title=self.empty_title,
            empty_why=self.empty_why,
            action=self.action() if page.lines else None,
            columns=[{"label": label, "numeric": False} for label in self.columns],
            rows=[{"cells": self.cells(line)} for line in page.lines],
            next_url=f"?after={page.following}" if page.following else "",
            previous_url=f"?before={page.preceding}" if page.preceding else "",
            crumbs=[Link(gettext("My work"), reverse("work-list")), Link(str(self.title), "")],
        )


class BranchNoCandidateView(_GapListView):
    act = reaching = Act.WATCH_BRANCHES
    title = _("Branches without a candidate")
    lead = _("In these branches nobody is on the way to admission at present.")
    empty_title = _("Every branch has a candidate")
    empty_why = _("In each branch of your organisations somebody is on the way to admission.")
    columns = (_("Party branch"), _("Organisation above"), _("On probation"), _("Newest file opened on"))

    def branches(self) -> OrganizationQuerySet:
        return without_candidate(self.reach, self.today)

    def cells(self, line: GapLine) -> list[dict[str, Any]]:
        opened = vn_date(line.last_opened_on) if line.last_opened_on else gettext("No file yet")
        return [
            _cell(line.name, reverse("branch-members", args=[line.pk])),
            _cell(line.above),
            _cell(str(line.on_probation)),
            _cell(opened),
        ]

    def action(self) -> Link | None:
        return Link(gettext("Open a file"), reverse("case-open")) if may_open_cases(self.access) else None


class BranchNoSecretaryView(_GapListView):
    act = Act.KEEP_ACCOUNTS
    reaching = Act.KEEP_ORGANIZATIONS
    title = _("Branches without a secretary")
    lead = _("In these branches no account in use is secretary or deputy: nobody is told of their due dates.")
    empty_title = _("Every branch has a secretary or deputy who can sign in")
    empty_why = _("Alerts of each of your branches reach somebody.")
    columns = (_("Party branch"), _("Organisation above"))

    def branches(self) -> OrganizationQuerySet:
        return without_secretary(branches_to_administer(self.access), self.today)

    def cells(self, line: GapLine) -> list[dict[str, Any]]:
        return [_cell(line.name, reverse("organization", args=[line.pk])), _cell(line.above)]

    def action(self) -> Link | None:
        return Link(gettext("Invite somebody"), reverse("account-invite"))


def _cell(text: str, url: str = "") -> dict[str, Any]:
    return {"text": text, "url": url, "state": ""}
