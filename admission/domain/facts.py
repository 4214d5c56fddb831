"""What people recorded about one file: the only input, besides rules and calendar, of everything derived.

All days are Vietnamese calendar dates. Facts are the *current* ones: what a later fact superseded is not here.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from admission.domain.procedure import Body, Choice, DeadlineKind, LeavingCause, Outcome, SponsorEnd, StepCode


class ResolutionKind(StrEnum):
    """What is resolved on."""

    ADMISSION = "admission"
    RECOGNITION = "recognition"


class Proposal(StrEnum):
    """What a resolution proposes: to go on (admit, recognise), or not to (refuse, remove the name)."""

    PROCEED = "proceed"
    REJECT = "reject"


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

    `entitled`: members of the body who may vote (for a branch: its official members), of whom `exempt` from work and
    meetings, temporarily `elsewhere`, `suspended` or `on_leave` were not present and may be left out of the count.
    """

    method: VoteMethod
    entitled: int
    present: int
    in_favour: int
    against: int
    blank: int
    exempt: int = 0
    elsewhere: int = 0
    suspended: int = 0
    on_leave: int = 0

    @property
    def cast(self) -> int:
        return self.in_favour + self.against + self.blank

    @property
    def excused(self) -> int:
        """How many were absent for one of the reasons that may leave them out."""
        return self.exempt + self.elsewhere + self.suspended + self.on_leave


@dataclass(frozen=True, slots=True)
class SponsorFact:
    """An official member who helps.

    `together_since_on`: since when he works with the candidate in one Party organisation without a gap, computed from
    both membership histories; None where they do not show it. `official_on_assignment`: whether his history shows an
    official member on the day of the assignment; None where there is no history. `replaces`: he takes another's place.
    `ended_on`: the first day on which he no longer helps, as it was recorded in the file; `parted_on`: the first day on
    which he is not in the candidate's organisation any more, as the histories show it, whether the file says so or not.
    """

    role: SponsorRole
    name: str
    assigned_on: date
    together_since_on: date | None
    official_on_assignment: bool | None = True
    is_relative: bool = False
    is_replacement: bool = False
    ended_on: date | None = None
    end_cause: SponsorEnd | None = None
    parted_on: date | None = None

    @property
    def stops_on(self) -> date | None:
        """The first day on which he cannot help any more, None while he helps."""
        return min((day for day in (self.ended_on, self.parted_on) if day is not None), default=None)

    def helps_on(self, day: date) -> bool:
        """Say whether he helps on a day: from the assignment on, until the day before it ended or they parted."""
        return self.assigned_on <= day and (self.stops_on is None or day < self.stops_on)


@dataclass(frozen=True, slots=True)
class PaperFact:
    """A paper of the file; `step` is the step that produced it."""

    step: StepCode
    made_on: date
    number: str = ""


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """An act that left a document: what it decided (`choice`), of which body (`issuer`), for which `reason`."""

    step: StepCode
    acted_on: date
    choice: Choice | None = None
    number: str = ""
    issuer: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReadmissionFact:
    """That the candidate was a Party member before.

    `left_on`, `cause`: when and why he left; `cleared_on`: when the record of a less serious crime was cleared;
    `first_admitted_on`: day of the first admission decision; `readmissions`: how often he was admitted again before.
    """

    noted_on: date
    left_on: date
    cause: LeavingCause
    first_admitted_on: date | None = None
    cleared_on: date | None = None
    readmissions: int = 0


@dataclass(frozen=True, slots=True)
class ResolutionFact:
    """A resolution of the branch with its vote; the same branch may vote again later."""

    kind: ResolutionKind
    adopted_on: date
    number: str
    vote: Vote
    proposal: Proposal = Proposal.PROCEED


@dataclass(frozen=True, slots=True)
class CommitteeResolutionFact:
    """A resolution of the grassroots committee on its way to the competent one."""

    kind: ResolutionKind
    adopted_on: date
    number: str
    vote: Vote
    proposal: Proposal = Proposal.PROCEED


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
    """The admission ceremony; `oath_taken`: the new member took the oath."""

    held_on: date
    oath_taken: bool = True


