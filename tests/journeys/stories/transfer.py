"""A probationary member moves in the seventh month to a branch under another grassroots committee."""

from datetime import date

from django.utils.translation import gettext

from admission.domain.procedure import StepCode
from admission.labels import STEPS
from members.models import OrganizationKind, Role
from members.services.organizations import add_organization
from tests.journeys.stories.common import (
    GRASSROOTS,
    REVIEWER,
    SECRETARY,
    WHOLE_CHAIN,
    admitted,
    decided,
    papers,
    supervised,
    taken_up,
    whole_chain,
)
from tests.journeys.stories.telling import Act, Look, Place, Places, Prepared, Story, Unseen, Words, row, said, vote

NEW_SECRETARY, NEW_GRASSROOTS = "bi.thu.moi", "co.so.moi"
NEW_HELPER = "Hoàng Thị Mai"
NO_COMMENT = Words(lambda: f"{STEPS[StepCode.FORMER_BRANCH_COMMENT]} 294-QĐ/TW, 4.2 {gettext('Missing')}")


def two_grassroots_committees() -> Places:
    places = dict(whole_chain())
    kinds = OrganizationKind
    places["other grassroots"] = add_organization(
        kind=kinds.GRASSROOTS_COMMITTEE, code="DT-CS2", name="Đảng ủy cơ sở Hoàng Hôn", above=places["committee"]
    )
    places["other branch"] = add_organization(
        kind=kinds.BRANCH, code="DT-9", name="Chi bộ Hoàng Hôn Chín", above=places["other grassroots"]
    )
    return places


def of_the_new_branch(day: date) -> tuple[Prepared, ...]:
    steps = ("new_member_course", "self_review", "supervisor_comment", "probation_opinions")
    return tuple(Prepared(day=day, who=NEW_SECRETARY, step=step, typed={"made_on": said(day)}) for step in steps)


STORY = Story(
    name="a transfer in month seven of probation",
    make=two_grassroots_committees,
    people={
        **WHOLE_CHAIN,
        NEW_SECRETARY: (Role.BRANCH_SECRETARY, "other branch"),
        NEW_GRASSROOTS: (Role.CLERK, "other grassroots"),
    },
    events=(
        *taken_up(date(2023, 6, 5), date(2021, 6, 7)),
        *papers(date(2024, 10, 1)),
        *admitted(
            resolved_on=date(2024, 11, 4),
            through=date(2024, 11, 14),
            decided_on=date(2025, 1, 16),
            held_on=date(2025, 2, 10),
        ),
        supervised(date(2025, 2, 11)),
        Unseen(day=date(2025, 8, 14), who=NEW_SECRETARY),
        # Month seven: six are over on 10/08/2025. Twelve months end on 10/02/2026, whatever the branch; it considers
        # within 30: Feb 11-13 = 3, 16-20 off (Tết), 23-27 = 8; Mar 2-6, 9-13, 16-20, 23-27 = 28, 30, 31 = 30: Tue
        # 31/03/2026.
        Act(
            day=date(2025, 8, 15),
            who=SECRETARY,
            step="transfer",
            typed={"to_branch": Place("other branch"), "moved_on": "15/08/2025", "number": "27-GT/ĐU"},
            stage="probation",
            due_on=date(2026, 3, 31),
            shows=("10/02/2026", "Chi bộ Hoàng Hôn Chín", "Đảng ủy cơ sở Hoàng Hôn", "27-GT/ĐU"),
            look="the file moves",
        ),
        Unseen(day=date(2025, 8, 18), who=SECRETARY),
        Unseen(day=date(2025, 8, 18), who=GRASSROOTS),
        Look(
            day=date(2025, 8, 18),
            who=NEW_SECRETARY,
            page="case",
            shows=("Chi bộ Đủ cấp Một", "10/02/2026", "31/03/2026", NO_COMMENT),
            look="the new branch opens it",
        ),
        Act(
            day=date(2025, 8, 20),
            who=NEW_SECRETARY,
            step="probation_supervisor",
            typed={"sponsor": NEW_HELPER, "assigned_on": "20/08/2025", "member_since_on": "03/02/2020"},
            stage="probation",
            due_on=date(2026, 3, 31),
            shows=(NEW_HELPER,),
        ),
        Act(
            day=date(2025, 9, 8),
            who=NEW_SECRETARY,
            step="former_branch_comment",
            typed={"made_on": "25/08/2025", "number": "09-NX/CB"},
            stage="probation",
            due_on=date(2026, 3, 31),
            shows=("09-NX/CB",),
        ),
        Look(day=date(2025, 9, 8), who=NEW_SECRETARY, page="case", hides=(NO_COMMENT,)),
        *of_the_new_branch(date(2026, 2, 11)),
        # The new chain has no sectional committee. 02/03/2026 +30: Mar 3-6 = 4, 9-13, 16-20, 23-27 = 19, 30, 31 = 21;
        # Apr 1-3 = 24, 6-10 = 29, 13 = 30: Mon 13/04/2026.
        Act(
            day=date(2026, 3, 2),
            who=NEW_SECRETARY,
            step="recognition_resolution",
            typed={"adopted_on": "02/03/2026", "number": "04-NQ/CB", "proposal": "proceed", **vote(7, 0, entitled=8)},
            stage="recognition_grassroots",
            due_on=date(2026, 4, 13),
            look="the new branch considers",
        ),
        Act(
            day=date(2026, 3, 16),
            who=NEW_GRASSROOTS,
            step="recognition_grassroots",
            typed={"adopted_on": "16/03/2026", "number": "30-NQ/ĐU", "proposal": "proceed", **vote(13, 0, entitled=15)},
            stage="awaiting_recognition",
            due_on=date(2026, 4, 13),
        ),
        Act(
            day=date(2026, 4, 6),
            who=REVIEWER,
            step="recognition_decision",
            typed=decided(date(2026, 4, 6), "72-QĐ/ĐU"),
            stage="official",
            shows=("10/02/2025", row("Official member as of", "10/02/2026")),
            look="recognised in the new branch",
        ),
    ),
    recognised_as_of=date(2026, 2, 10),
)
