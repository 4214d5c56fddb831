"""A1: the files somebody may see, among ever more organisations: one range of the index on the path, no query more.

The same clerk, with the same files below him, opens the same pages while the tree around him grows a thousandfold.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.report import Benchmark, Report, Table, Target
from tests.servers import postgresql

ORGANIZATIONS = (340, 34_000, 340_000)
FILES = 100_000
ASKED = 1.5
"""How many times as long the largest tree may take as the smallest."""
PAGES = {"queue": "queue", "case_list": "list of files", "one_file": "one file", "counter": "count of files"}


@contextmanager
def databases() -> Iterator[Mapping[str, str]]:
    """Give an empty database of each kind by its address; they end with the block."""
    with tempfile.TemporaryDirectory(prefix="party-bench-") as folder, postgresql() as server:
        yield {"SQLite": f"sqlite:///{Path(folder) / 'bench.sqlite3'}", "PostgreSQL": server.url}


def measure(url: str) -> list[dict[str, Any]]:
    """Fill a database and measure it, in a process of its own: settings are read once in each."""
    with tempfile.TemporaryDirectory(prefix="party-bench-") as folder:
        asked = [sys.executable, "-m", "bench.scope_probe", str(FILES), *map(str, ORGANIZATIONS)]
        environment = {**os.environ, "DATABASE_URL": url, "VAR_DIR": folder}
        done = subprocess.run(asked, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def run() -> Report:
    """Measure both databases."""
    rows, targets = [], []
    with databases() as urls:
        for database, url in urls.items():
            sizes = measure(url)
            for page, title in PAGES.items():
                rows.append(_row(database, title, [size[page] for size in sizes]))
                times = [size[page]["milliseconds"] for size in sizes]
                targets.append(
                    Target(f"{database}, {title}, largest against smallest", max(times) / times[0], ASKED, "x", False)
                )
            counts = {page: {size[page]["queries"] for size in sizes} for page in PAGES}
            more = sum(len(found) - 1 for found in counts.values())
            targets.append(Target(f"{database}, pages whose number of queries grows", more, 0, "", at_least=False))
            # Of a tree as small as the first one a database is right to read the whole.
            scans = sum(size[page]["scans"] for size in sizes[1:] for page in PAGES)
            targets.append(Target(f"{database}, scopes for which a whole table is read", scans, 0, "", at_least=False))
    sizes_in_words = ", ".join(f"{size:,}" for size in ORGANIZATIONS)
    return Report(
        body=[
            f"The clerk of a grassroots committee: 38 organisations and 300 open files below him, {FILES:,} files in "
            f"all, among {sizes_in_words} organisations on four levels. Processor time of one page, of the product and "
            "its server process together: the median of 60.",
            Table(("database", "page", "queries", *(f"{size:,}" for size in ORGANIZATIONS)), rows),
        ],
        targets=targets,
    )


def _row(database: str, title: str, found: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    queries = sorted({str(one["queries"]) for one in found})
    return (database, title, " or ".join(queries), *(f"{one['milliseconds']:.2f} ms" for one in found))


BENCHMARK = Benchmark("A1", "the scope among ever more organisations", run)
