"""A former member applies again after 35 months, and after 37; the consent of the level above comes first."""

from datetime import date

from django.utils.translation import gettext

from tests.journeys.stories.common import (
    REVIEWER,
    SECRETARY,
    SHORT_CHAIN,
    decided,
    papers,
    prepared,
    probation_papers,
    resolved,
    short_chain,
    supervised,
    taken_up,
)
from tests.journeys.stories.telling import Act, Refusal, Story, Words, party_age, row

STORY = Story(
    name="admitted again at 35 and at 37 months",
    make=short_chain,
    people=SHORT_CHAIN,
    events=(
        *taken_up(date(2025, 7, 1), date(2023, 2, 6), born_on=date(1985, 4, 30)),
        # Left on 15/08/2022: 35 months on 15/07/2025, 36 on 15/08/2025, 37 on 15/09/2025.
        Act(
            day=date(2025, 7, 1),
            who=SECRETARY,
            step="readmission_ground",
            typed={
                "noted_on": "01/07/2025",
                "left_on": "15/08/2022",
                "cause": "left_for_hardship",
                "first_admitted_on": "10/06/2015",
                "readmissions": "0",
            },
            stage="ready_for_branch",
            shows=("15/08/2022",),
        ),
        Refusal(
            day=date(2025, 7, 15),
            who=SECRETARY,
            step="application",
            typed={"made_on": "15/07/2025"},
            field="made_on",
            words=("15/07/2025", "15/08/2025", "36", "294-QĐ/TW, 3.5"),
            look="after 35 months",
        ),
        Act(
            day=date(2025, 9, 15),
            who=SECRETARY,
            step="application",
            typed={"made_on": "15/09/2025"},
            stage="ready_for_branch",
        ),
        *papers(date(2025, 9, 22), without=("application",)),
        Refusal(
            day=date(2025, 10, 22),
            who=SECRETARY,
            step="admission_resolution",
            typed=resolved(date(2025, 10, 22)),
            field="adopted_on",
            words=("294-QĐ/TW, 3.5",),
            look="without consent",
        ),
        Act(
            day=date(2025, 11, 5),
            who=REVIEWER,
            step="readmission_consent",
            typed={"acted_on": "03/11/2025", "number": "214-CV/TU", "issuer": "Ban Thường vụ Tỉnh ủy"},
            stage="ready_for_branch",
            shows=("214-CV/TU", "Ban Thường vụ Tỉnh ủy"),
        ),
        # 10/11/2025 +60: Nov 11-14 = 4, 17-21, 24-28 = 14; Dec 1-5, 8-12, 15-19, 22-26 = 34, 29-31 = 37; Jan Thu 1 and
        # Fri 2 off, 5-9 = 42, Sat 10 worked = 43, 12-16, 19-23, 26-30 = 58; Feb 2, 3 = 60: Tue 03/02/2026.
        Act(
            day=date(2025, 11, 10),
            who=SECRETARY,
            step="admission_resolution",
            typed=resolved(date(2025, 11, 10)),
            stage="awaiting_decision",
            due_on=date(2026, 2, 3),
            look="resolved with the consent",
        ),
        prepared(date(2026, 1, 20), "admission_decision", decided(date(2026, 1, 20)), REVIEWER),
        prepared(date(2026, 1, 22), "decision_receipt", {"received_on": "22/01/2026"}),
        # The whole probation again: 03/02/2027. The branch considers within 30: Feb Thu 4 and Fri 5 off (Tết), Mon 8 -
        # Wed 10 off, 11, 12 = 2, 15-19, 22-26 = 12; Mar 1-5, 8-12, 15-19 = 27, 22-24 = 30: Wed 24/03/2027.
        Act(
            day=date(2026, 2, 3),
            who=SECRETARY,
            step="ceremony",
            typed={"held_on": "03/02/2026", "oath_taken": "on"},
            stage="probation",
            due_on=date(2027, 3, 24),
            shows=("03/02/2027",),
        ),
        supervised(date(2026, 2, 4)),
        *probation_papers(date(2027, 2, 15)),
        # 22/02/2027 +30: Feb 23-26 = 4; Mar 1-5, 8-12, 15-19, 22-26 = 24, 29-31 = 27; Apr 1, 2 = 29, 5 = 30:
        # 05/04/2027.
        Act(
            day=date(2027, 2, 22),
            who=SECRETARY,
            step="recognition_resolution",
            typed={**resolved(date(2027, 2, 22), "15-NQ/CB"), "proposal": "proceed"},
            stage="awaiting_recognition",
            due_on=date(2027, 4, 5),
        ),
        # Party age: 10/06/2015 to 15/08/2022 = 7 years 2 months 5 days; outside until 20/01/2026 = 41 months 5 days;
        # from then to 29/03/2027 = 1 year 2 months 9 days. Together 8 years 4 months 14 days.
        Act(
            day=date(2027, 3, 29),
            who=REVIEWER,
            step="recognition_decision",
            typed=decided(date(2027, 3, 29), "51-QĐ/ĐU"),
            stage="official",
            shows=(
                row("Official member as of", "03/02/2027"),
                row("Party age counts from", "10/06/2015"),
                party_age(8, 4),
                Words(lambda: gettext("%(months)s months") % {"months": 41}),
            ),
            look="the Party age leaves the time outside out",
        ),
    ),
    recognised_as_of=date(2027, 2, 3),
)
