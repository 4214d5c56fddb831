"""What a digest says, word for word, and what it must never say."""

from datetime import date, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from admission.models import Alert, Deadline, Heartbeat, Mail
from admission.selectors.digests import digest_of
from admission.services.alert_plans import plan_alerts
from admission.services.alerts import open_digests, plan_practice_digests, sweep
from members.models import Account, Organization, Role
from tests.admission.services.digest_rounds import at, case_with_ceremony_due, sweep_at
from tests.factories import TODAY, Tree, make_account

SATURDAY = date(2026, 2, 28)

EXPECTED = """\
1 deadline overdue, 1 deadline due today, 1 deadline ahead – Monday 02/03/2026

The server was off from 27/02/2026 06:00 to 02/03/2026 07:00; this mail makes up for what should have come in that time.

OVERDUE

{overdue} · Đ.T.H. · Admission ceremony
  Overdue by 1 working day (due Friday 27/02/2026)
  Counted: 30 working days from 10/01/2026, under 294-QĐ/TW, 4.1 (tiếp nối 232-QĐ/TW)
  Must act: Chi bộ Một
  https://ketnap.example.vn/cases/{overdue_pk}/

COMING UP

{today} · L.T.M. · Admission ceremony
  Due today (due Monday 02/03/2026)
  Counted: 30 working days from 12/01/2026, under 294-QĐ/TW, 4.1 (tiếp nối 232-QĐ/TW)
  Must act: Chi bộ Một
  https://ketnap.example.vn/cases/{today_pk}/

{ahead} · P.V.N. · Admission ceremony
  7 working days left (until Wednesday 11/03/2026) – provisional
  Counted: 30 working days from 21/01/2026, under 294-QĐ/TW, 4.1 (tiếp nối 232-QĐ/TW)
  Must act: Chi bộ Một
  https://ketnap.example.vn/cases/{ahead_pk}/

This mail carries initials only. Names are in the product, after signing in: https://ketnap.example.vn/
"""

IN_VIETNAMESE = """\
1 hạn quá hạn, 1 hạn sắp đến – thứ Hai 02/03/2026

QUÁ HẠN

{overdue} · Đ.T.H. · Lễ kết nạp
  Quá hạn 1 ngày làm việc (hạn thứ Sáu 27/02/2026)
  Cách tính: 30 ngày làm việc kể từ 10/01/2026, theo 294-QĐ/TW, 4.1 (tiếp nối 232-QĐ/TW)
  Nơi phải thực hiện: Chi bộ Một
  https://ketnap.example.vn/cases/{overdue_pk}/

SẮP ĐẾN HẠN

{ahead} · P.V.N. · Lễ kết nạp
  Còn 7 ngày làm việc (đến thứ Tư 11/03/2026) – tạm tính
  Cách tính: 30 ngày làm việc kể từ 21/01/2026, theo 294-QĐ/TW, 4.1 (tiếp nối 232-QĐ/TW)
  Nơi phải thực hiện: Chi bộ Một
  https://ketnap.example.vn/cases/{ahead_pk}/

Thư này chỉ ghi chữ cái đầu của họ tên. Đăng nhập để xem đầy đủ: https://ketnap.example.vn/
"""


@pytest.fixture
def secretary(tree: Tree, settings: Any) -> Account:
    settings.BASE_URL = "https://ketnap.example.vn"
    settings.MAIL_DOMAIN = "ketnap.example.vn"
    account = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    account.language = "en"
    account.save()
    return account


def only_message() -> EmailMultiAlternatives:
    (message,) = outbox.outbox
    assert isinstance(message, EmailMultiAlternatives)
    return message


def test_digest_of_known_files_reads_exactly_so(tree: Tree, secretary: Account) -> None:
    ahead = case_with_ceremony_due(tree.branch, date(2026, 1, 21), name="Phạm Văn Nam")
    today = case_with_ceremony_due(tree.branch, date(2026, 1, 12), name="Lê Thị Mai")
    overdue = case_with_ceremony_due(tree.branch, date(2026, 1, 10))
    Deadline.objects.filter(case=ahead).update(provisional=True)
    Heartbeat.objects.create(name="sweep", last_at=at(date(2026, 2, 27), 6))

    sweep_at(TODAY)

    message = only_message()
    assert message.subject == "1 deadline overdue, 1 deadline due today, 1 deadline ahead – 02/03/2026"
    assert message.body == EXPECTED.format(
        overdue=overdue.code, overdue_pk=overdue.pk, today=today.code, today_pk=today.pk, ahead=ahead.code,
        ahead_pk=ahead.pk,
    )  # fmt: skip
    assert Mail.objects.get().subject == message.subject


