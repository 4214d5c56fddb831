"""`manage.py demo`: the invented committee, its accounts, its sheet through the importer, its flags."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import translation

from admission.domain.facts import Chain
from admission.domain.procedure import Stage, StepCode
from admission.models import (
    AdmissionCase,
    Alert,
    CaseDocument,
    Deadline,
    DecisionProposal,
    Mail,
    ReadmissionGround,
    Sponsorship,
    Transfer,
)
from admission.selectors.facts import facts_of_cases
from admission.services.imports import check_workbook
from admission.services.recalculation import basis_of
from admission.services.verification import differences
from admission.spreadsheets.demo.members import members_of
from admission.spreadsheets.demo.units import BRANCHES, chain_of
from members.models import (
    Absence,
    Account,
    AdmissionAuthority,
    JournalEvent,
    Membership,
    Organization,
    Person,
    Role,
    RoleAssignment,
)
from members.selectors import voters_of
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
    assert kinds == {
        "party_committee": 1,
        "grassroots_committee": 3,
        "sectional_committee": 1,
        "branch": 11,
        "grassroots_branch": 1,
    }
    assert set(Organization.objects.values_list("is_practice", flat=True)) == {True}
    assert list(
        AdmissionAuthority.objects.order_by("organization__path").values_list("organization__code", flat=True)
    ) == ["TH", "TH-CS3"]


def test_demo_has_every_chain_of_committees(tmp_path: Path) -> None:
    call_command("demo")

    chains = {
        code: (above.sectional, above.grassroots)
        for code, above in ((branch.code, case_chain(branch)) for branch in Organization.objects.branches())
    }
    full, short, none = (True, True), (False, True), (False, False)
    expected = [full, full, *[short] * 6, *[none] * 4]
    assert chains == {f"TH-CB{number:02d}": chain for number, chain in enumerate(expected, start=1)}
    assert [chain_of(unit) for unit in BRANCHES] == [Chain(*chain) for chain in expected]


def case_chain(branch: Organization) -> Chain:
    """The chain of a file of the branch that the sheet opened there; whoever moved in came from another."""
    case = AdmissionCase.objects.filter(branch=branch, transfer_facts=None).first()
    assert case is not None
    chain: Chain = case.chain
    return chain


def test_demo_has_an_account_for_each_role(tmp_path: Path) -> None:
    call_command("demo")

    held = Counter(RoleAssignment.objects.values_list("role", flat=True))
    assert held == {
        role.value: {Role.BRANCH_SECRETARY: 12, Role.CLERK: 5, Role.REVIEWER: 6}.get(role, 1) for role in Role
    }
    clerks = RoleAssignment.objects.filter(role=Role.CLERK).order_by("account__username")
    assert list(clerks.values_list("account__username", "organization__code")) == [
        ("canbo", "TH"),
        ("dangu01", "TH-CS1"),
        ("dangu02", "TH-CS2"),
        ("dangu03", "TH-CS3"),
        ("dubophan01", "TH-BP1"),
    ]
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
    assert set(levels) == {-10, -5, -3, -1, 0, 1, 3, 7, 15}
    assert (overdue.count(), Deadline.objects.open().filter(unpublished_year=2028).count()) == (8, 1)
    assert Mail.objects.filter(kind="practice").count() >= 12


def test_demo_accounts_are_listed_with_a_password_that_opens(tmp_path: Path) -> None:
    call_command("demo")

    path = tmp_path / "demo_accounts.txt"
    heading, *lines = path.read_text(encoding="utf-8").splitlines()
    usernames = [line.split()[0] for line in lines]
    assert path.stat().st_mode & 0o777 == 0o600
    assert heading.split()[0] == "Account"
    assert (len(usernames), usernames[0], usernames[-1]) == (26, "bithu01", "quantri")
    assert authenticate(username="bithu01", password=lines[0].split()[-1]) is not None


def test_demo_takes_the_password_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "mot-mat-khau-dai-2026")

    call_command("demo")

    assert authenticate(username="thamdinh", password="mot-mat-khau-dai-2026") is not None


def test_demo_refuses_a_weak_password_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "ngan")

    with pytest.raises(CommandError, match="DEMO_PASSWORD: The password is too short"):
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

    today = date.fromisoformat(day)
    assert AdmissionCase.objects.count() == 60
    assert {1, 3, 7, 15, -1} <= set(Alert.objects.values_list("level", flat=True))
    assert {case.stage_on(today) for case in AdmissionCase.objects.all()} == set(Stage)
    assert list(differences(today=today)) == []
    assert forbidden(today) == []


def forbidden(today: date) -> list[str]:
    """What no file of the demo may hold."""
    cases = list(AdmissionCase.objects.select_related("branch", "candidate__person"))
    facts = facts_of_cases(cases)
    return [
        f"{case.code} {finding.code}"
        for case in cases
        for finding in basis_of(case, today).assess(facts[case.pk]).forbidden
    ]


def test_demo_can_be_checked_without_a_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo")
    capsys.readouterr()

    call_command("check_deadlines")

    assert capsys.readouterr().out == "60 files checked, 0 differences.\n"
    assert forbidden(MONDAY.date()) == []


def test_demo_branches_have_their_members_and_absences(tmp_path: Path) -> None:
    call_command("demo")

    absent = Counter(Absence.objects.filter(until_on=None).values_list("kind", flat=True))
    for place, unit in enumerate(BRANCHES):
        branch = Organization.objects.get(code=unit.code)
        listed = Membership.objects.filter(organization=branch, standing="official", from_on__lt=date(2016, 1, 1))
        assert listed.count() == len(members_of(place))
        helpers = Sponsorship.objects.filter(case__branch=branch, case__transfer_facts=None).values("sponsor")
        assert not Person.objects.filter(pk__in=helpers).exclude(memberships__organization=branch).exists()
    assert absent == {"exempt": 3, "elsewhere": 2, "on_leave": 1, "suspended": 1}
    assert Absence.objects.exclude(until_on=None).count() == 1
    assert voters_of(Organization.objects.get(code="TH-CB03"), MONDAY.date()).on_leave == 1


def test_demo_has_what_the_sheet_cannot_tell(tmp_path: Path) -> None:
    call_command("demo")

    documents = Counter(CaseDocument.objects.values_list("step", flat=True))
    moved = Transfer.objects.get()
    assert {
        documents[step]
        for step in (
            StepCode.ADMISSION_RETURN,
            StepCode.RECOGNITION_RETURN,
            StepCode.READMISSION_CONSENT,
            StepCode.END_CASE,
            StepCode.REFUSAL_NOTICE,
            StepCode.REMOVAL_NOTICE,
            StepCode.PERSONAL_EVENT,
            StepCode.AGE_CONSENT,
            StepCode.CEREMONY_CONSENT,
            StepCode.ADMISSION_REPORT,
        )
    } == {1}
    assert (moved.from_branch.code, moved.to_branch.code, moved.case.stage) == ("TH-CB07", "TH-CB10", Stage.PROBATION)
    assert moved.case.competent_committee.code == "TH-CS3"
    assert ReadmissionGround.objects.get().case.stage == Stage.SPONSORED


def test_demo_has_decisions_that_wait_and_one_that_was_sent_back(tmp_path: Path) -> None:
    call_command("demo")

    rows = DecisionProposal.objects.order_by("pk").select_related("prepared_by", "organization")
    assert [(row.prepared_by.username, row.organization.code, row.state.value) for row in rows] == [
        ("canbo", "TH", "open"),
        ("thamdinh", "TH", "open"),
        ("canbo", "TH", "open"),
        ("dangu03", "TH-CS3", "open"),
        ("canbo", "TH", "sent_back"),
    ]


def test_demo_keeps_why_an_old_file_is_irregular(tmp_path: Path) -> None:
    call_command("demo")

    case = AdmissionCase.objects.exclude(historical_through_on=None).get()
    resolution = case.branchresolution_facts.get()
    assert len(resolution.irregularities) == 9  # sponsors, and eight papers
    assert case.ceremony_facts.get().irregularities == [
        "act_late:ceremony",
        "ceremony_late_without_consent:ceremony",
    ]


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
