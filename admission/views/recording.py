"""From the typed values of a step to the service that records it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from admission.domain.procedure import STEPS, StepCode, StepShape
from admission.models import AdmissionCase, Fact, Sponsorship
from admission.services.acts import AlreadyRecordedError
from admission.services.corrections import correct_fact
from admission.services.facts import (
    record_branch_resolution,
    record_ceremony,
    record_committee_decision,
    record_extension,
    record_paper,
    record_receipt,
    record_sponsor,
)
from admission.services.people import sponsor_named
from members.models import Account


@transaction.atomic
def record_step(
    *,
    case: AdmissionCase,
    step: StepCode,
    values: Mapping[str, Any],
    by: Account,
    today: date,
    now: datetime,
    revision: int,
) -> None:
    """Record the step by the service of its shape. Raises: what that service raises."""
    act: dict[str, Any] = {"case": case, "by": by, "today": today, "revision": revision, **values}
    match STEPS[step].shape:
        case StepShape.SPONSORSHIP:
            # A new name is kept only if the assignment is.
            record_sponsor(step=step, **act | {"sponsor": sponsor_named(branch=case.branch, full_name=act["sponsor"])})
        case StepShape.PAPER:
            record_paper(step=step, **act)
        case StepShape.BRANCH_RESOLUTION:
            record_branch_resolution(step=step, **act)
        case StepShape.COMMITTEE_DECISION:
            record_committee_decision(step=step, **act)
        case StepShape.EXTENSION:
            record_extension(step=step, **act)
        case StepShape.RECEIPT:
            record_receipt(now=now, **act)
        case StepShape.CEREMONY:
            record_ceremony(**act)
        case StepShape.CASE:
            raise ValueError("a file is opened on a page of its own")


def changed_columns(fact: Fact, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The columns whose typed value differs from what was recorded; a member who helps is compared by name."""
    recorded = {name: getattr(fact, name) for name in typed}
    if isinstance(fact, Sponsorship):
        recorded["sponsor"] = fact.sponsor.full_name
    return {name: value for name, value in typed.items() if value != recorded[name]}


@transaction.atomic
def correct(*, fact: Fact, changes: Mapping[str, Any], reason: str, by: Account, today: date, now: datetime) -> None:
    """Correct a fact; a changed name of a helping member becomes the person. Raises: what `correct_fact` raises."""
    columns = dict(changes)
    if isinstance(fact, Sponsorship) and "sponsor" in columns:
        sponsor = sponsor_named(branch=fact.case.branch, full_name=columns["sponsor"], exact=True)
        others = Sponsorship.objects.current().filter(case=fact.case, role=fact.role, sponsor=sponsor)
        if others.exclude(pk=fact.pk).exists():
            raise AlreadyRecordedError(f"{sponsor} is assigned already")
        columns["sponsor"] = sponsor
    correct_fact(fact=fact, changes=columns, reason=reason, by=by, today=today, now=now)
