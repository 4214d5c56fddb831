"""A member who helps moves away in the eleventh month; who takes over has been in the branch for a part of the time."""

from datetime import date

from admission.domain.findings import FindingCode
from admission.domain.procedure import StepCode
from tests.journeys.stories.common import (
    CANDIDATE,
    FIRST,
    MEMBERS_SINCE,
    SECOND,
    SECRETARY,
    SHORT_CHAIN,
    papers,
    prepared,
    resolved,
    short_chain,
)
from tests.journeys.stories.telling import Act, File, Helper, Look, MemberLeaves, Refusal, Story, found, said

THIRD = "Phạm Văn Dũng"
TAKEN_UP = date(2025, 1, 6)

PARTED = found(FindingCode.SPONSOR_PARTED, StepCode.END_SPONSORSHIP, name=SECOND, on=date(2025, 12, 6))

STORY = Story(
    name="a sponsor leaves in month eleven",
    make=short_chain,
    people=SHORT_CHAIN,
    events=(
        # Works in the unit since that day: with both members twelve months on 06/01/2026.
        File(day=TAKEN_UP, name=CANDIDATE, born_on=date(1996, 5, 19)),
        *(
            prepared(
                TAKEN_UP,
                "assign_sponsor",
                {"sponsor": name, "assigned_on": said(TAKEN_UP), "member_since_on": said(MEMBERS_SINCE)},
            )
            for name in (FIRST, SECOND)
        ),
        *papers(date(2025, 12, 1)),
        Look(day=date(2025, 12, 5), who=SECRETARY, page="case", shows=("06/01/2026",)),
        # Month eleven: from 06/11 to 05/12 is the eleventh, so on 05/12/2025 she has helped for eleven months less a
        # day.
        MemberLeaves(
            day=date(2025, 12, 5),
            who=SECRETARY,
            member=SECOND,
            branch="branch",
            typed={"until_on": "05/12/2025", "cause": "moved", "document": "19-GT/ĐU"},
        ),
        # The file knows at once: one of two members helps.
        Look(
            day=date(2025, 12, 5),
            who=SECRETARY,
            page="case",
            shows=(
                found(FindingCode.SPONSOR_MISSING, StepCode.ASSIGN_SPONSOR, needed=2, assigned=1),
                PARTED,
            ),
            look="one member is missing",
        ),
        Act(
            day=date(2025, 12, 8),
            who=SECRETARY,
            step="end_sponsorship",
            typed={"sponsorship": Helper(SECOND), "ended_on": "06/12/2025", "end_cause": "moved"},
            stage="sponsored",
            shows=(SECOND, "06/12/2025"),
        ),
        # In the branch since 03/03/2025, so with the candidate since then: twelve months on 03/03/2026, not 06/01/2026.
        Act(
            day=date(2025, 12, 10),
            who=SECRETARY,
            step="assign_sponsor",
            typed={
                "sponsor": THIRD,
                "assigned_on": "10/12/2025",
                "member_since_on": "03/03/2025",
                "replaces": Helper(SECOND),
            },
            stage="sponsored",
            shows=(THIRD, "03/03/2026"),
            look="another member helps",
        ),
        Refusal(
            day=date(2026, 3, 3),
            who=SECRETARY,
            step="admission_resolution",
            typed=resolved(date(2026, 3, 2)),
            field="adopted_on",
            words=(THIRD, "03/03/2026", "Điều lệ Đảng, điều 4.1"),
            look="one day early",
        ),
        # 03/03/2026 +60: Mar 4-6, 9-13, 16-20, 23-27, 30-31 = 20; Apr 1-3, 6-10, 13-17, 20-24 = 38, Mon 27 off (Hùng
        # Vương in lieu), 28, 29 = 40, Thu 30 off; May Fri 1 off, 4-8, 11-15, 18-22, 25-29 = 60: Fri 29/05/2026.
        Act(
            day=date(2026, 3, 3),
            who=SECRETARY,
            step="admission_resolution",
            typed=resolved(date(2026, 3, 3)),
            stage="awaiting_decision",
            due_on=date(2026, 5, 29),
            look="resolved on the first possible day",
        ),
    ),
)
