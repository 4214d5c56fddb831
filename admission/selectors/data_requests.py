"""The register of personal-data requests: its list, one request with its clocks, and why a clock ends on its day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from admission.domain.data_requests import RequestClock, RequestKind, RequestOutcome
from admission.domain.rules import Unit
from admission.domain.rulesets.personal_data import ND356_2025
from admission.labels import REQUEST_CLOCKS, REQUEST_FIELDS, REQUEST_KINDS, REQUEST_OUTCOMES, day
from admission.models import (
    REQUEST_FACTS,
    DataRequest,
    DataRequestQuerySet,
    Deadline,
    DeadlineStatus,
    RequestAnswer,
    RequestCompletion,
    RequestExtension,
    RequestFact,
    RequestReceipt,
)
from admission.selectors.acknowledgements import with_acknowledgement
from admission.selectors.calendars import (
    CalendarShelf,
    build_version,
    calendar_for,
    calendar_shelf,
    day_names,
    remaining_or_none,
)
from admission.selectors.explanations import (
    DateExplanation,
    ExtensionLine,
    count_again,
    named_days,
    notice_of,
    provisional_reason,
    put_under_calendar_in_force,
    version_words,
)
from members.access import Access
from members.kept_queries import kept_of
from members.models.role import COMMITTEE_ROLES

MOST_LINES = 200
_OF_THE_FIRST = ("kind", "due_on", "provisional", "unpublished_year")
"""What a line says of the clock that is due first."""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request in a list. `clock`: the open one that is due first, None once all is done; `due_on` and `remaining`
    are its last day and the working days in (today, due_on]; `year_missing`: its last day waits for that calendar.
    """

    pk: int
    code: str
    kind: RequestKind
    subject_name: str
    organization: str
    clock: RequestClock | None
    due_on: date | None
    remaining: int | None
    is_provisional: bool
    year_missing: int | None


@dataclass(frozen=True, slots=True)
class RequestClockLine:
    """A clock on the page of its request."""

    row: Deadline
    remaining: int | None
    provisional_reason: str
    is_unverified: bool
    is_told: bool
    acknowledged_on: date | None


