"""The part of the load figures that runs inside Django: ``python -m bench.load_probe fill CASES SEED`` and
``python -m bench.load_probe sweep``; the answer is JSON on the last line.
"""

import json
import os
import random
import sys
from collections.abc import Sequence
from math import ceil
from time import perf_counter
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partyapp.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first
from django.db import connection  # noqa: E402 - the same

from admission.models import AdmissionCase, Alert, Deadline  # noqa: E402 - the same
from admission.selectors.calendars import calendar_for  # noqa: E402 - the same
from admission.services.alerts import plan_alerts  # noqa: E402 - the same
from admission.services.verification import differences  # noqa: E402 - the same
from bench.prototypes import FILES, TODAY, make_committee, make_nation  # noqa: E402 - the same
from bench.rows import Shared, copy_rows  # noqa: E402 - the same
from members.models import Account, Organization  # noqa: E402 - the same

SAMPLE = 600
"""So many files are derived anew after the database was filled."""
SWEPT_DAYS = 5
"""So many working days are swept after the first one."""


def main(arguments: Sequence[str]) -> None:
    """Do one thing and say what was found."""
    what, *numbers = arguments
    if what == "fill":
        call_command("migrate", verbosity=0)
    found = {"fill": fill_and_check, "sweep": sweep}[what](*map(int, numbers))
    sys.stdout.write(json.dumps(found) + "\n")


# --- the population --------------------------------------------------------------------------------------------------
def fill_and_check(cases: int, seed: int) -> dict[str, Any]:
    """Fill the empty database, timed; then look at a sample."""
    begin = perf_counter()
    rows = fill(cases, seed)
    taken = perf_counter() - begin
    sample = take_sample(seed)
    return {
        "cases": AdmissionCase.objects.count(),
        "organizations": Organization.objects.count(),
        "accounts": Account.objects.count(),
        "deadlines": Deadline.objects.count(),
        "open": Deadline.objects.open().limits().count(),
        "rows": rows,
        "seconds": taken,
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
    return [
        Organization._get_path(provinces[number % len(provinces)].path, 3, number // len(provinces) + 1)
        for number in range(1, committees)
    ]


def take_sample(seed: int) -> list[int]:
    """Choose files of all committees."""
    ids = list(AdmissionCase.objects.order_by("pk").values_list("pk", flat=True))
    return random.Random(seed).sample(ids, min(SAMPLE, len(ids)))


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


def _plan(today: Any) -> dict[str, Any]:
    begin = perf_counter()
    added = plan_alerts(today=today)
    taken = perf_counter() - begin
    if connection.vendor == "postgresql":  # what autovacuum does within the minute
        connection.cursor().execute("ANALYZE admission_alert")
    return {"day": today.isoformat(), "seconds": taken, "added": added}


if __name__ == "__main__":
    main(sys.argv[1:])
