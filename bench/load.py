"""P2: the sweep among a million files: what reaches a level on a working day is planned, and nothing twice.

Both databases are filled by bench/population.py, in folders of their own that go with the run.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
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
            found[name] = (fill(url, CASES), ask(url, "sweeps"))
    filled = [_filled(name, population) for name, (population, _days) in found.items()]
    swept = [row for name, (_population, days) in found.items() for row in _swept(name, days)]
    population, _days = found["PostgreSQL"]
    return Report(
        body=[
            f"{population['cases']:,} files of {population['organizations']:,} organisations with "
            f"{population['accounts']:,} accounts; of {population['deadlines']:,} deadlines {population['open']:,} are "
            "open and can be missed. Filling: everything after the migrations, with all indexes and the statistics.",
            Table(("database", "rows copied", "filled in", "processors at work", "a million", "differences"), filled),
            "The scheduler sweeps every minute. From midnight on each sweep plans a part of the working day, until it "
            "is planned; then there is nothing left but to look whether it is. The sweep of 07:00 plans what the night "
            "brought and opens the digests; how fast those are built and handed over is P7. So it was on a first day, "
            "on which everything is new, the receivers too, on the working days after it, and on one before which the "
            "scheduler was off all night. Each sweep of the night is whole, with the journal and an outbox that is "
            "empty; those from 07:00 on are without the delivery, which goes on meanwhile.",
            Table(
                (
                    "database",
                    "day",
                    "alerts planned",
                    "sweeps of the night",
                    "all of them",
                    "longest of them",
                    "digests",
                    "sweep of 07:00",
                    "the minute after",
                ),
                swept,
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
        ("after a night without sweeps", swept["without_night"]),
    ):
        night = ("-", "-", "-")
        if one["sweeps"]:
            night = (f"{one['sweeps']:,}", f"{one['whole']:,.1f} s", f"{one['longest']:,.2f} s")
        times = (f"{one[part]:,.2f} s" for part in ("hour", "minute"))
        yield name, title, f"{one['added']:,}", *night, f"{one['digests']:,}", *times


def _targets(name: str, population: Mapping[str, Any], swept: Mapping[str, Any]) -> Iterator[Target]:
    yield Target(f"{name}, filling per million files", _minutes_of_a_million(population), FILL_MINUTES, " min", False)
    yield Target(f"{name}, differences in the sample", population["differences"], 0, "", False)
    days = [*swept["days"], swept["without_night"]]
    if name == "PostgreSQL":  # what is asked is asked of it; SQLite stands beside
        longest = max(day["longest"] for day in swept["days"])
        yield Target(f"{name}, longest sweep of the nights after the first", longest, SWEEP_SECONDS, " s", False)
        minute = max(day["minute"] for day in days)
        yield Target(
            f"{name}, longest of every minute after the first day, nothing new",
            minute,
            SWEEP_SECONDS,
            " s",
            False,
        )
    yield Target(f"{name}, planned or opened twice", sum(day["again"] for day in days), 0, "", False)


BENCHMARK = Benchmark("P2", "planning alerts among a million files", run)
