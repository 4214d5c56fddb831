"""Keep the register of personal-data requests. Each function checks that `by` keeps the register of the committee.

Raises, each of them: NotPermittedError, and a RequestError where what is recorded does not hold together.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from admission.domain.data_requests import RequestKind, RequestOutcome
from admission.domain.errors import AdmissionError
from admission.domain.rulesets.personal_data import ND356_2025
from admission.models import (
    DataRequest,
    RequestAnswer,
    RequestCompletion,
    RequestExtension,
    RequestFact,
    RequestReceipt,
)
from admission.permissions import Act, check_may_in
from admission.services.request_clocks import current_facts, recalculate_request
from members.access import access_of
from members.models import Account, Organization, Person
from members.models.organization import inside
from members.services.journal import record_event
from members.text import normalise, search_form

Rows = Mapping[type[RequestFact], Any]
"""The current facts of one request, by their kind."""
_NAMES = frozenset({"subject_name", "subject_born_on", "asked_by"})
"""What the journal does not repeat."""


class RequestError(AdmissionError):
    """Base of what is refused in the register."""


class NotACommitteeError(RequestError):
    """A branch keeps no register: nobody there would be told of the clock."""


class RequestDayError(RequestError):
    """A day that cannot be: `field` lies before `earliest` or after `latest`."""

    def __init__(self, field: str, on: date, earliest: date | None, latest: date) -> None:
        super().__init__(f"{field} {on} is not within {earliest} and {latest}")
        self.field, self.on, self.earliest, self.latest = field, on, earliest, latest


class AlreadyThereError(RequestError):
    """This was recorded before, or corrected meanwhile."""


class NotAnsweredError(RequestError):
    """A request is answered before it is carried out."""


class NothingToCarryOutError(RequestError):
    """The request was refused, is only answered, or is carried out already."""


class ExtensionError(RequestError):
    """More days than the law allows; `most` of them."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most} days")
        self.most = most


class GroundError(RequestError):
    """A refusal names its legal ground, and only a refusal does."""


@transaction.atomic
def record_request(
    *, organization: Organization, kind: RequestKind, received_on: date, subject_name: str,
    subject_born_on: date | None, asked_by: str, by: Account, today: date, now: datetime,
) -> DataRequest:  # fmt: skip
    """Enter a request; its clocks run from the day it was received. Raises also: CalendarNotPublishedError."""
    _check(by, organization, today)
    if organization.is_branch:
        raise NotACommitteeError(organization.code)
    request: DataRequest = DataRequest.objects.create(organization=organization, registered_by=by, registered_at=now)
    values = {"kind": kind.value, "received_on": received_on, "subject_name": normalise(subject_name)}
    more = {"subject_born_on": subject_born_on, "asked_by": normalise(asked_by)}
    _record(RequestReceipt, request, values | more, by=by, today=today, now=now)
    return request


@transaction.atomic
def answer_request(
    *, request: DataRequest, answered_on: date, outcome: RequestOutcome, legal_ground: str, number: str, by: Account,
    today: date, now: datetime,
) -> None:  # fmt: skip
    """Record the answer given; a refusal ends the clock of carrying it out."""
    values = {"answered_on": answered_on, "outcome": outcome.value, "legal_ground": legal_ground, "number": number}
    _record(RequestAnswer, _locked(request), values, by=by, today=today, now=now)


@transaction.atomic
def extend_request(
    *, request: DataRequest, granted_on: date, days: int, reason: str, number: str, by: Account, today: date,
    now: datetime,
) -> None:  # fmt: skip
    """Lengthen, once, the time to carry the request out; before it is over."""
    values = {"granted_on": granted_on, "days": days, "reason": reason, "number": number}
    _record(RequestExtension, _locked(request), values, by=by, today=today, now=now)


@transaction.atomic
def complete_request(
    *, request: DataRequest, done_on: date, number: str, by: Account, today: date, now: datetime
) -> None:
    """Record that what was granted is done."""
    values = {"done_on": done_on, "number": number}
    _record(RequestCompletion, _locked(request), values, by=by, today=today, now=now)


@transaction.atomic
def correct_request_fact(
    *, fact: RequestFact, changes: Mapping[str, Any], reason: str, by: Account, today: date, now: datetime
) -> None:
    """Supersede a fact by a copy with `changes` (column → value), for a reason; the old row stays as it was."""
    request = _locked(fact.request)
    _check(by, request.organization, today)
    # Compare and set: of two people who correct the same fact at once, one succeeds.
    if not type(fact).objects.current().filter(pk=fact.pk).update(superseded_at=now):
        raise AlreadyThereError(f"{fact} was corrected already")
    values = {name: getattr(fact, name) for name in fact.columns} | dict(changes)
    values = {
        name: normalise(value) if name in {"subject_name", "asked_by"} else value for name, value in values.items()
    }
    model: Any = type(fact)
    correction = model(supersedes=fact, correction_reason=reason, **values)
    changed = {name: value for name, value in changes.items() if getattr(fact, name) != value}
    details = {
        "supersedes": fact.pk,
        "reason": reason,
        "changed": sorted(changed),
        "old": {name: getattr(fact, name) for name in changed if name not in _NAMES},
        "new": {name: value for name, value in changed.items() if name not in _NAMES},
    }
    _save(correction, request, details, "request_fact_corrected", by=by, today=today, now=now)


