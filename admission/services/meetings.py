"""Record what a meeting of a branch resolved: the votes on several files at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from admission.domain.errors import AdmissionError
from admission.domain.facts import Proposal, Vote
from admission.domain.procedure import LateCause, StepCode
from admission.models import AdmissionCase
from admission.services.facts import record_branch_resolution
from members.models import Account


@dataclass(frozen=True, slots=True)
class MeetingVote:
    """The vote on one file, as `record_branch_resolution` takes it."""

    case: AdmissionCase
    step: StepCode
    number: str
    vote: Vote
    revision: int
    proposal: Proposal = Proposal.PROCEED
    irregular_reason: str = ""
    late_cause: LateCause | str = LateCause.OTHER


class MeetingRefusedError(AdmissionError):
    """Nothing of the meeting was recorded; `errors` say why, by the id of the file."""

    def __init__(self, errors: Mapping[int, AdmissionError]) -> None:
        super().__init__(f"{len(errors)} of the votes were refused")
        self.errors = errors


@transaction.atomic
def record_meeting(*, votes: Sequence[MeetingVote], adopted_on: date, by: Account | None, today: date) -> None:
    """Record the votes of one meeting, each by the service of the single step: all of them or none.

    The minutes are one paper. Whoever copies them is told of everything that does not hold at once, mends it and sends
    again, and need not tell apart what was recorded from what was not. The files are locked in the order of their
    numbers, so that two who record the same meeting wait for each other. Raises: MeetingRefusedError.
    """
    errors: dict[int, AdmissionError] = {}
    for one in sorted(votes, key=lambda vote: vote.case.pk):
        try:
            record_branch_resolution(
                case=one.case,
                step=one.step,
                adopted_on=adopted_on,
                number=one.number,
                vote=one.vote,
                proposal=one.proposal,
                by=by,
                today=today,
                revision=one.revision,
                irregular_reason=one.irregular_reason,
                late_cause=one.late_cause,
            )
        except AdmissionError as error:
            errors[one.case.pk] = error
    if errors:
        raise MeetingRefusedError(errors)
