"""Publish the draft of a calendar, after its preview was seen."""

from datetime import date, datetime

from django.db import transaction

from admission.models import CalendarDraft
from admission.selectors.calendar_drafts import draft_content
from admission.services.calendar_drafts import check_publishable, close_published
from admission.services.calendars import Publication, publish_content
from members.models import Account


@transaction.atomic
def publish_draft(
    *, draft: CalendarDraft, revision: int, token: str, reason: str, by: Account, today: date, now: datetime
) -> Publication:
    """Publish what a draft says and close it, all or nothing. `token`, `revision`: of the preview and the draft seen.

    Raises: what `publish_content` raises, and DraftClosedError, DraftChangedError, DraftStaleError,
    NothingChangedError, NoticeMissingError.
    """
    check_publishable(draft)
    published = publish_content(
        calendar=draft.calendar,
        content=draft_content(draft),
        notice=draft.notice,
        reason=reason,
        token=token,
        by=by,
        today=today,
        now=now,
    )
    close_published(draft=draft, version=published.version, revision=revision, by=by, today=today, now=now)
    return published
