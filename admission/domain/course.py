"""How far a file has come: which acts were done, which path it takes, at which stage it stands."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from admission.domain.facts import (
    CaseFacts,
    Proposal,
    ResolutionFact,
    ResolutionKind,
    SponsorRole,
    clock_of,
    kind_of,
)
from admission.domain.months import add_months
from admission.domain.procedure import (
    CLOSED_STAGES,
    DETOURS,
    MAIN_PATH,
    NEXT_STEP,
    STEPS,
    Body,
    DeadlineKind,
    Outcome,
    Stage,
    Step,
    StepCode,
    StepShape,
)
from admission.domain.rules import RuleBook
from admission.domain.votes import reaches


@dataclass(frozen=True, slots=True)
class Performed:
    """That a step was done, on which day (the last time, where it was done again), with which outcome.

    `first_on`: the day it was done for the first time.
    """

    on: date
    outcome: Outcome = Outcome.DONE
    first_on: date = date.max


@dataclass(frozen=True, slots=True)
class Course:
    """The way of one file.

    `path`: the steps of the main path that it takes, done or still to come, in order; `done`: when and how each step of
    the procedure was done; `stage`: where it stands by its acts, whatever the day; `closed_on`: when it ended.
    """

    path: tuple[Step, ...]
    done: Mapping[StepCode, Performed]
    stage: Stage
    closed_on: date | None


def course_of(facts: CaseFacts, book: RuleBook) -> Course:
    """Follow a file along the procedure as far as acts were recorded.

    Raises: RuleSetNotFoundError where a vote was taken on a day of which no regulation is known.
    """
    facts = _without_failed_removals(facts, book)
    written = {paper.step for paper in facts.papers} | {document.step for document in facts.documents}
    asked = (code for code in STEPS if code in written or code not in _IN_WRITING)
    done = {code: act for code in asked if (act := performed(code, facts, book)) is not None}
    path, stage, closing = _walk(facts, done)
    for detour in DETOURS:
        away = len(facts.documents_of(detour.leaves_with)) > len(facts.documents_of(detour.comes_back_with))
        if away and stage in STEPS[detour.leaves_with].allowed_in:
            stage = detour.stage
    end = done.get(StepCode.END_CASE)
    if end is not None and stage not in CLOSED_STAGES:
        stage, closing = Stage.ENDED, end
    return Course(path, done, stage, closing.on if closing and stage in CLOSED_STAGES else None)


_IN_WRITING = frozenset(code for code, step in STEPS.items() if step.shape in {StepShape.PAPER, StepShape.DOCUMENT})
"""The steps that leave a paper or a document of their own: most of them, of which a file has few at a time."""


def _without_failed_removals(facts: CaseFacts, book: RuleBook) -> CaseFacts:
    """Leave out votes to remove the name during the twelve months that did not pass: probation simply goes on."""
    if facts.ceremony is None or not any(r.proposal is Proposal.REJECT for r in facts.resolutions):
        return facts
    months = book.on(facts.ceremony.held_on).limits[DeadlineKind.PROBATION_END].length
    ends_on = add_months(facts.ceremony.held_on, months)

    def stands(resolution: ResolutionFact) -> bool:
        early = resolution.kind is ResolutionKind.RECOGNITION and resolution.adopted_on <= ends_on
        if not early or resolution.proposal is not Proposal.REJECT:
            return True
        return reaches(resolution.vote, Body.BRANCH, book.on(resolution.adopted_on))

    return replace(facts, resolutions=tuple(filter(stands, facts.resolutions)))


def _walk(facts: CaseFacts, done: Mapping[StepCode, Performed]) -> tuple[tuple[Step, ...], Stage, Performed | None]:
    path = [STEPS[StepCode.OPEN_CASE]]
    stage, reached, last = Stage.NOMINATED, None, None
    while stage not in CLOSED_STAGES:
        step = STEPS[NEXT_STEP[stage]]
        if not _goes_through(step, facts, done):
            stage = step.leads_to[Outcome.DONE]
            continue
        path.append(step)
        act = done.get(step.code)
        if act is None and reached is None:
            reached = stage
        if reached is None and act is not None:
            last = act
            stage = step.leads_to[act.outcome]
        else:  # what is still to come, if all goes well
            stage = next(iter(step.leads_to.values()))
    return tuple(path), stage if reached is None else reached, last


def _goes_through(step: Step, facts: CaseFacts, done: Mapping[StepCode, Performed]) -> bool:
    """Say whether the path of a file has a step: its body is in the chain.

    Where a file that moved had passed this point already, its path is that of its old chain: the levels that acted, and
    none that it lacked. Source: Party Charter art. 6; 29-QĐ/TW, 4.2 (the new branch goes on with the file).
    """
    if step.code in done:
        return True
    if facts.transfers and step.body in _LEVELS:
        is_behind = any(later.code in done for later in MAIN_PATH[MAIN_PATH.index(step) + 1 :])
        if is_behind:
            return False
    return facts.chain.includes(step.body)


_LEVELS = frozenset({Body.SECTIONAL_COMMITTEE, Body.GRASSROOTS_COMMITTEE})


def performed(step: StepCode, facts: CaseFacts, book: RuleBook) -> Performed | None:
    """Say when and how a step was done, or None while it was not. Raises: RuleSetNotFoundError."""
    days = sorted(_days(step, facts))
    if not days:
        return None
    return Performed(days[-1], _outcome(step, facts, book), days[0])


def _days(step: StepCode, facts: CaseFacts) -> Iterator[date]:
    """The days on which a step was done."""
    match STEPS[step].shape:
        case StepShape.SPONSORSHIP:
            yield from _assignments(step, facts)
        case StepShape.PAPER:
            yield from (p.made_on for p in facts.papers if p.step is step)
        case StepShape.DOCUMENT:
            days = (d.acted_on for d in facts.documents if d.step is step)
            yield from (on for on in days if _still_counts(step, on, facts))
        case StepShape.EXTENSION:
            yield from (e.granted_on for e in facts.extensions if e.clock is clock_of(step))
        case StepShape.BRANCH_RESOLUTION | StepShape.COMMITTEE_RESOLUTION | StepShape.COMMITTEE_DECISION:
            yield from _resolved(step, facts)
        case _:
            yield from (on for on in _SINGLE[step](facts) if on is not None)


def _resolved(step: StepCode, facts: CaseFacts) -> Iterator[date]:
    kind = kind_of(step)
    match STEPS[step].shape:
        case StepShape.BRANCH_RESOLUTION:
            yield from (r.adopted_on for r in facts.resolutions if r.kind is kind)
        case StepShape.COMMITTEE_RESOLUTION:
            yield from (r.adopted_on for r in facts.committee_resolutions if r.kind is kind)
        case _:
            yield from (d.decided_on for d in facts.decisions if d.kind is kind)


_SINGLE: Mapping[StepCode, Callable[[CaseFacts], Iterable[date | None]]] = {
    StepCode.OPEN_CASE: lambda facts: (facts.opened_on,),
    StepCode.END_SPONSORSHIP: lambda facts: (s.ended_on for s in facts.sponsors),
    StepCode.READMISSION_GROUND: lambda facts: (facts.readmission.noted_on if facts.readmission else None,),
    StepCode.DECISION_RECEIPT: lambda facts: (
        d.received_on for d in facts.decisions if d.kind is ResolutionKind.ADMISSION
    ),
    StepCode.CEREMONY: lambda facts: (facts.ceremony.held_on if facts.ceremony else None,),
    StepCode.TRANSFER: lambda facts: (t.moved_on for t in facts.transfers),
}
"""The steps with a shape of their own."""


def _assignments(step: StepCode, facts: CaseFacts) -> Iterator[date]:
    """The assignments that count: of those who helped when the branch considered, or help still."""
    if step is StepCode.PROBATION_SUPERVISOR:
        yield from (s.assigned_on for s in facts.helping(SponsorRole.PROBATION))
        return
    resolution = facts.resolution(ResolutionKind.ADMISSION)
    yield from (
        s.assigned_on
        for s in facts.sponsors
        if s.role is SponsorRole.ADMISSION
        and (s.stops_on is None or (resolution is not None and resolution.adopted_on < s.stops_on))
    )


def _still_counts(step: StepCode, on: date, facts: CaseFacts) -> bool:
    """A report tells of the votes before it: after a newer vote it is to be made again."""
    reported = _REPORTS.get(step)
    resolution = facts.resolution(reported) if reported else None
    return resolution is None or on >= resolution.adopted_on


_REPORTS = {
    StepCode.ADMISSION_REPORT: ResolutionKind.ADMISSION,
    StepCode.RECOGNITION_REPORT: ResolutionKind.RECOGNITION,
}


def _outcome(step: StepCode, facts: CaseFacts, book: RuleBook) -> Outcome:
    match STEPS[step].shape:
        case StepShape.BRANCH_RESOLUTION:
            resolution = facts.resolution(kind_of(step))
            assert resolution is not None  # noqa: S101 - it has a day
            passed = reaches(resolution.vote, Body.BRANCH, book.on(resolution.adopted_on))
            return Outcome.DONE if passed else Outcome.NOT_PASSED
        case StepShape.COMMITTEE_DECISION:
            decision = facts.decision(kind_of(step))
            assert decision is not None  # noqa: S101 - it has a day
            return decision.outcome
        case _:
            return Outcome.DONE
