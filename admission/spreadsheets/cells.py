"""From a cell of Excel to a value, or to a plain word about what is wrong with it."""

import re
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from admission.domain.errors import AdmissionError
from admission.spreadsheets.layout import CellKind, Column, heading_form
from members.text import normalise

Value: TypeAlias = str | date | int | StrEnum

_EARLIEST_YEAR = 1900
_CENTURY = 2000
_SHORT_YEAR = 2
_NAMES = frozenset({"full_name", "sponsor"})
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class CellValueError(AdmissionError):
    """The cell does not hold what its column asks for; the message is for the person who filled it."""


def read_cell(column: Column, value: Any, data_type: str) -> Value | None:
    """Give the value of a cell, None where it is empty. `data_type` as openpyxl tells it. Raises: CellValueError."""
    if data_type == "f":
        raise CellValueError(_("A formula stands here; write its result as a plain value."))
    if data_type == "e":
        raise CellValueError(_("Excel shows the error %(value)s here.") % {"value": value})
    if isinstance(value, str):
        value = clean(value)
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        raise CellValueError(_("TRUE or FALSE stands here; “%(example)s” is expected.") % {"example": column.example})
    match column.kind:
        case CellKind.TEXT:
            return _text(column, value)
        case CellKind.DATE | CellKind.BIRTH_DATE:
            return _date(value, short_year=column.kind is CellKind.DATE)
        case CellKind.NUMBER:
            return _number(column, value)
        case CellKind.CHOICE:
            return _choice(column, value)


def clean(text: str) -> str:
    """Give the text in one form (NFC, single spaces), without the invisible characters that copying brings along."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text)
    return normalise(text)


def _text(column: Column, value: Any) -> str:
    if isinstance(value, int | float):
        value = str(int(value) if value == int(value) else value)
    if not isinstance(value, str):
        raise CellValueError(_("Excel has turned this text into a date. Format the cell as Text and type it again."))
    if len(value) > column.most:
        raise CellValueError(
            _("%(length)s characters; at most %(most)s fit.") % {"length": len(value), "most": column.most}
        )
    if column.field in _NAMES and any(c.isdigit() for c in value):
        raise CellValueError(_("“%(value)s” is no name: it contains digits.") % {"value": value})
    return value


def _date(value: Any, *, short_year: bool) -> date:
    if isinstance(value, datetime):
        return _checked(value.date())
    if isinstance(value, date):
        return _checked(value)
    text = str(value)
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    else:
        raise CellValueError(
            _("“%(value)s” is no date; write day/month/year, for example 05/03/2026.") % {"value": text}
        )
    if len(year) == _SHORT_YEAR and not short_year:
        raise CellValueError(_("“%(value)s”: write the year in four digits.") % {"value": text})
    try:
        return _checked(date(int(year) + (_CENTURY if len(year) == _SHORT_YEAR else 0), int(month), int(day)))
    except ValueError as error:
        raise CellValueError(_("The day %(value)s does not exist.") % {"value": text}) from error


def _checked(day: date) -> date:
    if day.year < _EARLIEST_YEAR:
        raise CellValueError(_("The year %(year)s is too long ago to be true.") % {"year": day.year})
    return day


def _number(column: Column, value: Any) -> int:
    if isinstance(value, date | time):
        raise CellValueError(_("The cell is formatted as a date; format it as a number."))
    text = str(value)
    if isinstance(value, float) and value == int(value):
        text = str(int(value))
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise CellValueError(_("“%(value)s” is no whole number.") % {"value": text})
    if not column.least <= int(text) <= column.most:
        raise CellValueError(
            _("%(value)s is outside what is possible here: %(least)s to %(most)s.")
            % {"value": text, "least": column.least, "most": column.most}
        )
    return int(text)


def _choice(column: Column, value: Any) -> StrEnum:
    wanted = heading_form(str(value))
    for word, choice in column.choices.items():
        if heading_form(word) == wanted:
            return choice
    raise CellValueError(
        _("“%(value)s” is none of: %(choices)s.") % {"value": value, "choices": ", ".join(column.choices)}
    )
