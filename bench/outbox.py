"""P7: the digests of a nation built, and the outbox handed over by two workers to a real mail server.

Building is what `open_digests` does: one message for each person who has something new to hear, the alerts hung on it.
Delivering is what two workers do at the same time: lease, read again, render, hand over, mark, one mail at a time.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.report import Benchmark, Report, Table, Target
from bench.scope import databases
from tests.sink import ACCEPTED, smtp_sink

DIGESTS = 290_000
MAILS = 3_000
WORKERS = 2
BUILD_SECONDS = 300.0
MAILS_A_SECOND = 50.0
AT = "2026-03-02T07:01:00+07:00"
MAIN_DATABASE = "PostgreSQL"
"""The targets are for the database of production; the other one stands beside it."""


def measure(url: str) -> dict[str, Any]:
    """Fill a database and build the digests, in a process of its own; then time two workers that deliver some."""
    with tempfile.TemporaryDirectory(prefix="party-bench-") as folder:
        environment = {**os.environ, "DATABASE_URL": url, "VAR_DIR": folder}
        asked = [sys.executable, "-m", "bench.outbox_probe", str(DIGESTS), str(MAILS)]
        done = subprocess.run(asked, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found | {"mails_a_second": deliver(environment)}


def deliver(environment: dict[str, str]) -> float:
    """Let two workers empty the outbox; give the mails a second from the first one that arrives to the last."""
    arrivals: list[float] = []

    def note(message: object) -> str:
        arrivals.append(perf_counter())
        return ACCEPTED

    with smtp_sink() as sink:
        sink.on_data = note
        command = [sys.executable, "manage.py", "sweep", "--deliver-only", "--at", AT]
        everything = environment | sink.environment()
        root = Path(__file__).resolve().parent.parent
        workers = [
            subprocess.Popen(command, cwd=root, env=everything, stdout=subprocess.DEVNULL) for _ in range(WORKERS)
        ]
        if any(worker.wait() for worker in workers):
            raise RuntimeError("a worker failed")
        copies = sink.copies()
    if len(copies) != MAILS or sum(copies.values()) != MAILS:
        raise RuntimeError(f"{len(copies)} mails, {sum(copies.values())} copies instead of {MAILS}")
    return (len(arrivals) - 1) / (arrivals[-1] - arrivals[0])


def run() -> Report:
    """Measure both databases."""
    rows, targets = [], []
    with databases() as urls:
        for database, url in urls.items():
            found = measure(url)
            rows.append(
                (
                    database,
                    f"{found['build']:,.1f} s",
                    f"{found['again']:,.2f} s",
                    f"{found['mails_a_second']:,.0f}",
                )
            )
            if database == MAIN_DATABASE:
                targets = [
                    Target(f"{database}, build {DIGESTS:,} digests", found["build"], BUILD_SECONDS, " s", False),
                    Target(f"{database}, mails a second with {WORKERS} workers", found["mails_a_second"],
                           MAILS_A_SECOND, ""),
                ]  # fmt: skip
    return Report(
        body=[
            f"{DIGESTS:,} people with two alerts each; {MAILS:,} of their digests are delivered over SMTP to a server "
            f"on the same machine by {WORKERS} workers, from the first arrival to the last; each arrived once.",
            Table(("database", f"build {DIGESTS:,} digests", "build again, nothing new", "mails a second"), rows),
        ],
        targets=targets,
    )


BENCHMARK = Benchmark("P7", "building digests, delivering mail", run)
