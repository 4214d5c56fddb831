"""The ceremony comes late: refused, then held with the consent of the committee above, and seen by the inspection."""

from datetime import date

from admission.domain.procedure import StepCode
from members.models import Role
from tests.journeys.stories.common import (
    GRASSROOTS,
    REVIEWER,
    SECRETARY,
    WHOLE_CHAIN,
    decided,
    papers,
    prepared,
    resolved,
    taken_up,
    through_the_committees,
    whole_chain,
)
from tests.journeys.stories.telling import Act, Look, Refusal, Story, Typed, late

INSPECTOR = "kiem.tra"
WHY = "Cả chi bộ đi công tác dài ngày, không đủ điều kiện tổ chức lễ"


def held(on: str) -> Typed:
    return {"held_on": on, "place": "Nhà văn hóa", "oath_taken": "on"}


STORY = Story(
    name="a late ceremony with consent",
    make=whole_chain,
    people={**WHOLE_CHAIN, INSPECTOR: (Role.INSPECTOR, "committee")},
    events=(
        *taken_up(date(2023, 9, 4), date(2021, 6, 7)),
        *papers(date(2024, 11, 4)),
        prepared(date(2024, 12, 9), "admission_resolution", resolved(date(2024, 12, 9))),
        *through_the_committees(date(2024, 12, 20)),
        prepared(date(2025, 2, 27), "admission_decision", decided(date(2025, 2, 27)), REVIEWER),
        # 03/03/2025 +30: Mar 4-7 = 4, 10-14, 17-21, 24-28 = 19, 31 = 20; Apr 1-4 = 24, Mon 7 off (Hùng Vương),
        # 8-11 = 28, 14, 15 = 30: Tue 15/04/2025.
        Act(
            day=date(2025, 3, 3),
            who=SECRETARY,
            step="decision_receipt",
            typed={"received_on": "03/03/2025"},
            stage="awaiting_ceremony",
            due_on=date(2025, 4, 15),
        ),
        Refusal(
            day=date(2025, 4, 23),
            who=SECRETARY,
            step="ceremony",
            typed=held("23/04/2025"),
            field="held_on",
            words=("15/04/2025", "232-QĐ/TW, 4.1"),
            look="late without consent",
        ),
        Act(
            day=date(2025, 4, 24),
            who=GRASSROOTS,
            step="ceremony_consent",
            typed={
                "acted_on": "24/04/2025",
                "number": "21-CV/ĐU",
                "issuer": "Đảng ủy cơ sở Ban Mai",
                "reason": WHY,
            },
            stage="awaiting_ceremony",
            due_on=date(2025, 4, 15),
            shows=("21-CV/ĐU",),
        ),
        # Late all the same, for a reason. Twelve months: 28/04/2026; the branch considers within 30: Wed 29 = 1, Thu 30
        # off; May Fri 1 off, 4-8, 11-15, 18-22, 25-29 = 21; Jun 1-5 = 26, 8-11 = 30: Thu 11/06/2026.
        Act(
            day=date(2025, 4, 28),
            who=SECRETARY,
            step="ceremony",
            typed=held("28/04/2025"),
            reason=WHY,
            late_cause="person_absent",
            stage="probation",
            due_on=date(2026, 6, 11),
            shows=("28/04/2026", WHY),
            look="held late for a reason",
        ),
        Look(
            day=date(2025, 5, 5),
            who=INSPECTOR,
            page="inspection",
            shows=(late(StepCode.CEREMONY, date(2025, 4, 28), date(2025, 4, 15)), "21-CV/ĐU", WHY),
            look="the inspection sees it",
        ),
    ),
)
