"""J1: the whole journal verified with the key: every row, every link, the head and the anchors.

On SQLite, in a database of its own in a temporary folder; the rows are what an installation writes most.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.report import Benchmark, Report, Table, Target

ROWS = 1_000_000
ASKED = 10.0
"""Seconds for so many rows."""


def run() -> Report:
    """Measure in a process of its own: Django is set up there, with a database that goes with the folder."""
    with tempfile.TemporaryDirectory(prefix="party-bench-") as folder:
        environment = os.environ | {"VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
        done = subprocess.run(
            [sys.executable, "-m", "bench.journal_rounds"], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        append, seal, memory, *rounds = (float(part) for part in done.stdout.split())
        size = Path(folder, "db.sqlite3").stat().st_size / ROWS
    seconds = sorted(rounds)[len(rounds) // 2]
    rows = [
        ("append, in one transaction", f"{append:,.1f} s", f"{append / ROWS * 1e6:,.1f} µs"),
        ("seal, in transactions of 1,000", f"{seal:,.1f} s", f"{seal / ROWS * 1e6:,.1f} µs"),
        ("verify, one process", f"{seconds:,.1f} s", f"{seconds / ROWS * 1e6:,.1f} µs"),
    ]
    return Report(
        body=[
            f"{ROWS:,} rows on SQLite, {size:,.0f} bytes each with their indexes. Verified {len(rounds)} times, the "
            f"median counts; the memory of the process grew by {memory:,.0f} MB meanwhile.",
            Table(("", "time", "a row"), rows),
        ],
        targets=[Target(f"verify {ROWS:,} rows", seconds, ASKED, " s", at_least=False)],
    )


BENCHMARK = Benchmark("J1", "verifying the journal", run)
