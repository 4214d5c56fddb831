"""`manage.py demo`: the invented committee, its accounts, its sheet through the importer, its flags."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import translation

from admission.models import AdmissionCase, Alert, Deadline, Mail
from admission.services.imports import check_workbook
from members.models import Account, JournalEvent, Organization, Role, RoleAssignment
from tests.admission.services.snapshots import row_counts

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday_in_english(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    with time_machine.travel(MONDAY, tick=False), translation.override("en"):
        yield


def test_demo_sets_up_an_invented_committee(tmp_path: Path) -> None:
    call_command("demo")

    kinds = Counter(Organization.objects.values_list("kind", flat=True))
    assert kinds == {"party_committee": 1, "grassroots_committee": 3, "branch": 12}
    assert set(Organization.objects.values_list("is_practice", flat=True)) == {True}
    assert list(Organization.objects.filter(decides_admission=True).values_list("code", flat=True)) == ["TH"]


def test_demo_has_an_account_for_each_role(tmp_path: Path) -> None:
    call_command("demo")

    held = Counter(RoleAssignment.objects.values_list("role", flat=True))
    assert held == {role.value: 12 if role is Role.BRANCH_SECRETARY else 1 for role in Role}
    assert all(email.endswith("@example.vn") for email in Account.objects.values_list("email", flat=True))


def test_demo_enters_sixty_people_through_the_importer(tmp_path: Path) -> None:
    call_command("demo")

    event = JournalEvent.objects.get(verb="workbook_imported")
    assert (AdmissionCase.objects.count(), event.details["count"]) == (60, 60)
    assert event.account is not None
    assert event.account.username == "canbo"
    assert set(AdmissionCase.objects.values_list("branch__code", flat=True)) == {f"TH-CB{n:02d}" for n in range(1, 13)}


def test_demo_sheet_is_kept_and_recognised(tmp_path: Path) -> None:
    call_command("demo")

    content = (tmp_path / "demo.xlsx").read_bytes()
    plan = check_workbook(content=content, file_name="demo.xlsx", by=None, today=MONDAY.date())
    assert (plan.row_count, plan.error_count) == (60, 60)


def test_demo_has_flags_overdue_today_and_soon(tmp_path: Path) -> None:
    call_command("demo")

    levels = Counter(Alert.objects.values_list("level", flat=True))
    overdue = Deadline.objects.overdue(MONDAY.date())
    assert set(levels) == {-1, 0, 1, 3, 7, 15}
    assert (overdue.count(), Deadline.objects.open().filter(unpublished_year=2028).count()) == (7, 1)
    assert Mail.objects.filter(kind="practice").count() >= 12


def test_demo_accounts_are_listed_with_a_password_that_opens(tmp_path: Path) -> None:
    call_command("demo")

    path = tmp_path / "demo_accounts.txt"
    heading, *lines = path.read_text(encoding="utf-8").splitlines()
    usernames = [line.split()[0] for line in lines]
    assert path.stat().st_mode & 0o777 == 0o600
    assert heading.split()[0] == "Account"
    assert (len(usernames), usernames[0], usernames[-1]) == (17, "bithu01", "quantri")
    assert authenticate(username="bithu01", password=lines[0].split()[-1]) is not None


def test_demo_takes_the_password_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "mot-mat-khau-dai-2026")

    call_command("demo")

    assert authenticate(username="thamdinh", password="mot-mat-khau-dai-2026") is not None


def test_demo_refuses_a_weak_password_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "ngan")

    with pytest.raises(CommandError, match="DEMO_PASSWORD: This password is too short"):
        call_command("demo")

    assert Organization.objects.count() == 0
    assert not (tmp_path / "demo_accounts.txt").exists()


def test_demo_loaded_again_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo")
    before, accounts = row_counts(), (tmp_path / "demo_accounts.txt").read_bytes()
    capsys.readouterr()

    call_command("demo")

    assert capsys.readouterr().out == "The demo is already loaded; nothing was changed.\n"
    assert (row_counts(), (tmp_path / "demo_accounts.txt").read_bytes()) == (before, accounts)


@pytest.mark.parametrize("day", ["2026-11-24", "2026-11-28", "2026-02-18"])
def test_demo_loads_on_a_day_off_too(tmp_path: Path, day: str) -> None:
    call_command("demo", "--today", day)

    assert AdmissionCase.objects.count() == 60
    assert {1, 3, 7, 15, -1} <= set(Alert.objects.values_list("level", flat=True))


def test_demo_sheet_alone_needs_no_organisations(tmp_path: Path) -> None:
    call_command("load_calendar", verbosity=0)
    path = tmp_path / "so.xlsx"

    call_command("demo", "--write-only", str(path))

    assert path.stat().st_size > 10_000
    assert Organization.objects.count() == 0


def test_demo_beyond_the_calendar_names_the_year(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="working-day calendar of 2028"):
        call_command("demo", "--today", "2027-12-29")

    assert Organization.objects.count() == 0
