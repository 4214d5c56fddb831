"""The product started as a person starts it, with its real processes, ended in every way a person or a fault does."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest

from partyapp.embedded import answers, programs, why_not
from tests.partyapp.processes import Marked, eventually
from tests.servers import free_port, redis

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = ("gunicorn", " worker ", " beat ")
Serve = Callable[..., subprocess.Popen[str]]
Running = Callable[[int], subprocess.Popen[str]]


@pytest.fixture
def marked() -> Iterator[Marked]:
    marked = Marked()
    yield marked
    marked.kill_all()


@contextmanager
def empty_installation(folder: Path, template: str = "") -> Iterator[dict[str, str]]:
    """Settings of an installation: on SQLite and files or, where the test run has them, PostgreSQL and Redis.

    `template`: the database of PostgreSQL that it begins with.
    """
    common = {"VAR_DIR": str(folder / "var"), "LANGUAGE": "en"}
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        database = f"sqlite:///{folder / 'var' / 'db.sqlite3'}"
        yield {**common, "DATABASE_URL": database, "CELERY_BROKER_URL": "filesystem://"}
        return
    name = f"serve_{uuid.uuid4().hex}"
    _on_postgresql(server, f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    with redis() as broker:
        yield {**common, "DATABASE_URL": f"{server.rpartition('/')[0]}/{name}", "CELERY_BROKER_URL": broker.url}
    _on_postgresql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """An installation prepared once, to begin with: its folder, and its database where that is not in the folder."""
    folder = tmp_path_factory.mktemp("prepared")
    with empty_installation(folder) as settings:
        subprocess.run(
            [sys.executable, "manage.py", "prepare"], cwd=ROOT, env={**os.environ, **settings}, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        yield folder, settings["DATABASE_URL"].rpartition("/")[2]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An empty one."""
    with empty_installation(tmp_path) as settings:
        yield settings


@pytest.fixture
def prepared_installation(tmp_path: Path, prepared: tuple[Path, str]) -> Iterator[dict[str, str]]:
    """One that was started before."""
    folder, database = prepared
    shutil.copytree(folder / "var", tmp_path / "var")
    with empty_installation(tmp_path, database) as settings:
        yield settings


def _on_postgresql(server: str, statement: str) -> None:
    connection = psycopg2.connect(server)
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


@contextmanager
def serving(marked: Marked, installation: dict[str, str]) -> Iterator[Serve]:
    started: list[subprocess.Popen[str]] = []

    def start(*options: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *options],
            cwd=ROOT,
            env=marked.environment(**installation),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture
def serve(marked: Marked, installation: dict[str, str]) -> Iterator[Serve]:
    """Start `manage.py serve` with no data yet."""
    with serving(marked, installation) as start:
        yield start


@pytest.fixture
def running(marked: Marked, prepared_installation: dict[str, str]) -> Iterator[Running]:
    """Start the product on a port, with the data of an earlier start, and wait until all of it runs."""
    with serving(marked, prepared_installation) as serve:
        yield lambda port: started_whole(serve, marked, port)


def started_whole(serve: Serve, marked: Marked, port: int) -> subprocess.Popen[str]:
    process = serve("--port", str(port), "--prepare")
    eventually(lambda: everything_runs(marked) or process.poll() is not None, seconds=90)
    assert process.poll() is None, process.stdout and process.stdout.read()
    return process


def everything_runs(marked: Marked) -> bool:
    return all(marked.running(words) for words in PROGRAMS)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_serve_ended_in_any_way_leaves_no_process(running: Running, marked: Marked, number: signal.Signals) -> None:
    port = free_port()
    process = running(port)

    process.send_signal(number)

    code = process.wait(timeout=20)
    assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    assert eventually(lambda: marked.alive() == {}, seconds=10 if number == signal.SIGKILL else 0)
    assert not answers("127.0.0.1", port)


def test_first_start_answers_and_says_where(serve: Serve, marked: Marked) -> None:
    port = free_port()
    process = started_whole(serve, marked, port)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/")
        assert connection.getresponse().status == 302  # to the page for signing in

    process.send_signal(signal.SIGTERM)
    assert f"The product is running: http://localhost:{port}/" in process.communicate(timeout=20)[0].splitlines()


def test_serve_processes_that_are_killed_come_back(running: Running, marked: Marked) -> None:
    running(free_port())
    before = {words: set(marked.running(words)) for words in PROGRAMS}

    for numbers in before.values():
        os.kill(min(numbers), signal.SIGKILL)

    def all_new() -> bool:
        return all(
            marked.running(words) and not numbers & {*marked.running(words)} for words, numbers in before.items()
        )

    assert eventually(all_new, seconds=30)


def test_serve_port_taken_starts_nothing(serve: Serve, marked: Marked, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        process = serve("--port", str(port), "--prepare")

        said = process.communicate(timeout=20)[0]
        assert process.returncode == 1
        assert f"Port {port} is taken" in said
        assert f"make run PORT={port + 1}" in said
        assert not (tmp_path / "var" / "db.sqlite3").exists()
        assert not (tmp_path / "var" / "log").exists()


def test_serve_port_out_of_range_is_refused(serve: Serve) -> None:
    process = serve("--port", "70000")

    assert "70000 is no port" in process.communicate(timeout=20)[0]
    assert process.returncode == 2


def test_serve_that_cannot_prepare_starts_nothing(serve: Serve, marked: Marked, installation: dict[str, str]) -> None:
    installation["DATABASE_URL"] = "sqlite:////nowhere/db.sqlite3"
    process = serve("--port", str(free_port()), "--prepare")

    said = process.communicate(timeout=30)[0]
    assert process.returncode == 1
    assert said.splitlines()[-1] == "The data could not be prepared; nothing was started."
    assert marked.alive() == {}


def test_run_script_ends_with_the_make_that_started_it(marked: Marked, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "partyapp.embedded", "--with-parent", "--port", str(free_port())]
    shell = subprocess.Popen(
        ["sh", "-c", '"$@"; true', "sh", *command],
        cwd=ROOT,
        env=marked.environment(VAR_DIR=str(tmp_path), DATABASE_URL="sqlite:///:memory:"),
        stdout=subprocess.DEVNULL,
    )
    assert eventually(lambda: everything_runs(marked), seconds=60)

    shell.kill()
    shell.wait()

    assert eventually(lambda: marked.alive() == {}, seconds=20)


def test_why_not_names_an_address_that_is_not_ours() -> None:
    assert why_not("127.0.0.1", free_port()) is None
    assert "192.0.2.1" in str(why_not("192.0.2.1", free_port()))


@pytest.mark.parametrize(("host", "bind"), [("127.0.0.1", "127.0.0.1:8000"), ("::1", "[::1]:8000")])
def test_programs_listen_on_the_address_asked_for(tmp_path: Path, host: str, bind: str) -> None:
    web, _, _ = programs(host, 8000, tmp_path)

    assert web.command[web.command.index("--bind") + 1] == bind
