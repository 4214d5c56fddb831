"""Who may open which address: written by hand from the issue, read by nothing but tests.

For each address a line: who may do what it is for; who may not, but sees that it exists (403); for all others it does
not exist (404). A new address needs a line here, and where it names an object, that object in access_world.OBJECTS.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from admission.permissions import Act, Reach
from tests.admission.access_world import ABOVE, LETTERS, WITHOUT_ROLE, who

SIGNED_IN = who("BDCRIA") | {WITHOUT_ROLE}

READ = who("BDCRI", ABOVE)
"""Who reads the file and the people of the branch: from there and from above, the administrator never."""
KEEP = who("BD", "own") | who("CR", ABOVE)
"""Who keeps them: the branch's own secretaries, and the staff of a committee above."""
ADMINISTER = who("A", ABOVE)
OPENERS = who("BDCR")
REGISTER = who("CR", "parent top")
"""Who keeps the register of the committee that was asked about personal data."""
TREE = who("BDCRIA", ABOVE)
"""Who sees the branch in the tree."""
NOT_A = SIGNED_IN - who("A")
"""Refused before it is looked whether there is such an account; an administrator elsewhere is told there is none."""
NOT_CR, NOT_R = SIGNED_IN - who("CR"), SIGNED_IN - who("R")
MAKER = frozenset({"B@own"})


@dataclass(frozen=True)
class Row:
    """`name`: of the address; `args`: what stands in it, as "pk=case step=:vetting" (an object, or a word after ":").

    `may`: whom it answers; `sees`: who else knows that it exists. `codes`: who, beside the readers, meets the number of
    the file there. `form`: what a browser would send with nothing filled in. `anonymous`: open to who is not signed in.
    """

    name: str
    args: str
    may: frozenset[str]
    sees: frozenset[str] = SIGNED_IN
    codes: frozenset[str] = frozenset()
    form: Mapping[str, str] = field(default_factory=dict)
    anonymous: bool = False

    def kwargs(self, objects: Mapping[str, Any]) -> dict[str, Any]:
        """Give what the address is made from."""
        found = {}
        for part in self.args.split():
            name, _, value = part.partition("=")
            found[name] = value[1:] if value.startswith(":") else getattr(objects[value], "pk", objects[value])
        return found


