"""“Đã nhận”: somebody who must act says that he knows of a deadline. Repeats stop, the deadline goes on."""

from datetime import date, datetime

from django.db import transaction

from admission.domain.errors import AdmissionError
from admission.models import Acknowledgement, AdmissionCase, Deadline
from admission.permissions import capacity_to_acknowledge, check_may_acknowledge
from admission.selectors.acknowledgements import acknowledgement_of, limits_to_acknowledge
from members.access import access_of
from members.models import Account
from members.models.role import ACTING_ROLES
from members.services.journal import record_event


class NothingToAcknowledgeError(AdmissionError):
    """The deadline does not run any more, or was one that nobody can miss."""


@transaction.atomic
def acknowledge(*, deadline: Deadline, by: Account, today: date, now: datetime) -> Acknowledgement:
    """Say that `by` knows of a deadline as it stands; who said so before, that same day or phase, is given instead.

    What was acknowledged before the due date is told again once it is missed, and may be acknowledged again then.
    Raises: NotPermittedError, NothingToAcknowledgeError.
    """
    access = access_of(by, today)
    row = Deadline.objects.select_for_update(of=("self",)).select_related("organization", "case").get(pk=deadline.pk)
    check_may_acknowledge(access, row)
    held = capacity_to_acknowledge(access, row)
    if not Deadline.objects.open().limits().filter(pk=row.pk, due_on__isnull=False).exists():
        raise NothingToAcknowledgeError(f"{row} does not run")
    known = acknowledgement_of(row, today)
    if known is not None:
        return known
    made = Acknowledgement.objects.create(
        deadline=row,
        revision=row.revision,
        acknowledged_on=today,
        acknowledged_at=now,
        acknowledged_by=by,
        acknowledged_for_id=held.principal_id if held else None,
    )
    record_event(
        verb="deadline_acknowledged",
        subject=row.about,
        by=by,
        on_behalf_of=made.acknowledged_for,
        details={"kind": row.kind, "subject": row.subject, "due_on": row.due_on},
        organization=row.case.branch_id if row.case else row.organization_id,
    )
    return made


@transaction.atomic
def acknowledge_file(*, case: AdmissionCase, by: Account, today: date, now: datetime) -> tuple[Acknowledgement, ...]:
    """Say that `by` knows of every limit of a file of which his organisation was told: all of them, or none.

    Empty where nothing waits for it. Raises: NotPermittedError, NothingToAcknowledgeError.
    """
    own = access_of(by, today).organization_ids(ACTING_ROLES)
    rows = limits_to_acknowledge(own, today).filter(case=case)
    return tuple(acknowledge(deadline=row, by=by, today=today, now=now) for row in rows)
