"""Who acted in a file on a day, and what it was called then: papers keep the name of their time."""

from dataclasses import dataclass
from datetime import date, timedelta

from admission.domain.procedure import STEPS, Body, StepCode
from admission.models import (
    AdmissionCase,
    CaseDocument,
    CommitteeDecision,
    Extension,
    Fact,
    FormerChain,
    Transfer,
)
from admission.models.resolution import BranchResolution, CommitteeResolution
from admission.selectors.fact_reading import FileRows
from members.models import Organization
from members.selectors import NameBook, book_of

_ISSUED = (BranchResolution, CommitteeResolution, CommitteeDecision, Extension)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BodiesThen:
    """The bodies of a file over time. `moves`: from branch to branch, oldest first; `chains`: its committees before
    they changed, oldest first.
    """

    case: AdmissionCase
    moves: tuple[Transfer, ...]
    chains: tuple[FormerChain, ...]
    names: NameBook

    def issuer(self, fact: Fact, step: StepCode, on: date) -> str:
        """Name who issued a paper of a day, where that is not what acts in the file today, under the name of today."""
        body = STEPS[step].body
        is_ours = isinstance(fact, _ISSUED) or (isinstance(fact, CaseDocument) and body is not Body.BRANCH)
        if not is_ours or body in {Body.CANDIDATE, Body.HOLDER}:
            return ""
        then, now = self._acting(body, on), self.case.organization_acting(body)
        name = self.names.on(then, on)
        return name if name != now.name else ""

    def from_branch(self, move: Transfer) -> str:
        """Name the branch a file left, as it was called on the last day there."""
        return self.names.on(move.from_branch, move.moved_on - _ONE_DAY)

    def to_branch(self, move: Transfer) -> str:
        return self.names.on(move.to_branch, move.moved_on)

    def _acting(self, body: Body, on: date) -> Organization:
        if body is Body.BRANCH:
            return next((move.from_branch for move in self.moves if on < move.moved_on), self.case.branch)
        chain: FormerChain | AdmissionCase = next((one for one in self.chains if on <= one.until_on), self.case)
        grassroots, sectional = chain.grassroots_committee, chain.sectional_committee
        match body:
            case Body.SECTIONAL_COMMITTEE:
                found = sectional or grassroots
            case Body.GRASSROOTS_COMMITTEE:
                found = grassroots
            case _:
                found = None
        competent: Organization = chain.competent_committee
        return found or competent


def bodies_then(case: AdmissionCase, rows: FileRows) -> BodiesThen:
    """Give the bodies of a file over time."""
    moves = (row for row in rows.facts if isinstance(row, Transfer) and row.superseded_at is None)
    return BodiesThen(
        case=case,
        moves=tuple(sorted(moves, key=lambda move: (move.moved_on, move.pk))),
        chains=tuple(sorted(rows.chains, key=lambda chain: (chain.until_on, chain.pk))),
        names=book_of(rows.names),
    )
