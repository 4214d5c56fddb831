"""Merge a branch into another."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from admission.forms.base import NamingForm
from admission.forms.fields import DayField, set_today
from admission.forms.members import DOCUMENT_LENGTH
from admission.labels import day
from members.models import OrganizationQuerySet
from members.services import mergers
from members.services.memberships import DayInFutureError


class MergeBranchesForm(NamingForm):
    on = DayField(
        label=_("First day in the other branch"),
        help_text=_("The branch exists until the day before. Day/month/year, such as 01/07/2025."),
    )
    document = forms.CharField(
        label=_("Number of the decision"),
        max_length=DOCUMENT_LENGTH,
        error_messages={"required": _("Enter the number of the decision.")},
    )

    def __init__(self, *args: Any, branches: OrganizationQuerySet, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dissolved"] = forms.ModelChoiceField(
            label=_("Branch that is dissolved"),
            queryset=branches,
            empty_label=_("Choose a branch"),
            error_messages={"required": _("Choose the branch.")},
        )
        self.fields["into"] = forms.ModelChoiceField(
            label=_("Branch that takes over its people and files"),
            queryset=branches,
            empty_label=_("Choose a branch"),
            error_messages={"required": _("Choose the branch.")},
        )
        self.order_fields(["dissolved", "into", "on", "document"])
        set_today(self, today)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        dissolved, into = cleaned.get("dissolved"), cleaned.get("into")
        if dissolved is not None and dissolved == into:
            self.add_error("into", _("Choose another branch than the one that is dissolved."))
        return cleaned


def add_merger_error(form: forms.Form, error: Exception) -> None:
    """Say why the branches cannot be merged, at the field it is about. Raises: the error where no form answers it."""
    match error:
        case DayInFutureError():
            form.add_error("on", gettext("The day %(day)s has not come yet.") % {"day": day(error.day)})
        case mergers.AlreadyDissolvedError():
            words = gettext("%(branch)s was dissolved on %(day)s.")
            values = {"branch": error.organization.name, "day": day(error.organization.dissolved_on)}
            form.add_error(None, words % values)
        case mergers.InBothBranchesError():
            words = ngettext(
                "%(count)s person stands in the lists of both branches on that day or later; "
                "one of the branches must end or void the entry first.",
                "%(count)s people stand in the lists of both branches on that day or later; "
                "one of the branches must end or void the entries first.",
                error.count,
            )
            form.add_error("into", words % {"count": error.count})
        case _:
            raise error
