"""The branches somebody may look into, and the people of one of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from admission.labels import day
from admission.permissions import Act, branches_to_read, check_may_in, may_keep_members, may_read_members
from admission.selectors.branch_members import BranchLine, BranchMembers, MemberLine, branch_lines, branch_members
from admission.views.base import GuardedMixin
from admission.views.case_page import Link, Pair
from members.models import AbsenceKind, Membership, Organization, Standing


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person of the branch as the page shows him; `actions` is empty for who only reads."""

    name: str
    url: str
    born_on: str
    since: str
    document: str
    absence: str
    actions: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """An entry that is over, or void: then `void_reason` says why. `void_url`: where it can be made void."""

    name: str
    standing: str
    days: str
    cause: str
    void_reason: str
    void_url: str


@dataclass(frozen=True, slots=True)
class Section:
    """The people of one standing. `anchor`: the id of its heading."""

    anchor: str
    title: str | Promise
    rows: tuple[MemberRow, ...]


_TITLES = {
    Standing.OFFICIAL: _("Official members"),
    Standing.PROBATIONARY: _("Probationary members"),
    Standing.WORKING: _("Not Party members"),
}


class BranchMixin(GuardedMixin):
    """A page of one branch; a branch outside the account's reach does not exist."""

    act = Act.READ_MEMBERS

    @cached_property
    def branch(self) -> Organization:
        branches = Organization.objects.branches().select_related("merged_into")
        branch: Organization = get_object_or_404(branches, pk=self.kwargs["pk"])
        return branch

    @cached_property
    def may_keep(self) -> bool:
        return may_keep_members(self.access, self.branch)

    def guard(self) -> None:
        if not may_read_members(self.access, self.branch):
            raise Http404
        check_may_in(self.access, self.act, self.branch)

    def crumbs(self, *below: Link) -> list[Link]:
        """The way up: the branches, this branch, and what is below it; the last one is the page itself."""
        way = [
            Link(gettext("Party members"), reverse("branch-list")),
            Link(self.branch.name, reverse("branch-members", args=[self.branch.pk])),
            *below,
        ]
        return [*way[:-1], Link(way[-1].label, "")]


class BranchListView(GuardedMixin, TemplateView):
    """The branches of a committee; who reads one branch only is led to its people."""

    act = Act.READ_MEMBERS
    template_name = "members/branch/list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        branches = branches_to_read(self.access)
        first = list(branches[:2])
        if len(first) == 1:
            return redirect("branch-members", first[0].pk)
        text = request.GET.get("q", "").replace("\x00", "").strip()[:120]
        lines, is_cut = branch_lines(branches=branches, today=self.today, text=text)
        labels = (_("Party branch"), _("Official members"), _("Probationary members"))
        return self.render_to_response(
            self.get_context_data(
                query=text,
                columns=[{"label": label, "numeric": number > 0} for number, label in enumerate(labels)],
                rows=[{"cells": _branch_cells(line)} for line in lines],
                is_cut=is_cut,
            )
        )


class BranchMembersView(BranchMixin, TemplateView):
    template_name = "members/branch/members.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = branch_members(self.branch, self.today)
        sections = [
            Section(f"{standing.value}-title", _TITLES[standing], tuple(self._row(line) for line in lines))
            for standing, lines in found.by_standing.items()
            if lines
        ]
        return super().get_context_data(
            **kwargs,
            branch=self.branch,
            crumbs=self.crumbs(),
            sections=sections,
            counts=list(_counts(found)),
            earlier=[self._earlier(stay) for stay in found.earlier],
            earlier_cut=found.earlier_cut,
            may_keep=self.may_keep,
            dissolved_on=self.branch.dissolved_on,
            merged_into=self.branch.merged_into,
        )

    def _row(self, line: MemberLine) -> MemberRow:
        stay, absence = line.stay, line.absence
        words = ""
        if absence is not None:
            words = gettext("%(kind)s since %(day)s") % {
                "kind": absence.get_kind_display(),
                "day": day(absence.from_on),
            }
        return MemberRow(
            name=line.name,
            url=reverse("person", args=[stay.person_id]),
            born_on=day(stay.person.born_on),
            since=day(stay.from_on),
            document=stay.document,
            absence=words,
            actions=tuple(self._actions(line)) if self.may_keep else (),
        )

    def _actions(self, line: MemberLine) -> Iterator[Link]:
        place = [self.branch.pk, line.stay.pk]
        if line.stay.is_open:
            yield Link(gettext("Change the standing"), reverse("member-standing", args=place))
            yield Link(gettext("End the stay in the branch"), reverse("member-end", args=place))
        if line.absence is None:
            if line.stay.standing != Standing.WORKING:
                yield Link(gettext("Not counted for a time"), reverse("member-absence", args=place))
        else:
            absence = [self.branch.pk, line.absence.pk]
            if line.absence.is_open:
                yield Link(gettext("End the absence"), reverse("absence-end", args=absence))
            yield Link(gettext("Void the absence"), reverse("absence-void", args=absence))
        yield Link(gettext("Void the entry"), reverse("member-void", args=place))

    def _earlier(self, stay: Membership) -> EarlierRow:
        may_void = self.may_keep and stay.voided_at is None
        return EarlierRow(
            name=stay.person.full_name,
            standing=stay.get_standing_display(),
            days=f"{day(stay.from_on)} – {day(stay.until_on)}",
            cause=stay.get_end_cause_display() or "",
            void_reason=stay.void_reason or "",
            void_url=reverse("member-void", args=[self.branch.pk, stay.pk]) if may_void else "",
        )


def _branch_cells(line: BranchLine) -> list[dict[str, Any]]:
    name = line.name
    if line.dissolved_on is not None:
        words = gettext("%(branch)s (dissolved on %(day)s)")
        name = words % {"branch": line.name, "day": day(line.dissolved_on)}
    return [
        {"text": name, "url": reverse("branch-members", args=[line.pk]), "state": ""},
        {"text": str(line.official), "url": "", "state": ""},
        {"text": str(line.probationary), "url": "", "state": ""},
    ]


def _counts(found: BranchMembers) -> Iterator[Pair]:
    """Who counts in the votes of the branch today."""
    voters = found.voters
    yield Pair(gettext("Official members"), str(voters.official))
    absent = (
        (AbsenceKind.EXEMPT, voters.exempt),
        (AbsenceKind.ELSEWHERE, voters.elsewhere),
        (AbsenceKind.SUSPENDED, voters.suspended),
        (AbsenceKind.ON_LEAVE, voters.on_leave),
    )
    for kind, count in absent:
        if count:
            yield Pair(str(kind.label), str(count))
    if voters.absent:
        yield Pair(gettext("Counted in a vote, without those absent"), str(voters.official - voters.absent))
