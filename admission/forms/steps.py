"""One form for each shape of step; fields are named as in the facts, so that a finding finds its field."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from admission.domain.facts import Vote, VoteMethod
from admission.domain.findings import DATE_FIELDS
from admission.domain.procedure import Outcome, StepShape
from admission.forms.fields import CountField, DayField, NameField, set_today
from admission.labels import FIELDS, VOTE_METHODS, choices
from admission.models import Fact, Sponsorship
from admission.models.decision import outcomes

VOTE_FIELDS = ("vote_method", "vote_entitled", "vote_present", "vote_for", "vote_against", "vote_blank")
_NUMBER_LENGTH, _TEXT_LENGTH = 40, 500


class FactForm(forms.Form):
    """The values of one fact; a correction of one (`correcting`) is pre-filled and asks for the reason.

    `revision`: the state of the file the typist saw.
    """

    shape: StepShape
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, correcting: Fact | None = None, **kwargs: Any) -> None:
        if correcting is not None:
            kwargs["initial"] = {name: self.shown(correcting, name) for name in self.base_fields if name != "revision"}
        super().__init__(*args, **kwargs)
        if correcting is not None:
            del self.fields["revision"]
            self.prepare_correction(correcting)
            self.fields["correction_reason"] = forms.CharField(
                label=_("Reason for the correction"),
                help_text=_("It stays in the history of the file, beside the old and the new value."),
                max_length=_TEXT_LENGTH,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": _("Give the reason.")},
            )
        set_today(self, today)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.render_hidden_fields = True
        self.helper.layout = self.layout()

    @property
    def date_field(self) -> str:
        """The field with the day of the act."""
        return DATE_FIELDS[self.shape]

    def layout(self) -> Layout:
        """The fields in order; a form with a vote puts its figures together."""
        visible = [name for name, field in self.fields.items() if not field.widget.is_hidden]
        vote = [name for name in visible if name in VOTE_FIELDS]
        if not vote:
            return Layout(*visible)
        before = [name for name in visible if name not in VOTE_FIELDS and name != "correction_reason"]
        after = [name for name in visible if name == "correction_reason"]
        return Layout(*before, Fieldset(str(self.vote_legend), *vote), *after)

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


class SponsorForm(FactForm):
    shape = StepShape.SPONSORSHIP
    sponsor = NameField(
        label=FIELDS["sponsor"],
        help_text=_("Full name. A member who helps in this branch already is found by the name."),
        widget=forms.TextInput(attrs={"list": "known-sponsors", "autocomplete": "off"}),
    )
    assigned_on = DayField(label=FIELDS["assigned_on"])
    together_since_on = DayField(
        label=FIELDS["together_since_on"],
        required=False,
        help_text=_("Left empty: since the day of the assignment. The twelve months count from this day."),
    )

    def __init__(self, *args: Any, known_sponsors: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_sponsors = list(known_sponsors)

    def shown(self, fact: Fact, name: str) -> Any:
        if isinstance(fact, Sponsorship) and name == "sponsor":
            return fact.sponsor.full_name
        return super().shown(fact, name)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("together_since_on") and "together_since_on" not in self.errors:
            cleaned["together_since_on"] = cleaned.get("assigned_on")
        return cleaned


class PaperForm(FactForm):
    shape = StepShape.PAPER
    made_on = DayField(label=FIELDS["made_on"])
    number = forms.CharField(label=FIELDS["number"], max_length=_NUMBER_LENGTH, required=False)


class VoteForm(FactForm):
    """A form with the figures of a vote."""

    vote_method = forms.ChoiceField(
        label=FIELDS["vote_method"], choices=lambda: choices(VOTE_METHODS), widget=forms.RadioSelect
    )
    vote_entitled = CountField(label=FIELDS["vote_entitled"])
    vote_present = CountField(label=FIELDS["vote_present"])
    vote_for = CountField(label=FIELDS["vote_for"])
    vote_against = CountField(label=FIELDS["vote_against"])
    vote_blank = CountField(label=FIELDS["vote_blank"])

    field_order: Any = None

    def vote(self) -> Vote | None:
        """The figures typed, None where none were."""
        typed = self.cleaned_data
        if not typed.get("vote_method"):
            return None
        return Vote(
            method=VoteMethod(typed["vote_method"]),
            entitled=typed["vote_entitled"],
            present=typed["vote_present"],
            in_favour=typed["vote_for"],
            against=typed["vote_against"],
            blank=typed["vote_blank"],
        )

    def values(self) -> dict[str, Any]:
        others = {name: value for name, value in super().values().items() if name not in VOTE_FIELDS}
        return others | {"vote": self.vote()}


class ResolutionForm(VoteForm):
    shape = StepShape.BRANCH_RESOLUTION
    adopted_on = DayField(label=FIELDS["adopted_on"])
    number = forms.CharField(
        label=FIELDS["number"], max_length=_NUMBER_LENGTH, help_text=_("As on the resolution, such as 12-NQ/CB.")
    )
    vote_legend = _("The vote of the branch")
    field_order = ("adopted_on", "number", *VOTE_FIELDS)


class DecisionForm(VoteForm):
    shape = StepShape.COMMITTEE_DECISION
    outcome = forms.ChoiceField(label=FIELDS["outcome"], choices=outcomes, widget=forms.RadioSelect)
    decided_on = DayField(label=FIELDS["decided_on"])
    number = forms.CharField(
        label=FIELDS["number"], max_length=_NUMBER_LENGTH, help_text=_("As on the decision, such as 34-QĐ/ĐU.")
    )
    vote_legend = _("The vote of the committee, where it is known")
    field_order = ("outcome", "decided_on", "number", "received_on", *VOTE_FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in VOTE_FIELDS:
            self.fields[name].required = False
        self.fields["vote_entitled"].label = _("Members of the committee entitled to vote")
        self.fields["vote_present"].label = _("Members of the committee present")

    def prepare_correction(self, fact: Fact) -> None:
        received_on = getattr(fact, "received_on", None)
        if received_on is not None:
            self.fields["received_on"] = DayField(label=FIELDS["received_on"], initial=received_on)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = [name for name in VOTE_FIELDS if cleaned.get(name) not in (None, "") or name in self.errors]
        missing = [name for name in VOTE_FIELDS if name not in typed]
        if typed and missing:
            self.add_error(missing[0], _("Give all figures of the vote, or none of them."))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"outcome": Outcome(values["outcome"])}


class ExtensionForm(FactForm):
    shape = StepShape.EXTENSION
    working_days = CountField(label=FIELDS["working_days"], min_value=1)
    granted_on = DayField(label=FIELDS["granted_on"])
    reason = forms.CharField(label=FIELDS["reason"], max_length=_TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    number = forms.CharField(label=FIELDS["number"], max_length=_NUMBER_LENGTH, required=False)


class ReceiptForm(FactForm):
    shape = StepShape.RECEIPT
    received_on = DayField(label=FIELDS["received_on"])


class CeremonyForm(FactForm):
    shape = StepShape.CEREMONY
    held_on = DayField(label=FIELDS["held_on"])
    place = forms.CharField(label=FIELDS["place"], max_length=200, required=False)


FORMS: Mapping[StepShape, type[FactForm]] = {
    form.shape: form
    for form in (SponsorForm, PaperForm, ResolutionForm, DecisionForm, ExtensionForm, ReceiptForm, CeremonyForm)
}
"""The form of each shape; opening a file has a page of its own."""
