"""Leave and delegation: what somebody delegated, and what was delegated to him."""

from functools import cached_property
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from admission.forms.accounts import ReasonForm
from admission.forms.delegations import DelegateForm, add_delegation_error
from admission.permissions import Act
from admission.selectors.accounts import delegates_to_offer, delegations_with_people, own_roles_to_delegate
from admission.services.delegations import delegate_roles, end_delegation
from admission.views.account_entries import ActView
from admission.views.accounts import delegation_row
from admission.views.base import GuardedMixin
from admission.views.case_page import Link
from members.models import Account, Delegation


class LeaveMixin(GuardedMixin):
    act = Act.DELEGATE

    def crumbs(self, *below: Link) -> list[Link]:
        """The way up; the last one is the page itself."""
        way = [Link(gettext("Leave and delegation"), reverse("delegation-list")), *below]
        return [*way[:-1], Link(way[-1].label, "")]


class DelegationListView(LeaveMixin, TemplateView):
    template_name = "members/delegation/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        delegations = delegations_with_people()
        given = [
            delegation_row(one, self, reverse("delegation-end", args=[one.pk]))
            for one in delegations.filter(assignment__account=self.account)
        ]
        taken = [delegation_row(one, self, "") for one in delegations.filter(delegate=self.account)]
        return super().get_context_data(
            **kwargs, given=given, taken=taken, may_delegate=bool(own_roles_to_delegate(self.access))
        )


class DelegateView(LeaveMixin, ActView):
    form_class = DelegateForm
    asks_password_again = True
    template_name = "members/delegation/form.html"
    title = _("Delegate during leave")
    submit_label = _("Delegate")

    @cached_property
    def offered(self) -> list[Account]:
        return delegates_to_offer(self.access)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "own": own_roles_to_delegate(self.access),
            "offered": self.offered,
        }

    def record(self, typed: dict[str, Any]) -> str:
        delegate_roles(
            assignments=typed["roles"],
            delegate=typed["delegate"],
            from_on=typed["from_on"],
            until_on=typed["until_on"],
            reason=typed["reason"],
            by=self.account,
            today=self.today,
            now=timezone.now(),
        )
        return gettext("%(name)s acts on your behalf on these days; both of you are told by mail.") % {
            "name": typed["delegate"].full_name
        }

    def tell(self, form: forms.Form, error: Exception) -> None:
        add_delegation_error(form, error)

    def back_url(self) -> str:
        return reverse("delegation-list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, offered=self.offered)


class DelegationEndView(LeaveMixin, ActView):
    """The principal is back before the time."""

    form_class = ReasonForm
    title = _("End the delegation")
    submit_label = _("End the delegation")

    @cached_property
    def delegation(self) -> Delegation:
        own = delegations_with_people().filter(assignment__account=self.account)
        return get_object_or_404(own, pk=self.kwargs["pk"])

    def guard(self) -> None:
        super().guard()
        self.require_delegation()

    def require_delegation(self) -> Delegation:
        return self.delegation

    def record(self, typed: dict[str, Any]) -> str:
        end_delegation(delegation=self.delegation, **typed, by=self.account, today=self.today, now=timezone.now())
        return gettext("The delegation was ended; both were told.")

    def tell(self, form: forms.Form, error: Exception) -> None:
        add_delegation_error(form, error)

    def back_url(self) -> str:
        return reverse("delegation-list")