@dataclass(frozen=True, slots=True)
class TransferFact:
    """That the person moved to another branch with the file. `is_merger`: the branch itself went into another."""

    moved_on: date
    number: str = ""
    is_merger: bool = False


@dataclass(frozen=True, slots=True)
class AdoptionFact:
    """That an administrator put a running clock of this file under another rule set."""

    clock: DeadlineKind
    rule_set: str
    adopted_on: date


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """How many working days a file may wait at a level, as that level set it for files that arrive from a day on."""

    body: Body
    working_days: int
    from_on: date


@dataclass(frozen=True, slots=True)
class Chain:
    """The committees above the branch through which the file goes, as the tree of organisations gives them.

    `sectional`: there is a sectional committee; `grassroots`: there is a grassroots committee that does not itself
    decide.
    """

    sectional: bool = False
    grassroots: bool = False

    def includes(self, body: Body) -> bool:
        """Say whether the body exists in this chain."""
        match body:
            case Body.SECTIONAL_COMMITTEE:
                return self.sectional
            case Body.GRASSROOTS_COMMITTEE:
                return self.grassroots
            case _:
                return True


AnyFact: TypeAlias = (
    SponsorFact
    | PaperFact
    | DocumentFact
    | ReadmissionFact
    | ResolutionFact
    | CommitteeResolutionFact
    | DecisionFact
    | ExtensionFact
    | CeremonyFact
    | TransferFact
    | AdoptionFact
)
_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All current facts of one file.

    `historical_through_on`: acts up to that day were entered as they had been; a breach among them is kept visible and
    not refused. None for a file that was followed here from the start. `meeting_day`: when the branch regularly meets,
    as in `domain.meetings`; `own_limits`: what the committees of its chain set for themselves.
    """

    opened_on: date
    name: str = ""
    born_on: date | None = None
    chain: Chain = field(default_factory=Chain)
    historical_through_on: date | None = None
    sponsors: tuple[SponsorFact, ...] = ()
    papers: tuple[PaperFact, ...] = ()
    documents: tuple[DocumentFact, ...] = ()
    readmission: ReadmissionFact | None = None
    resolutions: tuple[ResolutionFact, ...] = ()
    committee_resolutions: tuple[CommitteeResolutionFact, ...] = ()
    decisions: tuple[DecisionFact, ...] = ()
    extensions: tuple[ExtensionFact, ...] = ()
    ceremony: CeremonyFact | None = None
    transfers: tuple[TransferFact, ...] = ()
    adoptions: tuple[AdoptionFact, ...] = ()
    meeting_day: str = ""
    own_limits: tuple[OwnLimit, ...] = ()

    def own_limit(self, body: Body, arrived_on: date) -> OwnLimit | None:
        """Give the limit that the committee had set for a file that arrived on a day, None where it had set none."""
        found = [limit for limit in self.own_limits if limit.body is body and limit.from_on <= arrived_on]
        return max(found, key=lambda limit: limit.from_on, default=None)

    def sponsors_as(self, role: SponsorRole) -> tuple[SponsorFact, ...]:
        """Give the sponsors of one role, in the order of their assignment, those who no longer help included."""
        return tuple(sorted((s for s in self.sponsors if s.role is role), key=lambda s: (s.assigned_on, s.name)))

    def helping(self, role: SponsorRole, day: date = date.max) -> tuple[SponsorFact, ...]:
        """Give those who help on a day; by default those whose help has not ended."""
        return tuple(s for s in self.sponsors_as(role) if s.helps_on(day))

    def paper(self, step: StepCode, *, by: date = date.max) -> PaperFact | None:
        """Give the newest paper that the step produced up to a day, that day included."""
        found = None
        for paper in self.papers:
            if paper.step is step and paper.made_on <= by and (found is None or paper.made_on > found.made_on):
                found = paper
        return found

    def documents_of(self, step: StepCode) -> tuple[DocumentFact, ...]:
        """Give the documents of a step, oldest first."""
        return tuple(sorted((d for d in self.documents if d.step is step), key=lambda d: d.acted_on))

    def document(self, step: StepCode, *, by: date = date.max) -> DocumentFact | None:
        """Give the newest document of a step up to a day, that day included."""
        found = [d for d in self.documents_of(step) if d.acted_on <= by]
        return found[-1] if found else None

    def resolutions_of(self, kind: ResolutionKind) -> tuple[ResolutionFact, ...]:
        """Give the branch's resolutions of the kind, oldest first."""
        return tuple(sorted((r for r in self.resolutions if r.kind is kind), key=lambda r: r.adopted_on))

    def resolution(self, kind: ResolutionKind) -> ResolutionFact | None:
        """Give the branch's newest resolution of the kind."""
        found = self.resolutions_of(kind)
        return found[-1] if found else None

    def committee_resolution(self, kind: ResolutionKind) -> CommitteeResolutionFact | None:
        """Give the grassroots committee's newest resolution of the kind."""
        found = [r for r in self.committee_resolutions if r.kind is kind]
        return max(found, key=lambda r: r.adopted_on, default=None)

    def decision(self, kind: ResolutionKind) -> DecisionFact | None:
        """Give the committee's decision of the kind."""
        return next((d for d in self.decisions if d.kind is kind), None)

    def extensions_of(self, clock: DeadlineKind) -> tuple[ExtensionFact, ...]:
        """Give the extensions of a clock, oldest first."""
        return tuple(sorted((e for e in self.extensions if e.clock is clock), key=lambda e: e.granted_on))

    def adopted(self, clock: DeadlineKind) -> AdoptionFact | None:
        """Give the newest adoption of another rule set for a clock."""
        found = [a for a in self.adoptions if a.clock is clock]
        return max(found, key=lambda a: a.adopted_on, default=None)


