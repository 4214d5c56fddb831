"""Read the sessions of an account."""

from dataclasses import dataclass
from datetime import UTC, datetime

from members.models import Account, AccountSession
from members.services.sessions import handle_of
from members.session_store import SessionStore
from members.sessions import is_over


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session that goes on. `handle`: the name under which it is ended; `device`: "Firefox · Windows"."""

    handle: str
    started_at: datetime
    seen_at: datetime
    address: str
    device: str
    is_this: bool


def sessions_of(account: Account, *, this: str | None, now: datetime) -> list[OwnSession]:
    """Give the sessions of an account that have not ended, the one with the key `this` first, then the newest."""
    found = []
    for row in AccountSession.objects.filter(account=account, expire_date__gt=now):
        kept = SessionStore().decode(row.session_data)
        if not is_over(kept, now):
            found.append(
                OwnSession(
                    handle=handle_of(row.session_key),
                    started_at=datetime.fromtimestamp(kept["started_at"], UTC),
                    seen_at=datetime.fromtimestamp(kept["seen_at"], UTC),
                    address=kept.get("address", ""),
                    device=kept.get("device", ""),
                    is_this=row.session_key == this,
                )
            )
    return sorted(found, key=lambda one: (not one.is_this, -one.seen_at.timestamp(), one.handle))
