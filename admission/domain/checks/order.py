"""No act lies in the future, before a birth, or before the act it rests on; nothing follows a refusal or an end."""

from collections.abc import Iterator
from datetime import date

from admission.domain.course import Performed
from admission.domain.facts import CaseFacts, ResolutionKind, SponsorRole
from admission.domain.findings import DATE_FIELDS, Examination, Finding, FindingCode, Severity, finding
from admission.domain.procedure import (
    CLOSED_STAGES,
    DETOURS,
    EXTENSION_STEPS,
    MAIN_PATH,
    PROCEDURE,
    STEPS,
    Outcome,
    Stage,
    Step,
    StepCode,
)


def check(case: Examination) -> Iterator[Finding]:
    """Find impossible days and acts out of order."""
    yield from _impossible_days(case)
    yield from _path(case)
    yield from _beside_the_path(case)
    yield from _reports(case)
    yield from _detours(case)
    yield from _after_the_end(case)


def _dated_acts(facts: CaseFacts) -> Iterator[tuple[StepCode, str, date]]:
    """Every recorded day with its step and the name of its field."""
    yield StepCode.OPEN_CASE, "opened_on", facts.opened_on
    for sponsor in sorted(facts.sponsors, key=lambda s: s.assigned_on):
        admission = sponsor.role is SponsorRole.ADMISSION
        yield (
            StepCode.ASSIGN_SPONSOR if admission else StepCode.PROBATION_SUPERVISOR,
            "assigned_on",
            sponsor.assigned_on,
        )
        if sponsor.ended_on is not None:
            yield StepCode.END_SPONSORSHIP, "ended_on", sponsor.ended_on
    if facts.readmission is not None:
        yield StepCode.READMISSION_GROUND, "noted_on", facts.readmission.noted_on
        yield StepCode.READMISSION_GROUND, "left_on", facts.readmission.left_on
    for paper in facts.papers:
        yield paper.step, "made_on", paper.made_on
    for document in facts.documents:
        yield document.step, "acted_on", document.acted_on
    for kind in ResolutionKind:
        yield from _resolved(facts, kind)
    for extension in facts.extensions:
        yield EXTENSION_STEPS[extension.clock], "granted_on", extension.granted_on
    if facts.ceremony is not None:
        yield StepCode.CEREMONY, "held_on", facts.ceremony.held_on
    for transfer in facts.transfers:
        yield StepCode.TRANSFER, "moved_on", transfer.moved_on


def _resolved(facts: CaseFacts, kind: ResolutionKind) -> Iterator[tuple[StepCode, str, date]]:
    admission = kind is ResolutionKind.ADMISSION
    for resolution in facts.resolutions_of(kind):
        step = StepCode.ADMISSION_RESOLUTION if admission else StepCode.RECOGNITION_RESOLUTION
        yield step, "adopted_on", resolution.adopted_on
    on_the_way = facts.committee_resolution(kind)
    if on_the_way is not None:
        step = StepCode.ADMISSION_GRASSROOTS if admission else StepCode.RECOGNITION_GRASSROOTS
        yield step, "adopted_on", on_the_way.adopted_on
    decision = facts.decision(kind)
    if decision is not None:
        yield (
            StepCode.ADMISSION_DECISION if admission else StepCode.RECOGNITION_DECISION,
            "decided_on",
            decision.decided_on,
        )
        if decision.received_on is not None:
            yield StepCode.DECISION_RECEIPT, "received_on", decision.received_on


def _impossible_days(case: Examination) -> Iterator[Finding]:
    seen: set[tuple[StepCode, str]] = set()
    born_on = case.facts.born_on or date.min
    for step, field, on in _dated_acts(case.facts):
        if born_on < on <= case.today or (step, field) in seen:
            continue
        seen.add((step, field))
        if on > case.today:
            yield finding(FindingCode.DATE_IN_FUTURE, Severity.FORBIDDEN, step, field=field, on=on, today=case.today)
        else:
            yield finding(FindingCode.DATE_BEFORE_BIRTH, Severity.FORBIDDEN, step, field=field, on=on, born_on=born_on)


def _path(case: Examination) -> Iterator[Finding]:
    """No act of the path may be dated before the act it rests on; several may share a day.

    The day on which a file was opened here binds nothing: files are often entered long after the first acts.
    """
    previous: tuple[Step, Performed] | None = None
    missing: Step | None = None
    refused: Step | None = None
    for step in case.course.path[1:]:
        act = case.course.done.get(step.code)
        if act is None:
            missing = missing or step
            continue
        if missing is not None:
            yield finding(FindingCode.PREVIOUS_STEP_MISSING, Severity.FORBIDDEN, step.code, previous=missing.code.value)
        elif previous is not None and act.on < (rests_on := _last_before(act, previous[1])):
            yield _before(step.code, act.on, previous[0].code, rests_on)
        if act.outcome is Outcome.REFUSED:
            refused = step
        previous = (step, act)
    if refused is not None:
        yield from _after_refusal(case, refused)


