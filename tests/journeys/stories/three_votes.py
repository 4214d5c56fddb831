"""Recognition fails three times in the branch; a fourth vote is refused, the file goes up, the committee decides."""

from datetime import date

from admission.domain.findings import FindingCode
from admission.domain.procedure import StepCode
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
    supervised,
    taken_up,
    whole_chain,
)
from tests.journeys.stories.telling import Act, Refusal, Story, found, party_age, row, said, vote


def five_of_nine(day: date, number: str) -> dict[str, str]:
    """Six of nine are two thirds."""
    return {"adopted_on": said(day), "number": number, "proposal": "proceed", **vote(5, 4)}


STORY = Story(
    name="the vote fails three times",
    make=whole_chain,
    people=WHOLE_CHAIN,
    events=(
        *taken_up(date(2022, 3, 1), date(2020, 1, 6)),
        *papers(date(2022, 12, 1)),
        *admitted(
            resolved_on=date(2023, 1, 5),
            through=date(2023, 1, 12),
            decided_on=date(2023, 2, 20),
            held_on=date(2023, 3, 6),
        ),
        supervised(date(2023, 3, 7)),
        *probation_papers(date(2024, 3, 1)),
        # Twelve months on 06/03/2024. The first vote, 08/03/2024 +30: Mar 11-15, 18-22, 25-29 = 15; Apr 1-5, 8-12 = 25,
        # 15-17 = 28, Thu 18 off (Hùng Vương), 19, 22 = 30: Mon 22/04/2024.
        Act(
            day=date(2024, 3, 8),
            who=SECRETARY,
            step="recognition_resolution",
            typed=five_of_nine(date(2024, 3, 8), "15-NQ/CB"),
            stage="recognition_vote_failed",
            due_on=date(2024, 4, 22),
        ),
        # 20/03/2024 +30: Mar 21, 22, 25-29 = 7; Apr 1-5, 8-12 = 17, 15-17 = 20, 18 off, 19, 22-26 = 26, Mon 29 off
        # (swapped), Tue 30 off; May Wed 1 off, 2, 3 = 28, Sat 4 worked = 29, Mon 6 = 30: 06/05/2024.
        Act(
            day=date(2024, 3, 20),
            who=SECRETARY,
            step="recognition_resolution",
            typed=five_of_nine(date(2024, 3, 20), "17-NQ/CB"),
            stage="recognition_vote_failed",
            due_on=date(2024, 5, 6),
        ),
        # 02/04/2024 +30: Apr 3-5 = 3, 8-12 = 8, 15-17 = 11, 18 off, 19 = 12, 22-26 = 17, 29, 30 off; May 1 off,
        # 2, 3 = 19, Sat 4 worked = 20, 6-10 = 25, 13-17 = 30: Fri 17/05/2024.
        Act(
            day=date(2024, 4, 2),
            who=SECRETARY,
            step="recognition_resolution",
            typed=five_of_nine(date(2024, 4, 2), "19-NQ/CB"),
            stage="recognition_vote_failed",
            due_on=date(2024, 5, 17),
            shows=(found(FindingCode.REPORT_DUE, StepCode.RECOGNITION_REPORT, votes=3, left=0),),
            look="the third vote fails",
        ),
        Refusal(
            day=date(2024, 4, 5),
            who=SECRETARY,
            step="recognition_resolution",
            typed=five_of_nine(date(2024, 4, 5), "20-NQ/CB"),
            field="adopted_on",
            words=("3", "24-QĐ/TW, 4.2"),
            look="no fourth vote",
        ),
        # The clock of the committee runs from the third vote, not from the report.
        Act(
            day=date(2024, 4, 8),
            who=SECRETARY,
            step="recognition_report",
            typed={"acted_on": "08/04/2024", "number": "05-BC/CB"},
            stage="recognition_appraisal",
            due_on=date(2024, 5, 17),
            shows=("05-BC/CB",),
            look="reported upwards",
        ),
        Act(
            day=date(2024, 4, 12),
            who=SECTIONAL,
            step="recognition_appraisal",
            typed={"choice": "agrees", "acted_on": "12/04/2024", "number": "07-BC/ĐUBP"},
            stage="recognition_grassroots",
            due_on=date(2024, 5, 17),
        ),
        Act(
            day=date(2024, 4, 19),
            who=GRASSROOTS,
            step="recognition_grassroots",
            typed={"adopted_on": "19/04/2024", "number": "61-NQ/ĐU", "proposal": "proceed", **vote(13, 2, entitled=15)},
            stage="awaiting_recognition",
            due_on=date(2024, 5, 17),
        ),
        # Party age: from the decision of 20/02/2023 to 10/05/2024 = 14 months and 20 days.
        Act(
            day=date(2024, 5, 10),
            who=REVIEWER,
            step="recognition_decision",
            typed={**decided(date(2024, 5, 10), "88-QĐ/ĐU"), **vote(9, 2, entitled=11)},
            stage="official",
            shows=("88-QĐ/ĐU", row("Official member as of", "06/03/2024"), party_age(1, 2)),
            look="the committee recognises",
        ),
    ),
    recognised_as_of=date(2024, 3, 6),
)
