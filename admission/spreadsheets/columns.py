"""What a column of the tracking sheet is, and how the columns of each shape of act are made."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.domain.facts import Proposal, VoteMethod
from admission.domain.procedure import STEPS, Choice, Outcome, StepCode
from members.models import Sex
from members.text import search_form


class CellKind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    DATE = "date"
    BIRTH_DATE = "birth_date"
    NUMBER = "number"
    CHOICE = "choice"


class Answer(StrEnum):
    """A yes or a no."""

    YES = "yes"
    NO = "no"


class Part(NamedTuple):
    """The act that some columns tell of; `nth` tells two acts of the same step apart."""

    step: StepCode
    nth: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column. `required`: within its part, once anything of the part is filled.

    `field` is named as in facts, models, forms and findings. `most`: characters of a text, or the greatest number.
    `may_be_absent`: the templates before had no such column; `former`: how its heading read in them.
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
    choices: Mapping[str, StrEnum | Sex] = dataclasses.field(default_factory=dict)
    width: int = 14
    may_be_absent: bool = False
    former: str = ""

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
PROPOSALS: Mapping[str, StrEnum] = {"Công nhận": Proposal.PROCEED, "Xóa tên": Proposal.REJECT}
ANSWERS: Mapping[str, StrEnum] = {"Có": Answer.YES, "Không": Answer.NO}
SEXES: Mapping[str, Sex] = {"Nam": Sex.MALE, "Nữ": Sex.FEMALE}
CHOICE_WORDS: Mapping[Choice, str] = {
    Choice.BELOW_LOWER_SECONDARY: "Chưa tốt nghiệp trung học cơ sở",
    Choice.LOWER_SECONDARY: "Trung học cơ sở",
    Choice.UPPER_SECONDARY: "Trung học phổ thông",
    Choice.HIGHER: "Trung cấp, cao đẳng, đại học trở lên",
    Choice.CLEAR: "Không có vấn đề",
    Choice.HAS_ISSUE: "Có vấn đề cần xem xét",
    Choice.ELIGIBLE: "Đủ tiêu chuẩn chính trị",
    Choice.NOT_ELIGIBLE: "Không đủ tiêu chuẩn chính trị",
    Choice.NO_MEMBER_THERE: "Nơi chưa có tổ chức đảng hoặc đảng viên",
    Choice.SPECIAL_NEED: "Yêu cầu đặc biệt",
    Choice.AGREES: "Đồng ý",
    Choice.DISAGREES: "Không đồng ý",
}
"""How the answers of a document are written in a cell: a part of the file format, so not translated."""

NAME, NUMBER, REASON, PLACE, PEOPLE, DAYS = 120, 40, 500, 200, 32_767, 365
"""The most that the tables keep: characters, people, working days."""


def added(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Mark columns that the templates before did not have."""
    return tuple(dataclasses.replace(column, may_be_absent=True) for column in columns)


def text(
    part: Part, field: str, heading: str, example: str, explanation: Promise, most: int, *, required: bool = True
) -> Column:
    """Make a column of text."""
    width = 26 if most > NUMBER else 16
    return Column(part, field, heading, CellKind.TEXT, example, explanation, required=required, most=most, width=width)


def day(part: Part, field: str, heading: str, example: str, explanation: Promise, *, required: bool = True) -> Column:
    """Make a column of days."""
    return Column(part, field, heading, CellKind.DATE, example, explanation, required=required)


def count(part: Part, field: str, heading: str, example: str, explanation: Promise, *, required: bool = True) -> Column:
    """Make a column of a number of people."""
    return Column(part, field, heading, CellKind.NUMBER, example, explanation, required=required, most=PEOPLE, width=12)


def choice(
    part: Part,
    field: str,
    heading: str,
    choices: Mapping[str, StrEnum | Sex],
    explanation: Promise,
    *,
    example: str | None = None,
    required: bool = True,
) -> Column:
    """Make a column with a list to choose from; by default the first one is the example."""
    example = next(iter(choices)) if example is None else example
    return Column(
        part, field, heading, CellKind.CHOICE, example, explanation, required=required, choices=choices, width=18
    )


def paper(step: StepCode, name: str, example_on: str = "", number: str = "", former: str = "") -> tuple[Column, ...]:
    """Make the columns of a paper of the file."""
    part = Part(step)
    columns = (
        day(part, "made_on", f"{name}: ngày", example_on, _("The day written on the paper.")),
        text(part, "number", f"{name}: số", number, _("Its number, if it has one."), NUMBER, required=False),
    )
    if not former:
        return columns
    return tuple(
        dataclasses.replace(column, former=column.heading.replace(name, former)) for column in columns
    )  # what follows the name stayed as it was


