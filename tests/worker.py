"""Other processes of the product that work on the test's own database: a Celery worker, or one management command.

For tests with `transaction=True`: another process sees only what is committed.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from celery import Celery
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 30.0


def database_url() -> str:
    """The address of the database that this test uses."""
    settings: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    user = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    return f"postgres://{user}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


def broker_url() -> str:
    """The broker of this run; on Redis each parallel test process has a database of its own."""
    url = os.environ.get("CELERY_BROKER_URL", "filesystem://")
    if not url.startswith("redis://"):
        return url
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return f"{url.rpartition('/')[0]}/{int(number) + 1}"


def environment(var_dir: Path, more: Mapping[str, str]) -> dict[str, str]:
    """What another process needs to work on the test's database and to keep its files in `var_dir`.

    `more`: settings such as EMAIL_HOST, or BASE_URL. Mail goes to files under `var_dir`/mail unless it says otherwise.
    """
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "partyapp.settings",
        "DATABASE_URL": database_url(),
        "CELERY_BROKER_URL": broker_url(),
        "VAR_DIR": str(var_dir),
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def start_process(command: Sequence[str], var_dir: Path, more: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own; what it says goes to `log`."""
    var_dir.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment(var_dir, more),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


@dataclass
class CeleryWorker:
    """`celery -A partyapp worker --pool=threads`, with `-B` where the schedule should ring too.

    Use as a context manager, or `start()` and `stop()`. The worker has its own clock, the real one: to have it work on
    another day, `sweep(now)` sends the task with that instant.
    """

    var_dir: Path
    more: Mapping[str, str] = field(default_factory=dict)
    beat: bool = False
    _process: subprocess.Popen[bytes] | None = None

    def connect(self) -> None:
        """Reach the broker, to put tasks into the queue while no worker is there to take them."""
        self.app = self._client()

    def waiting(self) -> int:
        """Count the tasks in the queue."""
        with self.app.connection_for_read() as connection:
            channel: Any = connection.default_channel
            return int(channel.queue_declare(queue="celery", passive=False).message_count)

    def start(self) -> None:
        """Start, and wait until it takes tasks. Raises: AssertionError with its last words."""
        self.connect()
        self.app.control.purge()
        command = ["-m", "celery", "--app", "partyapp", "worker", "--pool", "threads", "--concurrency", "2"]
        command += [
            "--loglevel",
            "INFO",
            "--without-gossip",
            "--without-mingle",
            "--hostname",
            f"test-{os.getpid()}@%h",
        ]
        if self.beat:
            command += ["--beat", "--schedule", str(self.var_dir / "schedule")]
        self._process = start_process(command, self.var_dir, self.more, self.log)
        self.wait_for(lambda: " ready." in self.words(), seconds=READY_SECONDS)

    def stop(self) -> None:
        """Ask it to end; insist after ten seconds."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            kill_group(process)
        self.app.close()

    def kill(self) -> None:
        """End it like a power failure."""
        if self._process is not None:
            process, self._process = self._process, None
            kill_group(process)

    def sweep(self, now: datetime | None = None) -> None:
        """Put the sweep into its queue, as of `now` or of the moment it runs."""
        self.app.send_task("admission.tasks.sweep", kwargs={"now": now.isoformat()} if now else {})

    def wait_for(self, condition: Any, *, seconds: float = 20) -> None:
        """Wait until `condition()` holds. Raises: AssertionError with the worker's last words."""
        until = time.monotonic() + seconds
        while not condition():
            assert self._process is not None, "the worker was not started"
            assert self._process.poll() is None, f"the worker ended:\n{self.words()[-3000:]}"
            assert time.monotonic() < until, f"not after {seconds} s:\n{self.words()[-3000:]}"
            time.sleep(0.05)

    @property
    def log(self) -> Path:
        return self.var_dir / "worker.log"

    def words(self) -> str:
        return self.log.read_text(errors="replace")

    def __enter__(self) -> "CeleryWorker":
        try:
            self.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _client(self) -> Celery:
        """A client of the worker's own broker: on the file system that is the worker's folder, not the test's."""
        app = Celery("test", broker=broker_url(), set_as_current=False)
        # CELERY_BROKER_URL of the environment is stronger than the address given above; these two are stronger still.
        app.conf.update(broker_read_url=broker_url(), broker_write_url=broker_url())
        if broker_url().startswith("filesystem://"):
            folder = self.var_dir / "broker"
            for name in ("queue", "control"):
                (folder / name).mkdir(parents=True, exist_ok=True)
            app.conf.broker_transport_options = {
                "data_folder_in": str(folder / "queue"),
                "data_folder_out": str(folder / "queue"),
                "control_folder": str(folder / "control"),
            }
        return app


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to a process and all it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
