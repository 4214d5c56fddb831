"""The line of 2016 as the training report of 30/10/2020 applies it: 29-QĐ/TW and 01-HD/TW of 2016. Data only.

Read: 29-QĐ/TW sections 1, 3.4 and 4.1 to 4.3; the training report as a whole. Not read: 3.5 (admission again).
"""

from datetime import date
from fractions import Fraction

from admission.domain.procedure import Body, DeadlineKind
from admission.domain.rules import Rule, RuleSet, Setting, Verification
from admission.domain.rulesets import common
from admission.domain.rulesets.common import at_least, clock

_REPORT = "báo cáo tập huấn 30/10/2020"
_AGAIN = "29-QĐ/TW, 3.5 (chưa đọc được; theo 24-QĐ/TW, 3.5)"

TRAINING_2020 = RuleSet(
    code="TRAINING_2020",
    title="Báo cáo tập huấn ngày 30/10/2020 (Quy định 29-QĐ/TW, Hướng dẫn 01-HD/TW năm 2016)",
    instrument="29-QĐ/TW",
    in_force_from=date(2016, 7, 25),
    in_force_until=date(2021, 7, 29),
    limits=common.limits(
        clock(DeadlineKind.PAPER_VALIDITY, 12, f"{_REPORT}; 01-HD/TW (2016), 5", Verification.STATED),
        clock(DeadlineKind.ADMISSION_DECISION, 60, "29-QĐ/TW, 4.3.1", extension=30),
        clock(DeadlineKind.CEREMONY, 30, "29-QĐ/TW, 4.1"),
        clock(DeadlineKind.RECOGNITION_REVIEW, 30, "29-QĐ/TW, 4.2"),
        clock(DeadlineKind.RECOGNITION_DECISION, 30, "29-QĐ/TW, 4.2 và 4.3.1", extension=30),
    ),
    thresholds=common.thresholds(
        at_least(Body.GRASSROOTS_COMMITTEE, Fraction(2, 3), "29-QĐ/TW, 4.2 c", Verification.SECONDARY),
        at_least(Body.COMPETENT_COMMITTEE, Fraction(2, 3), "29-QĐ/TW, 4.2 c", Verification.SECONDARY),
    ),
    quorums=common.QUORUMS,
    settings=common.settings(
        {
            Setting.MIN_AGE_MONTHS: Rule(216, "29-QĐ/TW, 1.1"),
            Setting.MAX_AGE_MONTHS: Rule(720, "29-QĐ/TW, 1.1"),
            Setting.LOWEST_EDUCATION_GRADE: Rule(9, "29-QĐ/TW, 1.2"),
            Setting.VOTES_ON_RECOGNITION: Rule(3, "29-QĐ/TW, 4.2"),
            Setting.LATE_CEREMONY_NEEDS_CONSENT: Rule(1, "29-QĐ/TW, 4.1"),
            **common.readmission(36, 60, 1, _AGAIN, Verification.UNVERIFIED),
        }
    ),
    excluded_leavers=common.excluded_leavers(_AGAIN, Verification.UNVERIFIED),
    required_papers=common.REQUIRED_PAPERS,
    probation_papers=common.PROBATION_PAPERS,
    paper_months=common.paper_months(12, f"{_REPORT}; 01-HD/TW (2016), 5", Verification.STATED),
)