ROWS = (
    Row("work-list", "", SIGNED_IN),
    Row("deadline-acknowledge-many", "", OPENERS),
    Row("branch-no-candidate", "", who("CRI")),
    Row("branch-no-secretary", "", who("A")),
    Row("sign-in", "", SIGNED_IN, anonymous=True),
    Row("sign-out", "", SIGNED_IN),
    Row("set_language", "", SIGNED_IN, form={"language": "en"}, anonymous=True),
    Row("sign-in-code", "", SIGNED_IN, anonymous=True),
    Row("link", "token=token", SIGNED_IN, anonymous=True),
    Row("forgotten-password", "", SIGNED_IN, anonymous=True),
    Row("help", "", SIGNED_IN),
    Row("help-guide", "guide=:branch", SIGNED_IN),
    Row("help-terms", "", SIGNED_IN),
    Row("help-changes", "", SIGNED_IN),
    # one's own account: it can name no other
    Row("session-left", "", SIGNED_IN),
    Row("confirm", "", SIGNED_IN),
    Row("kept-form", "", SIGNED_IN),
    Row("own-account", "", SIGNED_IN),
    Row("password", "", SIGNED_IN),
    Row("second-factor", "", SIGNED_IN),
    Row("recovery-codes", "", SIGNED_IN),
    Row("session-end", "handle=:0123456789abcdef", SIGNED_IN),
    Row("sign-out-everywhere", "", SIGNED_IN),
    Row("calendar-feed", "", SIGNED_IN),
    Row("calendar-feed-make", "", SIGNED_IN),
    Row("calendar-feed-renew", "", SIGNED_IN),
    Row("calendar-feed-revoke", "", SIGNED_IN),
    # whoever has the secret address reads it: numbers of files and initials, no name
    Row("feed", "token=feed_token", SIGNED_IN, codes=SIGNED_IN | {"nobody"}, anonymous=True),
    # leave: of one's own roles
    Row("delegation-list", "", OPENERS),
    Row("delegate", "", OPENERS),
    Row("delegation-end", "pk=delegation", frozenset({"B@own"}), SIGNED_IN - OPENERS),
    # files
    Row("case-list", "", who("BDCRI")),
    Row("case-export", "", who("BDCRI")),
    # lists of files under a name of one's own: nobody else's are there
    Row("saved-view-list", "", who("BDCRI")),
    Row("saved-view-save", "", who("BDCRI")),
    Row("saved-view-rename", "pk=saved_view", frozenset({"B@own"}), SIGNED_IN - who("BDCRI")),
    Row("saved-view-remove", "pk=saved_view", frozenset({"B@own"}), SIGNED_IN - who("BDCRI")),
    Row("case-open", "", OPENERS),
    Row("case", "pk=case", READ, READ),
    Row("inspection", "pk=case", READ, READ),
    Row("step", "pk=case step=:application", who("BD", "own"), READ),
    Row("step", "pk=case step=:vetting", who("BD", "own") | who("CR", ABOVE) - who("CR", "own"), READ),
    Row("step", "pk=case step=:admission_decision", who("CR", "top"), READ),
    Row("step-done", "pk=case step=:admission_resolution", READ, READ),
    Row("correct", "pk=case model=:branchresolution fact_pk=fact", who("BD", "own"), READ),
    Row("correct-opening", "pk=case", KEEP, READ),
    Row("undo", "pk=case model=:branchresolution fact_pk=fact", who("BD", "own"), READ),
    Row("deadline", "pk=case deadline_pk=deadline", READ, READ),
    Row("deadline-acknowledge", "pk=case deadline_pk=deadline", who("BDCR", "top"), READ),
    Row("case-alerts", "pk=case", READ, READ),
    # the bell: one's own alerts
    Row("alert-list", "", SIGNED_IN),
    Row("alerts-read", "", SIGNED_IN, form={"up_to": "0"}),
    Row("case-why", "pk=case", READ, READ),
    # decisions: only the committee that decides, and there by two
    Row("decision-list", "", who("CR")),
    Row("decision-approve-many", "", who("R")),
    Row("decision", "pk=proposal", who("CR", "top"), NOT_CR),
    Row("decision-approve", "pk=proposal", who("R", "top"), NOT_R),
    Row("decision-send-back", "pk=proposal", who("R", "top"), NOT_R),
    Row("decision-withdraw", "pk=proposal", frozenset({"C@top"}), NOT_CR | {"R@top"}),
    # people
    Row("person-list", "", who("BDCRI")),
    Row("person-find", "", who("BDCRI")),
    Row("person-duplicates", "", OPENERS),
    Row("person", "pk=person", READ, READ),
    Row("person-reveal", "pk=person", READ, READ, form={"field": "national_id"}),
    Row("person-edit", "pk=person", KEEP, READ),
    Row("person-compare", "pk=person other_pk=double", KEEP, READ),
    # requests about personal data
    Row("request-list", "", who("CR")),
    Row("request-new", "", who("CR")),
    Row("request", "pk=request", REGISTER, REGISTER),
    Row("request-answer", "pk=request", REGISTER, REGISTER),
    Row("request-extend", "pk=request", REGISTER, REGISTER),
    Row("request-complete", "pk=answered", REGISTER, REGISTER),
    Row("request-correct", "pk=request model=:requestreceipt fact_pk=receipt", REGISTER, REGISTER),
    Row("request-deadline", "pk=request deadline_pk=clock", REGISTER, REGISTER),
    Row("request-deadline-acknowledge", "pk=request deadline_pk=clock", who("CR", "parent"), REGISTER),
    # members of a branch
    Row("branch-list", "", who("BDCRI")),
    Row("branch-members", "pk=branch", READ, READ),
    Row("member-add", "pk=branch", KEEP, READ),
    Row("member-end", "pk=branch membership_pk=stay", KEEP, READ),
    Row("member-standing", "pk=branch membership_pk=stay", KEEP, READ),
    Row("member-absence", "pk=branch membership_pk=stay", KEEP, READ),
    Row("member-void", "pk=branch membership_pk=stay", KEEP, READ),
    Row("absence-end", "pk=branch absence_pk=absence", KEEP, READ),
    Row("absence-void", "pk=branch absence_pk=absence", KEEP, READ),
    # planning: of the branches whose files one reads
    Row("planning", "", who("BDCRI")),
    Row("deadline-calendar", "", who("BDCRI")),
    Row("workload", "", who("BDCRI")),
    Row("report-list", "", who("BDCRI")),
    Row("report", "key=:on-time", who("BDCRI")),
    Row("report-prepare", "key=:on-time", who("BDCRI")),
    Row("report-files", "key=:on-time", who("BDCRI")),
    Row("report-export", "key=:on-time", who("BDCRI")),
    Row("meeting", "pk=branch", READ, READ),
    Row("meeting-votes", "pk=branch", who("BD", "own"), READ),
    Row("meeting-votes-done", "pk=branch", READ, READ),
    Row("ceremony-plan", "pk=branch", READ, READ),
    Row("organization-practice", "", who("A")),
    Row("organization-merge", "", who("A"), codes=ADMINISTER),
    # organisations
    Row("organization-list", "", who("BDCRIA")),
    Row("organization", "pk=branch", TREE, TREE),
    Row("organization-add", "pk=sectional", who("A", "parent top"), who("BDCRIA", "parent top")),
    Row("organization-contact", "pk=branch", ADMINISTER, TREE),
    Row("organization-alerts", "pk=branch", KEEP, TREE),
    Row("organization-wait", "pk=grassroots", who("A", "top"), who("BDCRIA", "top")),
    Row("organization-rename", "pk=branch", ADMINISTER, TREE),
    Row("organization-move", "pk=branch", ADMINISTER, TREE),
    Row("organization-authority", "pk=grassroots", who("A", "top"), who("BDCRIA", "top")),
    Row("organization-authority-end", "pk=committee authority_pk=authority", who("A", "top"), who("BDCRIA", "top")),
    Row("organization-split", "pk=branch", ADMINISTER, TREE),
    Row("organization-dissolve", "pk=branch", ADMINISTER, TREE),
    Row("organization-import", "", who("A")),
    Row("organization-import-template", "", who("A")),
    Row("organization-import-confirm", "", who("A")),
    # accounts
    Row("account-list", "", who("A")),
    Row("account-invite", "", who("A")),
    Row("account", "pk=account", ADMINISTER, NOT_A),
    Row("account-close", "pk=account", ADMINISTER, NOT_A),
    Row("account-reopen", "pk=closed", ADMINISTER, NOT_A),
    Row("account-link", "pk=account", ADMINISTER, NOT_A),
    Row("account-link-revoke", "pk=invited", ADMINISTER, NOT_A),
    Row("account-address", "pk=account", ADMINISTER, NOT_A),
    Row("account-bounce", "pk=account", ADMINISTER, NOT_A),
    Row("account-bounce-clear", "pk=failing", ADMINISTER, NOT_A),
    Row("role-give", "pk=account", ADMINISTER, NOT_A),
    Row("role-end", "pk=account role_pk=role", ADMINISTER, NOT_A),
    Row("role-void", "pk=account role_pk=role", ADMINISTER, NOT_A),
    Row("account-delegation-end", "pk=account delegation_pk=delegation", ADMINISTER, NOT_A),
    Row("second-factor-reset", "pk=with_second_factor", ADMINISTER, NOT_A),
    # import: what was imported is shown to the account that did it
    Row("import", "", OPENERS),
    Row("import-template", "", OPENERS),
    Row("import-confirm", "", OPENERS),
    Row("import-result", "pk=event", MAKER, SIGNED_IN - OPENERS),
    # the same for everybody
    Row("calendar", "year=:2026", SIGNED_IN),
    Row("rule-list", "", SIGNED_IN),
    Row("rule-set", "code=:QD294_2025", SIGNED_IN),
    # administration
    Row("rule-fill", "code=:QD20_2026", who("A")),
    Row("rule-activate", "code=:QD20_2026", who("A")),
    Row("rule-adopt", "code=:QD294_2025", who("A"), codes=ADMINISTER),
    Row("rule-confirm", "code=:QD294_2025 address=:limit:ceremony", who("A")),
    Row("mail-list", "", who("A")),
    Row("mail", "pk=mail", who("A")),
    Row("sweep-now", "", who("A")),
    # calendars: one's own branch has one, which is prepared by its administrators and those above
    Row("calendar-list", "", who("A"), codes=ADMINISTER),
    Row("calendar-own", "", who("A")),
    Row("calendar-versions", "pk=calendar", ADMINISTER, NOT_A),
    Row("calendar-days", "pk=calendar", ADMINISTER, NOT_A),
    Row("calendar-take-over", "pk=calendar", ADMINISTER, NOT_A),
    Row("calendar-take-over-below", "pk=calendar", ADMINISTER, NOT_A),
    Row("calendar-draft-begin", "pk=calendar", ADMINISTER, NOT_A),
    Row("calendar-draft", "pk=draft", ADMINISTER, NOT_A),
    Row("calendar-draft-act", "pk=draft kind=:swap", ADMINISTER, NOT_A),
    Row("calendar-draft-notice", "pk=draft", ADMINISTER, NOT_A),
    Row("calendar-draft-take-back", "pk=draft", ADMINISTER, NOT_A),
    Row("calendar-draft-renew", "pk=draft", ADMINISTER, NOT_A),
    Row("calendar-draft-drop", "pk=draft", ADMINISTER, NOT_A),
    Row("calendar-draft-import", "pk=draft", ADMINISTER, NOT_A),
    Row("calendar-draft-import-confirm", "pk=draft", ADMINISTER, NOT_A),
    Row("calendar-preview", "pk=ready_draft", ADMINISTER | who("A", "child"), NOT_A),
    Row("calendar-version", "pk=general number=:1", who("A", "top foreign"), NOT_A, codes=who("A", "top")),
    # what a calendar moved: settled in the very organisation that must act
    Row("settlement-list", "", OPENERS),
    Row("settle", "pk=settlement", who("BDCR", "top"), SIGNED_IN - OPENERS),
    # privacy and the journal
    Row("data-map", "", SIGNED_IN),
    Row("retention", "", who("A")),
    Row("journal", "", who("I")),
    Row("journal-state", "", who("IA")),
    Row("journal-verify", "", who("IA")),
)  # fmt: skip

