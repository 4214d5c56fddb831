"""What the pages share: the act each declares, who asks, on which day, and the one scope."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from admission.models import AdmissionCase, AdmissionCaseQuerySet
from admission.permissions import Act, check_may
from admission.selectors.case_lines import CASE_RELATIONS
from members.access import Access
from members.middleware import access_of_request
from members.models import Account


class GuardedMixin:
    """A page with its declared act. Without one the product does not start (see `admission.urls`)."""

    request: HttpRequest
    kwargs: dict[str, Any]
    act: ClassVar[Act]
    """What this page is for; docs/access.md says who may."""
    asks_password_again: ClassVar[bool] = False
    """Whether who sends this page has to have given the password a short while ago."""

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
        self.guard()
        elsewhere = self.turn_away()
        if elsewhere is not None:
            return elsewhere
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc,no-any-return] # the view beside it

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


class CaseMixin(ScopedMixin):
    """A page of one file; a file outside the scope does not exist."""

    act = Act.READ_CASES

    @cached_property
    def case(self) -> AdmissionCase:
        return get_object_or_404(self.scope.select_related(*CASE_RELATIONS), pk=self.kwargs["pk"])

    def guard(self) -> None:
        self.require_case()
        super().guard()

    def require_case(self) -> AdmissionCase:
        """Look for the file before anything else is asked. Raises: Http404."""
        return self.case
