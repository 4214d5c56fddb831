"""How lines and deadlines look: the state of the traffic light and its words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.domain.data_requests import RequestClock
from admission.domain.procedure import Nature
from admission.labels import REQUEST_CLOCKS, REQUEST_KINDS, SHORT_REQUEST_CLOCKS
from admission.models import AdmissionCase, DataRequest
from admission.selectors.case_lines import CaseLine
from admission.selectors.case_pages import DeadlineLine
from admission.selectors.data_requests import RequestClockLine, RequestLine
from admission.templatetags.display import TrafficState, remaining_text, traffic_state, vn_date


@dataclass(frozen=True, slots=True)
class Light:
    state: TrafficState
    text: str


@dataclass(frozen=True, slots=True)
class ShownDeadline:
    """A deadline as components/deadline_list.html takes it."""

    label: str
    due_on: date | None
    state: str
    text: str
    clause: str
    provisional_reason: str
    is_unverified: bool
    why_url: str
    explanation: None = None
    acknowledge_url: str = ""
    """Where those who must act confirm that they know of it."""
    acknowledged: str = ""


def line_light(line: CaseLine, today: date) -> Light:
    """Say how a file stands: its running limit, or what it waits for."""
    if line.closed_on is not None:
        return Light(TrafficState.MET, gettext("Closed on %(day)s") % {"day": vn_date(line.closed_on)})
    if line.not_before_on is not None:
        words = gettext("Not before %(day)s") % {"day": vn_date(line.not_before_on)}
        return Light(TrafficState.WAITING, words)
    if line.due_on is None:
        if line.year_missing is not None:
            words = gettext("Not known yet: there is no calendar of %(year)s")
            return Light(TrafficState.UNKNOWN, words % {"year": line.year_missing})
        return Light(TrafficState.UNKNOWN, gettext("No time limit of the regulation runs"))
    light = limit_light(line.due_on, line.remaining, today)
    if line.is_provisional:
        words = gettext("%(limit)s – provisional: %(reason)s")
        return Light(light.state, words % {"limit": light.text, "reason": line.provisional_reason})
    return light


def limit_light(due_on: date | None, remaining: int | None, today: date) -> Light:
    """Say how a running limit stands."""
    return Light(traffic_state(remaining, due_on, today), remaining_text(remaining, due_on, today))


def deadline_light(line: DeadlineLine, today: date) -> Light:
    """Say how a clock of any nature stands: nobody is late for a milestone, and a paper expires."""
    if line.nature is Nature.MILESTONE:
        return _milestone_light(line, today)
    if line.met_on is not None and line.nature is Nature.VALIDITY:
        expired = line.due_on is not None and line.due_on < line.met_on
        words = (
            gettext("No longer valid when the branch considered on %(day)s")
            if expired
            else gettext("Valid when the branch considered on %(day)s")
        )
        return Light(TrafficState.OVERDUE if expired else TrafficState.MET, words % {"day": vn_date(line.met_on)})
    if line.met_on is not None:
        words = gettext("Done on %(day)s, late") if line.was_late else gettext("Done on %(day)s")
        return Light(TrafficState.MET, words % {"day": vn_date(line.met_on)})
    if line.ended_on is not None:
        return Light(TrafficState.UNKNOWN, gettext("Ended with the file on %(day)s") % {"day": vn_date(line.ended_on)})
    if line.nature is Nature.VALIDITY and line.due_on is not None:
        if line.due_on < today:
            return Light(TrafficState.OVERDUE, gettext("Expired on %(day)s") % {"day": vn_date(line.due_on)})
        state = traffic_state(line.remaining, line.due_on, today)
        if state is TrafficState.UNKNOWN:
            state = TrafficState.OK  # it is good beyond the years of the calendar
        return Light(state, gettext("Valid until %(day)s") % {"day": vn_date(line.due_on)})
    return limit_light(line.due_on, line.remaining, today)


def _milestone_light(line: DeadlineLine, today: date) -> Light:
    if line.due_on is None:
        return limit_light(None, None, today)
    if line.due_on <= today:
        return Light(TrafficState.MET, gettext("Complete on %(day)s") % {"day": vn_date(line.due_on)})
    return Light(TrafficState.WAITING, gettext("Complete only on %(day)s") % {"day": vn_date(line.due_on)})


def shown_deadline(
    case: AdmissionCase, line: DeadlineLine, today: date, *, acting: Collection[int] = ()
) -> ShownDeadline:
    """Give a deadline of a file as the page lists it. `acting`: the organisations for which the reader acts."""
    light = deadline_light(line, today)
    return ShownDeadline(
        label=line.label,
        due_on=line.due_on,
        state=light.state,
        text=light.text,
        clause=line.clause,
        provisional_reason=line.provisional_reason,
        is_unverified=line.is_unverified,
        why_url=reverse("deadline", args=[case.pk, line.pk]),
        acknowledge_url=reverse("deadline-acknowledge", args=[case.pk, line.pk])
        if line.is_open and line.is_told and line.acknowledged_on is None and line.organization_id in acting
        else "",
        acknowledged=acknowledged_words(line.acknowledged_on) if line.is_open else "",
    )


def acknowledged_words(on: date | None) -> str:
    """Say that repeats have stopped, and since when; empty where they have not."""
    return gettext("Receipt confirmed on %(day)s: alerts are not repeated.") % {"day": vn_date(on)} if on else ""


# --- requests about personal data ------------------------------------------------------------------------------------
REQUEST_COLUMNS = (_("Request"), _("Whose data it is about"), _("Committee"), _("Time limit"))


def request_cells(line: RequestLine, today: date) -> list[dict[str, str]]:
    """Give a request as components/data_table.html takes a row: what, about whom, who answers, by when."""
    url = reverse("request", args=[line.pk])
    light = _request_light(line, today)
    return [
        {"text": f"{line.code} · {REQUEST_KINDS[line.kind]}", "url": url, "state": ""},
        {"text": line.subject_name, "url": "", "state": ""},
        {"text": line.organization, "url": "", "state": ""},
        {"text": light.text, "url": "", "state": light.state},
    ]


def _request_light(line: RequestLine, today: date) -> Light:
    if line.clock is None:
        return Light(TrafficState.MET, gettext("Done"))
    if line.due_on is None:
        words = gettext("Not known yet: there is no calendar of %(year)s") % {"year": line.year_missing}
        return Light(TrafficState.UNKNOWN, words)
    light = limit_light(line.due_on, line.remaining, today)
    text = gettext("%(clock)s: %(limit)s") % {"clock": SHORT_REQUEST_CLOCKS[line.clock], "limit": light.text}
    if line.is_provisional:
        text = gettext("%(limit)s – provisional") % {"limit": text}
    return Light(light.state, text)


def shown_request_deadline(
    request: DataRequest, line: RequestClockLine, today: date, *, acting: Collection[int] = ()
) -> ShownDeadline:
    """Give a clock of a request as its page lists it. `acting`: the committees for which the reader acts."""
    row = line.row
    if row.met_on is not None:
        words = gettext("Done on %(day)s, late") if row.was_late else gettext("Done on %(day)s")
        light = Light(TrafficState.MET, words % {"day": vn_date(row.met_on)})
    elif row.ended_on is not None:
        words = gettext("Ended with the refusal on %(day)s")
        light = Light(TrafficState.UNKNOWN, words % {"day": vn_date(row.ended_on)})
    else:
        light = limit_light(row.due_on, line.remaining, today)
    return ShownDeadline(
        label=str(REQUEST_CLOCKS[RequestClock(row.kind)]),
        due_on=row.due_on,
        state=light.state,
        text=light.text,
        clause=row.clause,
        provisional_reason=line.provisional_reason,
        is_unverified=line.is_unverified,
        why_url=reverse("request-deadline", args=[request.pk, row.pk]),
        acknowledge_url=reverse("request-deadline-acknowledge", args=[request.pk, row.pk])
        if row.is_open and line.is_told and line.acknowledged_on is None and row.organization_id in acting
        else "",
        acknowledged=acknowledged_words(line.acknowledged_on) if row.is_open else "",
    )
