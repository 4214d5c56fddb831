"""Keep the addresses to which mail goes: note that one fails, tell who can help, correct it."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from admission.domain.errors import AdmissionError
from admission.models import AddressFailure
from admission.selectors.addresses import failing_address, open_failures
from admission.services.accounts import check_whole_reach
from admission.services.notices import post_notice
from members.access import access_of
from members.models import Account, Role, RoleAssignment
from members.services.journal import record_event

ADDRESS_FAILS = "address_fails"


class NoAddressError(AdmissionError):
    """The account has no e-mail address that could fail."""


class AddressFineError(AdmissionError):
    """No failure of the address is recorded that could be cleared."""


class BadAddressError(AdmissionError):
    """What was typed is no e-mail address."""


class SameAddressError(AdmissionError):
    """The account has this very address already."""


@transaction.atomic
def note_refusal(*, account: Account, said: str, now: datetime) -> AddressFailure | None:
    """Note that the mail server refused an account's address for good, and tell the administrators; None where it was
    known already.
    """
    return _note(account, said, by=None, now=now)


@transaction.atomic
def record_bounce(*, account: Account, said: str, by: Account, today: date, now: datetime) -> AddressFailure | None:
    """Note that a mail to an account came back some time after it was accepted; None where that was known already.

    Raises: NotPermittedError, NoAddressError.
    """
    check_whole_reach(access_of(by, today), account)
    return _note(account, said, by=by, now=now)


@transaction.atomic
def record_returned_mail(*, account: Account, said: str, now: datetime) -> AddressFailure | None:
    """The same, entered on the machine itself. Raises: NoAddressError."""
    return _note(account, said, by=None, now=now)


@transaction.atomic
def clear_failure(*, account: Account, reason: str, by: Account, today: date, now: datetime) -> None:
    """Say that mail arrives at the address again: the next digest takes up whatever was not told.

    Raises: NotPermittedError, AddressFineError.
    """
    check_whole_reach(access_of(by, today), account)
    if not _clear(account, by, now):
        raise AddressFineError
    record_event(verb="address_cleared", subject=f"account:{account.pk}", by=by, details={"reason": reason.strip()})


@transaction.atomic
def correct_address(*, account: Account, email: str, by: Account, today: date, now: datetime) -> Account:
    """Give an account another e-mail address; what the old one missed goes to the new one with the next digest.

    The journal says that it happened, not the address. Raises: NotPermittedError, BadAddressError, SameAddressError.
    """
    check_whole_reach(access_of(by, today), account)
    account = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadAddressError from error
    if email == account.email:
        raise SameAddressError
    _clear(account, by, now)
    account.email = email
    account.save(update_fields=["email"])
    record_event(verb="address_corrected", subject=f"account:{account.pk}", by=by)
    return account


def _note(account: Account, said: str, *, by: Account | None, now: datetime) -> AddressFailure | None:
    if not account.email:
        raise NoAddressError(account.username)
    if failing_address(account) is not None:
        return None
    said = " ".join(said.replace(account.email, "…").split())[:300]
    try:
        with transaction.atomic():
            failure = AddressFailure.objects.create(
                account=account, address=account.email, said=said, failed_at=now, recorded_by=by
            )
    except IntegrityError:  # another worker was quicker
        return None
    record_event(verb="address_failed", subject=f"account:{account.pk}", by=by)
    post_notice(
        notice=ADDRESS_FAILS,
        to=administrators_of(account, timezone.localdate(now)),
        details={"username": account.username, "path": reverse("account", args=[account.pk])},
        now=now,
    )
    return failure


def _clear(account: Account, by: Account, now: datetime) -> bool:
    found = AddressFailure.objects.filter(account=account, cleared_at=None)
    return found.update(cleared_at=now, cleared_by=by) > 0


def administrators_of(account: Account, today: date) -> list[Account]:
    """The administrators whom mail reaches, of the organisations in which an account has a role and of those above;
    of those at the top, where it has none.
    """
    roles = RoleAssignment.objects.held_on(today).select_related("organization")
    paths = {path for role in roles.filter(account=account) for path in role.organization.ancestor_paths}
    held = RoleAssignment.objects.held_on(today).filter(role=Role.ADMINISTRATOR.value)
    held = held.filter(organization__path__in=paths) if paths else held.filter(organization__depth=1)
    reached = Account.objects.active().filter(pk__in=held.values("account")).exclude(email="").exclude(pk=account.pk)
    return list(reached.exclude(pk__in=open_failures().values("account")).order_by("pk"))
