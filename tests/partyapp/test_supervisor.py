"""The supervisor with real processes: whatever happens to it or to them, nothing is left running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from partyapp.supervisor import LOG_BYTES, SAME_REQUEST_SECONDS
from tests.partyapp.processes import Marked, eventually

pytestmark = pytest.mark.faults

GRACE = 2
DRIVER = f"""
import os, sys
from pathlib import Path
from partyapp.supervisor import Program, Signals, Supervisor

supervisor = Supervisor(Signals(), Path(sys.argv[1]), os.environ, grace_seconds={GRACE}, first_pause_seconds=0.3)
for number, code in enumerate(sys.argv[2:]):
    supervisor.start(Program("program%d" % number, "Program %d" % number, [sys.executable, "-c", code]))
try:
    supervisor.watch()
finally:
    supervisor.stop()
"""
SLEEP = "import time; print('ready', flush=True); time.sleep(600)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"
WITH_CHILD = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEP!r}]); {SLEEP}"
DIES = "print('ready', flush=True); raise SystemExit(3)"
CHILD_THEN_DIES = (
    f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {SLEEP!r}]); time.sleep(1); sys.exit(3)"
)

Supervise = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def marked() -> Iterator[Marked]:
    marked = Marked()
    yield marked
    marked.kill_all()


@pytest.fixture(autouse=True)
def hanging_up_counts() -> Iterator[None]:
    """Under nohup the tests ignore a hang-up, and what they start would inherit that."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def supervise(marked: Marked, tmp_path: Path) -> Iterator[Supervise]:
    started: list[subprocess.Popen[str]] = []

    def start(*codes: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", DRIVER, str(tmp_path), *codes]
        process = subprocess.Popen(command, env=marked.environment(), stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def times_ready(folder: Path, program: int = 0) -> int:
    path = folder / f"program{program}.log"
    return path.read_text().count("ready") if path.exists() else 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_supervisor_told_to_stop_ends_every_process(
    supervise: Supervise, marked: Marked, tmp_path: Path, number: signal.Signals
) -> None:
    process = supervise(SLEEP, STUBBORN, WITH_CHILD)
    assert eventually(lambda: [times_ready(tmp_path, program) for program in range(3)] == [1, 1, 2])

    process.send_signal(number)

    assert process.wait(timeout=30) == 0
    assert marked.alive() == {}


def test_supervisor_killed_takes_its_programs_along(supervise: Supervise, marked: Marked, tmp_path: Path) -> None:
    process = supervise(SLEEP, STUBBORN)
    assert eventually(lambda: times_ready(tmp_path, 0) and times_ready(tmp_path, 1))

    process.kill()
    process.wait()

    assert eventually(lambda: marked.alive() == {})


def test_supervisor_second_stop_request_does_not_wait_for_the_stubborn(supervise: Supervise, tmp_path: Path) -> None:
    process = supervise(STUBBORN)
    assert eventually(lambda: times_ready(tmp_path))

    process.send_signal(signal.SIGINT)
    time.sleep(SAME_REQUEST_SECONDS + 0.1)
    second_at = time.monotonic()
    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=20) == 0
    assert time.monotonic() - second_at < GRACE


def test_supervisor_signal_that_arrives_twice_is_one_request(supervise: Supervise, tmp_path: Path) -> None:
    process = supervise(STUBBORN)
    assert eventually(lambda: times_ready(tmp_path))
    asked_at = time.monotonic()

    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=20) == 0
    assert time.monotonic() - asked_at >= GRACE


def test_program_that_dies_is_started_again_with_growing_pauses(supervise: Supervise, tmp_path: Path) -> None:
    process = supervise(DIES)
    assert eventually(lambda: times_ready(tmp_path) == 5)  # four deaths were seen

    process.terminate()

    said = process.communicate(timeout=30)[0].splitlines()
    assert said[0].startswith("Program 0 stopped (code 3). Starting it again in ")
    pauses = [line.split(" in ")[1].split(" s")[0] for line in said[:4]]
    assert pauses == ["0", "1", "1", "2"]  # 0.3, 0.6, 1.2 and 2.4 seconds


def test_program_that_dies_alone_leaves_the_others_untouched(supervise: Supervise, tmp_path: Path) -> None:
    supervise(SLEEP, DIES)

    assert eventually(lambda: times_ready(tmp_path, 1) == 3)

    assert times_ready(tmp_path, 0) == 1


def test_child_of_a_dead_program_is_ended_before_the_next_start(
    supervise: Supervise, marked: Marked, tmp_path: Path
) -> None:
    supervise(CHILD_THEN_DIES)

    assert eventually(lambda: times_ready(tmp_path) == 3)

    assert len(marked.alive()) <= 3  # supervisor, program, its present child


def test_log_that_grew_too_long_is_put_aside(supervise: Supervise, tmp_path: Path) -> None:
    with (tmp_path / "program0.log").open("wb") as log:
        log.truncate(LOG_BYTES + 1)

    supervise(SLEEP)

    assert eventually(lambda: (tmp_path / "program0.log").stat().st_size < LOG_BYTES)
    assert os.path.getsize(tmp_path / "program0.log.1") == LOG_BYTES + 1
