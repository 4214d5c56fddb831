"""The part of A1 that runs inside Django: ``python -m bench.scope_probe FILES SIZE …``, answer on the last line."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time_ns
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partyapp.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first
from django.db import connection  # noqa: E402 - the same
from django.test.utils import CaptureQueriesContext  # noqa: E402 - the same

from admission.models import AdmissionCase  # noqa: E402 - the same
from admission.selectors.calendars import calendar_shelf  # noqa: E402 - the same
from admission.selectors.case_lists import CaseFilter, case_list  # noqa: E402 - the same
from admission.selectors.work_queue import QueueFilter, queue_page, queue_totals  # noqa: E402 - the same
from admission.services.calendars import load_shipped_calendar  # noqa: E402 - the same
from bench.tree import Forest, whole_readings  # noqa: E402 - the same
from members.access import access_of  # noqa: E402 - the same

TODAY = date(2026, 3, 2)
WARM_UP, ROUNDS = 10, 60


def main(arguments: Sequence[str]) -> None:
    """Let the tree grow from size to size; measure each."""
    files, *sizes = map(int, arguments)
    call_command("migrate", verbosity=0)
    load_shipped_calendar(by=None, today=TODAY)
    forest = Forest()
    found = []
    for size in sizes:
        forest.grow(size)
        forest.spread(files)
        connection.cursor().execute("ANALYZE")
        found.append(_measure(forest))
    sys.stdout.write(json.dumps(found) + "\n")


def _measure(forest: Forest) -> dict[str, Any]:
    account = forest.clerk()
    one = AdmissionCase.objects.visible_to(access_of(account, TODAY)).order_by("pk").values_list("pk", flat=True)[0]

    def scope() -> Any:
        return AdmissionCase.objects.visible_to(access_of(account, TODAY))

    def queue() -> object:
        access, asked = access_of(account, TODAY), QueueFilter()
        return queue_totals(access, asked), queue_page(access=access, asked=asked, shelf=calendar_shelf())

    pages: dict[str, Callable[[], object]] = {
        "queue": queue,
        "case_list": lambda: case_list(scope=scope(), today=TODAY, asked=CaseFilter()),
        "one_file": lambda: scope().get(pk=one),
        "counter": lambda: scope().count(),
    }
    return {name: _time(page) for name, page in pages.items()}


def _time(page: Callable[[], object]) -> dict[str, float]:
    """Ask for a page often; give the processor time of one: the clock would tell what else the machine does."""
    server = _server_process()
    for _ in range(WARM_UP):
        page()
    with CaptureQueriesContext(connection) as queries:
        page()
    times = []
    for _ in range(ROUNDS):
        begin = _processor_time(server)
        page()
        times.append(_processor_time(server) - begin)
    taken = median(times)
    scans = whole_readings(str(query["sql"]) for query in queries.captured_queries)
    for plan in scans:
        sys.stderr.write(plan + "\n\n")
    return {"milliseconds": taken, "queries": len(queries), "scans": len(scans)}


def _server_process() -> Path | None:
    """Where Linux says how long the process of the database server that serves us was at work; SQLite has none."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return Path(f"/proc/{cursor.fetchall()[0][0]}/schedstat")


def _processor_time(server: Path | None) -> float:
    """Milliseconds that this process and the one of the database server were at work."""
    served = int(server.read_text().split()[0]) if server is not None else 0
    return (process_time_ns() + served) / 1_000_000


if __name__ == "__main__":
    main(sys.argv[1:])