def document(step: StepCode, name: str, example_on: str = "", **examples: str) -> tuple[Column, ...]:
    """Make the columns of an act that leaves a document: its day and what its step asks for; none was there before."""
    row, part = STEPS[step], Part(step)
    words = {CHOICE_WORDS[one]: one for one in row.choices}
    columns = [day(part, "acted_on", f"{name}: ngày", example_on, _("The day of the document, or of the act."))]
    for field in (*row.asks, *row.may_ask):
        required, example = field in row.asks, examples.get(field, "")
        match field:
            case "choice":
                explanation = _("What it says: choose from the list.")
                columns.append(choice(part, field, f"{name}: kết quả", words, explanation, example=example))
            case "number":
                explanation = _("Number of the document.")
                columns.append(text(part, field, f"{name}: số", example, explanation, NUMBER, required=required))
            case "issuer":
                explanation = _("The body that issued it.")
                columns.append(text(part, field, f"{name}: nơi ban hành", example, explanation, PLACE))
            case _:
                columns.append(text(part, field, f"{name}: lý do", example, _("Why."), REASON, required=required))
    return added(columns)


def votes(part: Part, name: str, entitled: Promise, figures: tuple[str, str, str]) -> tuple[Column, ...]:
    """Make the columns of a vote; `figures`: the examples of entitled, present, in favour."""
    everybody = "đảng viên chính thức" if part.step in BRANCH_VOTES else "ủy viên"
    return (
        choice(part, "vote_method", f"{name}: hình thức biểu quyết", METHODS, _("How the vote was taken.")),
        count(part, "vote_entitled", f"{name}: {everybody}", figures[0], entitled),
        count(part, "vote_present", f"{name}: có mặt", figures[1], _("How many of them were present.")),
        count(part, "vote_for", f"{name}: tán thành", figures[2], _("Votes in favour.")),
        count(part, "vote_against", f"{name}: không tán thành", "0", _("Votes against; 0 where there are none.")),
        count(part, "vote_blank", f"{name}: phiếu trắng", "0", _("Blank votes; 0 where there are none.")),
    )


BRANCH_VOTES = (StepCode.ADMISSION_RESOLUTION, StepCode.RECOGNITION_RESOLUTION)
_LEFT_OUT = (
    ("vote_exempt", "được miễn công tác và sinh hoạt", _("Official members absent who are exempted; empty: none.")),
    ("vote_elsewhere", "sinh hoạt tạm thời nơi khác", _("Official members temporarily elsewhere; empty: none.")),
    ("vote_suspended", "bị đình chỉ sinh hoạt", _("Official members suspended from Party life; empty: none.")),
    ("vote_on_leave", "vắng mặt có lý do", _("Official members absent with leave; empty: none.")),
)


def _proposal(part: Part, name: str) -> Column:
    explanation = _("What it proposes; left empty: recognition.")
    return choice(part, "proposal", f"{name}: đề nghị", PROPOSALS, explanation, required=False)


def branch_resolution(step: StepCode, name: str, example_on: str) -> tuple[Column, ...]:
    """Make the columns of the branch's resolution with its vote."""
    part = Part(step)
    columns = (
        text(part, "number", f"{name}: số", "12-NQ/CB", _("Number of the branch's resolution."), NUMBER),
        day(part, "adopted_on", f"{name}: ngày", example_on, _("The day of the branch's resolution.")),
        *votes(part, name, _("Official members of the branch."), ("15", "14", "14")),
        *added(count(part, field, f"{name}: {words}", "", why, required=False) for field, words, why in _LEFT_OUT),
    )
    return columns if step is StepCode.ADMISSION_RESOLUTION else (*columns, *added((_proposal(part, name),)))


def committee_resolution(step: StepCode, name: str, example_on: str) -> tuple[Column, ...]:
    """Make the columns of the grassroots committee's resolution with its vote; none was there before."""
    part = Part(step)
    columns = (
        text(part, "number", f"{name}: số", "27-NQ/ĐU", _("Number of the grassroots committee's resolution."), NUMBER),
        day(part, "adopted_on", f"{name}: ngày", example_on, _("The day of the grassroots committee's resolution.")),
        *votes(part, name, _("Members of the committee."), ("11", "10", "10")),
    )
    return added(columns if step is StepCode.ADMISSION_GRASSROOTS else (*columns, _proposal(part, name)))


def extension(step: StepCode, name: str) -> tuple[Column, ...]:
    """Make the columns of an extension of the committee's clock."""
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
            most=DAYS,
        ),
        day(part, "granted_on", f"{name}: ngày", "", _("The day the extension was granted.")),
        text(part, "reason", f"{name}: lý do", "", _("Why the time limit was extended."), REASON),
        # Asked for row by row: an older sheet without an extension needs no such column.
        *added(
            (
                text(
                    part,
                    "approver",
                    f"{name}: người cho phép",
                    "",
                    _("Who approved the extension: position and body. Needed wherever an extension is entered."),
                    PLACE,
                    required=False,
                ),
            )
        ),
    )


def decision(step: StepCode, name: str, example_on: str) -> tuple[Column, ...]:
    """Make the columns of the competent committee's decision."""
    part = Part(step)
    return (
        text(part, "number", f"{name}: số", "34-QĐ/ĐU", _("Number of the committee's decision."), NUMBER),
        day(part, "decided_on", f"{name}: ngày", example_on, _("The day of the committee's decision.")),
        choice(part, "outcome", f"{name}: kết quả", OUTCOMES, _("Yes or no: choose from the list.")),
    )
