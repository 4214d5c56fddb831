"""The tracking sheet: its columns as data. Template, reader, demo and guide all use this one table.

A column belongs to a *part* of the row: one recorded act, or the file itself; a part is filled whole or left empty.
Headings are the file format and stay Vietnamese; only the explanations are translated.
Why it is built so: docs/adr/0007-workbook.md.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from admission.domain.procedure import StepCode
from admission.spreadsheets.columns import (
    ANSWERS,
    METHODS,
    NAME,
    OUTCOMES,
    PLACE,
    PROPOSALS,
    SEXES,
    Answer,
    CellKind,
    Column,
    Part,
    added,
    branch_resolution,
    choice,
    committee_resolution,
    day,
    decision,
    document,
    extension,
    heading_form,
    paper,
    text,
)

__all__ = [
    "ADMISSION_DECISION",
    "ANSWERS",
    "CASE",
    "CEREMONY",
    "COLUMNS",
    "COLUMNS_OF",
    "GUIDE_TITLE",
    "LISTS_TITLE",
    "METHODS",
    "NOT_IN_THE_SHEET",
    "OUTCOMES",
    "PARTS",
    "PROPOSALS",
    "RECEIPT",
    "SEXES",
    "SHEET_TITLE",
    "SPONSORS",
    "SUPERVISOR",
    "TOGETHER",
    "Answer",
    "CellKind",
    "Column",
    "Part",
    "column_of",
    "heading_form",
]

SHEET_TITLE = "Theo dõi kết nạp"
GUIDE_TITLE = "Hướng dẫn"
LISTS_TITLE = "Danh mục"

CASE = Part(StepCode.OPEN_CASE)
SPONSORS = (Part(StepCode.ASSIGN_SPONSOR, 1), Part(StepCode.ASSIGN_SPONSOR, 2))
RECEIPT = Part(StepCode.DECISION_RECEIPT)
ADMISSION_DECISION = Part(StepCode.ADMISSION_DECISION)
CEREMONY = Part(StepCode.CEREMONY)
SUPERVISOR = Part(StepCode.PROBATION_SUPERVISOR)
TOGETHER = "together_since_on"
"""The one column that is no column of its act: it becomes the membership histories of both."""


def _case() -> tuple[Column, ...]:
    return (
        text(CASE, "branch", "Chi bộ", "CB-01", _("Code or full name of the branch, as in the list."), PLACE),
        text(CASE, "full_name", "Họ và tên", "Nguyễn Thị Hường", _("Full name of the person."), NAME),
        Column(
            CASE,
            "born_on",
            "Ngày sinh",
            CellKind.BIRTH_DATE,
            "12/03/1998",
            _("Birth date, the year in four digits. Branch, name and birth date together tell two people apart."),
        ),
        *added(
            (
                choice(
                    CASE,
                    "sex",
                    "Giới tính",
                    SEXES,
                    _("As in the papers; left empty: not recorded."),
                    example="Nữ",
                    required=False,
                ),
            )
        ),
        day(CASE, "opened_on", "Ngày lập hồ sơ", "10/01/2023", _("The day the branch opened the file.")),
        *added(
            (
                day(
                    CASE,
                    "historical_through_on",
                    "Hồ sơ cũ đến ngày",
                    "",
                    _("For an old file: acts up to that day are entered as they were, in order or not."),
                    required=False,
                ),
            )
        ),
    )


def _sponsor(part: Part) -> tuple[Column, ...]:
    who = f"Người giúp đỡ {part.nth}"
    example = "Trần Văn Bình" if part == SPONSORS[0] else "Lê Thị Cúc"
    return (
        text(part, "sponsor", who, example, _("Full name of the official member assigned to help."), NAME),
        day(part, "assigned_on", f"{who}: ngày phân công", "16/01/2023", _("The day the branch assigned him.")),
        day(
            part,
            TOGETHER,
            f"{who}: cùng công tác từ ngày",
            "16/01/2023",
            _("Since when he works with the person in the same Party organisation; left empty: since the assignment."),
            required=False,
        ),
    )


_UNION_BEFORE = "Nghị quyết của đoàn thể giới thiệu"
"""The templates before had one column for either union; its example was the Youth Union's."""


def _before_the_branch() -> tuple[Column, ...]:
    return (
        *paper(StepCode.AWARENESS_COURSE, "Giấy chứng nhận bồi dưỡng nhận thức về Đảng", "15/09/2023", "215/GCN"),
        *paper(StepCode.APPLICATION, "Đơn xin vào Đảng", "01/12/2023"),
        *paper(StepCode.PERSONAL_HISTORY, "Lý lịch của người xin vào Đảng", "04/12/2023"),
        *document(StepCode.EDUCATION, "Văn bằng", "04/12/2023", choice="Trung học phổ thông"),
        *document(
            StepCode.VETTING,
            "Thẩm tra lý lịch",
            "20/12/2023",
            choice="Không có vấn đề",
            number="41-KL/ĐU",
            issuer="Đảng ủy cơ sở",
        ),
        *document(StepCode.POLITICAL_CONCLUSION, "Kết luận về tiêu chuẩn chính trị"),
        *paper(StepCode.SPONSOR_RECOMMENDATION, "Giấy giới thiệu của đảng viên", "22/12/2023"),
        *paper(
            StepCode.YOUTH_UNION_RECOMMENDATION,
            "Nghị quyết giới thiệu của Đoàn Thanh niên",
            "26/12/2023",
            "08-NQ/ĐTN",
            former=_UNION_BEFORE,
        ),
        *added(paper(StepCode.TRADE_UNION_RECOMMENDATION, "Nghị quyết giới thiệu của Công đoàn")),
        *added(paper(StepCode.RESIDENCE_OPINIONS, "Ý kiến nơi cư trú", "03/01/2024")),
        *paper(StepCode.OPINIONS, "Tổng hợp ý kiến nhận xét", "10/01/2024", "03-TH/CB"),
        *added(paper(StepCode.SERVICE_RECORD, "Nhận xét quá trình công tác")),
        *document(StepCode.AGE_CONSENT, "Văn bản đồng ý kết nạp người trên 60 tuổi"),
    )


