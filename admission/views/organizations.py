"""The tree of organisations, one level at a time, and the page of one organisation."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.generic import TemplateView

from admission.labels import day
from admission.models import LevelLimit
from admission.models.level_limit import LEVEL_KINDS
from admission.permissions import ACTS, Act, check_may_in, may, may_in, organizations_for
from admission.selectors.organization_pages import CalendarInForce, OrganizationPage, found_by, organization_page, tops
from admission.views.base import GuardedMixin
from admission.views.case_page import Link, Pair
from members.models import AdmissionAuthority, Organization


class OrganizationMixin(GuardedMixin):
    """A page of one organisation; one outside the account's reach does not exist."""

    act = Act.READ_ORGANIZATIONS

    @cached_property
    def organization(self) -> Organization:
        every = Organization.objects.select_related("merged_into")
        organization: Organization = get_object_or_404(every, pk=self.kwargs["pk"])
        return organization

    def guard(self) -> None:
        if not may_in(self.access, Act.READ_ORGANIZATIONS, self.organization):
            raise Http404
        check_may_in(self.access, self.act, self.organization)

    def crumbs(self, *below: Link) -> list[Link]:
        """The way up: the tree, this organisation, and what is below it; the last one is the page itself."""
        way = [
            Link(gettext("Organisations"), reverse("organization-list")),
            Link(self.organization.name, reverse("organization", args=[self.organization.pk])),
            *below,
        ]
        return [*way[:-1], Link(way[-1].label, "")]


class OrganizationListView(GuardedMixin, TemplateView):
    """The tops of what the account reaches, or what a search found there."""

    act = Act.READ_ORGANIZATIONS
    template_name = "members/organization/list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text = request.GET.get("q", "").replace("\x00", "").strip()[:120]
        if text:
            level = found_by(organizations_for(self.access, self.act), text)
        else:
            level = tops(self.access.paths(list(ACTS[self.act].roles)))
        may_keep = may(self.access, Act.KEEP_ORGANIZATIONS)
        return self.render_to_response(
            self.get_context_data(
                query=text,
                columns=columns(),
                rows=[row(organization) for organization in level.organizations],
                is_cut=level.is_cut,
                may_keep=may_keep,
            )
        )


