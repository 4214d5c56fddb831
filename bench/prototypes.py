"""One invented Party committee with some hundred files, recorded through the services: what the population copies.

Its files stand at every stage, and what is open falls due on days spread over the year to come, as it does in a nation;
the seed decides who stands where. The same seed gives the same rows, the journal and its random seals aside.
"""

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import time_machine
from django.contrib.auth.hashers import make_password
from django.db import transaction

from admission.domain.months import add_months
from admission.domain.procedure import Outcome
from admission.domain.rulesets import rule_set_in_force
from admission.selectors.calendars import calendar_for
from admission.services.bulk_stays import NewStay, Passage, enter_stays
from admission.services.calendars import load_shipped_calendar
from admission.services.demo_files import go_on
from admission.services.imported_people import new_person
from admission.services.imports import import_workbook
from admission.spreadsheets.demo.members import absences_of, members_of
from admission.spreadsheets.demo.names import invented_name, invented_sex
from admission.spreadsheets.demo.rows import told_rows
from admission.spreadsheets.demo.stories import Clockwork, Story, Then
from admission.spreadsheets.demo.units import BRANCHES, ROOT_CODE, UNITS
from admission.spreadsheets.writer import branch_words, write_workbook
from members.models import Account, Organization, OrganizationKind, Person, Role, RoleAssignment, Sex, Standing
from members.services.memberships import end_absence, record_absence
from members.services.organizations import add_organization

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""09:00 in Viet Nam on Monday 2 March 2026: the day on which everything is recorded."""
PROVINCES = 34
FILES = 10 * len(BRANCHES)
"""In each committee: ten in each branch."""
PASSWORD = "mot-mat-khau-dai-2026"  # noqa: S105 - of invented accounts
_SALT = "the-same-in-every-run"
_SINCE = date(2016, 1, 1)
_CLERK = "canbo"
_ROLES = (
    *((f"bithu{number:02d}", Role.BRANCH_SECRETARY, unit.code) for number, unit in enumerate(BRANCHES, start=1)),
    ("phobithu01", Role.DEPUTY_SECRETARY, BRANCHES[0].code),
    ("dubophan01", Role.CLERK, "TH-BP1"),
    *((f"dangu{number:02d}", Role.CLERK, f"TH-CS{number}") for number in (1, 2, 3)),
    *((f"duyet{number:02d}", Role.REVIEWER, f"TH-CS{number}") for number in (1, 2, 3)),
    (_CLERK, Role.CLERK, ROOT_CODE),
    ("duyet", Role.REVIEWER, ROOT_CODE),
    ("kiemtra", Role.INSPECTOR, ROOT_CODE),
    ("quantri", Role.ADMINISTRATOR, ROOT_CODE),
)
_NATION = (("kiemtra.tw", Role.INSPECTOR), ("quantri.tw", Role.ADMINISTRATOR))


def make_nation() -> list[Organization]:
    """Add what stands above all committees: a top with who inspects and administers, and the provinces below it."""
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        load_shipped_calendar(by=None, today=TODAY)
        kind = OrganizationKind.PARTY_COMMITTEE
        top = add_organization(kind=kind, code="TW", name="Đảng bộ toàn quốc")
        for username, role in _NATION:
            _account(username, role, top)
        return [
            add_organization(kind=kind, code=f"T{number:02d}", name=f"Đảng bộ tỉnh {number:02d}", above=top)
            for number in range(1, PROVINCES + 1)
        ]


def make_committee(*, above: Organization, seed: int) -> None:
    """Record the committee that is copied: organisations, accounts, members and files."""
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        organizations: dict[str, Organization] = {}
        for unit in UNITS:
            organizations[unit.code] = add_organization(
                kind=unit.kind,
                code=unit.code,
                name=unit.name.removesuffix(" (tập dượt)"),
                above=organizations.get(unit.above, above),
                decides_admission=unit.decides,
            )
        accounts = {username: _account(username, role, organizations[code]) for username, role, code in _ROLES}
        branches = [organizations[unit.code] for unit in BRANCHES]
        _members(branches, accounts[_CLERK])
        _files(branches, accounts[_CLERK], seed)


def _account(username: str, role: Role, organization: Organization) -> Account:
    account: Account = Account.objects.create(
        username=username,
        password=make_password(PASSWORD, salt=_SALT),
        full_name=invented_name(len(username) * 7 + ord(username[-1])),
        email=f"{username}@example.vn",
    )
    RoleAssignment.objects.create(account=account, organization=organization, role=role.value, from_on=_SINCE)
    return account


def _members(branches: Sequence[Organization], by: Account) -> None:
    told = []
    for place, branch in enumerate(branches):
        for member in members_of(place):
            person = new_person(member.full_name, member.born_on, member.sex)
            told.append(NewStay(person, branch, Standing.OFFICIAL, member.official_since_on))
    Person.objects.bulk_create(stay.person for stay in told)
    enter_stays(told=[(stay, Passage()) for stay in told], by=by, now=NOW)
    for place, branch in enumerate(branches):
        here = [stay.person for stay in told if stay.organization is branch]
        for away in absences_of(place, TODAY):
            absence = record_absence(
                person=here[away.index], organization=branch, kind=away.kind, from_on=away.from_on, by=by,
                today=TODAY, now=NOW,
            )  # fmt: skip
            if away.until_on is not None:
                end_absence(absence=absence, until_on=away.until_on, by=by, today=TODAY, now=NOW)


def _files(branches: Sequence[Organization], by: Account, seed: int) -> None:
    calendar = calendar_for(branches[0]).calendar
    stories = list(stories_of(Clockwork(calendar, rule_set_in_force(TODAY), TODAY), seed))
    with tempfile.TemporaryDirectory(prefix="party-bench-") as folder:
        sheet = Path(folder, "population.xlsx")
        rows = told_rows(stories, branch_words(branches), calendar, TODAY)
        write_workbook(sheet, branches=branches, rows=rows)
        imported = import_workbook(content=sheet.read_bytes(), file_name=sheet.name, by=by, today=TODAY, now=NOW)
    for case, story in zip(imported.cases, stories, strict=True):
        go_on(case=case, story=story, branches=branches, by=by, today=TODAY, now=NOW)


def stories_of(clock: Clockwork, seed: int) -> Iterator[Story]:
    """Give what happens to each person of the committee, in an order that spreads the stages over the branches."""
    dice = random.Random(seed)
    found = [*_under_way(clock, dice), *_on_probation(clock, dice), *_at_the_end(clock, dice)]
    dice.shuffle(found)
    yield from found


def _left(dice: random.Random, most: int) -> int:
    """Working days left: one file in twenty is late."""
    return -dice.randrange(1, 11) if dice.randrange(20) == 0 else dice.randrange(1, most + 1)


def _under_way(clock: Clockwork, dice: random.Random) -> Iterator[Story]:
    """Forty-eight up to the ceremony."""
    yield from (clock.nominated(dice.randrange(1, 60)) for _ in range(3))
    yield replace(clock.nominated(25), then=Then.ENDED)
    yield from (clock.sponsored(dice.randrange(0, 330)) for _ in range(9))
    yield clock.sponsored(90, sponsors=1)
    yield replace(clock.sponsored(150), age=45, then=Then.READMITTED)
    yield from (clock.ready(dice.randrange(8, 200)) for _ in range(10))
    yield from (clock.awaiting_decision(_left(dice, 55)) for _ in range(11))
    yield from (clock.awaiting_decision(dice.randrange(45, 56), levels=levels) for levels in (0, 1))
    yield clock.awaiting_decision(12, extension=30)
    yield replace(clock.awaiting_decision(45), then=Then.RETURNED)
    yield clock.vote_failed(6)
    yield clock.vote_failed(20, reported=True)
    yield from (clock.awaiting_receipt(dice.randrange(1, 8)) for _ in range(2))
    yield from (clock.awaiting_ceremony(_left(dice, 27)) for _ in range(4))


def _on_probation(clock: Clockwork, dice: random.Random) -> Iterator[Story]:
    """Thirty-six from the ceremony to the recognition."""
    days = (clock.today - timedelta(days=dice.randrange(360)) for _ in range(24))
    yield from (clock.probation(held_on) for held_on in days)
    yield replace(clock.probation(add_months(clock.today, -3)), then=Then.TRANSFERRED)
    yield replace(clock.probation(add_months(clock.today, -7)), then=Then.WARNED)
    yield from (clock.ready_for_recognition(_left(dice, 27)) for _ in range(4))
    yield from (clock.awaiting_recognition(_left(dice, 25)) for _ in range(4))
    yield clock.awaiting_recognition(15, extension=15)
    yield replace(clock.awaiting_recognition(10), then=Then.RECOGNITION_RETURNED)


def _at_the_end(clock: Clockwork, dice: random.Random) -> Iterator[Story]:
    """Thirty-six that are closed."""
    yield from (clock.recognised(dice.randrange(1, 20)) for _ in range(32))
    yield from (clock.refused(dice.randrange(5, 30)) for _ in range(2))
    yield replace(clock.recognised(3, Outcome.REFUSED), then=Then.REMOVAL_TOLD)
    yield replace(clock.refused(8), then=Then.REFUSAL_TOLD)


def names_by_place() -> list[str]:
    """Give every invented name once; a copy of a person bears the one so many places further."""
    return sorted(sex_by_name())


def sex_by_name() -> dict[str, Sex]:
    """Give the sex of who bears each invented name."""
    return {invented_name(number): invented_sex(number) for number in range(1_000)}
