"""What people recorded about one file: the only input, besides rules and calendar, of everything derived.

All days are Vietnamese calendar dates. Facts are the *current* ones: what a later fact superseded is not here.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from admission.domain.procedure import DeadlineKind, Outcome, StepCode


class ResolutionKind(StrEnum):
    """What a branch resolves on."""

    ADMISSION = "admission"
    RECOGNITION = "recognition"


class VoteMethod(StrEnum):
    """How the meeting voted; each meeting decides which. Source: the training report; 01-HD/TW (2021), 5.1."""

    SECRET_BALLOT = "secret_ballot"  # noqa: S105 - a way to vote, not a password
    RAISED_CARD = "raised_card"


class SponsorRole(StrEnum):
    """Whether the member helps the candidate before admission or the probationary member after it."""

    ADMISSION = "admission"
    PROBATION = "probation"


@dataclass(frozen=True, slots=True)
class Vote:
    """The figures of one vote: numbers of people.

    `entitled`: official members who make up the denominator. `present` <= `entitled`.
    """

    method: VoteMethod
    entitled: int
    present: int
    in_favour: int
    against: int
    blank: int


@dataclass(frozen=True, slots=True)
class SponsorFact:
    """An official member who helps. `together_since_on`: since when he works with the candidate in one branch."""

    role: SponsorRole
    name: str
    assigned_on: date
    together_since_on: date


@dataclass(frozen=True, slots=True)
class PaperFact:
    """A paper of the file; `step` is the step that produced it."""

    step: StepCode
    made_on: date
    number: str = ""


@dataclass(frozen=True, slots=True)
class ResolutionFact:
    """A resolution of the branch."""

    kind: ResolutionKind
    adopted_on: date
    number: str
    vote: Vote


@dataclass(frozen=True, slots=True)
class DecisionFact:
    """A decision of the competent committee and, once it arrived, the day the branch received it."""

    kind: ResolutionKind
    outcome: Outcome
    decided_on: date
    number: str
    received_on: date | None = None
    vote: Vote | None = None


@dataclass(frozen=True, slots=True)
class ExtensionFact:
    """A lengthening, in working days, of one of the committee's clocks."""

    clock: DeadlineKind
    working_days: int
    granted_on: date
    number: str = ""


@dataclass(frozen=True, slots=True)
class CeremonyFact:
    """The admission ceremony."""

    held_on: date


AnyFact: TypeAlias = SponsorFact | PaperFact | ResolutionFact | DecisionFact | ExtensionFact | CeremonyFact
_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All current facts of one file."""

    opened_on: date
    name: str = ""
    born_on: date | None = None
    sponsors: tuple[SponsorFact, ...] = ()
    papers: tuple[PaperFact, ...] = ()
    resolutions: tuple[ResolutionFact, ...] = ()
    decisions: tuple[DecisionFact, ...] = ()
    extensions: tuple[ExtensionFact, ...] = ()
    ceremony: CeremonyFact | None = None

    def sponsors_as(self, role: SponsorRole) -> tuple[SponsorFact, ...]:
        """Give the sponsors of one role, in the order of their assignment."""
        return tuple(sorted((s for s in self.sponsors if s.role is role), key=lambda s: (s.assigned_on, s.name)))

    def paper(self, step: StepCode, *, by: date = date.max) -> PaperFact | None:
        """Give the newest paper that the step produced up to a day, that day included."""
        papers = (p for p in self.papers if p.step is step and p.made_on <= by)
        return max(papers, key=lambda p: p.made_on, default=None)

    def resolution(self, kind: ResolutionKind) -> ResolutionFact | None:
        """Give the branch's resolution of the kind."""
        return next((r for r in self.resolutions if r.kind is kind), None)

    def decision(self, kind: ResolutionKind) -> DecisionFact | None:
        """Give the committee's decision of the kind."""
        return next((d for d in self.decisions if d.kind is kind), None)

    def extensions_of(self, clock: DeadlineKind) -> tuple[ExtensionFact, ...]:
        """Give the extensions of a clock, oldest first."""
        return tuple(sorted((e for e in self.extensions if e.clock is clock), key=lambda e: e.granted_on))


