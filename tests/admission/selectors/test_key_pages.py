"""Pages of a list in the order of one column."""

import pytest
from pytest_django import DjangoAssertNumQueries

from admission.selectors.key_pages import key_page
from members.models import Organization
from tests.factories import Tree

pytestmark = pytest.mark.django_db


def test_list_is_read_forwards_and_backwards_in_the_same_pages(tree: Tree) -> None:
    rows = Organization.objects.order_by("-pk")
    everything = list(Organization.objects.order_by("path"))
    there, back = [key_page(rows, key="path", size=2)], []

    while there[-1].later is not None:
        there.append(key_page(rows, key="path", size=2, after=there[-1].later))
    back.append(there[-1])
    while back[-1].earlier is not None:
        back.append(key_page(rows, key="path", size=2, before=back[-1].earlier))

    assert [row for page in there for row in page.rows] == everything
    assert [page.rows for page in reversed(back)] == [page.rows for page in there]
    assert len(there) >= 3


@pytest.mark.parametrize("place", [{"before": "0"}, {"after": "z"}])
def test_place_at_which_nothing_is_left_gives_the_first_page(tree: Tree, place: dict[str, str]) -> None:
    assert key_page(Organization.objects.all(), key="path", size=2, **place) == key_page(
        Organization.objects.all(), key="path", size=2
    )


def test_empty_list_has_one_page(db: None) -> None:
    page = key_page(Organization.objects.none(), key="path", size=2, after="x")

    assert (page.rows, page.earlier, page.later) == ((), None, None)


@pytest.mark.parametrize("way", ["after", "before"])
def test_page_costs_one_query_wherever_it_is(
    tree: Tree, django_assert_num_queries: DjangoAssertNumQueries, way: str
) -> None:
    place = Organization.objects.order_by("path")[1].path

    with django_assert_num_queries(1):
        page = key_page(Organization.objects.all(), key="path", size=1, **{way: place})

    assert len(page.rows) == 1
