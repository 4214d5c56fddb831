"""The people of a branch: add, end, change, void. An error stands at the field it is about."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.forms.base import NamingForm
from admission.forms.fields import NUMBER_FINDS, DayField, NameField, NationalIdField, SexField, set_today
from admission.forms.person_errors import person_words
from admission.labels import day
from admission.services.member_changes import FileDecidesError, NamesakesError
from members.models import EndCause, Standing
from members.models.membership import absence_kinds, standings
from members.services import memberships as services

DOCUMENT_LENGTH, REASON_LENGTH = 60, 500
# The others are written when a standing changes and when branches are merged or split.
_CAUSES = (EndCause.MOVED, EndCause.DIED, EndCause.EXPELLED, EndCause.LEFT, EndCause.OTHER)


def causes() -> list[tuple[str, Any]]:
    return [("", _("Choose a cause")), *((cause.value, cause.label) for cause in _CAUSES)]


class DocumentField(forms.CharField):
    """The number of the paper an entry rests on."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Number of the document"))
        super().__init__(max_length=DOCUMENT_LENGTH, required=False, **kwargs)


class ReasonField(forms.CharField):
    widget = forms.Textarea(attrs={"rows": 3})
    default_error_messages = {"required": _("Say why.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=REASON_LENGTH, **kwargs)


class EntryForm(NamingForm):
    """A form about an entry; its days are read against today."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_today(self, today)


class AddMemberForm(EntryForm):
    full_name = NameField(label=_("Full name"))
    born_on = DayField(
        label=_("Day of birth"),
        required=False,
        help_text=_("Needed where two people have the same name. Day/month/year, such as 19/05/1988."),
    )
    sex = SexField()
    national_id = NationalIdField(required=False, help_text=NUMBER_FINDS)
    standing = forms.ChoiceField(
        label=_("Standing"),
        choices=standings,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the standing.")},
    )
    from_on = DayField(label=_("In the branch with this standing since"))
    document = DocumentField()
    until_on = DayField(label=_("Last day, if it is over"), required=False)
    end_cause = forms.ChoiceField(label=_("Why it ended"), choices=causes, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "until_on" in self.errors or "end_cause" in self.errors:
            return cleaned
        if cleaned.get("until_on") and not cleaned.get("end_cause"):
            self.add_error("end_cause", _("Choose why it ended."))
        if cleaned.get("end_cause") and not cleaned.get("until_on"):
            self.add_error("until_on", _("Enter the last day."))
        return cleaned


class EndMemberForm(EntryForm):
    until_on = DayField(label=_("Last day in the branch"))
    cause = forms.ChoiceField(
        label=_("Why it ended"), choices=causes, error_messages={"required": _("Choose why it ended.")}
    )
    document = DocumentField()


class ChangeStandingForm(EntryForm):
    standing = forms.ChoiceField(
        label=_("New standing"), widget=forms.RadioSelect, error_messages={"required": _("Choose the standing.")}
    )
    on = DayField(label=_("First day of the new standing"))
    document = DocumentField()

    def __init__(self, *args: Any, held: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["standing"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [choice for choice in standings() if choice[0] != held]


class AbsenceForm(EntryForm):
    kind = forms.ChoiceField(
        label=_("Why not counted"),
        choices=absence_kinds,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the member is not counted.")},
    )
    from_on = DayField(label=_("From the day"))
    document = DocumentField()


class EndAbsenceForm(EntryForm):
    until_on = DayField(label=_("Last day of the absence"))
    document = DocumentField()


class VoidForm(EntryForm):
    reason = ReasonField(
        label=_("Why the entry is wrong"), help_text=_("The entry stays visible as void, with this reason.")
    )


_DAY_WORDS: dict[type[services.ImpossibleDayError], str | Promise] = {
    services.DayInFutureError: _("The day %(day)s has not come yet."),
    services.DayBeforeBirthError: _("The day %(day)s lies before the person's birth."),
    services.EndBeforeStartError: _("The last day cannot come before the first day of the entry."),
}


def add_members_error(form: forms.Form, error: Exception) -> None:
    """Say what the service refused, at the field it is about. Raises: the error itself where no form can answer it."""
    match error:
        case services.DissolvedOrganizationError():
            words = gettext("The branch was dissolved on %(day)s.")
            _add(form, error.field, words % {"day": day(error.organization.dissolved_on)})
        case services.EndBeforeStartError(field="on"):
            _add(form, "on", gettext("The new standing must begin after the first day of the present one."))
        case services.ImpossibleDayError():
            _add(form, error.field, str(_DAY_WORDS[type(error)]) % {"day": day(error.day)})
        case services.OverlappingMembershipError():
            _add(form, "from_on", _overlapping(error))
        case services.OverlappingAbsenceError():
            words = gettext("This member is recorded as absent already: %(kind)s since %(day)s.")
            absence = error.absence
            _add(form, "from_on", words % {"kind": absence.get_kind_display(), "day": day(absence.from_on)})
        case services.LaterAbsenceError():
            words = gettext("An absence begins later, on %(day)s; void it first.")
            _add(form, "until_on", words % {"day": day(error.absence.from_on)})
        case services.NotAMemberError():
            _add(form, "from_on", gettext("The person was no Party member in this branch on that day."))
        case services.AlreadyEndedError():
            _add(form, "", gettext("Somebody ended or voided this entry meanwhile. Nothing was changed."))
        case _:
            _say_refusal(form, error)


def _say_refusal(form: forms.Form, error: Exception) -> None:
    """What is not about a day: the standing, the reason, the name."""
    match error:
        case services.SameStandingError():
            _add(form, "standing", gettext("The person has this standing already."))
        case services.ReasonMissingError():
            _add(form, "reason", gettext("Say why."))
        case FileDecidesError():
            words = gettext(
                "This person has an open file (%(code)s): the standing follows from what is recorded there."
            )
            _add(form, "standing", words % {"code": error.case.code})
        case NamesakesError():
            _add(form, "born_on", gettext("The branch knows several people of this name; enter the day of birth."))
        case _:
            known = person_words(error)
            if known is None:
                raise error
            _add(form, *known)


def _overlapping(error: services.OverlappingMembershipError) -> str:
    stay = error.stay
    if error.is_elsewhere:
        words = gettext(
            "This person is a Party member in %(branch)s (%(standing)s, since %(from)s): a member belongs to one "
            "branch. Record the move there first; for a namesake enter the day of birth."
        )
        return words % {
            "branch": stay.organization.name, "standing": stay.get_standing_display(), "from": day(stay.from_on),
        }  # fmt: skip
    values = {"from": day(stay.from_on), "standing": stay.get_standing_display()}
    if stay.until_on is None:
        words = gettext(
            "This person stands in the list already since %(from)s (%(standing)s). "
            "For a namesake enter the day of birth."
        )
        return words % values
    words = gettext("This person stood in the list from %(from)s to %(until)s (%(standing)s); the days overlap.")
    return words % (values | {"until": day(stay.until_on)})


def _add(form: forms.Form, field: str | None, words: str) -> None:
    form.add_error(field if field in form.fields else None, words)
