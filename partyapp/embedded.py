"""The whole product on one machine: web server, worker and scheduler, started and ended together.

`make run` and `manage.py serve` start it. Only the standard library: it has to speak when the rest fails.
Why it looks like this: docs/adr/0005-one-command.md.
"""

import argparse
import errno
import gettext
import http.client
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from partyapp.supervisor import BASE_DIR, Program, Signals, Supervisor, die_with_parent, say, short

# The language of the terminal (LANG); English where there is no catalogue for it.
_ = gettext.translation("django", BASE_DIR / "locale", fallback=True).gettext

START_SECONDS = 60.0
_LAST_WORDS = 12
_LAST_PORT = 65_535


def why_not(host: str, port: int) -> str | None:
    """Say why the address can't be listened on, or give None when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return _(
                    "Port %(port)s is taken by another program (perhaps the product is already running).\n"
                    "Choose another one: make run PORT=%(other)s"
                ) % {"port": port, "other": port + 1 if port < _LAST_PORT else port - 1}
            return _("Can't listen on %(host)s port %(port)s: %(reason)s") % {
                "host": host,
                "port": port,
                "reason": error.strerror,
            }
    return None


def answers(host: str, port: int) -> bool:
    """Tell whether the web server answers a request (whatever it answers)."""
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(address, port, timeout=2)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def programs(host: str, port: int, var_dir: Path) -> tuple[Program, Program, Program]:
    """Give the commands of web server, worker and scheduler."""
    celery = ["-m", "celery", "--quiet", "--app", "partyapp"]
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = ["-m", "gunicorn", "partyapp.wsgi:application", "--bind", bind, "--worker-class", "gthread"]
    web += ["--workers", "1", "--threads", "8", "--graceful-timeout", "5", "--log-level", "warning"]
    web += ["--no-control-socket"]
    worker = [*celery, "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "WARNING"]
    worker += ["--hostname", f"worker-{port}@%h", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    scheduler = [*celery, "beat", "--schedule", str(var_dir / f"scheduler-{port}"), "--loglevel", "WARNING"]
    return (
        # SIGTERM: gunicorn ends its own worker process. The others have no children, and the database is their memory.
        Program("web", _("The web server"), [sys.executable, *web], signal.SIGTERM),
        Program("worker", _("The worker"), [sys.executable, *worker]),
        Program("scheduler", _("The scheduler"), [sys.executable, *scheduler]),
    )


def _last_words(path: Path) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-_LAST_WORDS:])


def serve(host: str, port: int, *, prepare: Sequence[str] | None, signals: Signals) -> int:
    """Run the product until it is told to stop; give the exit code. `prepare`: options of `manage.py prepare`."""
    if reason := why_not(host, port):
        say(reason)
        return 1
    var_dir = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").absolute()
    environment = {"BASE_URL": f"http://localhost:{port}", **os.environ}
    environment |= {"VAR_DIR": str(var_dir), "PYTHONUNBUFFERED": "1"}
    supervisor = Supervisor(signals, var_dir / "log", environment)
    try:
        if prepare is not None:
            command = (sys.executable, "manage.py", "prepare", *prepare)
            if supervisor.run_to_end(Program("prepare", "prepare", command)) != 0:
                say(_("The data could not be prepared; nothing was started."))
                return 1
        web, worker, scheduler = programs(host, port, var_dir)
        if not signals.stop_requests:
            supervisor.start(web)
            if not supervisor.wait_until(lambda: answers(host, port), seconds=START_SECONDS):
                return 0 if signals.stop_requests else _explain_failure(supervisor, web)
            supervisor.start(worker)
            supervisor.start(scheduler)
            _welcome(port, var_dir)
            supervisor.watch()
        say(_("Stopping…"))
    finally:
        supervisor.stop()
    say(_("Stopped. Nothing is left running; the data stays in %(folder)s.") % {"folder": short(var_dir)})
    return 0


def _explain_failure(supervisor: Supervisor, web: Program) -> int:
    path = supervisor.log_path(web)
    say(_("The web server did not start. The end of %(log)s:") % {"log": short(path)})
    say(_last_words(path))
    return 1


def _welcome(port: int, var_dir: Path) -> None:
    say("")
    say(_("The product is running: %(address)s") % {"address": f"http://localhost:{port}/"})
    accounts = var_dir / "demo_accounts.txt"
    if accounts.exists():
        say(accounts.read_text(encoding="utf-8").rstrip())
    say(_("Ctrl-C stops it."))


def main() -> int:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--prepare", action="store_true", help="first bring the database up to date")
    parser.add_argument("--demo", action="store_true", help="with --prepare: load the demo into an empty database")
    parser.add_argument(
        "--with-parent", action="store_true", help="stop when the process that started this one is gone"
    )
    options = parser.parse_args()
    if not 0 < options.port <= _LAST_PORT:
        parser.error(f"--port: {options.port} is no port; choose one from 1024 to 65535")
    signals = Signals()
    if options.with_parent:
        die_with_parent(os.getppid(), signal.SIGTERM)
    prepare = (["--demo"] if options.demo else []) if options.prepare else None
    return serve(options.host, options.port, prepare=prepare, signals=signals)


if __name__ == "__main__":
    sys.exit(main())
