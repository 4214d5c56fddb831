"""The population of the load figures: whole files, the same in every run, in a database as the migrations leave it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from admission.domain.rulesets import rule_set_in_force
from admission.models import PeriodRun
from admission.selectors.calendars import calendar_for
from admission.spreadsheets.demo.stories import Clockwork
from bench.load_probe import paths_below
from bench.population import ask, fill
from bench.prototypes import FILES, TODAY, stories_of
from bench.rows import Copied, UnknownUniqueColumnError, check_unique, indexes_of, kept_models
from members.models import Organization
from tests.servers import postgresql

pytestmark = pytest.mark.xdist_group("population")
"""One worker fills the database for all of them."""

SEED = 7
COMMITTEES = 3


def new_database(stack: ExitStack, folder: Path) -> str:
    """Give the address of an empty database of the kind the tests run on."""
    if connection.vendor == "postgresql":
        return stack.enter_context(postgresql()).url
    return f"sqlite:///{folder / 'nation.sqlite3'}"


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A filled database: its address, what the filling said and what a look at it says."""
    with ExitStack() as stack:
        url = new_database(stack, tmp_path_factory.mktemp("nation"))
        filled = fill(url, COMMITTEES * FILES - 5, SEED)
        yield {"url": url, "filled": filled, "found": ask(url, "look")}


def test_population_follows_from_its_facts(nation: dict[str, Any]) -> None:
    filled = nation["filled"]

    assert (filled["cases"], filled["sample"], filled["differences"]) == (COMMITTEES * FILES, COMMITTEES * FILES, 0)


def test_population_is_consistent(nation: dict[str, Any]) -> None:
    found = nation["found"]

    assert (found["broken_keys"], found["tree_problems"], found["journal_is_whole"]) == (0, 0, True)
    assert found["wrong_sexes"] == 0


@pytest.mark.django_db
def test_population_leaves_the_indexes_of_the_migrations(nation: dict[str, Any]) -> None:
    of_the_migrations = indexes_of([model._meta.db_table for model in kept_models()])

    assert len(of_the_migrations) > 50
    assert nation["found"]["indexes"] == sorted(index.create for index in of_the_migrations)


def test_population_is_swept_once(nation: dict[str, Any]) -> None:
    swept = ask(nation["url"], "sweeps")
    days = [swept["first"], *swept["days"], swept["without_night"]]

    assert swept["first"]["added"] > 0
    assert [day["again"] for day in days] == [0] * len(days)
    assert [day["sweeps"] > 0 for day in days] == [True] * (len(days) - 1) + [False]
    assert swept["alerts"] == sum(day["added"] for day in days)


def test_population_is_the_same_for_the_same_seed(nation: dict[str, Any], tmp_path: Path) -> None:
    with ExitStack() as stack:
        url = new_database(stack, tmp_path)
        fill(url, COMMITTEES * FILES, SEED)
        again = ask(url, "look")

    assert again["digest"] == nation["found"]["digest"]


def test_stories_differ_with_the_seed(calendar_published: None) -> None:
    clock = Clockwork(calendar_for().calendar, rule_set_in_force(TODAY), TODAY)

    one, again, other = (list(stories_of(clock, seed)) for seed in (1, 1, 2))

    assert len(one) == FILES
    assert one == again
    assert one != other


def test_committees_stand_below_the_provinces_in_turn() -> None:
    provinces = [Organization(path=f"0001000{number}") for number in (1, 2)]

    assert paths_below(provinces, 4) == ["000100020001", "000100010002", "000100020002"]


@pytest.mark.django_db
def test_copying_refuses_a_unique_column_without_a_rule() -> None:
    PeriodRun.objects.create(kind="digest", period="2026-03-02", started_at=timezone.now())

    with pytest.raises(UnknownUniqueColumnError, match="admission_periodrun: kind, period"):
        check_unique({PeriodRun: Copied(PeriodRun, last=0, stride=1, count=1)})
