"""The numbers of the training report of 30/10/2020 (29-QĐ/TW and 01-HD/TW of 2016 as applied there): data only.

It is left open-ended: 24-QĐ/TW (2021) and 232-QĐ/TW (2025) keep 60 (+30), 30, 12 months, 30 and 30 where their text
could be read, and become rule sets of their own (docs/adr/0003-rule-sets.md).
"""

from datetime import date
from fractions import Fraction

from admission.domain.procedure import PAPER_STEPS, Body, DeadlineKind, Nature, StepCode
from admission.domain.rules import RuleSet, Threshold, TimeLimit, Unit, Verification

_LIMITS = (
    TimeLimit(
        kind=DeadlineKind.SPONSORSHIP,
        nature=Nature.MILESTONE,
        length=12,
        unit=Unit.MONTHS,
        body=Body.BRANCH,
        clause="Điều lệ Đảng, điều 4.1; báo cáo tập huấn 30/10/2020",
    ),
    TimeLimit(
        kind=DeadlineKind.PAPER_VALIDITY,
        nature=Nature.VALIDITY,
        length=12,
        unit=Unit.MONTHS,
        body=Body.BRANCH,
        clause="báo cáo tập huấn 30/10/2020; 01-HD/TW (2016), 5",
        verification=Verification.STATED,
    ),
    TimeLimit(
        kind=DeadlineKind.ADMISSION_DECISION,
        nature=Nature.LIMIT,
        length=60,
        unit=Unit.WORKING_DAYS,
        body=Body.COMPETENT_COMMITTEE,
        clause="29-QĐ/TW, 4.3.1",
        max_extension=30,
    ),
    TimeLimit(
        kind=DeadlineKind.CEREMONY,
        nature=Nature.LIMIT,
        length=30,
        unit=Unit.WORKING_DAYS,
        body=Body.BRANCH,
        clause="29-QĐ/TW, 4.1",
    ),
    TimeLimit(
        kind=DeadlineKind.PROBATION_END,
        nature=Nature.MILESTONE,
        length=12,
        unit=Unit.MONTHS,
        body=Body.BRANCH,
        clause="Điều lệ Đảng, điều 5.1",
    ),
    TimeLimit(
        kind=DeadlineKind.RECOGNITION_REVIEW,
        nature=Nature.LIMIT,
        length=30,
        unit=Unit.WORKING_DAYS,
        body=Body.BRANCH,
        clause="29-QĐ/TW, 4.2",
    ),
    TimeLimit(
        kind=DeadlineKind.RECOGNITION_DECISION,
        nature=Nature.LIMIT,
        length=30,
        unit=Unit.WORKING_DAYS,
        body=Body.COMPETENT_COMMITTEE,
        clause="29-QĐ/TW, 4.2 và 4.3.1",
        max_extension=30,
    ),
)

_THRESHOLDS = (
    Threshold(body=Body.BRANCH, share=Fraction(2, 3), strict=False, clause="Điều lệ Đảng, điều 4.3"),
    Threshold(body=Body.GRASSROOTS_COMMITTEE, share=Fraction(2, 3), strict=False, clause="29-QĐ/TW, 4.2 c"),
    Threshold(
        body=Body.COMPETENT_COMMITTEE,
        share=Fraction(1, 2),
        strict=True,
        clause="nguyên tắc đa số của ban thường vụ",
        verification=Verification.UNVERIFIED,
    ),
)

# The course certificate keeps for five years by the guides of party committees; every other paper for twelve months.
_CERTIFICATE_MONTHS = 60

TRAINING_2020 = RuleSet(
    code="TRAINING_2020",
    title="Báo cáo tập huấn ngày 30/10/2020 (Quy định 29-QĐ/TW, Hướng dẫn 01-HD/TW năm 2016)",
    in_force_from=date(2016, 7, 25),
    in_force_until=None,
    limits={limit.kind: limit for limit in _LIMITS},
    thresholds={threshold.body: threshold for threshold in _THRESHOLDS},
    sponsors_needed=2,
    required_papers=(
        StepCode.AWARENESS_COURSE,
        StepCode.APPLICATION,
        StepCode.PERSONAL_HISTORY,
        StepCode.SPONSOR_RECOMMENDATION,
        StepCode.OPINIONS,
    ),
    paper_months={step: _CERTIFICATE_MONTHS if step is StepCode.AWARENESS_COURSE else 12 for step in PAPER_STEPS},
)
