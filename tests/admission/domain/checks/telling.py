"""How the tests of the checks ask what is found in a file."""

from datetime import date

from admission.domain.assessment import assess
from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import CaseFacts
from admission.domain.findings import Finding, FindingCode
from admission.domain.rules import RuleBook
from admission.domain.rulesets import SHIPPED
from tests.admission.domain.samples import LATER

Told = tuple[str, str, str, str]
DAYS = {
    "TRAINING_2020": date(2020, 3, 2),
    "QD24_2021": date(2023, 3, 1),
    "QD232_2025": date(2025, 3, 3),
    "QD294_2025": date(2025, 9, 3),
}
"""A working day under each regulation."""


def findings(
    facts: CaseFacts, calendar: WorkingCalendar, today: date = LATER, book: RuleBook = SHIPPED
) -> tuple[Finding, ...]:
    return assess(facts, book, calendar, today).findings


def told(facts: CaseFacts, calendar: WorkingCalendar, today: date = LATER, book: RuleBook = SHIPPED) -> list[Told]:
    """Code, severity, act and field of each finding; the file on the main path has none."""
    return [(f.code.value, f.severity.value, f.step.value, f.field) for f in findings(facts, calendar, today, book)]


def those(code: str, facts: CaseFacts, calendar: WorkingCalendar, today: date = LATER) -> list[Finding]:
    """The findings of one code."""
    return [f for f in findings(facts, calendar, today) if f.code is FindingCode(code)]


def severities(code: str, facts: CaseFacts, calendar: WorkingCalendar, today: date = LATER) -> list[str]:
    """How grave each finding of one code is."""
    return [f.severity.value for f in those(code, facts, calendar, today)]
