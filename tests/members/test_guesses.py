"""F28: guessing is slow, and shuts nobody out for ever. Each test is one client at one address, unless it says so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection

from members.models import GuessWindow, JournalEvent
from members.services.guesses import PER_ACCOUNT, PER_ADDRESS, STRANGERS, TooManyGuessesError, give_back, take_guess
from members.services.sign_in import Device, WrongPasswordError, check_password, network_of, record_sign_in
from tests.factories import NOW, PASSWORD, make_account

HOME, OFFICE = Device("198.51.100.7", ""), Device("203.0.113.9", "")
Try = Callable[..., str]


@pytest.fixture
def attempt(db: None) -> Try:
    def attempt_to_sign_in(username: str, password: str, device: Device = OFFICE, now: datetime = NOW) -> str:
        try:
            check_password(username=username, password=password, device=device, now=now)
        except WrongPasswordError:
            return "wrong"
        except TooManyGuessesError:
            return "throttled"
        return "in"

    return attempt_to_sign_in


def test_a_thousand_guesses_at_one_account_are_looked_at_ten_times_at_most(attempt: Try) -> None:
    make_account("bithu")
    second = timedelta(seconds=1)

    answers = [attempt("bithu", f"sai-{number}", now=NOW + number * second / 2) for number in range(1000)]

    assert answers.count("wrong") == STRANGERS
    assert STRANGERS <= PER_ACCOUNT == 10


def test_guesses_from_many_addresses_at_one_account_count_together(attempt: Try) -> None:
    make_account("bithu")

    answers = [attempt("bithu", "sai", Device(f"198.51.100.{number}", "")) for number in range(200)]

    assert answers.count("wrong") == STRANGERS


def test_no_fifteen_minutes_see_more_than_ten_guesses(attempt: Try) -> None:
    account = make_account("bithu")
    own = Device("198.51.100.7", "", frozenset({account.pk}))
    looked_at = []

    for minute in range(120):
        now = NOW + timedelta(minutes=minute)
        tries = [attempt("bithu", "sai", device, now) for device in (own, OFFICE, own)]
        looked_at.append(tries.count("wrong"))

    assert max(sum(looked_at[start : start + 15]) for start in range(105)) <= PER_ACCOUNT
    assert sum(looked_at[60:]) > 0  # never for ever: the guesses go on being looked at


def test_a_thousand_accounts_and_one_password_from_one_address_are_throttled(attempt: Try) -> None:
    answers = [attempt(f"nguoi{number}", "matkhau2026") for number in range(1000)]

    assert answers.count("wrong") == PER_ADDRESS
    assert GuessWindow.objects.count() <= PER_ADDRESS + 1


def test_colleagues_behind_the_address_that_guesses_still_sign_in(attempt: Try) -> None:
    on_own_device, known_here = make_account("hoa"), make_account("lan")
    record_sign_in(account=known_here, device=OFFICE, second_factor="", now=NOW)
    for number in range(1000):
        attempt(f"nguoi{number}", "matkhau2026")

    assert attempt("hoa", PASSWORD, Device(OFFICE.address, "", frozenset({on_own_device.pk}))) == "in"
    assert attempt("lan", PASSWORD) == "in"


def test_guesses_at_one_account_do_not_use_up_the_address(attempt: Try) -> None:
    make_account("bithu")
    make_account("hoa")
    for _number in range(1000):
        attempt("bithu", "sai")

    assert attempt("hoa", PASSWORD) == "in"


def test_right_password_while_throttled_is_not_looked_at_and_is_told_when(attempt: Try) -> None:
    make_account("bithu")
    for _number in range(20):
        attempt("bithu", "sai")

    with pytest.raises(TooManyGuessesError) as refused:
        check_password(username="bithu", password=PASSWORD, device=OFFICE, now=NOW + timedelta(minutes=5))

    assert refused.value.until == NOW + timedelta(minutes=15)
    assert attempt("bithu", PASSWORD, now=refused.value.until) == "in"


def test_owner_gets_in_while_strangers_guess_on(attempt: Try) -> None:
    account = make_account("bithu")
    for number in range(100):
        attempt("bithu", "sai", HOME, NOW + timedelta(seconds=number))

    assert attempt("bithu", PASSWORD, Device("192.0.2.1", "", frozenset({account.pk}))) == "in"


def test_right_passwords_are_not_counted(attempt: Try) -> None:
    make_account("bithu")

    assert [attempt("bithu", PASSWORD) for _number in range(60)] == ["in"] * 60


def test_throttling_is_told_to_the_journal_once_in_a_window(attempt: Try) -> None:
    make_account("bithu")

    for _number in range(100):
        attempt("bithu", "sai")

    verbs = list(JournalEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["sign_in_failed"] * STRANGERS + ["sign_in_throttled"]


def test_old_windows_are_forgotten(attempt: Try) -> None:
    account = make_account("bithu")
    attempt("aido", "sai")

    record_sign_in(account=account, device=HOME, second_factor="", now=NOW + timedelta(days=2))

    assert GuessWindow.objects.count() == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.9", "203.0.113.9"), ("2001:db8::1:2", "2001:db8::/64"), ("gì đó", ""), ("", "")],
)
def test_address_is_counted_by_its_connection(address: str, network: str) -> None:
    assert network_of(address) == network


def taken_in_a_thread(at: str) -> bool:
    try:
        return taken(at=at)
    finally:
        connection.close()


def taken(*, at: str) -> bool:
    try:
        take_guess(at=at, limit=PER_ACCOUNT, now=NOW)
    except TooManyGuessesError:
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_do_not_slip_past_the_count() -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(taken_in_a_thread, ["account:x"] * 40))

    assert answers.count(True) == PER_ACCOUNT


def test_guess_given_back_leaves_the_others_counted(db: None) -> None:
    for number in range(PER_ACCOUNT):
        take_guess(at="account:x", limit=PER_ACCOUNT, now=NOW + timedelta(seconds=number))

    give_back(at="account:x", now=NOW)

    assert taken(at="account:x")
    assert not taken(at="account:x")
