"""Prepare a version of a calendar: begin a draft, do acts to it one at a time, name its notice, begin it anew, drop it.

A draft changes nothing that counts; publishing it does (see admission/services/calendars.py). Each act is journalled.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from admission.domain.calendar_drafts import REFUSALS, ActKind, CalendarAct, replay, replay_what_applies
from admission.domain.errors import AdmissionError
from admission.models import Calendar, CalendarDraft, CalendarVersion, DraftEnd
from admission.permissions import Act, check_may_in, check_may_keep_calendar
from admission.selectors.calendar_drafts import acts_of, draft_changes, is_stale, version_to_begin_from
from admission.selectors.calendars import content_of
from members.access import access_of
from members.models import Account, Organization
from members.services.journal import record_event

MOST_ACTS = 200


class DraftError(AdmissionError):
    """Base of the refusals that are about the draft and not about a day."""


class DraftOpenError(DraftError):
    """A draft of the calendar is open already: `draft`."""

    def __init__(self, draft: CalendarDraft) -> None:
        super().__init__(f"draft {draft.pk} is open")
        self.draft = draft


class DraftClosedError(DraftError):
    """The draft was published or dropped meanwhile."""


class DraftChangedError(DraftError):
    """Somebody else changed the draft meanwhile."""


class DraftFullError(DraftError):
    """The draft has as many acts as one may have."""


class NoticeMissingError(DraftError):
    """A version without a notice is not published: number, date and issuing body are needed."""


class NoticeInFutureError(DraftError):
    """The notice bears a day that has not come."""


class DraftStaleError(DraftError):
    """A newer version was published since the draft began: it is begun anew first."""


class NothingChangedError(DraftError):
    """The draft says the same as the version it began from."""


class OwnWeekendError(DraftError):
    """The weekly rest of the general calendar is the law's; only a calendar of an organisation has another."""


class HasCalendarError(DraftError):
    """The organisation has a calendar of its own already."""


class NeedsOtherActError(DraftError):
    """The act cannot be taken back: what was done after it needs it."""


@transaction.atomic
def add_own_calendar(*, organization: Organization, name: str, by: Account, today: date) -> Calendar:
    """Set up a calendar for an organisation and all below it; until a version is published, the inherited one holds.

    Raises: NotPermittedError, HasCalendarError.
    """
    check_may_in(access_of(by, today), Act.KEEP_CALENDARS, organization)
    try:
        with transaction.atomic():
            calendar = Calendar.objects.create(code=f"org-{organization.pk}", name=name, organization=organization)
    except IntegrityError as error:
        raise HasCalendarError(organization.code) from error
    record_event(verb="calendar_added", subject=f"calendar:{calendar.pk}", by=by, details={}, organization=organization)
    return calendar


@transaction.atomic
def begin_draft(*, calendar: Calendar, by: Account, today: date, now: datetime) -> CalendarDraft:
    """Begin a draft from the newest version. Raises: NotPermittedError, NoCalendarError, DraftOpenError."""
    check_may_keep_calendar(access_of(by, today), calendar)
    based_on = version_to_begin_from(calendar)
    try:
        with transaction.atomic():
            draft = CalendarDraft.objects.create(calendar=calendar, based_on=based_on, begun_by=by, begun_at=now)
    except IntegrityError as error:
        raise DraftOpenError(CalendarDraft.objects.open().get(calendar=calendar)) from error
    _journal("calendar_draft_begun", draft, by, {"version": based_on.number})
    return draft


@transaction.atomic
def change_draft(*, draft: CalendarDraft, act: CalendarAct, revision: int, by: Account, today: date) -> CalendarDraft:
    """Do one act to a draft, whole or not at all. `revision`: the state of the draft that was seen.

    Raises: NotPermittedError, DraftClosedError, DraftChangedError, DraftFullError, OwnWeekendError, and the refusals of
    the act (see `admission.domain.calendar_drafts.REFUSALS`).
    """
    with _locked(draft, revision, by, today) as locked:
        if len(locked.acts) >= MOST_ACTS:
            raise DraftFullError
        if act.kind is ActKind.WEEKEND and locked.calendar.organization_id is None:
            raise OwnWeekendError
        act.perform(replay(content_of(locked.based_on), acts_of(locked)))
        locked.acts = [*locked.acts, act.stored()]
        _journal("calendar_draft_changed", locked, by, {"act": _told(act)})
    return locked


@transaction.atomic
def take_back(*, draft: CalendarDraft, place: int, revision: int, by: Account, today: date) -> CalendarDraft:
    """Take one act out of a draft, the first being 0; the others must still be possible without it.

    Raises: NotPermittedError, DraftClosedError, DraftChangedError, NeedsOtherActError.
    """
    with _locked(draft, revision, by, today) as locked:
        acts = acts_of(locked)
        if not 0 <= place < len(acts):
            raise DraftChangedError
        try:
            replay(content_of(locked.based_on), (*acts[:place], *acts[place + 1 :]))
        except REFUSALS as error:
            raise NeedsOtherActError from error
        locked.acts = [plain for number, plain in enumerate(locked.acts) if number != place]
        _journal("calendar_draft_taken_back", locked, by, {"act": _told(acts[place])})
    return locked


