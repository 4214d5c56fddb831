"""Say how it goes on where a published calendar moved a last day towards today or past it."""

from datetime import date, datetime

from django.db import transaction

from admission.domain.errors import AdmissionError
from admission.models import DeadlineSettlement
from admission.permissions import Act, NotPermittedError, capacity_in
from members.access import access_of
from members.models import Account
from members.services.journal import record_event


class AlreadySettledError(AdmissionError):
    """Somebody else of the organisation did so before."""

    def __init__(self, settlement: DeadlineSettlement) -> None:
        super().__init__(f"settlement {settlement.pk} is settled")
        self.settlement = settlement


class SettlementOvertakenError(AdmissionError):
    """The deadline was met, extended or moved on meanwhile: nothing is left to settle."""


class ActDayPassedError(AdmissionError):
    """Nobody acts by a day that is over."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{day.isoformat()} has passed")
        self.day = day


@transaction.atomic
def settle(
    *, settlement: DeadlineSettlement, act_by_on: date, note: str, by: Account, today: date, now: datetime
) -> DeadlineSettlement:
    """Record that it was seen, by when the organisation acts, and a note. The last day itself does not move by it.

    Raises: NotPermittedError, ActDayPassedError, AlreadySettledError, SettlementOvertakenError, ValueError without a
    note.
    """
    if not note.strip():
        raise ValueError("a settlement needs a note")
    held = capacity_in(access_of(by, today), Act.SETTLE_DATES, settlement.organization)
    if held is None:
        raise NotPermittedError(f"{by.username} may not settle dates of {settlement.organization.code}")
    if act_by_on < today:
        raise ActDayPassedError(act_by_on)
    columns = {"settled_by": by, "settled_at": now, "act_by_on": act_by_on, "note": note.strip()}
    waiting = DeadlineSettlement.objects.waiting().filter(pk=settlement.pk)
    if not waiting.update(**columns):  # of two at once one wins
        now_it_is = DeadlineSettlement.objects.select_related("settled_by").get(pk=settlement.pk)
        if now_it_is.settled_at is None:
            raise SettlementOvertakenError
        raise AlreadySettledError(now_it_is)
    settlement = DeadlineSettlement.objects.select_related("move__deadline__case").get(pk=settlement.pk)
    deadline = settlement.move.deadline
    record_event(
        verb="date_settled",
        subject=deadline.about,
        by=by,
        on_behalf_of=Account.objects.get(pk=held.principal_id) if held.principal_id else None,
        details={
            "kind": deadline.kind,
            "subject": deadline.subject,
            "due_on": settlement.move.due_on,
            "act_by": act_by_on,
            "reason": settlement.note,
        },
        organization=deadline.case.branch_id if deadline.case else settlement.organization_id,
    )
    return settlement
