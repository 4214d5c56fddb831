"""Facts of an invented file at every point of the main path, for the tests of the rules."""

from dataclasses import replace
from datetime import date

from admission.domain.facts import (
    AnyFact,
    CaseFacts,
    CeremonyFact,
    DecisionFact,
    PaperFact,
    ResolutionFact,
    ResolutionKind,
    SponsorFact,
    SponsorRole,
    Vote,
    VoteMethod,
    with_fact,
)
from admission.domain.procedure import Outcome, StepCode

ADMISSION, RECOGNITION = ResolutionKind.ADMISSION, ResolutionKind.RECOGNITION
GRANTED, REFUSED = Outcome.GRANTED, Outcome.REFUSED
LATER = date(2027, 12, 1)
"""A day after everything below."""


def vote(in_favour: int = 8, against: int = 1, blank: int = 0, *, entitled: int = 9, present: int = 9) -> Vote:
    return Vote(VoteMethod.SECRET_BALLOT, entitled, present, in_favour, against, blank)


def sponsor(
    name: str = "Lê Văn Bình",
    assigned_on: date = date(2024, 1, 5),
    together_since_on: date | None = None,
    role: SponsorRole = SponsorRole.ADMISSION,
) -> SponsorFact:
    return SponsorFact(role, name, assigned_on, together_since_on or assigned_on)


def paper(step: StepCode, made_on: date = date(2025, 9, 1)) -> PaperFact:
    return PaperFact(step, made_on)


def resolution(
    kind: ResolutionKind = ADMISSION, on: date = date(2026, 1, 5), votes: Vote | None = None
) -> ResolutionFact:
    return ResolutionFact(kind, on, "12-NQ/CB", votes or vote())


def decision(
    kind: ResolutionKind = ADMISSION,
    on: date = date(2026, 2, 27),
    outcome: Outcome = GRANTED,
    received_on: date | None = None,
    votes: Vote | None = None,
) -> DecisionFact:
    return DecisionFact(kind, outcome, on, "34-QĐ/ĐU", received_on, votes)


SPONSORS = (sponsor(), sponsor("Trần Thị Cúc"))
PAPERS = (
    paper(StepCode.AWARENESS_COURSE),
    paper(StepCode.APPLICATION),
    paper(StepCode.PERSONAL_HISTORY),
    paper(StepCode.SPONSOR_RECOMMENDATION),
    paper(StepCode.OPINIONS),
)

NOMINATED = CaseFacts(opened_on=date(2024, 1, 2))
SPONSORED = replace(NOMINATED, sponsors=SPONSORS, papers=PAPERS)
RESOLVED = replace(SPONSORED, resolutions=(resolution(),))
DECIDED = replace(RESOLVED, decisions=(decision(),))
RECEIVED = replace(RESOLVED, decisions=(decision(received_on=date(2026, 3, 2)),))
ADMITTED = replace(RECEIVED, ceremony=CeremonyFact(date(2026, 3, 20)))
PROPOSED = replace(ADMITTED, resolutions=(*ADMITTED.resolutions, resolution(RECOGNITION, date(2027, 3, 22))))
RECOGNISED = replace(PROPOSED, decisions=(*PROPOSED.decisions, decision(RECOGNITION, date(2027, 4, 12))))


def adding(facts: CaseFacts, *added: AnyFact) -> CaseFacts:
    for fact in added:
        facts = with_fact(facts, fact)
    return facts


def admitted_on(day: date) -> CaseFacts:
    """A file without irregularity whose ceremony was on `day`; every act before it on that same day."""
    return replace(
        NOMINATED,
        opened_on=date(2019, 1, 2),
        sponsors=(sponsor(assigned_on=date(2019, 1, 4)), sponsor("Trần Thị Cúc", date(2019, 1, 4))),
        papers=tuple(paper(made.step, day) for made in PAPERS),
        resolutions=(resolution(on=day),),
        decisions=(decision(on=day, received_on=day),),
        ceremony=CeremonyFact(day),
    )
