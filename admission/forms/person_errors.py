"""What is said where a record of a person cannot be found, completed or corrected as it was typed."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.domain.calendar import CalendarNotPublishedError
from admission.forms.errors import not_published
from admission.labels import day
from admission.services.people import AnotherPersonError, OtherSexError
from members.field_keys import WrongFieldKeyError
from members.services import people

KEYS_DO_NOT_FIT = _("The keys of this installation do not open the sensitive fields; tell the administrator.")


def person_words(error: Exception) -> tuple[str | None, str] | None:
    """Give the field an error is about and what to say; None for an error that is about something else."""
    match error:
        case people.BornAfterEntryError():
            words = gettext("An entry in the list of members begins before, on %(day)s.")
            return "born_on", words % {"day": day(error.stay.from_on)}
        case people.CorrectionReasonMissingError():
            return "reason", gettext("Something that is recorded changes: say why.")
        case people.NumberTakenError():
            return "national_id", gettext("This number is recorded for another person already.")
        case people.OtherNumberError():
            return "national_id", gettext("Another number is recorded for this person.")
        case AnotherPersonError():
            return "national_id", gettext(
                "This number is recorded for somebody with another name or another day of birth. Check the number."
            )
        case OtherSexError():
            return "sex", gettext(
                "This person is recorded with the other sex. Check what you chose; if the record is wrong, it has to "
                "be corrected first, on the page of the person."
            )
        case people.PersonMergedError():
            return None, gettext("This record was merged into another one meanwhile. Nothing was changed.")
        case WrongFieldKeyError():
            return "national_id", str(KEYS_DO_NOT_FIT)
        case CalendarNotPublishedError():
            return "born_on", not_published(error)
        case _:
            return None
