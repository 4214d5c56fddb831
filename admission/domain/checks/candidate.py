"""Who may be admitted: age, schooling, political standard.

Source: Quy định 29-QĐ/TW (and 24, 232, 294), section 1; 01-HD/TW (2016), 1; 126-QĐ/TW (2018) and 58-QĐ/TW (2022).
"""

from collections.abc import Iterator
from datetime import date

from admission.domain.findings import Examination, Finding, FindingCode, Severity, finding
from admission.domain.months import add_months, full_months
from admission.domain.procedure import EDUCATION_GRADE, STEPS, Choice, StepCode
from admission.domain.rules import Setting

_RESOLVES = StepCode.ADMISSION_RESOLUTION
_CONCLUDES = STEPS[StepCode.POLITICAL_CONCLUSION]


def check(case: Examination) -> Iterator[Finding]:
    """Find what bars the candidate, or will when the branch considers."""
    considered_on = considered(case)
    yield from _age(case, considered_on)
    yield from _education(case, considered_on)
    yield from _politics(case, considered_on)


def considered(case: Examination) -> date | None:
    """Give the day on which the branch considered admission last, None while it has not."""
    act = case.course.done.get(_RESOLVES)
    return act.on if act else None


def _age(case: Examination, considered_on: date | None) -> Iterator[Finding]:
    """From 18 to 60 years, in full months when the branch considers; older only with prior written consent (1.1)."""
    born_on = case.facts.born_on
    if born_on is None or (considered_on is not None and considered_on < born_on):
        return
    on = considered_on or case.today
    rules = case.rules(considered_on)
    least, most = rules.settings[Setting.MIN_AGE_MONTHS], rules.settings[Setting.MAX_AGE_MONTHS]
    months = full_months(born_on, on)
    if months < least.value:
        yield finding(
            FindingCode.TOO_YOUNG,
            case.breach(on, least.verification) if considered_on else Severity.NOTE,
            _RESOLVES,
            clause=least.clause,
            known=least.verification,
            years=least.value // 12,
            earliest_on=add_months(born_on, least.value),
        )
    if months > most.value and case.facts.document(StepCode.AGE_CONSENT, by=considered_on or date.max) is None:
        yield finding(
            FindingCode.OLD_WITHOUT_CONSENT,
            case.breach(on, most.verification) if considered_on else Severity.MISSING,
            _RESOLVES if considered_on else StepCode.AGE_CONSENT,
            field="adopted_on" if considered_on else "",
            clause=most.clause,
            known=most.verification,
            years=most.value // 12,
            months=months,
        )


def _education(case: Examination, considered_on: date | None) -> Iterator[Finding]:
    """The lower-secondary certificate, or less with prior written consent (1.2). A missing one is told with papers."""
    schooling = case.facts.document(StepCode.EDUCATION, by=considered_on or date.max)
    if schooling is None or schooling.choice is None:
        return
    on = considered_on or case.today
    least = case.rules(considered_on).settings[Setting.LOWEST_EDUCATION_GRADE]
    if EDUCATION_GRADE[schooling.choice] >= least.value:
        return
    if case.facts.document(StepCode.EDUCATION_CONSENT, by=considered_on or date.max) is None:
        yield finding(
            FindingCode.EDUCATION_WITHOUT_CONSENT,
            case.breach(on, least.verification) if considered_on else Severity.MISSING,
            _RESOLVES if considered_on else StepCode.EDUCATION_CONSENT,
            field="adopted_on" if considered_on else "",
            clause=least.clause,
            known=least.verification,
            grade=least.value,
        )


def _politics(case: Examination, considered_on: date | None) -> Iterator[Finding]:
    """An issue to be examined has to be concluded by the competent level before the branch may propose."""
    by = considered_on or date.max
    vetting = case.facts.document(StepCode.VETTING, by=by)
    conclusion = case.facts.document(StepCode.POLITICAL_CONCLUSION, by=by)
    on = considered_on or case.today
    clause = STEPS[StepCode.POLITICAL_CONCLUSION].clause
    if conclusion is not None and conclusion.choice is Choice.NOT_ELIGIBLE:
        yield finding(
            FindingCode.POLITICALLY_INELIGIBLE,
            case.breach(on) if considered_on else Severity.NOTE,
            _RESOLVES,
            clause=clause,
            on=conclusion.acted_on,
        )
    issue = vetting is not None and vetting.choice is Choice.HAS_ISSUE
    concluded = vetting is not None and conclusion is not None and conclusion.acted_on >= vetting.acted_on
    if issue and not concluded:
        yield finding(
            FindingCode.POLITICAL_ISSUE_OPEN,
            case.breach(on) if considered_on else Severity.MISSING,
            _RESOLVES if considered_on else StepCode.POLITICAL_CONCLUSION,
            field="adopted_on" if considered_on else "",
            clause=clause,
        )
