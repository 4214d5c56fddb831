"""The register of personal-data requests: enter one, answer, extend, carry out, correct."""

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from admission.domain.calendar import CalendarNotPublishedError
from admission.domain.data_requests import RequestKind, RequestOutcome
from admission.domain.errors import AdmissionError
from admission.forms.errors import not_published
from admission.forms.fields import CountField, DayField, NameField
from admission.forms.members import EntryForm, ReasonField
from admission.labels import REQUEST_FIELDS, REQUEST_KINDS, REQUEST_OUTCOMES, choices, day
from admission.models import RequestAnswer, RequestCompletion, RequestExtension, RequestFact, RequestReceipt
from admission.services import data_requests as services
from members.models import OrganizationQuerySet

NUMBER_LENGTH, GROUND_LENGTH, NAME_LENGTH = 40, 200, 120


class RequestFactForm(EntryForm):
    """The columns of one fact of a request; a correction is pre-filled and asks for the reason."""

    def __init__(self, *args: Any, correcting: RequestFact | None = None, **kwargs: Any) -> None:
        if correcting is not None:
            kwargs["initial"] = {name: getattr(correcting, name) for name in correcting.columns}
        super().__init__(*args, **kwargs)
        if correcting is not None:
            self.fields["correction_reason"] = ReasonField(
                label=_("Reason for the correction"),
                help_text=_("It stays in the history of the request, beside the old and the new value."),
            )


class ReceiptForm(RequestFactForm):
    kind = forms.ChoiceField(
        label=REQUEST_FIELDS["kind"],
        choices=choices(REQUEST_KINDS),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is asked.")},
    )
    received_on = DayField(
        label=REQUEST_FIELDS["received_on"],
        help_text=_("The time to answer counts from this day. Day/month/year, such as 31/08/2026 or 31/8."),
    )
    subject_name = NameField(label=REQUEST_FIELDS["subject_name"])
    subject_born_on = DayField(
        label=REQUEST_FIELDS["subject_born_on"],
        required=False,
        help_text=_("With name and day of birth the person's record is looked up. Day/month/year."),
    )
    asked_by = forms.CharField(
        label=REQUEST_FIELDS["asked_by"],
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("Left empty: the person asks in person."),
    )


class NewRequestForm(ReceiptForm):
    def __init__(self, *args: Any, committees: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only = list(committees[:2])
        self.fields["organization"] = forms.ModelChoiceField(
            label=_("Committee that has to answer"),
            queryset=committees,
            empty_label=None if len(only) == 1 else _("Choose a committee"),
            initial=only[0] if len(only) == 1 else None,
            error_messages={"required": _("Choose the committee.")},
        )
        self.order_fields(["organization"])


class AnswerForm(RequestFactForm):
    answered_on = DayField(label=REQUEST_FIELDS["answered_on"])
    outcome = forms.ChoiceField(
        label=REQUEST_FIELDS["outcome"],
        choices=choices(REQUEST_OUTCOMES),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the answer says.")},
    )
    legal_ground = forms.CharField(
        label=REQUEST_FIELDS["legal_ground"],
        max_length=GROUND_LENGTH,
        required=False,
        help_text=_("For a refusal, also one in part: the clause it rests on."),
    )
    number = forms.CharField(label=_("Number of the answer"), max_length=NUMBER_LENGTH, required=False)


class ExtendForm(RequestFactForm):
    granted_on = DayField(label=REQUEST_FIELDS["granted_on"])
    days = CountField(label=REQUEST_FIELDS["days"])
    reason = ReasonField(
        label=REQUEST_FIELDS["reason"], help_text=_("The law allows more time once; the person is told why.")
    )
    number = forms.CharField(label=REQUEST_FIELDS["number"], max_length=NUMBER_LENGTH, required=False)


class CompleteForm(RequestFactForm):
    done_on = DayField(label=REQUEST_FIELDS["done_on"])
    number = forms.CharField(label=REQUEST_FIELDS["number"], max_length=NUMBER_LENGTH, required=False)


FORMS: dict[type[RequestFact], type[RequestFactForm]] = {
    RequestReceipt: ReceiptForm,
    RequestAnswer: AnswerForm,
    RequestExtension: ExtendForm,
    RequestCompletion: CompleteForm,
}


def typed_values(form: forms.Form, columns: tuple[str, ...]) -> dict[str, Any]:
    """The typed values of these columns, as the services take them."""
    values = {name: form.cleaned_data[name] for name in columns}
    for name, enumeration in (("kind", RequestKind), ("outcome", RequestOutcome)):
        if name in values:
            values[name] = enumeration(values[name])
    return values


def add_request_error(form: forms.Form, error: AdmissionError) -> None:
    """Say why it was refused, at the field it is about. Raises: the error itself where no form can answer it."""
    match error:
        case services.RequestDayError():
            form.add_error(error.field if error.field in form.fields else None, _day_words(error))
        case CalendarNotPublishedError():
            form.add_error("received_on" if "received_on" in form.fields else None, not_published(error))
        case services.GroundError():
            words = (
                gettext("A request that is granted needs no ground of a refusal: leave it empty, or choose a refusal.")
                if form.cleaned_data.get("outcome") == RequestOutcome.GRANTED
                else gettext("Say on which clause of the law the refusal rests.")
            )
            form.add_error("legal_ground", words)
        case services.ExtensionError():
            words = ngettext("At most %(most)s day can be added.", "At most %(most)s days can be added.", error.most)
            form.add_error("days" if "days" in form.fields else None, words % {"most": error.most})
        case services.AlreadyThereError():
            form.add_error(
                None, gettext("This was recorded already, or corrected meanwhile. Nothing was recorded twice.")
            )
        case services.NotAnsweredError():
            form.add_error(None, gettext("Record the answer first."))
        case services.NothingToCarryOutError():
            form.add_error(
                None, gettext("There is nothing to carry out: the request was refused, or is only answered.")
            )
        case _:
            raise error


def _day_words(error: services.RequestDayError) -> str:
    if error.earliest is not None and error.on < error.earliest:
        return gettext("This day cannot lie before %(day)s.") % {"day": day(error.earliest)}
    return gettext("This day cannot lie after %(day)s.") % {"day": day(error.latest)}
