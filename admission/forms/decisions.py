"""Resolutions, decisions, extensions, and documents of the general kind."""

from typing import Any

from crispy_forms.layout import HTML
from django import forms
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.domain.facts import Proposal, ResolutionKind, Vote, VoteMethod, kind_of
from admission.domain.procedure import Choice, Outcome, StepCode, StepShape
from admission.forms.fields import CountField, DayField
from admission.forms.steps import NUMBER_LENGTH, VOTE_FIELDS, FactForm, late_cause_field, long_field, text_field
from admission.labels import (
    CHOICE_LABELS,
    CHOICES,
    FIELDS,
    PROPOSALS,
    PROPOSALS_OF,
    RECOGNITION_OUTCOMES,
    VOTE_METHODS,
    choices,
)
from admission.models import Fact
from admission.models.decision import outcomes

_EXCUSED = ("vote_exempt", "vote_elsewhere", "vote_suspended", "vote_on_leave")


class VoteForm(FactForm):
    """A form with the figures of a vote."""

    vote_method = forms.ChoiceField(
        label=FIELDS["vote_method"], choices=lambda: choices(VOTE_METHODS), widget=forms.RadioSelect
    )
    vote_entitled = CountField(label=FIELDS["vote_entitled"])
    vote_exempt = CountField(label=FIELDS["vote_exempt"], required=False)
    vote_elsewhere = CountField(label=FIELDS["vote_elsewhere"], required=False)
    vote_suspended = CountField(label=FIELDS["vote_suspended"], required=False)
    vote_on_leave = CountField(label=FIELDS["vote_on_leave"], required=False)
    vote_present = CountField(label=FIELDS["vote_present"])
    vote_for = CountField(label=FIELDS["vote_for"])
    vote_against = CountField(label=FIELDS["vote_against"])
    vote_blank = CountField(label=FIELDS["vote_blank"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*VOTE_FIELDS, self.date_field):
            if name in self.fields and name != "vote_method":
                self.fields[name].widget.attrs["class"] = "vote-figure"  # the vote desk listens to these

    def vote_fields(self, names: list[str]) -> list[Any]:
        """The absent, who are few and seldom, are folded away until there are any."""
        absent = [name for name in names if name in _EXCUSED]
        if not absent:
            return list(names)
        place = names.index(absent[0])
        is_open = any(self.data.get(name) or self.fields[name].initial for name in absent)
        words = escape(gettext("Absent members (only if there are any)"))
        opening = HTML(f"<details class='absent'{' open' if is_open else ''}><summary>{words}</summary>")
        rest = [name for name in names[place:] if name not in absent]
        return [*names[:place], opening, *absent, HTML("</details>"), *rest]

    def of_a_committee(self) -> None:
        """A committee counts its members; nobody is left out."""
        for name in _EXCUSED:
            del self.fields[name]
        self.fields["vote_entitled"].label = _("Members of the committee entitled to vote")
        self.fields["vote_present"].label = _("Members of the committee present")

    def columns(self) -> dict[str, Any]:
        found = super().columns()
        return found | {name: found[name] or 0 for name in _EXCUSED if name in found}

    def vote(self) -> Vote | None:
        """The figures typed, None where none were."""
        typed = self.columns()
        if not typed.get("vote_method"):
            return None
        return Vote(
            method=VoteMethod(typed["vote_method"]),
            entitled=typed["vote_entitled"],
            present=typed["vote_present"],
            in_favour=typed["vote_for"],
            against=typed["vote_against"],
            blank=typed["vote_blank"],
            exempt=typed.get("vote_exempt", 0),
            elsewhere=typed.get("vote_elsewhere", 0),
            suspended=typed.get("vote_suspended", 0),
            on_leave=typed.get("vote_on_leave", 0),
        )

    def values(self) -> dict[str, Any]:
        others = {name: value for name, value in super().values().items() if name not in VOTE_FIELDS}
        return others | {"vote": self.vote()}


class ResolutionForm(VoteForm):
    shape = StepShape.BRANCH_RESOLUTION
    adopted_on = DayField(label=FIELDS["adopted_on"])
    number = text_field("number", help_text=_("As on the resolution, such as 12-NQ/CB."))
    proposal = forms.TypedChoiceField(
        label=FIELDS["proposal"],
        choices=lambda: choices(PROPOSALS),
        coerce=Proposal,
        widget=forms.RadioSelect,
    )
    late_cause = late_cause_field()
    vote_legend = _("The vote of the branch")
    field_order = ("adopted_on", "number", "proposal", *VOTE_FIELDS)

    def prepare(self) -> None:
        voters = self.context.voters
        if voters.official:  # what the list of members says today; the typist knows the day of the meeting
            self.fields["vote_entitled"].initial = voters.official
            self.fields["vote_entitled"].help_text = _(
                "From the list of members of today; on the day of the meeting there may have been more or fewer."
            )
            for name in _EXCUSED:
                self.fields[name].initial = getattr(voters, name.removeprefix("vote_")) or None
        if kind_of(self.step.code) is ResolutionKind.ADMISSION:
            del self.fields["proposal"]
            del self.fields["late_cause"]  # nothing says by when a branch has to consider admission
        else:
            self.name_proposals()

    def name_proposals(self) -> None:
        """Say what is proposed in the words of what is resolved on."""
        kind, field = kind_of(self.step.code), self.fields["proposal"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [(proposal.value, PROPOSALS_OF[kind, proposal]) for proposal in Proposal]

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"proposal": Proposal(values["proposal"])} if "proposal" in values else values


class CommitteeResolutionForm(ResolutionForm):
    shape = StepShape.COMMITTEE_RESOLUTION
    number = text_field("number", help_text=_("As on the resolution, such as 45-NQ/ĐU."))
    vote_legend = _("The vote of the committee")

    def prepare(self) -> None:
        del self.fields["late_cause"]  # a level on the way has a limit of the house only
        self.of_a_committee()
        self.name_proposals()


class DecisionForm(VoteForm):
    shape = StepShape.COMMITTEE_DECISION
    outcome = forms.ChoiceField(label=FIELDS["outcome"], choices=outcomes, widget=forms.RadioSelect)
    decided_on = DayField(label=FIELDS["decided_on"])
    number = text_field("number", help_text=_("As on the decision, such as 34-QĐ/ĐU."))
    late_cause = late_cause_field()
    vote_legend = _("The vote of the committee, where it is known")
    field_order = ("outcome", "decided_on", "number", "received_on", *VOTE_FIELDS)

    def prepare(self) -> None:
        self.of_a_committee()
        for name in VOTE_FIELDS:
            if name in self.fields:
                self.fields[name].required = False
        field = self.fields["outcome"]
        if self.step.code is StepCode.RECOGNITION_DECISION and isinstance(field, forms.ChoiceField):
            field.choices = choices(RECOGNITION_OUTCOMES)

    def prepare_correction(self, fact: Fact) -> None:
        received_on = getattr(fact, "received_on", None)
        if received_on is not None:
            self.fields["received_on"] = DayField(label=FIELDS["received_on"], initial=received_on)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        names = [name for name in VOTE_FIELDS if name in self.fields]
        typed = [name for name in names if cleaned.get(name) not in (None, "") or name in self.errors]
        missing = [name for name in names if name not in typed]
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
    reason = long_field("reason")
    approver = text_field(
        "approver",
        200,
        help_text=_("Such as: Deputy Secretary, standing board of the committee."),
        widget=forms.TextInput(attrs={"list": "known-issuers", "autocomplete": "off"}),
        error_messages={"required": _("Say who approved the extension.")},
    )
    number = text_field("number", required=False)
    late_cause = late_cause_field()

    @property
    def known_issuers(self) -> tuple[str, ...]:
        return self.context.issuers

    def prepare_correction(self, fact: Fact) -> None:
        self.fields["approver"].required = bool(getattr(fact, "approver", ""))  # once nobody was asked for it


class DocumentForm(FactForm):
    """What a document says is laid down by its step."""

    shape = StepShape.DOCUMENT
    acted_on = DayField(label=FIELDS["acted_on"])
    choice = forms.TypedChoiceField(
        label=FIELDS["choice"], coerce=Choice, empty_value=None, widget=forms.RadioSelect, choices=()
    )
    number = text_field("number", NUMBER_LENGTH)
    issuer = text_field("issuer", 200, widget=forms.TextInput(attrs={"list": "known-issuers", "autocomplete": "off"}))
    reason = long_field("reason")
    field_order = ("choice", "acted_on", "number", "issuer", "reason")

    @property
    def known_issuers(self) -> tuple[str, ...]:
        return self.context.issuers

    def prepare(self) -> None:
        for name in ("choice", "number", "issuer", "reason"):
            if name not in (*self.step.asks, *self.step.may_ask):
                del self.fields[name]
            else:
                self.fields[name].required = name in self.step.asks
        field = self.fields.get("choice")
        if isinstance(field, forms.TypedChoiceField):
            field.label = str(CHOICE_LABELS.get(self.step.code, FIELDS["choice"]))
            field.choices = [(choice.value, CHOICES[choice]) for choice in self.step.choices]
