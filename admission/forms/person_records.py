"""A person's record: complete and correct it, find it by its number, say whether two are one."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.forms.base import NamingForm
from admission.forms.errors import finding_text
from admission.forms.fields import DayField, NameField, NationalIdField, SensitiveTextField, SexField
from admission.forms.members import EntryForm, ReasonField
from admission.forms.person_errors import person_words
from admission.labels import day
from admission.labels.journal import SENSITIVE
from admission.services import person_mergers as files
from admission.services.acts import ForbiddenActError
from members.models import C3_FIELDS, Membership, Person
from members.models.membership import DatedEntry
from members.services import people, person_mergers
from members.services.people import PersonChanges

_PLAIN = ("full_name", "born_on", "sex")


class FindPersonForm(NamingForm):
    national_id = NationalIdField(help_text=_("The whole number: 12 figures, or the 9 of the old card."))


class PersonForm(EntryForm):
    """Who a person is. A sensitive field left empty stays as it is recorded."""

    full_name = NameField(label=_("Full name"))
    born_on = DayField(label=_("Day of birth"), required=False, help_text=_("Day/month/year, such as 19/05/1988."))
    sex = SexField()
    national_id = NationalIdField(required=False)
    ethnicity = SensitiveTextField(label=SENSITIVE["ethnicity"], required=False)
    religion = SensitiveTextField(label=SENSITIVE["religion"], required=False)
    reason = ReasonField(
        label=_("Reason for the correction"),
        required=False,
        help_text=_("Needed where something that is recorded changes; what was empty is filled in without one."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        initial = {name: getattr(person, name) for name in (*_PLAIN, "revision")}
        super().__init__(*args, initial=initial, **kwargs)
        self.person = person
        # What is once known is corrected, never forgotten.
        self.fields["born_on"].required = person.born_on is not None
        if person.sex:
            self.fields["sex"] = SexField(is_known=True)
        for name in C3_FIELDS:
            recorded = getattr(person, name) is not None
            self.fields[name].help_text = (
                _("Something is recorded and not shown here; leave empty to keep it.")
                if recorded
                else _("Not recorded.")
            )
            if recorded:
                words = _("Remove what is recorded: %(field)s") % {"field": SENSITIVE[name]}
                self.fields[_remove(name)] = forms.BooleanField(label=words, required=False)
        order = [field for name in C3_FIELDS for field in (name, _remove(name))]
        self.order_fields([*_PLAIN, *order, "reason"])

    def clean_born_on(self) -> Any:
        born_on = self.cleaned_data["born_on"]
        today = getattr(self.fields["born_on"], "today", None)
        if born_on is not None and today is not None and born_on >= today:
            raise forms.ValidationError(_("The day of birth must lie in the past."))
        return born_on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in C3_FIELDS:
            if cleaned.get(name) is not None and cleaned.get(_remove(name)):
                self.add_error(name, _("Enter a new value or remove the recorded one, not both."))
        return cleaned

    def changes(self) -> PersonChanges:
        typed = self.cleaned_data
        sensitive = {name: typed[name] for name in C3_FIELDS if typed[name] is not None or typed.get(_remove(name))}
        return PersonChanges(plain={name: typed[name] for name in _PLAIN}, sensitive=sensitive)


def _remove(field: str) -> str:
    return f"remove_{field}"


class ComparePeopleForm(NamingForm):
    """What two records that look alike are."""

    verdict = forms.ChoiceField(
        label=_("What holds"), widget=forms.RadioSelect, error_messages={"required": _("Choose what holds.")}
    )
    reason = ReasonField(label=_("How you know"))

    def __init__(self, *args: Any, first: Person, second: Person, may_tell_apart: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["verdict"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        words = _("One person; the record no. %(number)s stays")
        field.choices = [(str(one.pk), words % {"number": one.pk}) for one in (first, second)]
        if may_tell_apart:
            field.choices = [*field.choices, ("apart", _("Two different people"))]


def add_person_error(form: forms.Form, error: Exception) -> None:
    """Say why a record cannot be so, at the field it is about. Raises: the error where no form answers it."""
    field, words = person_words(error) or (None, _merger_words(error))
    form.add_error(field if field in form.fields else None, words)


def _merger_words(error: Exception) -> str:
    match error:
        case people.AlreadyToldApartError():
            return gettext("It is recorded already that these are two people.")
        case files.BothHaveOpenFilesError():
            words = gettext("Both have an open file (%(first)s, %(second)s). Close one of them first.")
            return words % {"first": error.first.code, "second": error.second.code}
        case files.BothHelpError():
            words = gettext("Both help in the file %(code)s. End the help of one of them first.")
            return words % {"code": error.case.code}
        case files.HelpsHimselfError():
            words = gettext("One of them is the candidate of the file %(code)s, the other one helps in it.")
            return words % {"code": error.case.code}
        case person_mergers.DifferentNumbersError():
            return gettext(
                "They have different national ID numbers: these are two people, or one number must be corrected first."
            )
        case person_mergers.ContradictingEntriesError():
            words = gettext("Two entries contradict each other: %(first)s; %(second)s. End or void one of them first.")
            return words % {"first": _entry(error.first), "second": _entry(error.second)}
        case ForbiddenActError():
            words = gettext("A file would not be as the regulation permits: %(findings)s")
            return words % {"findings": " ".join(finding_text(finding) for finding in error.findings)}
        case _:
            raise error


def _entry(entry: DatedEntry) -> str:
    what = entry.get_standing_display() if isinstance(entry, Membership) else str(entry)
    until = day(entry.until_on) or "…"
    return f"{what}, {entry.organization.name}, {day(entry.from_on)} – {until}"
