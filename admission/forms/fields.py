"""Days and numbers as people type them."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from members.encrypted import Secret
from members.models.person import sexes
from members.national_id import NotANationalIdError, seal_national_id
from members.text import normalise

MOST = 32_767
"""What a count can hold in the database."""
NUMBER_FINDS = _("Finds the person if the number is recorded already; else it is recorded. May be left empty.")
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2199
_PARTED = re.compile(r"(\d{1,2})[/.\-\s]+(\d{1,2})(?:[/.\-\s]+(\d{4}|\d{2}))?[/.]?")
_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_YEARS_AHEAD = 10
_LONGEST_NUMBER = 30
_WORDS = re.compile(r"[^\W\d_]+(?:[ .,'’()/-]{1,2}[^\W\d_]+)*[.)]?")
_NAME = re.compile(r"[^\W\d_]+(?:[ .'’-]{1,2}[^\W\d_]+)*\.?")


class ImpossibleDateError(ValueError):
    """A date that no calendar has; `written` is how it reads with its year."""

    def __init__(self, written: str) -> None:
        super().__init__(written)
        self.written = written


def parse_day(text: str, today: date, *, ahead: bool = False) -> date | None:
    """Read 31/8, 31.8.26, 31/08/2026, 31-8-2026, 31082026 or 2026-08-31; None for what is no date at all.

    Without a year it is the most recent such day, or `ahead` the next one; `today` is either.
    Raises: ImpossibleDateError.
    """
    iso = _ISO.fullmatch(text)
    found = _PARTED.fullmatch(text) or _TOGETHER.fullmatch(text)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif found:
        day, month = int(found[1]), int(found[2])
        if found[3] is None:
            return _without_year(day, month, today, ahead=ahead)
        year = _year(found[3], today)
    else:
        return None
    return _date(year, month, day)


def parse_typed_day(text: str, today: date) -> date | None:
    """Read a day that is still being typed; None for what is none (yet)."""
    try:
        return parse_day(text.strip(), today)
    except ImpossibleDateError:
        return None


def _year(text: str, today: date) -> int:
    """Two figures mean this century, but for a year far ahead: then the last one (a day of birth)."""
    if len(text) > 2:  # noqa: PLR2004 - two figures
        return int(text)
    year = today.year // 100 * 100 + int(text)
    return year if year <= today.year + _YEARS_AHEAD else year - 100


def _without_year(day: int, month: int, today: date, *, ahead: bool) -> date:
    # Nine years find a 29 February across any turn of a century.
    for away in range(9):
        try:
            found = _date(today.year + (away if ahead else -away), month, day)
        except ImpossibleDateError:
            continue
        if found == today or (found > today) == ahead:
            return found
    raise ImpossibleDateError(f"{day:02d}/{month:02d}")


def _date(year: int, month: int, day: int) -> date:
    written = f"{day:02d}/{month:02d}/{year:04d}"
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        raise ImpossibleDateError(written)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ImpossibleDateError(written) from error


class DayField(forms.Field):
    """A day, typed by hand. The form sets `today`, against which a day without a year is read.

    `ahead`: such a day is one to come, as of a leave; else it was.
    """

    widget = forms.TextInput
    today: date | None = None
    default_error_messages = {
        "invalid": _("Enter the day as day/month/year, such as 31/08/2026."),
    }

    def __init__(self, *, ahead: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Day/month/year, such as 31/08/2026, 31/8 or just 31082026."))
        super().__init__(**kwargs)
        self.ahead = ahead

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "placeholder": _("dd/mm/yyyy"), "autocomplete": "off", "maxlength": 20}

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        text = str(value).strip()
        if not text:
            return None
        try:
            day = parse_day(text, self.today or date.max, ahead=self.ahead and self.today is not None)
        except ImpossibleDateError as error:
            raise ValidationError(
                gettext("The day %(day)s does not exist.") % {"day": error.written}, code="impossible"
            ) from error
        if day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


def set_today(form: forms.Form, today: date) -> None:
    """Tell the days of a form what today is."""
    for field in form.fields.values():
        if isinstance(field, DayField):
            field.today = today


class CountField(forms.IntegerField):
    """A number of people or days: whole, not negative."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Enter a whole number in figures."),
        "min_value": _("The number cannot be below %(limit_value)s."),
        "max_value": _("The number cannot be above %(limit_value)s."),
    }

    def __init__(self, *, min_value: int = 0, max_value: int = MOST, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off", "maxlength": 6}


class NameField(forms.CharField):
    """The full name of a person: composed letters, single spaces."""

    default_error_messages = {
        "required": _("Enter the full name."),
        "figures": _("A name has letters only."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)

    def clean(self, value: Any) -> str:
        name = normalise(str(super().clean(value)))
        if not _NAME.fullmatch(name):
            raise ValidationError(self.error_messages["figures"], code="figures")
        return name


def _sexes_or_none() -> list[tuple[str, Any]]:
    return [*sexes(), ("", _("Not recorded yet"))]


class SexField(forms.ChoiceField):
    """The sex of a person, as in the official forms; `is_known`: once recorded it is corrected, never forgotten."""

    widget = forms.RadioSelect
    default_error_messages = {"required": _("Choose the sex.")}

    def __init__(self, *, is_known: bool = False, **kwargs: Any) -> None:
        choices = sexes if is_known else _sexes_or_none
        super().__init__(label=_("Sex"), required=is_known, choices=choices, **kwargs)


class NationalIdField(forms.CharField):
    """A national ID number, encrypted as soon as it is read; None where nothing was typed."""

    default_error_messages = {
        "required": _("Enter the national ID number."),
        "invalid": _("A national ID number has 12 figures (9 on the old card). Check the number."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("National ID number"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}))
        super().__init__(max_length=_LONGEST_NUMBER, **kwargs)

    @sensitive_variables()
    def clean(self, value: Any) -> Secret | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return seal_national_id(typed)
        except NotANationalIdError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class SensitiveTextField(forms.CharField):
    """Words of class C3, encrypted as soon as they are read; None where nothing was typed."""

    default_error_messages = {"figures": _("Letters only.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(max_length=60, **kwargs)

    @sensitive_variables()
    def clean(self, value: Any) -> Secret | None:
        text = normalise(str(super().clean(value)))
        if not text:
            return None
        if not _WORDS.fullmatch(text):
            raise ValidationError(self.error_messages["figures"], code="figures")
        return Secret.seal(text)
