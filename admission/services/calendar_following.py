"""Have own calendars take over what the calendar above them changed: by a draft of each, previewed as any other.

Why not at once: docs/adr/0017-a-calendar-that-changes.md.
"""

from datetime import date, datetime

from django.db import transaction

from admission.models import Calendar, CalendarDraft
from admission.permissions import calendars_to_keep, check_may_keep_calendar
from admission.selectors.calendar_drafts import draft_content, is_stale
from admission.selectors.calendar_following import News, news_below, news_of
from admission.services.calendar_drafts import DraftError, begin_draft, change_draft, name_notice
from members.access import access_of
from members.models import Account


class NothingToTakeOverError(DraftError):
    """The calendar says already what the one above it says, but for the days it says otherwise."""


@transaction.atomic
def take_over(*, calendar: Calendar, by: Account, today: date, now: datetime) -> CalendarDraft:
    """Put what the calendar above changed into the draft of an own one, which is begun where none is open, and name the
    notice of that change where the draft has none. A draft that has it already stays as it is.

    Raises: NotPermittedError, NothingToTakeOverError, and the refusals of the draft.
    """
    check_may_keep_calendar(access_of(by, today), calendar)
    news = news_of(calendar)
    if news is None or news.act is None:
        raise NothingToTakeOverError
    draft = CalendarDraft.objects.open().filter(calendar=calendar).select_related("calendar", "based_on").first()
    if draft is None:
        draft = begin_draft(calendar=calendar, by=by, today=today, now=now)
    elif not is_stale(draft):
        news = news_of(calendar, draft_content(draft))
    if news is None or news.act is None:
        return draft
    draft = change_draft(draft=draft, act=news.act, revision=draft.revision, by=by, today=today)
    return _with_notice(draft, news, by, today)


@transaction.atomic
def take_over_below(*, calendar: Calendar, by: Account, today: date, now: datetime) -> list[CalendarDraft]:
    """Do so for each calendar that inherits from one and that the account keeps; give the drafts.

    Raises: NotPermittedError, and the refusals of a draft: then nothing is begun anywhere.
    """
    access = access_of(by, today)
    check_may_keep_calendar(access, calendar)
    kept = set(calendars_to_keep(access).values_list("pk", flat=True))
    return [
        take_over(calendar=news.calendar, by=by, today=today, now=now)
        for news in news_below(calendar)
        if news.calendar.pk in kept and news.act is not None
    ]


def _with_notice(draft: CalendarDraft, news: News, by: Account, today: date) -> CalendarDraft:
    source = CalendarDraft.objects.filter(published_as=news.inherited).first()
    if draft.has_notice or source is None or source.notice_on is None:
        return draft
    return name_notice(
        draft=draft, number=source.notice_number, on=source.notice_on, issued_by=source.issued_by,
        revision=draft.revision, by=by, today=today,
    )  # fmt: skip
