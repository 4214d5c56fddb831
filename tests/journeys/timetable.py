"""One file from candidate to official member, day by day: what is typed, what the file then says, which digests go out.

The days are worked out by hand from the notices, not by the product. Used by the journeys over HTTP and in Chromium.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
CANDIDATE = "Đặng Thị Hương"
SECRETARY, REVIEWER, APPROVER = "bi.thu", "tham.dinh", "phe.duyet"
"""Decisions are prepared by the second and approved by the third."""
COMMITTEE = (APPROVER, REVIEWER)
"""Whom the digests of the committee reach, by their names."""
NINE_FOR = {
    "vote_method": "secret_ballot",
    "vote_entitled": "9",
    "vote_present": "9",
    "vote_for": "8",
    "vote_against": "1",
    "vote_blank": "0",
}


@dataclass(frozen=True)
class Act:
    """Typed by `who` at 09:00; afterwards the file stands at `stage`, and the next limit is `due_on`.

    `reason`: why it is not as the regulation asks; without it the form is refused and asks for it, and for `late_cause`
    where the act is late.
    """

    day: date
    who: str
    step: str
    typed: dict[str, str]
    stage: str
    due_on: date | None = None
    reason: str = ""
    late_cause: str = ""

    @property
    def answers(self) -> dict[str, str]:
        """What is filled in when the form comes back, by field."""
        return {"irregular_reason": self.reason} | ({"late_cause": self.late_cause} if self.late_cause else {})


@dataclass(frozen=True)
class Digest:
    """At 07:00 a digest goes to each of `who` (nobody, where it is empty), about a deadline at this level."""

    day: date
    who: tuple[str, ...] = ()
    level: int | None = None


@dataclass(frozen=True)
class Refusal:
    """Typed at 09:00 and refused: an error at this field, nothing recorded."""

    day: date
    who: str
    step: str
    typed: dict[str, str]
    field: str


Event = Act | Digest | Refusal


def sponsor(name: str) -> Act:
    day = date(2024, 12, 5)
    typed = {"sponsor": name, "assigned_on": "05/12/2024", "member_since_on": "05/12/2024"}
    return Act(day, SECRETARY, "assign_sponsor", typed, "sponsored")


def paper(step: str) -> Act:
    return Act(date(2025, 11, 3), SECRETARY, step, {"made_on": "03/11/2025"}, "sponsored")


def document(step: str, **typed: str) -> Act:
    return Act(date(2025, 11, 3), SECRETARY, step, {"acted_on": "03/11/2025", **typed}, "sponsored")


def probation_paper(step: str) -> Act:
    day = date(2027, 6, 7)
    return Act(day, SECRETARY, step, {"made_on": "04/06/2027"}, "ready_for_recognition", date(2027, 6, 30))


EVENTS: tuple[Event, ...] = (
    Act(
        date(2024, 12, 2),
        SECRETARY,
        "open_case",
        {"full_name": CANDIDATE, "born_on": "19/5/1996", "opened_on": "2/12/2024"},
        "nominated",
    ),
    sponsor("Lê Văn Bình"),
    sponsor("Trần Thị Cúc"),
    paper("awareness_course"),
    paper("application"),
    paper("personal_history"),
    document("education", choice="higher"),
    document("vetting", choice="clear", number="7-BC/BTC", issuer="Đảng ủy Khối Thử nghiệm"),
    paper("sponsor_recommendation"),
    paper("residence_opinions"),
    paper("opinions"),
    Refusal(
        date(2025, 12, 5),
        SECRETARY,
        "admission_resolution",
        {"adopted_on": "04/12/2025", "number": "12-NQ/CB", **NINE_FOR},
        "adopted_on",
    ),
    # Sixty working days across Tết, the new year's Saturday worked among them.
    Act(
        date(2026, 1, 5),
        SECRETARY,
        "admission_resolution",
        {"adopted_on": "05/01/2026", "number": "12-NQ/CB", **NINE_FOR},
        "awaiting_decision",
        date(2026, 4, 3),
    ),
    Digest(date(2026, 3, 12)),
    Digest(date(2026, 3, 13), COMMITTEE, 15),
    Digest(date(2026, 3, 16)),
    Digest(date(2026, 3, 25), COMMITTEE, 7),
    Refusal(
        date(2026, 3, 30),
        REVIEWER,
        "admission_extension",
        {"working_days": "31", "granted_on": "30/03/2026", "reason": "Cần thẩm tra thêm", "approver": "Ban Thường vụ"},
        "working_days",
    ),
    Act(
        date(2026, 3, 30),
        REVIEWER,
        "admission_extension",
        {"working_days": "30", "granted_on": "30/03/2026", "reason": "Cần thẩm tra thêm", "approver": "Ban Thường vụ"},
        "awaiting_decision",
        date(2026, 5, 20),
    ),
    Digest(date(2026, 3, 31)),  # three days before the old last day: it has moved
    Act(
        date(2026, 4, 20),
        REVIEWER,
        "admission_decision",
        {"outcome": "granted", "decided_on": "20/04/2026", "number": "34-QĐ/ĐU"},
        "awaiting_receipt",
    ),
    Act(
        date(2026, 4, 22),
        SECRETARY,
        "decision_receipt",
        {"received_on": "22/04/2026"},
        "awaiting_ceremony",
        date(2026, 6, 8),
    ),
    Digest(date(2026, 5, 18), (SECRETARY,), 15),
    Refusal(date(2026, 5, 19), SECRETARY, "ceremony", {"held_on": "21/04/2026"}, "held_on"),
    Act(
        date(2026, 5, 19),
        SECRETARY,
        "ceremony",
        {"held_on": "19/05/2026", "oath_taken": "on"},
        "probation",
        date(2027, 6, 30),
    ),
    Act(
        date(2026, 5, 20),
        SECRETARY,
        "probation_supervisor",
        {"sponsor": "Lê Văn Bình", "assigned_on": "20/05/2026"},
        "probation",
        date(2027, 6, 30),
    ),
    Refusal(
        date(2027, 5, 20),
        SECRETARY,
        "recognition_resolution",
        {"adopted_on": "19/05/2027", "number": "15-NQ/CB", "proposal": "proceed", **NINE_FOR},
        "adopted_on",
    ),
    probation_paper("new_member_course"),
    probation_paper("self_review"),
    probation_paper("supervisor_comment"),
    probation_paper("probation_opinions"),
    Digest(date(2027, 6, 8)),
    Digest(date(2027, 6, 9), (SECRETARY,), 15),
    Digest(date(2027, 6, 21), (SECRETARY,), 7),
    Digest(date(2027, 6, 25), (SECRETARY,), 3),
    Digest(date(2027, 6, 26)),  # a Saturday
    # Told three times with nobody confirming receipt: the committee, nearest above with staff, hears from now on.
    Digest(date(2027, 6, 29), (SECRETARY, *COMMITTEE), 1),
    Digest(date(2027, 6, 30), (SECRETARY, *COMMITTEE), 0),
    Digest(date(2027, 7, 1), (SECRETARY, *COMMITTEE), -1),
    # A day late: recorded for a reason, marked as late, and still counted from the twelve-month day.
    Act(
        date(2027, 7, 1),
        SECRETARY,
        "recognition_resolution",
        {"adopted_on": "01/07/2027", "number": "15-NQ/CB", "proposal": "proceed", **NINE_FOR},
        "awaiting_recognition",
        date(2027, 8, 12),
        reason="Chi bộ hoãn họp một ngày vì bão",
        late_cause="force_majeure",
    ),
    Digest(date(2027, 7, 21)),
    Digest(date(2027, 7, 22), COMMITTEE, 15),
    Act(
        date(2027, 8, 2),
        REVIEWER,
        "recognition_decision",
        {"outcome": "granted", "decided_on": "02/08/2027", "number": "51-QĐ/ĐU", **NINE_FOR},
        "official",
    ),
    Digest(date(2027, 8, 4)),
)
TWELVE_MONTH_DAY = date(2027, 5, 19)


def at(day: date, hour: int) -> datetime:
    """An instant on the Vietnamese clock."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=VIETNAM)
