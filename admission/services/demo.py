"""Set up the invented Party committee: organisations, accounts, and its tracking sheet through the real importer."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext as _

from admission.domain.errors import AdmissionError
from admission.domain.months import add_months
from admission.selectors.calendars import calendar_for
from admission.services.alerts import plan_practice_digests
from admission.services.calendars import load_shipped_calendar
from admission.services.imports import ImportResult, import_workbook
from admission.spreadsheets.demo.names import invented_name
from admission.spreadsheets.demo.rows import invented_rows
from admission.spreadsheets.writer import branch_words, write_workbook
from members.models import Account, Organization, OrganizationKind, Role, RoleAssignment
from members.services.organizations import add_organization

ROOT_CODE = "TH"
_COMMITTEE = "Đảng ủy Khối Hoa Sen (thực hành)"
_TREE = (
    (
        "Đảng ủy cơ sở Văn phòng Hoa Sen (thực hành)",
        ("Chi bộ Vụ Tổng hợp", "Chi bộ Vụ Pháp chế", "Chi bộ Cục Quản trị", "Chi bộ Trung tâm Tin học"),
    ),
    (
        "Đảng ủy cơ sở Trường Cao đẳng Hoa Sen (thực hành)",
        ("Chi bộ Khoa Kinh tế", "Chi bộ Khoa Xây dựng", "Chi bộ Phòng Đào tạo", "Chi bộ Sinh viên"),
    ),
    (
        "Đảng ủy cơ sở Bệnh viện Hoa Sen (thực hành)",
        ("Chi bộ Khoa Nội", "Chi bộ Khoa Ngoại", "Chi bộ Khoa Dược", "Chi bộ Phòng Điều dưỡng"),
    ),
)
_ACCOUNT_NAMES_FROM = 120
"""Invented names from here on belong to the accounts."""
_COMMITTEE_ACCOUNTS = (
    ("canbo", Role.CLERK),
    ("thamdinh", Role.REVIEWER),
    ("kiemtra", Role.INSPECTOR),
    ("quantri", Role.ADMINISTRATOR),
)
_LETTERS, _GROUP = "abcdefghkmnpqrstuvwxyz23456789", 4


class DemoAlreadyLoadedError(AdmissionError):
    """The practice committee is there already; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What was set up. `accounts_file`: the accounts with their password; `workbook`: the sheet that was imported."""

    accounts_file: Path
    workbook: Path
    imported: ImportResult
    digests: int


@transaction.atomic
def load_demo(*, password: str, today: date, now: datetime) -> Demo:
    """Build the committee and import its sheet; all of it or nothing. An empty password: one is made up.

    Raises: DemoAlreadyLoadedError, django ValidationError for a weak password, CalendarNotPublishedError.
    """
    if Organization.objects.filter(code=ROOT_CODE).exists():
        raise DemoAlreadyLoadedError(f"{ROOT_CODE} is there already")
    load_shipped_calendar(by=None, today=today)
    committee, branches = _organizations()
    password = password or _made_up_password()
    assignments = _accounts(committee, branches, password, today)
    clerk = next(assignment.account for assignment in assignments if assignment.role == Role.CLERK)
    workbook: Path = settings.VAR_DIR / "demo.xlsx"
    write_demo_workbook(target=workbook, branches=branches, today=today)
    content = workbook.read_bytes()
    imported = import_workbook(content=content, file_name=workbook.name, by=clerk, today=today, now=now)
    digests = plan_practice_digests(today=today, now=now)
    # Last, still inside the transaction: accounts without their password on paper would be of no use.
    accounts_file = _write_accounts(assignments, password)
    return Demo(accounts_file, workbook, imported, digests)


def write_demo_workbook(*, target: Path, branches: Sequence[Organization], today: date) -> None:
    """Write the invented sheet for these branches; dates lie around `today`. Raises: CalendarNotPublishedError."""
    rows = invented_rows(branch_words(branches), calendar_for().calendar, today)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(target, branches=branches, rows=rows)


def demo_branches() -> list[Organization]:
    """Give the branches of the demo without setting anything up, for a sheet on its own."""
    return [
        Organization(kind=OrganizationKind.BRANCH, code=_branch_code(number), name=name)
        for number, name in enumerate((name for _above, names in _TREE for name in names), start=1)
    ]


def _branch_code(number: int) -> str:
    return f"{ROOT_CODE}-CB{number:02d}"


def _organizations() -> tuple[Organization, list[Organization]]:
    kinds = OrganizationKind
    branches: list[Organization] = []
    committee = add_organization(
        kind=kinds.PARTY_COMMITTEE, code=ROOT_CODE, name=_COMMITTEE, decides_admission=True, is_practice=True
    )
    for place, (name, names) in enumerate(_TREE, start=1):
        code = f"{ROOT_CODE}-CS{place}"
        grassroots = add_organization(
            kind=kinds.GRASSROOTS_COMMITTEE, code=code, name=name, above=committee, is_practice=True
        )
        for branch in names:
            code = _branch_code(len(branches) + 1)
            branches.append(
                add_organization(kind=kinds.BRANCH, code=code, name=branch, above=grassroots, is_practice=True)
            )
    return committee, branches


def _accounts(
    committee: Organization, branches: Sequence[Organization], password: str, today: date
) -> list[RoleAssignment]:
    wanted = [(f"bithu{place:02d}", Role.BRANCH_SECRETARY, branch) for place, branch in enumerate(branches, start=1)]
    wanted.append(("phobithu01", Role.DEPUTY_SECRETARY, branches[0]))
    wanted += [(username, role, committee) for username, role in _COMMITTEE_ACCOUNTS]
    assignments = []
    for number, (username, role, organization) in enumerate(wanted):
        name, email = invented_name(_ACCOUNT_NAMES_FROM + number), f"{username}@example.vn"
        validate_password(password, Account(username=username, full_name=name, email=email))
        account = Account.objects.create_user(username, password, full_name=name, email=email)
        assignments.append(
            RoleAssignment.objects.create(
                account=account, organization=organization, role=role.value, from_on=add_months(today, -24)
            )
        )
    return assignments


def _made_up_password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _number in range(_GROUP)) for _group in range(_GROUP))


def _write_accounts(assignments: Sequence[RoleAssignment], password: str) -> Path:
    """Write a table to read: mode 0600, since it holds the password."""
    table = [(_("Account"), _("Role"), _("Organisation"), _("Password"))]
    for assignment in assignments:
        role = str(Role(assignment.role).label)
        table.append((assignment.account.username, role, assignment.organization.name, password))
    widths = [max(len(row[index]) for row in table) for index in range(len(table[0]))]
    lines = ["  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    path: Path = settings.VAR_DIR / "demo_accounts.txt"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write("\n".join(lines) + "\n")
    return path