def _last_before(act: Performed, previous: Performed) -> date:
    """The day an act may not be before: after a vote that did not pass another sponsor may help until the next one."""
    return previous.first_on if act.outcome is Outcome.NOT_PASSED else previous.on


def _after_refusal(case: Examination, refused: Step) -> Iterator[Finding]:
    later = MAIN_PATH[MAIN_PATH.index(refused) + 1 :]
    for step in later:
        # A refusal reaches the branch as well; nothing else may follow it.
        if step.code in case.course.done and step.code is not StepCode.DECISION_RECEIPT:
            yield finding(FindingCode.AFTER_REFUSAL, Severity.FORBIDDEN, step.code, previous=refused.code.value)


_RESTS_ON = (
    *((row.code, row.follows) for row in PROCEDURE if row.follows is not None),
    (StepCode.ADMISSION_DECISION, StepCode.ADMISSION_EXTENSION),
    (StepCode.RECOGNITION_DECISION, StepCode.RECOGNITION_EXTENSION),
)
"""The order of acts beside the main path: an act, and the one it may not be dated before."""


def _beside_the_path(case: Examination) -> Iterator[Finding]:
    done = case.course.done
    for code, base in _RESTS_ON:
        act, rests_on = done.get(code), done.get(base)
        if act is None:
            continue
        on = act.first_on  # of an act done more than once none may come before
        if rests_on is None:
            if not STEPS[code].on_main_path and code is not StepCode.END_SPONSORSHIP:
                yield finding(FindingCode.PREVIOUS_STEP_MISSING, Severity.FORBIDDEN, code, previous=base.value)
        elif code is StepCode.END_SPONSORSHIP:
            continue
        elif on < rests_on.first_on:
            yield _before(code, on, base, rests_on.first_on)
    for sponsor in case.facts.sponsors:
        if sponsor.ended_on is not None and sponsor.ended_on < sponsor.assigned_on:
            yield _before(StepCode.END_SPONSORSHIP, sponsor.ended_on, StepCode.ASSIGN_SPONSOR, sponsor.assigned_on)


def _reports(case: Examination) -> Iterator[Finding]:
    """A report upwards tells of the vote before it."""
    for report, kind, resolves in _TELLS_OF:
        votes = case.facts.resolutions_of(kind)
        for document in case.facts.documents_of(report)[-1:]:
            if votes and document.acted_on < votes[-1].adopted_on:
                yield _before(report, document.acted_on, resolves, votes[-1].adopted_on)


_TELLS_OF = (
    (StepCode.ADMISSION_REPORT, ResolutionKind.ADMISSION, StepCode.ADMISSION_RESOLUTION),
    (StepCode.RECOGNITION_REPORT, ResolutionKind.RECOGNITION, StepCode.RECOGNITION_RESOLUTION),
)


def _detours(case: Examination) -> Iterator[Finding]:
    """A file comes back after it left, leaves again after it came back, and is decided on after it came back."""
    for detour in DETOURS:
        left = [d.acted_on for d in case.facts.documents_of(detour.leaves_with)]
        back = [d.acted_on for d in case.facts.documents_of(detour.comes_back_with)]
        for number, on in enumerate(back):
            if 0 < number < len(left) and on < left[number]:  # the first of each is told beside the path
                yield _before(detour.comes_back_with, on, detour.leaves_with, left[number])
        for number, on in enumerate(left[1:]):
            if number < len(back) and on < back[number]:
                yield _before(detour.leaves_with, on, detour.comes_back_with, back[number])
        deciding = StepCode.ADMISSION_DECISION if detour is DETOURS[0] else StepCode.RECOGNITION_DECISION
        decided = case.course.done.get(deciding)
        if decided is not None and back and decided.on < back[-1]:
            yield _before(deciding, decided.on, detour.comes_back_with, back[-1])


def _after_the_end(case: Examination) -> Iterator[Finding]:
    end = case.course.done.get(StepCode.END_CASE)
    if end is None:
        return
    for step in case.course.path[1:]:
        act = case.course.done.get(step.code)
        if act is not None and act.on > end.on:
            yield finding(FindingCode.AFTER_END, Severity.FORBIDDEN, step.code, on=act.on, ended_on=end.on)
    if case.course.stage in CLOSED_STAGES and case.course.stage is not Stage.ENDED:
        yield finding(
            FindingCode.AFTER_END,
            Severity.FORBIDDEN,
            StepCode.END_CASE,
            on=end.on,
            ended_on=case.course.closed_on or end.on,
        )


def _before(step: StepCode, on: date, previous: StepCode, previous_on: date) -> Finding:
    return finding(
        FindingCode.BEFORE_PREVIOUS_STEP,
        Severity.FORBIDDEN,
        step,
        field=DATE_FIELDS[STEPS[step].shape],
        on=on,
        previous=previous.value,
        previous_on=previous_on,
    )
