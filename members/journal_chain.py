"""The seal of the journal: what of a row is sealed, and with which key. Pure: no row is read or written here.

Each row bears the MAC of its own content from the moment it is made; rows are then linked, one after the other, into a
chain of MACs. Without the key, which is outside the database, nobody makes a row or a link that fits. Why it is built
this way: docs/adr/0010-journal.md.
"""

import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

_KEY_ID, _NONCE = 8, 20
"""The length of both, in hexadecimal digits; a MAC of a row reads "key id.nonce.digest"."""
_FROM, _TO = _KEY_ID + 1, _KEY_ID + 1 + _NONCE
_BLOCK = 64

# The content of a row as one text, written by the database itself: a line for each column, empty for NULL. The details,
# last, hold no line break: JSON writes it as two characters.
_ROW_TEXT = {
    "sqlite": """
        CASE length(at) WHEN 19 THEN at || '.000000' ELSE at END || char(10) || ifnull(account_id, '') || char(10) ||
        ifnull(on_behalf_of_id, '') || char(10) || ifnull(organization_id, '') || char(10) || verb || char(10) ||
        subject || char(10) || details
    """,
    "postgresql": """
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || chr(10) || coalesce(account_id::text, '') ||
        chr(10) || coalesce(on_behalf_of_id::text, '') || chr(10) || coalesce(organization_id::text, '') || chr(10) ||
        verb || chr(10) || subject || chr(10) || details
    """,
}


def row_text_sql(vendor: str) -> str:
    """Give the SQL expression for the content of a row of the journal, the same text that `row_text` gives."""
    return _ROW_TEXT[vendor]


def row_text(
    *,
    at: datetime,
    account_id: int | None,
    on_behalf_of_id: int | None,
    organization_id: int | None,
    verb: str,
    subject: str,
    details: str,
) -> str:
    """Give the content of a row as one text. Raises: ValueError for a line break: two rows could read alike by it."""
    if "\n" in verb or "\n" in subject or "\n" in details:
        raise ValueError("A verb, subject or details with a line break.")
    moment = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    ids = ("" if pk is None else str(pk) for pk in (account_id, on_behalf_of_id, organization_id))
    return "\n".join([moment, *ids, verb, subject, details])


def details_text(details: Mapping[str, Any]) -> str:
    """Give the details of an event as both databases store them, byte for byte."""
    return json.dumps(details, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Seal:
    """A key, and all that is computed with it. `key_id` names the key and tells nothing of it.

    HMAC-SHA256 as in RFC 2104, its two halves begun once for the key: half the time of a call of `hmac.digest` for each
    of the two MACs of a row, and the journal has millions of rows.
    """

    key_id: str
    _inner: "hashlib._Hash"
    _outer: "hashlib._Hash"

    @classmethod
    def of(cls, key: str) -> "Seal":
        digest = hashlib.sha256(b"journal key\n" + key.encode()).hexdigest()
        block = key.encode() if len(key.encode()) <= _BLOCK else hashlib.sha256(key.encode()).digest()
        block = block.ljust(_BLOCK, b"\0")
        inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in block)) for pad in (0x36, 0x5C))
        return cls(digest[:_KEY_ID], inner, outer)

    def new_row(self, text: str) -> str:
        """Give the MAC of a new row; the nonce in it makes every row's own, however alike two are.

        The nonce begins with the time, in microseconds: so the unique index on the MACs grows at its end, instead of
        anywhere.
        """
        nonce = f"{time.time_ns() // 1_000:014x}{secrets.token_hex(3)}"
        digest = self._digest(f"row\n{nonce}\n{text}")
        return f"{self.key_id}.{nonce}.{digest}"

    def fits_row(self, text: str, mac: str | None) -> bool:
        """Say whether the row was made with this key and has its content still."""
        if mac is None:
            return False
        return self._digest(f"row\n{mac[_FROM:_TO]}\n{text}") == mac[_TO + 1 :]

    def link(self, before: str, number: int, pk: int, mac: str) -> str:
        """Give the link of the row that stands at a place of the chain; `before`: the link in front, or nothing."""
        return self._digest(f"link\n{before}\n{number}\n{pk}\n{mac}")

    def head(self, count: int, chain: str) -> str:
        """Give the MAC of the head: how many links there are, and the last one."""
        return self._digest(f"head\n{self.key_id}\n{count}\n{chain}")

    def _digest(self, text: str) -> str:
        inner = self._inner.copy()
        inner.update(text.encode())
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.hexdigest()


def journal_seal() -> Seal:
    """Give the seal of this installation."""
    return _seal_of(settings.JOURNAL_KEY)


@lru_cache(maxsize=4)
def _seal_of(key: str) -> Seal:
    """Begin the halves of a key once, not for each row; a key that takes its place has its own."""
    return Seal.of(key)
