"""Every kind of mail, made by the services, taken from a real mail server, and shown in docs/mails/ as it arrives.

`python -m scripts.mails` writes the folder anew; here it is compared with what the code sends today.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from admission.domain.calendar_file import CalendarDay, DayKind, DayStatus
from admission.domain.facts import VoteMethod
from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, Deadline, DecisionProposal, Heartbeat, Mail, MailKind
from admission.selectors.report_frames import Question
from admission.services.accounts import ask_new_password, invite_account
from admission.services.addresses import record_bounce
from admission.services.alerts import plan_practice_digests, sweep
from admission.services.calendar_drafts import add_own_calendar
from admission.services.calendar_reminders import remind_calendar_keepers
from admission.services.decisions import approve_proposal, prepare_decision, send_back
from admission.services.delegations import delegate_roles, end_delegation
from admission.services.delivery import deliver
from admission.services.journal_round import DAMAGED
from admission.services.milestones import tell_milestones
from admission.services.notices import post_notice
from admission.services.past_files import order_past_files, prepare_past_files
from admission.services.second_factors import reset_second_factor
from members.access import access_of
from members.models import Account, Organization, Role
from tests.admission.services.calendar_changes import newest, publish, with_days
from tests.admission.services.digest_rounds import at, case_with_ceremony_due
from tests.factories import GOOD_VOTE, TODAY, Dates, Tree, advance, make_account, make_case, make_tree
from tests.signing_in import enroll
from tests.sink import Sink, smtp_sink

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "mails"
EMAILS = Path(django_settings.BASE_DIR) / "templates" / "emails"
IS_WRITING = os.environ.get("WRITE_DOCS") == "1"
SHOWN_HEADERS = ("From", "To", "Subject", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Type")
NOW = at(TODAY, 7)
WHY = "Đi công tác dài ngày"
MONDAY = at(date(2026, 11, 2), 8)
LATE_DAY = date(2026, 2, 27)
INSTANTS = {"urgent": at(TODAY, 14, 1), "digest-before-tet": at(date(2026, 2, 13), 7), "calendar_reminder": MONDAY}
"""When those leave that are not of the morning of TODAY."""


class Office:
    """A chain of organisations with the people who get mail."""

    def __init__(self) -> None:
        self.chain: Tree = make_tree()
        self.secretary = self._account("bithu", "Phạm Thị Bí Thư", Role.BRANCH_SECRETARY, self.chain.branch)
        self.deputy = self._account("phobithu", "Lê Văn Phó", Role.DEPUTY_SECRETARY, self.chain.branch)
        self.clerk = self._account("chuyenvien", "Trần Thị Chuyên", Role.CLERK, self.chain.committee)
        self.reviewer = self._account("thamdinh", "Vũ Văn Thẩm", Role.REVIEWER, self.chain.committee)
        self.administrator = self._account("quantri", "Đỗ Thị Quản", Role.ADMINISTRATOR, self.chain.committee)

    def _account(self, username: str, name: str, role: Role, organization: Organization) -> Account:
        account = make_account(username, role, organization)
        account.full_name = name
        account.save()
        return account

    def files(self) -> list[AdmissionCase]:
        """One overdue, one due today, one a week ahead on a day that is not certain yet."""
        branch = self.chain.branch
        late = case_with_ceremony_due(branch, date(2026, 1, 9), name="Đặng Thị Hương")
        today = case_with_ceremony_due(branch, date(2026, 1, 12), name="Lê Thị Mai")
        ahead = case_with_ceremony_due(branch, date(2026, 1, 21), name="Phạm Văn Nam")
        Deadline.objects.filter(case=ahead).update(provisional=True)
        return [late, today, ahead]

    def prepared(self) -> DecisionProposal:
        """A decision that the clerk prepared."""
        case = advance(make_case(self.chain.branch, name="Hồ Thị Mới"), Dates())
        columns = {
            "outcome": "granted", "decided_on": TODAY, "number": "35-QĐ/ĐU", "vote_method": VoteMethod.SECRET_BALLOT,
            "vote_entitled": GOOD_VOTE.entitled, "vote_present": GOOD_VOTE.present, "vote_for": GOOD_VOTE.in_favour,
            "vote_against": GOOD_VOTE.against, "vote_blank": GOOD_VOTE.blank,
        }  # fmt: skip
        return prepare_decision(
            case=case, step=StepCode.ADMISSION_DECISION, columns=columns, irregular_reason="Chờ bổ sung giấy tờ",
            by=self.clerk, today=TODAY, now=NOW, revision=case.revision,
        )  # fmt: skip


def digest(office: Office) -> None:
    office.files()


def digest_after_outage(office: Office) -> None:
    office.files()
    Heartbeat.objects.create(name="sweep", last_at=at(date(2026, 2, 26), 6, 30))


def practice(office: Office) -> None:
    Organization.objects.update(is_practice=True)
    office.files()
    plan_practice_digests(today=TODAY, now=NOW - timedelta(minutes=5))


def urgent(office: Office) -> None:
    office.files()
    sweep(now=NOW)


def invitation(office: Office) -> None:
    invite_account(
        username="nguoi.moi", full_name="Bùi Văn Mới", email="nguoi.moi@example.vn", organization=office.chain.branch,
        role=Role.DEPUTY_SECRETARY, from_on=TODAY, by=office.administrator, today=TODAY, now=NOW,
    )  # fmt: skip


def new_password(office: Office) -> None:
    ask_new_password(username="bithu", now=NOW)


def delegation_given(office: Office) -> None:
    delegate_roles(
        assignments=list(office.secretary.roles.all()), delegate=office.deputy, from_on=date(2026, 3, 9),
        until_on=date(2026, 3, 20), reason=WHY, by=office.secretary, today=TODAY, now=NOW,
    )  # fmt: skip


def delegation_ended(office: Office) -> None:
    delegation_given(office)
    end_delegation(
        delegation=office.deputy.delegated_roles.get(), reason=WHY, by=office.secretary, today=TODAY, now=NOW
    )


def decision_issued(office: Office) -> None:
    proposal = office.prepared()
    revision = AdmissionCase.objects.get(pk=proposal.case_id).revision
    approve_proposal(proposal=proposal, by=office.reviewer, today=TODAY, now=NOW, revision=revision)


def decision_sent_back(office: Office) -> None:
    send_back(proposal=office.prepared(), reason="Thiếu ý kiến nơi cư trú", by=office.reviewer, today=TODAY, now=NOW)


def second_factor_reset(office: Office) -> None:
    enroll(office.secretary)
    access = access_of(office.administrator, TODAY)
    reset_second_factor(access=access, account=office.secretary, reason=WHY, now=NOW)


def journal_anchor(office: Office) -> None:
    """The first sweep of a day makes it."""


def journal_damaged(office: Office) -> None:
    post_notice(notice=DAMAGED, to=[office.administrator], details={}, now=NOW)


def address_fails(office: Office) -> None:
    record_bounce(
        account=office.secretary, said="550 5.1.1 user unknown", by=office.administrator, today=TODAY, now=NOW
    )


def digest_before_tet(office: Office) -> None:
    """The last working day before the break of Tết 2026: ceremonies due in it and right after it."""
    for received_on in (date(2026, 1, 6), date(2026, 1, 7), date(2026, 1, 12)):
        case_with_ceremony_due(office.chain.branch, received_on, decided_on=date(2026, 1, 6))


def calendar_changed(office: Office) -> None:
    """A day off that was announced late."""
    office.files()
    names = "Nghỉ lễ đột xuất", "Unforeseen holiday"
    day = CalendarDay(LATE_DAY, DayKind.DAY_OFF, "public_holiday", *names, DayStatus.CONFIRMED, "")
    publish(with_days(newest(), day), office.administrator, today=TODAY, now=NOW)


def calendar_behind(office: Office) -> None:
    """The committee keeps a calendar of its own, and a day off was announced in the general one."""
    committee = office.chain.committee
    keeper = office._account("quantricap", "Hoàng Thị Lịch", Role.ADMINISTRATOR, committee)
    own = add_own_calendar(organization=committee, name="Lịch của Đảng ủy", by=keeper, today=TODAY)
    publish(newest(), keeper, calendar=own, today=TODAY, now=NOW)
    calendar_changed(office)


def calendar_reminder(office: Office) -> None:
    remind_calendar_keepers(now=MONDAY)


def milestone_reached(office: Office) -> None:
    """The sponsors' twelve months."""
    advance(make_case(office.chain.branch, name="Hồ Thị Mới"), Dates(assigned_on=date(2025, 3, 2), resolved_on=None))
    tell_milestones(today=TODAY, now=NOW)


