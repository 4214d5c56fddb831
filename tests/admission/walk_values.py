"""What the random walks record: proper values, and wrong ones of every kind that a form lets through."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from admission.domain.facts import Proposal, Vote, VoteMethod
from admission.domain.procedure import STEPS, LeavingCause, Outcome, SponsorEnd, StepCode, StepShape
from admission.models import CaseDocument, CommitteeDecision, Extension, Fact, ReadmissionGround, Sponsorship
from admission.models.fact import VotedFact
from admission.models.resolution import vote_columns
from admission.services.extensions import record_extension
from admission.services.facts import (
    record_branch_resolution,
    record_ceremony,
    record_committee_decision,
    record_committee_resolution,
    record_document,
    record_paper,
    record_readmission,
    record_receipt,
    record_sponsor,
)
from members.models import Person
from tests.admission.stages import FAILED_VOTE, document_values
from tests.factories import APPROVER, GOOD_VOTE

VOTES: tuple[Vote, ...] = (
    GOOD_VOTE,
    FAILED_VOTE,
    replace(GOOD_VOTE, entitled=5, present=7, in_favour=7, against=0),  # more came than may vote
    replace(GOOD_VOTE, in_favour=9, against=3),  # more votes than people
    replace(GOOD_VOTE, present=6, in_favour=6, against=0),  # just enough
    Vote(VoteMethod.RAISED_CARD, entitled=9, present=2, in_favour=2, against=0, blank=0),  # hardly anybody came
    replace(GOOD_VOTE, entitled=0, present=0, in_favour=0, against=0),
)
_SHIFTS = (-900, -40, -3, 3, 40, 900, 0)
_DAYS = (
    "assigned_on",
    "noted_on",
    "made_on",
    "acted_on",
    "adopted_on",
    "decided_on",
    "granted_on",
    "held_on",
    "moved_on",
)


def vote_of(luck: int, is_proper: bool) -> Vote:
    """A vote that passes mostly; where nothing needs to be proper, an impossible one as often."""
    if is_proper:
        return FAILED_VOTE if luck % 5 == 0 else GOOD_VOTE
    return VOTES[luck % len(VOTES)]


def record_any(
    step: StepCode,
    on: date,
    luck: int,
    is_proper: bool,
    common: Mapping[str, Any],
    now: datetime,
    helpers: Sequence[Person],
) -> Fact:
    """Record a step by the service of its shape. Raises: what the service raises."""
    act: dict[str, Any] = dict(common)
    number = f"{luck}-NQ/CB"
    proposal = Proposal.REJECT if luck % 7 == 0 else Proposal.PROCEED
    outcome = Outcome.REFUSED if luck % 6 == 0 else Outcome.GRANTED
    vote = vote_of(luck, is_proper)
    match STEPS[step].shape:
        case StepShape.SPONSORSHIP:
            candidate = act["case"].candidate.person
            sponsor = candidate if luck % 13 == 0 else helpers[luck % len(helpers)]
            # A proper one has been a member for years, so that the months together run from the candidate's coming.
            since = date(2015, 1, 1) if is_proper else None
            assigned: dict[str, Any] = {"assigned_on": on, "member_since_on": since, "is_relative": luck % 10 == 0}
            return record_sponsor(step=step, sponsor=sponsor, now=now, **assigned, **act)
        case StepShape.PAPER:
            return record_paper(step=step, made_on=on, number=str(luck), **act)
        case StepShape.DOCUMENT:
            said = document_values(step)
            if STEPS[step].choices:
                said["choice"] = STEPS[step].choices[luck % len(STEPS[step].choices)]
            return record_document(step=step, acted_on=on, **said, **act)
        case StepShape.READMISSION:
            cause = list(LeavingCause)[luck % len(LeavingCause)]
            left_on = on - timedelta(days=1500 if is_proper else 30 * (luck % 50))
            return record_readmission(noted_on=on, left_on=left_on, cause=cause, readmissions=luck % 3 // 2, **act)
        case StepShape.BRANCH_RESOLUTION:
            return record_branch_resolution(
                step=step, adopted_on=on, number=number, vote=vote, proposal=proposal, **act
            )
        case StepShape.COMMITTEE_RESOLUTION:
            return record_committee_resolution(
                step=step, adopted_on=on, number=number, vote=vote, proposal=proposal, **act
            )
        case StepShape.COMMITTEE_DECISION:
            voted = vote if luck % 2 else None
            return record_committee_decision(
                step=step, outcome=outcome, decided_on=on, number=number, vote=voted, now=now, **act
            )
        case StepShape.EXTENSION:
            days = 30 if is_proper else 1 + luck
            return record_extension(
                step=step, working_days=days, granted_on=on, reason="Hồ sơ phức tạp", approver=APPROVER, **act
            )
        case StepShape.RECEIPT:
            return record_receipt(received_on=on, now=now, **act)
        case StepShape.CEREMONY:
            return record_ceremony(held_on=on, oath_taken=luck % 8 > 0, now=now, **act)
        case _:
            raise AssertionError(step)


def changes_of(fact: Fact, luck: int) -> dict[str, Any]:
    """What a correction changes: a day of the fact, or what it says."""
    day_names = [
        name for name in (*_DAYS, "moved_on", "received_on", "ended_on", "left_on") if getattr(fact, name, None)
    ]
    moved = {
        name: getattr(fact, name) + timedelta(days=_SHIFTS[luck % len(_SHIFTS)])
        for name in day_names[luck % len(day_names) :][:1]
    }
    if luck % 2:
        return moved
    match fact:
        case CommitteeDecision() if luck % 4:
            return {"outcome": "refused" if fact.outcome == "granted" else "granted"}
        case VotedFact():
            return vote_columns(VOTES[luck % len(VOTES)])
        case Extension():
            return {"working_days": 1 + luck}
        case CaseDocument() if STEPS[StepCode(fact.step)].choices:
            choices = STEPS[StepCode(fact.step)].choices
            return {"choice": choices[luck % len(choices)].value}
        case ReadmissionGround():
            return {"cause": list(LeavingCause)[luck % len(LeavingCause)].value}
        case Sponsorship() if fact.ended_on:
            return {"end_cause": list(SponsorEnd)[luck % len(SponsorEnd)].value}
        case _:
            return moved
