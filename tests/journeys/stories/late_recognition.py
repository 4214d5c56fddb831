"""Branch and committee both recognise late: it counts from the twelve-month day all the same."""

from datetime import date

from admission.domain.procedure import StepCode
from tests.journeys.stories.common import (
    REVIEWER,
    SECRETARY,
    SHORT_CHAIN,
    admitted,
    decided,
    papers,
    probation_papers,
    resolved,
    short_chain,
    supervised,
    taken_up,
)
from tests.journeys.stories.telling import Act, Look, Refusal, Story, late, party_age, row

BRANCH_WHY = "Bí thư chi bộ nghỉ ốm dài ngày"
COMMITTEE_WHY = "Ban thường vụ chưa họp được trong thời gian sáp nhập"

STORY = Story(
    name="recognition late by branch and committee",
    make=short_chain,
    people=SHORT_CHAIN,
    events=(
        *taken_up(date(2022, 9, 5), date(2020, 3, 2)),
        *papers(date(2023, 12, 1)),
        *admitted(resolved_on=date(2024, 1, 8), decided_on=date(2024, 2, 20), held_on=date(2024, 3, 15)),
        supervised(date(2024, 3, 18)),
        # Twelve months end on Sat 15/03/2025 and do not move to Monday. The branch considers within 30: Mar 17-21,
        # 24-28 = 10, 31 = 11; Apr 1-4 = 15, Mon 7 off (Hùng Vương), 8-11 = 19, 14-18, 21-25 = 29, Sat 26 worked = 30:
        # 26/04/2025.
        Look(
            day=date(2025, 2, 17),
            who=SECRETARY,
            page="case",
            shows=("15/03/2025", "26/04/2025"),
            hides=("17/03/2025",),
            look="two dates in month eleven",
        ),
        *probation_papers(date(2025, 3, 10)),
        Refusal(
            day=date(2025, 3, 17),
            who=SECRETARY,
            step="recognition_resolution",
            typed={**resolved(date(2025, 3, 15), "15-NQ/CB"), "proposal": "proceed"},
            field="adopted_on",
            words=("15/03/2025", "Điều lệ Đảng, điều 5.1"),
            look="on the twelve-month day itself",
        ),
        # Late. 06/05/2025 +30: 7-9 = 3, 12-16, 19-23, 26-30 = 18; Jun 2-6, 9-13 = 28, 16, 17 = 30: Tue 17/06/2025.
        Act(
            day=date(2025, 5, 6),
            who=SECRETARY,
            step="recognition_resolution",
            typed={**resolved(date(2025, 5, 6), "15-NQ/CB"), "proposal": "proceed"},
            reason=BRANCH_WHY,
            late_cause="meeting_not_held",
            stage="awaiting_recognition",
            due_on=date(2025, 6, 17),
            shows=(BRANCH_WHY,),
        ),
        # Late again. Party age: from the decision of 20/02/2024 to 27/06/2025 = 16 months and 7 days.
        Act(
            day=date(2025, 6, 27),
            who=REVIEWER,
            step="recognition_decision",
            typed=decided(date(2025, 6, 27), "51-QĐ/ĐU"),
            reason=COMMITTEE_WHY,
            late_cause="reorganized",
            stage="official",
            shows=(
                BRANCH_WHY,
                COMMITTEE_WHY,
                row("Official member as of", "15/03/2025"),
                row("Day of joining the Party", "15/03/2024"),
                row("Party age counts from", "20/02/2024"),
                party_age(1, 4),
            ),
            look="recognised as of the twelve-month day",
        ),
        Look(day=date(2026, 2, 19), who=SECRETARY, page="case", shows=("20/02/2024", party_age(1, 11))),
        Look(day=date(2026, 2, 20), who=SECRETARY, page="case", shows=(party_age(2, 0),)),
        Look(
            day=date(2026, 2, 20),
            who=REVIEWER,
            page="inspection",
            shows=(
                late(StepCode.RECOGNITION_RESOLUTION, date(2025, 5, 6), date(2025, 4, 26)),
                BRANCH_WHY,
                late(StepCode.RECOGNITION_DECISION, date(2025, 6, 27), date(2025, 6, 17)),
                COMMITTEE_WHY,
            ),
            look="both reasons in the inspection pack",
        ),
    ),
    recognised_as_of=date(2025, 3, 15),
)
