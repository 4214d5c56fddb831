"""Many people act at once: every event gets its place in one chain."""

import pytest

from members.services.journal import record_event
from members.services.journal_check import verify_journal
from tests.admission.services.parallel import in_parallel

WRITERS, ACTS = 4, 10


@pytest.mark.django_db(transaction=True)
def test_events_of_many_writers_are_sealed_into_one_chain() -> None:
    def act() -> None:
        for number in range(ACTS):
            record_event(verb="thử", subject="case:1", by=None, details={"number": number})

    assert in_parallel(*[act] * WRITERS) == [None] * WRITERS

    verdict = verify_journal()
    assert (verdict.is_whole, verdict.sealed, verdict.unsealed) == (True, WRITERS * ACTS, 0)
