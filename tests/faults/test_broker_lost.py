"""Redis killed with all its data while tasks wait in it: the database is the queue of record, so nothing is lost."""

from pathlib import Path

import pytest

from admission.models import Alert, AlertStatus, Mail, MailStatus
from tests import servers
from tests.admission.services.digest_rounds import at, queue_digests
from tests.factories import TODAY, Tree
from tests.sink import smtp_sink
from tests.worker import CeleryWorker

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
TASKS = 200


def test_broker_killed_with_its_tasks_loses_no_alert(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_digests(tree.branch, TASKS)
    with servers.redis() as redis, smtp_sink() as sink:
        monkeypatch.setenv("CELERY_BROKER_URL", redis.url)
        ring = CeleryWorker(tmp_path / "var", sink.environment())
        ring.connect()
        for _ in range(TASKS):
            ring.sweep(at(TODAY, 7, 1))
        assert ring.waiting() == TASKS

        redis.kill()
        redis.start()
        assert ring.waiting() == 0
        with CeleryWorker(tmp_path / "var", sink.environment()) as worker:
            worker.sweep(at(TODAY, 7, 2))
            worker.wait_for(lambda: not Mail.objects.exclude(status=MailStatus.SENT).exists(), seconds=60)

    assert sorted(sink.copies().values()) == [1] * TASKS
    assert Alert.objects.filter(status=AlertStatus.SENT).count() == TASKS
