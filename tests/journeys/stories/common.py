"""What many stories begin with: organisations, people, a file as it should be before the branch, a whole probation."""

from datetime import date

from members.models import Role
from tests.factories import make_full_chain, make_tree
from tests.journeys.stories.telling import Event, File, Places, Prepared, Typed, said, vote

SECRETARY, REVIEWER = "bi.thu", "tham.dinh"
SECTIONAL, GRASSROOTS = "bo.phan", "co.so"
SHORT_CHAIN = {SECRETARY: (Role.BRANCH_SECRETARY, "branch"), REVIEWER: (Role.REVIEWER, "committee")}
WHOLE_CHAIN = {
    **SHORT_CHAIN,
    SECTIONAL: (Role.CLERK, "sectional"),
    GRASSROOTS: (Role.CLERK, "grassroots"),
}
CANDIDATE = "Đặng Thị Hương"
FIRST, SECOND = "Lê Văn Bình", "Trần Thị Cúc"
MEMBERS_SINCE = date(2016, 5, 19)


def short_chain() -> Places:
    """Branches that are base organisations: their files go straight to the committee that decides."""
    tree = make_tree()
    return {"committee": tree.committee, "branch": tree.branch, "second": tree.sibling}


def whole_chain() -> Places:
    """Branch, sectional committee, grassroots committee, committee that decides."""
    chain = make_full_chain()
    return {
        "committee": chain.committee,
        "grassroots": chain.grassroots,
        "sectional": chain.sectional,
        "branch": chain.branch,
        "second": chain.second,
    }


def prepared(day: date, step: str, typed: Typed, who: str = SECRETARY, file: str = "") -> Prepared:
    return Prepared(day=day, who=who, step=step, typed=typed, file=file)


def taken_up(
    day: date, works_since_on: date, *, name: str = CANDIDATE, born_on: date = date(1996, 5, 19)
) -> tuple[Event, ...]:
    """A candidate with two members who help, all three in the unit since long."""
    return (
        File(day=day, name=name, born_on=born_on, works_since_on=works_since_on),
        *(helped_by(day, member, name) for member in (FIRST, SECOND)),
    )


def helped_by(day: date, member: str, file: str = "") -> Prepared:
    typed = {"sponsor": member, "assigned_on": said(day), "member_since_on": said(MEMBERS_SINCE)}
    return prepared(day, "assign_sponsor", typed, file=file)


def papers(day: date, file: str = "", *, without: tuple[str, ...] = ()) -> tuple[Event, ...]:
    """All papers that have to be before the branch when it considers admission."""
    made = {"made_on": said(day)}
    vetted = {"choice": "clear", "acted_on": said(day), "number": "08-CV/ĐU", "issuer": "Ban Tổ chức Đảng ủy"}
    of_step: dict[str, Typed] = {
        "awareness_course": made,
        "application": made,
        "personal_history": made,
        "education": {"choice": "higher", "acted_on": said(day)},
        "vetting": vetted,
        "sponsor_recommendation": made,
        "residence_opinions": made,
        "opinions": made,
    }
    return tuple(prepared(day, step, typed, file=file) for step, typed in of_step.items() if step not in without)


def resolved(day: date, number: str = "12-NQ/CB") -> dict[str, str]:
    """A resolution of the branch, eight of nine in favour."""
    return {"adopted_on": said(day), "number": number, **vote(8, 1)}


def through_the_committees(day: date) -> tuple[Event, ...]:
    """The sectional committee agrees, the grassroots committee resolves, on one day."""
    appraised = {"choice": "agrees", "acted_on": said(day), "number": "03-BC/ĐUBP"}
    return (
        prepared(day, "admission_appraisal", appraised, SECTIONAL),
        prepared(day, "admission_grassroots", {**resolved(day, "45-NQ/ĐU"), "proposal": "proceed"}, GRASSROOTS),
    )


def decided(day: date, number: str = "34-QĐ/ĐU", outcome: str = "granted") -> dict[str, str]:
    return {"outcome": outcome, "decided_on": said(day), "number": number}


def admitted(*, resolved_on: date, decided_on: date, held_on: date, through: date | None = None) -> tuple[Event, ...]:
    """From the branch's resolution to the ceremony; `through`: when the committees on the way acted, if there are any.

    The decision is received on the day after it.
    """
    received_on = date.fromordinal(decided_on.toordinal() + 1)
    return (
        prepared(resolved_on, "admission_resolution", resolved(resolved_on)),
        *(through_the_committees(through) if through else ()),
        prepared(decided_on, "admission_decision", decided(decided_on), REVIEWER),
        prepared(received_on, "decision_receipt", {"received_on": said(received_on)}),
        prepared(held_on, "ceremony", {"held_on": said(held_on), "oath_taken": "on"}),
    )


def supervised(day: date) -> Prepared:
    return prepared(day, "probation_supervisor", {"sponsor": FIRST, "assigned_on": said(day)})


def probation_papers(day: date) -> tuple[Event, ...]:
    """The papers that have to be before the branch when it considers recognition."""
    steps = ("new_member_course", "self_review", "supervisor_comment", "probation_opinions")
    return tuple(prepared(day, step, {"made_on": said(day)}) for step in steps)
