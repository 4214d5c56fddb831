"""The day on which the branch took a candidate up, and those that stood in its place: the journal keeps them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext

from admission.domain.procedure import StepCode
from admission.labels import day
from admission.models import AdmissionCase
from admission.selectors.recorded_facts import RecordedFact, who_acted
from members.models import JournalEvent

OPENING = "opening"
"""The opening has no row of its own: it is the file itself."""
OPENING_CORRECTED = "opening_corrected"
_OPENED = "case_opened"
_SUBJECT = "case:"


def opening_lines(case: AdmissionCase, events: Iterable[JournalEvent]) -> tuple[RecordedFact, ...]:
    """Say on which day a file was opened, and which days that one replaced, the newest of them first.

    `events`: its journal, newest first, with the names of who acted. No query, unless the opening is not told there.
    """
    events = list(events)
    corrections = [event for event in events if event.verb == OPENING_CORRECTED]
    opened = next((event for event in events if event.verb == _OPENED), None)
    if opened is None:  # before the journal told of it
        who, at = who_acted(case.opened_by, None), case.opened_at
    else:
        who, at = who_acted(opened.account, opened.on_behalf_of), opened.at
    reasons = ["", *(str(event.details["reason"]) for event in corrections)]
    lines = [
        _line(case, _day_of(event, "new"), who_acted(event.account, event.on_behalf_of), event.at, reason)
        for event, reason in zip(corrections, reasons, strict=False)
    ]
    first_on = _day_of(corrections[-1], "old") if corrections else case.opened_on
    return (*lines, _line(case, first_on, who, at, reasons[-1]))


def opened_before(case_ids: Sequence[int], before: datetime) -> dict[int, date]:
    """Of files whose day of opening was corrected since an instant: which day stood before it; in one query."""
    events = JournalEvent.objects.filter(
        verb=OPENING_CORRECTED, at__gte=before, subject__in=[f"{_SUBJECT}{pk}" for pk in case_ids]
    )
    found: dict[int, date] = {}
    for event in events.order_by("pk"):
        pk = int(event.subject.removeprefix(_SUBJECT))
        found.setdefault(pk, _day_of(event, "old"))
    return found


def files_with_corrected_opening() -> Any:
    """The ids of the files whose day of opening was ever corrected."""
    number = Cast(Substr("subject", len(_SUBJECT) + 1), BigIntegerField())
    events = JournalEvent.objects.filter(verb=OPENING_CORRECTED, subject__startswith=_SUBJECT)
    return events.order_by().annotate(case=number).values("case")


def _day_of(correction: JournalEvent, side: str) -> date:
    return date.fromisoformat(correction.details[side]["opened_on"])


def _line(case: AdmissionCase, on: date, who: str, at: datetime, replaced_because: str) -> RecordedFact:
    return RecordedFact(
        model=OPENING,
        pk=case.pk,
        step=StepCode.OPEN_CASE,
        on=on,
        number="",
        text=gettext("The branch took the candidate up on %(day)s") % {"day": day(on)},
        recorded_by=who,
        recorded_at=at,
        is_current=not replaced_because,
        replaced_because=replaced_because,
    )
