"""Set up the invented Party committee: organisations, accounts, and its tracking sheet through the real importer."""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext as _

from admission.domain.errors import AdmissionError
from admission.domain.months import add_months
from admission.selectors.calendars import calendar_for
from admission.services.alerts import plan_practice_digests
from admission.services.bulk_stays import NewStay, Passage, enter_stays
from admission.services.calendars import load_shipped_calendar
from admission.services.demo_decisions import prepare_some
from admission.services.demo_files import go_on
from admission.services.imported_people import new_person
from admission.services.imports import ImportResult, import_workbook
from admission.spreadsheets.demo.members import absences_of, members_of
from admission.spreadsheets.demo.names import invented_name
from admission.spreadsheets.demo.rows import invented_rows, invented_stories
from admission.spreadsheets.demo.units import BRANCHES, ROOT_CODE, UNITS
from admission.spreadsheets.writer import branch_words, write_workbook
from members.models import Account, Organization, Person, Role, RoleAssignment, Standing
from members.services.memberships import end_absence, record_absence
from members.services.organizations import add_organization, change_contact

_ENTERS = "canbo"
"""The account in whose name the sheet is imported."""
_ACCOUNT_NAMES_FROM = 120
"""Invented names from here on belong to the accounts."""
_MEETINGS = ("d03", "d05", "w1-4", "w2-3")
"""When branches meet: on the 3rd, the 5th, the first Friday, the second Thursday of the month."""
_ACCOUNTS = (
    *((f"bithu{number:02d}", Role.BRANCH_SECRETARY, unit.code) for number, unit in enumerate(BRANCHES, start=1)),
    ("phobithu01", Role.DEPUTY_SECRETARY, BRANCHES[0].code),
    ("dubophan01", Role.CLERK, "TH-BP1"),
    ("duyetbophan01", Role.REVIEWER, "TH-BP1"),
    *((f"dangu{number:02d}", Role.CLERK, f"TH-CS{number}") for number in (1, 2, 3)),
    *((f"duyet{number:02d}", Role.REVIEWER, f"TH-CS{number}") for number in (1, 2, 3)),
    ("canbo", Role.CLERK, ROOT_CODE),
    ("thamdinh", Role.REVIEWER, ROOT_CODE),
    ("duyet", Role.REVIEWER, ROOT_CODE),
    ("kiemtra", Role.INSPECTOR, ROOT_CODE),
    ("quantri", Role.ADMINISTRATOR, ROOT_CODE),
)
"""User name, role and the code of the organisation, from the branches upwards. Each committee has somebody who prepares
its decisions and a reviewer who approves them.
"""
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
    organizations = _organizations()
    branches = [organizations[unit.code] for unit in BRANCHES]
    password = password or _made_up_password()
    assignments = _accounts(organizations, password, today)
    clerk = next(assignment.account for assignment in assignments if assignment.account.username == _ENTERS)
    _members(branches, by=clerk, today=today, now=now)
    workbook: Path = settings.VAR_DIR / "demo.xlsx"
    write_demo_workbook(target=workbook, branches=branches, today=today)
    content = workbook.read_bytes()
    imported = import_workbook(content=content, file_name=workbook.name, by=clerk, today=today, now=now)
    stories = invented_stories(calendar_for(branches[0]).calendar, today)
    for case, story in zip(imported.cases, stories, strict=True):
        go_on(case=case, story=story, branches=branches, by=clerk, today=today, now=now)
    prepare_some(
        accounts={assignment.account.username: assignment.account for assignment in assignments}, today=today, now=now
    )
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
    return [Organization(kind=unit.kind, code=unit.code, name=unit.name) for unit in BRANCHES]


def _organizations() -> dict[str, Organization]:
    """Add the tree; give its organisations by their code."""
    added: dict[str, Organization] = {}
    for unit in UNITS:
        added[unit.code] = add_organization(
            kind=unit.kind,
            code=unit.code,
            name=unit.name,
            above=added.get(unit.above),
            decides_admission=unit.decides,
            is_practice=True,
        )
    # The last branch fixed none, as happens.
    for number, unit in enumerate(BRANCHES[:-1]):
        change_contact(organization=added[unit.code], contact={"meeting_day": _MEETINGS[number % 4]}, by=None)
    return added


def _members(branches: Sequence[Organization], *, by: Account, today: date, now: datetime) -> None:
    """Fill the membership lists before the sheet comes, so that it names people who are known."""
    told = []
    for place, branch in enumerate(branches):
        for member in members_of(place):
            person = new_person(member.full_name, member.born_on, member.sex)
            told.append(NewStay(person, branch, Standing.OFFICIAL, member.official_since_on))
    Person.objects.bulk_create(stay.person for stay in told)
    enter_stays(told=[(stay, Passage()) for stay in told], by=by, now=now)
    for place, branch in enumerate(branches):
        here = [stay.person for stay in told if stay.organization is branch]
        for away in absences_of(place, today):
            absence = record_absence(
                person=here[away.index],
                organization=branch,
                kind=away.kind,
                from_on=away.from_on,
                by=by,
                today=today,
                now=now,
            )
            if away.until_on is not None:
                end_absence(absence=absence, until_on=away.until_on, by=by, today=today, now=now)


def _accounts(organizations: Mapping[str, Organization], password: str, today: date) -> list[RoleAssignment]:
    assignments = []
    hashed = make_password(password)  # once: it is slow on purpose, and the same word for all of them
    for number, (username, role, code) in enumerate(_ACCOUNTS):
        name, email = invented_name(_ACCOUNT_NAMES_FROM + number), f"{username}@example.vn"
        validate_password(password, Account(username=username, full_name=name, email=email))
        account = Account.objects.create(username=username, password=hashed, full_name=name, email=email)
        assignments.append(
            RoleAssignment.objects.create(
                account=account, organization=organizations[code], role=role.value, from_on=add_months(today, -24)
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
