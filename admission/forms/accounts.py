"""Accounts, their roles and passwords. An error stands at the field it is about."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.forms.base import NamingForm
from admission.forms.fields import DayField, NameField
from admission.forms.members import DocumentField, EntryForm, ReasonField
from admission.labels import day
from admission.services.accounts import AccountClosedError
from members.models import Account, Organization, OrganizationQuerySet, Role
from members.models.role import roles
from members.services import memberships
from members.services import roles as services
from members.services.accounts import OwnAccountError
from members.services.second_factors import NoSecondFactorError
from members.text import search_form


class OrganizationField(forms.CharField):
    """An organisation, named by its code or its name; only one of `organizations` is found."""

    organizations: OrganizationQuerySet
    widget = forms.TextInput(attrs={"list": "known-organizations", "autocomplete": "off"})
    default_error_messages = {
        "required": _("Enter the organisation."),
        "unknown": _("No organisation of yours has this code or name."),
        "several": _("Several organisations have this name; enter the code."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Organization | None:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        by_code: Organization | None = self.organizations.with_code(text).first()
        if by_code is not None:
            return by_code
        by_name = list(self.organizations.filter(name_search=search_form(text))[:2])
        if len(by_name) != 1:
            raise ValidationError(self.error_messages["several" if by_name else "unknown"])
        found: Organization = by_name[0]
        return found


class UsernameField(forms.CharField):
    """The name under which somebody signs in; capitals are meant as small letters."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"})
    default_error_messages = {"required": _("Enter the user name.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).strip().lower()


class GiveRoleForm(EntryForm):
    organization = OrganizationField(
        label=_("Organisation"),
        help_text=_("Code or name. A secretary is one of a branch, a clerk one of a committee."),
    )
    role = forms.ChoiceField(
        label=_("Role"), widget=forms.RadioSelect, choices=roles, error_messages={"required": _("Choose the role.")}
    )
    from_on = DayField(label=_("From the day"))
    until_on = DayField(label=_("Last day, if it is known"), required=False, ahead=True)
    document = DocumentField()

    def __init__(self, *args: Any, organizations: OrganizationQuerySet, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        field = self.fields["organization"]
        assert isinstance(field, OrganizationField)  # noqa: S101 - for the type checker
        field.organizations = organizations
        self.fields["from_on"].initial = today

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class InviteForm(GiveRoleForm):
    full_name = NameField(label=_("Full name"))
    username = UsernameField(
        label=_("User name"), help_text=_("Small letters, digits, dots and hyphens, such as nguyenvan.an.")
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("The link by which a password is chosen is mailed there."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    field_order = ("full_name", "username", "email", "organization", "role", "from_on", "until_on", "document")

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"])
        for validator in Account._meta.get_field("username").validators:
            validator(username)
        if Account.objects.filter(username=username).exists():
            raise ValidationError(gettext("There is an account of this user name already."))
        return username


class EndRoleForm(EntryForm):
    until_on = DayField(label=_("Last day of the role"))
    reason = ReasonField(label=_("Why it ends"))


class ReasonForm(EntryForm):
    """Nothing but why."""

    reason = ReasonField(label=_("Reason"))


class ResetForm(EntryForm):
    """Why a second factor goes, which is also how its owner was recognised."""

    reason = ReasonField(label=_("Reason"), help_text=_("How you made sure that it is this person who asks."))


class LinkForm(NamingForm):
    """Nothing to type: the button is the act."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ChoosePasswordForm(NamingForm):
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 12 characters; several words are good. No common password, and not your own name."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter a password.")},
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter the password again.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "password" in cleaned and "again" in cleaned and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("The two passwords differ."))
        return cleaned


class ForgottenForm(NamingForm):
    username = UsernameField(label=_("User name"))


def add_accounts_error(form: forms.Form, error: Exception) -> None:
    """Say what the service refused, at the field it is about. Raises: the error itself where no form can answer it."""
    match error:
        case services.OverlappingRoleError():
            _add(form, "from_on", _overlapping(error))
        case services.RoleDoesNotFitError():
            words = gettext("%(organization)s has no such role: secretaries belong to a branch, clerks to a committee.")
            _add(form, "role", words % {"organization": error.organization.name})
        case services.OwnRoleError():
            _add(form, "", gettext("Nobody gives himself a role; another administrator can."))
        case services.LastAdministratorError():
            words = gettext("%(organization)s would be left without an administrator; name another one first.")
            _add(form, "", words % {"organization": error.organization.name})
        case services.EndAfterEndError():
            words = gettext("The role ends on %(day)s already.")
            _add(form, error.field, words % {"day": day(error.day)})
        case memberships.DissolvedOrganizationError():
            words = gettext("The organisation does not exist any more from %(day)s on.")
            _add(form, error.field, words % {"day": day(error.day)})
        case memberships.EndBeforeStartError():
            _add(form, error.field, gettext("The last day cannot come before the first day of the role."))
        case memberships.AlreadyEndedError():
            _add(form, "", gettext("Somebody ended or voided this meanwhile. Nothing was changed."))
        case memberships.ReasonMissingError():
            _add(form, "reason", gettext("Say why."))
        case OwnAccountError() | NoSecondFactorError() | AccountClosedError():
            _add(form, "", str(_OF_THE_ACCOUNT[type(error)]))
        case _:
            raise error


_OF_THE_ACCOUNT: dict[type[Exception], str | Promise] = {
    OwnAccountError: _("Nobody closes his own account; another administrator can."),
    NoSecondFactorError: _("This account has no second factor."),
    AccountClosedError: _("The account is closed; open it first."),
}


def _overlapping(error: services.OverlappingRoleError) -> str:
    held = error.assignment
    values = {"from": day(held.from_on), "until": day(held.until_on) if held.until_on else ""}
    if held.until_on is None:
        return gettext("The account has this role in this organisation already, since %(from)s.") % values
    words = gettext("The account has this role in this organisation from %(from)s to %(until)s; the days overlap.")
    return words % values


def _add(form: forms.Form, field: str, words: str) -> None:
    form.add_error(field if field in form.fields else None, words)
