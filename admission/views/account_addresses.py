"""The forms about the e-mail address of an account: mail came back, it arrives again, another address."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.forms.accounts import ReasonForm
from admission.forms.addresses import AddressForm, BounceForm, add_address_error
from admission.services.addresses import clear_failure, correct_address, record_bounce
from admission.views.account_entries import WholeAccountView


class AddressView(WholeAccountView):
    """A form about the address: for accounts that the administrator keeps wholly."""

    def tell(self, form: forms.Form, error: Exception) -> None:
        if not add_address_error(form, error):
            super().tell(form, error)


class AccountAddressView(AddressView):
    form_class = AddressForm
    title = _("Correct the e-mail address")
    submit_label = _("Save the address")

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.subject.email}

    def record(self, typed: dict[str, Any]) -> str:
        correct_address(account=self.subject, **typed, by=self.account, today=self.today, now=timezone.now())
        return gettext("The address was corrected. What was not told arrives with the next digest.")


class BounceView(AddressView):
    form_class = BounceForm
    title = _("Mail to this address comes back")
    submit_label = _("Send nothing more there")

    def record(self, typed: dict[str, Any]) -> str:
        failure = record_bounce(account=self.subject, **typed, by=self.account, today=self.today, now=timezone.now())
        if failure is None:
            return gettext("This was known already; nothing is sent there.")
        return gettext("Nothing more is sent there until the address is corrected; its owner is told in the product.")


class BounceClearView(AddressView):
    form_class = ReasonForm
    title = _("Mail arrives at this address again")
    submit_label = _("Send mail there again")

    def record(self, typed: dict[str, Any]) -> str:
        clear_failure(account=self.subject, **typed, by=self.account, today=self.today, now=timezone.now())
        return gettext("Mail is sent there again. What was not told arrives with the next digest.")
