"""Reading the days of a calendar from what people send: tables, workbooks, iCal files, and hostile ones."""

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

import admission
from admission.domain.calendar_file import CalendarDay, DayKind, DayStatus, parse_days
from admission.spreadsheets import calendar_days
from admission.spreadsheets.calendar_days import CalendarFile, read_calendar_file, write_calendar_file
from admission.spreadsheets.errors import UnreadableWorkbookError

pytestmark = pytest.mark.usefixtures("in_english")

SHIPPED = Path(admission.__file__).parent / "data" / "vietnam_days.csv"
SWAP = "Ngày;Loại;Tên;Căn cứ;Văn bản\n02/01/2026;Nghỉ;Nghỉ hoán đổi;Hoán đổi;12729\n10/01/2026;Làm bù;Làm bù;;12729\n"


def ics(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.splitlines(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def told(read: CalendarFile) -> list[tuple[int | None, str]]:
    return [(error.row, error.message) for error in read.errors]


@pytest.fixture
def vietnam_days() -> tuple[CalendarDay, ...]:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return parse_days(csv.DictReader(file))


def test_file_of_the_product_is_read_as_it_is(vietnam_days: tuple[CalendarDay, ...]) -> None:
    read = read_calendar_file(SHIPPED.read_bytes())

    assert read.errors == []
    assert tuple(one.day for one in read.days) == vietnam_days
    assert [one.row for one in read.days] == list(range(2, 135))


def test_written_table_is_read_as_it_was(vietnam_days: tuple[CalendarDay, ...]) -> None:
    risky = replace(vietnam_days[0], name_vi="=1+1", source="@SUM(A1)")

    text = write_calendar_file([risky, *vietnam_days[1:]])

    assert ",=" not in text
    assert ",@" not in text
    assert [one.day for one in read_calendar_file(text.encode("utf-8-sig")).days] == [risky, *vietnam_days[1:]]


@pytest.mark.parametrize("encode", [str.encode, lambda text: b"\xef\xbb\xbf" + text.encode()])
def test_table_with_vietnamese_headings_is_read(encode: Any) -> None:
    read = read_calendar_file(encode(SWAP))

    assert (told(read), len(read.days)) == ([], 2)
    off, worked = (one.day for one in read.days)
    assert (off.day, off.kind, off.basis, off.status) == (
        date(2026, 1, 2), DayKind.DAY_OFF, "swapped", DayStatus.UNCONFIRMED,
    )  # fmt: skip
    assert (worked.kind, worked.basis, worked.source) == (DayKind.MAKE_UP_WORKING_DAY, "swapped", "12729")


def test_workbook_is_read_with_its_dates() -> None:
    read = read_calendar_file(
        workbook(["Tên", "Ngày", "Loại", "Trạng thái"], ["Quốc khánh", date(2026, 9, 2), "Nghỉ", "Chính thức"])
    )

    assert told(read) == []
    assert [(one.row, one.day.day, one.day.status) for one in read.days] == [(2, date(2026, 9, 2), DayStatus.CONFIRMED)]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("31/02/2026,day_off,Tết", "The day 31/02/2026 does not exist."),
        ("mai,day_off,Tết", "“mai” is no date; write day/month/year, for example 05/03/2026."),
        ("02/01/2026,holiday,Tết", "“holiday” is none of: day_off, nghỉ, ngày nghỉ, make_up_working_day, làm bù, "
                                   "ngày làm bù."),
        ("02/01/2026,day_off,", "This cell must be filled."),
        (",day_off,Tết", "This cell must be filled."),
        ("02/01/2026,day_off," + "x" * 121, "121 characters; at most 120 fit."),
    ],
)  # fmt: skip
def test_mistake_is_told_with_its_row(row: str, message: str) -> None:
    read = read_calendar_file(f"date,kind,name_vi\n30/04/2026,day_off,30/4\n{row}\n".encode())

    assert told(read) == [(3, message)]


def test_every_mistake_is_told() -> None:
    read = read_calendar_file(
        b"date,kind,name_vi,basis,source\nx,day_off,a,,\n01/01/2026,day_off,b,storm,\n02/01/2026,day_off,c,,\n"
        b"02/01/2026,day_off,d,,\n10/01/2026,make_up_working_day,e,storm,1\n"
    )

    assert [row for row, _message in told(read)] == [2, 3, 5, 6]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\xff\xfe\x00\x01", "UTF-8"),
        (b"date\x00,kind", "whatever its name says"),
        (b"PK\x03\x04 no zip at all", "damaged|no Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "old Excel"),
        (b'date,kind,name_vi\n"02/01/2026,day_off,x', "quotation mark"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "iCal file is damaged"),
        (b"x" * (2 * 1024 * 1024 + 1), "at most 2 MB"),
    ],
)
def test_file_that_cannot_be_read_is_refused_plainly(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableWorkbookError, match=message):
        read_calendar_file(content)


