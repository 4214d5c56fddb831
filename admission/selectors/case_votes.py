"""The votes recorded in a file, with what each needed by the regulation of its day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from admission.domain.facts import Vote
from admission.domain.procedure import STEPS, StepCode
from admission.domain.rules import RuleBook
from admission.domain.votes import counted_members, reaches, votes_needed
from admission.models import CommitteeDecision, Fact
from admission.models.resolution import ResolutionRow, vote_of
from admission.selectors.recorded_facts import step_of


@dataclass(frozen=True, slots=True)
class CaseVote:
    """One vote. `counted`: the members it is counted among; `needed`: of them in favour."""

    step: StepCode
    on: date
    vote: Vote
    counted: int
    needed: int
    passed: bool


def case_votes(rows: Iterable[Fact], book: RuleBook) -> tuple[CaseVote, ...]:
    """Give the votes of the current facts of a file, by day.

    Raises: RuleSetNotFoundError where no regulation is known for a day.
    """
    votes = []
    for row in rows:
        if not isinstance(row, ResolutionRow | CommitteeDecision):
            continue
        vote, step = vote_of(row), step_of(row)
        if vote is None:
            continue
        on = row.adopted_on if isinstance(row, ResolutionRow) else row.decided_on
        body, rules = STEPS[step].body, book.on(on)
        counted = counted_members(vote, body, rules)
        needed = votes_needed(counted, rules.thresholds[body])
        votes.append(CaseVote(step, on, vote, counted, needed, reaches(vote, body, rules)))
    return tuple(sorted(votes, key=lambda one: one.on))
