"""Take the days of a file into a draft of a calendar: look first, then all of it or nothing."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from admission.domain.calendar_acts import MakeUpOnWeekdayError, YearGapError, YearTooFarError
from admission.domain.calendar_drafts import REFUSALS, ActKind, CalendarAct, DayChange, replay
from admission.domain.calendar_file import CalendarContent, DayKind
from admission.domain.errors import AdmissionError
from admission.labels.calendars import calendar_refusal
from admission.models import CalendarDraft
from admission.permissions import check_may_keep_calendar
from admission.selectors.calendar_drafts import acts_of
from admission.selectors.calendars import content_of
from admission.services.calendar_drafts import change_draft
from admission.spreadsheets.calendar_days import FileDay, read_calendar_file
from admission.spreadsheets.errors import SheetError, UnreadableWorkbookError
from members.access import access_of
from members.models import Account

MAX_ERRORS = 200
"""Errors told one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class CalendarPlan:
    """What a file would change in a draft. With any error it does nothing.

    `new`, `changed`: the days it would enter or say otherwise; `same`: how many it says as the draft does already.
    """

    file_name: str
    sha256: str
    new: tuple[DayChange, ...] = ()
    changed: tuple[DayChange, ...] = ()
    same: int = 0
    errors: tuple[SheetError, ...] = ()
    error_count: int = 0

    @property
    def errors_untold(self) -> int:
        return self.error_count - len(self.errors)

    @property
    def does_nothing(self) -> bool:
        """A file in which everything is as the draft says it already."""
        return not self.errors and not self.new and not self.changed


class CalendarFileRefusedError(AdmissionError):
    """The file has errors, all of them in `plan`, or changes nothing; nothing was entered."""

    def __init__(self, plan: CalendarPlan) -> None:
        super().__init__(f"{plan.error_count} errors in {plan.file_name}")
        self.plan = plan


def check_calendar_file(
    *, draft: CalendarDraft, content: bytes, file_name: str, by: Account, today: date
) -> CalendarPlan:
    """Read a file and say what it would change; write nothing. Raises: NotPermittedError."""
    check_may_keep_calendar(access_of(by, today), draft.calendar)
    return _planned(draft, content, file_name)[0]


@transaction.atomic
def import_calendar_file(
    *, draft: CalendarDraft, content: bytes, file_name: str, revision: int, by: Account, today: date
) -> CalendarPlan:
    """Enter what a file changes, as one act. `revision`: the state of the draft that was seen.

    Raises: NotPermittedError, CalendarFileRefusedError, DraftClosedError, DraftChangedError, DraftFullError.
    """
    check_may_keep_calendar(access_of(by, today), draft.calendar)
    plan, act = _planned(draft, content, file_name)
    if act is None:
        raise CalendarFileRefusedError(plan)
    change_draft(draft=draft, act=act, revision=revision, by=by, today=today)
    return plan


def _planned(draft: CalendarDraft, content: bytes, file_name: str) -> tuple[CalendarPlan, CalendarAct | None]:
    """Give the plan, and the act where there is something to do and nothing wrong."""
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        read = read_calendar_file(content)
    except UnreadableWorkbookError as error:
        return CalendarPlan(file_name, sha256, errors=(SheetError(str(error)),), error_count=1), None
    before = replay(content_of(draft.based_on), acts_of(draft))
    known = {entry.day: entry for entry in before.days}
    differing = [one for one in read.days if known.get(one.day.day) != one.day]
    act = CalendarAct(ActKind.IMPORT, entries=tuple(one.day for one in differing))
    errors = read.errors or _refusals(before, act, differing)
    if errors:
        told = tuple(errors[:MAX_ERRORS])
        return CalendarPlan(file_name, sha256, errors=told, error_count=len(errors)), None
    changes = [DayChange(one.day.day, known.get(one.day.day), one.day) for one in differing]
    plan = CalendarPlan(
        file_name,
        sha256,
        new=tuple(change for change in changes if change.before is None),
        changed=tuple(change for change in changes if change.before is not None),
        same=len(read.days) - len(differing),
    )
    return plan, act if differing else None


def _refusals(before: CalendarContent, act: CalendarAct, days: list[FileDay]) -> list[SheetError]:
    """Say what of the days the calendar refuses: each make-up day on a working day, else the first contradiction."""
    weekdays = [
        SheetError(calendar_refusal(MakeUpOnWeekdayError(one.day.day)), row=one.row)
        for one in days
        if one.day.kind is DayKind.MAKE_UP_WORKING_DAY and one.day.day.weekday() not in before.weekend
    ]
    if weekdays:
        return weekdays
    try:
        act.perform(before)
    except REFUSALS as error:
        on = getattr(error, "day", None)
        row = next((one.row for one in days if one.day.day == on), None)
        if row is None and isinstance(error, YearGapError | YearTooFarError):
            row = next((one.row for one in days if one.day.day.year == error.year), None)
        return [SheetError(calendar_refusal(error), row=row)]
    return []
