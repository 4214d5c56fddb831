"""The forms of signing in and of one's own account."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from admission.forms.base import NamingForm
from members.errors import MembersError
from members.models import Account
from members.passwords import LONGEST
from members.sealing import UnreadableSealError
from members.services.guesses import TooManyGuessesError
from members.services.second_factors import WrongCodeError
from members.services.sign_in import WrongPasswordError

USERNAME_LENGTH, CODE_LENGTH = 60, 20
_MINUTE = 60


class PasswordField(forms.CharField):
    """A password is taken as it is typed, spaces at its ends included."""

    default_error_messages = {"required": _("You have not entered your password.")}

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(widget=widget, strip=False, max_length=LONGEST * 4, **kwargs)


class CodeField(forms.CharField):
    default_error_messages = {"required": _("You have not entered the code.")}

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(max_length=CODE_LENGTH, widget=forms.TextInput(attrs=attributes), **kwargs)


class SignInForm(NamingForm):
    username = forms.CharField(
        label=_("User name"),
        max_length=USERNAME_LENGTH,
        error_messages={"required": _("You have not entered your user name.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = PasswordField(label=_("Password"), autocomplete="current-password")


class SecondStepForm(NamingForm):
    code = CodeField(
        label=_("Code"),
        help_text=_("The six digits the app on your telephone shows now, or one of your recovery codes."),
    )


class EnrollForm(NamingForm):
    code = CodeField(label=_("Code"), help_text=_("The six digits the app shows after you scanned the picture."))


class ConfirmForm(NamingForm):
    """The password, or for those who have one a code of the second factor."""

    password = PasswordField(label=_("Password"), autocomplete="current-password", required=False)
    code = CodeField(label=_("Or a code of the app"), required=False)

    def __init__(self, *args: Any, has_second_factor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_second_factor:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if not typed.get("password") and not typed.get("code") and not self.errors:
            neither = gettext("You have entered neither your password nor a code.")
            alone = gettext("You have not entered your password.")
            self.add_error("password", neither if "code" in self.fields else alone)
        return typed


class ChangePasswordForm(NamingForm):
    old_password = PasswordField(
        label=_("Password so far"),
        autocomplete="current-password",
        error_messages={"required": _("You have not entered the password so far.")},
    )
    new_password = PasswordField(
        label=_("New password"),
        autocomplete="new-password",
        error_messages={"required": _("You have not entered the new password.")},
        help_text=_("12 to 128 characters; spaces and accents too. A sentence only you know is good."),
    )
    new_password_again = PasswordField(
        label=_("New password once more"),
        autocomplete="new-password",
        error_messages={"required": _("You have not entered the new password once more.")},
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        validate_password(password, self.account)
        return password

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        new = typed.get("new_password")
        if new and typed.get("new_password_again") and new != typed["new_password_again"]:
            self.add_error("new_password_again", gettext("The two new passwords differ."))
        if new and new == typed.get("old_password"):
            self.add_error("new_password", gettext("This is the password so far."))
        return typed


def add_sign_in_error(form: forms.Form, error: MembersError, field: str | None, now: datetime) -> None:
    """Say why somebody was not let in. Raises: the error itself where no form can answer it."""
    match error:
        case TooManyGuessesError():
            form.add_error(None, wait_words(error, now))
        case UnreadableSealError():
            words = gettext(
                "The second factor cannot be checked any more: the key of this installation was changed. Ask the"
                " administrator to remove it, then set it up anew."
            )
            form.add_error(None, words)
        case WrongCodeError():
            form.add_error(field, gettext("This code does not hold. Each code works once; wait for the next one."))
        case WrongPasswordError():
            form.add_error(field, gettext("The password is not right. Small and capital letters differ."))
        case _:
            raise error


def wait_words(error: TooManyGuessesError, now: datetime) -> str:
    """Say how long to wait: nobody is shut out for ever."""
    minutes = max(1, -int((now - error.until).total_seconds() // _MINUTE))
    words = ngettext(
        "Too many attempts. Wait %(count)s minute, until %(time)s, then sign in as usual; the account is not locked.",
        "Too many attempts. Wait %(count)s minutes, until %(time)s, then sign in as usual; the account is not locked.",
        minutes,
    )
    return words % {"count": minutes, "time": f"{timezone.localtime(error.until):%H:%M}"}
