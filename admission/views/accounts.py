"""The accounts of an administrator: list, and the page of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from admission.labels import day
from admission.models import AddressFailure
from admission.permissions import Act
from admission.selectors.accounts import (
    AccountLine,
    AccountPage,
    AccountState,
    account_lines,
    account_page,
    accounts_to_keep,
)
from admission.selectors.addresses import failing_address
from admission.services.notices import link_address
from admission.templatetags.display import vn_datetime
from admission.views.base import GuardedMixin
from admission.views.case_page import Link, Pair
from admission.views.searches import SearchMixin
from members.models import Account, Delegation, LinkPurpose, RoleAssignment

STATES: dict[AccountState, str | Promise] = {
    AccountState.ACTIVE: _("In use"),
    AccountState.INVITED: _("Invited, no password chosen yet"),
    AccountState.CLOSED: _("Account closed"),
}
SHOWN_ONCE = "link_shown_once"
"""In the session: the id of the link that the next page shows, once."""


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role of the account. `note`: why it ended or is void; `links`: what can be done about it."""

    role: str
    organization: str
    days: str
    given: str
    note: str
    is_void: bool
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """A delegation. `state`: in force, to come, over or ended; `end_url`: where it can be ended, else empty."""

    role: str
    organization: str
    principal: str
    delegate: str
    days: str
    reason: str
    state: str
    is_open: bool
    end_url: str


class AccountsMixin(GuardedMixin):
    act = Act.KEEP_ACCOUNTS

    def crumbs(self, *below: Link) -> list[Link]:
        """The way up: the accounts, and what is below; the last one is the page itself."""
        way = [Link(gettext("Accounts and roles"), reverse("account-list")), *below]
        return [*way[:-1], Link(way[-1].label, "")]


class AccountMixin(AccountsMixin):
    """A page of one account; one beyond the administrator's reach does not exist."""

    @cached_property
    def subject(self) -> Account:
        account: Account = get_object_or_404(accounts_to_keep(self.access), pk=self.kwargs["pk"])
        return account

    def guard(self) -> None:
        super().guard()
        self.require_subject()

    def require_subject(self) -> Account:
        """Look for the account before anything else is done. Raises: Http404."""
        return self.subject

    @property
    def is_own(self) -> bool:
        return bool(self.subject.pk == self.account.pk)

    def crumbs(self, *below: Link) -> list[Link]:
        return super().crumbs(Link(self.subject.full_name, reverse("account", args=[self.subject.pk])), *below)


