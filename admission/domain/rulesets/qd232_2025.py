"""232-QĐ/TW of 20/1/2025, with 01-HD/TW of 28/9/2021 still in use. Data only.

Read: 4.1 and the opening of 4.3.1. Sections 1 and 4.2 continue 24-QĐ/TW: the conditions of age and schooling were read
there, in the same words since 2016; of the recognition only continuity is assumed.
"""

from datetime import date
from fractions import Fraction

from admission.domain.procedure import Body, DeadlineKind
from admission.domain.rules import Rule, RuleSet, Setting, Verification
from admission.domain.rulesets import common
from admission.domain.rulesets.common import at_least, clock

_PAPERS = "báo cáo tập huấn 30/10/2020 (áp dụng tiếp); 01-HD/TW (2021)"
_RECOGNITION = "232-QĐ/TW, 4.2 (tiếp nối 24-QĐ/TW)"
_CONTINUED = Verification.CONTINUED
_AGAIN = "232-QĐ/TW, 3.5 (chưa đọc được; theo 24-QĐ/TW, 3.5)"

QD232_2025 = RuleSet(
    code="QD232_2025",
    title="Quy định 232-QĐ/TW ngày 20/1/2025",
    instrument="232-QĐ/TW",
    in_force_from=date(2025, 1, 20),
    in_force_until=date(2025, 6, 30),
    limits=common.limits(
        clock(DeadlineKind.PAPER_VALIDITY, 12, _PAPERS, Verification.STATED),
        clock(DeadlineKind.ADMISSION_DECISION, 60, "232-QĐ/TW, 4.3.1", extension=30),
        clock(DeadlineKind.CEREMONY, 30, "232-QĐ/TW, 4.1"),
        clock(DeadlineKind.RECOGNITION_REVIEW, 30, _RECOGNITION, _CONTINUED),
        clock(DeadlineKind.RECOGNITION_DECISION, 30, _RECOGNITION, _CONTINUED, extension=30),
    ),
    thresholds=common.thresholds(
        at_least(Body.GRASSROOTS_COMMITTEE, Fraction(2, 3), "01-HD/TW (2021), 3.6 c", Verification.VERIFIED),
        common.MAJORITY_OF_THE_BOARD,
    ),
    quorums=common.QUORUMS,
    settings=common.settings(
        {
            Setting.MIN_AGE_MONTHS: Rule(216, "232-QĐ/TW, 1.1 (đã đọc tại 24-QĐ/TW, 1.1)", _CONTINUED),
            Setting.MAX_AGE_MONTHS: Rule(720, "232-QĐ/TW, 1.1 (đã đọc tại 24-QĐ/TW, 1.1)", _CONTINUED),
            Setting.LOWEST_EDUCATION_GRADE: Rule(9, "232-QĐ/TW, 1.2 (đã đọc tại 24-QĐ/TW, 1.2)", _CONTINUED),
            Setting.VOTES_ON_RECOGNITION: Rule(3, _RECOGNITION, _CONTINUED),
            Setting.LATE_CEREMONY_NEEDS_CONSENT: Rule(1, "232-QĐ/TW, 4.1"),
            **common.readmission(36, 60, 1, _AGAIN, _CONTINUED),
        }
    ),
    excluded_leavers=common.excluded_leavers(_AGAIN, _CONTINUED),
    required_papers=common.REQUIRED_PAPERS,
    probation_papers=common.PROBATION_PAPERS,
    paper_months=common.paper_months(12, _PAPERS, Verification.STATED),
)