def test_digest_is_in_the_language_of_the_recipient(tree: Tree, secretary: Account) -> None:
    Account.objects.update(language="vi")
    ahead = case_with_ceremony_due(tree.branch, date(2026, 1, 21), name="Phạm Văn Nam")
    overdue = case_with_ceremony_due(tree.branch, date(2026, 1, 10))
    Deadline.objects.filter(case=ahead).update(provisional=True)

    with override("en"):  # whatever language the worker happens to speak
        sweep_at(TODAY)

    message = only_message()
    assert message.subject == "1 hạn quá hạn, 1 hạn sắp đến – 02/03/2026"
    assert message.body == IN_VIETNAMESE.format(
        overdue=overdue.code, overdue_pk=overdue.pk, ahead=ahead.code, ahead_pk=ahead.pk
    )


def test_digest_html_part_has_the_same_lines(tree: Tree, secretary: Account) -> None:
    case = case_with_ceremony_due(tree.branch, date(2026, 1, 10))

    sweep_at(TODAY)

    content, kind = only_message().alternatives[0]
    assert kind == "text/html"
    assert str(content).count("<tr>") == 2
    assert f'<a href="https://ketnap.example.vn/cases/{case.pk}/">{case.code}</a> · Đ.T.H.' in str(content)
    assert "style=" not in str(content)


def test_digest_headers_say_that_a_machine_wrote_it(tree: Tree, secretary: Account) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 10))

    sweep_at(TODAY)

    sent = message_from_bytes(only_message().message().as_bytes(), policy=policy.default)
    assert sent["Message-ID"] == f"<digest.{secretary.pk}.2026-03-02@ketnap.example.vn>"
    assert (sent["Auto-Submitted"], sent["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert (sent["Subject"], sent["To"]) == ("1 deadline overdue – 02/03/2026", "bithu@example.vn")


def test_digest_has_no_name_and_no_birth_date_anywhere(tree: Tree, secretary: Account) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 10), name="Đặng Thị Hương")

    sweep_at(TODAY)

    message = message_from_bytes(only_message().message().as_bytes(), policy=policy.default)
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    everything = "\n".join([*parts, *(f"{name}: {value}" for name, value in message.items() if name != "Content-Type")])
    assert "Đ.T.H." in everything
    for secret in ("Đặng", "Hương", "Lê Văn Bình", "Trần Thị Cúc", "1996", secretary.full_name):
        assert secret not in everything


def test_digest_shows_twenty_lines_and_counts_the_rest(tree: Tree, secretary: Account) -> None:
    late = [case_with_ceremony_due(tree.branch, date(2026, 1, 10)).code for _ in range(3)]
    for _ in range(20):
        case_with_ceremony_due(tree.branch, date(2026, 1, 12))

    sweep_at(TODAY)

    body = only_message().body
    assert body.count("· Đ.T.H. ·") == 20
    assert all(code in body for code in late)
    assert "and 3 more: https://ketnap.example.vn/alerts/\n" in body
    assert Mail.objects.get().alerts.filter(status="sent").count() == 23


def test_digest_about_practice_says_so_only_if_all_of_it_is(tree: Tree, secretary: Account) -> None:
    Organization.objects.filter(pk=tree.branch.pk).update(is_practice=True)
    case_with_ceremony_due(tree.branch, date(2026, 1, 10))

    plan_practice_digests(today=SATURDAY, now=at(SATURDAY, 20))
    sweep(now=at(SATURDAY, 20))

    message = only_message()
    assert message.subject == "[Practice] 1 deadline overdue – 28/02/2026"
    assert "Practice: all people and files in this mail are invented." in message.body


def test_true_deadline_beside_practice_is_not_taken_for_an_exercise(tree: Tree, secretary: Account) -> None:
    Organization.objects.filter(pk=tree.branch.pk).update(is_practice=True)
    secretary.roles.create(organization=tree.sibling, role=Role.BRANCH_SECRETARY, from_on=date(2016, 1, 1))
    invented = case_with_ceremony_due(tree.branch, date(2026, 1, 10))
    real = case_with_ceremony_due(tree.sibling, date(2026, 1, 10))

    sweep(now=at(TODAY) + timedelta(minutes=1))

    message = only_message()
    assert message.subject == "2 deadlines overdue – 02/03/2026"
    assert f"[Practice] {invented.code}" in message.body
    assert f"\n{real.code}" in message.body


def test_digest_of_many_files_takes_the_queries_of_one(tree: Tree, secretary: Account) -> None:
    counts = []
    for number in (1, 3):
        for _ in range(number):
            case_with_ceremony_due(tree.branch, date(2026, 1, 12))
        plan_alerts(today=TODAY)
        open_digests(today=TODAY, now=at(TODAY))
        mail = Mail.objects.select_related("recipient").get(period_on=TODAY)
        Alert.objects.update(mail=mail)
        with CaptureQueriesContext(connection) as queries:
            digest = digest_of(mail, TODAY)
        counts.append((len(digest.lines), len(queries)))

    assert counts == [(1, 3), (4, 3)]
