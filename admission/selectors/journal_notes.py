"""What an event of the journal adds to its verb: from what to what, which role, why."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext

from admission.labels import FIELDS, STEPS, day, deadline_label, recorded_value, step_named
from admission.labels.acts import ACT_WORDS
from admission.labels.calendars import stored_act_words
from admission.labels.journal import EXPORTS, SENSITIVE, SESSION_ENDS
from members.journal_words import Flaw, flaw_words
from members.models import JournalEvent, Role, Standing

Details = Mapping[str, Any]


def note_of(event: JournalEvent) -> str:
    """Say it in one line, empty where there is nothing to add."""
    details: Details = event.details
    told = _BY_VERB[event.verb](details) if event.verb in _BY_VERB else _general(details)
    return "; ".join(part for part in told if part)


def flaw_of(details: Details) -> str:
    """Say which row of the journal was found wrong, empty where it was whole."""
    if details.get("flaw") not in set(Flaw):
        return ""
    on = date.fromisoformat(details["on"]) if details.get("on") else None
    return flaw_words(Flaw(details["flaw"]), number=details.get("number"), pk=details.get("row"), on=on)


def _general(details: Details) -> Iterator[str]:
    yield _change(details)
    yield _step(details)
    yield from (say(details[name]) for name, say in _SAID.items() if details.get(name) not in (None, ""))
    yield _span(details)
    yield str(details.get("reason") or details.get("irregular_reason") or "")


def _change(details: Details) -> str:
    """From what to what: of a correction each value, else the two names."""
    old, new = details.get("old"), details.get("new")
    if isinstance(old, dict) and isinstance(new, dict):
        return "; ".join(
            f"{FIELDS[name]}: {recorded_value(name, old[name])} → {recorded_value(name, new.get(name))}"
            for name in old
            if name in FIELDS  # of a fact: what a person is called is not for everybody who reads that it changed
        )
    return f"{_standing(old)} → {_standing(new)}" if isinstance(old, str) and isinstance(new, str) and old else ""


def _step(details: Details) -> str:
    with suppress(ValueError):
        return str(STEPS[step_named(str(details.get("step", "")))])
    return ""


def _span(details: Details) -> str:
    from_on, until_on = (_day(details.get(name)) for name in ("from_on", "until_on"))
    if from_on and until_on:
        return gettext("from %(from)s to %(until)s") % {"from": from_on, "until": until_on}
    if from_on:
        return gettext("from %(day)s on") % {"day": from_on}
    return gettext("until %(day)s") % {"day": until_on} if until_on else ""


def _day(value: Any) -> str:
    return day(date.fromisoformat(str(value))) if value else ""


def _role(value: Any) -> str:
    return str(Role(value).label) if value in Role.values else str(value)


def _standing(value: Any) -> str:
    return str(Standing(value).label) if value in Standing.values else str(value)


# No name, and no name of a file: either may be a person, who is not for everybody that reads what happened.
_SAID: dict[str, Callable[[Any], str]] = {
    "role": _role,
    "standing": _standing,
    "username": str,
    "organization": str,
    "delegate": lambda value: gettext("to %(name)s") % {"name": value},
    "document": lambda value: gettext("document %(number)s") % {"number": value},
}


def _denied(details: Details) -> Iterator[str]:
    yield str(ACT_WORDS.get(str(details.get("act", "")), details.get("page", "")))


def _moved(details: Details) -> Iterator[str]:
    kind, subject = str(details.get("kind", "")), str(details.get("subject", ""))
    old, new = _day(details.get("old")), _day(details.get("new"))
    yield f"{deadline_label(kind, subject)}: {old or '–'} → {new or '–'}"


def _of_a_draft(details: Details) -> Iterator[str]:
    yield stored_act_words(details["act"])


def _level_limit(details: Details) -> Iterator[str]:
    words = gettext("%(days)s working days, for files that arrive from %(day)s on")
    yield words % {"days": details["days"], "day": day(date.fromisoformat(details["from_on"]))}


def _exported(details: Details) -> Iterator[str]:
    """What was taken out; of a list how many files, and by how many filters it was narrowed."""
    yield str(EXPORTS.get(details.get("what", ""), ""))
    if "count" in details:
        words = ngettext("%(count)s file", "%(count)s files", details["count"])
        yield words % {"count": details["count"]}
        yield from (f"{name}: {value}" for name, value in details.get("filters", {}).items())
        if details.get("searched"):
            yield gettext("narrowed by a search")


_BY_VERB: dict[str, Callable[[Details], Iterator[str]]] = {
    "calendar_draft_changed": _of_a_draft,
    "calendar_draft_taken_back": _of_a_draft,
    "denied": _denied,
    "deadline_moved": _moved,
    "level_limit_set": _level_limit,
    "journal_verified": lambda details: iter((flaw_of(details),)),
    "sessions_ended": lambda details: iter((str(SESSION_ENDS.get(details.get("reason", ""), "")),)),
    "field_revealed": lambda details: iter((str(SENSITIVE.get(details.get("field", ""), "")),)),
    "exported": _exported,
}
