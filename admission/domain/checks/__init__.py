"""What is looked for in a file, one module for each chapter of the regulation."""

from dataclasses import replace

from admission.domain.checks import afterwards, candidate, clocks, order, papers, readmission, sponsors, votes
from admission.domain.findings import Examination, Finding, Severity
from admission.domain.procedure import STEPS, Stage

_CHAPTERS = (order, candidate, readmission, sponsors, papers, votes, clocks, afterwards)
_ORDER = {severity: place for place, severity in enumerate(Severity)}


def find(examination: Examination) -> tuple[Finding, ...]:
    """Examine a whole file; forbidden findings first."""
    found = [one for chapter in _CHAPTERS for one in chapter.check(examination)]
    if examination.course.stage is Stage.ENDED:
        found = [one for one in found if one.severity is not Severity.MISSING]  # nothing is to be done any more
    cited = (_cited(one, examination) for one in found)
    return tuple(sorted(cited, key=lambda one: _ORDER[one.severity]))


def _cited(one: Finding, examination: Examination) -> Finding:
    """Name the clause of a step as the regulation in force on the day of the act has it, or today's."""
    if one.clause != STEPS[one.step].clause:
        return one  # taken from a rule set already
    act = examination.course.done.get(one.step)
    rules = examination.book.on_or_first(act.on if act else examination.today)
    clause = rules.cite(one.clause)
    return one if clause == one.clause else replace(one, clause=clause)