def report_ready(office: Office) -> None:
    """As known on a day of last year."""
    as_of = date(2025, 12, 31)
    asked = Question(office.chain.committee, date(2025, 10, 1), as_of, as_of)
    order_past_files(account=office.clerk, asked=asked, path="/reports/on-time/?as_of=31%2F12%2F2025", now=NOW)
    prepare_past_files(now=NOW)


KINDS: Mapping[str, Callable[[Office], None]] = {
    made.__name__.replace("_", "-") if made in {digest_after_outage, digest_before_tet} else made.__name__: made
    for made in (
        digest, digest_after_outage, digest_before_tet, practice, urgent,
        invitation, new_password, delegation_given, delegation_ended,
        decision_issued, decision_sent_back, second_factor_reset, journal_anchor, journal_damaged, address_fails,
        calendar_changed, calendar_behind, calendar_reminder, milestone_reached, report_ready,
    )
}  # fmt: skip
"""Each kind by the name of its files; the name of a notice is that of the folder of its texts."""


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    settings.BASE_URL, settings.MAIL_DOMAIN = "https://ketnap.example.vn", "ketnap.example.vn"
    settings.DEFAULT_FROM_EMAIL = "Theo dõi kết nạp Đảng <no-reply@ketnap.example.vn>"
    with smtp_sink() as found:
        for name, value in found.django_settings().items():
            setattr(settings, name, value)
        yield found


