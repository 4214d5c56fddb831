"""Write the journal."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from members.models import Account, JournalEvent, Organization


@transaction.atomic
def record_event(
    *,
    verb: str,
    subject: str,
    by: Account | None,
    details: Mapping[str, Any] | None = None,
    organization: Organization | None = None,
    on_behalf_of: Account | None = None,
) -> JournalEvent:
    """Append one event in the transaction of the act it tells of. Days in `details` are stored as ISO dates.

    `organization`: where it happened, so that its inspectors read it; `on_behalf_of`: whose delegated role `by` used.
    """
    event = event_of(
        verb=verb, subject=subject, by=by, details=details, organization=organization, on_behalf_of=on_behalf_of
    )
    event.save(force_insert=True)
    return event


def event_of(
    *,
    verb: str,
    subject: str,
    by: Account | None,
    details: Mapping[str, Any] | None = None,
    organization: Organization | None = None,
    on_behalf_of: Account | None = None,
) -> JournalEvent:
    """Give the event without appending it, for those who append thousands at once."""
    return JournalEvent(
        verb=verb,
        subject=subject,
        account=by,
        details={k: _plain(v) for k, v in (details or {}).items()},
        organization=organization,
        on_behalf_of=on_behalf_of,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
