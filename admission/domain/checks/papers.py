"""Papers that have to be before the branch when it considers: missing ones, and those older than they may be then.

Source: 09-HD/BTCTW (2017) and 12-HD/BTCTW (2022), part II 1.1; the training report. A paper made after the branch
considered was not before it.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from admission.domain.checks.candidate import considered
from admission.domain.deadlines import earliest_admission_resolution
from admission.domain.findings import Examination, Finding, FindingCode, Severity, finding
from admission.domain.meetings import next_meeting_on
from admission.domain.months import add_months
from admission.domain.procedure import STEPS, DeadlineKind, Stage, StepCode, StepShape
from admission.domain.step import BEFORE_BRANCH

_WAITING_FOR_RECOGNITION = frozenset({Stage.PROBATION, Stage.READY_FOR_RECOGNITION, Stage.RECOGNITION_VOTE_FAILED})


def check(case: Examination) -> Iterator[Finding]:
    """Find missing and expired papers of both considerations."""
    considered_on = considered(case)
    for code in case.rules(considered_on).required_papers:
        if not _has(case, code, considered_on):
            yield _missing(code, considered_on)
    yield from _expired(case, considered_on)
    yield from _expiring(case)
    yield from _of_probation(case)
    yield from _of_the_former_branch(case)


def _has(case: Examination, code: StepCode, by: date | None) -> bool:
    day = by or date.max
    if STEPS[code].shape is StepShape.DOCUMENT:
        return case.facts.document(code, by=day) is not None
    return case.facts.paper(code, by=day) is not None


def _missing(code: StepCode, considered_on: date | None) -> Finding:
    severity = Severity.IRREGULAR if considered_on else Severity.MISSING
    return finding(FindingCode.PAPER_MISSING, severity, code, field="", paper=code.value)


def _expired(case: Examination, considered_on: date | None) -> Iterator[Finding]:
    """Papers too old on the day the branch considered; before that, those too old today: they are made anew."""
    rules, on = case.rules(considered_on), considered_on or case.today
    for code, months in rules.paper_months.items():
        paper = case.facts.paper(code, by=on)
        if paper is not None and on > add_months(paper.made_on, months.value):
            yield finding(
                FindingCode.PAPER_EXPIRED,
                Severity.IRREGULAR if considered_on else Severity.MISSING,
                code,
                clause=months.clause,
                known=months.verification,
                paper=code.value,
                valid_until_on=add_months(paper.made_on, months.value),
                months=months.value,
            )


def forecast_meeting_on(case: Examination) -> date | None:
    """Give the regular meeting at which the branch can consider admission first, that of today included.

    None where the branch has no fixed day, and where it has considered already.
    """
    if case.course.stage not in BEFORE_BRANCH:
        return None
    earliest = earliest_admission_resolution(case.facts, case.book) or case.today
    return next_meeting_on(case.facts.meeting_day, max(earliest, case.today) - timedelta(days=1))


def _expiring(case: Examination) -> Iterator[Finding]:
    """Papers that are good today and no longer at the meeting that is forecast: there is time to make them anew."""
    meeting_on = forecast_meeting_on(case)
    if meeting_on is None:
        return
    for code, months in case.rules().paper_months.items():
        paper = case.facts.paper(code, by=case.today)
        if paper is None or not case.today <= add_months(paper.made_on, months.value) < meeting_on:
            continue
        yield finding(
            FindingCode.PAPER_EXPIRES_BEFORE_MEETING,
            Severity.MISSING,
            code,
            clause=months.clause,
            known=months.verification,
            paper=code.value,
            valid_until_on=add_months(paper.made_on, months.value),
            meeting_on=meeting_on,
        )


def _of_probation(case: Examination) -> Iterator[Finding]:
    """The set of the probation, before the branch considers recognition."""
    act = case.course.done.get(StepCode.RECOGNITION_RESOLUTION)
    if act is None and case.course.stage not in _WAITING_FOR_RECOGNITION:
        return
    end = case.deadline(DeadlineKind.PROBATION_END)
    is_due = end is not None and end.due_on is not None and case.today > end.due_on
    if act is None and not is_due:
        return  # nobody misses a self-review in the second month
    for code in case.rules(act.on if act else None).probation_papers:
        if not _has(case, code, act.on if act else None):
            yield _missing(code, act.on if act else None)


def _of_the_former_branch(case: Examination) -> Iterator[Finding]:
    """Whoever moved brings the comment of the branch that saw him until then."""
    moved = [t.moved_on for t in case.facts.transfers if not t.is_merger]
    if moved and case.facts.paper(StepCode.FORMER_BRANCH_COMMENT) is None and case.course.closed_on is None:
        yield _missing(StepCode.FORMER_BRANCH_COMMENT, None)
