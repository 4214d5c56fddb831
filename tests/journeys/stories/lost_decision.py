"""A decision needs six weeks to the branch: logging it is overdue by the limit of the house, the ceremony is not."""

from datetime import date

from tests.journeys.stories.common import (
    REVIEWER,
    SECRETARY,
    SHORT_CHAIN,
    decided,
    papers,
    prepared,
    resolved,
    short_chain,
    taken_up,
)
from tests.journeys.stories.telling import Act, Look, Refusal, Story, left

STORY = Story(
    name="a decision lost for six weeks",
    make=short_chain,
    people=SHORT_CHAIN,
    events=(
        *taken_up(date(2022, 9, 5), date(2021, 1, 4)),
        *papers(date(2023, 12, 1)),
        prepared(date(2024, 1, 8), "admission_resolution", resolved(date(2024, 1, 8))),
        # No limit of the regulation runs while the decision is under way. That of the house, 04/03/2024 +5:
        # Tue 5, 6, 7, 8 = 4, Mon 11 = 5: 11/03/2024.
        Act(
            day=date(2024, 3, 4),
            who=REVIEWER,
            step="admission_decision",
            typed=decided(date(2024, 3, 4)),
            stage="awaiting_receipt",
            shows=("11/03/2024",),
        ),
        # Ten working days over on Mon 25/03: Mar 12-15 = 4, 18-22 = 9, 25 = 10.
        Look(
            day=date(2024, 3, 25),
            who=SECRETARY,
            page="case",
            shows=("11/03/2024", left(-10, date(2024, 3, 11), date(2024, 3, 25))),
            look="where is the decision",
        ),
        Refusal(
            day=date(2024, 4, 15),
            who=SECRETARY,
            step="decision_receipt",
            typed={"received_on": "01/03/2024"},
            field="received_on",
            words=("04/03/2024",),
        ),
        # Six weeks after 04/03 is 15/04/2024, by chance also its thirtieth working day: from the decision the thirty
        # would be over. From the receipt, 15/04/2024 +30: 16, 17 = 2, Thu 18 off (Hùng Vương), 19 = 3, 22-26 = 8, Mon
        # 29 off (swapped), Tue 30 off; May Wed 1 off, 2, 3 = 10, Sat 4 worked = 11, 6-10, 13-17, 20-24 = 26, 27-30 =
        # 30: Thu 30/05/2024.
        Act(
            day=date(2024, 4, 15),
            who=SECRETARY,
            step="decision_receipt",
            typed={"received_on": "15/04/2024"},
            stage="awaiting_ceremony",
            due_on=date(2024, 5, 30),
            look="received at last",
        ),
        # In time. Twelve months: 29/05/2025, a Thursday; the branch considers within 30: Fri 30 = 1; Jun 2-6, 9-13,
        # 16-20, 23-27 = 21, 30 = 22; Jul 1-4 = 26, 7-10 = 30: Thu 10/07/2025.
        Act(
            day=date(2024, 5, 29),
            who=SECRETARY,
            step="ceremony",
            typed={"held_on": "29/05/2024", "place": "Hội trường chi bộ", "oath_taken": "on"},
            stage="probation",
            due_on=date(2025, 7, 10),
            shows=("29/05/2025",),
            look="the ceremony in time",
        ),
    ),
)