_OWN, _BELOW, _FILE, _ALL = Reach.OWN, Reach.BELOW, Reach.FILE, Reach.ALL
ACTS_BY_HAND: Mapping[Act, str | Mapping[str, Reach]] = {
    Act.SIGN_IN: "anybody",
    Act.OWN_ACCOUNT: "signed_in",
    Act.FETCH_FEED: "anybody",
    Act.SEE_WORK: "signed_in",
    Act.READ_CALENDAR: "signed_in",
    Act.PUBLISH_CALENDAR: {"A": _BELOW},
    Act.SETTLE_DATES: {"BDCR": _OWN},
    Act.READ_RULES: "signed_in",
    Act.READ_CASES: {"BDCRI": _BELOW},
    Act.WATCH_BRANCHES: {"CRI": _BELOW},
    Act.OPEN_CASES: {"BD": _OWN, "CR": _BELOW},
    Act.ENTER_HISTORY: {"CR": _BELOW},
    Act.RECORD_STEP: {"BDCR": _FILE},
    Act.PREPARE_DECISION: {"CR": _FILE},
    Act.APPROVE_DECISION: {"R": _FILE},
    Act.READ_MEMBERS: {"BDCRI": _BELOW},
    Act.KEEP_MEMBERS: {"BD": _OWN, "CR": _BELOW},
    Act.REVEAL: {"BDCRI": _BELOW},
    Act.KEEP_PEOPLE: {"BD": _OWN, "CR": _BELOW},
    Act.KEEP_REQUESTS: {"CR": _BELOW},
    Act.DELEGATE: {"BDCR": _OWN},
    Act.READ_JOURNAL: {"I": _BELOW},
    Act.VERIFY_JOURNAL: {"IA": _ALL},
    Act.READ_ORGANIZATIONS: {"BDCRIA": _BELOW},
    Act.KEEP_ORGANIZATIONS: {"A": _BELOW},
    Act.KEEP_ACCOUNTS: {"A": _BELOW},
    Act.KEEP_CALENDARS: {"A": _BELOW},
    Act.KEEP_RULES: {"A": _ALL},
    Act.KEEP_RETENTION: {"A": _ALL},
    Act.READ_MAIL: {"A": _ALL},
    Act.KEEP_LADDERS: {"BD": _OWN, "CR": _BELOW},
    Act.ACKNOWLEDGE: {"BDCR": _FILE},
}
"""Which role does which act how far, once more by hand; a word stands for everybody it names."""


def roles_by_hand(act: Act) -> dict[Any, Reach]:
    """Give the roles of an act with their reach; none where it is open to more than roles."""
    row = ACTS_BY_HAND[act]
    if isinstance(row, str):
        return {}
    return {LETTERS[letter]: reach for letters, reach in row.items() for letter in letters}
