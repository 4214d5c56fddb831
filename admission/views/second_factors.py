"""An administrator takes a lost second factor away."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.forms.accounts import ResetForm
from admission.services.second_factors import reset_second_factor
from admission.views.account_entries import WholeAccountView


class ResetSecondFactorView(WholeAccountView):
    """For accounts that the administrator keeps wholly. His own he replaces himself: for him there is no such page."""

    form_class = ResetForm
    title = _("Remove the second factor")
    submit_label = _("Remove the second factor")

    def guard(self) -> None:
        super().guard()
        if self.is_own:
            raise Http404

    def record(self, typed: dict[str, Any]) -> str:
        reset_second_factor(access=self.access, account=self.subject, **typed, now=timezone.now())
        words = gettext("The second factor of %(name)s was removed. At the next sign-in the person sets up another.")
        return words % {"name": self.subject.full_name}
