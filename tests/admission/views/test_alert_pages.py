"""The bell, the page of alerts behind it, and the alerts of one file."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admission.models import Alert, AlertReading, AlertStatus, Deadline, Heartbeat, Mail, MailKind, MailStatus
from admission.services.addresses import record_returned_mail
from admission.services.alert_plans import plan_alerts
from admission.services.facts import record_ceremony
from members.models import Account, Role
from tests.admission.services.digest_rounds import case_with_ceremony_due, sweep_at
from tests.factories import NOW, REASON, TODAY, Tree, make_account

OVERDUE, DUE_TODAY = date(2026, 1, 10), date(2026, 1, 12)


def alerts_page(client: Client) -> str:
    return client.get(reverse("alert-list")).content.decode()


def bell_of(client: Client) -> str:
    return str(client.get(reverse("calendar")).context["unread_alerts"])


def read(client: Client, **form: int) -> Any:
    return client.post(reverse("alerts-read"), form, follow=True)


def newest() -> int:
    return Alert.objects.latest("pk").pk


def test_alerts_page_says_what_the_digest_says(tree: Tree, secretary: Client) -> None:
    late = case_with_ceremony_due(tree.branch, OVERDUE)
    today = case_with_ceremony_due(tree.branch, DUE_TODAY, name="Lê Thị Mai")
    sweep_at(TODAY)

    html = alerts_page(secretary)

    body = str(outbox.outbox[0].body)
    for case, initials in ((late, "Đ.T.H."), (today, "L.T.M.")):
        assert f'<a href="/cases/{case.pk}/">{case.code}</a> · {initials}' in html
        assert f"{case.code} · {initials}" in body
    assert "Lê Thị Mai" not in html
    assert html.index(late.code) < html.index(today.code)


def test_bell_counts_deadlines_until_they_are_read(tree: Tree, secretary: Client) -> None:
    case_with_ceremony_due(tree.branch, OVERDUE)
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(TODAY)
    assert bell_of(secretary) == "2"

    read(secretary, up_to=newest(), deadline=case.deadlines.get(kind="ceremony").pk)
    assert bell_of(secretary) == "1"
    read(secretary, up_to=newest())

    assert bell_of(secretary) == ""
    assert AlertReading.objects.count() == 2


def test_alert_that_came_up_after_the_page_was_shown_stays_unread(tree: Tree, secretary: Client) -> None:
    case_with_ceremony_due(tree.branch, OVERDUE)
    sweep_at(TODAY)
    seen = newest()
    case_with_ceremony_due(tree.branch, DUE_TODAY)
    plan_alerts(today=TODAY)

    read(secretary, up_to=seen)

    assert bell_of(secretary) == "1"


def test_next_level_of_a_deadline_rings_again(tree: Tree, secretary: Client) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 13))
    plan_alerts(today=date(2026, 2, 25))
    read(secretary, up_to=newest())
    assert bell_of(secretary) == ""

    plan_alerts(today=TODAY)

    assert bell_of(secretary) == "1"


def test_alert_is_gone_once_its_deadline_is_met(tree: Tree, secretary: Client) -> None:
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(TODAY)
    record_ceremony(case=case, held_on=TODAY, by=None, today=TODAY, now=NOW, irregular_reason=REASON)

    assert bell_of(secretary) == ""
    assert "No alert" in alerts_page(secretary)


def test_bell_without_a_role_is_silent(tree: Tree, secretary: Client) -> None:
    case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(TODAY)
    Account.objects.get(username="bithu").roles.update(until_on=date(2026, 3, 1))

    assert bell_of(secretary) == ""


def test_nobody_reads_alerts_of_another(tree: Tree, secretary: Client, outsider: Client) -> None:
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(TODAY)

    read(outsider, up_to=newest())

    assert case.code not in alerts_page(outsider)
    assert bell_of(secretary) == "1"


@pytest.mark.parametrize("form", [{}, {"up_to": "x"}, {"up_to": "-1"}, {"up_to": 9**30}, {"up_to": 1, "deadline": "x"}])
def test_made_up_read_marks_mark_nothing(tree: Tree, secretary: Client, form: dict[str, Any]) -> None:
    case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(TODAY)

    page = secretary.post(reverse("alerts-read"), form, follow=True)

    assert "Nothing was marked: use the buttons of this page." in page.content.decode()
    assert not AlertReading.objects.exists()


def test_bell_beyond_two_digits_says_so(tree: Tree, secretary: Client) -> None:
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    row = Deadline.objects.get(case=case, kind="ceremony")
    copies = []
    for number in range(100):
        row.pk, row.subject = None, f"copy-{number}"
        row._state.adding = True
        row.save()
        copies.append(row.pk)
    plan_alerts(today=TODAY)

    assert bell_of(secretary) == "99+"


@pytest.mark.parametrize("make_page", [lambda case: reverse("alert-list"), lambda case: f"/cases/{case.pk}/alerts/"])
def test_pages_of_alerts_take_the_same_queries_for_one_and_three(
    tree: Tree, secretary: Client, make_page: Callable[[Any], str]
) -> None:
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    Heartbeat.objects.create(name="sweep", last_at=NOW)
    counts = []
    for more in ((), ("bithu-2", "bithu-3")):
        for name in more:
            case_with_ceremony_due(tree.branch, DUE_TODAY)
            make_account(name, Role.BRANCH_SECRETARY, tree.branch)
        plan_alerts(today=TODAY)
        with CaptureQueriesContext(connection) as queries:
            secretary.get(make_page(case))
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 12


@pytest.mark.parametrize("swept", [True, False])
def test_bell_rings_whether_a_sweep_has_run_or_not(tree: Tree, secretary: Client, swept: bool) -> None:
    case_with_ceremony_due(tree.branch, DUE_TODAY)
    plan_alerts(today=TODAY)
    if swept:
        Heartbeat.objects.create(name="sweep", last_at=NOW)

    assert bell_of(secretary) == "1"


def test_banner_tells_the_owner_of_a_failing_address(tree: Tree, secretary: Client, reviewer: Client) -> None:
    Heartbeat.objects.create(name="sweep", last_at=NOW)
    record_returned_mail(account=Account.objects.get(username="bithu"), said="", now=NOW)

    words = "Mail to your address comes back"
    assert words in secretary.get(reverse("calendar")).content.decode()
    assert words not in reviewer.get(reverse("calendar")).content.decode()


# --- the alerts of a file ---------------------------------------------------------------------------------------------
def shown(client: Client, case: Any) -> str:
    html = client.get(f"/cases/{case.pk}/alerts/").content.decode()
    return " ".join(html.split())


def test_alerts_of_a_file_say_who_was_told_what_when(tree: Tree, secretary: Client) -> None:
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(TODAY)

    html = shown(secretary, case)

    row = html[html.index("<tbody") : html.index("</tbody>")]
    assert row.count("<tr") == 1
    for words in ("Admission ceremony", "On the last day", "Người bithu", "02/03/2026", "Accepted by the mail server"):
        assert words in row
    assert "02/03/2026 07:00" in row


@pytest.mark.parametrize(
    ("status", "more", "words"),
    [
        (MailStatus.QUEUED, {}, "Waits to be sent"),
        (
            MailStatus.QUEUED,
            {"attempts": 3, "last_error": "451", "next_at": NOW + timedelta(minutes=4)},
            "Tried 3 times; next attempt at 02/03/2026 09:04.",
        ),
        (MailStatus.DEAD, {"last_error": "550"}, "Not delivered, given up"),
        (MailStatus.MERGED, {}, "Waits for the next digest"),
    ],
)
def test_alerts_of_a_file_say_what_became_of_the_mail(
    tree: Tree, secretary: Client, status: str, more: dict[str, Any], words: str
) -> None:
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(TODAY)
    Alert.objects.update(status=AlertStatus.PLANNED, sent_at=None)
    Mail.objects.update(status=status, sent_at=None, **more)

    assert words in shown(secretary, case)


def test_alerts_of_a_file_name_withdrawn_ones_and_failing_addresses(tree: Tree, secretary: Client) -> None:
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    plan_alerts(today=TODAY)
    Alert.objects.update(status=AlertStatus.CANCELLED)
    record_returned_mail(account=Account.objects.get(username="bithu"), said="", now=NOW)

    html = shown(secretary, case)

    assert "Withdrawn unsent" in html
    assert "Mail to this person has been coming back since 02/03/2026 09:00." in html


def test_alerts_of_a_file_are_reached_from_it(tree: Tree, secretary: Client, outsider: Client) -> None:
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    address = f"/cases/{case.pk}/alerts/"

    assert f'href="{address}"' in secretary.get(f"/cases/{case.pk}/").content.decode()
    assert "Nobody has been alerted yet" in shown(secretary, case)
    assert outsider.get(address).status_code == 404


def test_alerts_of_a_file_say_in_which_role_somebody_was_told(tree: Tree, secretary: Client) -> None:
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    account = Account.objects.get(username="bithu")
    account.roles.create(
        organization=tree.sibling, role=Role.BRANCH_SECRETARY, from_on=date(2020, 1, 1), until_on=date(2021, 1, 1)
    )
    plan_alerts(today=TODAY)

    page = secretary.get(f"/cases/{case.pk}/alerts/")

    assert [row["line"].posts for row in page.context["rows"]] == [(f"Branch secretary, {tree.branch.name}",)]


# --- the mail of the afternoon at the file ---------------------------------------------------------------------------
def afternoon(client: Client, pk: int) -> list[tuple[str, str]]:
    """What the page of a file says of the mail “due today and untouched”: level and state."""
    rows = client.get(reverse("case-alerts", args=[pk])).context["rows"]
    return [(row["line"].level, row["line"].state) for row in rows if "untouched" in row["line"].level]


def test_alerts_of_the_file_show_the_mail_of_the_afternoon(tree: Tree, secretary: Client) -> None:
    untouched = case_with_ceremony_due(tree.branch, DUE_TODAY)
    touched = case_with_ceremony_due(tree.branch, DUE_TODAY, name="Lê Thị Mai")
    sweep_at(TODAY)
    record_ceremony(case=touched, held_on=TODAY, by=None, today=TODAY, now=NOW)

    assert afternoon(secretary, untouched.pk) == []
    sweep_at(TODAY, 14)

    assert afternoon(secretary, untouched.pk) == [("Due today and untouched", "delivered")]
    assert "02/03/2026 14:0" in secretary.get(reverse("case-alerts", args=[untouched.pk])).content.decode()
    assert afternoon(secretary, touched.pk) == []


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ({"status": MailStatus.QUEUED}, "leaving"),
        ({"status": MailStatus.QUEUED, "last_error": "4xx", "attempts": 1}, "retrying"),
        ({"status": MailStatus.DEAD}, "not_repeated"),
        ({"status": MailStatus.MERGED}, "not_repeated"),
        ({"status": MailStatus.EMPTY}, "withdrawn"),
    ],
)
def test_alerts_of_the_file_show_what_became_of_the_mail_of_the_afternoon(
    tree: Tree, secretary: Client, outcome: dict[str, Any], state: str
) -> None:
    case = case_with_ceremony_due(tree.branch, DUE_TODAY)
    sweep_at(TODAY)
    sweep_at(TODAY, 14)
    Mail.objects.filter(kind=MailKind.URGENT).update(sent_at=None, **outcome)

    assert afternoon(secretary, case.pk) == [("Due today and untouched", state)]


def test_alert_first_told_in_the_afternoon_stands_once(tree: Tree, secretary: Client) -> None:
    sweep_at(TODAY)
    make_case_told = case_with_ceremony_due(tree.branch, OVERDUE)
    sweep_at(TODAY, 8)
    case = case_with_ceremony_due(tree.branch, DUE_TODAY, name="Lê Thị Mai")
    sweep_at(TODAY, 14)

    assert afternoon(secretary, case.pk) == [("On the last day – Due today and untouched", "delivered")]
    assert afternoon(secretary, make_case_told.pk) == []
