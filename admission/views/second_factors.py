"""An administrator takes a lost second factor away."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import FormView

from admission.forms.sign_in import ResetForm
from admission.permissions import Act
from admission.services.second_factors import accounts_to_keep, reset_second_factor
from admission.views.base import GuardedMixin
from members.models import Account
from members.services.second_factors import NoSecondFactorError


class ResetSecondFactorView(GuardedMixin, FormView[ResetForm]):
    """For accounts below the administrator's organisation; any other does not exist. His own he replaces himself."""

    act = Act.KEEP_ACCOUNTS
    asks_password_again = True
    template_name = "members/own_account/form.html"
    form_class = ResetForm

    @cached_property
    def owner(self) -> Account:
        return get_object_or_404(accounts_to_keep(self.access), pk=self.kwargs["pk"])

    def guard(self) -> None:
        super().guard()
        _ = self.owner

    def form_valid(self, form: ResetForm) -> HttpResponse:
        try:
            reset_second_factor(
                access=self.access, account=self.owner, reason=form.cleaned_data["reason"], now=timezone.now()
            )
        except NoSecondFactorError:
            form.add_error(None, gettext("This account has no second factor."))
            return self.form_invalid(form)
        words = gettext("The second factor of %(name)s was removed. At the next sign-in the person sets up another.")
        messages.success(self.request, words % {"name": self.owner.full_name})
        return redirect("work-list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Remove the second factor")
        return super().get_context_data(**kwargs) | {
            "page_title": title,
            "lead": f"{self.owner.full_name} · {self.owner.username}",
            "submit_label": title,
            "cancel_url": reverse("work-list"),
            "crumbs": [],
        }
