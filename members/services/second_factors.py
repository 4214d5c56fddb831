"""The second factor: codes of an app (RFC 6238), and paper codes for the day the telephone is gone."""

import base64
import secrets
from collections.abc import Iterator
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django_otp.oath import hotp

from members.errors import MembersError
from members.models import Account, RecoveryCode, SecondFactor
from members.sealing import seal, unseal
from members.services.guesses import PER_ACCOUNT, TooManyGuessesError, give_back, take_guess
from members.services.journal import record_event
from members.services.sessions import end_sessions
from members.services.sign_in import home_of

STEP_SECONDS = 30
DIGITS = 6
TOLERANCE = 1
"""So many steps before and after now: clocks of telephones differ, and typing takes time."""
RECOVERY_CODES = 10
APP, RECOVERY_CODE = "app", "recovery_code"
_KEY_BYTES = 20
_LETTERS, _GROUP, _GROUPS = "abcdefghjkmnpqrstuvwxyz23456789", 4, 3
_PURPOSE = "second factor"


class WrongCodeError(MembersError):
    """No code of this account, or one that was used before."""


class NoSecondFactorError(MembersError):
    """The account has none."""


def new_key() -> str:
    """Give a secret for an app, in the letters in which it is typed (base32)."""
    return base64.b32encode(secrets.token_bytes(_KEY_BYTES)).decode()


def code_at(key: str, step: int) -> str:
    """Give what the app shows in a time step."""
    return f"{hotp(base64.b32decode(key), step, DIGITS):0{DIGITS}d}"


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def enroll_second_factor(*, account: Account, key: str, code: str, session_key: str | None, now: datetime) -> list[str]:
    """Take up an app whose code proves that it holds the key, in place of the one before; give the paper codes.

    These are known to nobody afterwards. All other sessions end: they were begun without it. Raises: WrongCodeError,
    TooManyGuessesError.
    """
    step = _right_step(key, code, now)
    if step is None:
        _count(account, now)
        raise WrongCodeError(account.username)
    try:
        return _enroll(account, key, step, session_key, now)
    except IntegrityError as error:  # twice at once: the one that was first holds
        raise WrongCodeError(account.username) from error


@transaction.atomic
def _enroll(account: Account, key: str, step: int, session_key: str | None, now: datetime) -> list[str]:
    replaced = _remove(account, now)
    factor = SecondFactor.objects.create(
        account=account, sealed_key=seal(key, purpose=_PURPOSE), last_step=step, enrolled_at=now
    )
    _journal("second_factor_replaced" if replaced else "second_factor_enrolled", account, account, now)
    end_sessions(account=account, by=account, reason="second_factor", now=now, but=session_key)
    return _write_codes(factor)


@transaction.atomic
def renew_recovery_codes(*, account: Account, now: datetime) -> list[str]:
    """Give ten new paper codes; those before are worth nothing. Raises: NoSecondFactorError."""
    factor = SecondFactor.objects.current().select_for_update().filter(account=account).first()
    if factor is None:
        raise NoSecondFactorError(account.username)
    RecoveryCode.objects.usable().filter(second_factor=factor).update(replaced_at=now)
    _journal("recovery_codes_renewed", account, account, now)
    return _write_codes(factor)


def check_code(*, account: Account, code: str, now: datetime) -> str:
    """Take a code of the app or a paper code, each once; give which it was: APP or RECOVERY_CODE.

    Raises: WrongCodeError, TooManyGuessesError.
    """
    at = _count(account, now)
    typed = "".join(character for character in code.casefold() if character.isalnum())
    used = _use_app(account, typed, now) if typed.isdigit() else _use_paper(account, typed, now)
    if not used:
        _journal("second_factor_failed", account, None, now)
        raise WrongCodeError(account.username)
    give_back(at=at, now=now)
    return APP if typed.isdigit() else RECOVERY_CODE


@transaction.atomic
def remove_second_factor(*, account: Account, by: Account | None, reason: str, now: datetime) -> None:
    """Take the second factor away from somebody who lost it; at the next sign-in he sets up another. All his sessions
    end. `by`: None where it is done on the console.

    Raises: NoSecondFactorError.
    """
    if not _remove(account, now):
        raise NoSecondFactorError(account.username)
    _journal("second_factor_removed", account, by, now, reason=reason)
    end_sessions(account=account, by=by, reason="second_factor", now=now)


def codes_left(account: Account) -> int:
    """Count the paper codes that were not used yet."""
    return int(RecoveryCode.objects.usable().filter(second_factor__account=account).count())


def _count(account: Account, now: datetime) -> str:
    at = f"second factor:{account.pk}"
    try:
        take_guess(at=at, limit=PER_ACCOUNT, now=now)
    except TooManyGuessesError as error:
        if error.is_news:
            _journal("second_factor_throttled", account, None, now)
        raise
    return at


def _use_app(account: Account, code: str, now: datetime) -> bool:
    factor = SecondFactor.objects.current().filter(account=account).first()
    if factor is None:
        return False
    step = _right_step(unseal(factor.sealed_key, purpose=_PURPOSE), code, now)
    if step is None:
        return False
    # Compare and set: of two who send the same code at once one finds the step used.
    fresh = SecondFactor.objects.current().filter(pk=factor.pk, last_step__lt=step)
    return bool(fresh.update(last_step=step))


@transaction.atomic
def _use_paper(account: Account, code: str, now: datetime) -> bool:
    usable = RecoveryCode.objects.usable().filter(second_factor__account=account, code_hash=_hash(account, code))
    if not usable.update(used_at=now):
        return False
    _journal("recovery_code_used", account, account, now, left=codes_left(account))
    return True


def _right_step(key: str, code: str, now: datetime) -> int | None:
    """Give the time step, near now, in which the app showed the code."""
    steps = range(step_at(now) - TOLERANCE, step_at(now) + TOLERANCE + 1)
    return next((step for step in steps if secrets.compare_digest(code_at(key, step), code)), None)


def _remove(account: Account, now: datetime) -> bool:
    factors = SecondFactor.objects.current().filter(account=account)
    return bool(factors.update(removed_at=now, sealed_key=""))


def _write_codes(factor: SecondFactor) -> list[str]:
    codes = list(_new_codes())
    RecoveryCode.objects.bulk_create(
        RecoveryCode(second_factor=factor, code_hash=_hash(factor.account, code.replace("-", ""))) for code in codes
    )
    return codes


def _new_codes() -> Iterator[str]:
    for _number in range(RECOVERY_CODES):
        groups = ("".join(secrets.choice(_LETTERS) for _letter in range(_GROUP)) for _group in range(_GROUPS))
        code = "-".join(groups)
        # One of digits alone would be taken for a code of the app.
        yield code if not code.replace("-", "").isdigit() else f"a{code[1:]}"


def _hash(account: Account, code: str) -> str:
    # Twelve random letters cannot be tried out: a keyed hash is enough, and finds the row at once.
    return salted_hmac(f"members.recovery_code:{account.pk}", code, algorithm="sha256").hexdigest()


def _journal(verb: str, account: Account, by: Account | None, now: datetime, **details: object) -> None:
    record_event(verb=verb, subject=f"account:{account.pk}", by=by, details=details, organization=home_of(account, now))
