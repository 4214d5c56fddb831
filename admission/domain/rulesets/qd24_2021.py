"""24-QĐ/TW of 30/7/2021 with 01-HD/TW of 28/9/2021 and the forms of 12-HD/BTCTW of 18/1/2022. Data only.

Read: 24-QĐ/TW sections 1, 3.5, 4.1, 4.2, 4.5.1 and 7; 01-HD/TW (2021) 3.6 and 5.1. Not read: 4.3.1, whose 60 and +30
working days continue 29-QĐ/TW.
"""

from datetime import date
from fractions import Fraction

from admission.domain.procedure import Body, DeadlineKind
from admission.domain.rules import Rule, RuleSet, Setting, Verification
from admission.domain.rulesets import common
from admission.domain.rulesets.common import at_least, clock

_PAPERS = "báo cáo tập huấn 30/10/2020 (áp dụng tiếp); 01-HD/TW (2021)"
_CONTINUES = "24-QĐ/TW, 4.3.1 (tiếp nối 29-QĐ/TW)"

QD24_2021 = RuleSet(
    code="QD24_2021",
    title="Quy định 24-QĐ/TW ngày 30/7/2021 (Hướng dẫn 01-HD/TW năm 2021)",
    instrument="24-QĐ/TW",
    in_force_from=date(2021, 7, 30),
    in_force_until=date(2025, 1, 19),
    limits=common.limits(
        clock(DeadlineKind.PAPER_VALIDITY, 12, _PAPERS, Verification.STATED),
        clock(DeadlineKind.ADMISSION_DECISION, 60, _CONTINUES, Verification.CONTINUED, extension=30),
        clock(DeadlineKind.CEREMONY, 30, "24-QĐ/TW, 4.1"),
        clock(DeadlineKind.RECOGNITION_REVIEW, 30, "24-QĐ/TW, 4.2"),
        clock(
            DeadlineKind.RECOGNITION_DECISION, 30, "24-QĐ/TW, 4.2",
            extension=30, extension_clause=_CONTINUES, extension_verification=Verification.CONTINUED,
        ),
    ),
    thresholds=common.thresholds(
        at_least(Body.GRASSROOTS_COMMITTEE, Fraction(2, 3), "01-HD/TW (2021), 3.6 c", Verification.VERIFIED),
        common.MAJORITY_OF_THE_BOARD,
    ),
    quorums=common.QUORUMS,
    settings=common.settings(
        {
            Setting.MIN_AGE_MONTHS: Rule(216, "24-QĐ/TW, 1.1"),
            Setting.MAX_AGE_MONTHS: Rule(720, "24-QĐ/TW, 1.1"),
            Setting.LOWEST_EDUCATION_GRADE: Rule(9, "24-QĐ/TW, 1.2"),
            Setting.VOTES_ON_RECOGNITION: Rule(3, "24-QĐ/TW, 4.2"),
            Setting.LATE_CEREMONY_NEEDS_CONSENT: Rule(1, "24-QĐ/TW, 4.1"),
            **common.readmission(36, 60, 1, "24-QĐ/TW, 3.5", Verification.VERIFIED),
        }
    ),
    excluded_leavers=common.excluded_leavers("24-QĐ/TW, 3.5", Verification.VERIFIED),
    required_papers=common.REQUIRED_PAPERS,
    probation_papers=common.PROBATION_PAPERS,
    paper_months=common.paper_months(12, _PAPERS, Verification.STATED),
)  # fmt: skip
