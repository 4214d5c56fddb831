"""From the typed values of a step to the service that records it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from admission.domain.procedure import STEPS, StepCode, StepShape
from admission.models import AdmissionCase, Fact, Sponsorship
from admission.services.acts import AlreadyRecordedError, check_allowed, check_fresh
from admission.services.corrections import correct_fact
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
    record_sponsor_end,
)
from admission.services.people import check_in_list, sponsor_named
from admission.services.transfers import record_transfer
from members.models import Account
from members.text import search_form

_OF_A_STEP: Mapping[StepShape, Callable[..., Any]] = {
    StepShape.PAPER: record_paper,
    StepShape.DOCUMENT: record_document,
    StepShape.BRANCH_RESOLUTION: record_branch_resolution,
    StepShape.COMMITTEE_RESOLUTION: record_committee_resolution,
    StepShape.EXTENSION: record_extension,
}
"""The services that serve several steps and ask which."""


def is_prepared(case: AdmissionCase, step: StepCode, on: date) -> bool:
    """Say whether an act of that day is laid before a reviewer instead of being recorded at once.

    Acts of a historical file are entered as they had been.
    """
    historical = case.historical_through_on is not None and on <= case.historical_through_on
    return STEPS[step].four_eyes and not historical


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
    irregular_reason: str = "",
) -> None:
    """Record the step by the service of its shape. Raises: what that service raises."""
    act: dict[str, Any] = {
        "case": case,
        "by": by,
        "today": today,
        "revision": revision,
        "irregular_reason": irregular_reason,
        **values,
    }
    shape = STEPS[step].shape
    match shape:
        case StepShape.SPONSORSHIP:
            # Whoever saw another file, or one where nobody is assigned any more, is told that before a name is judged.
            check_fresh(case, revision)
            check_allowed(case, step, today=today)
            # A new name is kept only if the assignment is.
            if act.get("member_since_on") is None:
                check_in_list(branch=case.branch, full_name=act["sponsor"])
            sponsor = sponsor_named(branch=case.branch, full_name=act["sponsor"])
            replaces = _assignment(case, act.pop("replaces", None))
            record_sponsor(step=step, now=now, replaces=replaces, **act | {"sponsor": sponsor})
        case StepShape.SPONSORSHIP_END:
            ended = _assignment(case, act["sponsorship"])
            if ended is None:
                raise AlreadyRecordedError("no such assignment in this file")
            record_sponsor_end(now=now, **act | {"sponsorship": ended})
        case StepShape.READMISSION:
            record_readmission(**act)
        case StepShape.COMMITTEE_DECISION:
            record_committee_decision(step=step, now=now, **act)
        case StepShape.RECEIPT:
            record_receipt(now=now, **act)
        case StepShape.CEREMONY:
            record_ceremony(now=now, **act)
        case StepShape.TRANSFER:
            record_transfer(now=now, **act)
        case StepShape.CASE:
            raise ValueError("a file is opened on a page of its own")
        case _:
            _OF_A_STEP[shape](step=step, **act)


def _assignment(case: AdmissionCase, pk: int | None) -> Sponsorship | None:
    if pk is None:
        return None
    found: Sponsorship | None = Sponsorship.objects.current().filter(case=case, pk=pk).first()
    return found


def changed_columns(fact: Fact, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The columns whose typed value differs from what was recorded; a member who helps is compared by name."""
    recorded = {name: getattr(fact, name) for name in typed}
    if isinstance(fact, Sponsorship):
        recorded["sponsor"] = fact.sponsor.full_name
    return {name: value for name, value in typed.items() if _or_empty(value) != _or_empty(recorded[name])}


def _or_empty(value: Any) -> Any:
    """Nothing typed is nothing recorded; a count of nobody is a figure."""
    return "" if value is None else value


@transaction.atomic
def correct(*, fact: Fact, changes: Mapping[str, Any], reason: str, by: Account, today: date, now: datetime) -> None:
    """Correct a fact; a changed name of a helping member becomes the person. Raises: what `correct_fact` raises."""
    columns = dict(changes)
    if isinstance(fact, Sponsorship) and "sponsor" in columns:
        # Another spelling of the same name is another person to be told apart; else a member of the list is meant.
        check_in_list(branch=fact.case.branch, full_name=columns["sponsor"])
        same_name = search_form(columns["sponsor"]) == fact.sponsor.name_search
        sponsor = sponsor_named(branch=fact.case.branch, full_name=columns["sponsor"], exact=same_name)
        others = Sponsorship.objects.current().filter(case=fact.case, role=fact.role, sponsor=sponsor, ended_on=None)
        if others.exclude(pk=fact.pk).exists():
            raise AlreadyRecordedError(f"{sponsor} is assigned already")
        columns["sponsor"] = sponsor
    correct_fact(fact=fact, changes=columns, reason=reason, by=by, today=today, now=now)
