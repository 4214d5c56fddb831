"""Every check of `make check`: what it runs, and how to mend what it finds."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

from scripts.format import ROOT, templates

BIN = ROOT / ".venv" / "bin"


@dataclass(frozen=True, slots=True)
class Check:
    """One command; it holds when its exit code is 0. `mend` tells a developer what to do when it doesn't."""

    name: str
    command: list[str]
    mend: str


def checks() -> list[Check]:
    """Give the checks, quick ones first."""
    manage = [sys.executable, "manage.py"]
    return [
        Check("format", ["ruff", "format", "--check", "."], "make format"),
        Check("lint", ["ruff", "check", "."], "mend the lines named; some mend themselves: make format"),
        Check(
            "pinned libraries",
            [sys.executable, "-m", "scripts.requirements"],
            "make lock, then commit requirements*.txt with requirements*.in",
        ),
        Check(
            "dependencies",
            ["deptry", "."],
            "declare what is imported in requirements.in (with a line on why), drop what is not; then make lock",
        ),
        Check(
            "layers",
            ["lint-imports", "--no-logo"],
            "move the code to the layer that may import it; the contracts are in pyproject.toml",
        ),
        Check(
            "docker-compose.yml",
            ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
            "correct the key named",
        ),
        Check("templates: form", ["djlint", "--check", "templates"], "make format"),
        Check("templates: lint", ["djlint", "--lint", "templates"], "mend the lines named"),
        Check("templates: Django", ["djade", "--target-version", "5.2", "--check", *templates()], "make format"),
        Check(
            "migrations",
            [*manage, "makemigrations", "--check", "--dry-run"],
            ".venv/bin/python manage.py makemigrations, then read and commit the migration",
        ),
        Check(
            "production settings",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            "correct partyapp/settings.py as the message says",
        ),
        Check(
            "process document",
            [*manage, "process_doc", "--check"],
            ".venv/bin/python manage.py process_doc, then commit docs/process.md",
        ),
        Check(
            "access document",
            [*manage, "access_doc", "--check"],
            ".venv/bin/python manage.py access_doc, then commit docs/access.md",
        ),
        Check(
            "data map",
            [*manage, "data_map", "--check"],
            "add the columns named to admission/labels/data_map.py; then .venv/bin/python manage.py data_map --write",
        ),
        Check(
            "messages",
            [sys.executable, "-m", "scripts.messages", "--check"],
            "make messages, translate what is missing in locale/vi/LC_MESSAGES/django.po, make messages again",
        ),
        Check("types", ["mypy", "."], "mend the lines named"),
    ]


def environment(folder: str) -> dict[str, str]:
    """Give the environment of an installation in production, with its data in `folder`."""
    outside = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "DATABASE_URL", "DEMO")}
    return outside | {
        "ALLOWED_HOSTS": "party.example.org",
        "BASE_URL": "https://party.example.org",
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "HTTPS": "1",
        "NO_COLOR": "1",
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PYTHONWARNINGS": "default",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "VAR_DIR": folder,
    }


def holds(check: Check, variables: dict[str, str]) -> bool:
    """Run one check and print its outcome."""
    started = time.monotonic()
    done = subprocess.run(
        check.command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - started
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {check.name} ({seconds:.1f} s)", flush=True)
    if done.returncode != 0:
        print(f"{done.stdout}{done.stderr}".rstrip())
        print(f"     command:     {' '.join(check.command[:8])}")
        print(f"     how to mend: {check.mend}\n", flush=True)
    return done.returncode == 0


def main() -> int:
    """Run all checks, also after one that failed."""
    with tempfile.TemporaryDirectory() as folder:
        variables = environment(folder)
        all_checks = checks()
        failed = [check.name for check in all_checks if not holds(check, variables)]
    print(f"{len(all_checks) - len(failed)} checks hold, {len(failed)} fail{': ' if failed else ''}{', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
