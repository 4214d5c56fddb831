"""P2: the sweep among a million files: what reaches a level on a working day is planned, and nothing twice.

Both databases are filled by bench/population.py, in folders of their own that go with the run.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench.population import ask, fill
from bench.report import Benchmark, Report, Table, Target
from tests.servers import postgresql

CASES = 1_000_000
FILL_MINUTES = 5.0
SWEEP_SECONDS = 2.0


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="party-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'nation.sqlite3'}"


@contextmanager
def _postgresql() -> Iterator[str]:
    with postgresql() as server:
        yield server.url


DATABASES = {"PostgreSQL": _postgresql, "SQLite": _sqlite}


def run() -> Report:
    """Fill each database, then sweep it; one after the other, so that neither takes the other's processor."""
    found = {}
    for name, database in DATABASES.items():
        with database() as url:
            found[name] = (fill(url, CASES), ask(url, "sweep"))
    filled = [_filled(name, population) for name, (population, _days) in found.items()]
    swept = [row for name, (_population, days) in found.items() for row in _swept(name, days)]
    population, _days = found["PostgreSQL"]
    return Report(
        body=[
            f"{population['cases']:,} files of {population['organizations']:,} organisations with "
            f"{population['accounts']:,} accounts; of {population['deadlines']:,} deadlines {population['open']:,} are "
            "open and can be missed. Filling: everything after the migrations, with all indexes and the statistics.",
            Table(("database", "rows copied", "filled in", "processors at work", "a million", "differences"), filled),
            "The sweep plans the alerts of a first day, on which every level reached until then is new, and of the "
            "working days after it; then the last one again, as every minute of the day does. A day is planned in the "
            "night before its first digest, a slice of 4,000 deadlines in a transaction of its own, one after the "
            "other: a sweep holds its locks as long as the longest of them.",
            Table(
                ("database", "day", "alerts planned", "time", "processors at work", "transactions", "longest"), swept
            ),
        ],
        targets=[target for name, (population, swept) in found.items() for target in _targets(name, population, swept)],
    )


def _filled(name: str, population: Mapping[str, Any]) -> tuple[str, ...]:
    minutes = _minutes_of_a_million(population)
    sample = f"{population['differences']} of {population['sample']:,} files"
    rows, seconds, processor = (population[key] for key in ("rows", "seconds", "processor"))
    return (name, f"{rows:,}", f"{seconds:,.0f} s", f"{processor:,.0f} s", f"{minutes:,.1f} min", sample)


def _minutes_of_a_million(population: Mapping[str, Any]) -> float:
    return float(population["seconds"] / 60 * 1_000_000 / population["cases"])


def _swept(name: str, swept: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for title, one in (
        ("first, everything is new", swept["first"]),
        *((f"working day {number} after it", day) for number, day in enumerate(swept["days"], start=1)),
        ("the last one again", swept["again"]),
    ):
        times = [f"{one[part]:,.2f} s" for part in ("seconds", "processor", "longest")]
        yield name, title, f"{one['added']:,}", *times[:2], f"{one['slices']:,}", times[2]


def _targets(name: str, population: Mapping[str, Any], swept: Mapping[str, Any]) -> Iterator[Target]:
    yield Target(f"{name}, filling per million files", _minutes_of_a_million(population), FILL_MINUTES, " min", False)
    yield Target(f"{name}, differences in the sample", population["differences"], 0, "", False)
    if name == "PostgreSQL":  # what is asked is asked of it; SQLite stands beside
        again = swept["again"]["seconds"]
        yield Target(f"{name}, sweep of every minute, nothing new", again, SWEEP_SECONDS, " s", False)
        longest = max(day["longest"] for day in swept["days"])
        yield Target(f"{name}, longest transaction of a working day", longest, SWEEP_SECONDS, " s", False)
        seconds = median(day["seconds"] for day in swept["days"])
        yield Target(f"{name}, a working day planned whole, median", seconds, SWEEP_SECONDS, " s", False)
    yield Target(f"{name}, alerts planned twice", swept["again"]["added"], 0, "", False)


BENCHMARK = Benchmark("P2", "planning alerts among a million files", run)
