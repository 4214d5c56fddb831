"""The events of a file, picked by kind: plain links, the choice stands in the address."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.selectors.timelines import EventKind, TimelineEvent

NEWEST = 6
"""So many events are open at once; what was before is folded away, and still on the page."""
KIND_WORDS: dict[EventKind, Promise] = {
    EventKind.RECORDED: _("Recorded acts"),
    EventKind.CORRECTED: _("Corrected or taken back"),
    EventKind.MOVED: _("Moved due dates"),
    EventKind.DECIDED: _("Decisions"),
    EventKind.ALERTED: _("Alerts received"),
    EventKind.OTHER: _("Other events"),
}


@dataclass(frozen=True, slots=True)
class KindLink:
    """A kind of events with how many there are."""

    label: str | Promise
    count: int
    url: str
    is_chosen: bool


def timeline_parts(events: Sequence[TimelineEvent], asked: str, url: str) -> dict[str, Any]:
    """Give the events of the kind asked for, of all where it is none, and a link for each kind that there is."""
    counts = Counter(event.kind for event in events)
    chosen = EventKind(asked) if asked in set(EventKind) and counts[EventKind(asked)] else None
    links = [
        KindLink(words, counts[kind], f"{url}?events={kind.value}#events", kind is chosen)
        for kind, words in KIND_WORDS.items()
        if counts[kind]
    ]
    shown = [event for event in events if chosen in {None, event.kind}]
    newest = len(shown) if chosen else NEWEST
    return {
        "events": shown,
        "newest_events": shown[:newest],
        "earlier_events": shown[newest:],
        "event_kinds": [KindLink(_("All events"), len(events), f"{url}#events", chosen is None), *links],
        "is_filtered": chosen is not None,
    }