def with_fact(facts: CaseFacts, added: AnyFact, removed: AnyFact | None = None) -> CaseFacts:
    """Give the facts as they would be with one more, in the place of `removed` where that is given."""
    match added:
        case CeremonyFact():
            return replace(facts, ceremony=added)
        case ReadmissionFact():
            return replace(facts, readmission=added)
        case _:
            name = _PLACES[type(added)]
            changes: dict[str, Any] = {name: _swap(getattr(facts, name), added, removed)}
            return replace(facts, **changes)


_PLACES: dict[type[Any], str] = {
    SponsorFact: "sponsors",
    PaperFact: "papers",
    DocumentFact: "documents",
    ResolutionFact: "resolutions",
    CommitteeResolutionFact: "committee_resolutions",
    DecisionFact: "decisions",
    ExtensionFact: "extensions",
    TransferFact: "transfers",
    AdoptionFact: "adoptions",
}


def _swap(items: tuple[_One, ...], added: _One, removed: Any) -> tuple[_One, ...]:
    kept = list(items)
    if removed in kept:
        kept.remove(removed)  # one only: two sponsors of one name may be assigned on one day
    return (*kept, added)


_RECOGNITION_STEPS = frozenset(
    {
        StepCode.RECOGNITION_RESOLUTION,
        StepCode.RECOGNITION_GRASSROOTS,
        StepCode.RECOGNITION_EXTENSION,
        StepCode.RECOGNITION_DECISION,
    }
)


def kind_of(step: StepCode) -> ResolutionKind:
    """Tell whether a resolution, extension or decision is about admission or about recognition."""
    return ResolutionKind.RECOGNITION if step in _RECOGNITION_STEPS else ResolutionKind.ADMISSION


def clock_of(step: StepCode) -> DeadlineKind:
    """Give the committee's clock that an extension step lengthens."""
    if kind_of(step) is ResolutionKind.RECOGNITION:
        return DeadlineKind.RECOGNITION_DECISION
    return DeadlineKind.ADMISSION_DECISION
