"""The calendar on the telephone: its address, what it contains, and what it never says."""

from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from admission.domain.data_requests import RequestKind
from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, CalendarFeed, Deadline
from admission.selectors import feeds
from admission.services.data_requests import record_request
from admission.services.delegations import delegate_roles
from admission.services.feeds import (
    PER_ADDRESS,
    PER_FEED,
    FeedGoneError,
    NoFeedError,
    UnknownFeedError,
    fetch_feed,
    hash_of,
    make_feed,
    renew_feed,
    revoke_feed,
)
from members.models import Account, JournalEvent, Organization, Role, RoleAssignment
from members.services.guesses import TooManyGuessesError
from tests.admission.services.parallel import in_parallel
from tests.factories import NOW, TODAY, Dates, Tree, advance, decide, make_account, make_case

ADDRESS = "203.0.113.7"
NAME = "Đặng Thị Hương"


@pytest.fixture(autouse=True)
def addresses(settings: Any) -> None:
    settings.BASE_URL, settings.MAIL_DOMAIN = "https://ketnap.example.vn", "ketnap.example.vn"


@pytest.fixture
def secretary(tree: Tree) -> Account:
    account = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    account.language = "en"
    account.save()
    return account


@pytest.fixture
def resolved(tree: Tree) -> AdmissionCase:
    return advance(make_case(tree.branch, name=NAME), Dates())


def events_of(token: str, now: datetime = NOW) -> dict[str, Any]:
    """The events of a feed by their UID, read back as a telephone reads them."""
    calendar = Calendar.from_ical(fetch_feed(token=token, address=ADDRESS, now=now))
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def uid_of(case: AdmissionCase, kind: str) -> str:
    return f"deadline-{Deadline.objects.get(case=case, kind=kind).pk}@ketnap.example.vn"


def test_secret_is_long_and_kept_as_a_hash_only(secretary: Account) -> None:
    feed, token = make_feed(account=secretary, now=NOW)

    assert len(token) * 6 >= 256
    assert token not in str(CalendarFeed.objects.filter(pk=feed.pk).values().get())
    assert token not in str(list(JournalEvent.objects.values_list("details", flat=True)))


def test_event_says_what_is_due_without_a_name(secretary: Account, resolved: AdmissionCase) -> None:
    _feed, token = make_feed(account=secretary, now=NOW)

    text = fetch_feed(token=token, address=ADDRESS, now=NOW).decode()
    event = events_of(token)[uid_of(resolved, "admission_decision")]

    deadline = Deadline.objects.get(case=resolved, kind="admission_decision")
    assert event["summary"] == f"Admission decision · {resolved.code} · Đ.T.H."
    assert event.decoded("dtstart") == deadline.due_on
    assert event.decoded("dtend") == deadline.due_on + timedelta(days=1)
    assert event["url"] == f"https://ketnap.example.vn/cases/{resolved.pk}/"
    assert (event["status"], event["sequence"], event["transp"]) == ("CONFIRMED", 0, "TRANSPARENT")
    assert not any(word in text for word in ("Đặng", "Hương", "Lê Văn", "Chi bộ"))


