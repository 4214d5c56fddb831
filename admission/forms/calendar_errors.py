"""Why something done to a calendar is refused, at the field it is about and in plain words."""

from collections.abc import Mapping

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.domain import calendar_acts as acts
from admission.domain.calendar_drafts import REFUSALS
from admission.labels.calendars import calendar_refusal
from admission.services import calendar_drafts as drafts
from admission.services.calendar_following import NothingToTakeOverError

_DAY_FIELDS = ("day", "off", "worked")


def add_calendar_error(form: forms.Form, error: Exception) -> None:
    """Put the words to the form. Raises: the error where no form answers it."""
    words = refusal_words(error)
    if not words:
        raise error
    form.add_error(_field_of(form, error), words)


def refusal_words(error: Exception) -> str:
    """Say why; empty where the error is of another kind."""
    if isinstance(error, REFUSALS):
        return calendar_refusal(error)
    return str(_OF_THE_DRAFT.get(type(error), ""))


def _field_of(form: forms.Form, error: Exception) -> str | None:
    names = {
        acts.DocumentMissingError: "document",
        acts.YearGapError: "year",
        acts.YearKnownError: "year",
        acts.YearSettledError: "year",
        acts.YearTooFarError: "year",
        acts.InvalidWeekendError: "weekend",
        drafts.OwnWeekendError: "weekend",
        drafts.NoticeInFutureError: "notice_on",
        drafts.HasCalendarError: "organization",
    }
    name = names.get(type(error), "")
    on = getattr(error, "day", None)
    if not name and on is not None:
        name = next((field for field in _DAY_FIELDS if form.cleaned_data.get(field) == on), "")
    if isinstance(error, acts.DayOutsideError) and "year" in form.fields:
        name = "year"
    return name if name in form.fields else None


_OF_THE_DRAFT: Mapping[type[Exception], Promise] = {
    drafts.DraftOpenError: _("A draft of this calendar is open already; here it is."),
    drafts.DraftClosedError: _("This draft was published or dropped meanwhile."),
    drafts.DraftChangedError: _("The draft was changed meanwhile. Look at it again; nothing was entered."),
    drafts.DraftFullError: _("The draft has very many changes. Publish them before you enter more."),
    drafts.NoticeMissingError: _(
        "A version without a notice is not published: enter its number, its day and who issued it."
    ),
    drafts.NoticeInFutureError: _("This day has not come yet."),
    drafts.DraftStaleError: _("A newer version was published meanwhile: begin the draft anew first."),
    drafts.NothingChangedError: _("Nothing is changed yet."),
    drafts.OwnWeekendError: _("Only the calendar of an organisation has another weekly rest than Saturday and Sunday."),
    drafts.HasCalendarError: _("This organisation has a calendar of its own already."),
    NothingToTakeOverError: _(
        "There is nothing to take over from the calendar above, or somebody has to enter it by hand."
    ),
    drafts.NeedsOtherActError: _("A later change rests on this one; take that back first."),
}