class AccountListView(SearchMixin, AccountsMixin, TemplateView):
    template_name = "members/account/list.html"
    searches = "account_searches"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the words of a search in and lead to the list that answers it."""
        return redirect(self.search_url("account-list"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        _mark, text = self.searched()
        lines, is_cut = account_lines(access=self.access, text=text)
        labels = (_("Full name"), _("User name"), _("Roles today"), _("State"))
        return super().get_context_data(
            **kwargs,
            query=text,
            columns=[{"label": label, "numeric": False} for label in labels],
            rows=[{"cells": _cells(line)} for line in lines],
            is_cut=is_cut,
        )


class AccountView(AccountMixin, TemplateView):
    template_name = "members/account/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = account_page(access=self.access, account=self.subject, now=timezone.now())
        return super().get_context_data(
            **kwargs,
            subject=self.subject,
            crumbs=self.crumbs(),
            facts=list(_facts(page, self.failure)),
            roles=[self._role(role) for role in page.roles],
            delegations=[self._delegation(one) for one in (*page.given, *page.taken)],
            actions=list(self._actions(page)),
            link_shown_once=self._link_shown_once(page),
            is_own=self.is_own,
            has_more_roles=not page.is_wholly_kept,
        )

    @cached_property
    def failure(self) -> AddressFailure | None:
        """What is wrong with the address of the account, if anything is."""
        return failing_address(self.subject)

    def _link_shown_once(self, page: AccountPage) -> str:
        """The address of an invitation just made: a machine without a mail server has no other way to hand it over."""
        shown = self.request.session.pop(SHOWN_ONCE, None)
        link = page.link
        if link is None or link.pk != shown or link.purpose != LinkPurpose.INVITATION:
            return ""
        return link_address(link)

    def _role(self, role: RoleAssignment) -> RoleRow:
        place = [self.subject.pk, role.pk]
        links = []
        if role.voided_at is None:
            if role.ended_at is None and (role.until_on is None or role.until_on >= self.today):
                links.append(Link(gettext("End the role"), reverse("role-end", args=place)))
            links.append(Link(gettext("Void the role"), reverse("role-void", args=place)))
        given = role.given_by.full_name if role.given_by else gettext("the system")
        return RoleRow(
            role=role.get_role_display(),
            organization=role.organization.name,
            days=span(role.from_on, role.until_on),
            given=f"{given} ({role.document})" if role.document else given,
            note=role.void_reason or role.end_reason or "",
            is_void=role.voided_at is not None,
            links=tuple(links),
        )

    def _delegation(self, delegation: Delegation) -> DelegationRow:
        end = reverse("account-delegation-end", args=[delegation.assignment.account_id, delegation.pk])
        return delegation_row(delegation, self, end)

    def _actions(self, page: AccountPage) -> Iterator[Link]:
        if self.is_own:
            return
        here = [self.subject.pk]
        if page.state is not AccountState.CLOSED:
            yield Link(gettext("Give a role"), reverse("role-give", args=here))
        if not page.is_wholly_kept:
            return
        match page.state:
            case AccountState.CLOSED:
                yield Link(gettext("Open the account again"), reverse("account-reopen", args=here))
                return
            case AccountState.INVITED:
                yield Link(gettext("Invite again"), reverse("account-link", args=here))
            case AccountState.ACTIVE:
                yield Link(gettext("Mail a link for a new password"), reverse("account-link", args=here))
        if page.has_second_factor:
            yield Link(gettext("Remove the second factor"), reverse("second-factor-reset", args=here))
        yield from self._about_the_address()
        if page.link is not None:
            yield Link(gettext("Revoke the open link"), reverse("account-link-revoke", args=here))
        yield Link(gettext("Close the account"), reverse("account-close", args=here))

    def _about_the_address(self) -> Iterator[Link]:
        here = [self.subject.pk]
        yield Link(gettext("Correct the e-mail address"), reverse("account-address", args=here))
        if self.failure is not None:
            yield Link(gettext("Mail arrives at this address again"), reverse("account-bounce-clear", args=here))
        elif self.subject.email:
            yield Link(gettext("Mail to this address comes back"), reverse("account-bounce", args=here))


def delegation_row(delegation: Delegation, page: GuardedMixin, end_url: str) -> DelegationRow:
    """Say a delegation as of the day of a page; `end_url` is kept while it can be ended."""
    if delegation.ended_at is not None:
        state = gettext("Ended before its time: %(reason)s") % {"reason": delegation.end_reason}
    elif delegation.until_on < page.today:
        state = gettext("Over")
    elif delegation.from_on > page.today:
        state = gettext("Still to come")
    else:
        state = gettext("In force now")
    is_open = delegation.ended_at is None and delegation.until_on >= page.today
    assignment = delegation.assignment
    return DelegationRow(
        role=assignment.get_role_display(),
        organization=assignment.organization.name,
        principal=assignment.account.full_name,
        delegate=delegation.delegate.full_name,
        days=span(delegation.from_on, delegation.until_on),
        reason=delegation.reason,
        state=state,
        is_open=is_open,
        end_url=end_url if is_open else "",
    )


def span(from_on: Any, until_on: Any) -> str:
    """Write the days of something that may have no end."""
    if until_on is None:
        return gettext("since %(from)s") % {"from": day(from_on)}
    return f"{day(from_on)} – {day(until_on)}"


def _cells(line: AccountLine) -> list[dict[str, Any]]:
    roles = "; ".join(f"{role.get_role_display()}, {role.organization.name}" for role in line.roles)
    texts = (line.name, line.username, roles or gettext("none"), str(STATES[line.state]))
    urls = (reverse("account", args=[line.pk]), "", "", "")
    return [{"text": text, "url": url, "state": ""} for text, url in zip(texts, urls, strict=True)]


def _facts(page: AccountPage, failure: AddressFailure | None) -> Iterator[Pair]:
    account = page.account
    yield Pair(gettext("User name"), account.username)
    yield Pair(gettext("E-mail address"), account.email or gettext("none"))
    if failure is not None:
        words = gettext("Mail comes back since %(at)s; nothing is sent there. %(said)s")
        told = {"at": vn_datetime(failure.failed_at), "said": failure.said}
        yield Pair(gettext("Delivery"), (words % told).strip())
    yield Pair(gettext("State"), str(STATES[page.state]))
    last = vn_datetime(account.last_login) if account.last_login else gettext("not yet")
    yield Pair(gettext("Last sign-in"), last)
    if page.link is not None:
        words = gettext("%(purpose)s, good until %(at)s")
        told = {"purpose": page.link.get_purpose_display(), "at": vn_datetime(page.link.expires_at)}
        yield Pair(gettext("Open link"), words % told)
