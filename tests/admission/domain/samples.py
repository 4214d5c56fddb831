"""Facts of an invented file at every point of the main path, for the tests of the rules."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from admission.domain.calendar import WorkingCalendar
from admission.domain.course import course_of
from admission.domain.deadlines import DerivedDeadline, derive_deadlines
from admission.domain.facts import (
    AnyFact,
    CaseFacts,
    CeremonyFact,
    Chain,
    CommitteeResolutionFact,
    DecisionFact,
    DocumentFact,
    PaperFact,
    Proposal,
    ResolutionFact,
    ResolutionKind,
    SponsorFact,
    SponsorRole,
    TransferFact,
    Vote,
    VoteMethod,
    with_fact,
)
from admission.domain.months import add_months
from admission.domain.procedure import STEPS, Choice, Outcome, StepCode, StepShape
from admission.domain.rules import RuleBook
from admission.domain.rulesets import SHIPPED

ADMISSION, RECOGNITION = ResolutionKind.ADMISSION, ResolutionKind.RECOGNITION
GRANTED, REFUSED = Outcome.GRANTED, Outcome.REFUSED
PROCEED, REJECT = Proposal.PROCEED, Proposal.REJECT
LATER = date(2027, 12, 1)
"""A day after everything below."""
ALONE, DELEGATED, FULL = Chain(), Chain(sectional=True), Chain(sectional=True, grassroots=True)
"""A base branch under the committee that decides; a sectional committee under one that decides; all levels."""


def vote(
    in_favour: int = 8, against: int = 1, blank: int = 0, *, entitled: int = 9, present: int = 9, **absent: int
) -> Vote:
    return Vote(VoteMethod.SECRET_BALLOT, entitled, present, in_favour, against, blank, **absent)


PASSED, FAILED = vote(), vote(5, 4)
"""Of nine: six are needed."""


def sponsor(
    name: str = "Lê Văn Bình",
    assigned_on: date = date(2024, 1, 5),
    together_since_on: date | None = None,
    role: SponsorRole = SponsorRole.ADMISSION,
    **more: Any,
) -> SponsorFact:
    return SponsorFact(role, name, assigned_on, together_since_on or assigned_on, **more)


def paper(step: StepCode, made_on: date = date(2025, 9, 1)) -> PaperFact:
    return PaperFact(step, made_on)


def document(step: StepCode, acted_on: date = date(2025, 9, 1), choice: Choice | None = None) -> DocumentFact:
    return DocumentFact(step, acted_on, choice, "7-CV/ĐU", "Đảng ủy")


def resolution(
    kind: ResolutionKind = ADMISSION,
    on: date = date(2026, 1, 5),
    votes: Vote | None = None,
    proposal: Proposal = PROCEED,
) -> ResolutionFact:
    return ResolutionFact(kind, on, "12-NQ/CB", votes or PASSED, proposal)


def on_the_way(
    kind: ResolutionKind = ADMISSION, on: date = date(2026, 1, 20), votes: Vote | None = None
) -> CommitteeResolutionFact:
    return CommitteeResolutionFact(kind, on, "15-NQ/ĐU", votes or PASSED)


def decision(
    kind: ResolutionKind = ADMISSION,
    on: date = date(2026, 2, 27),
    outcome: Outcome = GRANTED,
    received_on: date | None = None,
    votes: Vote | None = None,
) -> DecisionFact:
    return DecisionFact(kind, outcome, on, "34-QĐ/ĐU", received_on, votes)


BEFORE_THE_BRANCH = (
    StepCode.AWARENESS_COURSE,
    StepCode.APPLICATION,
    StepCode.PERSONAL_HISTORY,
    StepCode.SPONSOR_RECOMMENDATION,
    StepCode.RESIDENCE_OPINIONS,
    StepCode.OPINIONS,
)
OF_PROBATION = (
    StepCode.NEW_MEMBER_COURSE,
    StepCode.SELF_REVIEW,
    StepCode.SUPERVISOR_COMMENT,
    StepCode.PROBATION_OPINIONS,
)


def papers_on(day: date) -> tuple[PaperFact, ...]:
    return tuple(paper(step, day) for step in BEFORE_THE_BRANCH)


def documents_on(day: date) -> tuple[DocumentFact, ...]:
    return (
        document(StepCode.EDUCATION, day, Choice.UPPER_SECONDARY),
        document(StepCode.VETTING, day, Choice.CLEAR),
    )


def probation_set(assigned_on: date, made_on: date) -> tuple[SponsorFact | PaperFact, ...]:
    """The member who helps, and the four papers of the probation."""
    helper = sponsor("Phạm Văn Dũng", assigned_on, role=SponsorRole.PROBATION)
    return (helper, *(paper(step, made_on) for step in OF_PROBATION))


def adding(facts: CaseFacts, *added: AnyFact) -> CaseFacts:
    for fact in added:
        facts = with_fact(facts, fact)
    return facts


SPONSORS = (sponsor(), sponsor("Trần Thị Cúc"))

NOMINATED = CaseFacts(opened_on=date(2024, 1, 2), name="Nguyễn Thị An", born_on=date(1996, 5, 20))
ASSIGNED = replace(NOMINATED, sponsors=SPONSORS)
SPONSORED = replace(ASSIGNED, papers=papers_on(date(2025, 9, 1)), documents=documents_on(date(2025, 9, 1)))
RESOLVED = adding(SPONSORED, resolution())
DECIDED = adding(RESOLVED, decision())
RECEIVED = adding(RESOLVED, decision(received_on=date(2026, 3, 2)))
ADMITTED = adding(RECEIVED, CeremonyFact(date(2026, 3, 20)))
PREPARED = adding(ADMITTED, *probation_set(date(2026, 3, 20), date(2027, 3, 10)))
PROPOSED = adding(PREPARED, resolution(RECOGNITION, date(2027, 3, 22)))
RECOGNISED = adding(PROPOSED, decision(RECOGNITION, date(2027, 4, 12)))
TOLD = adding(
    RECOGNISED,
    document(StepCode.ANNOUNCEMENT, date(2027, 4, 15)),
    document(StepCode.PARTY_CARD, date(2027, 6, 1)),
)


def ready_on(day: date) -> CaseFacts:
    """A file before the branch without irregularity: two years of sponsorship, every paper of that day."""
    assigned_on = add_months(day, -24)
    return replace(
        NOMINATED,
        opened_on=assigned_on,
        born_on=add_months(day, -12 * 30),
        sponsors=(sponsor(assigned_on=assigned_on), sponsor("Trần Thị Cúc", assigned_on)),
        papers=papers_on(day),
        documents=documents_on(day),
    )


def resolved_on(day: date, votes: Vote | None = None) -> CaseFacts:
    return adding(ready_on(day), resolution(on=day, votes=votes))


def received_on(day: date) -> CaseFacts:
    return adding(resolved_on(day), decision(on=day, received_on=day))


def admitted_on(day: date) -> CaseFacts:
    """A file without irregularity whose ceremony was on `day`; the acts before it on that same day."""
    return adding(received_on(day), CeremonyFact(day))


def prepared(day: date, considered_on: date) -> CaseFacts:
    """The same with the set of the probation, made on the day the branch considers recognition."""
    return adding(admitted_on(day), *probation_set(day, considered_on))


def act(step: StepCode, on: date, facts: CaseFacts, **more: Any) -> CaseFacts:
    """The facts with one more act of the path, or beside it, done on a day."""
    recognition = "recognition" in step.value
    kind = RECOGNITION if recognition else ADMISSION
    added: AnyFact
    match STEPS[step].shape:
        case StepShape.BRANCH_RESOLUTION:
            added = resolution(kind, on, **more)
        case StepShape.COMMITTEE_RESOLUTION:
            added = on_the_way(kind, on)
        case StepShape.COMMITTEE_DECISION:
            added = decision(kind, on, **more)
        case StepShape.RECEIPT:
            (decided,) = facts.decisions
            return with_fact(facts, replace(decided, received_on=on), decided)
        case StepShape.CEREMONY:
            added = CeremonyFact(on)
        case StepShape.TRANSFER:
            added = TransferFact(on)
        case StepShape.PAPER:
            added = paper(step, on)
        case _:
            added = document(step, on, **more)
    return with_fact(facts, added)


def following(facts: CaseFacts, start: date, *steps: str) -> CaseFacts:
    """The facts with the named acts, one a day; `failed` stands for a vote that does not pass, `refused` for a no."""
    for number, name in enumerate(steps):
        word, _, how = name.partition(":")
        more: dict[str, Any] = {}
        if how == "failed":
            more["votes"] = FAILED
        elif how == "refused":
            more["outcome"] = REFUSED
        facts = act(StepCode(word), start + timedelta(days=number), facts, **more)
    return facts


def derived(
    facts: CaseFacts, calendar: WorkingCalendar, book: RuleBook = SHIPPED
) -> dict[tuple[str, str], DerivedDeadline]:
    """Every clock of a file by its kind and subject."""
    deadlines = derive_deadlines(facts, course_of(facts, book), book, calendar)
    return {(d.kind.value, d.subject): d for d in deadlines}


def book_with(rule_set_code: str, **settings: int) -> RuleBook:
    """The shipped regulations with other settings in one of them, by their names."""
    changed = SHIPPED.by_code(rule_set_code)
    rules = {
        setting: replace(rule, value=settings.get(setting.value, rule.value))
        for setting, rule in changed.settings.items()
    }
    replaced = replace(changed, settings=rules)
    return RuleBook(tuple(replaced if r is changed else r for r in SHIPPED.rule_sets))
