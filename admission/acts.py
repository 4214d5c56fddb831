"""The one declared table of acts, roles and reach: who may do what. `admission.permissions` answers questions by it.

docs/access.md is made from it; `admission.labels.acts` puts it into words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from members.models import Role
from members.models.role import ACTING_ROLES, BRANCH_ROLES, COMMITTEE_ROLES, CONTENT_ROLES


class Reach(StrEnum):
    """How far a role carries an act."""

    OWN = "own"
    """In the organisation of the role, and in no other."""
    BELOW = "below"
    """In the organisation of the role and in all below it."""
    FILE = "file"
    """In the files in which that very organisation acts, for its own steps (see docs/process.md)."""
    ALL = "all"
    """Everywhere: what it shows is no file and no person."""


class Act(StrEnum):
    SIGN_IN = "sign_in"
    OWN_ACCOUNT = "own_account"
    FETCH_FEED = "fetch_feed"
    SEE_WORK = "see_work"
    READ_CALENDAR = "read_calendar"
    READ_RULES = "read_rules"
    READ_CASES = "read_cases"
    WATCH_BRANCHES = "watch_branches"
    OPEN_CASES = "open_cases"
    ENTER_HISTORY = "enter_history"
    RECORD_STEP = "record_step"
    PREPARE_DECISION = "prepare_decision"
    APPROVE_DECISION = "approve_decision"
    READ_MEMBERS = "read_members"
    KEEP_MEMBERS = "keep_members"
    REVEAL = "reveal"
    KEEP_PEOPLE = "keep_people"
    KEEP_REQUESTS = "keep_requests"
    DELEGATE = "delegate"
    READ_JOURNAL = "read_journal"
    VERIFY_JOURNAL = "verify_journal"
    READ_ORGANIZATIONS = "read_organizations"
    KEEP_ORGANIZATIONS = "keep_organizations"
    KEEP_ACCOUNTS = "keep_accounts"
    KEEP_CALENDARS = "keep_calendars"
    PUBLISH_CALENDAR = "publish_calendar"
    SETTLE_DATES = "settle_dates"
    KEEP_RULES = "keep_rules"
    KEEP_RETENTION = "keep_retention"
    READ_MAIL = "read_mail"
    KEEP_LADDERS = "keep_ladders"
    ACKNOWLEDGE = "acknowledge"


@dataclass(frozen=True, slots=True)
class ActRule:
    """Who may do an act; `admission.labels.acts` puts it into words.

    `open_to`: "roles", every account that is "signed_in", or "anybody".
    """

    roles: Mapping[Role, Reach] = field(default_factory=dict)
    open_to: str = "roles"


def _each(roles: tuple[Role, ...], reach: Reach) -> dict[Role, Reach]:
    return dict.fromkeys(roles, reach)


_READING = _each(CONTENT_ROLES, Reach.BELOW)
_KEEPING = _each(BRANCH_ROLES, Reach.OWN) | _each(COMMITTEE_ROLES, Reach.BELOW)
_ADMINISTERING = {Role.ADMINISTRATOR: Reach.BELOW}

ACTS: Mapping[Act, ActRule] = {
    Act.SIGN_IN: ActRule(open_to="anybody"),
    Act.OWN_ACCOUNT: ActRule(open_to="signed_in"),
    Act.FETCH_FEED: ActRule(open_to="anybody"),
    Act.SEE_WORK: ActRule(open_to="signed_in"),
    Act.READ_CALENDAR: ActRule(open_to="signed_in"),
    Act.READ_RULES: ActRule(open_to="signed_in"),
    Act.READ_CASES: ActRule(_READING),
    Act.WATCH_BRANCHES: ActRule(_each((*COMMITTEE_ROLES, Role.INSPECTOR), Reach.BELOW)),
    Act.OPEN_CASES: ActRule(_KEEPING),
    Act.ENTER_HISTORY: ActRule(_each(COMMITTEE_ROLES, Reach.BELOW)),
    Act.RECORD_STEP: ActRule(_each(ACTING_ROLES, Reach.FILE)),
    Act.PREPARE_DECISION: ActRule(_each(COMMITTEE_ROLES, Reach.FILE)),
    Act.APPROVE_DECISION: ActRule({Role.REVIEWER: Reach.FILE}
    ),
    Act.READ_MEMBERS: ActRule(_READING),
    Act.KEEP_MEMBERS: ActRule(_KEEPING),
    Act.REVEAL: ActRule(_READING),
    Act.KEEP_PEOPLE: ActRule(_KEEPING),
    Act.KEEP_REQUESTS: ActRule(_each(COMMITTEE_ROLES, Reach.BELOW)),
    Act.DELEGATE: ActRule(_each(ACTING_ROLES, Reach.OWN)),
    Act.READ_JOURNAL: ActRule({Role.INSPECTOR: Reach.BELOW}),
    Act.VERIFY_JOURNAL: ActRule(_each((Role.INSPECTOR, Role.ADMINISTRATOR), Reach.ALL)
    ),
    Act.READ_ORGANIZATIONS: ActRule(_READING | _ADMINISTERING),
    Act.KEEP_ORGANIZATIONS: ActRule(_ADMINISTERING),
    Act.KEEP_ACCOUNTS: ActRule(_ADMINISTERING),
    Act.KEEP_CALENDARS: ActRule(_ADMINISTERING),
    Act.PUBLISH_CALENDAR: ActRule(_ADMINISTERING),
    Act.SETTLE_DATES: ActRule(_each(ACTING_ROLES, Reach.OWN)),
    Act.KEEP_RULES: ActRule({Role.ADMINISTRATOR: Reach.ALL}),
    Act.KEEP_RETENTION: ActRule({Role.ADMINISTRATOR: Reach.ALL}),
    Act.READ_MAIL: ActRule({Role.ADMINISTRATOR: Reach.ALL}),
    Act.KEEP_LADDERS: ActRule(_KEEPING),
    Act.ACKNOWLEDGE: ActRule(_each(ACTING_ROLES, Reach.FILE)),
}  # fmt: skip
