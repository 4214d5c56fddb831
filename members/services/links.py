"""Links that are good once and for a day: to take up an account, and to choose a new password.

The text of a link is signed over the row's key and its nonce. It is computed when it is needed and stored nowhere.
"""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.signing import BadSignature, Signer
from django.db import transaction

from members.errors import MembersError
from members.models import Account, AccountLink, LinkPurpose
from members.services.journal import record_event
from members.services.sessions import end_sessions

GOOD_FOR = timedelta(hours=24)
_SALT = "members.account-link"


class LinkNotGoodError(MembersError):
    """The link was used, revoked or replaced, or its day is over, or its account is closed."""


@transaction.atomic
def make_link(*, account: Account, purpose: LinkPurpose, by: Account | None, now: datetime) -> AccountLink:
    """Make a new link; an older one of the same purpose is no longer good."""
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    AccountLink.objects.open().filter(account=account, purpose=purpose.value).update(revoked_at=now)
    link: AccountLink = AccountLink.objects.create(
        account=account,
        purpose=purpose.value,
        nonce=secrets.token_hex(16),
        made_by=by,
        made_at=now,
        expires_at=now + GOOD_FOR,
    )
    verb = "invitation_made" if purpose is LinkPurpose.INVITATION else "password_link_made"
    record_event(verb=verb, subject=f"account:{account.pk}", by=by, details={"link": link.pk})
    return link


@transaction.atomic
def revoke_links(*, account: Account, by: Account | None, now: datetime) -> int:
    """Revoke every open link of an account; count them."""
    count = AccountLink.objects.open().filter(account=account).update(revoked_at=now)
    if count:
        record_event(verb="links_revoked", subject=f"account:{account.pk}", by=by, details={"count": count})
    return int(count)


def token_of(link: AccountLink) -> str:
    """Give what stands in the address of a link."""
    return Signer(salt=_SALT).sign(f"{link.pk}.{link.nonce}")


def good_link(token: str, now: datetime) -> AccountLink:
    """Find the link of an address. Raises: LinkNotGoodError."""
    try:
        key, _dot, nonce = Signer(salt=_SALT).unsign(token).partition(".")
    except BadSignature as error:
        raise LinkNotGoodError from error
    links = AccountLink.objects.good_at(now).filter(pk=int(key), nonce=nonce, account__is_active=True)
    link: AccountLink | None = links.select_related("account").first()
    if link is None:
        raise LinkNotGoodError
    return link


@transaction.atomic
def choose_password(*, link: AccountLink, password: str, now: datetime) -> Account:
    """Use a link: its account gets the password that its owner chose, and no other link of it is good any more.

    The account's sessions end by it. Raises: LinkNotGoodError where somebody was
    quicker, ValidationError for a password that does not hold.
    """
    account: Account = Account.objects.select_for_update(no_key=True).get(pk=link.account_id)
    validate_password(password, account)
    # Compare and set: of two who use it at once, one does.
    if not account.is_active or not AccountLink.objects.good_at(now).filter(pk=link.pk).update(used_at=now):
        raise LinkNotGoodError
    account.set_password(password)
    account.save(update_fields=["password"])
    record_event(
        verb="password_chosen",
        subject=f"account:{account.pk}",
        by=account,
        details={"link": link.pk, "purpose": link.purpose},
    )
    revoke_links(account=account, by=account, now=now)
    end_sessions(account=account, by=account, reason="password_changed", now=now)
    return account