class OrganizationView(OrganizationMixin, TemplateView):
    template_name = "members/organization/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = organization_page(self.organization, self.today)
        may_keep = may_in(self.access, Act.KEEP_ORGANIZATIONS, self.organization)
        is_kept = may_keep and self.organization.dissolved_on is None
        return super().get_context_data(
            **kwargs,
            organization=self.organization,
            crumbs=self._way(page),
            facts=list(self._facts(page)),
            columns=columns(),
            rows=[row(one) for one in page.below.organizations],
            is_cut=page.below.is_cut,
            names=[Pair(one.name, _since(one.from_on, one.document)) for one in page.names],
            places=[
                Pair(one.parent.name if one.parent else gettext("At the top"), _since(one.from_on, one.document))
                for one in page.places
            ],
            authorities=[self._authority(one, is_kept) for one in page.authorities],
            roles=[
                Pair(one.get_role_display(), f"{one.account.full_name}, {_since(one.from_on, '')}")
                for one in page.roles
            ],
            actions=[*(self._actions() if is_kept else ()), *self._ladder_action()],
        )

    def _way(self, page: OrganizationPage) -> list[Link]:
        """The way up, as far as the account reaches."""
        first, last = self.crumbs()[0], self.crumbs()[-1]
        above = [one for one in page.way if may_in(self.access, Act.READ_ORGANIZATIONS, one)]
        return [first, *(Link(one.name, reverse("organization", args=[one.pk])) for one in above), last]

    def _facts(self, page: OrganizationPage) -> Iterator[Pair]:
        own = self.organization
        yield Pair(gettext("Kind"), own.get_kind_display())
        yield Pair(gettext("Code"), own.code)
        if page.way:
            yield Pair(gettext("Stands below"), " › ".join(one.name for one in page.way))
        if own.dissolved_on is not None:
            words = day(own.dissolved_on)
            if own.merged_into is not None:
                words = gettext("%(day)s, merged into %(other)s") % {"day": words, "other": own.merged_into.name}
            yield Pair(gettext("Dissolved from"), words)
        if not own.is_branch:
            held = any(one.is_held_on(self.today) for one in page.authorities)
            yield Pair(gettext("Decides on admission today"), gettext("Yes") if held else gettext("No"))
        yield Pair(gettext("Regular meeting"), own.get_meeting_day_display() or gettext("No fixed day"))
        if own.kind in LEVEL_KINDS:
            yield Pair(gettext("Longest wait of a file here"), _waits(page.level_limits))
        yield Pair(gettext("Working-day calendar"), _calendar(page.calendar, own))
        for label, value in (
            (gettext("Postal address"), own.postal_address),
            (gettext("Telephone"), own.phone),
            (gettext("E-mail"), own.email),
        ):
            yield Pair(label, value or gettext("not recorded"))

    def _authority(self, authority: AdmissionAuthority, is_kept: bool) -> dict[str, Any]:
        ended = authority.withdrawn_from_on
        url = ""
        if is_kept and ended is None:
            url = reverse("organization-authority-end", args=[self.organization.pk, authority.pk])
        words = authority.get_basis_display()
        if authority.given_by is not None:
            words = gettext("%(basis)s, given by %(committee)s") % {
                "basis": words,
                "committee": authority.given_by.name,
            }
        until = day(authority.until_on) if authority.until_on else ""
        if ended is not None:
            until = gettext("ended: not held from %(day)s on (%(document)s)") % {
                "day": day(ended), "document": authority.withdrawal_document,
            }  # fmt: skip
        return {"words": words, "since": _since(authority.from_on, authority.document), "until": until, "end_url": url}

    def _ladder_action(self) -> Iterator[Link]:
        """For those who act there, who are no administrators."""
        own = self.organization
        if own.dissolved_on is None and may_in(self.access, Act.KEEP_LADDERS, own):
            yield Link(gettext("Warnings before a due date"), reverse("organization-alerts", args=[own.pk]))

    def _actions(self) -> Iterator[Link]:
        own = self.organization
        if not own.is_branch:
            yield Link(gettext("Add an organisation below"), reverse("organization-add", args=[own.pk]))
        if own.kind in LEVEL_KINDS:
            yield Link(gettext("Set how long a file may wait here"), reverse("organization-wait", args=[own.pk]))
        yield Link(gettext("Change address or meeting day"), reverse("organization-contact", args=[own.pk]))
        yield Link(gettext("Rename"), reverse("organization-rename", args=[own.pk]))
        yield Link(gettext("Move below another"), reverse("organization-move", args=[own.pk]))
        if own.is_branch:
            yield Link(gettext("Split the branch"), reverse("organization-split", args=[own.pk]))
            yield Link(gettext("Merge with another branch"), f"{reverse('organization-merge')}?dissolved={own.pk}")
        else:
            yield Link(
                gettext("Give the right to decide on admission"), reverse("organization-authority", args=[own.pk])
            )
        yield Link(gettext("Dissolve"), reverse("organization-dissolve", args=[own.pk]))


def columns() -> list[dict[str, Any]]:
    labels = (gettext("Organisation"), gettext("Kind"), gettext("Code"), gettext("Organisations directly below"))
    return [{"label": label, "numeric": number == len(labels) - 1} for number, label in enumerate(labels)]


def row(organization: Organization) -> dict[str, Any]:
    """One line of a list: the name leads to its page."""
    name = organization.name
    if organization.dissolved_on is not None:
        words = gettext("%(branch)s (dissolved on %(day)s)")
        name = words % {"branch": name, "day": day(organization.dissolved_on)}
    texts: Iterable[str] = (organization.get_kind_display(), organization.code, str(organization.numchild))
    first = {"text": name, "url": reverse("organization", args=[organization.pk]), "state": ""}
    return {"cells": [first, *({"text": text, "url": "", "state": ""} for text in texts)]}


def _waits(limits: tuple[LevelLimit, ...]) -> str:
    """The limits that were set, newest first; before the first of them the limit of the regulations' page holds."""
    if not limits:
        return gettext("as in the regulations (limit of the house)")
    words = gettext("%(days)s working days, for files that arrive from %(day)s on")
    return "; ".join(words % {"days": one.working_days, "day": day(one.from_on)} for one in limits)


def _since(from_on: Any, document: str) -> str:
    since = gettext("since before the records")
    if from_on is not None:
        since = gettext("from %(day)s") % {"day": day(from_on)}
    return f"{since} ({document})" if document else since


def _calendar(calendar: CalendarInForce | None, organization: Organization) -> str:
    if calendar is None:
        return gettext("none published")
    if calendar.owner is None:
        return gettext("%(calendar)s (holds for everybody)") % {"calendar": calendar.name}
    if calendar.owner.pk == organization.pk:
        return gettext("%(calendar)s (its own)") % {"calendar": calendar.name}
    words = gettext("%(calendar)s (inherited from %(owner)s)")
    return words % {"calendar": calendar.name, "owner": calendar.owner.name}
