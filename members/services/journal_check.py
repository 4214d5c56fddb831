"""Verify the journal: walk the whole chain with the key and name the first thing that is not as it was sealed."""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from members.journal_chain import Seal, journal_seal, row_text_sql
from members.journal_words import Flaw, flaw_words
from members.models import Account, JournalAnchor, JournalEvent, JournalHead
from members.services.journal import record_event

VERIFIED = "journal_verified"
_FETCHED = 2_000


class FlawError(Exception):
    """Ends the walk: what is wrong, and where (`number`: place in the chain; `pk`: id of the row)."""

    def __init__(self, flaw: Flaw, *, number: int | None = None, pk: int | None = None, on: date | None = None) -> None:
        super().__init__(flaw)
        self.flaw, self.number, self.pk, self.on = flaw, number, pk, on

    def words(self) -> str:
        """Say it in one sentence."""
        return flaw_words(self.flaw, number=self.number, pk=self.pk, on=self.on)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the chain ended at some time: so many rows, and the last link; `on`: the day, where it is known."""

    count: int
    chain: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. `sealed` rows were walked, `unsealed` wait for their link; `error`: the first flaw, or None."""

    sealed: int
    unsealed: int
    chain: str
    error: FlawError | None

    @property
    def is_whole(self) -> bool:
        return self.error is None


@dataclass
class _Walk:
    """How far the walk has come; `wanted`: the anchors by their place."""

    seal: Seal
    number: int = 0
    chain: str = ""
    unsealed: int = 0
    wanted: dict[int, list[Anchor]] = field(default_factory=dict)


def verify_journal(anchors: Iterable[Anchor] = ()) -> Verdict:
    """Walk the chain, then look at the rows outside it. The anchors in the database are checked with those given.

    Streams: the memory it takes does not grow with the journal. May run while people work.
    """
    walk = _Walk(journal_seal())
    error = None
    # On PostgreSQL a cursor that streams wants a transaction; on SQLite one would keep the writers out.
    with transaction.atomic() if connection.vendor == "postgresql" else nullcontext():
        try:
            _check(walk, anchors)
        except FlawError as found:
            error = found
    return Verdict(walk.number, walk.unsealed, walk.chain, error)


def _check(walk: _Walk, anchors: Iterable[Anchor]) -> None:
    own = (Anchor(row.count, row.chain, row.anchored_on) for row in JournalAnchor.objects.order_by("anchored_on"))
    for anchor in (*own, *anchors):
        walk.wanted.setdefault(anchor.count, []).append(anchor)
    head = _read_head(walk.seal)
    has_more = True
    while has_more:
        _walk_to(walk, head.count)
        if walk.chain != head.chain:
            raise FlawError(Flaw.HEAD)
        more = JournalEvent.objects.filter(number__gt=walk.number).order_by("number").first()
        has_more = more is not None
        if more is not None:
            # Sealed since the head was read? Then the head knows of it now.
            head = _read_head(walk.seal)
            if head.count < (more.number or 0):
                raise FlawError(Flaw.HEAD, number=more.number, pk=more.pk)
    _check_unreached_anchors(walk)
    _check_unsealed(walk)
    _check_copies()


def _read_head(seal: Seal) -> JournalHead:
    head = JournalHead.objects.first()
    if head is None:
        first = JournalEvent.objects.filter(number__isnull=False).order_by("number").first()
        if first is not None:
            raise FlawError(Flaw.HEAD, number=first.number, pk=first.pk)
        return JournalHead(count=0, chain="")
    if head.key_id != seal.key_id:
        raise FlawError(Flaw.WRONG_KEY)
    if head.mac != seal.head(head.count, head.chain):
        raise FlawError(Flaw.HEAD)
    return head


def _walk_to(walk: _Walk, count: int) -> None:
    seal, number, chain, wanted = walk.seal, walk.number, walk.chain, walk.wanted
    for found, pk, mac, link, text in _sealed_rows(number, count):
        number += 1
        if found != number:
            # A number twice stands lower than expected; a gap, higher.
            flaw = Flaw.REORDERED if found < number else Flaw.MISSING
            raise FlawError(flaw, number=number, pk=pk if found < number else None)
        if not seal.fits_row(text, mac):
            raise FlawError(Flaw.CHANGED, number=number, pk=pk)
        chain = seal.link(chain, number, pk, mac)
        if chain != link:
            raise FlawError(Flaw.REORDERED, number=number, pk=pk)
        if number in wanted:
            _check_anchors(wanted.pop(number), chain)
        walk.number, walk.chain = number, chain
    if number < count:
        raise FlawError(Flaw.CUT, number=number + 1)


def _sealed_rows(after: int, through: int) -> Iterator[tuple[int, int, str, str, str]]:
    statement = (
        f"SELECT number, id, mac, chain, {row_text_sql(connection.vendor)} FROM members_journalevent"  # noqa: S608 - ours
        " WHERE number > %s AND number <= %s ORDER BY number"
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, [after, through])
        while rows := cursor.fetchmany(_FETCHED):
            yield from rows


def _check_anchors(anchors: Iterable[Anchor], chain: str) -> None:
    for anchor in anchors:
        if anchor.chain != chain:
            raise FlawError(Flaw.ANCHOR, number=anchor.count, on=anchor.on)


def _check_unreached_anchors(walk: _Walk) -> None:
    """An anchor beyond the end tells of rows that are gone, whatever the head says."""
    _check_anchors(walk.wanted.pop(0, ()), "")
    for count in sorted(walk.wanted):
        raise FlawError(Flaw.CUT, number=walk.number + 1, on=walk.wanted[count][0].on)


def _check_unsealed(walk: _Walk) -> None:
    statement = (
        f"SELECT id, mac, {row_text_sql(connection.vendor)} FROM members_journalevent"  # noqa: S608 - a text of our own
        " WHERE number IS NULL ORDER BY id"
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(_FETCHED):
            for pk, mac, text in rows:
                if not walk.seal.fits_row(text, mac):
                    raise FlawError(Flaw.INSERTED, pk=pk)
                walk.unsealed += 1


def _check_copies() -> None:
    """The constraint keeps them out; whoever owns the database may have dropped it."""
    genuine = JournalEvent.objects.filter(mac__isnull=False)
    twice: Any = genuine.values("mac").annotate(rows=Count("id")).filter(rows__gt=1).order_by("mac")
    for row in twice[:1]:
        copy = JournalEvent.objects.filter(mac=row["mac"]).order_by("-pk")[0]
        raise FlawError(Flaw.COPIED, pk=copy.pk)


def record_check(verdict: Verdict, *, by: Account | None) -> JournalEvent:
    """Tell the journal itself that it was verified, and what was found."""
    details: dict[str, Any] = {"sealed": verdict.sealed, "unsealed": verdict.unsealed}
    if verdict.error is not None:
        error = verdict.error
        details |= {"flaw": error.flaw.value, "number": error.number, "row": error.pk, "on": error.on}
    return record_event(verb=VERIFIED, subject="journal", by=by, details=details)
