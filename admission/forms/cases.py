"""Open a file; ask for files; ask for a due date."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.domain.findings import Finding, FindingCode, Severity
from admission.domain.procedure import STEPS, DeadlineKind, Nature, Stage, StepCode
from admission.domain.rulesets.common import CLOCKS
from admission.forms.base import NamingForm
from admission.forms.errors import finding_text
from admission.forms.fields import NUMBER_FINDS, CountField, DayField, NameField, NationalIdField, SexField, set_today
from admission.forms.members import EntryForm, ReasonField
from admission.labels import DEADLINES, STAGES, choices
from admission.selectors.case_flags import CaseFlag
from admission.selectors.case_lists import OVERDUE, SOON, CaseFilter, CaseOrder
from members.models import Organization, OrganizationQuerySet

MOST_WORKING_DAYS = 1000
MOST_LETTERS = 120


class OpenCaseForm(NamingForm):
    full_name = NameField(label=_("Full name of the candidate"))
    born_on = DayField(label=_("Day of birth"), help_text=_("Day/month/year, such as 19/05/1998."))
    sex = SexField()
    national_id = NationalIdField(required=False, help_text=NUMBER_FINDS)
    opened_on = DayField(
        label=_("Day the branch took the candidate up"),
        help_text=_(
            "The day of the branch's resolution on the candidate; the file is kept under the rules of that day."
        ),
    )

    works_since_on = DayField(
        label=_("Works or studies in the branch's unit since"),
        required=False,
        help_text=_(
            "The months together with the sponsors are computed from it; left empty: since the day the branch took "
            "the candidate up."
        ),
    )
    is_historical = forms.BooleanField(
        label=_("Historical file: enter what was done before today as it was"),
        required=False,
        help_text=_("Breaches of the regulation are then not refused: they are recorded and stay visible."),
    )

    def __init__(
        self, *args: Any, branches: OrganizationQuerySet, today: date, may_be_historical: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if not may_be_historical:
            del self.fields["is_historical"]
        only = list(branches[:2])
        self.fields["branch"] = forms.ModelChoiceField(
            label=_("Party branch"),
            queryset=branches,
            empty_label=None if len(only) == 1 else _("Choose a branch"),
            initial=only[0] if len(only) == 1 else None,
            error_messages={"required": _("Choose the branch.")},
        )
        self.order_fields(["branch"])
        set_today(self, today)

    def clean_born_on(self) -> date:
        born_on: date = self.cleaned_data["born_on"]
        if born_on >= self.today:
            raise forms.ValidationError(_("The day of birth must lie in the past."))
        return born_on

    def clean_opened_on(self) -> date:
        opened_on: date = self.cleaned_data["opened_on"]
        if opened_on > self.today:
            step = STEPS[StepCode.OPEN_CASE]
            found = Finding(
                FindingCode.DATE_IN_FUTURE, Severity.FORBIDDEN, step.code, step.clause, values=(("on", opened_on),)
            )
            raise forms.ValidationError(finding_text(found))
        return opened_on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        born_on, opened_on = cleaned.get("born_on"), cleaned.get("opened_on")
        works_since_on = cleaned.get("works_since_on")
        if works_since_on and (works_since_on > self.today or (born_on and works_since_on <= born_on)):
            self.add_error("works_since_on", _("This day must lie between the day of birth and today."))
        if born_on and opened_on and born_on >= opened_on:
            self.add_error("born_on", _("The day of birth must come before the day the branch took the candidate up."))
        return cleaned


class OpeningForm(EntryForm):
    """Another day in the place of the recorded one; `was_on`: the one the typist saw."""

    opened_on = DayField(label=_("Day the branch took the candidate up"))
    reason = ReasonField(
        label=_("Reason for the correction"),
        help_text=_("It stays in the history of the file, beside the old and the new value."),
    )
    was_on = forms.DateField(widget=forms.HiddenInput)


def stage_choices() -> list[tuple[str, Any]]:
    return [("", _("Every stage")), *choices(STAGES)]


def due_kind_choices() -> list[tuple[str, Any]]:
    """The clocks that somebody can miss."""
    kinds = [(kind.value, DEADLINES[kind]) for kind in DeadlineKind if CLOCKS[kind].nature is not Nature.MILESTONE]
    return [("", _("Whatever it is")), *kinds]


FLAGS: dict[CaseFlag, str | Promise] = {
    CaseFlag.EXTENDED: _("Time limit extended"),
    CaseFlag.CORRECTED: _("Corrected after it was recorded"),
    CaseFlag.PROVISIONAL: _("Provisional due date"),
    CaseFlag.HISTORICAL: _("Historical file"),
}
"""What an inspector looks at, in words."""


def flag_choices() -> list[tuple[str, Any]]:
    return [("", _("Every file")), *((flag.value, words) for flag, words in FLAGS.items())]


class CaseFilterForm(NamingForm):
    """The filters of the list, as the address carries them; what is not understood asks for nothing."""

    stage = forms.ChoiceField(label=_("Stage"), choices=stage_choices, required=False)
    light = forms.ChoiceField(
        label=_("Time limit"),
        choices=[("", _("Every time limit")), (OVERDUE, _("Overdue")), (SOON, _("Due within 7 working days"))],
        required=False,
    )

    due_kind = forms.ChoiceField(label=_("Kind of time limit"), choices=due_kind_choices, required=False)
    due_from = DayField(label=_("Due from"), required=False)
    due_to = DayField(label=_("Due until"), required=False)
    flag = forms.ChoiceField(label=_("What is special"), choices=flag_choices, required=False)
    sort = forms.ChoiceField(
        label=_("Sorted by"),
        choices=[
            (CaseOrder.DUE.value, _("Due date, earliest first")),
            (CaseOrder.NAME.value, _("Name of the candidate")),
        ],
        required=False,
    )

    def __init__(
        self, *args: Any, branches: list[Organization], today: date, types_unit: bool = False, **kwargs: Any
    ) -> None:
        """`types_unit`: there are too many branches to choose from; one is typed, and `branches` are the asked ones."""
        super().__init__(*args, **kwargs)
        set_today(self, today)
        if types_unit:
            self.fields["unit"] = forms.CharField(
                label=_("Party branch, by name or code"), max_length=MOST_LETTERS, required=False
            )
        if len(branches) >= (1 if types_unit else 2):  # one branch is no choice
            named = [(str(branch.pk), branch.name) for branch in branches]
            self.fields["branch"] = forms.ChoiceField(
                label=_("Party branch"), choices=[("", _("Every branch")), *named], required=False
            )
        self.order_fields(["stage", "branch", "unit", "light"])

    def asked(self, text: str) -> CaseFilter:
        """What is asked for, with the words of the search."""
        self.full_clean()
        typed = self.cleaned_data
        return CaseFilter(
            text=text,
            stage=Stage(typed["stage"]) if typed.get("stage") else "",
            branch=int(typed["branch"]) if typed.get("branch") else None,
            unit=typed.get("unit", ""),
            light=typed.get("light", ""),
            due_kind=typed.get("due_kind", ""),
            due_from=typed.get("due_from"),
            due_to=typed.get("due_to"),
            flag=typed.get("flag", ""),
            order=CaseOrder(typed.get("sort", "")),
        )


class WorkingDaysForm(NamingForm):
    """From a day, so many working days on."""

    start = DayField(label=_("From the day"), help_text=_("The day itself is day 0 and is not counted."))
    days = CountField(label=_("Working days to add"), max_value=MOST_WORKING_DAYS)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_today(self, today)
