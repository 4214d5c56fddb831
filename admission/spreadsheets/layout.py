"""The tracking sheet: its columns as data. Template, reader, demo and guide all use this one table.

A column belongs to a *part* of the row: one recorded act, or the file itself; a part is filled whole or left empty.
Headings are the file format and stay Vietnamese; only the explanations are translated.
Why it is built so: docs/adr/0007-workbook.md.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.domain.facts import VoteMethod
from admission.domain.procedure import Outcome, StepCode
from members.text import search_form

SHEET_TITLE = "Theo dõi kết nạp"
GUIDE_TITLE = "Hướng dẫn"
LISTS_TITLE = "Danh mục"


class CellKind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    DATE = "date"
    BIRTH_DATE = "birth_date"
    NUMBER = "number"
    CHOICE = "choice"


class Part(NamedTuple):
    """The act that some columns tell of; `nth` tells two acts of the same step apart."""

    step: StepCode
    nth: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column. `required`: within its part, once anything of the part is filled.

    `field` is named as in facts, models, forms and findings. `most`: characters of a text, or the greatest number.
    """

    part: Part
    field: str
    heading: str
    kind: CellKind
    example: str
    explanation: Promise
    required: bool = True
    least: int = 0
    most: int = 0
    choices: Mapping[str, StrEnum] = dataclasses.field(default_factory=dict)
    width: int = 14

    @property
    def matched_by(self) -> str:
        """The heading as it is compared: without case, marks and punctuation."""
        return heading_form(self.heading)


def heading_form(text: str) -> str:
    """Give what is compared of a heading or a choice: letters and digits only, without case and marks."""
    return " ".join("".join(c if c.isalnum() else " " for c in search_form(text)).split())


METHODS: Mapping[str, StrEnum] = {
    "Bỏ phiếu kín": VoteMethod.SECRET_BALLOT,
    "Biểu quyết bằng thẻ đảng viên": VoteMethod.RAISED_CARD,
}
OUTCOMES: Mapping[str, StrEnum] = {"Đồng ý": Outcome.GRANTED, "Không đồng ý": Outcome.REFUSED}

CASE = Part(StepCode.OPEN_CASE)
SPONSORS = (Part(StepCode.ASSIGN_SPONSOR, 1), Part(StepCode.ASSIGN_SPONSOR, 2))
RECEIPT = Part(StepCode.DECISION_RECEIPT)
ADMISSION_DECISION = Part(StepCode.ADMISSION_DECISION)

_NAME, _NUMBER, _REASON, _PLACE, _PEOPLE, _DAYS = 120, 40, 500, 200, 32_767, 365
"""The most that the tables keep: characters, people, working days."""


def _text(
    part: Part, field: str, heading: str, example: str, explanation: Promise, most: int, *, required: bool = True
) -> Column:
    width = 26 if most > _NUMBER else 16
    return Column(part, field, heading, CellKind.TEXT, example, explanation, required=required, most=most, width=width)


def _date(part: Part, field: str, heading: str, example: str, explanation: Promise, *, required: bool = True) -> Column:
    return Column(part, field, heading, CellKind.DATE, example, explanation, required=required)


def _count(part: Part, field: str, heading: str, example: str, explanation: Promise) -> Column:
    return Column(part, field, heading, CellKind.NUMBER, example, explanation, most=_PEOPLE, width=12)


def _case() -> tuple[Column, ...]:
    return (
        _text(CASE, "branch", "Chi bộ", "CB-01", _("Code or full name of the branch, as in the list."), _PLACE),
        _text(CASE, "full_name", "Họ và tên", "Nguyễn Thị Hường", _("Full name of the person."), _NAME),
        Column(
            CASE,
            "born_on",
            "Ngày sinh",
            CellKind.BIRTH_DATE,
            "12/03/1998",
            _("Birth date, the year in four digits. Branch, name and birth date together tell two people apart."),
        ),
        _date(CASE, "opened_on", "Ngày lập hồ sơ", "10/01/2023", _("The day the branch opened the file.")),
    )


def _sponsor(part: Part) -> tuple[Column, ...]:
    who = f"Người giúp đỡ {part.nth}"
    example = "Trần Văn Bình" if part == SPONSORS[0] else "Lê Thị Cúc"
    return (
        _text(part, "sponsor", who, example, _("Full name of the official member assigned to help."), _NAME),
        _date(part, "assigned_on", f"{who}: ngày phân công", "16/01/2023", _("The day the branch assigned him.")),
        _date(
            part,
            "together_since_on",
            f"{who}: cùng công tác từ ngày",
            "16/01/2023",
            _("Since when he works with the person in the same Party organisation; left empty: since the assignment."),
            required=False,
        ),
    )


_PAPER_HEADINGS = {
    StepCode.AWARENESS_COURSE: ("Giấy chứng nhận bồi dưỡng nhận thức về Đảng", "215/GCN"),
    StepCode.APPLICATION: ("Đơn xin vào Đảng", ""),
    StepCode.PERSONAL_HISTORY: ("Lý lịch của người xin vào Đảng", ""),
    StepCode.SPONSOR_RECOMMENDATION: ("Giấy giới thiệu của đảng viên", ""),
    StepCode.YOUTH_UNION_RECOMMENDATION: ("Nghị quyết của đoàn thể giới thiệu", "08-NQ/ĐTN"),
    StepCode.OPINIONS: ("Tổng hợp ý kiến nhận xét", "03-TH/CB"),
}