@dataclass(frozen=True, slots=True)
class RequestFactLine:
    """A recorded fact in words. `values`: name and words of what it says; `void`: it was corrected since."""

    model: str
    pk: int
    title: str
    values: tuple[tuple[str, str], ...]
    recorded: str
    reason: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request on a day. `kind`: what is asked; `acts`: what can be recorded of it now, by the model of the fact."""

    request: DataRequest
    kind: RequestKind
    person_known: bool
    is_day_of_birth_known: bool
    """Without it nobody is looked for."""
    clocks: tuple[RequestClockLine, ...]
    facts: tuple[RequestFactLine, ...]
    acts: tuple[type[RequestFact], ...]


def request_lines(*, requests: DataRequestQuerySet, today: date) -> tuple[list[RequestLine], bool]:
    """Give requests, open ones first by their day, and whether there are more than are shown. Two queries."""
    lines = _lines(requests.by_urgency()[: MOST_LINES + 1], today)
    return lines[:MOST_LINES], len(lines) > MOST_LINES


def requests_to_do(*, access: Access, shelf: CalendarShelf | None = None) -> list[RequestLine]:
    """The open requests of the committees whose clerk or reviewer the account is; no query for anybody else."""
    own = access.organization_ids(COMMITTEE_ROLES)
    if not own:
        return []
    return _lines_of(kept_of("requests to do", access, _to_do), access.today, shelf)


def _to_do(access: Access) -> Any:
    own = access.organization_ids(COMMITTEE_ROLES)
    return _for_lines(DataRequest.objects.open().filter(organization__in=own).by_urgency()[:MOST_LINES])


def _lines(requests: DataRequestQuerySet, today: date) -> list[RequestLine]:
    return _lines_of(list(_for_lines(requests)), today)


def _for_lines(requests: DataRequestQuerySet) -> Any:
    receipt = FilteredRelation("requestreceipts", condition=Q(requestreceipts__superseded_at=None))
    named = requests.annotate(receipt=receipt, asks=F("receipt__kind"), subject_name=F("receipt__subject_name"))
    running = Deadline.objects.open().filter(request=OuterRef("pk")).order_by(F("due_on").asc(nulls_last=True), "pk")
    first = {f"first_{name}": Subquery(running.values(name)[:1]) for name in _OF_THE_FIRST}
    return named.annotate(**first).select_related("organization")


def _lines_of(found: list[Any], today: date, shelf: CalendarShelf | None = None) -> list[RequestLine]:
    shelf = (shelf or calendar_shelf()) if found else None
    lines = []
    for request in found:
        due_on: date | None = request.first_due_on
        calendar = shelf.of(request.organization).calendar if shelf and due_on else None
        lines.append(
            RequestLine(
                pk=request.pk,
                code=request.code,
                kind=RequestKind(request.asks),
                subject_name=request.subject_name,
                organization=request.organization.name,
                clock=RequestClock(request.first_kind) if request.first_kind else None,
                due_on=due_on,
                remaining=remaining_or_none(due_on, today, calendar) if calendar else None,
                is_provisional=bool(request.first_provisional),
                year_missing=request.first_unpublished_year,
            )
        )
    return lines


def request_page(request: DataRequest, today: date) -> RequestPage:
    """Read a request whose organisation is loaded. Raises: NoCalendarError."""
    calendar = calendar_for(request.organization).calendar
    facts = [
        fact
        for model in REQUEST_FACTS
        for fact in model.objects.filter(request=request).select_related("recorded_by").order_by("pk")
    ]
    current = {type(fact): fact for fact in facts if fact.superseded_at is None}
    receipt: Any = current[RequestReceipt]
    clocks = with_acknowledgement(request.deadlines.exclude(status=DeadlineStatus.VOID), today).order_by("kind")
    return RequestPage(
        request=request,
        kind=RequestKind(receipt.kind),
        person_known=receipt.person_id is not None,
        is_day_of_birth_known=receipt.subject_born_on is not None,
        clocks=tuple(
            RequestClockLine(
                row=row,
                remaining=remaining_or_none(row.due_on, today, calendar),
                provisional_reason=provisional_reason(row, calendar) if row.is_open else "",
                is_unverified=_is_unverified(row),
                is_told=row.is_told,
                acknowledged_on=row.known_on,
            )
            for row in sorted(clocks, key=lambda row: (not row.is_open, row.due_on or date.max, row.pk))
        ),
        facts=tuple(_fact_line(fact) for fact in facts),
        acts=tuple(_acts(current)),
    )


def _is_unverified(row: Deadline) -> bool:
    limit = ND356_2025.limit(RequestClock(row.kind), RequestKind(row.subject))
    return limit is None or limit.is_unverified


def _acts(current: dict[type[RequestFact], Any]) -> Iterable[type[RequestFact]]:
    answer = current.get(RequestAnswer)
    has_to_be_done = RequestKind(current[RequestReceipt].kind) in ND356_2025.carry_out
    is_refused = answer is not None and answer.outcome == RequestOutcome.REFUSED
    if answer is None:
        yield RequestAnswer
    if has_to_be_done and not is_refused and RequestCompletion not in current:
        if answer is not None:
            yield RequestCompletion
        if RequestExtension not in current:
            yield RequestExtension


def _fact_line(fact: Any) -> RequestFactLine:
    by = fact.recorded_by.full_name if fact.recorded_by else gettext("the system")
    values = (
        (str(REQUEST_FIELDS[name]), words) for name in fact.columns if (words := _words(name, getattr(fact, name)))
    )
    return RequestFactLine(
        model=fact._meta.model_name,
        pk=fact.pk,
        title=fact_title(type(fact)),
        values=tuple(values),
        recorded=gettext("Recorded on %(day)s by %(name)s")
        % {"day": day(timezone.localtime(fact.recorded_at).date()), "name": by},
        reason=fact.correction_reason,
        is_current=fact.superseded_at is None,
    )


def fact_title(model: type[RequestFact]) -> str:
    """Name a kind of fact."""
    return {
        RequestReceipt: gettext("The request"),
        RequestAnswer: gettext("Answer"),
        RequestExtension: gettext("Extension"),
        RequestCompletion: gettext("Carried out"),
    }[model]


def _words(name: str, value: Any) -> str:
    match name:
        case "kind":
            return str(REQUEST_KINDS[RequestKind(value)])
        case "outcome":
            return str(REQUEST_OUTCOMES[RequestOutcome(value)])
        case _:
            return day(value) if isinstance(value, date) else str(value or "")


# --- why this date ---------------------------------------------------------------------------------------------------
def explain_request_deadline(deadline: Deadline, language: str) -> DateExplanation:
    """Count a clock of a request again: while it is open by the calendar in force, else by that under which it closed.

    `deadline` comes with its `calendar_version__calendar` and its request; names of days are in `language`.
    """
    put_under_calendar_in_force([deadline])
    calendar = build_version(deadline.calendar_version_id)
    counted = count_again(deadline, calendar)
    days = (*counted.skipped, *counted.make_up_days) if counted else ()
    names = day_names(deadline.calendar_version_id, days, language) if days else {}
    return DateExplanation(
        start_label=str(REQUEST_FIELDS["received_on"]),
        start_on=deadline.triggered_on,
        document=deadline.owner.code,
        rule_text=_rule_text(RequestClock(deadline.kind)),
        clause=deadline.clause,
        length_text=_length(deadline),
        due_on=deadline.due_on,
        skipped=named_days(counted.skipped, names) if counted else (),
        worked=named_days(counted.make_up_days, names) if counted else (),
        weekend_days=counted.weekend_days if counted else 0,
        extensions=tuple(_extensions(deadline)),
        calendar_version=version_words(deadline),
        provisional_reason=provisional_reason(deadline, calendar),
        notice=notice_of(deadline),
        label=deadline.label,
    )


def _rule_text(clock: RequestClock) -> str:
    if clock is RequestClock.ANSWER:
        return gettext("The person is answered within this time of the receipt of the request.")
    return gettext(
        "What is granted is carried out within this time of the receipt of the request. Every day counts, also days "
        "off; the last day never moves to a working day."
    )


def _length(deadline: Deadline) -> str:
    if deadline.unit == Unit.WORKING_DAYS:
        words = ngettext("%(days)s working day", "%(days)s working days", deadline.length) % {"days": deadline.length}
    else:
        words = ngettext("%(days)s day", "%(days)s days", deadline.length) % {"days": deadline.length}
    if not deadline.extension:
        return words
    return gettext("%(length)s + %(extension)s of extension") % {"length": words, "extension": deadline.extension}


def _extensions(deadline: Deadline) -> Iterable[ExtensionLine]:
    if not deadline.extension:
        return
    for row in RequestExtension.objects.current().filter(request=deadline.request_id).select_related("recorded_by"):
        added = ngettext("%(days)s day added", "%(days)s days added", row.days) % {"days": row.days}
        by = row.recorded_by.full_name if row.recorded_by else gettext("the system")
        document = gettext("Granted on %(day)s; recorded by %(name)s") % {"day": day(row.granted_on), "name": by}
        committee = {"added": added, "day": day(row.granted_on), "committee": deadline.organization.name}
        open_text = gettext("%(added)s on %(day)s by %(committee)s") % committee
        yield ExtensionLine(
            text=f"{added}: {row.reason}",
            document=f"{row.number} · {document}" if row.number else document,
            open_text=f"{open_text} ({row.number})" if row.number else open_text,
        )


def clock_label(clock: RequestClock) -> str:
    return str(REQUEST_CLOCKS[clock])
