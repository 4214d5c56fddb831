"""The journal of one file, told in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext

from admission.domain.facts import Proposal
from admission.domain.procedure import FOUR_EYES, Body, DeadlineKind, StepCode
from admission.domain.rulesets import SHIPPED
from admission.labels import BODIES, CAUSES, FIELDS, STEPS, deadline_label, recorded_value, step_named
from admission.models import AdmissionCase
from admission.selectors.recorded_facts import VOTE_COLUMNS, FactRows, fact_rows, vote_words, who_acted
from members.kept_queries import kept_by
from members.models import JournalEvent

_REFERENCES = frozenset({"sponsor", "replaces", "from_branch", "to_branch"})
"""The columns that hold the id of something with a name."""
_ACTS = frozenset({"case_opened", "opening_corrected", "fact_recorded", "fact_corrected", "fact_undone"})
_ICONS = {
    "case_opened": "file-earmark-text",
    "fact_recorded": "check-lg",
    "fact_corrected": "pencil",
    "opening_corrected": "pencil",
    "fact_undone": "arrow-left",
    "deadline_moved": "calendar-event",
    "date_settled": "calendar-event",
    "decision_approved": "clipboard-check",
    "deadline_acknowledged": "check-lg",
    "committees_changed": "building",
    "rule_adopted": "clipboard-check",
    "candidate_merged": "people",
}


class EventKind(StrEnum):
    """The kinds by which a reader picks events."""

    RECORDED = "recorded"
    CORRECTED = "corrected"
    MOVED = "moved"
    DECIDED = "decided"
    ALERTED = "alerted"
    OTHER = "other"


_KINDS = {
    "case_opened": EventKind.RECORDED,
    "fact_recorded": EventKind.RECORDED,
    "fact_corrected": EventKind.CORRECTED,
    "opening_corrected": EventKind.CORRECTED,
    "fact_undone": EventKind.CORRECTED,
    "deadline_moved": EventKind.MOVED,
    "date_settled": EventKind.MOVED,
    "decision_approved": EventKind.DECIDED,
    "deadline_acknowledged": EventKind.ALERTED,
}


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after; `old` is empty where it was set for the first time."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One event: `at` (an instant), `who` did `what`, with the values it set or moved, and why."""

    at: datetime
    who: str
    what: str
    verb: str
    reason: str = ""
    icon_name: str = "info-circle"
    url: str = ""
    details: tuple[Change, ...] = ()
    kind: EventKind = EventKind.OTHER


def timeline(
    case: AdmissionCase, rows: FactRows, events: Iterable[JournalEvent] | None = None
) -> tuple[TimelineEvent, ...]:
    """Tell all events of a file, newest first; `rows` are its facts, `events` its journal where that is read."""
    return tuple(_event(event, rows) for event in (every_event_of(case) if events is None else events))


def acts_since(case: AdmissionCase, revision: int) -> tuple[TimelineEvent, ...]:
    """Tell the acts recorded since the file had that revision, newest first."""
    rows = fact_rows(case)
    acts = events_of(case).filter(verb__in=_ACTS)[: max(case.revision - revision, 0)]
    return tuple(_event(event, rows) for event in acts)


def events_of(case: AdmissionCase) -> Any:
    """Give the journal of a file, newest first, with the names of who acted."""
    return _events_about({"subject": f"case:{case.pk}"})


def every_event_of(case: AdmissionCase) -> list[JournalEvent]:
    """Read the whole journal of a file, newest first."""
    return kept_by("journal of a file", {"subject": f"case:{case.pk}"}, _events_about)


def _events_about(values: Mapping[str, Any]) -> Any:
    events = JournalEvent.objects.filter(subject=values["subject"])
    return events.select_related("account", "on_behalf_of").order_by("-pk")


def _event(event: JournalEvent, rows: FactRows) -> TimelineEvent:
    what, details, reason = _told(event.verb, event.details, rows)
    return TimelineEvent(
        at=event.at,
        who=who_acted(event.account, event.on_behalf_of),
        what=what,
        verb=event.verb,
        reason=reason,
        icon_name=_ICONS.get(event.verb, "info-circle"),
        details=details,
        kind=_kind(event),
    )


def _kind(event: JournalEvent) -> EventKind:
    """The kind of an event: what a committee decides is a decision, whether one person entered it or two."""
    if event.verb == "fact_recorded" and event.details.get("step") in FOUR_EYES:
        return EventKind.DECIDED
    return _KINDS.get(event.verb, EventKind.OTHER)


