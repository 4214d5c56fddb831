"""The scope is one range of the index on the path, on the database the tests run on, in every list that uses it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from admission.models import AdmissionCase
from admission.permissions import Act, organizations_for
from admission.selectors.case_lists import CaseFilter, branches_in_scope, case_list
from admission.selectors.work_list import work_list
from bench.tree import OWN_FILES, TOP, Forest, is_a_range_of_the_path, is_one_file, scopes_without_a_range
from members.access import Access, access_of
from members.models import Organization
from tests.factories import TODAY

pytestmark = pytest.mark.django_db

TOPS, FILES = 6, 1_500
LISTS: dict[str, Callable[[Access], object]] = {
    "work": lambda access: work_list(access=access),
    "files": lambda access: case_list(scope=files(access), today=TODAY, asked=CaseFilter()),
    "search": lambda access: case_list(scope=files(access), today=TODAY, asked=CaseFilter(text="nguoi")),
    "branches": lambda access: branches_in_scope(files(access)),
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
    return access_of(forest.clerk(), TODAY)


def test_every_list_finds_its_scope_by_a_range_of_the_path(access: Access) -> None:
    for name, page in LISTS.items():
        with CaptureQueriesContext(connection) as queries:
            page(access)
        statements = [str(query["sql"]) for query in queries.captured_queries]

        assert any('"path" >= ' in statement for statement in statements), name
        assert scopes_without_a_range(statements) == [], name


def test_scope_that_is_no_range_of_the_index_is_noticed(access: Access) -> None:
    """What is computed from the path is looked up in no index of it."""
    computed = """SELECT id FROM members_organization WHERE "path" || '' >= '0001' OR "path" >= '0001' || numchild"""

    assert len(scopes_without_a_range([computed])) == 1


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
    assert is_one_file(
        "SEARCH admission_admissioncase USING INTEGER PRIMARY KEY (rowid=?)\nSEARCH members_organization"
    )
    assert not is_one_file("SCAN admission_admissioncase")


def test_forest_has_as_many_organisations_as_asked(db: None) -> None:
    forest = Forest()

    forest.grow(TOP)

    assert Organization.objects.count() == TOP == 340
    assert Organization.objects.find_problems() == ([], [], [], [], [])
    assert set(Organization.objects.values_list("depth", flat=True)) == {1, 2, 3, 4}
    assert forest.clerk().roles.get().from_on == date(2016, 1, 1)
