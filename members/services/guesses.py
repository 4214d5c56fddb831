"""Count guesses, so that nobody guesses often; and never so that somebody is shut out for ever.

A guess is counted before it is looked at: guesses at the same moment cannot slip past the count. What is refused is not
counted, so the window goes on by itself. One row for what is guessed at, locked while it is counted.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from members.errors import MembersError
from members.models import GuessWindow

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
STRANGERS = 7
"""Of the guesses at one account so many at most from devices on which it never signed in: the rest is the owner's."""
PER_ADDRESS = 50
"""From one address, at whichever accounts, from devices on which these never signed in."""
_KEPT = timedelta(days=1)


class TooManyGuessesError(MembersError):
    """Refused without looking. `until`: from then on the next guess is looked at; `is_news`: not told before."""

    def __init__(self, until: datetime, *, is_news: bool) -> None:
        super().__init__(f"no guess before {until:%H:%M}")
        self.until = until
        self.is_news = is_news


def take_guess(*, at: str, limit: int, now: datetime) -> None:
    """Count one guess at something, such as "account:huong". Raises: TooManyGuessesError."""
    refused = _take(_key(at), limit, now)
    if refused is not None:
        raise refused


@transaction.atomic
def _take(key: str, limit: int, now: datetime) -> TooManyGuessesError | None:
    window, _added = GuessWindow.objects.select_for_update().get_or_create(key=key)
    recent = [instant for instant in window.instants if instant > (now - WINDOW).timestamp()]
    refused = None
    if len(recent) >= limit:
        is_news = window.told_at is None or window.told_at <= now - WINDOW
        window.told_at = now if is_news else window.told_at
        until = datetime.fromtimestamp(recent[len(recent) - limit], UTC) + WINDOW
        refused = TooManyGuessesError(until, is_news=is_news)
    else:
        recent.append(now.timestamp())
    window.instants, window.touched_at = recent, now
    window.save()
    return refused


@transaction.atomic
def give_back(*, at: str, now: datetime) -> None:
    """Take back the guess counted at that instant: it was right, or was refused elsewhere. The others stay counted."""
    window = GuessWindow.objects.select_for_update().filter(key=_key(at)).first()
    if window is not None and now.timestamp() in window.instants:
        window.instants.remove(now.timestamp())
        window.save()


def forget_old_guesses(*, now: datetime) -> None:
    """Remove the windows in which nobody guessed for a day."""
    GuessWindow.objects.filter(touched_at__lt=now - _KEPT).delete()


def _key(at: str) -> str:
    # What people type as a user name is sometimes their password: it is not written down.
    return salted_hmac("members.guesses", at, algorithm="sha256").hexdigest()
