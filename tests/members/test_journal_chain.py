"""The chain of the journal: whoever owns the database, and has not the key, changes nothing unnoticed."""

import hmac
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from members.append_only import drop_triggers
from members.journal_chain import Seal
from members.journal_words import Flaw
from members.models import JournalAnchor, JournalEvent, JournalHead
from members.services.journal import JournalDamagedError, append_events, event_of, record_event, seal_journal
from members.services.journal_check import Anchor, Verdict, verify_journal
from tests.factories import NOW, make_account

pytestmark = pytest.mark.django_db

Statement = Callable[..., None]


@pytest.fixture
def chain() -> list[JournalEvent]:
    """Five events, sealed."""
    by = make_account("thu.ky")
    for number in range(1, 6):
        record_event(verb="thử", subject=f"case:{number}", by=by, details={"ngày": date(2026, 1, number)})
    seal_journal()
    return list(JournalEvent.objects.order_by("number"))


@pytest.fixture
def as_owner() -> Statement:
    """Whoever owns the database drops the triggers first."""
    if connection.vendor == "postgresql":
        connection.check_constraints()  # nothing may be pending on a table whose triggers go
    drop_triggers()

    def execute(statement: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return execute


def named(verdict: Verdict) -> tuple[Flaw, int | None, int | None] | None:
    return (verdict.error.flaw, verdict.error.number, verdict.error.pk) if verdict.error else None


def test_sealed_journal_is_whole(chain: list[JournalEvent]) -> None:
    verdict = verify_journal()

    assert (verdict.is_whole, verdict.sealed, verdict.unsealed) == (True, 5, 0)
    assert [event.number for event in chain] == [1, 2, 3, 4, 5]
    assert (JournalHead.objects.get().count, JournalHead.objects.get().chain) == (5, verdict.chain)


def test_empty_journal_is_whole() -> None:
    assert named(verify_journal()) is None


def test_row_that_waits_for_its_link_is_counted_and_sealed_later(chain: list[JournalEvent]) -> None:
    record_event(verb="thử", subject="case:6", by=None)

    assert (verify_journal().sealed, verify_journal().unsealed) == (5, 1)
    assert seal_journal() == 1
    assert (verify_journal().sealed, verify_journal().unsealed) == (6, 0)


def test_thousands_are_sealed_in_one_call(django_assert_max_num_queries: Any) -> None:
    append_events([event_of(verb="thử", subject=f"case:{number}", by=None) for number in range(2_500)])

    with django_assert_max_num_queries(30):
        assert seal_journal() == 2_500

    assert verify_journal().sealed == 2_500


def test_many_at_once_are_stored_as_one_by_one_whatever_they_say() -> None:
    by = make_account("bithu")
    said = {"notice": 'Thông báo "1", \\N\t; dòng\nhai', "on": date(2026, 3, 2), "none": None, "empty": ""}
    about: dict[str, Any] = {"verb": "thử", "subject": "case:7", "details": said, "by": by}

    append_events(event_of(**about) for _ in range(2))
    record_event(**about)

    columns = ("verb", "subject", "details", "account", "on_behalf_of", "organization", "number", "chain")
    many, _second, one = JournalEvent.objects.order_by("pk").values_list(*columns)
    assert many == one
    assert many[2] == said | {"on": "2026-03-02"}
    assert seal_journal() == 3
    assert named(verify_journal()) is None


def test_sealing_when_nothing_waits_is_one_query(chain: list[JournalEvent], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert seal_journal() == 0


@pytest.mark.parametrize(
    "change",
    [
        "subject = 'case:9'", "verb = 'khác'", "account_id = NULL", "details = '{\"ngày\":\"2026-01-31\"}'",
        "at = '2020-01-01 00:00:00'", "mac = 'ffffffff' || substr(mac, 1, 60)", "mac = NULL",
    ],
)  # fmt: skip
def test_changed_row_is_named(chain: list[JournalEvent], as_owner: Statement, change: str) -> None:
    as_owner(f"UPDATE members_journalevent SET {change} WHERE number = 3")  # noqa: S608 - written above

    assert named(verify_journal()) == (Flaw.CHANGED, 3, chain[2].pk)


def test_missing_row_is_named(chain: list[JournalEvent], as_owner: Statement) -> None:
    as_owner("DELETE FROM members_journalevent WHERE number = 2")

    assert named(verify_journal()) == (Flaw.MISSING, 2, None)


def test_missing_row_whose_place_is_closed_up_is_named(chain: list[JournalEvent], as_owner: Statement) -> None:
    as_owner("DELETE FROM members_journalevent WHERE number = 2")
    for number in (3, 4, 5):
        as_owner("UPDATE members_journalevent SET number = %s WHERE number = %s", number - 1, number)

    assert named(verify_journal()) == (Flaw.REORDERED, 2, chain[2].pk)


def test_row_taken_out_of_the_chain_leaves_its_place(chain: list[JournalEvent], as_owner: Statement) -> None:
    as_owner("UPDATE members_journalevent SET number = NULL, chain = NULL WHERE number = 4")

    assert named(verify_journal()) == (Flaw.MISSING, 4, None)


def test_two_rows_that_changed_places_are_named(chain: list[JournalEvent], as_owner: Statement) -> None:
    second, third = chain[1], chain[2]
    as_owner("UPDATE members_journalevent SET number = 99 WHERE id = %s", second.pk)
    as_owner("UPDATE members_journalevent SET number = 2, chain = %s WHERE id = %s", second.chain, third.pk)
    as_owner("UPDATE members_journalevent SET number = 3, chain = %s WHERE id = %s", third.chain, second.pk)

    assert named(verify_journal()) == (Flaw.REORDERED, 2, third.pk)


def test_cut_tail_is_named(chain: list[JournalEvent], as_owner: Statement) -> None:
    as_owner("DELETE FROM members_journalevent WHERE number > 3")

    assert named(verify_journal()) == (Flaw.CUT, 4, None)


def test_emptied_journal_is_a_cut_tail(chain: list[JournalEvent], as_owner: Statement) -> None:
    as_owner("DELETE FROM members_journalevent")

    assert named(verify_journal()) == (Flaw.CUT, 1, None)


def test_cut_tail_under_an_older_head_is_shown_by_an_anchor(as_owner: Statement) -> None:
    append_events(event_of(verb="thử", subject=f"case:{number}", by=None) for number in range(1, 4))
    seal_journal()
    older = JournalHead.objects.get()
    append_events(event_of(verb="thử", subject=f"case:{number}", by=None) for number in range(4, 6))
    seal_journal()
    anchor = Anchor(5, JournalHead.objects.get().chain, date(2026, 3, 2))
    as_owner("DELETE FROM members_journalevent WHERE number > 3")
    older.save()

    assert named(verify_journal()) is None
    assert named(verify_journal([anchor])) == (Flaw.CUT, 4, None)


def test_older_head_over_the_whole_chain_is_named(chain: list[JournalEvent]) -> None:
    older = JournalHead.objects.get()
    event = record_event(verb="thử", subject="case:6", by=None)
    seal_journal()
    older.save()

    assert named(verify_journal()) == (Flaw.HEAD, 6, event.pk)


@pytest.mark.parametrize("change", [{"count": 4}, {"mac": "0" * 64}])
def test_changed_head_is_named_and_nothing_is_linked_to_it(chain: list[JournalEvent], change: dict[str, Any]) -> None:
    JournalHead.objects.update(**change)
    record_event(verb="thử", subject="case:6", by=None)

    assert named(verify_journal()) == (Flaw.HEAD, None, None)
    with pytest.raises(JournalDamagedError):
        seal_journal()


def test_head_that_is_gone_is_named_and_not_made_anew(chain: list[JournalEvent]) -> None:
    JournalHead.objects.all().delete()
    record_event(verb="thử", subject="case:6", by=None)

    assert named(verify_journal()) == (Flaw.HEAD, 1, chain[0].pk)
    with pytest.raises(JournalDamagedError):
        seal_journal()


def test_other_key_is_named_as_such(chain: list[JournalEvent], settings: Any) -> None:
    settings.JOURNAL_KEY = "mot-khoa-khac-" * 4

    assert named(verify_journal()) == (Flaw.WRONG_KEY, None, None)


def test_row_inserted_without_the_key_is_named_and_never_sealed(chain: list[JournalEvent]) -> None:
    forged = JournalEvent.objects.create(at=NOW, verb="thử", subject="case:1", mac="0" * 94)

    assert seal_journal() == 0
    assert named(verify_journal()) == (Flaw.INSERTED, None, forged.pk)


def test_row_put_at_the_end_of_the_chain_without_the_key_is_named(chain: list[JournalEvent]) -> None:
    forged = JournalEvent.objects.create(at=NOW, verb="thử", subject="case:1", mac="0" * 94, number=6, chain="0" * 64)

    assert named(verify_journal()) == (Flaw.HEAD, 6, forged.pk)


def test_copy_of_a_genuine_row_is_named(chain: list[JournalEvent], as_owner: Statement) -> None:
    as_owner("DROP INDEX journal_mac_once")
    genuine = chain[2]
    copy = JournalEvent.objects.create(
        at=genuine.at, account=genuine.account, verb=genuine.verb, subject=genuine.subject, details=genuine.details,
        mac=genuine.mac,
    )  # fmt: skip

    assert named(verify_journal()) == (Flaw.COPIED, None, copy.pk)


def test_anchor_of_another_history_is_named(chain: list[JournalEvent]) -> None:
    JournalAnchor.objects.create(anchored_on=date(2026, 3, 1), at=NOW, count=3, chain="0" * 64)

    verdict = verify_journal()

    assert named(verdict) == (Flaw.ANCHOR, 3, None)
    assert verdict.error
    assert verdict.error.on == date(2026, 3, 1)


def test_anchors_of_the_own_history_hold(chain: list[JournalEvent]) -> None:
    anchors = [Anchor(event.number or 0, event.chain or "") for event in chain]

    assert named(verify_journal([Anchor(0, ""), *anchors])) is None


def test_details_come_back_as_they_were_written() -> None:
    details = {"z": 1, "a": ["Nguyễn", None, True, 1.5], "dòng": "một\nhai\x00"}
    event = record_event(verb="thử", subject="case:1", by=None, details=details)

    assert JournalEvent.objects.get(pk=event.pk).details == details
    assert named(verify_journal()) is None


def test_subject_with_a_line_break_is_refused() -> None:
    with pytest.raises(ValueError, match="line break"):
        record_event(verb="thử", subject="case:1\n2", by=None)


@pytest.mark.django_db(transaction=True)
def test_event_is_sealed_right_after_the_commit() -> None:
    record_event(verb="thử", subject="case:1", by=None)
    append_events(event_of(verb="thử", subject=f"case:{number}", by=None) for number in range(3))

    assert list(JournalEvent.objects.order_by("pk").values_list("number", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_damaged_head_stops_no_act(chain: list[JournalEvent]) -> None:
    JournalHead.objects.update(mac="0" * 64)

    assert record_event(verb="thử", subject="case:6", by=None).number is None


@pytest.mark.parametrize("key", ["k" * 40, "khóa-dài-" * 20])
def test_link_is_the_hmac_of_the_standard_library(key: str) -> None:
    expected = hmac.digest(key.encode(), b"link\nbefore\n7\n9\nmac", "sha256").hex()

    assert Seal.of(key).link("before", 7, 9, "mac") == expected