def _paper(step: StepCode) -> tuple[Column, ...]:
    (name, number), part = _PAPER_HEADINGS[step], Part(step)
    return (
        _date(part, "made_on", f"{name}: ngày", "15/12/2023", _("The day written on the paper.")),
        _text(part, "number", f"{name}: số", number, _("Its number, if it has one."), _NUMBER, required=False),
    )


def _resolution(step: StepCode, name: str, example_on: str) -> tuple[Column, ...]:
    part = Part(step)
    return (
        _text(part, "number", f"{name}: số", "12-NQ/CB", _("Number of the branch's resolution."), _NUMBER),
        _date(part, "adopted_on", f"{name}: ngày", example_on, _("The day of the branch's resolution.")),
        Column(
            part,
            "vote_method",
            f"{name}: hình thức biểu quyết",
            CellKind.CHOICE,
            "Bỏ phiếu kín",
            _("How the branch voted: choose from the list."),
            choices=METHODS,
            width=18,
        ),
        _count(part, "vote_entitled", f"{name}: đảng viên chính thức", "15", _("Official members entitled to vote.")),
        _count(part, "vote_present", f"{name}: có mặt", "14", _("Official members present.")),
        _count(part, "vote_for", f"{name}: tán thành", "14", _("Votes in favour.")),
        _count(part, "vote_against", f"{name}: không tán thành", "0", _("Votes against; 0 where there are none.")),
        _count(part, "vote_blank", f"{name}: phiếu trắng", "0", _("Blank votes; 0 where there are none.")),
    )


def _extension(step: StepCode, name: str, example_on: str) -> tuple[Column, ...]:
    part = Part(step)
    return (
        Column(
            part,
            "working_days",
            f"{name}: số ngày làm việc",
            CellKind.NUMBER,
            "",
            _("Working days that were added, in a special case."),
            least=1,
            most=_DAYS,
        ),
        _date(part, "granted_on", f"{name}: ngày", example_on, _("The day the extension was granted.")),
        _text(part, "reason", f"{name}: lý do", "", _("Why the time limit was extended."), _REASON),
    )


def _decision(step: StepCode, name: str, example_on: str) -> tuple[Column, ...]:
    part = Part(step)
    return (
        _text(part, "number", f"{name}: số", "34-QĐ/ĐU", _("Number of the committee's decision."), _NUMBER),
        _date(part, "decided_on", f"{name}: ngày", example_on, _("The day of the committee's decision.")),
        Column(
            part,
            "outcome",
            f"{name}: kết quả",
            CellKind.CHOICE,
            "Đồng ý",
            _("Yes or no: choose from the list."),
            choices=OUTCOMES,
            width=16,
        ),
    )


def _ceremony_and_probation() -> tuple[Column, ...]:
    helper = Part(StepCode.PROBATION_SUPERVISOR)
    return (
        _date(RECEIPT, "received_on", "Ngày chi bộ nhận quyết định", "22/04/2024", _("The day the decision arrived.")),
        _date(
            Part(StepCode.CEREMONY), "held_on", "Ngày tổ chức lễ kết nạp", "19/05/2024", _("The day of the ceremony.")
        ),
        _text(
            helper,
            "sponsor",
            "Người giúp đỡ đảng viên dự bị",
            "Trần Văn Bình",
            _("Full name of the official member who helps during probation."),
            _NAME,
        ),
        _date(
            helper,
            "assigned_on",
            "Người giúp đỡ đảng viên dự bị: ngày phân công",
            "19/05/2024",
            _("The day the branch assigned him."),
        ),
    )


COLUMNS: tuple[Column, ...] = (
    *_case(),
    *(column for part in SPONSORS for column in _sponsor(part)),
    *(column for step in _PAPER_HEADINGS for column in _paper(step)),
    *_resolution(StepCode.ADMISSION_RESOLUTION, "Nghị quyết kết nạp", "05/02/2024"),
    *_extension(StepCode.ADMISSION_EXTENSION, "Gia hạn quyết định kết nạp", ""),
    *_decision(StepCode.ADMISSION_DECISION, "Quyết định kết nạp", "15/04/2024"),
    *_ceremony_and_probation(),
    *_resolution(StepCode.RECOGNITION_RESOLUTION, "Nghị quyết công nhận", "03/06/2025"),
    *_extension(StepCode.RECOGNITION_EXTENSION, "Gia hạn quyết định công nhận", ""),
    *_decision(StepCode.RECOGNITION_DECISION, "Quyết định công nhận", "10/07/2025"),
)
"""From left to right."""

PARTS: tuple[Part, ...] = tuple(dict.fromkeys(column.part for column in COLUMNS))
COLUMNS_OF: Mapping[Part, tuple[Column, ...]] = {
    part: tuple(column for column in COLUMNS if column.part == part) for part in PARTS
}
_BY_NAME: Mapping[tuple[Part, str], Column] = {(column.part, column.field): column for column in COLUMNS}


def column_of(part: Part, field: str) -> Column:
    """Give the column of a value. Raises: KeyError."""
    return _BY_NAME[part, field]
