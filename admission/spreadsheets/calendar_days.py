"""Read the days of a calendar from a .csv, .xlsx or .ics file, judged by content; every mistake is told with its row.

A table has the headings of `HEADINGS`, in English as the product's own file has them, or in Vietnamese. An iCal file is
no official notice: what it says is announced, not confirmed.
"""

import csv
import io
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import Calendar
from icalendar.error import BrokenCalendarProperty
from openpyxl import load_workbook

from admission.domain.calendar_acts import NEEDS_DOCUMENT, DayBasis
from admission.domain.calendar_file import COLUMNS, SWAPPED, CalendarDay, DayKind, DayStatus
from admission.spreadsheets.archive import damaged, open_workbook
from admission.spreadsheets.cells import CellValueError, clean, read_cell
from admission.spreadsheets.columns import CellKind, Column, heading_form
from admission.spreadsheets.errors import SheetError, UnreadableWorkbookError
from admission.spreadsheets.layout import CASE

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 2_000
"""Days of more than a hundred years."""
MAX_EVENT_DAYS = 31
NAME_LENGTH, SOURCE_LENGTH, _NAME_IN_SOURCE = 120, 300, 80
_ZIP, _ICS, _OLD_EXCEL = b"PK", b"BEGIN:VCALENDAR", b"\xd0\xcf\x11\xe0"
_BOM = b"\xef\xbb\xbf"

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "Ngày"),
    "kind": ("kind", "Loại"),
    "basis": ("basis", "Căn cứ"),
    "name_vi": ("name_vi", "Tên", "Tên ngày"),
    "name_en": ("name_en", "Tên tiếng Anh"),
    "status": ("status", "Trạng thái"),
    "source": ("source", "Nguồn", "Văn bản"),
}
_REQUIRED = ("date", "kind", "name_vi")
_KINDS = {
    "day_off": DayKind.DAY_OFF, "nghỉ": DayKind.DAY_OFF, "ngày nghỉ": DayKind.DAY_OFF,
    "make_up_working_day": DayKind.MAKE_UP_WORKING_DAY, "làm bù": DayKind.MAKE_UP_WORKING_DAY,
    "ngày làm bù": DayKind.MAKE_UP_WORKING_DAY,
}  # fmt: skip
_BASES = {
    **{basis.value: basis.value for basis in DayBasis}, SWAPPED: SWAPPED, "nghỉ lễ": DayBasis.PUBLIC_HOLIDAY.value,
    "nghỉ bù": DayBasis.IN_LIEU.value, "hoán đổi": SWAPPED, "quốc tang": DayBasis.STATE_MOURNING.value,
    "bão lũ": DayBasis.STORM.value, "thiên tai": DayBasis.STORM.value,
}  # fmt: skip
_STATUSES = {
    **{status.value: status for status in DayStatus}, "chính thức": DayStatus.CONFIRMED,
    "chưa chính thức": DayStatus.UNCONFIRMED, "dự kiến": DayStatus.FORECAST,
}  # fmt: skip
_MAKE_UP_WORDS = re.compile(r"\b(làm bù|make-?up)\b", re.IGNORECASE)
_SWAP_WORDS = re.compile(r"\b(hoán đổi|swapp?ed|thay cho ngày)\b", re.IGNORECASE)
_LIEU_WORDS = re.compile(r"\b(nghỉ bù|compensatory|in lieu|observed)\b", re.IGNORECASE)
_DATE_COLUMN = Column(CASE, "date", "Ngày", CellKind.DATE, "02/01/2026", gettext_lazy("Day off"), required=True)


@dataclass(frozen=True, slots=True)
class FileDay:
    """A day of a file, with its row as a spreadsheet numbers it; of an iCal file the number of its event."""

    row: int
    day: CalendarDay


@dataclass(slots=True)
class CalendarFile:
    """What was read of a file."""

    days: list[FileDay] = field(default_factory=list)
    errors: list[SheetError] = field(default_factory=list)


class _RowError(Exception):
    """A row that cannot be taken; the message is for the person who sent it, `column` its heading."""

    def __init__(self, message: str, column: str = "") -> None:
        super().__init__(message)
        self.column = column


