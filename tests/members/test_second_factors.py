"""Codes of the app and paper codes: each works once, and is guessed at slowly."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from members.models import Account, JournalEvent, RecoveryCode, SecondFactor
from members.sealing import UnreadableSealError, seal, unseal
from members.services.guesses import TooManyGuessesError
from members.services.second_factors import (
    APP,
    RECOVERY_CODE,
    RECOVERY_CODES,
    NoSecondFactorError,
    WrongCodeError,
    check_code,
    code_at,
    codes_left,
    enroll_second_factor,
    new_key,
    remove_second_factor,
    renew_recovery_codes,
    step_at,
)
from tests.factories import NOW, make_account
from tests.signing_in import enroll

RFC_KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The key of RFC 6238, appendix B."""


@pytest.fixture(autouse=True)
def at_nine() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def account(db: None) -> Account:
    return make_account("thamdinh")


def holds(account: Account, code: str) -> bool:
    try:
        check_code(account=account, code=code, now=NOW)
    except WrongCodeError:
        return False
    return True


@pytest.mark.parametrize(("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_code_is_that_of_the_standard(seconds: int, code: str) -> None:
    assert code_at(RFC_KEY, seconds // 30) == code


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (0, True), (1, True), (2, False)])
def test_code_holds_half_a_minute_around_now(account: Account, steps: int, right: bool) -> None:
    key, _codes = enroll(account)

    assert holds(account, code_at(key, step_at(NOW) + steps)) is right


def test_code_works_once_and_no_older_one_after_it(account: Account) -> None:
    key, _codes = enroll(account)
    code, following = code_at(key, step_at(NOW)), code_at(key, step_at(NOW) + 1)

    assert [holds(account, one) for one in (following, following, code)] == [True, False, False]


def test_code_typed_with_spaces_is_taken(account: Account) -> None:
    key, _codes = enroll(account)
    code = code_at(key, step_at(NOW))

    assert check_code(account=account, code=f" {code[:3]} {code[3:]} ", now=NOW) == APP


def test_code_of_somebody_else_does_not_hold(account: Account) -> None:
    enroll(account)
    key, codes = enroll(make_account("khac"))

    assert not holds(account, code_at(key, step_at(NOW)))
    assert not holds(account, codes[0])


def test_codes_are_guessed_at_slowly(account: Account) -> None:
    key, _codes = enroll(account)
    right = code_at(key, step_at(NOW))
    for number in range(10):
        assert not holds(account, f"{(int(right) + 1 + number) % 1_000_000:06d}")

    with pytest.raises(TooManyGuessesError):
        check_code(account=account, code=right, now=NOW)

    verbs = JournalEvent.objects.filter(verb__startswith="second_factor_").values_list("verb", flat=True)
    assert sorted(verbs) == ["second_factor_enrolled", *["second_factor_failed"] * 10, "second_factor_throttled"]


def test_recovery_codes_are_ten_that_differ_and_are_stored_as_hashes(account: Account) -> None:
    _key, codes = enroll(account)

    stored = list(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert len(set(codes)) == len(set(stored)) == RECOVERY_CODES
    assert not {code.replace("-", "") for code in codes} & set(stored)


def test_recovery_code_works_once_however_it_is_typed(account: Account) -> None:
    _key, codes = enroll(account)

    assert check_code(account=account, code=codes[3].upper().replace("-", " "), now=NOW) == RECOVERY_CODE
    assert not holds(account, codes[3])
    assert codes_left(account) == RECOVERY_CODES - 1
    assert JournalEvent.objects.get(verb="recovery_code_used").details == {"left": 9}


def test_recovery_code_cannot_be_made_unused_again(account: Account) -> None:
    _key, codes = enroll(account)
    holds(account, codes[0])

    with pytest.raises(DatabaseError), transaction.atomic():
        RecoveryCode.objects.exclude(used_at=None).update(used_at=None)


def test_renewed_recovery_codes_take_the_place_of_the_old_ones(account: Account) -> None:
    _key, old = enroll(account)

    new = renew_recovery_codes(account=account, now=NOW)

    assert not holds(account, old[0])
    assert holds(account, new[0])


def test_another_telephone_takes_the_place_of_the_first(account: Account) -> None:
    first, codes = enroll(account)

    second, _codes = enroll(account)

    assert not holds(account, code_at(first, step_at(NOW)))
    assert not holds(account, codes[0])
    assert holds(account, code_at(second, step_at(NOW)))
    assert SecondFactor.objects.exclude(removed_at=None).get().sealed_key == ""


def test_app_that_shows_another_code_is_not_taken_up(account: Account) -> None:
    with pytest.raises(WrongCodeError):
        enroll_second_factor(account=account, key=RFC_KEY, code="000000", session_key=None, now=NOW)

    assert not SecondFactor.objects.exists()


def test_removed_second_factor_is_worth_nothing(account: Account) -> None:
    key, codes = enroll(account)
    administrator = make_account("quantri")

    remove_second_factor(account=account, by=administrator, reason="Mất điện thoại", now=NOW)

    assert not holds(account, code_at(key, step_at(NOW)))
    assert not holds(account, codes[0])
    with pytest.raises(NoSecondFactorError):
        remove_second_factor(account=account, by=administrator, reason="Lần nữa", now=NOW + timedelta(minutes=1))


def test_second_factor_is_removed_on_the_console(account: Account, in_english: None) -> None:
    key, _codes = enroll(account)

    call_command("remove_second_factor", "thamdinh", "--reason", "Mất điện thoại")

    assert not holds(account, code_at(key, step_at(NOW)))
    with pytest.raises(CommandError, match="no second factor"):
        call_command("remove_second_factor", "thamdinh", "--reason", "Lần nữa")
    with pytest.raises(CommandError, match="no account"):
        call_command("remove_second_factor", "aido", "--reason", "?")


def test_key_does_not_lie_open_in_the_database(account: Account) -> None:
    key, _codes = enroll(account)

    assert key not in SecondFactor.objects.get().sealed_key
    assert new_key() != key


def test_seal_opens_for_its_purpose_and_key_only(settings: Any) -> None:
    sealed = seal("Đặng Thị Hương", purpose="one")

    assert unseal(sealed, purpose="one") == "Đặng Thị Hương"
    with pytest.raises(UnreadableSealError):
        unseal(sealed, purpose="other")


def test_seal_of_a_former_secret_key_still_opens(settings: Any) -> None:
    sealed = seal("x", purpose="one")
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret-key-of-enough-length-000"

    with pytest.raises(UnreadableSealError):
        unseal(sealed, purpose="one")
    settings.SECRET_KEY_FALLBACKS = [former]

    assert unseal(sealed, purpose="one") == "x"