def _told(verb: str, details: Mapping[str, Any], rows: FactRows) -> tuple[str, tuple[Change, ...], str]:  # noqa: PLR0911 - a table
    """What happened, the values, the reason. A verb of a later version is shown by its name, never an error."""
    names = rows.names()
    try:
        match verb:
            case "case_opened":
                return gettext("The file was opened"), _opened(details), ""
            case "fact_recorded":
                step = STEPS[step_named(details["step"])]
                what = gettext("Recorded: %(step)s") % {"step": step}
                return what, _values(details["values"], names), details.get("irregular_reason", "")
            case "fact_corrected" | "opening_corrected":
                what = gettext("Corrected: %(fact)s") % {"fact": _fact_name(details, rows)}
                return what, _moves(details["old"], details["new"], names), details["reason"]
            case "fact_undone":
                step = STEPS[step_named(details["step"])]
                return gettext("Taken back: %(step)s") % {"step": step}, (), details["reason"]
            case "candidate_merged":
                return gettext("Two records of the candidate were merged"), (), details["reason"]
            case "deadline_moved":
                return _moved(details)
            case "date_settled":
                return _settled(details)
            case "deadline_acknowledged":
                return _acknowledged(details)
            case "decision_approved":
                return _approved(details, rows)
            case "committees_changed":
                cause = CAUSES.get(details["cause"])
                return gettext("Other committees act in the file"), _other_bodies(details), str(cause or "")
            case "rule_adopted":
                what = gettext("“%(clock)s” was put under %(rule_set)s") % {
                    "clock": deadline_label(details["clock"]),
                    "rule_set": SHIPPED.by_code(details["rule_set"]).instrument,
                }
                return what, (), details["reason"]
    except (KeyError, ValueError):
        pass  # written by another version of the product
    return gettext("Event “%(verb)s”") % {"verb": verb.replace("_", " ")}, (), ""


def _approved(details: Mapping[str, Any], rows: FactRows) -> tuple[str, tuple[Change, ...], str]:
    prepared_by = rows.preparers()[details["fact"], details["id"]]
    what = gettext("Approved: %(step)s") % {"step": STEPS[step_named(details["step"])]}
    return what, (Change(gettext("Prepared by"), "", prepared_by),), ""


def _acknowledged(details: Mapping[str, Any]) -> tuple[str, tuple[Change, ...], str]:
    label = deadline_label(details["kind"], details["subject"])
    due_on = recorded_value("due_on", details["due_on"])
    return gettext("Receipt of an alert was confirmed"), (Change(label, "", due_on),), ""


def _fact_name(details: Mapping[str, Any], rows: FactRows) -> str:
    """The name of the act that was corrected; of a decision, perhaps only its receipt."""
    if set(details["new"]) == {"opened_on"}:
        return str(STEPS[StepCode.OPEN_CASE])
    if set(details["new"]) == {"received_on"}:
        return str(STEPS[StepCode.DECISION_RECEIPT])
    if set(details["new"]) <= {"ended_on", "end_cause"}:
        return str(STEPS[StepCode.END_SPONSORSHIP])
    return str(STEPS[rows.steps()[details["fact"], details["id"]]])


def _opened(details: Mapping[str, Any]) -> tuple[Change, ...]:
    through = details.get("historical_through_on")
    label = gettext("Historical file: acts are entered as they were up to")
    return (Change(label, "", recorded_value("historical_through_on", through)),) if through else ()


def _values(values: Mapping[str, Any], names: Mapping[tuple[str, int], str]) -> tuple[Change, ...]:
    changes = [
        Change(str(label), "", _value(name, values[name], names))
        for name, label in FIELDS.items()
        if name in values and name not in VOTE_COLUMNS and values[name] != Proposal.PROCEED
    ]
    if "vote_method" in values:
        changes.append(Change(gettext("The vote"), "", vote_words(values)))
    return tuple(changes)


def _moves(old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[tuple[str, int], str]) -> tuple[Change, ...]:
    return tuple(
        Change(str(label), _value(name, old[name], names), _value(name, new[name], names))
        for name, label in FIELDS.items()
        if name in new
    )


def _value(name: str, value: Any, names: Mapping[tuple[str, int], str]) -> str:
    if name in _REFERENCES and value is not None:
        return names.get((name, value), gettext("not named here"))
    return recorded_value(name, value)


def _other_bodies(details: Mapping[str, Any]) -> tuple[Change, ...]:
    """The committees before and after, under the names of that day."""
    nobody = gettext("none")
    old, new = details["old"], details["new"]
    return tuple(
        Change(str(BODIES[body]), old[level] or nobody, new[level] or nobody)
        for level, body in (
            ("sectional_committee", Body.SECTIONAL_COMMITTEE),
            ("grassroots_committee", Body.GRASSROOTS_COMMITTEE),
            ("competent_committee", Body.COMPETENT_COMMITTEE),
        )
        if old[level] != new[level]
    )


def _moved(details: Mapping[str, Any]) -> tuple[str, tuple[Change, ...], str]:
    label = deadline_label(DeadlineKind(details["kind"]), details["subject"])
    unknown = gettext("not known yet")
    old, new = (recorded_value("due_on", details[key]) if details[key] else unknown for key in ("old", "new"))
    cause = CAUSES.get(details["cause"])
    why = str(cause) if cause else ""
    if "calendar_version" in details:
        words = gettext("version %(number)s of the working-day calendar was published: %(notice)s")
        why = words % {"number": details["calendar_version"], "notice": details["notice"]}
    return gettext("A due date moved"), (Change(label, old, new),), why


def _settled(details: Mapping[str, Any]) -> tuple[str, tuple[Change, ...], str]:
    """What the calendar had moved, and until when it will have been done."""
    label = deadline_label(details["kind"], details["subject"])
    due, act_by = (recorded_value("due_on", details[key]) for key in ("due_on", "act_by"))
    what = gettext("How it goes on with a moved due date was settled")
    return what, (Change(label, "", due), Change(gettext("Will act by"), "", act_by)), details["reason"]
