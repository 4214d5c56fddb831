"""The scope is one range of the index on the path, on the database the tests run on, in every list that uses it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from admission.models import AdmissionCase
from admission.permissions import Act, branches_to_read, organizations_for
from admission.selectors.calendars import calendar_shelf
from admission.selectors.case_lists import CaseFilter, CaseOrder, branches_in_scope, case_list, every_line
from admission.selectors.counts import counts_of
from admission.selectors.feeds import feed_deadlines
from admission.selectors.inspection import inspected, latest_files
from admission.selectors.work_list import work_list
from admission.selectors.work_queue import QueueFilter, queue_page, queue_totals
from admission.selectors.workload import workload
from bench.tree import (
    OWN_FILES,
    TOP,
    Forest,
    is_a_range_of_the_path,
    reads_everything,
    scope_plans,
    whole_readings,
)
from members.access import Access, access_of
from members.models import Organization
from tests.factories import TODAY

pytestmark = pytest.mark.django_db

TOPS, FILES = 6, 1_500
LISTS: dict[str, Callable[[Access], object]] = {
    "work": lambda access: work_list(access=access),
    "queue": lambda access: queue_page(access=access, asked=QueueFilter(), shelf=calendar_shelf()),
    "totals": lambda access: queue_totals(access, QueueFilter()),
    "late": lambda access: latest_files(access, calendar_shelf()),
    "flags": lambda access: counts_of(access, inspected),
    "files": lambda access: case_list(scope=files(access), today=TODAY, asked=CaseFilter()),
    "by name": lambda access: case_list(scope=files(access), today=TODAY, asked=CaseFilter(order=CaseOrder.NAME)),
    "stage": lambda access: case_list(scope=files(access), today=TODAY, asked=CaseFilter(stage="probation")),
    "export": lambda access: [*every_line(scope=files(access), today=TODAY, asked=CaseFilter())],
    "search": lambda access: case_list(scope=files(access), today=TODAY, asked=CaseFilter(text="nguoi")),
    "due": lambda access: case_list(scope=files(access), today=TODAY, asked=CaseFilter(due_to=TODAY)),
    "workload": lambda access: workload(scope=files(access), today=TODAY),
    "telephone": lambda access: [*feed_deadlines(access, TODAY)[:50]],
    "branches": lambda access: branches_in_scope(access, branches_to_read),
    "count": lambda access: files(access).count(),
    "members": lambda access: list(organizations_for(access, Act.READ_MEMBERS)),
}


def files(access: Access) -> Any:
    return AdmissionCase.objects.visible_to(access)


@pytest.fixture
def access(calendar_published: None) -> Access:
    """A clerk among a few thousand organisations: fewer, and a database would rather read them all."""
    forest = Forest()
    forest.grow(TOPS * TOP)
    forest.spread(FILES)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":  # of tables as small as these it is right to read the whole
            cursor.execute("SET LOCAL enable_seqscan TO off")
    return access_of(forest.clerk(), TODAY)


def plans_of(page: Callable[[Access], object], access: Access) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        page(access)
    return scope_plans(str(query["sql"]) for query in queries.captured_queries)


@pytest.mark.parametrize("name", LISTS)
def test_list_reads_no_whole_table_to_find_its_scope(name: str, access: Access) -> None:
    plans = plans_of(LISTS[name], access)

    assert plans != []
    assert [plan for plan in plans if reads_everything(plan)] == []


@pytest.mark.parametrize("name", ["count", "members"])
def test_scope_alone_begins_at_a_range_of_the_path(name: str, access: Access) -> None:
    (plan,) = plans_of(LISTS[name], access)

    assert is_a_range_of_the_path(plan), plan


def test_scope_that_is_no_range_of_the_index_is_noticed(access: Access) -> None:
    """What is computed from the path is looked up in no index of it."""
    computed = """SELECT id FROM members_organization WHERE "path" >= '0001' OR "path" >= '0001' || numchild"""

    assert len(whole_readings([computed])) == 1


def test_scope_holds_the_files_below_and_no_other(access: Access) -> None:
    below = Organization.objects.get(path=access.held[0].path)

    assert files(access).count() == OWN_FILES
    assert set(files(access).values_list("branch__path", flat=True)) <= {
        path for path in Organization.objects.values_list("path", flat=True) if path.startswith(below.path)
    }


def test_plans_are_read_as_each_database_writes_them() -> None:
    assert is_a_range_of_the_path("SEARCH members_organization USING INDEX sqlite_autoindex_1 (path>? AND path<?)")
    assert is_a_range_of_the_path(
        "  ->  Index Scan using members_organization_path_key on members_organization\n"
        "        Index Cond: (((path)::text >= '00010001'::text) AND ((path)::text < '00010002'::text))"
    )
    assert not is_a_range_of_the_path("SCAN members_organization")


def test_plans_that_read_everything_are_told_from_others() -> None:
    assert reads_everything("SCAN members_organization")
    assert reads_everything("Seq Scan on admission_admissioncase  (cost=0.00..9.90 rows=2 width=8)")
    assert reads_everything(
        "Seq Scan on members_organization  (cost=0.00..9.90 rows=2 width=8)\n"
        "  Filter: (((path)::text >= '00010001'::text) AND ((path)::text < '00010002'::text))"
    )
    assert not reads_everything("Seq Scan on members_organization t3  (cost=0.00..8.40 rows=340 width=75)")
    assert not reads_everything("SEARCH admission_admissioncase USING INTEGER PRIMARY KEY (rowid=?)")


def test_forest_has_as_many_organisations_as_asked(db: None) -> None:
    forest = Forest()

    forest.grow(TOP)

    assert Organization.objects.count() == TOP == 340
    assert Organization.objects.find_problems() == ([], [], [], [], [])
    assert set(Organization.objects.values_list("depth", flat=True)) == {1, 2, 3, 4}
    assert forest.clerk().roles.get().from_on == date(2016, 1, 1)
