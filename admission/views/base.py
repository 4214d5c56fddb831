"""What the pages about files share: who asks, on which day, and the one scope."""

from datetime import date
from functools import cached_property
from typing import Any, cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from admission.models import AdmissionCase, AdmissionCaseQuerySet
from admission.selectors.case_lines import CASE_RELATIONS
from members.models import Account


class ScopedMixin:
    """The account that is signed in, the Vietnamese day, and the files the account may see on it."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def account(self) -> Account:
        return cast(Account, self.request.user)

    @cached_property
    def scope(self) -> AdmissionCaseQuerySet:
        return AdmissionCase.objects.visible_to(self.account, self.today)


class CaseMixin(ScopedMixin):
    """A page of one file; a file outside the scope does not exist."""

    @cached_property
    def case(self) -> AdmissionCase:
        return get_object_or_404(self.scope.select_related(*CASE_RELATIONS), pk=self.kwargs["pk"])
