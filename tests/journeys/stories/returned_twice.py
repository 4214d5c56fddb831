"""The grassroots committee and the committee that decides give the file back; the sixty days run on."""

from datetime import date

from tests.journeys.stories.common import (
    GRASSROOTS,
    REVIEWER,
    SECRETARY,
    SECTIONAL,
    WHOLE_CHAIN,
    decided,
    papers,
    resolved,
    taken_up,
    whole_chain,
)
from tests.journeys.stories.telling import Act, Look, Refusal, Story, vote

# 05/05/2025 +60: May 6-9 = 4, 12-16, 19-23, 26-30 = 19; Jun 2-6, 9-13, 16-20, 23-27 = 39, 30 = 40; Jul 1-4 = 44, 7-11,
# 14-18, 21-25 = 59, 28 = 60: Mon 28/07/2025. It does not move by anything that follows.
DUE_ON = date(2025, 7, 28)
FIRST_FAULT, SECOND_FAULT = "Lý lịch thiếu phần gia đình bên vợ", "Nhận xét nơi cư trú chưa đóng dấu"

STORY = Story(
    name="a file returned twice",
    make=whole_chain,
    people=WHOLE_CHAIN,
    events=(
        *taken_up(date(2023, 9, 4), date(2021, 6, 7)),
        *papers(date(2025, 3, 3)),
        Act(
            day=date(2025, 5, 5),
            who=SECRETARY,
            step="admission_resolution",
            typed=resolved(date(2025, 5, 5)),
            stage="awaiting_appraisal",
            due_on=DUE_ON,
        ),
        Act(
            day=date(2025, 5, 12),
            who=SECTIONAL,
            step="admission_appraisal",
            typed={"choice": "agrees", "acted_on": "12/05/2025", "number": "03-BC/ĐUBP"},
            stage="awaiting_grassroots",
            due_on=DUE_ON,
        ),
        Act(
            day=date(2025, 5, 20),
            who=GRASSROOTS,
            step="admission_return",
            typed={"acted_on": "20/05/2025", "reason": FIRST_FAULT},
            stage="returned",
            due_on=DUE_ON,
            shows=(FIRST_FAULT,),
            look="returned by the grassroots committee",
        ),
        # A paper is made anew; the old one stands beside it.
        Act(
            day=date(2025, 5, 26),
            who=SECRETARY,
            step="personal_history",
            typed={"made_on": "26/05/2025"},
            stage="returned",
            due_on=DUE_ON,
            shows=("26/05/2025",),
        ),
        Refusal(
            day=date(2025, 5, 27),
            who=SECRETARY,
            step="admission_resubmission",
            typed={"acted_on": "19/05/2025", "reason": "Đã bổ sung lý lịch"},
            field="acted_on",
            words=("20/05/2025",),
        ),
        Act(
            day=date(2025, 5, 27),
            who=SECRETARY,
            step="admission_resubmission",
            typed={"acted_on": "27/05/2025", "reason": "Đã bổ sung lý lịch"},
            stage="awaiting_grassroots",
            due_on=DUE_ON,
        ),
        Act(
            day=date(2025, 6, 5),
            who=GRASSROOTS,
            step="admission_grassroots",
            typed={"adopted_on": "05/06/2025", "number": "45-NQ/ĐU", "proposal": "proceed", **vote(12, 1, entitled=15)},
            stage="awaiting_decision",
            due_on=DUE_ON,
            look="the grassroots committee resolves",
        ),
        Act(
            day=date(2025, 6, 16),
            who=REVIEWER,
            step="admission_return",
            typed={"acted_on": "16/06/2025", "reason": SECOND_FAULT, "number": "77-CV/ĐU"},
            stage="returned",
            due_on=DUE_ON,
            shows=(SECOND_FAULT, "77-CV/ĐU"),
        ),
        Look(
            day=date(2025, 6, 17),
            who=SECRETARY,
            page="case",
            shows=(FIRST_FAULT, SECOND_FAULT, "28/07/2025"),
            look="returned a second time",
        ),
        Act(
            day=date(2025, 6, 30),
            who=SECRETARY,
            step="admission_resubmission",
            typed={"acted_on": "30/06/2025", "reason": "Đã đóng dấu xác nhận"},
            stage="awaiting_decision",
            due_on=DUE_ON,
        ),
        # In time: nobody is asked for a reason.
        Act(
            day=date(2025, 7, 22),
            who=REVIEWER,
            step="admission_decision",
            typed=decided(date(2025, 7, 22)),
            stage="awaiting_receipt",
            look="decided in time",
        ),
    ),
)
