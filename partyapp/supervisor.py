"""Keep a few processes alive and leave none behind: the machinery below `partyapp.embedded`.

Only the standard library: it has to say something useful when the rest fails.
"""

import ctypes
import gettext
import math
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
# The language of the terminal (LANG); English where there is no catalogue for it.
_ = gettext.translation("django", BASE_DIR / "locale", fallback=True).gettext

GRACE_SECONDS = 10.0
# One `kill` may arrive twice: to the process group, and passed on by make or timeout.
SAME_REQUEST_SECONDS = 0.5
STEADY_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 30.0
LOG_BYTES = 5_000_000
_PR_SET_PDEATHSIG = 1
_prctl: Callable[[int, int], int] | None = getattr(ctypes.CDLL(None), "prctl", None)


def die_with_parent(parent: int, number: signal.Signals) -> None:
    """Have the kernel send `number` to this process when its parent is gone (on Linux; elsewhere do nothing)."""
    if _prctl is not None:
        _prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it died before the kernel was asked
        os.kill(os.getpid(), number)


@dataclass(frozen=True, slots=True)
class Program:
    """One process to keep alive. `orphan_signal` is what it gets when the supervisor itself is killed."""

    name: str
    title: str
    command: Sequence[str]
    orphan_signal: signal.Signals = signal.SIGKILL


class Signals:
    """Ctrl-C, SIGTERM and a closed terminal become a count; any signal, a child's death too, ends a wait."""

    def __init__(self) -> None:
        self.stop_requests = 0
        self._last_request = -math.inf
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:  # nohup
                continue
            signal.signal(number, self._count)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _count(self, *_: object) -> None:
        now = time.monotonic()
        if now - self._last_request > SAME_REQUEST_SECONDS:
            self.stop_requests += 1
        self._last_request = now

    def wait(self, seconds: float) -> None:
        """Sleep at most `seconds`; wake at once on a signal."""
        if select.select([self._reader], [], [], seconds)[0]:
            os.read(self._reader, 4096)


@dataclass(slots=True)
class _Running:
    program: Program
    process: subprocess.Popen[bytes]
    started_at: float
    failures: int = 0
    restart_at: float | None = None


@dataclass(slots=True)
class Supervisor:
    """Start programs, start again those that die (with growing pauses), and end all of them with itself."""

    signals: Signals
    log_dir: Path
    environment: Mapping[str, str]
    grace_seconds: float = GRACE_SECONDS
    first_pause_seconds: float = 1.0
    _all: list[_Running] = field(default_factory=list)

    def start(self, program: Program) -> None:
        self._all.append(_Running(program, self._spawn(program), time.monotonic()))

    def log_path(self, program: Program) -> Path:
        return self.log_dir / f"{program.name}.log"

    def run_to_end(self, program: Program) -> int:
        """Run a preparing step on the console; give its exit code, or 0 with it ended when a stop was asked for."""
        process = self._spawn(program, on_console=True)
        while process.poll() is None and not self.signals.stop_requests:
            self.signals.wait(1)
        _end([process], self.signals, self.grace_seconds)
        return 0 if self.signals.stop_requests else process.returncode

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Wait for `ready`; give up on a stop request, on the death of a program, or after `seconds`."""
        deadline = time.monotonic() + seconds
        while not self.signals.stop_requests and time.monotonic() < deadline:
            if any(running.process.poll() is not None for running in self._all):
                return False
            if ready():
                return True
            self.signals.wait(0.1)
        return False

    def watch(self) -> None:
        """Keep every program alive until a stop is asked for."""
        while not self.signals.stop_requests:
            for running in self._all:
                self._revive(running)
            restarts = [running.restart_at for running in self._all if running.restart_at is not None]
            self.signals.wait(max(0.0, min([time.monotonic() + 1, *restarts]) - time.monotonic()))

    def stop(self) -> None:
        """End every program: ask, wait for `grace_seconds` (a second Ctrl-C cuts it short), then insist."""
        _end([running.process for running in self._all], self.signals, self.grace_seconds)
        self._all.clear()

    def _revive(self, running: _Running) -> None:
        code, now = running.process.poll(), time.monotonic()
        if code is None:
            return
        if running.restart_at is None:
            _kill_group(running.process)  # what it started would otherwise run twice
            steady = now - running.started_at > STEADY_SECONDS
            running.failures = 1 if steady else running.failures + 1
            pause = min(self.first_pause_seconds * 2 ** (running.failures - 1), LONGEST_PAUSE_SECONDS)
            running.restart_at = now + pause
            say(
                _("%(program)s stopped (code %(code)s). Starting it again in %(seconds)s s. Details: %(log)s")
                % {
                    "program": running.program.title,
                    "code": code,
                    "seconds": round(pause),
                    "log": short(self.log_path(running.program)),
                }
            )
        if now >= running.restart_at:
            running.process, running.started_at = self._spawn(running.program), now
            running.restart_at = None

    def _spawn(self, program: Program, *, on_console: bool = False) -> subprocess.Popen[bytes]:
        parent = os.getpid()
        self.log_dir.mkdir(parents=True, exist_ok=True)
        path = self.log_path(program)
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        with path.open("ab") as log:
            return subprocess.Popen(
                program.command,
                cwd=BASE_DIR,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=None if on_console else log,
                stderr=None if on_console else subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the supervisor only: it decides the order
                preexec_fn=lambda: die_with_parent(parent, program.orphan_signal),  # noqa: PLW1509 - one thread only
            )


def _end(processes: Sequence[subprocess.Popen[bytes]], signals: Signals, grace_seconds: float) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    requests, deadline = signals.stop_requests, time.monotonic() + grace_seconds
    while any(process.poll() is None for process in processes):
        if time.monotonic() > deadline or signals.stop_requests > requests:
            break
        signals.wait(0.1)
    for process in processes:
        _kill_group(process)
        process.wait()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def say(text: str) -> None:
    """Print one line for the person who started the product."""
    with suppress(OSError):  # the terminal may be gone
        print(text, flush=True)


def short(path: Path) -> str:
    """Name a file the way a person standing in the project's folder would."""
    return str(path.relative_to(BASE_DIR)) if path.is_relative_to(BASE_DIR) else str(path)