def test_event_rings_on_the_mornings_of_working_days(secretary: Account, resolved: AdmissionCase) -> None:
    _feed, token = make_feed(account=secretary, now=NOW)

    event = events_of(token)[uid_of(resolved, "admission_decision")]

    start = datetime.combine(event.decoded("dtstart"), datetime.min.time())
    rings = [start + alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    assert [ring.hour for ring in rings] == [7, 7]
    assert all(ring.weekday() < 5 and ring < start for ring in rings)


def test_moved_date_raises_the_sequence_and_keeps_the_uid(secretary: Account, resolved: AdmissionCase) -> None:
    _feed, token = make_feed(account=secretary, now=NOW)
    uid = uid_of(resolved, "admission_decision")
    Deadline.objects.filter(case=resolved, kind="admission_decision").update(
        due_on=date(2026, 4, 14), revision=3, provisional=True
    )

    event = events_of(token)[uid]

    assert (event["sequence"], event.decoded("dtstart"), event["status"]) == (2, date(2026, 4, 14), "TENTATIVE")
    assert event["summary"].endswith("(provisional)")


def test_met_deadline_is_cancelled_for_thirty_days(secretary: Account, resolved: AdmissionCase) -> None:
    _feed, token = make_feed(account=secretary, now=NOW)
    uid = uid_of(resolved, "admission_decision")
    decide(resolved, StepCode.ADMISSION_DECISION, TODAY)

    over = events_of(token)[uid]

    assert (over["status"], over.walk("VALARM")) == ("CANCELLED", [])
    assert uid in events_of(token, NOW + timedelta(days=30))
    assert uid not in events_of(token, NOW + timedelta(days=31))


def test_feed_holds_what_its_account_may_see_today(tree: Tree, secretary: Account, resolved: AdmissionCase) -> None:
    uid = uid_of(resolved, "admission_decision")
    others = {
        name: make_account(name, role, organization)
        for name, role, organization in (
            ("ben-canh", Role.BRANCH_SECRETARY, tree.sibling),
            ("can-bo", Role.CLERK, tree.committee),
            ("noi-khac", Role.CLERK, tree.foreign_committee),
            ("kiem-tra", Role.INSPECTOR, tree.committee),
            ("quan-tri", Role.ADMINISTRATOR, tree.committee),
            ("khong-vai", None, None),
        )
    }

    seen = {
        name for name, account in {**others, "bithu": secretary}.items()
        if uid in events_of(make_feed(account=account, now=NOW)[1])
    }  # fmt: skip

    assert seen == {"bithu", "can-bo"}


def test_role_that_ended_takes_its_deadlines_along(secretary: Account, resolved: AdmissionCase) -> None:
    _feed, token = make_feed(account=secretary, now=NOW)
    RoleAssignment.objects.filter(account=secretary).update(
        until_on=TODAY, ended_by=secretary, ended_at=NOW, end_reason="Thôi nhiệm vụ"
    )

    uid = uid_of(resolved, "admission_decision")

    assert uid in events_of(token)
    assert uid not in events_of(token, NOW + timedelta(days=1))


def test_lent_role_brings_its_deadlines_for_its_days(tree: Tree, secretary: Account, resolved: AdmissionCase) -> None:
    deputy = make_account("pho", Role.DEPUTY_SECRETARY, tree.sibling)
    delegate_roles(
        assignments=list(secretary.roles.all()), delegate=deputy, from_on=TODAY, until_on=TODAY, reason="Nghỉ phép",
        by=secretary, today=TODAY, now=NOW,
    )  # fmt: skip
    _feed, token = make_feed(account=deputy, now=NOW)
    uid = uid_of(resolved, "admission_decision")

    assert uid in events_of(token)
    assert uid not in events_of(token, NOW + timedelta(days=1))


def test_clock_of_a_data_request_is_told_to_its_register_without_a_name(tree: Tree, secretary: Account) -> None:
    clerk = make_account("can-bo", Role.CLERK, tree.committee)
    request = record_request(
        organization=tree.committee, kind=RequestKind.SEE, received_on=TODAY, subject_name=NAME, subject_born_on=None,
        asked_by="", by=clerk, today=TODAY, now=NOW,
    )  # fmt: skip
    row = Deadline.objects.filter(request=request).order_by("due_on").first()
    assert row is not None
    uid = f"deadline-{row.pk}@ketnap.example.vn"

    told = events_of(make_feed(account=clerk, now=NOW)[1])

    assert request.code in told[uid]["summary"]
    assert "Hương" not in str(told[uid])
    assert uid not in events_of(make_feed(account=secretary, now=NOW)[1])


def test_what_is_ahead_is_not_crowded_out_by_what_is_overdue(
    tree: Tree, secretary: Account, resolved: AdmissionCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = advance(make_case(tree.branch, name="Lý Thị Mai"), Dates())
    Deadline.objects.filter(case=late, kind="admission_decision").update(due_on=date(2026, 2, 2))
    Deadline.objects.exclude(kind="admission_decision").update(due_on=date(2026, 1, 5))
    monkeypatch.setattr(feeds, "MOST_EVENTS", 1)
    monkeypatch.setattr(feeds, "MOST_PAST", 1)

    told = events_of(make_feed(account=secretary, now=NOW)[1])

    assert {uid_of(resolved, "admission_decision"), uid_of(late, "admission_decision")} < set(told)


def test_practice_is_marked(tree: Tree, secretary: Account, resolved: AdmissionCase) -> None:
    Organization.objects.update(is_practice=True)
    _feed, token = make_feed(account=secretary, now=NOW)

    assert events_of(token)[uid_of(resolved, "admission_decision")]["summary"].startswith("[Practice] ")


def test_same_day_gives_the_same_bytes(secretary: Account, resolved: AdmissionCase) -> None:
    _feed, token = make_feed(account=secretary, now=NOW)

    first = fetch_feed(token=token, address=ADDRESS, now=NOW)

    assert fetch_feed(token=token, address=ADDRESS, now=NOW + timedelta(hours=3)) == first


def test_queries_do_not_grow_with_the_files(tree: Tree, secretary: Account, resolved: AdmissionCase) -> None:
    _feed, token = make_feed(account=secretary, now=NOW)
    fetch_feed(token=token, address=ADDRESS, now=NOW)
    with CaptureQueriesContext(connection) as one:
        fetch_feed(token=token, address=ADDRESS, now=NOW)
    for name in ("Phạm Văn Nam", "Lý Thị Mai"):
        advance(make_case(tree.branch, name=name), Dates())

    with CaptureQueriesContext(connection) as three:
        fetch_feed(token=token, address=ADDRESS, now=NOW)

    assert len(three) == len(one)


# --- the address ------------------------------------------------------------------------------------------------------
def test_unknown_secret_is_unknown(secretary: Account) -> None:
    with pytest.raises(UnknownFeedError):
        fetch_feed(token="x" * 43, address=ADDRESS, now=NOW)


def test_address_ends_after_ninety_days_and_is_renewed_before(secretary: Account) -> None:
    feed, token = make_feed(account=secretary, now=NOW)
    fetch_feed(token=token, address=ADDRESS, now=feed.expires_at - timedelta(seconds=1))
    with pytest.raises(FeedGoneError):
        fetch_feed(token=token, address=ADDRESS, now=feed.expires_at)

    renewed = renew_feed(account=secretary, now=NOW + timedelta(days=80))

    assert renewed.expires_at - NOW == timedelta(days=170)
    assert fetch_feed(token=token, address=ADDRESS, now=NOW + timedelta(days=100))


def test_address_past_its_time_is_not_renewed(secretary: Account) -> None:
    feed, _token = make_feed(account=secretary, now=NOW)

    with pytest.raises(NoFeedError):
        renew_feed(account=secretary, now=feed.expires_at)


def test_calendar_itself_tells_a_week_before_that_its_address_ends(secretary: Account) -> None:
    feed, token = make_feed(account=secretary, now=NOW)
    uid = f"feed-{feed.pk}@ketnap.example.vn"
    before = events_of(token)[uid]

    renew_feed(account=secretary, now=NOW + timedelta(days=10))
    after = events_of(token)[uid]

    assert before.decoded("dtstart") == date(2026, 5, 24)
    assert after.decoded("dtstart") == date(2026, 6, 3)
    assert after["sequence"] > before["sequence"]
    assert before["url"] == "https://ketnap.example.vn/account/calendar/"


def test_revoked_or_replaced_address_is_gone(secretary: Account) -> None:
    _first, replaced = make_feed(account=secretary, now=NOW)
    _second, revoked = make_feed(account=secretary, now=NOW)

    assert revoke_feed(account=secretary, now=NOW)
    assert not revoke_feed(account=secretary, now=NOW)

    for token in (replaced, revoked):
        with pytest.raises(FeedGoneError):
            fetch_feed(token=token, address=ADDRESS, now=NOW)


def test_closed_account_fetches_nothing(secretary: Account) -> None:
    _feed, token = make_feed(account=secretary, now=NOW)
    Account.objects.filter(pk=secretary.pk).update(is_active=False)

    with pytest.raises(FeedGoneError):
        fetch_feed(token=token, address=ADDRESS, now=NOW)


def test_fetch_is_noted(secretary: Account) -> None:
    feed, token = make_feed(account=secretary, now=NOW)

    fetch_feed(token=token, address=ADDRESS, now=NOW + timedelta(hours=2))

    feed.refresh_from_db()
    assert feed.fetched_at == NOW + timedelta(hours=2)


def test_making_renewing_and_revoking_are_journalled(tree: Tree, secretary: Account) -> None:
    make_feed(account=secretary, now=NOW)
    renew_feed(account=secretary, now=NOW)
    revoke_feed(account=secretary, now=NOW)

    events = JournalEvent.objects.filter(subject=f"account:{secretary.pk}").order_by("pk")
    assert [event.verb for event in events] == [
        "calendar_feed_made", "calendar_feed_renewed", "calendar_feed_revoked",
    ]  # fmt: skip
    assert {(event.account, event.organization) for event in events} == {(secretary, tree.branch)}


def test_wrong_secrets_from_one_machine_are_refused_after_some(secretary: Account) -> None:
    _feed, token = make_feed(account=secretary, now=NOW)
    for _number in range(PER_ADDRESS):
        with pytest.raises(UnknownFeedError):
            fetch_feed(token="falsch", address=ADDRESS, now=NOW)

    with pytest.raises(TooManyGuessesError):
        fetch_feed(token=token, address=ADDRESS, now=NOW)
    assert fetch_feed(token=token, address="198.51.100.4", now=NOW)
    assert fetch_feed(token=token, address=ADDRESS, now=NOW + timedelta(minutes=16))


def test_calendar_fetched_too_often_is_refused_for_a_while(secretary: Account) -> None:
    _feed, token = make_feed(account=secretary, now=NOW)
    for number in range(PER_FEED):
        fetch_feed(token=token, address=f"198.51.100.{number}", now=NOW)

    with pytest.raises(TooManyGuessesError):
        fetch_feed(token=token, address=ADDRESS, now=NOW)


def test_database_refuses_a_second_address_and_a_revocation_taken_back(secretary: Account) -> None:
    feed, _token = make_feed(account=secretary, now=NOW)
    second = CalendarFeed(account=secretary, token_hash="b" * 64, made_at=NOW, expires_at=NOW + timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()
    revoke_feed(account=secretary, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.filter(pk=feed.pk).update(revoked_at=None)


# --- at once ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_addresses_made_at_once_leave_one(secretary: Account) -> None:
    made = in_parallel(*[lambda: make_feed(account=secretary, now=NOW)] * 4)

    assert {type(one).__name__ for one in made} == {"tuple"}
    assert CalendarFeed.objects.count() == 4
    assert CalendarFeed.objects.unrevoked().count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_the_race_for_an_address_is_noticed(secretary: Account) -> None:
    both_looked = Barrier(2)

    def unguarded(number: int) -> object:
        CalendarFeed.objects.unrevoked().filter(account=secretary).update(revoked_at=NOW)
        both_looked.wait(timeout=10)
        return CalendarFeed.objects.create(
            account=secretary, token_hash=hash_of(str(number)), made_at=NOW, expires_at=NOW + timedelta(days=90)
        )

    made = in_parallel(lambda: unguarded(1), lambda: unguarded(2))

    assert sorted(type(one).__name__ for one in made) == ["CalendarFeed", "IntegrityError"]