def _admission() -> tuple[Column, ...]:
    return (
        *branch_resolution(StepCode.ADMISSION_RESOLUTION, "Nghị quyết kết nạp", "05/02/2024"),
        *document(StepCode.ADMISSION_REPORT, "Báo cáo kết quả biểu quyết kết nạp"),
        *document(StepCode.ADMISSION_APPRAISAL, "Thẩm định của đảng ủy bộ phận về kết nạp"),
        *committee_resolution(StepCode.ADMISSION_GRASSROOTS, "Nghị quyết của đảng ủy cơ sở về kết nạp", "01/03/2024"),
        *extension(StepCode.ADMISSION_EXTENSION, "Gia hạn quyết định kết nạp"),
        *decision(StepCode.ADMISSION_DECISION, "Quyết định kết nạp", "15/04/2024"),
        day(RECEIPT, "received_on", "Ngày chi bộ nhận quyết định", "22/04/2024", _("The day the decision arrived.")),
        *document(StepCode.CEREMONY_CONSENT, "Văn bản đồng ý tổ chức lễ kết nạp chậm"),
        day(CEREMONY, "held_on", "Ngày tổ chức lễ kết nạp", "19/05/2024", _("The day of the ceremony.")),
        *added(
            (
                choice(
                    CEREMONY,
                    "oath_taken",
                    "Lễ kết nạp: đã tuyên thệ",
                    ANSWERS,
                    _("Whether the new member took the oath; left empty: yes."),
                    required=False,
                ),
            )
        ),
    )


def _probation() -> tuple[Column, ...]:
    helper, explanation = "Người giúp đỡ đảng viên dự bị", _("Full name of the official member who helps.")
    return (
        text(SUPERVISOR, "sponsor", helper, "Trần Văn Bình", explanation, NAME),
        day(SUPERVISOR, "assigned_on", f"{helper}: ngày phân công", "19/05/2024", _("The day he was assigned.")),
        *added(
            (
                *paper(StepCode.NEW_MEMBER_COURSE, "Giấy chứng nhận học lớp đảng viên mới", "20/09/2024", "88/GCN"),
                *paper(StepCode.FORMER_BRANCH_COMMENT, "Nhận xét của chi bộ cũ"),
                *paper(StepCode.SELF_REVIEW, "Bản tự kiểm điểm của đảng viên dự bị", "21/05/2025"),
                *paper(StepCode.SUPERVISOR_COMMENT, "Nhận xét của người giúp đỡ đảng viên dự bị", "23/05/2025"),
                *paper(StepCode.PROBATION_OPINIONS, "Tổng hợp ý kiến về đảng viên dự bị", "28/05/2025"),
            )
        ),
    )


def _recognition() -> tuple[Column, ...]:
    return (
        *branch_resolution(StepCode.RECOGNITION_RESOLUTION, "Nghị quyết công nhận", "03/06/2025"),
        *document(StepCode.RECOGNITION_REPORT, "Báo cáo kết quả biểu quyết công nhận"),
        *document(StepCode.RECOGNITION_APPRAISAL, "Thẩm định của đảng ủy bộ phận về công nhận"),
        *committee_resolution(
            StepCode.RECOGNITION_GRASSROOTS, "Nghị quyết của đảng ủy cơ sở về công nhận", "20/06/2025"
        ),
        *extension(StepCode.RECOGNITION_EXTENSION, "Gia hạn quyết định công nhận"),
        *decision(StepCode.RECOGNITION_DECISION, "Quyết định công nhận", "10/07/2025"),
        *document(StepCode.ANNOUNCEMENT, "Công bố quyết định công nhận", "18/07/2025"),
        *document(StepCode.PARTY_CARD, "Thẻ đảng viên", "02/09/2025", number="48.000123"),
    )


COLUMNS: tuple[Column, ...] = (
    *_case(),
    *(column for part in SPONSORS for column in _sponsor(part)),
    *_before_the_branch(),
    *_admission(),
    *_probation(),
    *_recognition(),
)
"""From left to right, in the order of the procedure."""

NOT_IN_THE_SHEET = frozenset(
    {
        StepCode.END_SPONSORSHIP,
        StepCode.READMISSION_GROUND,
        StepCode.SPECIAL_CASE,
        StepCode.EDUCATION_CONSENT,
        StepCode.READMISSION_CONSENT,
        StepCode.ADMISSION_RETURN,
        StepCode.ADMISSION_RESUBMISSION,
        StepCode.REFUSAL_NOTICE,
        StepCode.PERSONAL_EVENT,
        StepCode.RECOGNITION_RETURN,
        StepCode.RECOGNITION_RESUBMISSION,
        StepCode.REMOVAL_NOTICE,
        StepCode.TRANSFER,
        StepCode.END_CASE,
    }
)
"""Rare acts, or acts that happen several times: they are recorded on the page of the file."""

PARTS: tuple[Part, ...] = tuple(dict.fromkeys(column.part for column in COLUMNS))
COLUMNS_OF: Mapping[Part, tuple[Column, ...]] = {
    part: tuple(column for column in COLUMNS if column.part == part) for part in PARTS
}
_BY_NAME: Mapping[tuple[Part, str], Column] = {(column.part, column.field): column for column in COLUMNS}


def column_of(part: Part, field: str) -> Column:
    """Give the column of a value. Raises: KeyError."""
    return _BY_NAME[part, field]
