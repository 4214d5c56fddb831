"""Leave: which role somebody else exercises, who, and on which days."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.forms.accounts import UsernameField
from admission.forms.fields import DayField
from admission.forms.members import EntryForm, ReasonField
from admission.labels import day
from members.models import Account, RoleAssignment
from members.services import delegations as services
from members.services import memberships
from members.text import search_form


class DelegateForm(EntryForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles that are exercised for you"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )
    delegate = UsernameField(
        label=_("Who acts for you"),
        help_text=_(
            "Full name or user name of somebody who acts in your Party committee: names are offered as you type. "
            "He cannot pass the role on."
        ),
        widget=forms.TextInput(attrs={"list": "known-delegates", "autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": _("Enter who acts for you.")},
    )
    from_on = DayField(label=_("First day of the leave"), ahead=True)
    until_on = DayField(label=_("Last day of the leave"), ahead=True)
    reason = ReasonField(label=_("Reason"), help_text=_("Such as annual leave, study, illness."))

    def __init__(
        self,
        *args: Any,
        own: Sequence[RoleAssignment],
        today: date,
        offered: Sequence[Account] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.offered = offered
        self.own = {str(role.pk): role for role in own}
        field = self.fields["roles"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(pk, f"{one.get_role_display()} · {one.organization.name}") for pk, one in self.own.items()]
        field.initial = list(self.own) if len(self.own) == 1 else []
        self.fields["from_on"].initial = today

    def clean_roles(self) -> list[RoleAssignment]:
        return [self.own[pk] for pk in self.cleaned_data["roles"]]

    def clean_delegate(self) -> Account:
        typed = self.cleaned_data["delegate"]
        account: Account | None = Account.objects.filter(username=typed).first()
        if account is not None:
            return account
        named = [one for one in self.offered if search_form(one.full_name) == search_form(typed)]
        if len(named) > 1:
            raise ValidationError(
                gettext("Several people have this name. Enter the user name: %(names)s.")
                % {"names": ", ".join(one.username for one in named)}
            )
        if not named:
            raise ValidationError(_no_delegate())
        return named[0]


def add_delegation_error(form: forms.Form, error: Exception) -> None:
    """Say what the service refused, at the field it is about. Raises: the error itself where no form can answer it."""
    match error:
        case services.OwnDelegateError():
            form.add_error("delegate", gettext("Choose somebody else: nobody is his own delegate."))
        case services.DelegateWithoutRoleError():
            form.add_error("delegate", _no_delegate())
        case services.DelegateOnLeaveError():
            words = gettext("This account is on leave itself from %(from)s to %(until)s.")
            form.add_error("delegate", words % _days(error.delegation.from_on, error.delegation.until_on))
        case services.AlreadyDelegatedError():
            words = gettext("The role is delegated from %(from)s to %(until)s already; end that first.")
            form.add_error("roles", words % _days(error.delegation.from_on, error.delegation.until_on))
        case services.RoleNotHeldError():
            words = gettext("You do not hold this role on all of these days: %(role)s.")
            form.add_error("roles", words % {"role": error.assignment.get_role_display()})
        case services.NotOwnRoleError():
            form.add_error("roles", gettext("A role that was delegated to you cannot be passed on."))
        case services.DayPastError():
            form.add_error("from_on", gettext("The day %(day)s is over already.") % {"day": day(error.day)})
        case memberships.EndBeforeStartError():
            form.add_error("until_on", gettext("The last day cannot come before the first one."))
        case memberships.AlreadyEndedError():
            form.add_error(None, gettext("Somebody ended or voided this meanwhile. Nothing was changed."))
        case memberships.ReasonMissingError():
            form.add_error("reason", gettext("Say why."))
        case _:
            raise error


def _no_delegate() -> str:
    return gettext("Nobody of this name has a role by which he acts in your Party committee on these days.")


def _days(from_on: date, until_on: date) -> dict[str, str]:
    return {"from": day(from_on), "until": day(until_on)}
