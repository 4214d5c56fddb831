"""The tests of `make test`: on SQLite, on PostgreSQL + Redis, in Chromium. It starts and ends the servers it needs.

The last line sums up all runs: "N passed, N failed, N skipped".
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests import servers

ROOT = Path(__file__).resolve().parent.parent
# Settings of this shell must not leak into the tests.
_OURS = ("DATABASE_URL", "CELERY_BROKER_URL", "VAR_DIR", "DEBUG", "DEMO", "HTTPS", "SECRET_KEY", "JOURNAL_KEY",
         "ALLOWED_HOSTS", "BASE_URL", "EMAIL_HOST", "EMAIL_BACKEND", "EMAIL_FILE_PATH", "STATIC_MANIFEST",
         "LOG_LEVEL", "PICTURES_ONLY")  # fmt: skip
_PARALLEL = ["-n", "2", "--dist", "loadgroup"]


@dataclass(frozen=True, slots=True)
class Run:
    """One pass of pytest."""

    title: str
    options: list[str]
    needs_servers: bool = False


RUNS = {
    "sqlite": Run("SQLite", ["-m", "not browser", *_PARALLEL]),
    "servers": Run("PostgreSQL + Redis", ["-m", "not browser", *_PARALLEL], needs_servers=True),
    "browser": Run("Chromium", ["-m", "browser", *_PARALLEL]),
}
COVERAGE = ["--cov", "--cov-report=term-missing:skip-covered"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run, or all of them, came to."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def read_counts(report: Path, exit_code: int) -> Counts:
    """Read a JUnit report. A run that executed no test, or broke off, counts as one failure at least."""
    suites = ElementTree.parse(report).getroot().iter("testsuite") if report.exists() else ()  # noqa: S314 - our own
    counts = Counts()
    for suite in suites:
        number = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
        failed = number["failures"] + number["errors"]
        counts += Counts(max(0, number["tests"] - failed - number["skipped"]), failed, number["skipped"])
    if counts.failed == 0 and (exit_code != 0 or counts.passed == 0):
        counts += Counts(failed=1)
    return counts


def chromium() -> str:
    """Give the browser's path. Raises: ServerError when there is none."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := shutil.which(name)):
            return path
    raise servers.ServerError("Chromium is not installed (Debian: apt-get install chromium; or set CHROMIUM=/path).")


def environment(run: Run, stack: ExitStack, folder: Path) -> dict[str, str]:
    """Give the environment of a run; its servers live as long as `stack`."""
    variables = {name: value for name, value in os.environ.items() if name not in _OURS}
    variables |= {"VAR_DIR": str(folder / "var"), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "LANGUAGE": ""}
    if run.needs_servers:
        variables["DATABASE_URL"] = stack.enter_context(servers.postgresql()).url
        variables["CELERY_BROKER_URL"] = stack.enter_context(servers.redis()).url
    else:
        variables["DATABASE_URL"] = f"sqlite:///{folder / 'db.sqlite3'}"
    if run is RUNS["browser"]:
        # The live server's thread and Playwright's event loop share the connection on purpose.
        variables |= {"DJANGO_ALLOW_ASYNC_UNSAFE": "true", "CHROMIUM": chromium()}
    return variables


def execute(run: Run, more: list[str]) -> Counts:
    """Run pytest once and count."""
    print(f"\n=== {run.title} ===", flush=True)
    with tempfile.TemporaryDirectory(prefix="party-tests-") as name, ExitStack() as stack:
        folder = Path(name)
        report = folder / "report.xml"
        try:
            variables = environment(run, stack, folder)
        except servers.ServerError as error:
            print(error, flush=True)
            return Counts(failed=1)
        command = [sys.executable, "-m", "pytest", *run.options, *more, f"--junitxml={report}"]
        exit_code = subprocess.run(command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL, check=False).returncode
        counts = read_counts(report, exit_code)
        if counts.passed == 0:
            print("No test passed in this run: that counts as a failure.", flush=True)
        return counts


def main() -> int:
    """Run what was asked for (everything by default); give 1 when something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="*", metavar="RUN", help=f"of {', '.join(RUNS)}; all by default")
    parser.add_argument("--coverage", action="store_true")
    options, more = parser.parse_known_args()
    if unknown := set(options.runs) - RUNS.keys():
        parser.error(f"no such run: {', '.join(sorted(unknown))}; choose from {', '.join(RUNS)}")
    lines, total = [], Counts()
    for name in options.runs or RUNS:
        started = time.monotonic()
        counts = execute(RUNS[name], [*more, *(COVERAGE if options.coverage else [])])
        lines.append(f"{RUNS[name].title:<20} {counts} ({time.monotonic() - started:.0f} s)")
        total += counts
    print("\n" + "\n".join(lines))
    print(total, flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
