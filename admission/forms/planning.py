"""Ask for the day of a meeting, held or to come, or of a ceremony."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from admission.forms.base import NamingForm
from admission.forms.fields import DayField, set_today


class _AheadForm(NamingForm):
    """One day from today on."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        set_today(self, today)

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on is not None and on < self.today:
            raise forms.ValidationError(_("This day has passed: enter one from today on."))
        return on


class HeldDayForm(NamingForm):
    """The day of a meeting that was held: today at the latest."""

    on = DayField(label=_("Day of another meeting"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        set_today(self, today)

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on is not None and on > self.today:
            raise forms.ValidationError(_("This day is still to come: votes are recorded once they were taken."))
        return on


class MeetingDayForm(_AheadForm):
    on = DayField(label=_("Another meeting day"), required=False, ahead=True)


class CeremonyDayForm(_AheadForm):
    on = DayField(label=_("Day of the ceremony"), ahead=True, help_text=_("Day/month/year, such as 19/05/2027."))
