"""A notice: one mail to one account, in its language, from texts of its own; the digests go on beside it."""

from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from admission.models import Alert, AlertStatus, Mail, MailKind, MailStatus
from admission.services.alert_plans import plan_alerts
from admission.services.alerts import open_digests
from admission.services.delivery import deliver
from admission.services.notices import post_notice
from members.models import Account
from tests.admission.services.digest_rounds import at, queue_digests
from tests.factories import TODAY, Tree, make_account
from tests.sink import Sink, smtp_sink

pytestmark = pytest.mark.django_db

NOW = at(TODAY, 7, 1)
TEXTS = {
    "subject.txt": "{% load i18n %}{% translate 'Sign out' %}:\n {{ code }}",
    "body.txt": (
        "{% autoescape off %}{{ recipient }}: {{ code }}, {{ unit }}\n{{ base_url }}{{ path }}{% endautoescape %}"
    ),
}
DETAILS = {"code": "KN-2026-00007", "unit": "Chi bộ <Một>", "path": "/cases/7/", "due_on": "2026-03-02"}


@pytest.fixture(autouse=True)
def texts(settings: Any, tmp_path: Path) -> None:
    """The texts of an invented notice, beside those of the product."""
    folder = tmp_path / "templates" / "emails" / "invented"
    folder.mkdir(parents=True)
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path / "templates", *engine["DIRS"]]}]


def post(*accounts: Account) -> list[Mail]:
    return post_notice(notice="invented", to=accounts, details=DETAILS, now=NOW)


def delivered(settings: Any, count: int = 1) -> list[EmailMessage]:
    """Deliver what waits to a real mail server and give what it received."""
    with smtp_sink() as sink:
        _use(settings, sink)
        assert deliver(now=NOW).sent == count
        return [message_from_bytes(raw, _class=EmailMessage, policy=policy.default) for raw in sink.raw]


def _use(settings: Any, sink: Sink) -> None:
    for name, value in sink.django_settings().items():
        setattr(settings, name, value)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_notice_waits_in_the_outbox_until_the_next_sweep() -> None:
    account = make_account("bithu")

    (mail,) = post(account)

    stored = Mail.objects.get()
    assert (stored.pk, stored.recipient, stored.kind, stored.status) == (mail.pk, account, "notice", "queued")
    assert (stored.notice, stored.details, stored.period_on) == ("invented", DETAILS, TODAY)
    assert (stored.created_at, stored.next_at) == (NOW, NOW)


def test_account_without_an_address_gets_none() -> None:
    silent = make_account("khong-thu")
    silent.email = ""

    assert post(silent) == []
    assert Mail.objects.count() == 0


def test_two_notices_of_one_day_are_two_mails() -> None:
    account = make_account("bithu")

    first, second = *post(account), *post(account)

    assert first.key != second.key
    assert first.message_id != second.message_id


def test_notice_is_written_from_its_texts(settings: Any) -> None:
    settings.BASE_URL = "https://hoso.example.vn"
    account = make_account("bithu")
    account.language = "en"
    account.save()
    post(account)

    (message,) = delivered(settings)

    assert (message["Subject"], message["To"]) == ("Sign out: KN-2026-00007", "bithu@example.vn")
    assert message["Auto-Submitted"] == "auto-generated"
    assert part(message, "plain").splitlines() == [
        "Người bithu: KN-2026-00007, Chi bộ <Một>",
        "https://hoso.example.vn/cases/7/",
    ]


def test_notice_has_a_page_that_escapes_what_it_says(settings: Any) -> None:
    settings.BASE_URL = "https://hoso.example.vn"
    post(make_account("bithu"))

    (message,) = delivered(settings)

    page = part(message, "html")
    assert '<html lang="vi">' in page
    assert 'href="https://hoso.example.vn/cases/7/"' in page
    assert "Chi bộ &lt;Một&gt;" in page


def test_notice_speaks_the_language_of_each_recipient(settings: Any) -> None:
    vietnamese, english = make_account("bithu"), make_account("clerk")
    english.language = "en"
    english.save()
    post(vietnamese, english)

    subjects = {str(message["To"]): str(message["Subject"]) for message in delivered(settings, 2)}

    assert subjects == {
        "bithu@example.vn": "Đăng xuất: KN-2026-00007",
        "clerk@example.vn": "Sign out: KN-2026-00007",
    }


def test_delivery_of_a_notice_writes_down_its_subject(settings: Any) -> None:
    post(make_account("bithu"))

    delivered(settings)

    mail = Mail.objects.get()
    assert (mail.status, mail.subject) == (MailStatus.SENT, "Đăng xuất: KN-2026-00007")
    assert mail.sent_at is not None


def test_notice_tells_of_no_alert_and_the_digest_tells_of_all(tree: Tree, settings: Any) -> None:
    queue_digests(tree.branch, 1)
    post(Account.objects.get())
    planned = set(Alert.objects.values_list("pk", "mail"))
    digest = Mail.objects.get(kind=MailKind.DIGEST)
    Mail.objects.filter(pk=digest.pk).update(next_at=at(date(2026, 3, 3)))

    delivered(settings)

    assert set(Alert.objects.values_list("pk", "mail")) == planned
    assert set(Alert.objects.values_list("status", flat=True)) == {AlertStatus.PLANNED}


def test_notice_is_not_merged_into_the_digest_of_a_later_day(tree: Tree) -> None:
    queue_digests(tree.branch, 1)
    post(Account.objects.get())

    tomorrow = date(2026, 3, 3)
    plan_alerts(today=tomorrow)
    open_digests(today=tomorrow, now=at(tomorrow))

    assert dict(Mail.objects.order_by("pk").values_list("kind", "status"))["notice"] == MailStatus.QUEUED
    assert Mail.objects.filter(kind=MailKind.DIGEST, status=MailStatus.MERGED).count() == 1
