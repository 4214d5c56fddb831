"""Confirm, fill in and activate the numbers of a regulation."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from admission.domain.errors import AdmissionError
from admission.domain.procedure import DeadlineKind
from admission.domain.rule_cells import (
    ALL_ADDRESSES,
    ActivationDayError,
    CellKind,
    IncompleteRuleSetError,
    InvalidCellValueError,
    RuleSetActiveError,
    normalised,
    spec_of,
)
from admission.forms.base import NamingForm
from admission.forms.fields import DayField, set_today
from admission.labels import day
from admission.labels.rules import SECTIONS, cell_label, cell_value, full_cell_label, section_of
from admission.selectors.rule_effects import AdoptableClock
from admission.services.rule_adoptions import ClockNotRunningError
from admission.services.rules import ActivationInPastError, CellStandsError

_SOURCE_LENGTH = 300
_NAMED_AT_MOST = 5
_HINTS: Mapping[CellKind, str | Promise] = {
    CellKind.WORKING_DAYS: _("In working days."),
    CellKind.MONTHS: _("In months: 12 is one year."),
    CellKind.COUNT: "",
    CellKind.GRADE: _("The school grade completed: 9 is lower secondary, 12 upper secondary."),
    CellKind.SHARE: _("Such as 2/3 (at least) or >1/2 (more than)."),
    CellKind.YES_NO: "",
}
_YES_NO = (("yes", _("Yes")), ("no", _("No")))


class CellField(forms.CharField):
    """The value of a cell, read as the rules read it."""

    default_error_messages = {"required": _("Enter the value.")}

    def __init__(self, *, address: str, **kwargs: Any) -> None:
        self.address = address
        self.kind = spec_of(address).kind
        kwargs.setdefault("help_text", _HINTS[self.kind])
        super().__init__(max_length=20, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        numeric = {} if self.kind is CellKind.SHARE else {"inputmode": "numeric"}
        return super().widget_attrs(widget) | {"autocomplete": "off"} | numeric

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if text in self.empty_values:
            return ""
        try:
            return normalised(self.address, text)
        except InvalidCellValueError as error:
            raise ValidationError(value_error(error), code="invalid") from error


def value_error(error: InvalidCellValueError) -> str:
    """Say what a value of that cell looks like."""
    kind = spec_of(error.address).kind
    if kind is CellKind.SHARE:
        return gettext("Enter a share such as 2/3 (at least) or >1/2 (more than).")
    if kind is CellKind.YES_NO:
        return gettext("Choose yes or no.")
    if error.least is None or error.most is None:
        return gettext("The lowest age must be below the highest one.")
    return gettext("Enter a whole number from %(least)s to %(most)s.") % {"least": error.least, "most": error.most}


class SourceField(forms.CharField):
    """The document in which it stands."""

    default_error_messages = {"required": _("Name the document and the clause.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Document and clause"))
        kwargs.setdefault(
            "help_text", _("Where it can be read, such as “294-QĐ/TW, 4.1”. It is shown beside the number.")
        )
        super().__init__(max_length=_SOURCE_LENGTH, **kwargs)


def _checked_field() -> forms.BooleanField:
    """A box that nobody ticks in passing: each number becomes one that somebody vouches for."""
    return forms.BooleanField(
        label=_("I have compared every number with the text of the regulation."),
        error_messages={"required": _("Compare the numbers with the text first, then tick this box.")},
    )


class ConfirmCellForm(NamingForm):
    """One number of a rule set, and where it was read."""

    source = SourceField()
    field_order = ("value", "source")

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = _field(address, gettext("Value"), widget=forms.RadioSelect)
        self.order_fields(self.field_order)


class FillRuleSetForm(NamingForm):
    """All numbers of an inactive rule set. Left empty: not filled in yet, or as it stands.

    `current`: what is filled in, by address; `beside`: the predecessor's values, shown beside the inputs.
    """

    source = SourceField()
    is_checked = _checked_field()

    def __init__(
        self, *args: Any, current: Mapping[str, str], beside: Mapping[str, str], beside_title: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for address in ALL_ADDRESSES:
            field = _field(address, cell_label(address), widget=forms.Select, required=False)
            field.initial = current.get(address, "")
            field.help_text = _beside(field.help_text, address, beside, beside_title)
            self.fields[field_name(address)] = field
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "source",
            "is_checked",
            *(
                Fieldset(str(title), *(field_name(each) for each in ALL_ADDRESSES if section_of(each) == key))
                for key, title in SECTIONS
            ),
        )

    def values(self) -> dict[str, str]:
        """What was typed, by address."""
        return {
            address: value for address in ALL_ADDRESSES if (value := self.cleaned_data.get(field_name(address), ""))
        }


class AdoptForm(NamingForm):
    """Which time limits of which files are put under a regulation, and why."""

    clocks = forms.MultipleChoiceField(
        label=_("Time limits"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one time limit.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is shown in each of the files."),
        error_messages={"required": _("Give the reason.")},
    )

    def __init__(self, *args: Any, offered: list[AdoptableClock], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["clocks"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(clock.key, _clock_words(clock)) for clock in offered]

    def chosen(self) -> list[tuple[int, DeadlineKind]]:
        """The id of the file and the kind of each clock chosen."""
        keys = [key.split(":") for key in self.cleaned_data["clocks"]]
        return [(int(case_pk), DeadlineKind(kind)) for case_pk, kind in keys]


def _clock_words(clock: AdoptableClock) -> str:
    words = gettext("%(file)s · %(clock)s: %(old)s → %(new)s (now under %(rule_set)s)")
    unknown = gettext("not known yet")
    return words % {
        "file": clock.code,
        "clock": clock.label,
        "old": day(clock.due_on) or unknown,
        "new": day(clock.new_due_on) or unknown,
        "rule_set": clock.instrument,
    }


class ActivateRuleSetForm(NamingForm):
    """The day from which a rule set applies; it cannot be taken back."""

    in_force_from_on = DayField(label=_("In force from"))
    source = SourceField(help_text=_("Where the day in force can be read, such as the last article of the regulation."))
    is_checked = _checked_field()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_today(self, today)


def field_name(address: str) -> str:
    """Name the input of a cell: no colon, which means something else to a style sheet."""
    return address.replace(":", "__")


def add_rule_error(form: forms.Form, error: AdmissionError) -> None:
    """Say what the rules refused, at its field. Raises: the error itself where no form can answer it."""
    match error:
        case InvalidCellValueError():
            name = field_name(error.address)
            form.add_error(name if name in form.fields else "value", value_error(error))
        case IncompleteRuleSetError():
            words = ngettext(
                "%(count)s number is still missing: %(names)s.",
                "%(count)s numbers are still missing: %(names)s.",
                len(error.missing),
            )
            names = "; ".join(full_cell_label(address) for address in error.missing[:_NAMED_AT_MOST])
            if len(error.missing) > _NAMED_AT_MOST:
                more = len(error.missing) - _NAMED_AT_MOST
                names = ngettext("%(names)s and %(more)s more", "%(names)s and %(more)s more", more) % {
                    "names": names,
                    "more": more,
                }
            form.add_error(None, words % {"count": len(error.missing), "names": names})
        case ActivationDayError():
            words = gettext("It must be after %(day)s, when the regulation that it replaces came into force.")
            form.add_error("in_force_from_on", words % {"day": day(error.predecessor_from_on)})
        case ActivationInPastError():
            words = gettext(
                "A regulation is put into force from today or a later day on. Time limits that started since %(day)s "
                "can be put under it afterwards, file by file."
            )
            form.add_error("in_force_from_on", words % {"day": day(error.day)})
        case ClockNotRunningError():
            words = gettext("%(file)s: this time limit does not run any more, or runs under that regulation already.")
            form.add_error(None, words % {"file": error.case.code})
        case RuleSetActiveError():
            form.add_error(None, gettext("This regulation is in force already."))
        case CellStandsError():
            form.add_error(None, gettext("This number was read in the text of the regulation; it cannot be changed."))
        case _:
            raise error


def _field(
    address: str, label: str, *, widget: type[forms.Select] | type[forms.RadioSelect], required: bool = True
) -> forms.Field:
    """Make the input of a cell; one of yes or no is chosen by the widget."""
    if spec_of(address).kind is not CellKind.YES_NO:
        return CellField(address=address, label=label, required=required)
    choices = _YES_NO if required else (("", _("Not filled in yet")), *_YES_NO)
    errors = {"required": _("Choose yes or no.")}
    return forms.ChoiceField(label=label, choices=choices, widget=widget, required=required, error_messages=errors)


def _beside(hint: str | Promise, address: str, beside: Mapping[str, str], title: str) -> str:
    if address not in beside:
        return str(hint)
    words = gettext("%(title)s: %(value)s.") % {"title": title, "value": cell_value(address, beside[address])}
    return f"{hint} {words}".strip()