def _check(by: Account, organization: Organization, today: date) -> None:
    check_may_in(access_of(by, today), Act.KEEP_REQUESTS, organization)


def _locked(request: DataRequest) -> DataRequest:
    locked: DataRequest = (
        DataRequest.objects.select_for_update(of=("self",)).select_related("organization").get(pk=request.pk)
    )
    return locked


def _record(
    model: type[RequestFact], request: DataRequest, values: Mapping[str, Any], *, by: Account, today: date,
    now: datetime,
) -> None:  # fmt: skip
    _check(by, request.organization, today)
    if model.objects.current().filter(request=request).exists():
        raise AlreadyThereError(f"{request} has its {model.__name__}")
    details = {name: value for name, value in values.items() if name not in _NAMES}
    _save(model(**values), request, details, "request_fact_recorded", by=by, today=today, now=now)


def _save(
    fact: RequestFact, request: DataRequest, details: Mapping[str, Any], verb: str, *, by: Account, today: date,
    now: datetime,
) -> None:  # fmt: skip
    """Write the fact if all facts of the request still hold together; then the clocks."""
    rows: dict[type[RequestFact], Any] = {type(row): row for row in current_facts([request])[request.pk]}
    rows[type(fact)] = fact
    for check in _CHECKS:
        check(rows, today)
    fact.request, fact.recorded_by, fact.recorded_at = request, by, now
    if isinstance(fact, RequestReceipt):
        fact.person = _person_of(fact, request.organization)
    fact.save(force_insert=True)
    record_event(
        verb=verb,
        subject=f"request:{request.pk}",
        by=by,
        organization=request.organization,
        details={"fact": fact._meta.model_name, "id": fact.pk, **details},
    )
    recalculate_request(request=request, by=by, cause=verb)


def _person_of(receipt: RequestReceipt, organization: Organization) -> Person | None:
    """Find the record of the person: of that name and day of birth, in a branch of this committee, and the only one."""
    if receipt.subject_born_on is None:
        return None
    here = Q(memberships__organization__in=_below(organization)) | Q(candidate__cases__branch__in=_below(organization))
    people = Person.objects.filter(
        here, name_search=search_form(receipt.subject_name), born_on=receipt.subject_born_on
    ).distinct()
    found = list(people[:2])
    return found[0] if len(found) == 1 else None


def _below(organization: Organization) -> Any:
    return Organization.objects.filter(inside([organization.path])).order_by().values("pk")


# --- what must hold of the facts of one request ----------------------------------------------------------------------
def _check_days(rows: Rows, today: date) -> None:
    received_on = rows[RequestReceipt].received_on
    for model, row in rows.items():
        earliest = None if model is RequestReceipt else received_on
        if model is RequestCompletion and RequestAnswer in rows:
            earliest = rows[RequestAnswer].answered_on
        on = getattr(row, model.dated)
        if on > today or (earliest is not None and on < earliest):
            raise RequestDayError(model.dated, on, earliest, today)


def _check_answer(rows: Rows, today: date) -> None:
    answer = rows.get(RequestAnswer)
    if answer is not None and (answer.outcome == RequestOutcome.GRANTED) is bool(answer.legal_ground):
        raise GroundError(answer.outcome)


def _check_completion(rows: Rows, today: date) -> None:
    if RequestCompletion not in rows:
        return
    if RequestAnswer not in rows:
        raise NotAnsweredError
    if _carry_out(rows) is None or rows[RequestAnswer].outcome == RequestOutcome.REFUSED:
        raise NothingToCarryOutError


def _check_extension(rows: Rows, today: date) -> None:
    extension = rows.get(RequestExtension)
    if extension is None:
        return
    limit, answer = _carry_out(rows), rows.get(RequestAnswer)
    if limit is None or (answer is not None and answer.outcome == RequestOutcome.REFUSED):
        raise NothingToCarryOutError
    if not 1 <= extension.days <= limit.max_extension:
        raise ExtensionError(limit.max_extension)
    last = date.fromordinal(rows[RequestReceipt].received_on.toordinal() + limit.length)
    if RequestCompletion in rows:
        last = min(last, rows[RequestCompletion].done_on)
    if extension.granted_on > last:
        raise RequestDayError("granted_on", extension.granted_on, rows[RequestReceipt].received_on, last)


def _carry_out(rows: Rows) -> Any:
    return ND356_2025.carry_out.get(RequestKind(rows[RequestReceipt].kind))


_CHECKS: tuple[Callable[[Rows, date], None], ...] = (_check_days, _check_answer, _check_completion, _check_extension)
