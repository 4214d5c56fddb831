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
    Row("sign-in", "", SIGNED_IN, anonymous=True),
    Row("sign-out", "", SIGNED_IN),
    Row("set_language", "", SIGNED_IN, form={"language": "en"}, anonymous=True),
    # files
    Row("case-list", "", who("BDCRI")),
    Row("case-open", "", OPENERS),
    Row("case", "pk=case", READ, READ),
    Row("inspection", "pk=case", READ, READ),
    Row("step", "pk=case step=:application", who("BD", "own"), READ),
    Row("step", "pk=case step=:vetting", who("BD", "own") | who("CR", ABOVE) - who("CR", "own"), READ),
    Row("step", "pk=case step=:admission_decision", who("CR", "top"), READ),
    Row("step-done", "pk=case step=:admission_resolution", READ, READ),
    Row("correct", "pk=case model=:branchresolution fact_pk=fact", who("BD", "own"), READ),
    Row("deadline", "pk=case deadline_pk=deadline", READ, READ),
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
    Row("organization-merge", "", who("A"), codes=ADMINISTER),
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
)  # fmt: skip

_OWN, _BELOW, _FILE, _ALL = Reach.OWN, Reach.BELOW, Reach.FILE, Reach.ALL
ACTS_BY_HAND: Mapping[Act, str | Mapping[str, Reach]] = {
    Act.SIGN_IN: "anybody",
    Act.OWN_ACCOUNT: "signed_in",
    Act.SEE_WORK: "signed_in",
    Act.READ_CALENDAR: "signed_in",
    Act.READ_RULES: "signed_in",
    Act.READ_CASES: {"BDCRI": _BELOW},
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
    Act.READ_ORGANIZATIONS: {"BDCRIA": _BELOW},
    Act.KEEP_ORGANIZATIONS: {"A": _BELOW},
    Act.KEEP_ACCOUNTS: {"A": _BELOW},
    Act.KEEP_RULES: {"A": _ALL},
    Act.KEEP_RETENTION: {"A": _ALL},
    Act.READ_MAIL: {"A": _ALL},
}
"""Which role does which act how far, once more by hand; a word stands for everybody it names."""


def roles_by_hand(act: Act) -> dict[Any, Reach]:
    """Give the roles of an act with their reach; none where it is open to more than roles."""
    row = ACTS_BY_HAND[act]
    if isinstance(row, str):
        return {}
    return {LETTERS[letter]: reach for letters, reach in row.items() for letter in letters}
