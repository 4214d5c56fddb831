"""Publish a version of a calendar, and settle the dates it moved towards today or past it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.forms.base import NamingForm
from admission.forms.fields import DayField, set_today
from admission.forms.members import ReasonField
from admission.labels import day
from admission.services.calendars import DeadlinesOutsideError, PreviewStaleError, SameContentError
from admission.services.settlements import ActDayPassedError, AlreadySettledError, SettlementOvertakenError


class PublishForm(NamingForm):
    reason = ReasonField(
        label=_("Reason"),
        help_text=_("It stands beside the version, for whoever asks later why these dates moved."),
    )


class SettleForm(NamingForm):
    act_by_on = DayField(
        label=_("Will act by"), ahead=True, help_text=_("Day/month/year, today or later, such as 31/08/2026.")
    )
    note = ReasonField(
        label=_("How it goes on"),
        help_text=_("Such as: the committee meets on Friday. No names."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_today(self, today)


def publishing_words(error: Exception) -> str:
    """Say why a version is not published; empty where the error is of another kind."""
    match error:
        case PreviewStaleError():
            return gettext(
                "Nothing was published: the calendar or the files changed since you saw the preview. "
                "This is what would happen now; look at it and confirm again."
            )
        case DeadlinesOutsideError():
            return gettext("Nothing was published: open deadlines would lie outside the calendar.")
        case SameContentError():
            return gettext("The published version says the same already.")
        case _:
            return ""


def add_settlement_error(form: forms.Form, error: Exception) -> None:
    """Say why it is not settled. Raises: the error where no form answers it."""
    match error:
        case ActDayPassedError():
            form.add_error("act_by_on", gettext("The day %(day)s has passed.") % {"day": day(error.day)})
        case AlreadySettledError():
            words = gettext("%(name)s settled this already: %(note)s")
            by, note = error.settlement.settled_by, error.settlement.note
            form.add_error(None, words % {"name": by.full_name if by else "", "note": note})
        case SettlementOvertakenError():
            form.add_error(None, gettext("The date moved on or was met meanwhile: nothing is left to settle."))
        case _:
            raise error