def read_calendar_file(content: bytes) -> CalendarFile:
    """Read the days of a file. Raises: UnreadableWorkbookError with a plain message."""
    if not content.strip():
        raise UnreadableWorkbookError(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise UnreadableWorkbookError(
            _("The file has %(size)s MB; at most %(most)s MB can be read.")
            % {"size": -(-len(content) // 2**20), "most": MAX_BYTES // 2**20}
        )
    if content.startswith((_ZIP, _OLD_EXCEL)):
        return _of_rows(_workbook_rows(content), from_workbook=True)
    text = _decoded(content)
    if text.lstrip()[: len(_ICS)].upper() == _ICS.decode():
        return _of_events(text)
    return _of_rows(_csv_rows(text), from_workbook=False)


def write_calendar_file(days: Iterable[CalendarDay]) -> str:
    """Give the days as a table that `read_calendar_file` takes back as they are."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for day in days:
        texts = (day.kind, day.basis, day.name_vi, day.name_en, day.status, day.source)
        writer.writerow([day.day.isoformat(), *map(_harmless, texts)])
    return file.getvalue()


def _harmless(text: str) -> str:
    """What a spreadsheet would take for a formula begins with a space, which is not read back."""
    return f" {text}" if text.startswith(("=", "+", "-", "@")) else str(text)


def _decoded(content: bytes) -> str:
    try:
        text = content.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableWorkbookError(
            _("The file is not written in UTF-8, or is no .csv, .xlsx or .ics file. Save it again.")
        ) from error
    if "\x00" in text:
        raise UnreadableWorkbookError(_("This is no .csv, .xlsx or .ics file, whatever its name says."))
    return text


def _csv_rows(text: str) -> Iterator[Sequence[tuple[Any, str]]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [(cell, "s") for cell in row]
    except csv.Error as error:
        raise UnreadableWorkbookError(_("The file is no table that can be read: a quotation mark is open.")) from error


def _workbook_rows(content: bytes) -> Iterator[Sequence[tuple[Any, str]]]:
    opened = open_workbook(content)
    try:
        # openpyxl warns about what it leaves out (validation lists, odd dates): nothing that concerns us.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(opened.content, read_only=True, data_only=False, keep_links=False)
            try:
                source: Any = workbook.worksheets[0]
                source.reset_dimensions()  # what the file says about its size is often wrong, and would cut rows off
                rows = []
                for number, row in enumerate(source.iter_rows(), start=1):
                    if number > MAX_ROWS + 2:  # told by whoever reads on
                        break
                    rows.append([(cell.value, cell.data_type) for cell in row])
            finally:
                workbook.close()
    except UnreadableWorkbookError:
        raise
    except Exception as error:  # openpyxl raises whatever the first unexpected byte leads to
        raise damaged() from error
    return iter(rows)


def _of_rows(rows: Iterator[Sequence[tuple[Any, str]]], *, from_workbook: bool) -> CalendarFile:
    found = CalendarFile()
    places = _places(next(rows, ()), found)
    if found.errors:
        return found
    for number, row in enumerate(rows, start=2):
        if number > MAX_ROWS + 1:
            _too_many(found, number)
            return found
        if not any(value not in {None, ""} for value, _kind in row):
            continue
        cells = {name: row[place] for name, place in places.items() if place < len(row)}
        _take(found, number, lambda cells=cells: [_day_of(cells, from_workbook)])  # type: ignore[misc] # bound now
    return _finished(found)


def _places(headings: Sequence[tuple[Any, str]], found: CalendarFile) -> dict[str, int]:
    """Find the columns by their headings, in any order; a heading that is not known is a mistake."""
    known = {heading_form(word): name for name, words in HEADINGS.items() for word in words}
    places: dict[str, int] = {}
    for place, (value, _kind) in enumerate(headings):
        text = clean(str(value)) if value is not None else ""
        name = known.get(heading_form(text))
        if name is not None and name not in places:
            places[name] = place
        elif text:
            message = _("The heading “%(heading)s” is not known. Remove the column, or use the template.")
            found.errors.append(SheetError(message % {"heading": text[:_NAME_IN_SOURCE]}, row=1))
    for name in _REQUIRED:
        if name not in places:
            message = _("The column “%(expected)s” is missing.") % {"expected": HEADINGS[name][-1]}
            found.errors.append(SheetError(message, row=1))
    return places


def _day_of(cells: Mapping[str, tuple[Any, str]], from_workbook: bool) -> CalendarDay:
    texts = {name: _text(name, cell, from_workbook) for name, cell in cells.items() if name != "date"}
    for name in _REQUIRED:
        if name != "date" and not texts.get(name):
            raise _RowError(_("This cell must be filled."), HEADINGS[name][-1])
    kind = _choice("kind", texts["kind"], _KINDS)
    usual = SWAPPED if kind is DayKind.MAKE_UP_WORKING_DAY else DayBasis.PUBLIC_HOLIDAY.value
    basis = _choice("basis", texts["basis"], _BASES) if texts.get("basis") else usual
    status = _choice("status", texts["status"], _STATUSES) if texts.get("status") else DayStatus.UNCONFIRMED
    return _checked(
        CalendarDay(
            day=_date(cells["date"]),
            kind=kind,
            basis=basis,
            name_vi=texts["name_vi"],
            name_en=texts.get("name_en") or texts["name_vi"],
            status=status,
            source=texts.get("source", ""),
        )
    )


def _checked(day: CalendarDay) -> CalendarDay:
    """A make-up day is half of a swap; mourning and storms need their document, as when they are entered by hand."""
    if day.kind is DayKind.MAKE_UP_WORKING_DAY and day.basis != SWAPPED:
        raise _RowError(_("A make-up working day is half of a swap."), HEADINGS["basis"][-1])
    if day.basis in {basis.value for basis in NEEDS_DOCUMENT} and not day.source:
        raise _RowError(
            _("Without the number of a document, a day of state mourning or of storm is worked."),
            HEADINGS["source"][-1],
        )
    return day


def _text(name: str, cell: tuple[Any, str], from_workbook: bool) -> str:
    value, data_type = cell
    if from_workbook and data_type in {"f", "e"}:
        raise _RowError(_("A formula stands here; write its result as a plain value."), HEADINGS[name][-1])
    text = clean(str(value)) if value is not None else ""
    most = SOURCE_LENGTH if name == "source" else NAME_LENGTH
    if len(text) > most:
        message = _("%(length)s characters; at most %(most)s fit.") % {"length": len(text), "most": most}
        raise _RowError(message, HEADINGS[name][-1])
    return text


def _choice(name: str, text: str, words: Mapping[str, Any]) -> Any:
    wanted = heading_form(text)
    for word, value in words.items():
        if heading_form(word) == wanted:
            return value
    message = _("“%(value)s” is none of: %(choices)s.") % {"value": text, "choices": ", ".join(words)}
    raise _RowError(message, HEADINGS[name][-1])


def _date(cell: tuple[Any, str]) -> date:
    try:
        found = read_cell(_DATE_COLUMN, *cell)
    except CellValueError as error:
        raise _RowError(str(error), HEADINGS["date"][-1]) from error
    if not isinstance(found, date):
        raise _RowError(_("This cell must be filled."), HEADINGS["date"][-1])
    return found


def _of_events(text: str) -> CalendarFile:
    found = CalendarFile()
    if text.upper().count("BEGIN:") > MAX_ROWS + 1:  # counted before anything is parsed, which takes its time
        _too_many(found, MAX_ROWS + 1)
        return found
    try:
        calendar: Any = Calendar.from_ical(text)
        events = list(calendar.walk("VEVENT"))
    except Exception as error:  # the library raises whatever the first unexpected line leads to
        raise UnreadableWorkbookError(_("The iCal file is damaged; export it again.")) from error
    for number, event in enumerate(events, start=1):
        _take(found, number, lambda event=event: _event_days(event))  # type: ignore[misc] # bound now
    return _finished(found)


def _event_days(event: Any) -> Iterable[CalendarDay]:
    if "RRULE" in event or "RDATE" in event:
        raise _RowError(_("The event repeats; a calendar of working days has each day by itself."))
    start, end = _event_date(event, "DTSTART"), _event_date(event, "DTEND")
    if start is None:
        raise _RowError(_("The event has no day."))
    name = clean(str(event.get("SUMMARY", "")))[:NAME_LENGTH]
    if not name:
        raise _RowError(_("The event has no name."))
    length = (end - start).days if end is not None else 1
    if not 0 <= length <= MAX_EVENT_DAYS:
        raise _RowError(_("The event lasts %(days)s days; at most %(most)s are taken.")
                        % {"days": length, "most": MAX_EVENT_DAYS})  # fmt: skip
    kind, basis = DayKind.DAY_OFF, DayBasis.PUBLIC_HOLIDAY.value
    if _MAKE_UP_WORDS.match(name):
        kind, basis = DayKind.MAKE_UP_WORKING_DAY, SWAPPED
    elif _SWAP_WORDS.search(name):
        basis = SWAPPED
    elif _LIEU_WORDS.search(name):
        basis = DayBasis.IN_LIEU.value
    for offset in range(max(length, 1)):
        yield CalendarDay(start + timedelta(days=offset), kind, basis, name, name, DayStatus.UNCONFIRMED, "iCal")


def _event_date(event: Any, name: str) -> date | None:
    value = event.get(name)
    if value is None:
        return None
    try:
        found = getattr(value, "dt", None)
    except BrokenCalendarProperty as error:
        raise _RowError(_("The event has no day that can be read.")) from error
    if isinstance(found, datetime) or not isinstance(found, date):
        raise _RowError(_("The event has an hour; a day off is a whole day."))
    return found


def _take(found: CalendarFile, row: int, read: Callable[[], Iterable[CalendarDay]]) -> None:
    try:
        found.days += [FileDay(row, day) for day in read()]
    except _RowError as error:
        found.errors.append(SheetError(str(error), row=row, heading=error.column))


def _too_many(found: CalendarFile, row: int) -> None:
    found.errors.append(SheetError(_("More than %(most)s days: divide the file.") % {"most": MAX_ROWS}, row=row))


def _finished(found: CalendarFile) -> CalendarFile:
    """Look for days that are there twice, and for a file without any."""
    row_of: dict[date, int] = {}
    for one in found.days:
        first = row_of.setdefault(one.day.day, one.row)
        if first != one.row:
            message = _("The day %(day)s stands in row %(row)s already.")
            found.errors.append(SheetError(message % {"day": f"{one.day.day:%d/%m/%Y}", "row": first}, row=one.row))
    if not found.days and not found.errors:
        found.errors.append(SheetError(_("The file has no day.")))
    found.errors.sort(key=lambda error: error.row or 0)
    return found
