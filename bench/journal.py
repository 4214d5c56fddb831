"""J1: the whole journal verified with the key: every row, every link, the head and the anchors.

On SQLite, in a database of its own in a temporary folder; the rows are what an installation writes most.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench.report import Benchmark, Report, Table, Target

ROWS = 1_000_000
APPENDED = 20_000
"""So many more are appended and sealed at the end of the journal."""
ASKED = 10.0
"""Seconds for all rows."""


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
    count = len(rounds) // 2
    wall, processor = median(rounds[:count]), median(rounds[count:])
    rows = [
        (f"verify {ROWS:,} rows, one process", f"{wall:,.2f} s", f"{wall / ROWS * 1e6:,.1f} µs"),
        ("the same, time of the processor", f"{processor:,.2f} s", f"{processor / ROWS * 1e6:,.1f} µs"),
        (f"append {APPENDED:,} more, one transaction", f"{append:,.2f} s", f"{append / APPENDED * 1e6:,.1f} µs"),
        ("seal these", f"{seal:,.2f} s", f"{seal / APPENDED * 1e6:,.1f} µs"),
    ]
    return Report(
        body=[
            f"SQLite, {size:,.0f} bytes a row with its indexes. Verified {count} times, the median counts; the memory "
            f"of the process grew by {memory:,.0f} MB meanwhile. A machine that is busy with other things shows in the "
            "difference between the two times.",
            Table(("", "time", "a row"), rows),
        ],
        targets=[Target(f"verify {ROWS:,} rows", wall, ASKED, " s", at_least=False)],
    )


BENCHMARK = Benchmark("J1", "verifying the journal", run)
