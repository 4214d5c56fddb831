"""End sessions: those that were idle, one's own on another device, and all of them after a change of password."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from members.errors import MembersError
from members.models import Account, AccountSession
from members.services.journal import record_event
from members.services.sign_in import home_of


class NoSuchSessionError(MembersError):
    """It has ended already, or is another's."""


def handle_of(session_key: str) -> str:
    """Give a name under which a page may speak of a session: the key itself is as good as the password."""
    return salted_hmac("members.session", session_key, algorithm="sha256").hexdigest()[:32]


@transaction.atomic
def end_session(*, account: Account, handle: str, now: datetime) -> None:
    """End one of the account's own sessions. Raises: NoSuchSessionError."""
    for session in AccountSession.objects.filter(account=account):
        if constant_time_compare(handle_of(session.session_key), handle):
            session.delete()
            _journal(account, account, 1, "one", now)
            return
    raise NoSuchSessionError(handle)


@transaction.atomic
def end_sessions(*, account: Account, by: Account | None, reason: str, now: datetime, but: str | None = None) -> int:
    """End the sessions of an account, all but the one with the key `but`; give how many.

    `reason`: a word for the journal, such as "everywhere".
    """
    ended, _by_model = AccountSession.objects.filter(account=account).exclude(session_key=but or "").delete()
    if ended:
        _journal(account, by, ended, reason, now)
    return ended


def record_session_over(*, account: Account, now: datetime) -> None:
    """Note that a session ended by itself."""
    _journal(account, None, 1, "over", now)


@transaction.atomic
def change_password(*, account: Account, password: str, session_key: str | None, now: datetime) -> None:
    """Give oneself another password; all other sessions end. Raises: django ValidationError."""
    validate_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    record_event(
        verb="password_changed", subject=f"account:{account.pk}", by=account, organization=home_of(account, now)
    )
    end_sessions(account=account, by=account, reason="password_changed", now=now, but=session_key)


def _journal(account: Account, by: Account | None, count: int, reason: str, now: datetime) -> None:
    record_event(
        verb="sessions_ended",
        subject=f"account:{account.pk}",
        by=by,
        details={"count": count, "reason": reason},
        organization=home_of(account, now),
    )
