"""The outbox on the screen, the button that sweeps, and the alarm on every page."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admission.models import Heartbeat, Mail, MailStatus
from admission.selectors.mail import PAGE_SIZE, system_alarm
from admission.services.alerts import sweep
from members.models import Account, Role
from partyapp.mail import file_name
from tests.admission.services.digest_rounds import case_with_ceremony_due, queue_digests
from tests.factories import NOW, Tree, make_account

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def mail_in_files(settings: Any) -> None:
    settings.EMAIL_BACKEND = "partyapp.mail.FileBackend"


@pytest.fixture
def administrator(tree: Tree) -> Client:
    return signed_in(make_account("quantri", Role.ADMINISTRATOR, tree.committee))


def signed_in(account: Account) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    return client


def pages() -> list[str]:
    return [reverse("mail-list"), reverse("mail", args=[Mail.objects.earliest("pk").pk])]


def test_mail_list_shows_what_became_of_each_message(tree: Tree, administrator: Client) -> None:
    queue_digests(tree.branch, 4)
    sent, dead, *_ = Mail.objects.order_by("pk")
    Mail.objects.filter(pk=sent.pk).update(status=MailStatus.SENT, sent_at=NOW, attempts=1)
    Mail.objects.filter(pk=dead.pk).update(status=MailStatus.DEAD, last_error="550 No such person", attempts=2)

    page = administrator.get(reverse("mail-list"))

    assert page.status_code == 200
    html = page.content.decode()
    assert [html.count(word) for word in ("nguoi-000", "550 No such person", "02/03/2026 09:00")] == [4, 1, 1]
    assert "Waiting: 2, the oldest since 02/03/2026 07:00." in html
    assert "Người 0000" not in html


def test_mail_list_takes_the_same_queries_for_one_and_many(tree: Tree, administrator: Client) -> None:
    queue_digests(tree.branch, 3)
    Mail.objects.exclude(pk=Mail.objects.earliest("pk").pk).update(recipient=Account.objects.get(username="quantri"))
    counts = []
    for keep in (3, 1):
        while Mail.objects.count() > keep:
            mail = Mail.objects.latest("pk")
            mail.alerts.update(mail=None)
            mail.delete()
        with CaptureQueriesContext(connection) as queries:
            administrator.get(reverse("mail-list"))
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_mail_list_is_read_page_by_page(tree: Tree, administrator: Client) -> None:
    queue_digests(tree.branch, PAGE_SIZE + 10)
    newest = administrator.get(reverse("mail-list"))
    older = administrator.get(reverse("mail-list") + newest.context["next_url"])
    back = administrator.get(reverse("mail-list") + older.context["previous_url"])

    assert [len(page.context["lines"]) for page in (newest, older, back)] == [PAGE_SIZE, 10, PAGE_SIZE]
    assert (newest.context["previous_url"], older.context["next_url"], back.context["previous_url"]) == ("", "", "")
    assert back.context["lines"] == newest.context["lines"]


@pytest.mark.parametrize("query", ["before=x", "before=-1", "after=9" * 30, "before=²", "after="])
def test_mail_list_with_a_made_up_place_is_a_page_all_the_same(administrator: Client, query: str) -> None:
    assert administrator.get(f"{reverse('mail-list')}?{query}").status_code == 200


def test_mail_page_shows_headers_and_both_parts_of_the_file(tree: Tree, administrator: Client) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    case = case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    sweep(now=NOW)
    mail = Mail.objects.get(kind="digest")

    html = administrator.get(reverse("mail", args=[mail.pk])).content.decode()

    assert f"{case.code} · Đ.T.H." in html
    assert f"&lt;digest.{mail.recipient_id}.2026-03-02@localhost&gt;" in html
    assert "&lt;!DOCTYPE html&gt;" in html
    assert "Đặng Thị Hương" not in html


def test_mail_page_without_a_copy_says_so(tree: Tree, administrator: Client) -> None:
    queue_digests(tree.branch, 1)

    html = administrator.get(reverse("mail", args=[Mail.objects.get().pk])).content.decode()

    assert "Only the subject and the state are kept here" in html


def test_mail_page_reads_no_file_but_that_of_its_row(tree: Tree, administrator: Client, tmp_path: Path) -> None:
    queue_digests(tree.branch, 1)
    (tmp_path / "secret.eml").write_text("Subject: secret\n\nkeep out")
    Mail.objects.update(message_id="../secret")

    html = administrator.get(reverse("mail", args=[Mail.objects.get().pk])).content.decode()

    assert "keep out" not in html
    assert "/" not in file_name("../secret")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_mail_pages_are_for_administrators_only(tree: Tree, role: Role) -> None:
    queue_digests(tree.branch, 1)
    client = signed_in(make_account("khac", role, tree.committee))

    assert [client.get(page).status_code for page in pages()] == [403, 403]
    assert client.post(reverse("sweep-now")).status_code == 403
    assert Mail.objects.get().status == MailStatus.QUEUED


def test_mail_pages_lead_strangers_to_the_sign_in(tree: Tree) -> None:
    queue_digests(tree.branch, 1)

    answers = [Client().get(page) for page in pages()] + [Client().post(reverse("sweep-now"))]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert all(str(answer.headers["Location"]).startswith(reverse("sign-in")) for answer in answers)


def test_unknown_mail_does_not_exist(administrator: Client) -> None:
    assert administrator.get(reverse("mail", args=[4711])).status_code == 404


def test_sweep_now_sweeps_and_reports(tree: Tree, administrator: Client) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))

    page = administrator.post(reverse("sweep-now"), follow=True)

    # The digest, and the anchor of the journal to the administrator.
    assert list(Mail.objects.values_list("status", flat=True)) == [MailStatus.SENT] * 2
    assert [str(message) for message in page.context["messages"]] == [
        "1 alert planned. 1 digest opened. "
        "Mail: 2 sent, 0 to be tried again, 0 given up, 0 with nothing left to say, 0 waiting. "
        "The next digest is due at 03/03/2026 07:00."
    ]


def test_sweep_now_by_a_link_is_refused(administrator: Client) -> None:
    assert administrator.get(reverse("sweep-now")).status_code == 405


@pytest.mark.usefixtures("tree")
def test_alarm_is_silent_while_all_is_well() -> None:
    sweep(now=NOW)

    assert system_alarm(now=NOW + 5 * MINUTE) is None


@pytest.mark.usefixtures("tree")
def test_alarm_after_five_silent_minutes_is_on_every_page(administrator: Client) -> None:
    sweep(now=NOW - 6 * MINUTE)

    html = administrator.get(reverse("calendar")).content.decode()

    assert "Alerts have not been running since 02/03/2026 08:54: rely on the due dates" in html


@pytest.mark.usefixtures("tree")
def test_alarm_of_an_installation_that_never_swept_waits_five_minutes() -> None:
    assert system_alarm(now=NOW + 5 * MINUTE) is None
    assert system_alarm(now=NOW + 6 * MINUTE) is not None


def test_alarm_when_mail_is_stuck_or_given_up(tree: Tree) -> None:
    queue_digests(tree.branch, 1)
    beat = Heartbeat.objects.create(name="sweep", last_at=NOW)
    Mail.objects.update(created_at=NOW - 16 * MINUTE)
    stuck = system_alarm(now=NOW)
    Mail.objects.update(status=MailStatus.DEAD, next_at=NOW)
    given_up = system_alarm(now=NOW)
    beat.last_at = NOW + 24 * 60 * MINUTE
    beat.save()

    assert stuck is not None
    assert given_up is not None
    assert stuck != given_up
    assert system_alarm(now=NOW + 24 * 60 * MINUTE) is None


@pytest.mark.usefixtures("tree")
def test_alarm_names_the_year_without_a_calendar() -> None:
    Heartbeat.objects.create(name="sweep", last_at=NOW, calendar_missing_year=2028)

    assert "2028" in str(system_alarm(now=NOW))
