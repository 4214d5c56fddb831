"""Throwaway PostgreSQL and Redis servers: in a folder of their own, on free ports, ended with their starter.

The test run starts one of each; tests that kill a server start their own. Nothing here touches a server of the machine.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from partyapp.supervisor import die_with_parent

START_SECONDS = 30.0


class ServerError(Exception):
    """A server is not installed, or did not start."""


def free_port() -> int:
    """Give a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a process runs as; by default whom we are."""

    user: int | None = None
    group: int | None = None
    extra_groups: Sequence[int] | None = None


@dataclass(slots=True)
class Server:
    """One server process that can be stopped, killed and started again on the same port and data."""

    command: Sequence[str]
    url: str
    folder: Path
    port: int
    answers: Callable[[int], bool]
    identity: Identity = Identity()
    stop_signal: signal.Signals = signal.SIGTERM
    _process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Start and wait until it answers. For the main thread: the server ends with the thread that started it.

        Raises: ServerError with the server's last words.
        """
        parent, log = os.getpid(), self.folder / "server.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(parent, signal.SIGQUIT),  # noqa: PLW1509 - see the docstring
                user=self.identity.user,
                group=self.identity.group,
                extra_groups=self.identity.extra_groups,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.answers(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise ServerError(f"{self.command[0]} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it in order; data stay."""
        self._end(self.stop_signal)

    def kill(self) -> None:
        """End it like a power failure (SIGKILL to the whole group)."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        self.stop()
        self.start()

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        if process.poll() is None:
            if number == signal.SIGKILL:
                os.killpg(process.pid, number)
            else:
                process.send_signal(number)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def postgresql() -> Iterator[Server]:
    """Give a fresh PostgreSQL cluster with an empty database `test`."""
    binaries = _postgresql_binaries()
    identity = _unprivileged() if os.geteuid() == 0 else Identity()  # initdb refuses root
    with _folder(identity) as folder:
        port, data = free_port(), str(folder / "data")
        initdb = [str(binaries / "initdb"), "-D", data, "-U", "test", "-E", "UTF8", "--locale=C.UTF-8"]
        _run([*initdb, "--auth=trust", "--no-sync"], folder, identity)
        client = ["-h", "127.0.0.1", "-p", str(port)]
        options = ["listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", "max_connections=60"]
        options += ["fsync=off", "full_page_writes=off"]
        server = Server(
            command=[str(binaries / "postgres"), "-D", data, *client[2:], *(f"--{option}" for option in options)],
            url=f"postgres://test@127.0.0.1:{port}/test",
            folder=folder,
            port=port,
            answers=lambda _: subprocess.run([binaries / "pg_isready", "-q", *client], check=False).returncode == 0,
            identity=identity,
            stop_signal=signal.SIGINT,  # fast: does not wait for clients
        )
        try:
            server.start()
            _run([str(binaries / "createdb"), *client, "-U", "test", "test"], folder, identity)
            yield server
        finally:
            server.stop()


@contextmanager
def redis() -> Iterator[Server]:
    """Give an empty Redis that keeps nothing on disk."""
    program = shutil.which("redis-server")
    if program is None:
        raise ServerError("redis-server is not installed (Debian: apt-get install redis-server).")
    with _folder(Identity()) as folder:
        port = free_port()
        server = Server(
            command=[program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            url=f"redis://127.0.0.1:{port}/0",
            folder=folder,
            port=port,
            answers=_redis_answers,
        )
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _redis_answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _postgresql_binaries() -> Path:
    """Give the folder of the newest PostgreSQL installed (Debian keeps them out of PATH)."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    elsewhere = shutil.which("initdb")
    if not found and elsewhere is None:
        raise ServerError("PostgreSQL is not installed (Debian: apt-get install postgresql).")
    return found[-1].parent if found else Path(str(elsewhere)).resolve().parent


def _unprivileged() -> Identity:
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Identity(entry.pw_uid, entry.pw_gid, [])
    raise ServerError("No unprivileged user (postgres, nobody) to run PostgreSQL as.")


@contextmanager
def _folder(owner: Identity) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="party-test-"))
    if owner.user is not None:
        os.chown(folder, owner.user, -1)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: Sequence[str], folder: Path, identity: Identity) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        user=identity.user,
        group=identity.group,
        extra_groups=identity.extra_groups,
    )
    if done.returncode != 0:
        raise ServerError(f"{command[0]} failed:\n{done.stderr[-2000:]}")
