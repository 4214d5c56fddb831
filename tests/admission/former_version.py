"""An installation of the version before the whole regulation: its tables, its triggers, its rows."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg2
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from members.append_only import _statements, append_only_models

ROOT = Path(__file__).resolve().parent.parent.parent
ALIAS = "former"
FORMER = [("admission", "0002_outbox"), ("members", "0001_initial")]
INSTANT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
VOTE: dict[str, Any] = {"vote_method": "secret_ballot", "vote_present": 9, "vote_against": 0, "vote_blank": 0}


@dataclass
class Installation:
    """A database of the former version, its rows by the models of that time."""

    url: str
    var_dir: Path
    apps: Any
    committees: dict[str, Any] = field(default_factory=dict)

    def add(self, model: str, app: str = "admission", **values: Any) -> Any:
        return self.apps.get_model(app, model).objects.using(ALIAS).create(**values)

    def person(self, name: str) -> Any:
        return self.add("Person", "members", full_name=name, name_search=name.lower(), born_on=date(1990, 5, 1))

    def case(self, person: Any, branch: str, opened_on: date, stage: str, **values: Any) -> Any:
        candidate, _created = (
            self.apps.get_model("admission", "Candidate").objects.using(ALIAS).get_or_create(person=person)
        )
        return self.add(
            "AdmissionCase",
            candidate=candidate,
            branch=self.committees[branch],
            competent_committee=self.committees["competent"],
            rule_set="TRAINING_2020",
            opened_on=opened_on,
            stage=stage,
            **values,
        )

    def sponsor(self, case: Any, person: Any, since_on: date, assigned_on: date, role: str = "admission") -> Any:
        return self.add(
            "Sponsorship",
            case=case,
            role=role,
            sponsor=person,
            assigned_on=assigned_on,
            together_since_on=since_on,
        )

    def resolution(self, case: Any, kind: str, on: date, in_favour: int = 9) -> Any:
        votes = VOTE | {"vote_entitled": 9, "vote_for": in_favour, "vote_against": 9 - in_favour}
        return self.add("BranchResolution", case=case, kind=kind, adopted_on=on, number="07-NQ/CB", **votes)

    def decision(self, case: Any, kind: str, on: date, outcome: str = "granted", **values: Any) -> Any:
        return self.add(
            "CommitteeDecision", case=case, kind=kind, outcome=outcome, decided_on=on, number="12-QĐ/ĐU", **values
        )

    def member(self, case: Any, opened_on: date) -> None:
        """Everything up to the ceremony, with a year to each of the two phases."""
        year = opened_on.year + 1
        self.resolution(case, "admission", date(year, 3, 1))
        self.decision(case, "admission", date(year, 4, 3), received_on=date(year, 4, 10), receipt_at=INSTANT)
        self.add("Ceremony", case=case, held_on=date(year, 5, 3))

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product on it, in a process of its own."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": self.url, "VAR_DIR": str(self.var_dir), "LANGUAGE": "en"},
            capture_output=True,
            text=True,
            check=False,
        )


def plant(former: Installation) -> None:
    for name, path, kind in (
        ("competent", "0001", "party_committee"),
        ("grassroots", "00010001", "grassroots_committee"),
        ("sectional", "000100010001", "sectional_committee"),
        ("branch", "0001000100010001", "branch"),
        ("other branch", "000100010002", "branch"),
        ("base branch", "00010002", "grassroots_branch"),
    ):
        former.committees[name] = former.add(
            "Organization",
            "members",
            path=path,
            depth=len(path) // 4,
            kind=kind,
            code=name,
            name=name,
            name_search=name,
            decides_admission=name == "competent",
        )
    calendar = former.add("Calendar", code="vn", name="vn")
    former.add(
        "CalendarVersion",
        calendar=calendar,
        number=1,
        first_on=date(2016, 1, 1),
        last_on=date(2027, 12, 31),
        confirmed_through_on=date(2027, 12, 31),
        digest="-",
    )


def guard(former: Installation) -> None:
    """Put the append-only triggers on the tables as the former version had them."""
    connection = connections[ALIAS]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in append_only_models():
            if model._meta.db_table in tables:
                then = former.apps.get_model(model._meta.app_label, model._meta.model_name)
                for statement in _statements(then, connection.vendor):
                    cursor.execute(statement)


def upgrade(former: Installation) -> None:
    guard(former)
    call_command("migrate", database=ALIAS, interactive=False, verbosity=0, skip_checks=True)


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """An empty database of the kind that the test run uses."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{folder / 'former.sqlite3'}"
        return
    name = f"former_{uuid.uuid4().hex}"
    _on_server(server, f"CREATE DATABASE {name}")
    yield f"{server.rpartition('/')[0]}/{name}"
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(server: str, statement: str) -> None:
    connection = psycopg2.connect(server)
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


@contextmanager
def installed(folder: Path, django_db_blocker: Any) -> Iterator[Installation]:
    """The tables of the former version with a tree of organisations; the triggers come with `guard`."""
    with empty_database(folder) as url:
        own = dj_database_url.parse(url)
        connections.settings[ALIAS] = connections.configure_settings({"default": own, ALIAS: own})[ALIAS]
        with django_db_blocker.unblock():
            executor = MigrationExecutor(connections[ALIAS])
            executor.migrate(FORMER)
            apps = executor.loader.project_state(FORMER).apps
            installation = Installation(url, folder / "var", apps)
            plant(installation)
            yield installation
            connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]
