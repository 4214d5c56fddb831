"""What the instruments share: the Charter's own numbers, those that nobody could read yet, and how to write the rest.

The Charter of 2011 stands above all instruments, so its numbers hold in each of them. Where an open question has one
default everywhere, the default stands here once, marked as unverified, and an administrator settles it per instrument.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from admission.domain.procedure import DATED_PAPERS, Body, DeadlineKind, LeavingCause, Nature, StepCode
from admission.domain.rules import Rule, Setting, Threshold, TimeLimit, Unit, Verification

CHARTER_4_1 = "Điều lệ Đảng, điều 4.1"
_ANALOGY = "Quy chế bầu cử, điều 32.2; 01-HD/TW (2016), 13.2 (áp dụng tương tự)"
_NOT_READ = "chưa đọc được văn bản; mặc định của phần mềm"
_HOUSE = "quy ước nội bộ, không phải thời hạn của Đảng"


@dataclass(frozen=True, slots=True)
class ClockShape:
    """What a clock is in every instrument; only its length varies."""

    nature: Nature
    unit: Unit
    body: Body


CLOCKS: Mapping[DeadlineKind, ClockShape] = {
    DeadlineKind.SPONSORSHIP: ClockShape(Nature.MILESTONE, Unit.MONTHS, Body.BRANCH),
    DeadlineKind.PAPER_VALIDITY: ClockShape(Nature.VALIDITY, Unit.MONTHS, Body.BRANCH),
    DeadlineKind.LEVEL_WAIT: ClockShape(Nature.INTERNAL, Unit.WORKING_DAYS, Body.GRASSROOTS_COMMITTEE),
    DeadlineKind.ADMISSION_DECISION: ClockShape(Nature.LIMIT, Unit.WORKING_DAYS, Body.COMPETENT_COMMITTEE),
    DeadlineKind.RECEIPT_LOG: ClockShape(Nature.INTERNAL, Unit.WORKING_DAYS, Body.BRANCH),
    DeadlineKind.CEREMONY: ClockShape(Nature.LIMIT, Unit.WORKING_DAYS, Body.BRANCH),
    DeadlineKind.PROBATION_END: ClockShape(Nature.MILESTONE, Unit.MONTHS, Body.BRANCH),
    DeadlineKind.RECOGNITION_REVIEW: ClockShape(Nature.LIMIT, Unit.WORKING_DAYS, Body.BRANCH),
    DeadlineKind.RECOGNITION_DECISION: ClockShape(Nature.LIMIT, Unit.WORKING_DAYS, Body.COMPETENT_COMMITTEE),
}

REQUIRED_PAPERS = (
    StepCode.AWARENESS_COURSE,
    StepCode.APPLICATION,
    StepCode.PERSONAL_HISTORY,
    StepCode.EDUCATION,
    StepCode.VETTING,
    StepCode.SPONSOR_RECOMMENDATION,
    StepCode.RESIDENCE_OPINIONS,
    StepCode.OPINIONS,
)
"""In the file when the branch considers admission. Source: 12-HD/BTCTW (2022), II.1.1."""

PROBATION_PAPERS = (
    StepCode.NEW_MEMBER_COURSE,
    StepCode.SELF_REVIEW,
    StepCode.SUPERVISOR_COMMENT,
    StepCode.PROBATION_OPINIONS,
)
"""In the file when the branch considers recognition. Source: 29-QĐ/TW, 4.2; forms 10-KNĐ to 12-KNĐ."""


def clock(
    kind: DeadlineKind,
    length: int,
    clause: str,
    verification: Verification = Verification.VERIFIED,
    *,
    extension: int = 0,
    extension_clause: str = "",
    extension_verification: Verification | None = None,
) -> TimeLimit:
    """Give a clock: `length` in the unit that the clock has in every instrument, `extension` in working days."""
    shape = CLOCKS[kind]
    return TimeLimit(
        kind=kind, nature=shape.nature, length=length, unit=shape.unit, body=shape.body, clause=clause,
        max_extension=extension, verification=verification,
        extension_clause=extension_clause, extension_verification=extension_verification,
    )  # fmt: skip


def limits(*own: TimeLimit) -> Mapping[DeadlineKind, TimeLimit]:
    """Give the clocks of an instrument in the order of the procedure: the shared ones and its own."""
    found = {limit.kind: limit for limit in (*_SHARED_CLOCKS, *own)}
    return {kind: found[kind] for kind in DeadlineKind}


_SHARED_CLOCKS = (
    clock(DeadlineKind.SPONSORSHIP, 12, f"{CHARTER_4_1}; báo cáo tập huấn 30/10/2020"),
    clock(DeadlineKind.PROBATION_END, 12, "Điều lệ Đảng, điều 5.1"),
    clock(DeadlineKind.LEVEL_WAIT, 15, _HOUSE, Verification.INTERNAL),
    clock(DeadlineKind.RECEIPT_LOG, 5, _HOUSE, Verification.INTERNAL),
)

_BRANCH_SHARE = Threshold(Body.BRANCH, Fraction(2, 3), strict=False, clause="Điều lệ Đảng, điều 4.3")


def thresholds(*own: Threshold) -> Mapping[Body, Threshold]:
    """Give the shares in favour: the branch's is the Charter's, the committees' are the instrument's own."""
    return by_body(_BRANCH_SHARE, *own)


def at_least(body: Body, share: Fraction, clause: str, verification: Verification) -> Threshold:
    """Give a share that must be reached."""
    return Threshold(body, share, strict=False, clause=clause, verification=verification)


def by_body(*shares: Threshold) -> Mapping[Body, Threshold]:
    """Order shares by whose they are."""
    return {share.body: share for share in shares}


QUORUMS: Mapping[Body, Threshold] = by_body(
    *(
        at_least(body, Fraction(2, 3), _NOT_READ, Verification.UNVERIFIED)
        for body in (Body.BRANCH, Body.GRASSROOTS_COMMITTEE, Body.COMPETENT_COMMITTEE)
    )
)
"""Present, of the entitled."""

# One half of a standing board is the general majority rule; no text of these instruments could be read for it.
MAJORITY_OF_THE_BOARD = Threshold(
    Body.COMPETENT_COMMITTEE,
    Fraction(1, 2),
    strict=True,
    clause="nguyên tắc đa số của ban thường vụ",
    verification=Verification.UNVERIFIED,
)


def settings(own: Mapping[Setting, Rule]) -> Mapping[Setting, Rule]:
    """Give the settings of an instrument, every one of them: the shared ones and its own."""
    found = {**_SHARED_SETTINGS, **own}
    return {setting: found[setting] for setting in Setting}


def _not_read(value: int, clause: str = _NOT_READ) -> Rule:
    return Rule(value, clause, Verification.UNVERIFIED)


_SHARED_SETTINGS: Mapping[Setting, Rule] = {
    Setting.SPONSORS_NEEDED: Rule(2, CHARTER_4_1),
    Setting.YOUTH_UNION_MIN_AGE_MONTHS: _not_read(18 * 12, "Điều lệ Đoàn (tuổi đoàn viên); chưa đọc được văn bản"),
    Setting.YOUTH_UNION_MAX_AGE_MONTHS: _not_read(30 * 12, "Điều lệ Đoàn (tuổi đoàn viên); chưa đọc được văn bản"),
    Setting.RELATIVES_MAY_SPONSOR: _not_read(0),
    Setting.REPLACEMENT_STARTS_AGAIN: _not_read(0),
    Setting.TRANSFER_STARTS_AGAIN: _not_read(0),
    Setting.VOTES_ON_ADMISSION: _not_read(3),
    Setting.FAILED_VOTE_STARTS_CLOCK: _not_read(1),
    Setting.EXEMPT_LEFT_OUT: _not_read(1, _ANALOGY),
    Setting.ELSEWHERE_LEFT_OUT: _not_read(1, _ANALOGY),
    Setting.SUSPENDED_LEFT_OUT: _not_read(1, _ANALOGY),
    Setting.ON_LEAVE_LEFT_OUT: _not_read(1, _ANALOGY),
    Setting.JOINED_ON_CEREMONY: Rule(1, "hướng dẫn nghiệp vụ của cấp ủy (ngày vào Đảng)", Verification.SECONDARY),
}


def readmission(months: int, after_sentence: int, most: int, clause: str, how: Verification) -> Mapping[Setting, Rule]:
    """Give the settings of an admission again: months out of the Party, months after the record, how often."""
    return {
        Setting.READMISSION_MONTHS: Rule(months, clause, how),
        Setting.READMISSION_MONTHS_AFTER_SENTENCE: Rule(after_sentence, clause, how),
        Setting.READMISSIONS_MOST: Rule(most, clause, how),
    }


_BARRED = (LeavingCause.NOT_ATTENDING, LeavingCause.LEFT_WITHOUT_HARDSHIP)
_BARRED_BY_UNREAD_CASES = (LeavingCause.FACTIONALISM, LeavingCause.PARTY_HISTORY, LeavingCause.SERIOUS_CRIME)


def excluded_leavers(clause: str, how: Verification) -> Mapping[LeavingCause, Rule]:
    """Give which causes of leaving bar for good. `how` the cases are known that could be read at all; of the five that
    bar, three were not read in any instrument."""
    return {
        cause: Rule(1, clause, Verification.UNVERIFIED)
        if cause in _BARRED_BY_UNREAD_CASES
        else Rule(int(cause in _BARRED), clause, how)
        for cause in LeavingCause
    }


def paper_months(
    months: int, clause: str, how: Verification, *, certificate_months: int = 60
) -> Mapping[StepCode, Rule]:
    """Give how long each dated paper keeps; the certificate of the course by the guides of party committees."""
    guide = Rule(certificate_months, "hướng dẫn nghiệp vụ của cấp ủy", Verification.SECONDARY)
    return {code: guide if code is StepCode.AWARENESS_COURSE else Rule(months, clause, how) for code in DATED_PAPERS}
