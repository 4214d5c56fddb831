"""294-QĐ/TW of 26/5/2025, in force from 1/7/2025 (no district level any more), with 06-HD/TW of 9/6/2025. Data only.

Read: 3.5. Section 4 and the guidance could not be read: their numbers continue 232-QĐ/TW and are shown as
unverified until an administrator confirms them. The conditions of age and schooling (section 1) were read in 24-QĐ/TW.
"""

from datetime import date
from fractions import Fraction

from admission.domain.procedure import Body, DeadlineKind
from admission.domain.rules import Rule, RuleSet, Setting, Verification
from admission.domain.rulesets import common
from admission.domain.rulesets.common import at_least, clock

_PAPERS = "báo cáo tập huấn 30/10/2020 (áp dụng tiếp); 06-HD/TW (2025)"
_CONTINUED = Verification.CONTINUED


def _continues(clause: str) -> str:
    return f"294-QĐ/TW, {clause} (tiếp nối 232-QĐ/TW)"


QD294_2025 = RuleSet(
    code="QD294_2025",
    title="Quy định 294-QĐ/TW ngày 26/5/2025 (Hướng dẫn 06-HD/TW năm 2025)",
    instrument="294-QĐ/TW",
    in_force_from=date(2025, 7, 1),
    in_force_until=None,
    limits=common.limits(
        clock(DeadlineKind.PAPER_VALIDITY, 12, _PAPERS, Verification.STATED),
        clock(DeadlineKind.ADMISSION_DECISION, 60, _continues("4.3.1"), _CONTINUED, extension=30),
        clock(DeadlineKind.CEREMONY, 30, _continues("4.1"), _CONTINUED),
        clock(DeadlineKind.RECOGNITION_REVIEW, 30, _continues("4.2"), _CONTINUED),
        clock(DeadlineKind.RECOGNITION_DECISION, 30, _continues("4.2 và 4.3.1"), _CONTINUED, extension=30),
    ),
    thresholds=common.thresholds(
        at_least(
            Body.GRASSROOTS_COMMITTEE, Fraction(2, 3), "06-HD/TW (2025) (tiếp nối 01-HD/TW năm 2021, 3.6 c)", _CONTINUED
        ),
        common.MAJORITY_OF_THE_BOARD,
    ),
    quorums=common.QUORUMS,
    settings=common.settings(
        {
            Setting.MIN_AGE_MONTHS: Rule(216, "294-QĐ/TW, 1.1 (đã đọc tại 24-QĐ/TW, 1.1)", _CONTINUED),
            Setting.MAX_AGE_MONTHS: Rule(720, "294-QĐ/TW, 1.1 (đã đọc tại 24-QĐ/TW, 1.1)", _CONTINUED),
            Setting.LOWEST_EDUCATION_GRADE: Rule(9, "294-QĐ/TW, 1.2 (đã đọc tại 24-QĐ/TW, 1.2)", _CONTINUED),
            Setting.VOTES_ON_RECOGNITION: Rule(3, _continues("4.2"), _CONTINUED),
            Setting.LATE_CEREMONY_NEEDS_CONSENT: Rule(1, _continues("4.1"), _CONTINUED),
            **common.readmission(36, 60, 1, "294-QĐ/TW, 3.5", Verification.VERIFIED),
        }
    ),
    excluded_leavers=common.excluded_leavers("294-QĐ/TW, 3.5", Verification.VERIFIED),
    required_papers=common.REQUIRED_PAPERS,
    probation_papers=common.PROBATION_PAPERS,
    paper_months=common.paper_months(12, _PAPERS, Verification.STATED),
)
