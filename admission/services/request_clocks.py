"""Write the clocks of personal-data requests from their facts, and look whether what is stored follows from them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from admission.domain.calendar import CalendarNotPublishedError
from admission.domain.data_requests import RequestClock, RequestDeadline, RequestFacts, derive_request_deadlines
from admission.domain.procedure import Nature
from admission.domain.rulesets.personal_data import ND356_2025
from admission.models import (
    REQUEST_FACTS,
    DataRequest,
    Deadline,
    DeadlineStatus,
    RequestFact,
    request_facts_of,
)
from admission.selectors.calendars import PublishedCalendar, build_version, calendar_for, calendar_shelf
from admission.services.recalculation import update_deadline
from members.models import Account

RECEIPT = "receipt"
"""What starts every clock of a request."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class RequestDifference:
    """One stored value of a clock that does not follow from the facts of its request."""

    request: DataRequest
    what: str
    name: str
    stored: object
    derived: object


def current_facts(requests: Iterable[DataRequest]) -> dict[int, list[RequestFact]]:
    """Read the facts of many requests that nothing superseded, in one query for each kind of fact."""
    found: dict[int, list[RequestFact]] = defaultdict(list)
    ids = [request.pk for request in requests]
    for model in REQUEST_FACTS:
        for row in model.objects.current().filter(request__in=ids):
            found[row.request_id].append(row)
    return found


@transaction.atomic
def recalculate_request(*, request: DataRequest, by: Account | None, cause: str) -> None:
    """Derive both clocks anew and write what changed: unsent alerts of what moved or was met are cancelled.

    Raises: CalendarNotPublishedError for a request received outside the calendar.
    """
    published = calendar_for(request.organization)
    facts = request_facts_of(current_facts([request])[request.pk])
    rows = {row.kind: row for row in request.deadlines.all()}
    for derived in derive_request_deadlines(facts, ND356_2025, published.calendar):
        values = request_deadline_values(request, facts, derived, published.version_id)
        row = rows.pop(derived.clock.value, None)
        if row is None:
            Deadline.objects.create(request=request, kind=derived.clock.value, **values)
        else:
            update_deadline(row, values, (by, None), cause)
    for row in rows.values():  # what is asked now has no such clock
        update_deadline(row, {"status": DeadlineStatus.VOID.value, "met_on": None, "ended_on": None}, (by, None), cause)


def request_deadline_values(
    request: DataRequest, facts: RequestFacts, derived: RequestDeadline, version_id: int
) -> dict[str, Any]:
    """Give the columns of the row that keeps a derived clock. Its `subject` is what was asked: no name."""
    return {
        "organization_id": request.organization_id,
        "subject": facts.kind.value,
        "nature": Nature.LIMIT.value,
        "rule_set": ND356_2025.code,
        "clause": derived.limit.clause,
        "trigger": RECEIPT,
        "triggered_on": derived.triggered_on,
        "length": derived.limit.length,
        "unit": derived.limit.unit.value,
        "extension": derived.extension,
        "calendar_version_id": version_id,
        "due_on": derived.due_on,
        "unpublished_year": derived.unpublished_year,
        "provisional": derived.provisional,
        "met_on": derived.met_on,
        "ended_on": derived.ended_on,
        "status": _status(derived).value,
    }


def _status(derived: RequestDeadline) -> DeadlineStatus:
    if derived.met_on is not None:
        return DeadlineStatus.MET
    return DeadlineStatus.OPEN if derived.ended_on is None else DeadlineStatus.ENDED


def request_differences() -> Iterator[RequestDifference]:
    """Derive every request anew, in batches, and give whatever is stored differently; nothing is written.

    An open clock must follow from the calendar in force, a closed one from the version it was met under.
    """
    shelf = calendar_shelf()
    ids = list(DataRequest.objects.order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(ids), _BATCH):
        batch = DataRequest.objects.filter(pk__in=ids[begin : begin + _BATCH])
        requests = list(batch.select_related("organization").prefetch_related("deadlines").order_by("pk"))
        facts = current_facts(requests)
        for request in requests:
            try:
                yield from _differences(request, facts[request.pk], shelf.of(request.organization))
            except (CalendarNotPublishedError, KeyError) as error:
                yield RequestDifference(request, "", "cannot be derived", "", str(error))


def _differences(
    request: DataRequest, rows: list[RequestFact], published: PublishedCalendar
) -> Iterator[RequestDifference]:
    facts = request_facts_of(rows)
    stored = {row.kind: row for row in request.deadlines.all()}
    for derived in derive_request_deadlines(facts, ND356_2025, published.calendar):
        row = stored.pop(derived.clock.value, None)
        if row is None:
            yield RequestDifference(request, derived.clock.value, "row", None, derived.due_on)
            continue
        version_id = row.calendar_version_id
        if _status(derived) is not DeadlineStatus.OPEN and version_id != published.version_id:
            derived = _under(derived.clock, facts, version_id)
        for name, value in request_deadline_values(request, facts, derived, version_id).items():
            if getattr(row, name) != value:
                yield RequestDifference(request, row.kind, name, getattr(row, name), value)
    for kind, row in stored.items():
        if row.status != DeadlineStatus.VOID:
            yield RequestDifference(request, kind, "status", row.status, DeadlineStatus.VOID.value)


def _under(clock: RequestClock, facts: RequestFacts, version_id: int) -> RequestDeadline:
    """The clock as a former version of the calendar gives it."""
    found = derive_request_deadlines(facts, ND356_2025, build_version(version_id))
    return next(derived for derived in found if derived.clock is clock)
