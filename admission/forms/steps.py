"""One form for each shape of step; fields are named as in the facts, so that a finding finds its field."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from admission.domain.findings import DATE_FIELDS
from admission.domain.procedure import RESULT_ONLY_REASONS, RESULT_ONLY_STEPS, STEPS, StepCode, StepShape
from admission.forms.base import NamingForm
from admission.forms.fields import DayField, set_today
from admission.labels import FIELDS
from admission.models import Fact
from admission.models.fact import late_causes
from admission.selectors.recorded_facts import VOTE_COLUMNS
from admission.selectors.step_context import StepContext

NUMBER_LENGTH, TEXT_LENGTH = 40, 500
VOTE_FIELDS = VOTE_COLUMNS
_AFTER = ("late_cause", "correction_reason", "irregular_reason")
"""Fields that come last, whatever the form."""


class FactForm(NamingForm):
    """The values of one fact; a correction of one (`correcting`) is pre-filled and asks for the reason.

    `revision`: the state of the file the typist saw. `irregular_reason` is shown once an act turned out not to be as
    the regulation asks: then it is recorded for a reason, or not at all.
    """

    shape: StepShape
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        today: date,
        step: StepCode,
        context: StepContext,
        correcting: Fact | None = None,
        **kwargs: Any,
    ) -> None:
        self.step, self.context, self.today = STEPS[step], context, today
        if correcting is not None:
            kwargs["initial"] = {name: self.shown(correcting, name) for name in self.base_fields if name != "revision"}
        super().__init__(*args, **kwargs)
        self.prepare()
        self.fields["irregular_reason"] = self._reason(
            _("Why it was done so"), _("The act is not as the regulation asks; the reason is shown to the next level.")
        )
        self.fields["irregular_reason"].required = False
        if correcting is not None:
            self._become_correction(correcting)
        set_today(self, today)
        self.asks_reason = bool(self.data.get("irregular_reason"))
        self.asks_late_cause = bool(self.data.get("late_cause") or self.initial.get("late_cause"))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.render_hidden_fields = True
        self.helper.layout = self.layout()

    def prepare(self) -> None:
        """Fit the fields to the step and its file."""

    def _become_correction(self, fact: Fact) -> None:
        del self.fields["revision"]
        del self.fields["irregular_reason"]  # the reason of the correction serves
        if "late_cause" in self.fields:
            self.fields["late_cause"].required = bool(getattr(fact, "late_cause", ""))
        self.prepare_correction(fact)
        self.fields["correction_reason"] = self._reason(
            _("Reason for the correction"), _("It stays in the history of the file, beside the old and the new value.")
        )

    def _reason(self, label: Any, help_text: Any) -> forms.Field:
        """A reason in the typist's words; beside the result of a vetting no words are kept, so it is chosen."""
        if self.step.code not in RESULT_ONLY_STEPS:
            return _free_reason(label, help_text)
        return forms.ChoiceField(
            label=label,
            help_text=help_text,
            choices=[("", _("Choose a reason")), *((reason, reason) for reason in RESULT_ONLY_REASONS)],
            error_messages={"required": _("Give the reason."), "invalid_choice": _("Choose one of the reasons.")},
        )

    def ask_reason(self, *, is_late: bool = False) -> None:
        """Show the field for the reason, after the act turned out to be irregular; for a late one the causes too."""
        self.asks_reason = True
        self.asks_late_cause = self.asks_late_cause or is_late
        self.helper.layout = self.layout()

    @property
    def date_field(self) -> str:
        """The field with the day of the act."""
        return DATE_FIELDS[self.shape]

    def layout(self) -> Layout:
        """The fields in order; a form with a vote puts its figures together."""
        visible = [name for name, field in self.fields.items() if not field.widget.is_hidden]
        if not self.asks_reason:
            visible = [name for name in visible if name != "irregular_reason"]
        if not self.asks_late_cause:
            visible = [name for name in visible if name != "late_cause"]
        vote = [name for name in visible if name in VOTE_FIELDS]
        after = [name for name in visible if name in _AFTER]
        before = [name for name in visible if name not in vote and name not in after]
        if not vote:
            return Layout(*before, *after)
        return Layout(*before, Fieldset(str(self.vote_legend), *self.vote_fields(vote)), *after)

    def vote_fields(self, names: list[str]) -> list[Any]:
        """Arrange the figures of a vote."""
        return list(names)

    vote_legend = _("The vote")

    def prepare_correction(self, fact: Fact) -> None:
        """Adapt the fields to the fact that is corrected."""

    def shown(self, fact: Fact, name: str) -> Any:
        """Give a value of a recorded fact as the form shows it."""
        return getattr(fact, name)

    def columns(self) -> dict[str, Any]:
        """The typed values by the column that keeps them."""
        return {name: value for name, value in self.cleaned_data.items() if name in FIELDS}

    def values(self) -> dict[str, Any]:
        """The typed values as the service that records the step takes them."""
        return self.columns()


def _free_reason(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give the reason.")},
    )


def text_field(name: str, most: int = NUMBER_LENGTH, **kwargs: Any) -> forms.CharField:
    """Make a field of one line for a column."""
    return forms.CharField(label=FIELDS[name], max_length=most, **kwargs)


def long_field(name: str, **kwargs: Any) -> forms.CharField:
    """Make a field of several lines for a column."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=FIELDS[name], max_length=TEXT_LENGTH, widget=widget, **kwargs)


class PaperForm(FactForm):
    shape = StepShape.PAPER
    made_on = DayField(label=FIELDS["made_on"])
    number = text_field("number", required=False)


class ReceiptForm(FactForm):
    shape = StepShape.RECEIPT
    received_on = DayField(label=FIELDS["received_on"])


def late_cause_field() -> forms.ChoiceField:
    """Make the field for the cause of a late act; it is shown once the act turned out to be late."""
    return forms.ChoiceField(
        label=FIELDS["late_cause"],
        required=False,
        choices=lambda: [("", _("Choose a cause")), *late_causes()],
        error_messages={
            "required": _("The act is late: choose why."),
            "invalid_choice": _("Choose one of the causes."),
        },
    )


class CeremonyForm(FactForm):
    shape = StepShape.CEREMONY
    held_on = DayField(label=FIELDS["held_on"])
    place = text_field("place", 200, required=False)
    oath_taken = forms.BooleanField(label=FIELDS["oath_taken"], required=False)
    late_cause = late_cause_field()
