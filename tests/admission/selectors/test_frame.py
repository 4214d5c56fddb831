"""What the frame of every page says, by one statement that is written once: it says what the query sets say."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.db.models import Count

from admission.domain.data_requests import RequestClock
from admission.domain.ladder import Audience
from admission.models import Alert, AlertReading, AlertStatus, DataRequest, Deadline, Heartbeat, Mail, MailStatus
from admission.selectors.addresses import has_failing_address
from admission.selectors.bell import unread_alerts
from admission.selectors.frame import FrameNotes, frame_notes
from admission.selectors.mail import system_alarm
from admission.services.addresses import record_returned_mail
from members.access import Access, access_of
from members.models import Account, Organization, Role
from tests.admission.services.digest_rounds import case_with_ceremony_due
from tests.factories import NOW, TODAY, Tree, make_account

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _an_hour_before() -> Iterator[None]:
    """When the calendar is published."""
    with time_machine.travel(NOW - 60 * MINUTE, tick=False):
        yield


def by_query_sets(access: Access) -> FrameNotes:
    """The same, as the rest of the product asks it."""
    unread = unread_alerts(access).aggregate(number=Count("deadline", distinct=True))["number"]
    return FrameNotes(system_alarm(NOW), unread, has_failing_address(access.account))


def spread_deadlines(tree: Tree) -> None:
    """Open and closed ones, with a day and without, of every organisation, of files and of requests."""
    row = Deadline.objects.get(case=case_with_ceremony_due(tree.branch, date(2026, 1, 12)), kind="ceremony")
    Deadline.objects.exclude(pk=row.pk).delete()
    places = list(Organization.objects.order_by("path"))
    request = DataRequest.objects.create(organization=tree.committee, registered_at=NOW)
    for number, (place, also) in enumerate(product(places, (None, tree.sibling, tree.foreign_branch))):
        copy_of(row, organization=place, also_organization=also, subject=f"{number}")
    others: tuple[dict[str, Any], ...] = (
        {"status": "met", "met_on": TODAY}, {"due_on": None, "unpublished_year": 2030}, {"revision": 2},
    )  # fmt: skip
    for number, changes in enumerate(others):
        copy_of(row, subject=f"out {number}", **changes)
    for clock, place in zip(RequestClock, places, strict=False):
        copy_of(row, case=None, request=request, kind=clock.value, organization=place)


def copy_of(row: Deadline, **changes: Any) -> None:
    row.pk, row._state.adding = None, True
    before = {name: getattr(row, name) for name in changes}
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    for name, value in before.items():
        setattr(row, name, value)


def alert_of_everything(account: Account) -> None:
    """Alerts of all deadlines for every reason; of each reason some are withdrawn and some read already."""
    for number, (deadline, audience) in enumerate(product(Deadline.objects.order_by("pk"), Audience)):
        status = AlertStatus.CANCELLED if number % 11 == 0 else AlertStatus.PLANNED
        values: dict[str, Any] = {"status": status, "revision": 1, "level": number, "planned_on": TODAY}
        if number % 7 == 0:
            values |= {"status": AlertStatus.SENT, "sent_at": NOW}
        alert = Alert.objects.create(deadline=deadline, recipient=account, audience=audience.value, **values)
        if number % 5 == 0:
            AlertReading.objects.create(alert=alert, read_at=NOW)


HOLDING: dict[str, Callable[[Tree], list[tuple[Role, Organization]]]] = {
    "nothing": lambda tree: [],
    "secretary": lambda tree: [(Role.BRANCH_SECRETARY, tree.branch)],
    "deputy": lambda tree: [(Role.DEPUTY_SECRETARY, tree.sibling)],
    "clerk": lambda tree: [(Role.CLERK, tree.committee)],
    "reviewer": lambda tree: [(Role.REVIEWER, tree.grassroots)],
    "inspector": lambda tree: [(Role.INSPECTOR, tree.grassroots)],
    "administrator": lambda tree: [(Role.ADMINISTRATOR, tree.committee)],
    "several": lambda tree: [
        (Role.CLERK, tree.grassroots), (Role.BRANCH_SECRETARY, tree.foreign_branch), (Role.INSPECTOR, tree.committee),
        (Role.REVIEWER, tree.committee),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", HOLDING)
def test_frame_counts_unread_as_the_page_of_alerts_does(tree: Tree, name: str) -> None:
    account = make_account("ai")
    for role, organization in HOLDING[name](tree):
        account.roles.create(organization=organization, role=role, from_on=date(2020, 1, 1))
    spread_deadlines(tree)
    alert_of_everything(account)
    access = access_of(account, TODAY)

    notes = frame_notes(access=access, now=NOW)

    assert notes == by_query_sets(access)
    assert (notes.unread > 0) is (name not in {"nothing", "administrator"})


def test_frame_counts_nothing_of_another_account(tree: Tree) -> None:
    spread_deadlines(tree)
    alert_of_everything(make_account("ai", Role.BRANCH_SECRETARY, tree.branch))
    other = access_of(make_account("nguoi.khac", Role.BRANCH_SECRETARY, tree.branch), TODAY)

    assert frame_notes(access=other, now=NOW).unread == 0


def swept(ago: timedelta, **values: Any) -> Heartbeat:
    return Heartbeat.objects.create(name="sweep", last_at=NOW - ago, **values)


def mailed(account: Account, **values: Any) -> Mail:
    return Mail.objects.create(
        **{
            "key": "digest:1", "kind": "digest", "recipient": account, "period_on": TODAY, "message_id": "1",
            "created_at": NOW - 20 * MINUTE, "next_at": NOW - 20 * MINUTE,
        } | values
    )  # fmt: skip


@pytest.mark.parametrize(
    ("happen", "words"),
    [
        (lambda _account: None, "has never swept"),
        (lambda _account: swept(MINUTE), ""),
        (lambda _account: swept(6 * MINUTE, outage_from_at=NOW), "since 02/03/2026 08:54"),
        (lambda _account: swept(MINUTE, calendar_missing_year=2028), "2028"),
        (lambda account: (swept(MINUTE), mailed(account)), "more than 15 minutes"),
        (lambda account: (swept(MINUTE), mailed(account, created_at=NOW - 10 * MINUTE)), ""),
        (lambda account: (swept(MINUTE), mailed(account, status=MailStatus.DEAD)), "given up"),
        (
            lambda account: (swept(MINUTE), mailed(account, status=MailStatus.DEAD, next_at=NOW - timedelta(days=2))),
            "",
        ),
    ],
)
def test_frame_gives_the_alarm_of_the_system(
    tree: Tree, in_english: None, happen: Callable[[Account], object], words: str
) -> None:
    access = access_of(make_account("ai", Role.CLERK, tree.committee), TODAY)
    happen(access.account)

    notes = frame_notes(access=access, now=NOW)

    assert notes == by_query_sets(access)
    assert (notes.alarm is not None) is bool(words)
    assert words in (notes.alarm or "")


def test_frame_tells_of_the_address_that_an_account_has_now(tree: Tree) -> None:
    swept(MINUTE)
    access = access_of(make_account("ai", Role.CLERK, tree.committee), TODAY)
    other = access_of(make_account("nguoi.khac", Role.CLERK, tree.committee), TODAY)
    record_returned_mail(account=access.account, said="", now=NOW)
    mailed(access.account, status=MailStatus.DEAD)

    assert frame_notes(access=access, now=NOW) == FrameNotes(None, 0, address_fails=True) == by_query_sets(access)
    assert frame_notes(access=other, now=NOW) == FrameNotes(None, 0, address_fails=False) == by_query_sets(other)
    Account.objects.filter(pk=access.account.pk).update(email="moi@example.vn")

    assert not frame_notes(access=access, now=NOW).address_fails


@pytest.mark.parametrize("has_swept", [True, False])
def test_frame_notes_are_one_query(tree: Tree, django_assert_num_queries: Any, has_swept: bool) -> None:
    account = make_account("ai", Role.BRANCH_SECRETARY, tree.branch)
    spread_deadlines(tree)
    alert_of_everything(account)
    if has_swept:
        swept(MINUTE)
    access = access_of(account, TODAY)

    with django_assert_num_queries(1):
        notes = frame_notes(access=access, now=NOW)

    assert notes.unread > 0
