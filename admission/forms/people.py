"""Those who help; somebody who was a member before; a file that moves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from admission.domain.procedure import LeavingCause, SponsorEnd, StepShape
from admission.forms.fields import CountField, DayField, NameField
from admission.forms.steps import FactForm, text_field
from admission.labels import FIELDS, LEAVING_CAUSES, SPONSOR_ENDS, choices
from admission.models import Fact, Sponsorship


class SponsorForm(FactForm):
    shape = StepShape.SPONSORSHIP
    sponsor = NameField(
        label=FIELDS["sponsor"],
        help_text=_("Full name. A member of this branch is found by the name."),
        widget=forms.TextInput(attrs={"list": "known-sponsors", "autocomplete": "off"}),
    )
    assigned_on = DayField(label=FIELDS["assigned_on"])
    member_since_on = DayField(
        label=FIELDS["member_since_on"],
        required=False,
        help_text=_(
            "Only for somebody who is not in the list of the branch's members yet: he is added to it from this day. "
            "Since when he works with the candidate is computed from the histories of both."
        ),
    )
    is_relative = forms.BooleanField(label=FIELDS["is_relative"], required=False)

    @property
    def known_sponsors(self) -> tuple[str, ...]:
        return self.context.members

    def prepare(self) -> None:
        if self.context.ended:
            self.fields["replaces"] = forms.TypedChoiceField(
                label=FIELDS["replaces"],
                choices=[("", _("Nobody")), *((str(pk), name) for pk, name in self.context.ended)],
                coerce=int,
                empty_value=None,
                required=False,
            )

    def prepare_correction(self, fact: Fact) -> None:
        del self.fields["member_since_on"]
        self.fields.pop("replaces", None)

    def shown(self, fact: Fact, name: str) -> Any:
        if isinstance(fact, Sponsorship) and name == "sponsor":
            return fact.sponsor.full_name
        return None if name == "member_since_on" else super().shown(fact, name)


class SponsorEndForm(FactForm):
    shape = StepShape.SPONSORSHIP_END
    sponsorship = forms.TypedChoiceField(label=_("Who no longer helps"), coerce=int, widget=forms.RadioSelect)
    ended_on = DayField(label=FIELDS["ended_on"])
    end_cause = forms.TypedChoiceField(
        label=FIELDS["end_cause"],
        choices=lambda: choices(SPONSOR_ENDS),
        coerce=SponsorEnd,
        widget=forms.RadioSelect,
    )

    def prepare(self) -> None:
        field = self.fields["sponsorship"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(pk), name) for pk, name in self.context.helping]

    def prepare_correction(self, fact: Fact) -> None:
        del self.fields["sponsorship"]

    def shown(self, fact: Fact, name: str) -> Any:
        return None if name == "sponsorship" else super().shown(fact, name)

    def values(self) -> dict[str, Any]:
        return self.columns() | {"sponsorship": self.cleaned_data["sponsorship"]}


class ReadmissionForm(FactForm):
    shape = StepShape.READMISSION
    noted_on = DayField(label=FIELDS["noted_on"])
    left_on = DayField(label=FIELDS["left_on"])
    cause = forms.TypedChoiceField(
        label=FIELDS["cause"],
        choices=lambda: choices(LEAVING_CAUSES),
        coerce=LeavingCause,
        widget=forms.RadioSelect,
    )
    first_admitted_on = DayField(
        label=FIELDS["first_admitted_on"],
        required=False,
        help_text=_("Where the decision is lost: the day of joining on the Party card. The Party age counts from it."),
    )
    cleared_on = DayField(
        label=FIELDS["cleared_on"], required=False, help_text=_("Only for who was sentenced for a less serious crime.")
    )
    readmissions = CountField(label=FIELDS["readmissions"], max_value=9, initial=0)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, left = cleaned.get("first_admitted_on"), cleaned.get("left_on")
        if first and left and first >= left:
            self.add_error("first_admitted_on", _("The first admission must come before the day of leaving."))
        return cleaned


class TransferForm(FactForm):
    shape = StepShape.TRANSFER
    moved_on = DayField(label=FIELDS["moved_on"])
    number = text_field("number", required=False, help_text=_("Number of the transfer slip."))

    def prepare(self) -> None:
        self.fields["to_branch"] = forms.ModelChoiceField(
            label=FIELDS["to_branch"],
            queryset=self.context.branches,
            empty_label=_("Choose a branch"),
            error_messages={"required": _("Choose the branch.")},
            help_text=_("The file and its running time limits pass to this branch and to the committees above it."),
        )

    def prepare_correction(self, fact: Fact) -> None:
        del self.fields["to_branch"]
