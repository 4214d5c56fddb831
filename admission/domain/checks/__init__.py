"""What is looked for in a file, one module for each chapter of the regulation."""

from admission.domain.checks import afterwards, candidate, clocks, order, papers, readmission, sponsors, votes
from admission.domain.findings import Examination, Finding, Severity
from admission.domain.procedure import Stage

_CHAPTERS = (order, candidate, readmission, sponsors, papers, votes, clocks, afterwards)
_ORDER = {severity: place for place, severity in enumerate(Severity)}


def find(examination: Examination) -> tuple[Finding, ...]:
    """Examine a whole file; forbidden findings first."""
    found = [one for chapter in _CHAPTERS for one in chapter.check(examination)]
    if examination.course.stage is Stage.ENDED:
        found = [one for one in found if one.severity is not Severity.MISSING]  # nothing is to be done any more
    return tuple(sorted(found, key=lambda one: _ORDER[one.severity]))
