"""The part of the load figures that runs inside Django: ``python -m bench.load_probe fill CASES SEED``, ``… sweep``,
``… digests`` and, for a small population, ``… look``; the answer is JSON on the last line.
"""

import hashlib
import json
import os
import random
import sys
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from math import ceil
from time import perf_counter
from typing import Any, TypeVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partyapp.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first
from django.db import connection  # noqa: E402 - the same

from admission.models import AdmissionCase, Alert, Deadline  # noqa: E402 - the same
from admission.selectors.calendars import calendar_for  # noqa: E402 - the same
from admission.services.alert_plans import plan_alerts, plan_by_slices  # noqa: E402 - the same
from admission.services.alerts import open_digests  # noqa: E402 - the same
from admission.services.verification import differences  # noqa: E402 - the same
from bench.measure import processor_seconds  # noqa: E402 - the same
from bench.prototypes import FILES, NOW, TODAY, make_committee, make_nation, sex_by_name  # noqa: E402 - the same
from bench.rows import Shared, broken_keys, copy_rows, indexes_of, kept_models  # noqa: E402 - the same
from members.models import Account, Organization, Person  # noqa: E402 - the same
from members.services.journal_check import verify_journal  # noqa: E402 - the same

Result = TypeVar("Result")

SAMPLE = 600
"""So many files are derived anew after the database was filled."""
SWEPT_DAYS = 5
"""So many working days are swept after the first one."""


def main(arguments: Sequence[str]) -> None:
    """Do one thing and say what was found."""
    what, *numbers = arguments
    if what == "fill":
        call_command("migrate", verbosity=0)
    doing: dict[str, Callable[..., dict[str, Any]]] = {
        "fill": fill_and_check,
        "look": look,
        "sweep": sweep,
        "digests": digests,
    }
    found = doing[what](*map(int, numbers))
    sys.stdout.write(json.dumps(found) + "\n")


# --- the population --------------------------------------------------------------------------------------------------
def fill_and_check(cases: int, seed: int) -> dict[str, Any]:
    """Fill the empty database, timed; then look at a sample."""
    rows, timing = _timed(lambda: fill(cases, seed))
    sample = take_sample(seed)
    return {
        "cases": AdmissionCase.objects.count(),
        "organizations": Organization.objects.count(),
        "accounts": Account.objects.count(),
        "deadlines": Deadline.objects.count(),
        "open": Deadline.objects.open().limits().count(),
        "rows": rows,
        **timing,
        "sample": len(sample),
        "differences": len(list(differences(today=TODAY, among=AdmissionCase.objects.filter(pk__in=sample)))),
    }


def fill(cases: int, seed: int) -> int:
    """Record the committee and copy it until there are so many files; count the rows copied."""
    provinces = make_nation()
    shared = Shared.now()
    make_committee(above=provinces[0], seed=seed)
    committees = max(1, ceil(cases / FILES))
    rows = copy_rows(shared=shared, paths=paths_below(provinces, committees), seed=seed)
    for number, province in enumerate(provinces):
        Organization.objects.filter(pk=province.pk).update(numchild=len(range(number, committees, len(provinces))))
    return rows


def paths_below(provinces: Sequence[Organization], committees: int) -> list[str]:
    """Give where each committee but the first, which is there, stands: below the provinces in turn."""
    path_of: Callable[[str, int, int], str] = Organization._get_path
    return [
        path_of(provinces[number % len(provinces)].path, 3, number // len(provinces) + 1)
        for number in range(1, committees)
    ]


def take_sample(seed: int) -> list[int]:
    """Choose files of all committees."""
    ids = list(AdmissionCase.objects.order_by("pk").values_list("pk", flat=True))
    return random.Random(seed).sample(ids, min(SAMPLE, len(ids)))


def look() -> dict[str, Any]:
    """Read everything: a digest of the rows, what is wrong with them, and which indexes are there."""
    digest = hashlib.sha256()
    for model in kept_models():
        for row in model._base_manager.order_by("pk").values_list():
            digest.update(repr(row).encode())
    tables = [model._meta.db_table for model in kept_models()]
    return {
        "digest": digest.hexdigest(),
        "broken_keys": broken_keys(),
        "tree_problems": sum(len(found) for found in Organization.find_problems()),
        "journal_is_whole": verify_journal().is_whole,
        "wrong_sexes": _wrong_sexes(),
        "indexes": sorted(index.create for index in indexes_of(tables)),
    }


def _wrong_sexes() -> int:
    """Count those whose name is that of the other sex."""
    sexes = sex_by_name()
    people = Person.objects.values_list("full_name", "sex")
    return sum(sexes[name] != sex for name, sex in people if name in sexes)


# --- P2 --------------------------------------------------------------------------------------------------------------
def sweep() -> dict[str, Any]:
    """Plan the alerts of a day on which everything is new, of the working days after it, and of one of these again."""
    first = _plan(TODAY)
    calendar = calendar_for().calendar
    days = [_plan(calendar.add(TODAY, number)) for number in range(1, SWEPT_DAYS + 1)]
    again = _plan(calendar.add(TODAY, SWEPT_DAYS))
    return {
        "first": first,
        "days": days,
        "again": again,
        "alerts": Alert.objects.count(),
        "open": Deadline.objects.open().limits().count(),
    }


def _plan(today: date) -> dict[str, Any]:
    """Plan a day; `longest`: the longest of its transactions, each of which adds a slice."""
    ends = [perf_counter()]

    def plan() -> int:
        added = 0
        for alerts in plan_by_slices(today=today):
            added += alerts
            ends.append(perf_counter())
        return added

    added, timing = _timed(plan)
    _analyze("admission_alert")
    longest = max(end - begin for begin, end in pairwise(ends))
    return {"day": today.isoformat(), "added": added, "slices": len(ends) - 1, "longest": longest, **timing}


def digests() -> dict[str, Any]:
    """Open the digests of a day on which everything is new, and again."""
    plan_alerts(today=TODAY)
    _analyze("admission_alert")
    (opened, _merged), timing = _timed(lambda: open_digests(today=TODAY, now=NOW))
    (again, _merged), _timing = _timed(lambda: open_digests(today=TODAY, now=NOW))
    return {"opened": opened, "again": again, "alerts": Alert.objects.exclude(mail=None).count(), **timing}


def _analyze(table: str) -> None:
    """Do what autovacuum does within the minute."""
    if connection.vendor == "postgresql":
        connection.cursor().execute(f"ANALYZE {table}")


def _timed(work: Callable[[], Result]) -> tuple[Result, dict[str, float]]:
    """Do it; give what it gives, by how long it took and how long processors were at work for it."""
    backend = _backend()
    begin, begin_processor = perf_counter(), processor_seconds(backend)
    result = work()
    # The connection may be another one by now; the server is the same.
    return result, {
        "seconds": perf_counter() - begin,
        "processor": processor_seconds(_backend()) - begin_processor,
    }


def _backend() -> int | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchall()[0][0])


if __name__ == "__main__":
    main(sys.argv[1:])
