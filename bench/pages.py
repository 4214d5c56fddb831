"""P4 and P5: the pages people open most, over HTTP, among ten thousand files and among a million.

PostgreSQL is filled by bench/population.py; the product runs as in production (gunicorn, two workers) and is asked by
people of every role at once, from this machine: what is measured includes who asks.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from threading import Thread
from time import perf_counter
from typing import Any

from bench.population import JOURNAL_KEY, ask, fill
from bench.report import Benchmark, Report, Table, Target
from tests.servers import free_port, postgresql

SIZES = tuple(int(size) for size in os.environ.get("BENCH_PAGES_CASES", "10000 1000000").split())
"""So many files; smaller ones to look for what is slow."""
SECONDS = float(os.environ.get("BENCH_PAGES_SECONDS", "12"))
"""So long each page is asked for."""
ASKING = 4
"""So many people ask at the same time."""
WORKERS, THREADS = 2, 8
WARM_UP = 24
SECRET = "a-secret-of-the-benchmark-and-of-nothing-else"  # noqa: S105 - of invented accounts
TITLES = {
    "work": "my work, secretary",
    "work_clerk": "my work, clerk of a committee",
    "case": "one file",
    "list": "list of files, committee",
    "list_nation": "list of files, nation",
    "list_deep": "list of files, nation, a page far down",
    "by_name": "list of files, nation, by name",
    "late": "overdue files, nation",
    "search": "search, committee",
    "search_nation": "search, nation",
    "search_common": "search for a common name, nation",
    "calendar": "calendar of deadlines, nation",
    "branches": "list of branches, nation",
}
LISTS = ("list", "list_nation", "list_deep", "by_name", "late")
SEARCHES = ("search", "search_nation", "search_common")
CALENDAR = "calendar"
"""It asks once more where a month has too many deadlines to read: once, however many they are."""
WORK_A_SECOND, WORK_P95 = 150.0, 150.0
MOST_QUERIES, MOST_KILOBYTES = 12, 150.0
LIST_RATIO, SEARCH_RATIO = 1.5, 2.0


def run() -> Report:
    """Measure each size in a cluster of its own."""
    measured = [_measure(size) for size in SIZES]
    rows = [
        (title, f"{size['cases']:,}", *_cells(size["pages"][page]))
        for page, title in TITLES.items()
        for size in measured
    ]
    headings = ("page", "files", "requests/s", "p50", "p95", "queries", "compressed")
    return Report(
        body=[
            f"{WORKERS} workers of {THREADS} threads, {ASKING} people asking at once for {SECONDS:g} s a page, each "
            "of an account of its own place in the tree. A search is what is sent and the list it leads to. "
            "Files and deadlines were vacuumed after they were written, as autovacuum does within minutes.",
            Table(headings, rows),
        ],
        targets=list(_targets(measured)),
        packages=("django", "gunicorn"),
    )


def _measure(cases: int) -> dict[str, Any]:
    with postgresql() as server, tempfile.TemporaryDirectory(prefix="party-bench-") as folder:
        fill(server.url, cases)
        environment = {"JOURNAL_KEY": JOURNAL_KEY, "SECRET_KEY": SECRET, "DATABASE_URL": server.url, "VAR_DIR": folder}
        # The sessions are made with the keys the product runs with.
        os.environ |= {"SECRET_KEY": SECRET}
        visits = ask(server.url, "visits", probe="bench.pages_probe")
        with _product(environment) as port:
            pages = {page: visits[page] | _ask_often(port, visits[page]["visits"]) for page in TITLES}
        return {"cases": visits["cases"], "pages": pages}


@contextmanager
def _product(environment: Mapping[str, str]) -> Iterator[int]:
    """Give the port on which the product answers, run as in production."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "partyapp.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS)]
    command += ["--log-level", "error", "--no-control-socket", "--keep-alive", "30"]
    root = Path(__file__).resolve().parent.parent
    process = subprocess.Popen(command, cwd=root, env={**os.environ, **environment})
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/sign-in/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        if process.poll() is not None:
            break
    raise RuntimeError("the product did not start")


def _ask_often(port: int, visits: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Have the visits made again and again, by several people at once."""
    for visit in visits[:WARM_UP]:
        _visit(HTTPConnection("127.0.0.1", port, timeout=60), visit)
    taken: list[list[float]] = [[] for _ in range(ASKING)]
    failed: list[Exception] = []
    end = perf_counter() + SECONDS

    def go(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        place = number * len(visits) // ASKING
        try:
            while perf_counter() < end:
                begin = perf_counter()
                _visit(connection, visits[place % len(visits)])
                taken[number].append((perf_counter() - begin) * 1000)
                place += 1
        except Exception as error:  # of a thread: raised below, whatever it is
            failed.append(error)

    people = [Thread(target=go, args=(number,)) for number in range(ASKING)]
    begin = perf_counter()
    for person in people:
        person.start()
    for person in people:
        person.join()
    if failed:
        raise failed[0]
    times = [one for person in taken for one in person]
    marks = quantiles(times, n=20)
    return {"a_second": len(times) / (perf_counter() - begin), "p50": marks[9], "p95": marks[18]}


def _visit(connection: HTTPConnection, visit: Mapping[str, Any]) -> None:
    """Open a page, or send a search and open the list it leads to."""
    headers = {"Cookie": visit["cookie"], "Accept-Encoding": "gzip", "Accept": "text/html"}
    path = visit["path"]
    if visit["body"]:
        form = {**headers, "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": visit["token"]}
        connection.request("POST", path, visit["body"], form)
        answer = connection.getresponse()
        answer.read()
        path = answer.headers["Location"]
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")


def _cells(page: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        f"{page['a_second']:,.0f}",
        f"{page['p50']:,.0f} ms",
        f"{page['p95']:,.0f} ms",
        f"{page['queries']}",
        f"{page['bytes'] / 1024:,.0f} KB",
    )


def _targets(measured: Sequence[Mapping[str, Any]]) -> Iterator[Target]:
    smallest, largest = measured[0]["pages"], measured[-1]["pages"]
    yield Target("my work of a secretary, requests a second", largest["work"]["a_second"], WORK_A_SECOND, "")
    yield Target("my work of a secretary, p95", largest["work"]["p95"], WORK_P95, " ms", False)
    yield Target("one file, queries", largest["case"]["queries"], MOST_QUERIES, "", False)
    for pages, ratio in ((LISTS, LIST_RATIO), (SEARCHES, SEARCH_RATIO)):
        for page in pages:
            grown = largest[page]["p95"] / smallest[page]["p95"]
            yield Target(f"{TITLES[page]}, p95 of the largest against the smallest", grown, ratio, "x", False)
    more = sum(largest[page]["queries"] > smallest[page]["queries"] for page in TITLES if page != CALENDAR)
    yield Target("pages whose number of queries grows", more, 0, "", False)
    biggest = max(page["bytes"] for size in measured for page in size["pages"].values()) / 1024
    yield Target("largest page, compressed", biggest, MOST_KILOBYTES, " KB", False)


BENCHMARK = Benchmark("P4", "pages among ten thousand and a million files", run)
