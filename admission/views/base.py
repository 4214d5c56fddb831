"""What the pages share: the act each declares, who asks, on which day, and the one scope."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from admission.models import AdmissionCase, AdmissionCaseQuerySet
from admission.permissions import Act, check_may
from admission.selectors.case_lines import CASE_RELATIONS
from admission.services.access_events import record_denial, target_of
from admission.views.returning import ask_again, forget_kept, restore
from members.access import Access
from members.kept_queries import kept_of
from members.middleware import access_of_request, can_show
from members.models import Account
from members.models.role import ACTING_ROLES
from members.sessions import is_confirmed


class GuardedMixin:
    """A page with its declared act. Without one the product does not start (see `admission.urls`)."""

    request: HttpRequest
    kwargs: dict[str, Any]
    act: ClassVar[Act]
    """What this page is for; docs/access.md says who may."""
    asks_password_again: ClassVar[bool] = False
    """A grave act: whoever did not prove a few minutes ago who he is does so first. Where GET shows a form, it is asked
    when that is sent.
    """

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def account(self) -> Account:
        return cast(Account, self.request.user)

    @cached_property
    def access(self) -> Access:
        return access_of_request(self.request)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.guard()
            elsewhere = self.turn_away() or self._first_of_all(request)
            if elsewhere is not None:
                return elsewhere
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc,no-any-return] # the view beside it
        except (Http404, PermissionDenied) as refusal:
            self.tell_journal(refusal)
            raise

    def _first_of_all(self, request: HttpRequest) -> HttpResponseBase | None:
        """Ask for the password again before a grave act, and show a form that was kept with what was typed."""
        if self.asks_password_again and self._is_the_act() and not is_confirmed(request.session, timezone.now()):
            return ask_again(request, type(self))
        if request.method == "POST":
            forget_kept(request)
        return restore(request, self) if request.method == "GET" else None

    def tell_journal(self, refusal: Exception) -> None:
        """Record a refusal: 403, or 404 for something that exists and is not the account's to see."""
        match = self.request.resolver_match
        route, page = (match.route, match.url_name or "") if match is not None else ("", "")
        target = target_of(access=self.access, act=self.act, route=route, kwargs=self.kwargs)
        if isinstance(refusal, Http404) and (target is None or not target.is_hidden):
            return
        record_denial(by=self.account, act=self.act, page=page, target=target, now=timezone.now())

    def _is_the_act(self) -> bool:
        """Say whether the request does what the page is for, rather than show its form."""
        return self.request.method not in {"GET", "HEAD", "OPTIONS"} or not can_show(type(self))

    def guard(self) -> None:
        """Refuse who may not do the act. A page of one thing looks first whether it exists for the account (404).

        Raises: NotPermittedError (403), Http404.
        """
        check_may(self.access, self.act)

    def turn_away(self) -> HttpResponseBase | None:
        """Answer at once somebody who may, but not now: give where to go, or None to go on."""
        return None


class ScopedMixin(GuardedMixin):
    """A page that shows files: those the account may see today."""

    @cached_property
    def scope(self) -> AdmissionCaseQuerySet:
        return AdmissionCase.objects.visible_to(self.access)


def _file(access: Access, pk: int) -> Any:
    return AdmissionCase.objects.visible_to(access).select_related(*CASE_RELATIONS).filter(pk=pk)


class CaseMixin(ScopedMixin):
    """A page of one file; a file outside the scope does not exist."""

    act = Act.READ_CASES

    @cached_property
    def case(self) -> AdmissionCase:
        found: list[AdmissionCase] = kept_of("file", self.access, _file, pk=self.kwargs["pk"])
        if not found:
            raise Http404
        return found[0]

    def guard(self) -> None:
        self.require_case()
        super().guard()

    @cached_property
    def acting(self) -> frozenset[int]:
        """The organisations for which the account acts."""
        return self.access.organization_ids(ACTING_ROLES)

    def require_case(self) -> AdmissionCase:
        """Look for the file before anything else is asked. Raises: Http404."""
        return self.case
