"""The real Celery worker and its schedule do the sweep; without a broker nobody is held up."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from admission.models import Heartbeat, Mail, MailStatus
from admission.services.journal_round import DAMAGED
from admission.services.notices import post_notice
from members.models import Role
from tests.admission.services.digest_rounds import at, queue_digests
from tests.factories import TODAY, Tree, make_account
from tests.sink import smtp_sink, take_a_moment
from tests.worker import CeleryWorker

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def all_sent() -> bool:
    return not Mail.objects.exclude(status=MailStatus.SENT).exists()


def test_worker_sweeps_when_the_bell_rings(tree: Tree, tmp_path: Path) -> None:
    queue_digests(tree.branch, 3)

    with smtp_sink() as sink, CeleryWorker(tmp_path / "var", sink.environment()) as worker:
        worker.sweep(at(TODAY, 7, 1))
        worker.wait_for(all_sent)

    assert sorted(sink.copies().values()) == [1, 1, 1]
    assert Heartbeat.objects.get().last_at == at(TODAY, 7, 1)


def test_worker_killed_and_started_again_goes_on(tree: Tree, tmp_path: Path) -> None:
    queue_digests(tree.branch, 40)
    with smtp_sink() as sink:
        sink.on_data = take_a_moment
        worker = CeleryWorker(tmp_path / "var", sink.environment())
        try:
            worker.start()
            worker.sweep(at(TODAY, 7, 1))
            worker.wait_for(lambda: len(sink.messages) >= 5)
            worker.kill()
            worker.start()
            worker.sweep(at(TODAY, 7, 1) + timedelta(minutes=3))
            worker.wait_for(all_sent)
        finally:
            worker.kill()

    assert len(sink.copies()) == 40
    assert sum(sink.copies().values()) <= 41


def test_schedule_rings_every_minute(tree: Tree, tmp_path: Path) -> None:
    # Notices, not digests: these rest on days off, and the test runs on any day.
    people = [make_account(name, Role.BRANCH_SECRETARY, tree.branch) for name in ("bithu", "phobithu")]
    post_notice(notice=DAMAGED, to=people, details={}, now=timezone.now())

    with CeleryWorker(tmp_path / "var", beat=True) as worker:
        worker.wait_for(lambda: not Mail.objects.filter(status=MailStatus.QUEUED).exists(), seconds=75)

    assert len(list((tmp_path / "var" / "mail").glob("*.eml"))) == 2
