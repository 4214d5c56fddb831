"""What each form declares, by hand: a filled-in form for each address that has one, and the fields left empty in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from members.models import Organization
from tests.admission.access_world import World
from tests.factories import REASON

CODE_OF_SIBLING, CODE_OF_CHILD = "DT-3", "DT-1-T"


@dataclass(frozen=True)
class Filled:
    """`row`: the address with what stands in it, as in access_rows; `by`: who sends it; `empty`: its other fields.

    A value that begins with "@" is the id of the organisation with that code; "@revision" and "@resolved" are of the
    file as it stands.
    """

    row: str
    by: str
    values: Mapping[str, str]
    empty: str = ""

    @property
    def declared(self) -> frozenset[str]:
        return frozenset([*self.values, *self.empty.split()])

    def typed(self, world: World) -> dict[str, Any]:
        """Give what a browser sends."""
        return {name: _value(value, world) for name, value in self.values.items()}


def _value(value: str, world: World) -> Any:
    if value == "@resolved":
        return f"{world.objects['fact'].adopted_on:%d/%m/%Y}"
    if value == "@revision":
        return world.objects["case"].revision
    return Organization.objects.get(code=value[1:]).pk if value.startswith("@") else value


_VOTE = {"vote_method": "secret_ballot", "vote_entitled": "9", "vote_present": "9", "vote_for": "8"}
_VOTE |= {"vote_against": "1", "vote_blank": "0"}
_LEFT_OUT = "vote_exempt vote_elsewhere vote_suspended vote_on_leave"

FORMS = (
    Filled(
        "case-open", "C@top",
        {"branch": "@DT-3", "full_name": "Hồ Thị Mới", "born_on": "19/05/1996", "opened_on": "02/03/2026"},
        "works_since_on is_historical",
    ),
    Filled(
        "step pk=case step=:admission_decision", "C@top",
        {"outcome": "granted", "decided_on": "02/03/2026", "number": "34-QĐ/ĐU", **_VOTE,
         "irregular_reason": REASON, "revision": "@revision"},
    ),
    Filled(
        "correct pk=case model=:branchresolution fact_pk=fact", "B@own",
        {"adopted_on": "@resolved", "number": "13-NQ/CB", **_VOTE, "correction_reason": REASON}, _LEFT_OUT,
    ),
    Filled(
        "member-add pk=branch", "B@own",
        {"full_name": "Hồ Thị Mới", "standing": "official", "from_on": "06/01/2020"},
        "born_on document until_on end_cause",
    ),
    Filled(
        "member-end pk=branch membership_pk=stay", "B@own", {"until_on": "01/03/2026", "cause": "moved"}, "document"
    ),
    Filled(
        "member-standing pk=branch membership_pk=stay", "B@own", {"standing": "working", "on": "01/03/2026"},
        "document",
    ),
    Filled(
        "member-absence pk=branch membership_pk=stay", "B@own", {"kind": "elsewhere", "from_on": "01/03/2026"},
        "document",
    ),
    Filled("member-void pk=branch membership_pk=stay", "B@own", {"reason": REASON}),
    Filled("absence-end pk=branch absence_pk=absence", "B@own", {"until_on": "01/03/2026"}, "document"),
    Filled("absence-void pk=branch absence_pk=absence", "B@own", {"reason": REASON}),
    Filled(
        "organization-merge", "A@top",
        {"dissolved": "@DT-2", "into": "@DT-3", "on": "02/03/2026", "document": "7-QĐ/ĐU", "confirm": "1"},
    ),
    Filled("rule-confirm code=:QD294_2025 address=:limit:ceremony", "A@top", {"value": "30", "source": "Văn bản"}),
    Filled("set_language", "B@own", {"language": "en"}),
)  # fmt: skip
EMPTY_FORM_IS_ENOUGH = frozenset({"sign-in", "import", "rule-fill", "rule-activate", "rule-adopt"})
"""Forms sent with nothing but the fields they do not declare: they need a file, or begin a session."""
