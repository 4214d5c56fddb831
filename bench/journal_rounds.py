"""The measuring part of J1, a process of its own whose settings name an empty database: prints seconds and megabytes."""

import os
import resource
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partyapp.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - the settings come first
from django.db import transaction  # noqa: E402 - the same

from bench.journal import ROWS  # noqa: E402 - the same
from members.services.journal import append_events, event_of, seal_journal  # noqa: E402 - the same
from members.services.journal_check import verify_journal  # noqa: E402 - the same

ROUNDS = 3
_BATCH = 20_000
_VALUES = {"adopted_on": "2026-01-05", "number": "12-NQ/CB", "vote_method": "secret_ballot", "vote_entitled": 9,
           "vote_present": 9, "vote_for": 8, "vote_against": 1, "place": "Hội trường Chi bộ Một"}  # fmt: skip


def append() -> float:
    """Append the rows; the commit is followed by no sealing, which is measured after it."""
    begin = perf_counter()
    with transaction.atomic():
        for first in range(0, ROWS, _BATCH):
            append_events(
                event_of(
                    verb="fact_recorded",
                    subject=f"case:{number // 12}",
                    by=None,
                    details={"step": "admission_resolution", "fact": "branchresolution", "id": number, "values": _VALUES},
                )
                for number in range(first, first + _BATCH)
            )
        transaction.get_connection().run_on_commit.clear()
    return perf_counter() - begin


def main() -> None:
    call_command("migrate", verbosity=0)
    took = [append()]
    begin = perf_counter()
    assert seal_journal() == ROWS
    took.append(perf_counter() - begin)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rounds = []
    for _round in range(ROUNDS):
        begin = perf_counter()
        verdict = verify_journal()
        rounds.append(perf_counter() - begin)
        assert verdict.is_whole
        assert verdict.sealed == ROWS
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(*took, grown, *rounds)


if __name__ == "__main__":
    main()
