"""P3: a swap of two days among a quarter of a million open deadlines: previewed by name, then recounted by sets.

Both databases are filled by bench/population.py, in folders of their own that go with the run.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from secrets import token_hex
from typing import Any
from unittest.mock import patch

from bench.population import fill
from bench.report import Benchmark, Report, Table, Target
from bench.scope import databases

CASES = 250_000
SECONDS = 10.0


def run() -> Report:
    """Fill each database, then swap two days and swap them back."""
    found = {}
    with databases() as urls, _one_key():
        for name, url in urls.items():
            fill(url, CASES)
            found[name] = _probe(url)
    first = found["PostgreSQL"]
    return Report(
        body=[
            f"{first['open']:,} open deadlines that count working days, of {first['periods']:,} distinct periods. The "
            "swap is that of a Friday with the Saturday eight days later, in the week in which most falls due. "
            "Previewing counts everything and names the first 200; publishing locks the files, previews again, writes "
            "days, moves, alerts, files, one journal event for each date that moved and one notice for each person, "
            "and commits. Sealing the journal follows the commit. Before it the pages are loaded and the table of "
            "deadlines is vacuumed, as in a server that has run for an hour.",
            Table(
                ("database", "change", "dates that move", "notices", "preview", "publish", "seal the journal"),
                [row for name, each in found.items() for row in _rows(name, each)],
            ),
        ],
        targets=[target for name, each in found.items() for target in _targets(name, each)],
    )


@contextmanager
def _one_key() -> Iterator[None]:
    """The journal that one process writes the next one seals: both get the same key, whatever their folders."""
    with patch.dict(os.environ, JOURNAL_KEY=token_hex(32)):
        yield


def _probe(url: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="party-bench-") as folder:
        asked = [sys.executable, "-W", "ignore", "-m", "bench.calendar_probe"]
        environment = {**os.environ, "DATABASE_URL": url, "VAR_DIR": folder}
        done = subprocess.run(asked, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _rows(name: str, found: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for each in found["changes"]:
        times = (f"{each[part]:,.2f} s" for part in ("preview", "publish", "seal"))
        yield (name, each["title"], f"{each['moved']:,}", f"{each['mails']:,}", *times)


def _targets(name: str, found: Mapping[str, Any]) -> Iterator[Target]:
    if name == "PostgreSQL":  # what is asked is asked of it; SQLite stands beside
        slowest = max(each["preview"] + each["publish"] for each in found["changes"])
        yield Target(f"{name}, preview and recompute", slowest, SECONDS, " s", at_least=False)
    yield Target(f"{name}, differences in {found['sample']} moved files", found["differences"], 0, "", at_least=False)


BENCHMARK = Benchmark("P3", "a calendar change among a quarter of a million open deadlines", run)
