"""How long a session lasts, and what it remembers of who signed in. Instants are kept as seconds."""

from datetime import UTC, datetime, timedelta
from typing import Any

IDLE = timedelta(minutes=30)
"""Without any page for this long, a session is over."""
LONGEST = timedelta(hours=12)
"""After this long it is over, whatever is done with it."""
WARNING = timedelta(minutes=5)
"""So long before its end the page says so."""
CONFIRMED_FOR = timedelta(minutes=5)
"""So long the password need not be typed again for a grave act."""
TOUCH_AFTER = timedelta(minutes=1)
"""A page opened sooner after the last one is not written down: one write a minute at most."""


def begin_session(session: Any, *, now: datetime, second_factor: bool, address: str = "", device: str = "") -> None:
    """Mark a session as begun by somebody who has just proved who he is. `second_factor`: with it as well."""
    at = now.timestamp()
    session.update(
        {
            "started_at": at,
            "seen_at": at,
            "confirmed_at": at,
            "second_factor": second_factor,
            "address": address,
            "device": device,
        }
    )


def ends_at(session: Any) -> datetime:
    """Give when it ends if no other page is opened; the beginning of time where it does not say when it began."""
    idle = session.get("seen_at", 0) + IDLE.total_seconds()
    longest = session.get("started_at", 0) + LONGEST.total_seconds()
    return datetime.fromtimestamp(min(idle, longest), UTC)


def is_over(session: Any, now: datetime) -> bool:
    return now >= ends_at(session)


def seconds_left(session: Any, now: datetime) -> int:
    return max(0, int((ends_at(session) - now).total_seconds()))


def touch(session: Any, now: datetime) -> None:
    """Note that a page was opened."""
    if now.timestamp() - session.get("seen_at", 0) >= TOUCH_AFTER.total_seconds():
        session["seen_at"] = now.timestamp()


def confirm(session: Any, now: datetime) -> None:
    """Note that the account proved again who it is."""
    session["confirmed_at"] = session["seen_at"] = now.timestamp()


def is_confirmed(session: Any, now: datetime) -> bool:
    return bool(now.timestamp() - session.get("confirmed_at", 0) < CONFIRMED_FOR.total_seconds())
