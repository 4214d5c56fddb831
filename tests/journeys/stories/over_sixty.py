"""Two candidates born on one day: at 60 years and 0 months nothing more is asked, a month later a consent is."""

from datetime import date

from admission.domain.findings import FindingCode
from admission.domain.procedure import StepCode
from tests.journeys.stories.common import REVIEWER, SECRETARY, SHORT_CHAIN, papers, resolved, short_chain, taken_up
from tests.journeys.stories.telling import Act, Look, Refusal, Story, found

IN_TIME, TOO_LATE = "Nguyễn Văn Sáu", "Vũ Thị Mười"
BORN_ON = date(1965, 8, 20)

STORY = Story(
    name="over sixty",
    make=short_chain,
    people=SHORT_CHAIN,
    events=(
        *taken_up(date(2024, 8, 5), date(2022, 8, 8), name=IN_TIME, born_on=BORN_ON),
        *taken_up(date(2024, 8, 5), date(2022, 8, 8), name=TOO_LATE, born_on=BORN_ON),
        *papers(date(2025, 9, 1), IN_TIME),
        *papers(date(2025, 9, 1), TOO_LATE),
        # 60 years on 20/08/2025; 60 years and 0 full months through 19/09/2025. 19/09/2025 +60: Sep 22-26 = 5, 29, 30
        # = 7; Oct 1-3 = 10, 6-10, 13-17, 20-24, 27-31 = 30; Nov 3-7, 10-14, 17-21, 24-28 = 50; Dec 1-5, 8-12 = 60:
        # 12/12/2025.
        Act(
            day=date(2025, 9, 19),
            who=SECRETARY,
            step="admission_resolution",
            typed=resolved(date(2025, 9, 19), "21-NQ/CB"),
            stage="awaiting_decision",
            due_on=date(2025, 12, 12),
            file=IN_TIME,
            look="sixty years and no month",
        ),
        Refusal(
            day=date(2025, 9, 22),
            who=SECRETARY,
            step="admission_resolution",
            typed=resolved(date(2025, 9, 22), "22-NQ/CB"),
            field="adopted_on",
            words=("60", "294-QĐ/TW, 1.1"),
            file=TOO_LATE,
            look="sixty years and a month",
        ),
        Look(
            day=date(2025, 9, 22),
            who=REVIEWER,
            page="case",
            shows=(found(FindingCode.OLD_WITHOUT_CONSENT, StepCode.AGE_CONSENT, years=60),),
            file=TOO_LATE,
            look="what is missing",
        ),
        Act(
            day=date(2025, 9, 26),
            who=REVIEWER,
            step="age_consent",
            typed={
                "choice": "special_need",
                "acted_on": "25/09/2025",
                "number": "118-CV/TU",
                "issuer": "Ban Thường vụ Tỉnh ủy",
            },
            stage="ready_for_branch",
            shows=("118-CV/TU", "Ban Thường vụ Tỉnh ủy"),
            file=TOO_LATE,
            look="the standing board consents",
        ),
        # 29/09/2025 +60: Tue 30 = 1; Oct 1-3 = 4, 6-10, 13-17, 20-24, 27-31 = 24; Nov 3-7, 10-14, 17-21, 24-28 = 44;
        # Dec 1-5, 8-12, 15-19 = 59, 22 = 60: Mon 22/12/2025.
        Act(
            day=date(2025, 9, 29),
            who=SECRETARY,
            step="admission_resolution",
            typed=resolved(date(2025, 9, 29), "22-NQ/CB"),
            stage="awaiting_decision",
            due_on=date(2025, 12, 22),
            file=TOO_LATE,
        ),
    ),
)
