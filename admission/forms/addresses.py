"""The e-mail address of an account: that mail comes back, and what is right instead."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.forms.members import EntryForm
from admission.services.addresses import AddressFineError, BadAddressError, NoAddressError, SameAddressError


class AddressForm(EntryForm):
    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the e-mail address.")},
    )


class BounceForm(EntryForm):
    said = forms.CharField(
        label=_("What the mail that came back says"),
        required=False,
        max_length=300,
        help_text=_("One line is enough, such as “550 user unknown”."),
    )


def add_address_error(form: forms.Form, error: Exception) -> bool:
    """Say what the service refused, at the field it is about; False where it is another's error."""
    match error:
        case BadAddressError():
            form.add_error("email", gettext("This is no e-mail address: it needs a name, an @ and a domain."))
        case SameAddressError():
            form.add_error("email", gettext("The account has this address already."))
        case NoAddressError():
            form.add_error(None, gettext("The account has no e-mail address: give it one."))
        case AddressFineError():
            form.add_error(None, gettext("No returned mail is recorded for this address."))
        case _:
            return False
    return True
