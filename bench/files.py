"""Invented files for the benchmarks: plausible ones, at every stage and on the odd roads too, the same in every run."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from admission.domain.facts import (
    AnyFact,
    CaseFacts,
    CeremonyFact,
    Chain,
    CommitteeResolutionFact,
    DecisionFact,
    DocumentFact,
    ExtensionFact,
    PaperFact,
    ReadmissionFact,
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
from admission.domain.procedure import STEPS, Choice, DeadlineKind, LeavingCause, Outcome, SponsorEnd, StepCode
from admission.domain.rules import RuleSet

CHAINS = (Chain(), Chain(sectional=True), Chain(grassroots=True), Chain(sectional=True, grassroots=True))
LAST = 9
"""How far a file can go: that many acts of the main path after the papers."""


def make_file(rule_set: RuleSet, window: tuple[date, date], dice: random.Random) -> tuple[CaseFacts, date]:
    """Make the facts of one file whose branch considered within the window, and a day on which to look at it."""
    first, last = window
    considered_on = first + timedelta(days=dice.randrange((last - first).days + 1))
    road = _Road(considered_on, dice, dice.choice(CHAINS))
    acts = dice.randrange(LAST + 1)
    if acts == 0 and road.happens(2):
        if road.happens(2):
            road.sponsors()
        return road.facts, road.assigned_on + timedelta(days=dice.randrange(300))
    road.sponsors()
    road.candidate(rule_set)
    road.go(acts)
    return road.facts, road.day + timedelta(days=dice.randrange(60))


class _Road:
    """A file on its way: each act some days after the one before it."""

    def __init__(self, considered_on: date, dice: random.Random, chain: Chain) -> None:
        self.dice = dice
        self.assigned_on = add_months(considered_on, -dice.randrange(12, 30))
        self.day = considered_on
        self.stands = False
        self.facts = CaseFacts(
            opened_on=self.assigned_on - timedelta(days=dice.randrange(40)),
            name="Nguyễn Thị An",
            born_on=add_months(considered_on, -dice.randrange(18 * 12, 61 * 12)),
            chain=chain,
        )

    def happens(self, one_in: int) -> bool:
        return self.dice.randrange(one_in) == 0

    def later(self, least: int = 1, most: int = 20) -> date:
        self.day += timedelta(days=self.dice.randrange(least, most + 1))
        return self.day

    def add(self, *facts: AnyFact) -> None:
        for fact in facts:
            self.facts = with_fact(self.facts, fact)

    def document(self, step: StepCode, choice: Choice | None = None) -> None:
        choices = STEPS[step].choices
        choice = choice or (self.dice.choice(choices) if choices else None)
        self.add(DocumentFact(step, self.day, choice, "7-CV/ĐU", "Đảng ủy"))

    # --- up to the branch --------------------------------------------------------------------------------------------
    def sponsors(self) -> None:
        """Two members who help; one pair in six is not the first."""
        helper = SponsorRole.ADMISSION
        first, second = (SponsorFact(helper, n, self.assigned_on, self.assigned_on) for n in ("Lê Bình", "Trần Cúc"))
        if self.happens(6):
            ended_on = self.assigned_on + timedelta(days=self.dice.randrange(30, 330))
            second = replace(second, ended_on=ended_on, end_cause=SponsorEnd.MOVED)
            self.add(SponsorFact(helper, "Đỗ Ân", ended_on, self.assigned_on, is_replacement=True))
        self.add(first, second)

    def candidate(self, rule_set: RuleSet) -> None:
        """The papers; some candidates move, were members before, or lack something."""
        if self.happens(8):
            self.add(TransferFact(self.assigned_on + timedelta(days=60), is_merger=self.happens(2)))
        if self.happens(8):
            left_on = add_months(self.day, -self.dice.randrange(30, 90))
            cause = self.dice.choice(list(LeavingCause))
            self.add(ReadmissionFact(self.day, left_on, cause, add_months(left_on, -60)))
            self.document(StepCode.READMISSION_CONSENT)
        for step in rule_set.required_papers:
            made_on = self.day - timedelta(days=self.dice.randrange(10, 400))
            if step in {StepCode.EDUCATION, StepCode.VETTING}:
                choice = Choice.UPPER_SECONDARY if step is StepCode.EDUCATION else Choice.CLEAR
                self.add(DocumentFact(step, made_on, choice))
            elif not self.happens(20):
                self.add(PaperFact(step, made_on))
        if self.happens(2):
            self.add(PaperFact(StepCode.YOUTH_UNION_RECOMMENDATION, self.day - timedelta(days=30)))

    # --- from the branch on ------------------------------------------------------------------------------------------
    def go(self, acts: int) -> None:
        """Do so many acts of the path; one file in twelve ends where it stands."""
        path: tuple[Callable[[], None], ...] = (
            lambda: self.votes(ResolutionKind.ADMISSION),
            lambda: self.levels(ResolutionKind.ADMISSION),
            lambda: self.decides(ResolutionKind.ADMISSION),
            self.receives,
            lambda: self.add(CeremonyFact(self.later(1, 60))),
            self.probation,
            lambda: self.votes(ResolutionKind.RECOGNITION),
            lambda: self.levels(ResolutionKind.RECOGNITION),
            lambda: self.decides(ResolutionKind.RECOGNITION),
        )
        for act in path[:acts]:
            act()
            if any(decision.outcome is Outcome.REFUSED for decision in self.facts.decisions):
                return
            if self.stands:
                break
        if self.happens(12) and acts < LAST:
            self.later()
            self.document(StepCode.END_CASE)

    def votes(self, kind: ResolutionKind) -> None:
        """Most pass at once; of those that fail some are taken again, some reported, some stand."""
        report = StepCode.ADMISSION_REPORT if kind is ResolutionKind.ADMISSION else StepCode.RECOGNITION_REPORT
        for _failed in range(self.dice.choice((0, 0, 0, 0, 1, 2))):
            self.add(ResolutionFact(kind, self.later(1, 30), "11-NQ/CB", self.figures(passed=False)))
        if self.facts.resolutions_of(kind) and self.happens(2):
            self.stands = self.happens(2)
            if not self.stands:
                self.document(report)
            return
        self.add(ResolutionFact(kind, self.later(), "12-NQ/CB", self.figures(passed=True)))

    def figures(self, *, passed: bool) -> Vote:
        entitled = self.dice.randrange(3, 40)
        absent = self.dice.randrange(entitled // 4 + 1)
        present = entitled - absent
        in_favour = present if passed else present // 2
        return Vote(VoteMethod.SECRET_BALLOT, entitled, present, in_favour, present - in_favour, 0, on_leave=absent)

    def levels(self, kind: ResolutionKind) -> None:
        """The committees on the way; one file in six is given back, once or twice."""
        admission = kind is ResolutionKind.ADMISSION
        if self.facts.chain.sectional:
            self.later()
            self.document(StepCode.ADMISSION_APPRAISAL if admission else StepCode.RECOGNITION_APPRAISAL, Choice.AGREES)
        for _time in range(self.dice.choice((0, 0, 0, 0, 1, 2))):
            self.later()
            self.document(StepCode.ADMISSION_RETURN if admission else StepCode.RECOGNITION_RETURN)
            if not self.happens(4):
                self.later()
                self.document(StepCode.ADMISSION_RESUBMISSION if admission else StepCode.RECOGNITION_RESUBMISSION)
        if self.facts.chain.grassroots:
            self.add(CommitteeResolutionFact(kind, self.later(), "15-NQ/ĐU", self.figures(passed=True)))

    def decides(self, kind: ResolutionKind) -> None:
        """Yes or, one time in ten, no; one time in ten after an extension."""
        admission = kind is ResolutionKind.ADMISSION
        if self.happens(10):
            clock = DeadlineKind.ADMISSION_DECISION if admission else DeadlineKind.RECOGNITION_DECISION
            self.add(ExtensionFact(clock, self.dice.randrange(5, 31), self.later()))
        outcome = Outcome.REFUSED if self.happens(10) else Outcome.GRANTED
        self.add(DecisionFact(kind, outcome, self.later(5, 60), "34-QĐ/ĐU", vote=self.figures(passed=True)))

    def receives(self) -> None:
        (decided,) = self.facts.decisions
        self.facts = with_fact(self.facts, replace(decided, received_on=self.later(1, 10)), decided)

    def probation(self) -> None:
        """A member who helps, four papers, and what may happen in a year."""
        self.add(SponsorFact(SponsorRole.PROBATION, "Phạm Dũng", self.day, self.assigned_on))
        if self.happens(6):
            self.later()
            self.document(StepCode.PERSONAL_EVENT)
        if self.happens(8):
            self.add(TransferFact(self.later()), PaperFact(StepCode.FORMER_BRANCH_COMMENT, self.day))
        assert self.facts.ceremony is not None
        self.day = add_months(self.facts.ceremony.held_on, 12)
        for step in (
            StepCode.NEW_MEMBER_COURSE, StepCode.SELF_REVIEW, StepCode.SUPERVISOR_COMMENT, StepCode.PROBATION_OPINIONS,
        ):  # fmt: skip
            if not self.happens(12):
                self.add(PaperFact(step, self.day))
