"""The day of joining and the Party age (tuổi đảng) of a recognised member.

Source: Party Charter art. 5.4; 24-QĐ/TW, 4.5.1; guidance of 2016 and 2021.
"""

from dataclasses import dataclass
from datetime import date

from admission.domain.facts import CaseFacts, ResolutionKind
from admission.domain.months import add_months, full_months
from admission.domain.procedure import Outcome
from admission.domain.rules import RuleBook, Setting


@dataclass(frozen=True, slots=True)
class PartyAge:
    """`joined_on`: day of joining; `counts_from_on`: the decision from which the age counts; `months`: full months of
    it, those `outside_months` left out that lay between leaving and the new decision of somebody admitted again.
    """

    joined_on: date
    counts_from_on: date
    months: int
    outside_months: int


def party_age(facts: CaseFacts, book: RuleBook, today: date) -> PartyAge | None:
    """Work out the Party age on a day; None for whom the committee has not recognised.

    It counts from the day the competent body signed the decision to admit; for somebody admitted again from the first
    such decision, less the time outside.
    """
    admitted, recognised = facts.decision(ResolutionKind.ADMISSION), facts.decision(ResolutionKind.RECOGNITION)
    if admitted is None or recognised is None or recognised.outcome is not Outcome.GRANTED or facts.ceremony is None:
        return None
    on_ceremony = book.on(admitted.decided_on).says(Setting.JOINED_ON_CEREMONY)
    joined_on = facts.ceremony.held_on if on_ceremony else admitted.decided_on
    before = facts.readmission
    if before is None or before.first_admitted_on is None:
        return PartyAge(joined_on, admitted.decided_on, full_months(admitted.decided_on, today), 0)
    inside_before = full_months(before.first_admitted_on, before.left_on)
    # What was left over of a month before leaving counts with the time after coming back.
    rest = before.left_on - add_months(before.first_admitted_on, inside_before)
    since = admitted.decided_on - rest
    outside = full_months(before.left_on, admitted.decided_on)
    return PartyAge(joined_on, before.first_admitted_on, inside_before + full_months(since, today), outside)
