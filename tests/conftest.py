"""Fixtures shared by all tests."""

import gc
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, TransactionTestCase
from django.utils import timezone
from django.utils.translation import override

from admission.models import AdmissionCase
from admission.services.calendars import load_shipped_calendar
from members.append_only import drop_triggers
from members.sessions import begin_session
from tests.canary_watch import canaries_of_a_module as canaries_of_a_module
from tests.canary_watch import canaries_watched as canaries_watched
from tests.canary_watch import no_canary_leaves as no_canary_leaves
from tests.canary_watch import pytest_addoption as pytest_addoption
from tests.canary_watch import pytest_sessionfinish as pytest_sessionfinish
from tests.canary_watch import pytest_terminal_summary as pytest_terminal_summary
from tests.canary_watch import pytest_testnodedown as pytest_testnodedown
from tests.factories import TODAY, Tree, make_case, make_tree

_flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined] # Django's own hook


def _flush_without_triggers(self: TransactionTestCase) -> None:
    """SQLite flushes with DELETE, which the append-only triggers refuse; the migrate signal after it restores them."""
    if connection.vendor == "sqlite":
        drop_triggers()
    _flush(self)


TransactionTestCase._fixture_teardown = _flush_without_triggers  # type: ignore[attr-defined] # the same


_force_login = Client.force_login


def _sign_in_completely(self: Client, user: Any, backend: str | None = None) -> None:
    """Whom a test signs in has shown his second factor and his password, and stays so however the test travels; how
    sessions end is tested through the pages (tests/admission/views/test_sessions.py).
    """
    _force_login(self, user, backend)
    session = self.session
    begin_session(session, now=timezone.now() + timedelta(days=3650), second_factor=True)
    session.save()


Client.force_login = _sign_in_completely  # type: ignore[assignment,method-assign] # the one place for all tests


def pytest_collection_finish() -> None:
    """Eight thousand tests that are there until the end are not looked through for rubbish again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The tables as the models say, in a second instead of half a minute: that the migrations end with just these is
    shown by `makemigrations --check` and test_population, what they do to rows by test_upgrade. On SQLite a file, as in
    use: a database in memory locks whole tables, and no other process can open it.
    """
    test_settings: dict[str, Any] = connection.settings_dict["TEST"]
    test_settings["MIGRATE"] = False
    if connection.vendor == "sqlite":
        test_settings["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The database says that it is migrated, as one in use does: the product prepares itself by asking it. What only
    the migrations make, the indexes of words, is made by them.
    """
    made_by = ("members.migrations.0011_name_order", "admission.migrations.0020_case_names")
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            for migration in map(import_module, made_by):
                migration.index_words(apps, editor)
        loader, recorder = MigrationLoader(connection), MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in loader.graph.nodes.keys() - recorder.applied_migrations().keys():
            recorder.record_applied(app, name)


@pytest.fixture(autouse=True)
def var_folders(settings: Any, tmp_path: Path) -> None:
    """Nothing that a test writes lands in the var/ of the working copy."""
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.VAR_DIR = tmp_path


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Argon2 is slow on purpose; what it protects here is invented."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def calendar_published(db: None) -> None:
    load_shipped_calendar(by=None, today=TODAY)


@pytest.fixture
def tree(calendar_published: None) -> Tree:
    return make_tree()


@pytest.fixture
def case(tree: Tree) -> AdmissionCase:
    return make_case(tree.branch)


@pytest.fixture
def in_english() -> Iterator[None]:
    """The words that a test expects are the English ones."""
    with override("en"):
        yield