@transaction.atomic
def name_notice(
    *, draft: CalendarDraft, number: str, on: date, issued_by: str, revision: int, by: Account, today: date
) -> CalendarDraft:
    """Name the official notice a draft rests on.

    Raises: NotPermittedError, DraftClosedError, DraftChangedError, NoticeInFutureError.
    """
    if on > today:
        raise NoticeInFutureError
    with _locked(draft, revision, by, today) as locked:
        locked.notice_number, locked.notice_on, locked.issued_by = number, on, issued_by
        _journal("calendar_notice_named", locked, by, {"document": number, "on": on})
    return locked


@transaction.atomic
def renew_draft(
    *, draft: CalendarDraft, revision: int, by: Account, today: date
) -> tuple[CalendarDraft, tuple[CalendarAct, ...]]:
    """Begin a draft anew from the newest version and do its acts again; give it, and the acts that can be done no more.

    Those are no longer in the draft: the newest version has done them already, or forbids them.
    Raises: NotPermittedError, DraftClosedError, DraftChangedError.
    """
    with _locked(draft, revision, by, today) as locked:
        locked.based_on = version_to_begin_from(locked.calendar)
        kept, refused = replay_what_applies(content_of(locked.based_on), acts_of(locked))
        locked.acts = [act.stored() for act in kept]
        _journal(
            "calendar_draft_renewed", locked, by,
            {"version": locked.based_on.number, "kept": len(kept), "left_out": [_told(act) for act in refused]},
        )  # fmt: skip
    return locked, refused


@transaction.atomic
def drop_draft(*, draft: CalendarDraft, by: Account, today: date, now: datetime) -> CalendarDraft:
    """Close a draft without publishing it. Raises: NotPermittedError, DraftClosedError."""
    with _locked(draft, None, by, today) as locked:
        locked.closed_as, locked.closed_by, locked.closed_at = DraftEnd.DROPPED.value, by, now
        _journal("calendar_draft_dropped", locked, by, {"acts": len(locked.acts)})
    return locked


def check_publishable(draft: CalendarDraft) -> None:
    """Say whether a draft can be published as it stands.

    Raises: DraftClosedError, DraftStaleError, NothingChangedError, NoticeMissingError.
    """
    if draft.closed_as is not None:
        raise DraftClosedError
    if is_stale(draft):
        raise DraftStaleError
    if draft.based_on.calendar_id == draft.calendar_id and draft_changes(draft).is_empty:
        raise NothingChangedError
    if not draft.has_notice:
        raise NoticeMissingError


@transaction.atomic
def close_published(
    *, draft: CalendarDraft, version: CalendarVersion, revision: int, by: Account, today: date, now: datetime
) -> CalendarDraft:
    """Close a draft whose content was published as `version`, in the transaction of the publishing.

    Raises: NotPermittedError, DraftClosedError, DraftChangedError.
    """
    with _locked(draft, revision, by, today) as locked:
        locked.closed_as, locked.closed_by, locked.closed_at = DraftEnd.PUBLISHED.value, by, now
        locked.published_as = version
    return locked


@contextmanager
def _locked(draft: CalendarDraft, revision: int | None, by: Account, today: date) -> Iterator[CalendarDraft]:
    """Hold the draft as it stands now, and write down what was changed. `revision` None: whatever its state is."""
    locked = (
        CalendarDraft.objects.select_for_update(of=("self",))
        .select_related("calendar__organization", "based_on")
        .get(pk=draft.pk)
    )
    check_may_keep_calendar(access_of(by, today), locked.calendar)
    if locked.closed_as is not None:
        raise DraftClosedError
    if revision is not None and locked.revision != revision:
        raise DraftChangedError
    yield locked
    locked.revision += 1
    locked.save()


def _told(act: CalendarAct) -> dict[str, Any]:
    """What the journal keeps of an act: of a file, or of what was taken over, how many days; and from when to when."""
    if act.kind is ActKind.FOLLOW:
        return replace(act, entries=(), days=()).stored() | {"count": len(act.entries) + len(act.days)}
    if act.kind is not ActKind.IMPORT:
        return act.stored()
    days = sorted(entry.day for entry in act.entries)
    told = replace(act, entries=(), days=(days[0], days[-1]))
    return told.stored() | {"count": len(days)}


def _journal(verb: str, draft: CalendarDraft, by: Account, details: dict[str, Any]) -> None:
    record_event(
        verb=verb,
        subject=f"calendar:{draft.calendar_id}",
        by=by,
        details={"draft": draft.pk, **details},
        organization=draft.calendar.organization_id,
    )
