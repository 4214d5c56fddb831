"""What each form declares, by hand: a filled-in form for each address that has one, and the fields left empty in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from admission.selectors.calendar_drafts import draft_content
from admission.selectors.calendar_effects import preview_change
from members.models import Organization
from tests.admission.access_world import ASKING, MEMBER, World
from tests.factories import PASSWORD, REASON, TODAY

CODE_OF_SIBLING, CODE_OF_CHILD = "DT-3", "DT-1-T"


@dataclass(frozen=True)
class Filled:
    """`row`: the address with what stands in it, as in access_rows; `by`: who sends it; `empty`: its other fields.

    A value that begins with "@" is the id of the organisation with that code, one with "#" that of an object of the
    world; "@revision", "@opened" and "@resolved" are of the file as it stands, "@record" is the revision of the person,
    "@proposed" that of the file with a prepared decision; "@seen" is what the preview of the draft was made from.
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
    if value == "@opened":
        return world.objects["case"].opened_on.isoformat()
    if value == "@revision":
        return world.objects["case"].revision
    if value == "@proposed":
        return world.objects["proposal"].revision
    if value == "@record":
        return world.objects["person"].revision
    if value == "@seen":
        draft = world.objects["ready_draft"]
        return preview_change(draft.calendar, draft_content(draft), TODAY).token
    if value.startswith("#"):
        return world.objects[value[1:]].pk
    return Organization.objects.get(code=value[1:]).pk if value.startswith("@") else value


_VOTE = {"vote_method": "secret_ballot", "vote_entitled": "9", "vote_present": "9", "vote_for": "8"}
_VOTE |= {"vote_against": "1", "vote_blank": "0"}
_LEFT_OUT = "vote_exempt vote_elsewhere vote_suspended vote_on_leave"
_NEW_PASSWORD = "hoa sen nở giữa hồ Tây sáng sớm"
_CONTACT = "postal_address phone email meeting_day"