def arrived(kind: str, office: Office, sink: Sink) -> EmailMessage:
    """Make a mail of the kind, deliver everything, and give the one that is meant as it was received."""
    KINDS[kind](office)
    instant = INSTANTS.get(kind, NOW)
    if kind.startswith(("digest", "urgent", "journal_anchor")):
        sweep(now=instant)
    else:
        deliver(now=instant)
    meant = Mail.objects.filter(notice=kind) if (EMAILS / kind / "subject.txt").exists() else Mail.objects.none()
    if kind.startswith("digest"):
        meant = Mail.objects.filter(kind=MailKind.DIGEST, recipient=office.secretary)
    elif kind in {"practice", "urgent"}:
        meant = Mail.objects.filter(kind=kind, recipient=office.secretary)
    wanted = meant.order_by("pk").values_list("message_id", flat=True)[0]
    (message,) = [one for one in sink.messages if one["Message-ID"] == wanted]
    return message


def as_shown(message: EmailMessage) -> dict[str, str]:
    """The two parts as they are kept: what differs from run to run is written as dots."""
    headers = [_plain(f"{name}: {message[name]}").strip() for name in SHOWN_HEADERS if message[name]]
    parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    text, html = (str(part.get_content()) if part else "" for part in parts.values())
    return {".txt": "\n".join([*headers, "", _plain(text)]), ".html": _plain(html)}


def _plain(text: str) -> str:
    text = re.sub(r"<notice\.(?:[0-9a-f]{32}|calendar\.[0-9]+\.[0-9]+)@", "<notice.…@", text)
    text = re.sub(r"<(digest|practice|urgent)\.\d+\.", r"<\1.….", text)
    text = re.sub(r"/(cases|calendars|accounts|deadlines|decisions|organizations)/\d+/", r"/\1/…/", text)
    text = re.sub(r"/links/[^/\s<\"&]+/", "/links/…/", text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "…", text)
    text = re.sub(r"\bKN-(\d{4})-\d{5}\b", r"KN-\1-00…", text)  # numbers go on from test to test on PostgreSQL
    text = re.sub(r'; boundary="[^"]+"', "", text)
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip() + "\n"


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize("kind", KINDS)
def test_mail_looks_as_shown(kind: str, calendar_published: None, sink: Sink) -> None:
    message = arrived(kind, Office(), sink)

    for suffix, text in as_shown(message).items():
        file = FOLDER / f"{kind}{suffix}"
        if IS_WRITING:
            FOLDER.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.read_text(encoding="utf-8") == text, "Run `python -m scripts.mails` and look at what changed."


def test_every_kind_of_mail_is_shown() -> None:
    folders = {folder.name for folder in EMAILS.iterdir() if (folder / "subject.txt").exists()}

    assert folders - set(KINDS) == set(), "Add these to KINDS, then run `python -m scripts.mails`."
    assert {file.stem for file in FOLDER.iterdir()} == set(KINDS)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["digest", "urgent", "decision_issued"])
def test_mail_as_received_keeps_to_the_rules_of_mail(kind: str, calendar_published: None, sink: Sink) -> None:
    message = arrived(kind, Office(), sink)

    raw = next(one for one in sink.raw if str(message["Message-ID"]).encode() in one)
    head = raw.split(b"\r\n\r\n")[0]
    assert head.isascii()
    line = re.search(rb"^Subject: (\S[^\r\n]*(?:\r\n[ \t][^\r\n]*)*)", head, re.MULTILINE)
    assert line is not None  # it begins in the first line: some programs show nothing else
    assert max(map(len, line.group(0).split(b"\r\n"))) <= 78
    sent = Mail.objects.get(message_id=str(message["Message-ID"]))
    assert str(make_header(decode_header(line.group(1).replace(b"\r\n", b"").decode()))) == sent.subject
    assert str(message["Subject"]) == sent.subject
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None  # nobody signs off from a statutory alert
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    html = as_shown(message)[".html"]
    assert re.findall(r"<(?:img|script|link|iframe|style)\b|\ssrc=|url\(", html) == []
