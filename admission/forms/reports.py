"""Ask for a report: an organisation, a period, the day as of which it speaks."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from admission.domain.months import add_months
from admission.forms.base import NamingForm
from admission.forms.fields import DayField, set_today
from admission.selectors.report_frames import Question
from members.models import Organization

MONTHS = 12
MOST_YEARS = 10


class ReportForm(NamingForm):
    """Everything may be left out: the last twelve months, as of today."""

    unit = forms.ChoiceField(label=_("Organisation, with all below it"), required=False)
    from_on = DayField(label=_("Period from"), required=False, help_text="")
    to_on = DayField(label=_("Period until"), required=False, help_text="")
    as_of = DayField(label=_("As known on"), required=False, help_text="")

    def __init__(self, *args: Any, unit: Organization, units: list[Organization], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen, self.today = unit, today
        unit_field: Any = self.fields["unit"]
        unit_field.choices = [(str(each.pk), each.name) for each in units]
        self.initial["unit"] = str(unit.pk)
        set_today(self, today)

    def clean(self) -> dict[str, Any]:
        """Fill in what was left out, and say what does not go together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        as_of = cleaned["as_of"] or self.today
        to_on = cleaned["to_on"] or as_of
        from_on = cleaned["from_on"] or add_months(to_on, -MONTHS) + timedelta(days=1)
        if as_of > self.today:
            self.add_error("as_of", _("This day is still to come: choose today or a day that has passed."))
        elif to_on > as_of:
            self.add_error("to_on", _("The period cannot end after the day as known on."))
        if from_on > to_on:
            self.add_error("from_on", _("The period must begin before it ends."))
        elif add_months(from_on, 12 * MOST_YEARS) <= to_on:
            self.add_error("from_on", _("Choose a period of at most ten years."))
        return {**cleaned, "as_of": as_of, "to_on": to_on, "from_on": from_on}

    def question(self) -> Question:
        """Give what is asked; only of a valid form."""
        typed = self.cleaned_data
        return Question(self.chosen, typed["from_on"], typed["to_on"], typed["as_of"])
