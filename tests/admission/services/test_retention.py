"""Retention: what is due is counted, what is confirmed goes in batches and is journalled, the record stays."""

import os
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command

from admission.domain.personal_data import DataClass, Keeping
from admission.domain.procedure import Outcome, StepCode
from admission.labels.data_map import PERSONAL
from admission.models import AdmissionCase, BranchResolution, Mail
from admission.permissions import NotPermittedError
from admission.selectors import data_map
from admission.services import retention
from admission.services.notices import post_notice
from admission.services.pending_imports import uploads_folder
from admission.services.retention import apply_retention, retention_due
from members.models import Account, JournalEvent, Organization, Person, Role
from tests.factories import NOW, Dates, Tree, advance, decide, make_account, make_case

LONG_AGO, LATER = datetime(2024, 12, 1, tzinfo=NOW.tzinfo), datetime(2028, 4, 3, 2, tzinfo=NOW.tzinfo)
NOTHING = {
    "sensitive_fields": 0,
    "account_contact": 0,
    "mail_details": 0,
    "sessions": 0,
    "import_uploads": 0,
    "past_files": 0,
}


def due(now: datetime = NOW) -> dict[str, int]:
    return {one.code: one.count for one in retention_due(now=now)}


def applied(now: datetime = NOW, by: Account | None = None) -> dict[str, int]:
    return {one.code: one.count for one in apply_retention(by=by, now=now)}


def told() -> dict[str, list[int]]:
    events = JournalEvent.objects.filter(verb="retention_applied").order_by("pk")
    found: dict[str, list[int]] = {}
    for event in events:
        found.setdefault(event.subject.removeprefix("retention:"), []).append(event.details["count"])
    return found


def session(key: str, until: datetime) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=until)


def closed_account(username: str, until: date | None) -> Account:
    account = make_account(username)
    account.is_active = False
    account.save()
    if until is not None:
        account.roles.create(
            organization=Organization.objects.get(code="DU"), role=Role.CLERK, from_on=date(2020, 1, 1), until_on=until
        )
    return account


@pytest.fixture
def born_on_is_sensitive(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the day of birth were of class C3: the rule finds its columns in the data map."""
    born = next(row for row in PERSONAL if row.fields == ("born_on",))
    row = replace(born, data_class=DataClass.C3, keeping=Keeping.SENSITIVE)
    monkeypatch.setattr(data_map, "PERSONAL", (row,))


@pytest.fixture
def closed(tree: Tree) -> AdmissionCase:
    """A file refused on 2 March 2026."""
    case = advance(make_case(tree.branch), Dates())
    decide(case, StepCode.ADMISSION_DECISION, NOW.date(), outcome=Outcome.REFUSED)
    return AdmissionCase.objects.get()


def test_nothing_is_due_in_a_fresh_installation(tree: Tree) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)

    assert due() == NOTHING
    assert applied() == NOTHING
    assert told() == {}


def test_sessions_that_ran_out_go_and_others_stay(tree: Tree) -> None:
    session("het-han", NOW - timedelta(seconds=1))
    session("con-han", NOW + timedelta(hours=1))

    assert due()["sessions"] == 1
    assert Session.objects.count() == 2  # counting takes nothing away
    assert applied()["sessions"] == 1
    assert Session.objects.get().session_key == "con-han"


def test_batches_are_journalled_one_by_one(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        session(f"s{number}", NOW - timedelta(days=1))

    assert applied()["sessions"] == 5
    assert told() == {"sessions": [2, 2, 1]}


def test_contact_of_accounts_closed_long_ago_is_emptied(tree: Tree) -> None:
    gone = closed_account("cu", date(2025, 3, 1))
    lately = closed_account("moi-nghi", date(2025, 3, 2))
    working = make_account("dang-lam")

    assert applied()["account_contact"] == 1
    emails = dict(Account.objects.values_list("pk", "email"))
    assert emails == {gone.pk: "", lately.pk: lately.email, working.pk: working.email}
    assert Account.objects.get(pk=gone.pk).full_name == gone.full_name


def test_details_of_old_mail_are_emptied_unless_it_waits(tree: Tree) -> None:
    account = make_account("bithu")
    for _ in range(2):
        post_notice(notice="thu", to=[account], details={"code": "KN-1"}, now=NOW - timedelta(days=400))
    post_notice(notice="thu", to=[account], details={"code": "KN-1"}, now=NOW)
    old, _waits, fresh = Mail.objects.order_by("pk")
    Mail.objects.filter(pk__in=[old.pk, fresh.pk]).update(status="sent", sent_at=NOW)

    assert applied()["mail_details"] == 1
    assert [mail.details for mail in Mail.objects.order_by("pk")] == [{}, {"code": "KN-1"}, {"code": "KN-1"}]
    assert due()["mail_details"] == 0


def test_uploads_nobody_confirmed_are_removed(tree: Tree) -> None:
    for name, age in (("cu", timedelta(hours=3)), ("moi", timedelta(minutes=5))):
        path = uploads_folder() / name
        path.write_bytes(b"x")
        os.utime(path, times=((NOW - age).timestamp(),) * 2)

    assert applied()["import_uploads"] == 1
    assert [path.name for path in uploads_folder().iterdir()] == ["moi"]


def test_sensitive_values_go_two_years_after_the_last_file_closed(
    closed: AdmissionCase, born_on_is_sensitive: None
) -> None:
    assert closed.closed_on == NOW.date()
    day = timedelta(days=1)
    two_years_on = datetime(2028, 3, 2, 2, tzinfo=NOW.tzinfo)

    assert [due(now)["sensitive_fields"] for now in (NOW, two_years_on, two_years_on + day)] == [0, 0, 1]
    assert applied(two_years_on + day)["sensitive_fields"] == 1
    person = Person.objects.get(pk=closed.candidate.person_id)
    assert (person.born_on, person.full_name) == (None, "Đặng Thị Hương")
    assert BranchResolution.objects.filter(case=closed).exists()
    assert told() == {"sensitive_fields": [1]}


def test_sensitive_values_stay_while_a_file_is_open_or_there_was_none(
    tree: Tree, case: AdmissionCase, born_on_is_sensitive: None
) -> None:
    Person.objects.create(full_name="Không Hồ Sơ", born_on=date(1990, 1, 1))

    assert applied(LATER)["sensitive_fields"] == 0
    assert not Person.objects.filter(born_on=None).exists()


def test_only_an_administrator_confirms(tree: Tree) -> None:
    session("het-han", NOW - timedelta(days=1))

    with pytest.raises(NotPermittedError):
        applied(by=make_account("kiemtra", Role.INSPECTOR, tree.committee))
    assert Session.objects.exists()


def test_command_counts_and_only_with_apply_takes_away(
    tree: Tree, in_english: None, capsys: pytest.CaptureFixture[str]
) -> None:
    session("het-han", LONG_AGO)

    call_command("retention")
    dry = capsys.readouterr().out
    counted = Session.objects.count()
    call_command("retention", "--apply")

    assert "sessions: 1 – Sessions that have run out are removed" in dry
    assert dry.endswith("Nothing was changed. Run it with --apply to carry this out.\n")
    assert (counted, Session.objects.count()) == (1, 0)
