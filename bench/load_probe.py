"""The part of the load figures that runs inside Django: ``python -m bench.load_probe fill CASES SEED``, ``… sweeps``,
``… digests`` and, for a small population, ``… look``; the answer is JSON on the last line.
"""

import hashlib
import json
import os
import random
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from math import ceil
from time import perf_counter
from typing import Any, TypeVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partyapp.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first
from django.db import connection  # noqa: E402 - the same
from django.utils import timezone  # noqa: E402 - the same

from admission.models import AdmissionCase, Alert, AlertStatus, Deadline, Heartbeat, Mail, MailStatus  # noqa: E402 - the same
from admission.selectors.calendars import calendar_for  # noqa: E402 - the same
from admission.services.alert_plans import is_planned, plan_alerts  # noqa: E402 - the same
from admission.services.alerts import open_day, open_digests, sweep  # noqa: E402 - the same
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
"""So many working days are swept after the first one, each from midnight on."""


def main(arguments: Sequence[str]) -> None:
    """Do one thing and say what was found."""
    what, *numbers = arguments
    if what == "fill":
        call_command("migrate", verbosity=0)
    doing: dict[str, Callable[..., dict[str, Any]]] = {
        "fill": fill_and_check,
        "look": look,
        "sweeps": sweeps,
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
def sweeps() -> dict[str, Any]:
    """Sweep through the night before each working day, and at the hour: of a first day on which everything is new, of
    the ones after it, and of one before which the scheduler was off during the night.
    """
    calendar = calendar_for().calendar
    days = [calendar.add(TODAY, number) if number else TODAY for number in range(SWEPT_DAYS + 2)]
    found = [_sweep_day(day, has_night=day != days[-1]) for day in days]
    return {
        "first": found[0],
        "days": found[1:-1],
        "without_night": found[-1],
        "alerts": Alert.objects.count(),
        "open": Deadline.objects.open().limits().count(),
    }


def _sweep_day(today: date, *, has_night: bool) -> dict[str, Any]:
    """Sweep each minute from midnight until the day is planned, at the hour, and in the minute after it.

    What waits at the hour is handed over by workers for an hour (see P7); here it is noted as sent.
    """
    midnight = timezone.make_aware(datetime.combine(today, time()))
    Heartbeat.objects.update(last_at=midnight)  # no outage: it swept on all the while
    night: list[float] = []
    added = 0
    begin = perf_counter()
    while has_night and not is_planned(today):
        start = perf_counter()
        added += sweep(now=midnight + timedelta(minutes=len(night) + 1)).opened.alerts
        night.append(perf_counter() - start)
    whole = perf_counter() - begin
    _analyze("admission_alert")
    hour = midnight.replace(hour=7)
    Heartbeat.objects.update(last_at=hour)
    opened, at_hour = _timed(lambda: open_day(today=today, now=hour))
    _analyze("admission_mail")
    again, minute = _timed(lambda: open_day(today=today, now=hour + timedelta(minutes=1)))
    Alert.objects.filter(status=AlertStatus.PLANNED).exclude(mail=None).update(status=AlertStatus.SENT, sent_at=hour)
    Mail.objects.filter(status=MailStatus.QUEUED).update(status=MailStatus.SENT, sent_at=hour)
    return {
        "day": today.isoformat(),
        "added": added + opened.alerts,
        "sweeps": len(night),
        "whole": whole,
        "longest": max(night, default=None),
        "digests": opened.digests,
        "hour": at_hour["seconds"],
        "minute": minute["seconds"],
        "again": again.alerts + again.digests,
    }


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
