"""Sign in with a password: looked at only as often as the limits allow, and told to the journal."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction
from django.utils import timezone

from members.errors import MembersError
from members.models import Account, JournalEvent, Organization, RoleAssignment
from members.services.guesses import (
    PER_ACCOUNT,
    PER_ADDRESS,
    STRANGERS,
    TooManyGuessesError,
    forget_old_guesses,
    give_back,
    take_guess,
)
from members.services.journal import record_event

KNOWN_FOR = timedelta(days=90)
"""An account that signed in from an address not longer ago is known there."""
_NETWORK = 64
"""The part of an IPv6 address that is one connection; the rest everybody chooses for himself."""


class WrongPasswordError(MembersError):
    """User name and password do not belong together, or the account is closed."""


@dataclass(frozen=True, slots=True)
class Device:
    """From where somebody comes. `known`: the accounts that have signed in on this very device."""

    address: str
    words: str
    known: frozenset[int] = frozenset()


def check_password(*, username: str, password: str, device: Device, now: datetime) -> Account:
    """Give the account of a user name and password. Raises: TooManyGuessesError, WrongPasswordError.

    While guesses are refused, the right password is not looked at either. An account nobody has answers like a wrong
    password, and is counted the same.
    """
    username = username.strip().casefold()
    account = Account.objects.filter(username=username).first()
    try:
        counted = _count(username, account, device, now)
    except TooManyGuessesError as error:
        if error.is_news and account is not None:
            _tell("sign_in_throttled", account, device, now)
        raise
    found = authenticate(username=username, password=password)
    if not isinstance(found, Account):
        if account is not None:
            _tell("sign_in_failed", account, device, now)
        raise WrongPasswordError(username)
    for at in counted:
        give_back(at=at, now=now)
    return found


def _count(username: str, account: Account | None, device: Device, now: datetime) -> tuple[str, ...]:
    """Count the guess at the account and, from a device it does not know, at the address; give what was counted."""
    at_account = f"account:{username}"
    if account is not None and account.pk in device.known:
        take_guess(at=at_account, limit=PER_ACCOUNT, now=now)
        return (at_account,)
    at_address = _count_at_address(account, device, now)
    try:
        take_guess(at=at_account, limit=STRANGERS, now=now)
    except TooManyGuessesError:
        # Otherwise guesses at one account would use up what its colleagues behind the same address have.
        give_back(at=at_address, now=now)
        raise
    return at_address, at_account


def _count_at_address(account: Account | None, device: Device, now: datetime) -> str:
    """Strangers at an address share one count; those who are known there have their own, which strangers cannot use
    up.
    """
    network = network_of(device.address)
    try:
        take_guess(at=f"address:{network}", limit=PER_ADDRESS, now=now)
    except TooManyGuessesError:
        if account is None or not _known_at(account, network, now):
            raise
        take_guess(at=f"known at address:{network}", limit=PER_ADDRESS, now=now)
        return f"known at address:{network}"
    return f"address:{network}"


def _known_at(account: Account, network: str, now: datetime) -> bool:
    events = JournalEvent.objects.filter(account=account, verb="signed_in", at__gte=now - KNOWN_FOR)
    # What an event says lies sealed in a text: it is read, not searched in the database.
    told = events.order_by("-at").values_list("details", flat=True)
    return any(details.get("network") == network for details in told.iterator())


def network_of(address: str) -> str:
    """Give the address, or for IPv6 the network it is one of; "" where it is none."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if parsed.version == 4:  # noqa: PLR2004 - the version of the protocol
        return str(parsed)
    return str(ipaddress.ip_network((parsed, _NETWORK), strict=False))


@transaction.atomic
def record_sign_in(*, account: Account, device: Device, second_factor: str, now: datetime) -> None:
    """Note that somebody signed in; `second_factor`: "app", "recovery_code" or "" without one."""
    record_event(
        verb="signed_in",
        subject=f"account:{account.pk}",
        by=account,
        details={
            "address": device.address,
            "network": network_of(device.address),
            "device": device.words,
            "second_factor": second_factor,
        },
        organization=home_of(account, now),
    )
    forget_old_guesses(now=now)


def record_sign_out(*, account: Account, now: datetime) -> None:
    record_event(verb="signed_out", subject=f"account:{account.pk}", by=account, organization=home_of(account, now))


def confirm_password(*, account: Account, password: str, device: Device, now: datetime) -> None:
    """Look at the password of somebody who is signed in. Raises: TooManyGuessesError, WrongPasswordError."""
    known = Device(device.address, device.words, frozenset({account.pk}))
    check_password(username=account.username, password=password, device=known, now=now)


def home_of(account: Account, now: datetime) -> Organization | None:
    """Give the organisation whose inspectors read what an account does in no organisation in particular."""
    held = (
        RoleAssignment.objects.held_on(timezone.localtime(now).date())
        .filter(account=account)
        .select_related("organization")
    )
    first = held.order_by("organization__path", "pk").first()
    home: Organization | None = first.organization if first else None
    return home


def _tell(verb: str, account: Account, device: Device, now: datetime) -> None:
    record_event(
        verb=verb,
        subject=f"account:{account.pk}",
        by=None,
        details={"address": device.address, "device": device.words},
        organization=home_of(account, now),
    )
