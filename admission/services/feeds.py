"""The calendar of deadlines on one's own telephone: make, renew and revoke its address, and answer who fetches it."""

import hashlib
import secrets
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from admission.domain.errors import AdmissionError
from admission.letters.calendar_feed import calendar_text
from admission.models import CalendarFeed
from admission.selectors.feeds import MOST_EVENTS, feed_events
from members.access import access_of
from members.models import Account
from members.services.guesses import give_back, take_guess
from members.services.journal import record_event
from members.services.sign_in import home_of

GOOD_FOR = timedelta(days=90)
PER_FEED = 30
"""So often one calendar is fetched in a quarter of an hour: a telephone does it a few times a day."""
PER_ADDRESS = 20
"""So many wrong addresses are tried from one machine in a quarter of an hour."""
_SECRET_BYTES = 32


class FeedError(AdmissionError):
    """Base of what can be wrong with a calendar address."""


class UnknownFeedError(FeedError):
    """No such address was ever given out."""


class FeedGoneError(FeedError):
    """The address was revoked or replaced, or its 90 days are over, or its account is closed."""


class NoFeedError(FeedError):
    """The account has no address that could be renewed: none, one revoked meanwhile, or one past its time."""


@transaction.atomic
def make_feed(*, account: Account, now: datetime) -> tuple[CalendarFeed, str]:
    """Make a new address, in place of the one before; give it with its secret, which is known to nobody afterwards."""
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    CalendarFeed.objects.unrevoked().filter(account=account).update(revoked_at=now)
    token = secrets.token_urlsafe(_SECRET_BYTES)
    feed: CalendarFeed = CalendarFeed.objects.create(
        account=account, token_hash=hash_of(token), made_at=now, expires_at=now + GOOD_FOR
    )
    _journal("calendar_feed_made", feed, now)
    return feed, token


@transaction.atomic
def renew_feed(*, account: Account, now: datetime) -> CalendarFeed:
    """Let the address be good for another 90 days from now. Raises: NoFeedError."""
    feed: CalendarFeed | None = CalendarFeed.objects.unrevoked().select_for_update().filter(account=account).first()
    if feed is None or not feed.is_good_at(now):
        raise NoFeedError(account.username)
    feed.expires_at = now + GOOD_FOR
    feed.save(update_fields=["expires_at"])
    _journal("calendar_feed_renewed", feed, now)
    return feed


@transaction.atomic
def revoke_feed(*, account: Account, now: datetime) -> bool:
    """Revoke the address of an account; say whether there was one."""
    feed: CalendarFeed | None = CalendarFeed.objects.unrevoked().select_for_update().filter(account=account).first()
    if feed is None:
        return False
    feed.revoked_at = now
    feed.save(update_fields=["revoked_at"])
    _journal("calendar_feed_revoked", feed, now)
    return True


def fetch_feed(*, token: str, address: str, now: datetime) -> bytes:
    """Give the calendar of a secret, in the language of its account and as far as this sees today; note the fetch.

    `address`: from where it is asked; only wrong secrets are counted against it. Raises: TooManyGuessesError,
    UnknownFeedError, FeedGoneError.
    """
    take_guess(at=f"feed-from:{address}", limit=PER_ADDRESS, now=now)
    found = CalendarFeed.objects.select_related("account").filter(token_hash=hash_of(token))
    feed: CalendarFeed | None = found.first()
    if feed is None:
        raise UnknownFeedError
    give_back(at=f"feed-from:{address}", now=now)
    take_guess(at=f"feed:{feed.pk}", limit=PER_FEED, now=now)
    if not feed.is_good_at(now) or not feed.account.is_active:
        raise FeedGoneError(feed.pk)
    CalendarFeed.objects.filter(pk=feed.pk).update(fetched_at=now)
    return _text(feed, now)


def hash_of(token: str) -> str:
    """Give what is kept of a secret. It is random enough that nothing slow is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _text(feed: CalendarFeed, now: datetime) -> bytes:
    today = timezone.localtime(now).date()
    with override(feed.account.language):
        return calendar_text(
            feed_events(access_of(feed.account, today), feed),
            name=gettext("Party admission: deadlines"),
            description=gettext(
                "Numbers of files and initials only; at most %(count)s deadlines ahead, earliest first."
            )
            % {"count": MOST_EVENTS},
            # True as of the beginning of the day: what did not change is then the same text all day.
            stamped_at=timezone.make_aware(datetime.combine(today, time.min)),
        )


def _journal(verb: str, feed: CalendarFeed, now: datetime) -> None:
    record_event(
        verb=verb,
        subject=f"account:{feed.account_id}",
        by=feed.account,
        details={"feed": feed.pk, "until_on": timezone.localtime(feed.expires_at).date()},
        organization=home_of(feed.account, now),
    )
