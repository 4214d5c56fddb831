"""The product started as a person starts it, with its real processes, ended in every way a person or a fault does."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from partyapp.embedded import answers, programs, why_not
from tests.partyapp.processes import Marked, eventually
from tests.servers import free_port

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parent.parent.parent
Serve = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def marked() -> Iterator[Marked]:
    marked = Marked()
    yield marked
    marked.kill_all()


@pytest.fixture
def serve(marked: Marked, tmp_path: Path) -> Iterator[Serve]:
    """Start `manage.py serve` with data of its own, SQLite and the file broker."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str, **variables: str) -> subprocess.Popen[str]:
        var_dir = tmp_path / "var"
        environment = marked.environment(
            VAR_DIR=str(var_dir), DATABASE_URL=f"sqlite:///{var_dir}/db.sqlite3", CELERY_BROKER_URL="filesystem://"
        )
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *options],
            cwd=ROOT,
            env={**environment, "LANGUAGE": "en", **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def everything_runs(marked: Marked) -> bool:
    return all(marked.running(words) for words in ("gunicorn", " worker ", " beat "))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_serve_ended_in_any_way_leaves_no_process(serve: Serve, marked: Marked, number: signal.Signals) -> None:
    port = free_port()
    process = serve("--port", str(port), "--prepare")
    assert eventually(lambda: everything_runs(marked), seconds=60)

    process.send_signal(number)

    code = process.wait(timeout=20)
    assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    assert eventually(lambda: marked.alive() == {}, seconds=10 if number == signal.SIGKILL else 0)
    assert not answers("127.0.0.1", port)


def test_serve_prepares_answers_and_says_where(serve: Serve, marked: Marked) -> None:
    port = free_port()
    process = serve("--port", str(port), "--prepare")
    assert eventually(lambda: everything_runs(marked), seconds=60)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")

    assert connection.getresponse().status == 302  # to the page for signing in

    process.send_signal(signal.SIGTERM)
    assert f"The product is running: http://localhost:{port}/" in process.communicate(timeout=20)[0].splitlines()


@pytest.mark.parametrize("words", ["gunicorn", " worker ", " beat "])
def test_serve_process_that_is_killed_comes_back(serve: Serve, marked: Marked, words: str) -> None:
    serve("--port", str(free_port()), "--prepare")
    assert eventually(lambda: everything_runs(marked), seconds=60)
    before = marked.running(words)

    os.kill(min(before), signal.SIGKILL)

    assert eventually(lambda: marked.running(words) and not set(before) & set(marked.running(words)), seconds=30)


def test_serve_port_taken_starts_nothing(serve: Serve, marked: Marked, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        process = serve("--port", str(port), "--prepare")

        said = process.communicate(timeout=20)[0]
        assert process.returncode == 1
        assert f"Port {port} is taken" in said
        assert f"make run PORT={port + 1}" in said
        assert not (tmp_path / "var" / "db.sqlite3").exists()


def test_serve_port_out_of_range_is_refused(serve: Serve) -> None:
    process = serve("--port", "70000")

    assert "70000 is no port" in process.communicate(timeout=20)[0]
    assert process.returncode == 2


def test_serve_that_cannot_prepare_says_so_and_starts_nothing(serve: Serve, marked: Marked) -> None:
    process = serve("--port", str(free_port()), "--prepare", DATABASE_URL="sqlite:////nowhere/db.sqlite3")

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
