"""Workers killed with SIGKILL while they send: no mail is lost, and no more are repeated than workers were killed."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from signal import SIGKILL
from subprocess import Popen

import pytest

from admission.models import Alert, AlertStatus, Mail, MailStatus
from tests.admission.services.digest_rounds import at, queue_digests
from tests.factories import TODAY, Tree
from tests.faults.full import sized
from tests.sink import ACCEPTED, Sink, smtp_sink, take_a_moment
from tests.worker import kill_group, start_process

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

START = at(TODAY, 7, 1)
BETWEEN_ROUNDS = timedelta(minutes=3)
"""Longer than a lease: what the dead had in hand is free again."""
END_SECONDS = 300.0


def deliverer(round_number: int) -> list[str]:
    """The command that delivers, as of an instant some minutes later in each round."""
    return ["manage.py", "sweep", "--deliver-only", "--at", (START + round_number * BETWEEN_ROUNDS).isoformat()]


def twin(name: str, round_number: int) -> list[str]:
    return ["-m", "tests.faults.twins", name, (START + round_number * BETWEEN_ROUNDS).isoformat()]


@contextmanager
def workers(command: Sequence[str], number: int, folder: Path, sink: Sink) -> Iterator[list[Popen[bytes]]]:
    """So many processes with one command; none outlives the block."""
    started = [
        start_process(command, folder, sink.environment(), folder / f"worker-{place}.log") for place in range(number)
    ]
    try:
        yield started
    finally:
        for process in started:
            kill_group(process)


def let_end(processes: Sequence[Popen[bytes]]) -> None:
    assert [process.wait(timeout=END_SECONDS) for process in processes] == [0] * len(processes)


def wait_for_mails(sink: Sink, more: int, processes: Sequence[Popen[bytes]]) -> None:
    """Wait until so many more mails have arrived, or nobody is left who sends any."""
    goal, until = len(sink.messages) + more, time.monotonic() + END_SECONDS
    while len(sink.messages) < goal and any(process.poll() is None for process in processes):
        assert time.monotonic() < until
        time.sleep(0.001)
    time.sleep(random.uniform(0, 0.02))


def kill_after(sink: Sink, more: int, processes: Sequence[Popen[bytes]]) -> None:
    """Kill all of them a moment after so many more mails have arrived."""
    wait_for_mails(sink, more, processes)
    for process in processes:
        kill_group(process)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with smtp_sink() as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "workers"
    path.mkdir()
    return path


def test_workers_killed_at_random_lose_none_and_repeat_no_more_than_were_killed(
    tree: Tree, sink: Sink, folder: Path
) -> None:
    count, kills = sized(3_000, 300), sized(15, 5)
    queue_digests(tree.branch, count)

    with workers(deliverer(0), 2, folder, sink) as processes:
        for number in range(kills):
            wait_for_mails(sink, random.randint(1, count // (kills + 1)), processes)
            kill_group(processes.pop(random.randrange(len(processes))))
            log = folder / f"replacement-{number}.log"
            processes.append(start_process(deliverer(0), folder, sink.environment(), log))
        let_end(processes)
    # What the dead had in hand is leased to them for two minutes yet.
    with workers(deliverer(1), 2, folder, sink) as processes:
        let_end(processes)

    copies = sink.copies()
    print(f"{count} mails, {kills} kills: {sum(copies.values()) - count} repeated")
    assert set(copies) == set(Mail.objects.values_list("message_id", flat=True))
    assert sum(copies.values()) - count <= kills
    assert Mail.objects.filter(status=MailStatus.SENT).count() == count
    assert Alert.objects.filter(status=AlertStatus.SENT).count() == count


def test_worker_killed_between_hand_over_and_mark_repeats_that_mail_only(tree: Tree, sink: Sink, folder: Path) -> None:
    queue_digests(tree.branch, 20)
    victims: list[Popen[bytes]] = []
    sink.on_data = kill_at_tenth_mail(sink, victims)

    with workers(deliverer(0), 1, folder, sink) as processes:
        victims.extend(processes)
        assert processes[0].wait(timeout=END_SECONDS) == -SIGKILL
    with workers(deliverer(1), 1, folder, sink) as processes:
        let_end(processes)

    assert sorted(sink.copies().values()) == [1] * 19 + [2]


def test_worker_killed_before_the_hand_over_loses_nothing(tree: Tree, sink: Sink, folder: Path) -> None:
    queue_digests(tree.branch, 20)

    die_at_recipient(deliverer, folder, sink)

    assert sorted(sink.copies().values()) == [1] * 20


def test_twin_that_marks_before_sending_is_caught_losing_mail(tree: Tree, sink: Sink, folder: Path) -> None:
    queue_digests(tree.branch, 20)

    die_at_recipient(lambda number: twin("mark_before_sending", number), folder, sink)

    assert Mail.objects.filter(status=MailStatus.SENT).count() == 20
    assert len(sink.copies()) == 19


def test_two_workers_side_by_side_repeat_nothing(tree: Tree, sink: Sink, folder: Path) -> None:
    queue_digests(tree.branch, 100)
    sink.on_data = take_a_moment

    with workers(deliverer(0), 2, folder, sink) as processes:
        let_end(processes)

    assert sorted(sink.copies().values()) == [1] * 100


def test_twin_without_lease_is_caught_repeating_mail(tree: Tree, sink: Sink, folder: Path) -> None:
    queue_digests(tree.branch, 100)
    sink.on_data = take_a_moment

    with workers(twin("without_lease", 0), 2, folder, sink) as processes:
        let_end(processes)

    assert max(sink.copies().values()) == 2


def kill_at_tenth_mail(sink: Sink, victims: Sequence[Popen[bytes]]) -> Callable[[EmailMessage], str]:
    """Kill the worker when the tenth mail is with the server and the worker has not been told."""

    def hook(message: EmailMessage) -> str:
        if len(sink.messages) == 9:
            kill_group(victims[0])
        return ACCEPTED

    return hook


def die_at_recipient(command: Callable[[int], list[str]], folder: Path, sink: Sink) -> None:
    """Run a deliverer that is killed before it hands over one of its mails, then a second one to the end."""
    victims: list[Popen[bytes]] = []

    def hook(address: str) -> str:
        if address == "nguoi-0010@example.vn":
            kill_group(victims[0])
        return ACCEPTED

    sink.on_recipient = hook
    with workers(command(0), 1, folder, sink) as processes:
        victims.extend(processes)
        assert processes[0].wait(timeout=END_SECONDS) == -SIGKILL
    with workers(command(1), 1, folder, sink) as processes:
        let_end(processes)
