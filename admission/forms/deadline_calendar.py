"""The filters of the calendar of deadlines."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from admission.forms.base import NamingForm
from admission.labels import DEADLINES, choices
from members.models import Organization

MINE, ALL = "mine", "all"
"""Whose deadlines are shown; the first is what an empty filter means."""


def kind_choices() -> list[tuple[str, Any]]:
    return [("", _("Whatever it is")), *choices(DEADLINES)]


class DeadlineCalendarForm(NamingForm):
    """Filters as the address carries them; what is not understood asks for nothing."""

    kind = forms.ChoiceField(label=_("What falls due"), choices=kind_choices, required=False)

    def __init__(self, *args: Any, branches: list[Organization], whose: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(branches) > 1:
            named = [(str(branch.pk), branch.name) for branch in branches]
            self.fields["branch"] = forms.ChoiceField(
                label=_("Party branch"), choices=[("", _("Every branch")), *named], required=False
            )
        if whose:
            self.fields["whose"] = forms.ChoiceField(
                label=_("Which deadlines"),
                choices=[("", _("What I have to see to")), (ALL, _("All files I read"))],
                required=False,
            )
        self.order_fields(["whose", "branch", "kind"])

    def asked(self) -> dict[str, str]:
        """What is asked for and understood."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}