FORMS = (
    Filled("saved-view-save", "B@own", {"name": "Của chi bộ tôi"}),
    Filled("saved-view-rename pk=saved_view", "B@own", {"name": "Tên khác"}),
    Filled(
        "case-open", "C@top",
        {"branch": "@DT-3", "full_name": "Hồ Thị Mới", "born_on": "19/05/1996", "opened_on": "02/03/2026"},
        "works_since_on is_historical national_id sex",
    ),
    Filled(
        "step pk=case step=:admission_decision", "C@top",
        {"outcome": "granted", "decided_on": "02/03/2026", "number": "34-QĐ/ĐU", **_VOTE,
         "late_cause": "meeting_not_held", "irregular_reason": REASON, "revision": "@revision"},
    ),
    Filled(
        "correct pk=case model=:branchresolution fact_pk=fact", "B@own",
        {"adopted_on": "@resolved", "number": "13-NQ/CB", **_VOTE, "correction_reason": REASON}, _LEFT_OUT,
    ),
    Filled(
        "correct-opening pk=case", "B@own",
        {"opened_on": "03/01/2023", "reason": REASON, "was_on": "@opened"},
    ),
    Filled(
        "member-add pk=branch", "B@own",
        {"full_name": "Hồ Thị Mới", "standing": "official", "from_on": "06/01/2020"},
        "born_on sex national_id document until_on end_cause",
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
        "organization-practice", "A@top",
        {"name": "Đảng ủy tập dượt", "code": "TD", "branches": "Chi bộ Sen\nChi bộ Mai"},
    ),
    Filled(
        "organization-merge", "A@top",
        {"dissolved": "@DT-2", "into": "@DT-3", "on": "02/03/2026", "document": "7-QĐ/ĐU", "confirm": "1"},
    ),
    Filled(
        "organization-add pk=sectional", "A@top", {"kind": "branch", "code": "DT-9", "name": "Chi bộ Chín"},
        f"from_on document {_CONTACT}",
    ),
    Filled("deadline-acknowledge pk=case deadline_pk=deadline", "C@top", {}),
    Filled("request-deadline-acknowledge pk=request deadline_pk=clock", "C@parent", {}),
    Filled(
        "organization-alerts pk=branch", "B@own", {"choice": "own", "warnings": "10", "digest_hour": "8"},
    ),
    Filled("organization-contact pk=branch", "A@own", {"phone": "024 3000 0000"}, _CONTACT),
    Filled("organization-wait pk=grassroots", "A@top", {"working_days": "10"}),
    Filled(
        "organization-rename pk=branch", "A@own",
        {"name": "Chi bộ Tên Mới", "from_on": "02/03/2026", "document": "7-QĐ/ĐU"},
    ),
    Filled(
        "organization-move pk=branch", "A@top", {"above": "DT-CS", "from_on": "02/03/2026", "document": "7-QĐ/ĐU"}
    ),
    Filled(
        "organization-authority pk=grassroots", "A@top",
        {"basis": "delegated", "from_on": "02/03/2026", "document": "5-QĐ/ĐU"}, "until_on given_by",
    ),
    Filled(
        "organization-authority-end pk=elsewhere authority_pk=authority_elsewhere", "A@foreign",
        {"from_on": "02/03/2026", "document": "6-QĐ/ĐU"},
    ),
    Filled(
        "organization-split pk=branch", "A@own",
        {"code": "DT-1B", "name": "Chi bộ Một B", "on": "02/03/2026", "document": "9-QĐ/ĐU", "people": MEMBER,
         "confirm": "1"}, "shared",
    ),
    Filled("organization-dissolve pk=second", "A@top", {"on": "02/03/2026", "document": "8-QĐ/ĐU"}),
    # decisions
    Filled("decision-approve pk=proposal", "R@top", {"revision": "@proposed"}, "reason"),
    Filled("decision-send-back pk=proposal", "R@top", {"revision": "@proposed", "reason": REASON}),
    Filled("decision-withdraw pk=proposal", "C@top", {"revision": "@proposed"}, "reason"),
    Filled("decision-approve-many", "R@top", {"chosen": "#proposal"}),
    # people
    Filled(
        "person-edit pk=person", "B@own", {"full_name": MEMBER, "born_on": "01/02/1980", "revision": "@record"},
        "national_id ethnicity religion reason sex",
    ),
    Filled("person-compare pk=person other_pk=double", "C@top", {"verdict": "apart", "reason": REASON}),
    # requests about personal data
    Filled(
        "request-new", "C@parent",
        {"organization": "@DT-BP", "kind": "erase", "received_on": "02/03/2026", "subject_name": ASKING},
        "subject_born_on asked_by",
    ),
    Filled(
        "request-answer pk=request", "C@parent", {"answered_on": "02/03/2026", "outcome": "granted"},
        "legal_ground number",
    ),
    Filled(
        "request-extend pk=request", "C@parent", {"granted_on": "02/03/2026", "days": "5", "reason": REASON}, "number"
    ),
    Filled("request-complete pk=answered", "C@parent", {"done_on": "02/03/2026"}, "number"),
    Filled(
        "request-correct pk=request model=:requestreceipt fact_pk=receipt", "C@parent",
        {"kind": "erase", "received_on": "27/02/2026", "subject_name": ASKING, "correction_reason": REASON},
        "subject_born_on asked_by",
    ),
    # accounts
    Filled(
        "account-invite", "A@top",
        {"full_name": "Người Mới", "username": "nguoi-moi", "organization": "DT-3", "role": "branch_secretary",
         "from_on": "02/03/2026"}, "email until_on document",
    ),
    Filled("account-close pk=account", "A@top", {"reason": REASON}),
    Filled("account-reopen pk=closed", "A@top", {"reason": REASON}),
    Filled("account-link pk=account", "A@top", {}),
    Filled("account-address pk=account", "A@top", {"email": "dia.chi.moi@example.vn"}),
    Filled("account-bounce pk=account", "A@top", {"said": "550 No such user"}),
    Filled("account-bounce-clear pk=failing", "A@top", {"reason": REASON}),
    Filled("account-link-revoke pk=invited", "A@top", {}),
    Filled(
        "role-give pk=account", "A@top",
        {"organization": "DT-3", "role": "branch_secretary", "from_on": "02/03/2026"}, "until_on document",
    ),
    Filled("role-end pk=account role_pk=role", "A@top", {"until_on": "02/03/2026", "reason": REASON}),
    Filled("role-void pk=account role_pk=role", "A@top", {"reason": REASON}),
    Filled("account-delegation-end pk=account delegation_pk=delegation", "A@top", {"reason": REASON}),
    Filled("second-factor-reset pk=with_second_factor", "A@top", {"reason": REASON}),
    Filled("link token=token", "B@own", {"password": _NEW_PASSWORD, "again": _NEW_PASSWORD}),
    Filled("forgotten-password", "B@own", {"username": "d.own"}),
    Filled(
        "delegate", "B@own",
        {"roles": "#role", "delegate": "d.own", "from_on": "23/03/2026", "until_on": "27/03/2026", "reason": REASON},
    ),
    Filled("delegation-end pk=delegation", "B@own", {"reason": REASON}),
    # one's own account
    Filled("confirm", "B@own", {"password": PASSWORD}),
    Filled(
        "password", "B@own",
        {"old_password": PASSWORD, "new_password": _NEW_PASSWORD, "new_password_again": _NEW_PASSWORD},
    ),
    Filled("rule-confirm code=:QD294_2025 address=:limit:ceremony", "A@top", {"value": "30", "source": "Văn bản"}),
    # calendars
    Filled("calendar-own", "A@top", {"organization": "DT-2", "name": "Lịch riêng"}),
    Filled(
        "calendar-draft-act pk=draft kind=:day-off", "A@own",
        {"revision": "1", "day": "09/03/2026", "basis": "storm", "name_vi": "Nghỉ bão", "document": "1/CĐ-TTg"},
        "name_en",
    ),
    Filled(
        "calendar-draft-act pk=draft kind=:swap", "A@own",
        {"revision": "1", "off": "01/06/2026", "worked": "06/06/2026"}, "document",
    ),
    Filled(
        "calendar-draft-act pk=draft kind=:undo-swap", "A@own", {"revision": "1", "swap": "2026-01-02/2026-01-10"}
    ),
    Filled("calendar-draft-act pk=draft kind=:remove-day", "A@own", {"revision": "1", "day": "24/11/2026"}),
    Filled("calendar-draft-act pk=draft kind=:confirm-day", "A@own", {"revision": "1", "day": "2026-11-24"}),
    Filled("calendar-draft-act pk=draft kind=:add-year", "A@own", {"revision": "1", "year": "2028"}),
    Filled("calendar-draft-act pk=draft kind=:confirm-year", "A@own", {"revision": "1", "year": "2027"}),
    Filled("calendar-draft-act pk=draft kind=:weekend", "A@own", {"revision": "1", "weekend": "6"}),
    Filled(
        "calendar-draft-notice pk=draft", "A@own",
        {"revision": "1", "notice_number": "12729/VPCP-KGVX", "notice_on": "25/12/2025", "issued_by": "VPCP"},
    ),
    Filled("calendar-draft-renew pk=draft", "A@own", {"revision": "1"}),
    Filled("calendar-preview pk=ready_draft", "A@own", {"reason": REASON, "token": "@seen", "revision": "2"}),
    Filled("settle pk=settlement", "C@top", {"act_by_on": "03/03/2026", "note": REASON}),
    Filled("set_language", "B@own", {"language": "en"}),
)  # fmt: skip
EMPTY_FORM_IS_ENOUGH = frozenset(
    {"sign-in", "sign-in-code", "second-factor", "import", "organization-import", "calendar-draft-import",
     "person-find", "rule-fill", "rule-activate", "rule-adopt", "meeting-votes", "saved-view-remove"}
)  # fmt: skip
"""Forms sent with nothing but the fields they do not declare: they need a file or a code, begin a session or search,
or name their fields after files (see tests/admission/views/test_meeting_votes.py)."""
