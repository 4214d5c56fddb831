"""At the end of probation the branch proposes to remove the name; no second probation follows."""

from datetime import date

from admission.domain.findings import FindingCode
from admission.domain.procedure import Outcome, StepCode
from admission.labels import RECOGNITION_OUTCOMES
from tests.journeys.stories.common import (
    GRASSROOTS,
    REVIEWER,
    SECRETARY,
    SECTIONAL,
    WHOLE_CHAIN,
    admitted,
    decided,
    papers,
    probation_papers,
    resolved,
    supervised,
    taken_up,
    whole_chain,
)
from tests.journeys.stories.telling import Act, Look, Shut, Story, Words, found, vote

# 12/06/2024 +30: 13, 14 = 2, 17-21, 24-28 = 12; Jul 1-5, 8-12, 15-19 = 27, 22-24 = 30: Wed 24/07/2024.
DUE_ON = date(2024, 7, 24)
NOT_TOLD = found(FindingCode.NOTICE_MISSING, StepCode.REMOVAL_NOTICE)
REMOVED = Words(lambda: f"{RECOGNITION_OUTCOMES[Outcome.REFUSED]}: 93-QĐ/ĐU")
WHY = "Không bảo đảm tư cách đảng viên trong thời gian dự bị"

STORY = Story(
    name="a name removed",
    make=whole_chain,
    people=WHOLE_CHAIN,
    events=(
        *taken_up(date(2022, 3, 1), date(2020, 1, 6)),
        *papers(date(2023, 2, 1)),
        *admitted(
            resolved_on=date(2023, 3, 6),
            through=date(2023, 3, 16),
            decided_on=date(2023, 5, 15),
            held_on=date(2023, 6, 5),
        ),
        supervised(date(2023, 6, 6)),
        *probation_papers(date(2024, 6, 6)),
        # Twelve months on 05/06/2024; the branch considers within 30: 6, 7 = 2, 10-14, 17-21, 24-28 = 17; Jul 1-5,
        # 8-12 = 27, 15-17 = 30: Wed 17/07/2024.
        Look(day=date(2024, 6, 7), who=SECRETARY, page="case", shows=("05/06/2024", "17/07/2024")),
        Act(
            day=date(2024, 6, 12),
            who=SECRETARY,
            step="recognition_resolution",
            typed={**resolved(date(2024, 6, 12), "18-NQ/CB"), "proposal": "reject"},
            stage="recognition_appraisal",
            due_on=DUE_ON,
            look="the branch proposes removal",
        ),
        Act(
            day=date(2024, 6, 18),
            who=SECTIONAL,
            step="recognition_appraisal",
            typed={"choice": "agrees", "acted_on": "18/06/2024", "number": "09-BC/ĐUBP"},
            stage="recognition_grassroots",
            due_on=DUE_ON,
        ),
        Act(
            day=date(2024, 6, 25),
            who=GRASSROOTS,
            step="recognition_grassroots",
            typed={"adopted_on": "25/06/2024", "number": "66-NQ/ĐU", "proposal": "reject", **vote(14, 1, entitled=15)},
            stage="awaiting_recognition",
            due_on=DUE_ON,
        ),
        Act(
            day=date(2024, 7, 10),
            who=REVIEWER,
            step="recognition_decision",
            typed=decided(date(2024, 7, 10), "93-QĐ/ĐU", outcome="refused"),
            stage="name_removed",
            shows=(REMOVED, NOT_TOLD),
            look="the name is removed",
        ),
        Act(
            day=date(2024, 7, 15),
            who=REVIEWER,
            step="removal_notice",
            typed={"acted_on": "15/07/2024", "number": "95-TB/ĐU", "reason": WHY},
            stage="name_removed",
            shows=("95-TB/ĐU", WHY),
        ),
        Look(day=date(2024, 7, 15), who=REVIEWER, page="case", hides=(NOT_TOLD,)),
        Shut(
            day=date(2024, 7, 16),
            who=SECRETARY,
            step="recognition_resolution",
            typed={**resolved(date(2024, 7, 16), "20-NQ/CB"), "proposal": "proceed"},
            look="no recognition afterwards",
        ),
        Shut(
            day=date(2024, 7, 16),
            who=REVIEWER,
            step="recognition_decision",
            typed=decided(date(2024, 7, 16), "96-QĐ/ĐU"),
        ),
        Shut(day=date(2024, 7, 16), who=SECRETARY, step="ceremony", typed={"held_on": "16/07/2024"}),
        Shut(
            day=date(2024, 7, 16),
            who=SECRETARY,
            step="probation_supervisor",
            typed={"sponsor": "Hoàng Thị Mai", "assigned_on": "16/07/2024"},
        ),
    ),
)
