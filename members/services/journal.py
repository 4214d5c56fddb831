"""Write the journal, and seal what was written into its chain."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from io import StringIO
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from members.errors import MembersError
from members.journal_chain import Seal, details_text, journal_seal, row_text, row_text_sql
from members.models import Account, JournalEvent, JournalHead, Organization

HEAD = 1
_BATCH = 1_000
_COPIED = """
COPY members_journalevent (at, account_id, on_behalf_of_id, organization_id, verb, subject, details, mac)
FROM STDIN (FORMAT csv)
"""


class JournalDamagedError(MembersError):
    """The end of the chain is not what was sealed last: nothing is linked to it until somebody has looked."""


@transaction.atomic
def record_event(
    *,
    verb: str,
    subject: str,
    by: Account | None,
    details: Mapping[str, Any] | None = None,
    organization: Organization | int | None = None,
    on_behalf_of: Account | None = None,
) -> JournalEvent:
    """Append one event in the transaction of the act it tells of. Days in `details` are stored as ISO dates.

    `organization` (or its id): where it happened, so that its inspectors read it; `on_behalf_of`: whose delegated role
    `by` used.
    """
    event = event_of(
        verb=verb, subject=subject, by=by, details=details, organization=organization, on_behalf_of=on_behalf_of
    )
    event.save(force_insert=True)
    _seal_after_commit()
    return event


@transaction.atomic
def append_events(events: Iterable[JournalEvent]) -> None:
    """Append the events that `event_of` gave, thousands at once."""
    if connection.vendor == "postgresql":
        _copy(events)
    else:
        JournalEvent.objects.bulk_create(events, batch_size=_BATCH)
    _seal_after_commit()


def _copy(events: Iterable[JournalEvent]) -> None:
    """Append events by COPY: a third of the time that inserting them takes."""
    text = StringIO()
    rows = csv.writer(text)
    for one in events:
        said = (one.verb, one.subject, details_text(one.details), one.mac)
        rows.writerow((one.at.isoformat(), one.account_id, one.on_behalf_of_id, one.organization_id, *said))
    text.seek(0)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(_COPIED, text)


def event_of(
    *,
    verb: str,
    subject: str,
    by: Account | None,
    details: Mapping[str, Any] | None = None,
    organization: Organization | int | None = None,
    on_behalf_of: Account | None = None,
) -> JournalEvent:
    """Give the event, with the MAC of its content, without appending it: see `append_events`."""
    event = JournalEvent(
        at=timezone.now(),
        verb=verb,
        subject=subject,
        account=by,
        details={k: _plain(v) for k, v in (details or {}).items()},
        organization_id=organization.pk if isinstance(organization, Organization) else organization,
        on_behalf_of=on_behalf_of,
    )
    text = row_text(
        at=event.at,
        account_id=event.account_id,
        on_behalf_of_id=event.on_behalf_of_id,
        organization_id=event.organization_id,
        verb=verb,
        subject=subject,
        details=details_text(event.details),
    )
    event.mac = journal_seal().new_row(text)
    return event


def seal_journal() -> int:
    """Link every appended row that is not linked yet, in transactions of its own, and count them.

    In no business transaction: two of them, each with a file that the other wants, would wait for each other at the end
    of the chain. Whatever is left out, by a crash or an error, the next call links. A row that was written without the
    key is left alone, for `verify_journal` to name.

    Raises: JournalDamagedError.
    """
    if not JournalEvent.objects.filter(number=None).exists():
        return 0
    sealed, after, has_more = 0, 0, True
    while has_more:
        count, after, has_more = _seal_batch(after)
        sealed += count
    return sealed


@transaction.atomic
def _seal_batch(after: int) -> tuple[int, int, bool]:
    """Link the next rows after an id: give how many, the last id looked at, and whether there may be more."""
    seal = journal_seal()
    head = _locked_head(seal)
    links = []
    rows = _unsealed(after)
    for pk, text, mac in rows:
        if seal.fits_row(text, mac):
            head.count += 1
            head.chain = seal.link(head.chain, head.count, pk, mac)
            links += [pk, head.count, head.chain]
    if links:
        _write_links(links)
        head.mac = seal.head(head.count, head.chain)
        head.save(update_fields=["count", "chain", "mac"])
    return len(links) // 3, rows[-1][0] if rows else after, len(rows) == _BATCH


def _locked_head(seal: Seal) -> JournalHead:
    """Lock the end of the chain and look at it. Raises: JournalDamagedError."""
    if not JournalHead.objects.filter(pk=HEAD).exists():
        if JournalEvent.objects.filter(number__isnull=False).exists():
            raise JournalDamagedError("The head of the journal is gone")
        empty = {"count": 0, "chain": "", "key_id": seal.key_id, "mac": seal.head(0, "")}
        JournalHead.objects.get_or_create(pk=HEAD, defaults=empty)
    head = JournalHead.objects.select_for_update().get(pk=HEAD)
    if head.key_id != seal.key_id or head.mac != seal.head(head.count, head.chain):
        raise JournalDamagedError("The head of the journal was changed, or the key is another")
    return head


def _unsealed(after: int) -> list[tuple[int, str, str]]:
    columns = f"id, {row_text_sql(connection.vendor)}, mac"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM members_journalevent"  # noqa: S608 - a text of our own
            " WHERE number IS NULL AND id > %s ORDER BY id LIMIT %s",
            [after, _BATCH],
        )
        return list(cursor.fetchall())


def _write_links(links: list[Any]) -> None:
    """Write the links, given as id, number and link in turn, in one statement for both databases."""
    values = ", ".join(["(%s, %s, %s)"] * (len(links) // 3))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH link(id, number, chain) AS (VALUES {values})"  # noqa: S608 - place-holders
            " UPDATE members_journalevent SET number = link.number, chain = link.chain FROM link"
            " WHERE members_journalevent.id = link.id",
            links,
        )


def _seal_after_commit() -> None:
    """Ask for it once in a transaction, however many events this has. An error then is logged and breaks nothing."""
    asked = transaction.get_connection().run_on_commit
    if not any(entry[1] is seal_journal for entry in asked):
        transaction.on_commit(seal_journal, robust=True)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
