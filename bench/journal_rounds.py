"""The measuring part of J1, a process of its own whose settings name an empty database: prints what it took."""

import os
import resource
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from time import perf_counter, process_time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partyapp.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - the settings come first
from django.db import connection, transaction  # noqa: E402 - the same

from bench.journal import APPENDED, ROWS  # noqa: E402 - the same
from members.journal_chain import Seal, details_text, journal_seal, row_text  # noqa: E402 - the same
from members.models import JournalHead  # noqa: E402 - the same
from members.services.journal import append_events, event_of, seal_journal  # noqa: E402 - the same
from members.services.journal_check import verify_journal  # noqa: E402 - the same

ROUNDS = 3
_BATCH = 20_000
_VALUES = {"adopted_on": "2026-01-05", "number": "12-NQ/CB", "vote_method": "secret_ballot", "vote_entitled": 9,
           "vote_present": 9, "vote_for": 8, "vote_against": 1, "place": "Hội trường Chi bộ Một"}  # fmt: skip
_INSERT = """
INSERT INTO members_journalevent (at, account_id, on_behalf_of_id, organization_id, verb, subject, details, mac,
                                  number, chain)
VALUES (?, NULL, NULL, NULL, ?, ?, ?, ?, ?, ?)
"""


def details_of(number: int) -> dict[str, object]:
    return {"step": "admission_resolution", "fact": "branchresolution", "id": number, "values": _VALUES}


def rows(seal: Seal) -> Iterator[tuple[object, ...]]:
    """Give the rows as the services write them, with their links; the last one is the end of the chain."""
    begin, chain = datetime(2026, 1, 5, 1, 0, 0, 1, UTC), ""
    for number in range(1, ROWS + 1):
        at, subject, text = begin + timedelta(seconds=number), f"case:{number // 12}", details_text(details_of(number))
        content = row_text(
            at=at, account_id=None, on_behalf_of_id=None, organization_id=None, verb="fact_recorded", subject=subject,
            details=text,
        )  # fmt: skip
        mac = seal.new_row(content)
        chain = seal.link(chain, number, number, mac)
        yield f"{at:%Y-%m-%d %H:%M:%S.%f}", "fact_recorded", subject, text, mac, number, chain


def fill() -> None:
    """Write the rows past the models, which is quicker."""
    seal = journal_seal()
    made, chain = rows(seal), ""
    connection.ensure_connection()
    driver = connection.connection
    driver.execute("PRAGMA synchronous = OFF")
    driver.execute("PRAGMA cache_size = -200000")
    while batch := list(islice(made, _BATCH)):
        with transaction.atomic():
            driver.executemany(_INSERT, batch)
        chain = str(batch[-1][-1])
    JournalHead.objects.create(pk=1, count=ROWS, chain=chain, key_id=seal.key_id, mac=seal.head(ROWS, chain))


def main() -> None:
    call_command("migrate", verbosity=0)
    fill()
    connection.close()  # the settings of every connection again
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, processor = [], []
    for _round in range(ROUNDS):
        begin, begin_processor = perf_counter(), process_time()
        verdict = verify_journal()
        wall.append(perf_counter() - begin)
        processor.append(process_time() - begin_processor)
        assert verdict.is_whole
        assert verdict.sealed == ROWS
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    begin = perf_counter()
    with transaction.atomic():
        append_events(
            event_of(verb="fact_recorded", subject="case:1", by=None, details=details_of(number))
            for number in range(APPENDED)
        )
        transaction.get_connection().run_on_commit.clear()
    append = perf_counter() - begin
    begin = perf_counter()
    assert seal_journal() == APPENDED
    print(append, perf_counter() - begin, grown, *wall, *processor)


if __name__ == "__main__":
    main()