def with_fact(facts: CaseFacts, added: AnyFact, removed: AnyFact | None = None) -> CaseFacts:
    """Give the facts as they would be with one more, in the place of `removed` where that is given."""
    match added:
        case SponsorFact():
            return replace(facts, sponsors=_swap(facts.sponsors, added, removed))
        case PaperFact():
            return replace(facts, papers=_swap(facts.papers, added, removed))
        case ResolutionFact():
            return replace(facts, resolutions=_swap(facts.resolutions, added, removed))
        case DecisionFact():
            return replace(facts, decisions=_swap(facts.decisions, added, removed))
        case ExtensionFact():
            return replace(facts, extensions=_swap(facts.extensions, added, removed))
        case CeremonyFact():
            return replace(facts, ceremony=added)


def _swap(items: tuple[_One, ...], added: _One, removed: Any) -> tuple[_One, ...]:
    kept = list(items)
    if removed in kept:
        kept.remove(removed)  # one only: two sponsors of one name may be assigned on one day
    return (*kept, added)


@dataclass(frozen=True, slots=True)
class Performed:
    """That a step was done, on which day, with which outcome."""

    on: date
    outcome: Outcome = Outcome.DONE


def performed(step: StepCode, facts: CaseFacts) -> Performed | None:
    """Say when and how a step was done, or None while it was not."""
    match step:
        case StepCode.OPEN_CASE:
            return Performed(facts.opened_on)
        case StepCode.ASSIGN_SPONSOR:
            sponsors = facts.sponsors_as(SponsorRole.ADMISSION)
            return Performed(sponsors[-1].assigned_on) if sponsors else None  # done when the last one was assigned
        case StepCode.PROBATION_SUPERVISOR:
            sponsors = facts.sponsors_as(SponsorRole.PROBATION)
            return Performed(sponsors[0].assigned_on) if sponsors else None
        case StepCode.ADMISSION_RESOLUTION | StepCode.RECOGNITION_RESOLUTION:
            resolution = facts.resolution(kind_of(step))
            return Performed(resolution.adopted_on) if resolution else None
        case StepCode.ADMISSION_DECISION | StepCode.RECOGNITION_DECISION:
            decision = facts.decision(kind_of(step))
            return Performed(decision.decided_on, decision.outcome) if decision else None
        case StepCode.DECISION_RECEIPT:
            decision = facts.decision(ResolutionKind.ADMISSION)
            return Performed(decision.received_on) if decision and decision.received_on else None
        case StepCode.CEREMONY:
            return Performed(facts.ceremony.held_on) if facts.ceremony else None
        case StepCode.ADMISSION_EXTENSION | StepCode.RECOGNITION_EXTENSION:
            extensions = facts.extensions_of(clock_of(step))
            return Performed(extensions[-1].granted_on) if extensions else None
        case (
            StepCode.AWARENESS_COURSE
            | StepCode.APPLICATION
            | StepCode.PERSONAL_HISTORY
            | StepCode.SPONSOR_RECOMMENDATION
            | StepCode.UNION_RECOMMENDATION
            | StepCode.OPINIONS
        ):
            paper = facts.paper(step)
            return Performed(paper.made_on) if paper else None


_RECOGNITION_STEPS = frozenset(
    {StepCode.RECOGNITION_RESOLUTION, StepCode.RECOGNITION_EXTENSION, StepCode.RECOGNITION_DECISION}
)


def kind_of(step: StepCode) -> ResolutionKind:
    """Tell whether a resolution, extension or decision is about admission or about recognition."""
    return ResolutionKind.RECOGNITION if step in _RECOGNITION_STEPS else ResolutionKind.ADMISSION


def clock_of(step: StepCode) -> DeadlineKind:
    """Give the committee's clock that an extension step lengthens."""
    if kind_of(step) is ResolutionKind.RECOGNITION:
        return DeadlineKind.RECOGNITION_DECISION
    return DeadlineKind.ADMISSION_DECISION
