"""A tree of organisations on four levels, of any size, with files in its branches; for A1 and its test."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from django.db import connection
from django.db.models import QuerySet

from admission.domain.procedure import Body, Stage
from admission.models import AdmissionCase, Candidate
from members.models import Account, Organization, OrganizationKind, Person, Role, RoleAssignment

GRASSROOTS, SECTIONAL, BRANCHES = 9, 4, 33
"""In each top: so many grassroots committees; in each of these so many sectional ones and branches: 343 in all."""
TOP = 1 + GRASSROOTS * (1 + SECTIONAL + BRANCHES) - 3
"""Three branches are left out: 340."""
OWN_FILES = 300
_SCOPE = '"path" >= '
_KINDS = OrganizationKind


class Forest:
    """Tops that are all alike; the clerk sits in the first grassroots committee of the first one."""

    def __init__(self) -> None:
        self.tops = 0

    def grow(self, organizations: int) -> None:
        """Add tops until there are so many organisations (a multiple of 340)."""
        wanted = organizations // TOP
        new = (row for number in range(self.tops + 1, wanted + 1) for row in _top(number))
        while batch := list(islice(new, 5_000)):
            Organization._base_manager.bulk_create(batch)
        self.tops = wanted

    def spread(self, files: int) -> None:
        """Have so many files: always the same in the clerk's branches, the others over all other branches."""
        own = list(_branches().filter(path__startswith=_path(1, 1)).values_list("pk", flat=True))
        others = list(_branches().exclude(path__startswith=_path(1, 1)).order_by("pk").values_list("pk", flat=True))
        if not AdmissionCase.objects.exists():
            _add_files(files, own, others)
            return
        moved = AdmissionCase.objects.exclude(branch__in=own)
        pks = list(moved.order_by("pk").values_list("pk", flat=True))
        step = max(1, len(others) // len(pks))
        rows = [AdmissionCase(pk=pk, branch_id=others[n * step % len(others)]) for n, pk in enumerate(pks)]
        AdmissionCase.objects.bulk_update(rows, ["branch"], batch_size=400)

    def clerk(self) -> Account:
        """The account of the clerk."""
        account, is_new = Account.objects.get_or_create(username="clerk", defaults={"full_name": "Clerk"})
        if is_new:
            RoleAssignment.objects.create(
                account=account, organization=Organization.objects.get(path=_path(1, 1)), role=Role.CLERK,
                from_on=date(2016, 1, 1),
            )  # fmt: skip
        found: Account = account
        return found


def _path(*numbers: int) -> str:
    return "".join(Organization._int2str(number).rjust(Organization.steplen, "0") for number in numbers)


def _top(top: int) -> Iterator[Organization]:
    yield _organization(_KINDS.PARTY_COMMITTEE, (top,), GRASSROOTS)
    for grassroots in range(1, GRASSROOTS + 1):
        branches = BRANCHES - (3 if grassroots == GRASSROOTS else 0)
        yield _organization(_KINDS.GRASSROOTS_COMMITTEE, (top, grassroots), SECTIONAL)
        for sectional in range(1, SECTIONAL + 1):
            mine = range(sectional, branches + 1, SECTIONAL)
            yield _organization(_KINDS.SECTIONAL_COMMITTEE, (top, grassroots, sectional), len(mine))
            for number in range(1, len(mine) + 1):
                yield _organization(_KINDS.BRANCH, (top, grassroots, sectional, number), 0)


def _organization(kind: OrganizationKind, place: tuple[int, ...], children: int) -> Organization:
    name = ".".join(map(str, place))
    return Organization(
        path=_path(*place), depth=len(place), numchild=children, kind=kind.value, code=name, name=name,
        name_search=name,
    )  # fmt: skip


def _branches() -> QuerySet[Organization]:
    found: QuerySet[Organization] = Organization.objects.filter(kind=_KINDS.BRANCH)
    return found


def _add_files(files: int, own: list[int], others: list[int]) -> None:
    committee = Organization.objects.get(path=_path(1)).pk
    people = Person.objects.bulk_create(
        (Person(full_name=f"Người {n}", name_search=f"nguoi {n}") for n in range(files)), batch_size=5_000
    )
    candidates = Candidate.objects.bulk_create((Candidate(person=person) for person in people), batch_size=5_000)
    AdmissionCase.objects.bulk_create(
        (
            AdmissionCase(
                candidate=candidate,
                branch_id=own[n % len(own)] if n < OWN_FILES else others[n % len(others)],
                competent_committee_id=committee,
                rule_set="QD294_2025",
                opened_on=date(2026, 1, 5),
                stage=Stage.READY_FOR_BRANCH,
                next_body=Body.BRANCH,
                next_due_on=date(2026, 3, 1 + n % 28),
                name_words=f" nguoi {n}",
            )
            for n, candidate in enumerate(candidates)
        ),
        batch_size=5_000,
    )


def whole_readings(statements: Iterable[str]) -> list[str]:
    """Give the plans of those statements that ask for a scope and would go through a whole table for it."""
    return [plan for plan in scope_plans(statements) if reads_everything(plan)]


def scope_plans(statements: Iterable[str]) -> list[str]:
    """Ask the database how it would find the rows of each statement that asks for a scope."""
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    plans = []
    with connection.cursor() as cursor:
        for statement in statements:
            if _SCOPE in statement:
                cursor.execute(f"{explain} {statement}")
                plans.append("\n".join(str(row[-1]) for row in cursor.fetchall()))
    return plans


def reads_everything(plan: str) -> bool:
    """Whether a plan of either database goes through a whole table to find a scope."""
    sqlite = r"SCAN (members_organization|admission_admissioncase)\b"
    postgresql = r"Seq Scan on (admission_admissioncase\b|members_organization .*\n\s*Filter: .*path\)?(::text)? >= )"
    return re.search(f"{sqlite}|{postgresql}", plan) is not None


def is_a_range_of_the_path(plan: str) -> bool:
    """Whether a plan of either database begins at a range of the index on the path."""
    sqlite = r"SEARCH (members_organization|[TU]\d+) USING (COVERING )?INDEX \S+ \(path>\? AND path<\?\)"
    postgresql = r"Index Cond: \(\(+([\w]+\.)?path\)*(::text)? >= "
    return re.search(f"{sqlite}|{postgresql}", plan) is not None
