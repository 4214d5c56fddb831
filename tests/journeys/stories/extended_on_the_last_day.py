"""A special case: on the sixtieth day thirty more are granted; not thirty-one, and not twice."""

from datetime import date

from tests.journeys.stories.common import (
    REVIEWER,
    SECRETARY,
    SHORT_CHAIN,
    decided,
    papers,
    resolved,
    short_chain,
    taken_up,
)
from tests.journeys.stories.telling import Act, Look, Refusal, Story


def extension(days: int, granted_on: str) -> dict[str, str]:
    return {
        "working_days": str(days),
        "granted_on": granted_on,
        "reason": "Cần thẩm tra thêm ở nơi công tác cũ",
        "approver": "Ban Thường vụ Đảng ủy",
    }


STORY = Story(
    name="extended on the last day",
    make=short_chain,
    people=SHORT_CHAIN,
    events=(
        *taken_up(date(2023, 6, 5), date(2021, 6, 7)),
        *papers(date(2024, 12, 2)),
        # 10/02/2025 +60: Feb 11-14 = 4, 17-21, 24-28 = 14; Mar 3-7, 10-14, 17-21, 24-28 = 34, 31 = 35; Apr 1-4 = 39,
        # Mon 7 off (Hùng Vương), 8-11 = 43, 14-18, 21-25 = 53, Sat 26 worked = 54, 28, 29 = 56, Wed 30 off; May Thu 1
        # and Fri 2 off, 5-8 = 60: Thu 08/05/2025.
        Act(
            day=date(2025, 2, 10),
            who=SECRETARY,
            step="admission_resolution",
            typed=resolved(date(2025, 2, 10)),
            stage="awaiting_decision",
            due_on=date(2025, 5, 8),
        ),
        Look(day=date(2025, 5, 8), who=REVIEWER, page="case", shows=("08/05/2025",), look="the sixtieth day"),
        Refusal(
            day=date(2025, 5, 8),
            who=REVIEWER,
            step="admission_extension",
            typed=extension(31, "08/05/2025"),
            field="working_days",
            words=("31", "30", "232-QĐ/TW, 4.3.1"),
            look="not thirty-one",
        ),
        # 08/05/2025 +30: Fri 9 = 1, 12-16, 19-23, 26-30 = 16; Jun 2-6, 9-13 = 26, 16-19 = 30: Thu 19/06/2025.
        Act(
            day=date(2025, 5, 8),
            who=REVIEWER,
            step="admission_extension",
            typed=extension(30, "08/05/2025"),
            stage="awaiting_decision",
            due_on=date(2025, 6, 19),
            shows=("08/05/2025",),
            look="thirty more",
        ),
        Refusal(
            day=date(2025, 6, 18),
            who=REVIEWER,
            step="admission_extension",
            typed=extension(5, "18/06/2025"),
            field="working_days",
            words=("232-QĐ/TW, 4.3.1",),
            look="not twice",
        ),
        # On the last of ninety days: in time, no reason is asked for.
        Act(
            day=date(2025, 6, 19),
            who=REVIEWER,
            step="admission_decision",
            typed=decided(date(2025, 6, 19)),
            stage="awaiting_receipt",
        ),
    ),
)
