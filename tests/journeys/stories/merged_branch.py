"""The branch is merged into another while the sixty days run: the file moves, its last day does not."""

from datetime import date

from members.models import Role
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
from tests.journeys.stories.telling import Act, Look, Merger, Place, Story, Unseen, row

NEW_SECRETARY, ADMINISTRATOR = "bi.thu.hai", "quan.tri"
# 12/01/2026 +60: Jan 13-16 = 4, 19-23, 26-30 = 14; Feb 2-6, 9-13 = 24, 16-20 off (Tết), 23-27 = 29; Mar 2-6, 9-13,
# 16-20, 23-27 = 49, 30, 31 = 51; Apr 1-3 = 54, 6-10 = 59, 13 = 60: Mon 13/04/2026.
DUE_ON = date(2026, 4, 13)

STORY = Story(
    name="a branch merged during the sixty days",
    make=short_chain,
    people={
        **SHORT_CHAIN,
        NEW_SECRETARY: (Role.BRANCH_SECRETARY, "second"),
        ADMINISTRATOR: (Role.ADMINISTRATOR, "committee"),
    },
    events=(
        *taken_up(date(2024, 6, 3), date(2022, 6, 6)),
        *papers(date(2025, 10, 1)),
        Act(
            day=date(2026, 1, 12),
            who=SECRETARY,
            step="admission_resolution",
            typed=resolved(date(2026, 1, 12)),
            stage="awaiting_decision",
            due_on=DUE_ON,
            shows=("Chi bộ Một",),
        ),
        Unseen(day=date(2026, 2, 6), who=NEW_SECRETARY),
        # Three people: the candidate and the two who help; one file; one role.
        Merger(
            day=date(2026, 2, 9),
            who=ADMINISTRATOR,
            typed={
                "dissolved": Place("branch"),
                "into": Place("second"),
                "on": "09/02/2026",
                "document": "105-QĐ/ĐU",
            },
            shows=(
                "Chi bộ Một",
                "Chi bộ Hai",
                "105-QĐ/ĐU",
                row("People who move", "3"),
                row("Open files that move", "1"),
                row("Roles that end", "1"),
            ),
            look="the branches are merged",
        ),
        Unseen(day=date(2026, 2, 9), who=SECRETARY),
        Look(
            day=date(2026, 2, 10),
            who=NEW_SECRETARY,
            page="case",
            # The resolution stays that of its branch, by number and name.
            shows=("12-NQ/CB", "Chi bộ Một", "Chi bộ Hai", "13/04/2026"),
            look="the file in the other branch",
        ),
        Act(
            day=date(2026, 4, 13),
            who=REVIEWER,
            step="admission_decision",
            typed=decided(date(2026, 4, 13)),
            stage="awaiting_receipt",
        ),
        # 15/04/2026 +30: 16, 17 = 2, 20-24 = 7, Mon 27 off (Hùng Vương in lieu), 28, 29 = 9, Thu 30 off; May Fri 1 off,
        # 4-8, 11-15, 18-22, 25-29 = 29; Jun 1 = 30: Mon 01/06/2026.
        Act(
            day=date(2026, 4, 15),
            who=NEW_SECRETARY,
            step="decision_receipt",
            typed={"received_on": "15/04/2026"},
            stage="awaiting_ceremony",
            due_on=date(2026, 6, 1),
            look="received by the other branch",
        ),
    ),
)