@pytest.mark.parametrize("content", [b"hello", b"date,kind\n", b"a,b,c\n1,2,3\n", b"\x89PNG and text"[4:]])
def test_table_of_something_else_names_the_columns(content: bytes) -> None:
    messages = [message for _row, message in told(read_calendar_file(content))]

    assert any("is missing" in message for message in messages)


def test_formula_is_no_value() -> None:
    read = read_calendar_file(workbook(["Ngày", "Loại", "Tên"], [date(2026, 9, 2), "Nghỉ", '=CMD("calc")']))

    assert told(read) == [(2, "A formula stands here; write its result as a plain value.")]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ics"])
def test_no_end_of_days_is_refused(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_days, "MAX_ROWS", 3)
    days = [f"{day:02d}/03/2026" for day in range(1, 10)]
    contents = {
        "csv": ("date,kind,name_vi\n" + "".join(f"{day},day_off,x\n" for day in days)).encode(),
        "xlsx": workbook(["date", "kind", "name_vi"], *([day, "day_off", "x"] for day in days)),
        "ics": ics(*(f"DTSTART;VALUE=DATE:202603{day:02d}\nSUMMARY:x" for day in range(1, 10))),
    }

    read = read_calendar_file(contents[kind])

    assert [message for _row, message in told(read)] == ["More than 3 days: divide the file."]


def test_ical_events_are_days_that_are_announced() -> None:
    read = read_calendar_file(
        ics(
            "DTSTART;VALUE=DATE:20270206\nDTEND;VALUE=DATE:20270209\nSUMMARY:Tết Nguyên đán",
            "DTSTART;VALUE=DATE:20270503\nSUMMARY:Nghỉ bù Ngày Quốc tế Lao động",
            "DTSTART;VALUE=DATE:20270430\nSUMMARY:Nghỉ hoán đổi",
            "DTSTART;VALUE=DATE:20270424\nSUMMARY:Làm bù cho ngày 30/04/2027",
        )
    )

    assert told(read) == []
    assert [(one.row, one.day.day.isoformat(), one.day.kind.value, one.day.basis) for one in read.days] == [
        (1, "2027-02-06", "day_off", "public holiday"),
        (1, "2027-02-07", "day_off", "public holiday"),
        (1, "2027-02-08", "day_off", "public holiday"),
        (2, "2027-05-03", "day_off", "in lieu"),
        (3, "2027-04-30", "day_off", "swapped"),
        (4, "2027-04-24", "make_up_working_day", "swapped"),
    ]
    assert {one.day.status for one in read.days} == {DayStatus.UNCONFIRMED}


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ("DTSTART;VALUE=DATE:20270206\nRRULE:FREQ=YEARLY\nSUMMARY:Tết", "repeats"),
        ("DTSTART:20270206T080000\nSUMMARY:Tết", "has an hour"),
        ("SUMMARY:Tết", "no day"),
        ("DTSTART;VALUE=DATE:20270206", "no name"),
        ("DTSTART;VALUE=DATE:20270206\nDTEND;VALUE=DATE:20990101\nSUMMARY:Tết", "at most 31"),
        ("DTSTART;VALUE=DATE:20270206\nDTEND;VALUE=DATE:20270101\nSUMMARY:Tết", "at most 31"),
        ("DTSTART;VALUE=DATE:garbage\nSUMMARY:Tết", "no day|has an hour"),
        ("DTSTART;VALUE=DATE:99991231\nDTEND;VALUE=DATE:99991231\nSUMMARY:Tết\nRDATE:99991231", "repeats"),
    ],
)
def test_event_that_is_no_day_is_told(event: str, message: str) -> None:
    read = read_calendar_file(ics("DTSTART;VALUE=DATE:20270101\nSUMMARY:Tết Dương lịch", event))

    assert len(read.errors) == 1
    assert read.errors[0].row == 2
    assert any(word in read.errors[0].message for word in message.split("|"))


def test_ical_file_without_events_says_so() -> None:
    assert told(read_calendar_file(ics())) == [(None, "The file has no day.")]
