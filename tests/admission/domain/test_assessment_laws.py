"""Laws of the assessment: they hold for any facts, however disordered."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from admission.domain.assessment import Assessment, assess
from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import (
    AdoptionFact,
    CaseFacts,
    CeremonyFact,
    Chain,
    CommitteeResolutionFact,
    DecisionFact,
    DocumentFact,
    ExtensionFact,
    PaperFact,
    Proposal,
    ReadmissionFact,
    ResolutionFact,
    ResolutionKind,
    SponsorFact,
    SponsorRole,
    TransferFact,
    Vote,
    VoteMethod,
)
from admission.domain.findings import DATE_FIELDS, Severity
from admission.domain.procedure import (
    CLOSED_STAGES,
    DOCUMENT_STEPS,
    NEXT_STEP,
    PAPER_STEPS,
    STEPS,
    TURNS_WITH_TIME,
    Choice,
    DeadlineKind,
    LeavingCause,
    Nature,
    Outcome,
    StepCode,
    StepShape,
)
from admission.domain.rule_cells import cells
from admission.domain.rules import Unit, Verification
from admission.domain.rulesets import SHIPPED

One = TypeVar("One")
days = st.dates(date(2020, 1, 6), date(2026, 12, 31))
maybe_day = st.none() | days
people = st.integers(0, 12)
votes = st.builds(
    Vote, st.sampled_from(VoteMethod), people, people, people, people, people,
    exempt=st.integers(0, 2), elsewhere=st.integers(0, 2), suspended=st.integers(0, 2), on_leave=st.integers(0, 2),
)  # fmt: skip
sponsors = st.builds(
    SponsorFact,
    st.sampled_from(SponsorRole),
    st.sampled_from(["Lê Văn Bình", "Trần Thị Cúc", "Đỗ Ân"]),
    days,
    maybe_day,
    official_on_assignment=st.none() | st.booleans(),
    is_relative=st.booleans(),
    is_replacement=st.booleans(),
    ended_on=maybe_day,
)
papers = st.builds(PaperFact, st.sampled_from(PAPER_STEPS), days)
documents = st.sampled_from(DOCUMENT_STEPS).flatmap(
    lambda step: st.builds(
        DocumentFact,
        st.just(step),
        days,
        st.sampled_from(STEPS[step].choices) if STEPS[step].choices else st.none(),
    )
)
clocks = st.sampled_from([DeadlineKind.ADMISSION_DECISION, DeadlineKind.RECOGNITION_DECISION])
outcomes = st.sampled_from([Outcome.GRANTED, Outcome.REFUSED])
readmissions = st.builds(
    ReadmissionFact, days, days, st.sampled_from(LeavingCause), maybe_day, maybe_day, st.integers(0, 2)
)
rule_sets = st.sampled_from([rule_set.code for rule_set in SHIPPED.rule_sets if rule_set.is_active])


def few(items: st.SearchStrategy[One], most: int) -> st.SearchStrategy[tuple[One, ...]]:
    return st.lists(items, max_size=most).map(tuple)


@st.composite
def any_facts(draw: st.DrawFn) -> CaseFacts:
    """Facts in any order and any disorder."""
    decisions = [
        DecisionFact(kind, draw(outcomes), draw(days), "1-QĐ/ĐU", draw(maybe_day), draw(st.none() | votes))
        for kind in ResolutionKind
        if draw(st.booleans())
    ]
    kinds, proposals = st.sampled_from(ResolutionKind), st.sampled_from(Proposal)
    return CaseFacts(
        opened_on=draw(days),
        name=draw(st.sampled_from(["Nguyễn Thị An", "Đỗ Ân"])),
        born_on=draw(st.none() | st.dates(date(1950, 1, 1), date(2010, 12, 31))),
        chain=draw(st.builds(Chain, st.booleans(), st.booleans())),
        historical_through_on=draw(maybe_day),
        sponsors=draw(few(sponsors, 4)),
        papers=draw(few(papers, 6)),
        documents=draw(few(documents, 6)),
        readmission=draw(st.none() | readmissions),
        resolutions=draw(few(st.builds(ResolutionFact, kinds, days, st.just("1-NQ/CB"), votes, proposals), 5)),
        committee_resolutions=draw(
            few(st.builds(CommitteeResolutionFact, kinds, days, st.just("1-NQ/ĐU"), votes, proposals), 2)
        ),
        decisions=tuple(decisions),
        extensions=draw(few(st.builds(ExtensionFact, clocks, st.integers(1, 60), days), 2)),
        ceremony=draw(st.none() | st.builds(CeremonyFact, days, st.booleans())),
        transfers=draw(few(st.builds(TransferFact, days, is_merger=st.booleans()), 2)),
        adoptions=draw(few(st.builds(AdoptionFact, st.sampled_from(DeadlineKind), rule_sets, days), 2)),
    )


@st.composite
def orderly_facts(draw: st.DrawFn) -> CaseFacts:
    """Facts of a file that went some way along its path in order; rarely would any disorder come that far."""
    chain = draw(st.builds(Chain, st.booleans(), st.booleans()))
    order = iter(sorted(draw(st.lists(days, min_size=9, max_size=9))))
    passed, failed = Vote(VoteMethod.SECRET_BALLOT, 9, 9, 8, 1, 0), Vote(VoteMethod.RAISED_CARD, 9, 9, 5, 4, 0)
    result = st.sampled_from([passed, passed, failed])
    assigned_on, *acts = order
    admitted, recognised = draw(result), draw(result)
    resolutions = (
        ResolutionFact(ResolutionKind.ADMISSION, acts[0], "1-NQ/CB", admitted),
        ResolutionFact(ResolutionKind.RECOGNITION, acts[6], "9-NQ/CB", recognised),
    )
    reports = [
        DocumentFact(step, resolution.adopted_on)
        for step, resolution in zip((StepCode.ADMISSION_REPORT, StepCode.RECOGNITION_REPORT), resolutions, strict=True)
        if resolution.vote is failed and draw(st.booleans())
    ]
    levels = [
        DocumentFact(StepCode.ADMISSION_APPRAISAL, acts[1], Choice.AGREES),
        DocumentFact(StepCode.RECOGNITION_APPRAISAL, acts[6], Choice.AGREES),
    ]
    decisions = (
        DecisionFact(ResolutionKind.ADMISSION, draw(outcomes), acts[3], "2-QĐ/ĐU", acts[4]),
        DecisionFact(ResolutionKind.RECOGNITION, draw(outcomes), acts[7], "3-QĐ/ĐU"),
    )
    how_far = draw(st.integers(0, 4))
    return CaseFacts(
        opened_on=assigned_on,
        born_on=date(1990, 1, 1),
        chain=chain,
        sponsors=(SponsorFact(SponsorRole.ADMISSION, "Lê Văn Bình", assigned_on, assigned_on),),
        resolutions=resolutions[: 0 if how_far == 0 else 1 if how_far < 4 else 2],
        documents=(*reports, *levels, *draw(few(documents, 2))),
        committee_resolutions=(
            CommitteeResolutionFact(ResolutionKind.ADMISSION, acts[2], "1-NQ/ĐU", passed),
            CommitteeResolutionFact(ResolutionKind.RECOGNITION, acts[6], "2-NQ/ĐU", passed),
        ),
        decisions=decisions[: 0 if how_far < 2 else 1 if how_far < 4 else 2],
        ceremony=CeremonyFact(acts[5]) if how_far > 2 else None,
    )


facts_of_files = any_facts() | orderly_facts()


def on(day: date, facts: CaseFacts, calendar: WorkingCalendar) -> Assessment:
    return assess(facts, SHIPPED, calendar, day)


def one_a_day(facts: CaseFacts) -> CaseFacts:
    """The facts with one act of a kind a day: of two votes or papers of one day nothing says which was later."""

    def kept(items: tuple[One, ...], key: Callable[[One], object]) -> tuple[One, ...]:
        return tuple({key(item): item for item in items}.values())

    return replace(
        facts,
        papers=kept(facts.papers, lambda p: (p.step, p.made_on)),
        documents=kept(facts.documents, lambda d: (d.step, d.acted_on)),
        resolutions=kept(facts.resolutions, lambda r: (r.kind, r.adopted_on)),
        committee_resolutions=kept(facts.committee_resolutions, lambda r: (r.kind, r.adopted_on)),
        extensions=kept(facts.extensions, lambda e: (e.clock, e.granted_on)),
        adoptions=kept(facts.adoptions, lambda a: (a.clock, a.adopted_on)),
    )


@given(facts=facts_of_files, today=days, seed=st.integers(0, 99))
def test_assessment_depends_on_the_facts_and_not_on_their_order(
    facts: CaseFacts, today: date, seed: int, vietnam: WorkingCalendar
) -> None:
    def shuffled(items: tuple[One, ...]) -> tuple[One, ...]:
        return tuple(random.Random(seed).sample(items, len(items)))

    facts = one_a_day(facts)
    again = replace(
        facts,
        sponsors=shuffled(facts.sponsors),
        papers=shuffled(facts.papers),
        documents=shuffled(facts.documents),
        resolutions=shuffled(facts.resolutions),
        committee_resolutions=shuffled(facts.committee_resolutions),
        decisions=shuffled(facts.decisions),
        extensions=shuffled(facts.extensions),
        transfers=shuffled(facts.transfers),
        adoptions=shuffled(facts.adoptions),
    )
    first, second = on(today, facts, vietnam), on(today, again, vietnam)

    assert first == on(today, facts, vietnam)
    assert (first.course, first.stage, first.turn, first.next_step) == (
        second.course, second.stage, second.turn, second.next_step,
    )  # fmt: skip
    assert first.deadlines == second.deadlines
    assert {(f.code, f.step, f.field, f.severity) for f in first.findings} == {
        (f.code, f.step, f.field, f.severity) for f in second.findings
    }


@given(facts=facts_of_files, today=days)
def test_file_stands_at_one_stage_and_waits_for_one_step_at_most(
    facts: CaseFacts, today: date, vietnam: WorkingCalendar
) -> None:
    assessment = on(today, facts, vietnam)
    recorded = assessment.recorded_stage

    assert assessment.stage in {recorded, TURNS_WITH_TIME.get(recorded, (None, recorded))[1]}
    assert assessment.is_closed is (assessment.next_step is None)
    assert assessment.is_closed is (assessment.course.closed_on is not None) is (recorded in CLOSED_STAGES)
    if assessment.next_step is not None:
        assert assessment.next_step.step is NEXT_STEP[assessment.stage]
        assert assessment.next_step.step in assessment.allowed_steps
        assert facts.chain.includes(assessment.next_step.body)


@given(facts=facts_of_files, today=days)
def test_clocks_of_any_file(facts: CaseFacts, today: date, vietnam: WorkingCalendar) -> None:
    assessment = on(today, facts, vietnam)
    keys = [(d.kind, d.subject) for d in assessment.deadlines]

    assert len(set(keys)) == len(keys)
    assert not (assessment.is_closed and any(d.is_open for d in assessment.deadlines))
    for deadline in assessment.deadlines:
        assert (deadline.met_on is None) or (deadline.ended_on is None)
        if deadline.due_on is None:
            assert deadline.unpublished_year == 2028
        elif deadline.unit is Unit.WORKING_DAYS:
            assert vietnam.is_working_day(deadline.due_on)
            assert vietnam.count(deadline.triggered_on, deadline.due_on) == deadline.length + deadline.extension
        else:
            assert deadline.nature in {Nature.MILESTONE, Nature.VALIDITY}


OTHER_FIELDS = {
    StepShape.SPONSORSHIP: {"sponsor", "is_relative"},
    StepShape.READMISSION: {"left_on", "cause", "readmissions"},
    StepShape.BRANCH_RESOLUTION: {"vote_entitled", "vote_present", "vote_for"},
    StepShape.COMMITTEE_RESOLUTION: {"vote_entitled", "vote_present", "vote_for"},
    StepShape.COMMITTEE_DECISION: {"vote_entitled", "vote_present", "vote_for", "outcome"},
    StepShape.EXTENSION: {"working_days"},
    StepShape.CEREMONY: {"oath_taken"},
}
"""The fields at fault beside the day of an act: each is one of the form of that shape."""
CONTINUED_CLAUSES = {
    cell.clause
    for rule_set in SHIPPED.rule_sets
    for cell in cells(rule_set)
    if cell.verification is Verification.CONTINUED
}
"""What was read in the regulation before: shown as unverified, and binding nevertheless."""


@given(facts=facts_of_files, today=days)
def test_findings_of_any_file(facts: CaseFacts, today: date, vietnam: WorkingCalendar) -> None:
    assessment = on(today, facts, vietnam)

    for found in assessment.findings:
        shape = STEPS[found.step].shape
        assert found.clause.strip()
        assert found.field in {"", DATE_FIELDS[shape], *OTHER_FIELDS.get(shape, ())}
        if found.is_unverified and found.severity is Severity.FORBIDDEN:
            assert found.clause in CONTINUED_CLAUSES
    order = [list(Severity).index(found.severity) for found in assessment.findings]
    assert order == sorted(order)
    assert set(assessment.forbidden) | set(assessment.irregular) <= set(assessment.findings)


@given(facts=facts_of_files, today=days)
def test_act_out_of_order_is_told_once(facts: CaseFacts, today: date, vietnam: WorkingCalendar) -> None:
    found = [f for f in on(today, one_a_day(facts), vietnam).findings if f.code == "before_previous_step"]

    told = [(f.step, f.values) for f in found if f.step is not StepCode.END_SPONSORSHIP]
    assert len(set(told)) == len(told)
