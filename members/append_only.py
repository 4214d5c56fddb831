"""Tables whose rows are never deleted and whose columns never change: enforced by the database itself.

A model declares `append_only = True`; `write_once` names the columns that may go from NULL to a value, once, and
`changeable` those that may change (then the table keeps its rows, and all else in them).
"""

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db import connections, models


def append_only_models() -> list[type[models.Model]]:
    """Every model that declares itself append-only."""
    return [model for model in apps.get_models() if getattr(model, "append_only", False)]


def install_triggers(*, using: str = "default", **_: Any) -> None:
    """Create the triggers that are not there yet; called after each migration."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for model in append_only_models():
            if model._meta.db_table in there:
                for statement in _statements(model, connection.vendor):
                    cursor.execute(statement)


def drop_triggers(*, using: str = "default", tables: Collection[str] | None = None) -> None:
    """Remove them, of all such tables or of some: in a migration that changes what they watch, whose transaction brings
    them back if it fails and after which they are installed anew, and for the flush of a test database on SQLite.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in tables or _tables():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete{on}")
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update{on}")


def _tables() -> list[str]:
    return [model._meta.db_table for model in append_only_models()]


def _statements(model: type[models.Model], vendor: str) -> list[str]:
    table = model._meta.db_table
    write_once: tuple[str, ...] = getattr(model, "write_once", ())
    changeable: tuple[str, ...] = getattr(model, "changeable", ())
    fields = [field for field in model._meta.concrete_fields if field.name not in changeable]
    columns = [(field.column, field.name in write_once) for field in fields]
    distinct = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(
        f"(OLD.{column} IS NOT NULL AND NEW.{column} {distinct} OLD.{column})"
        if once
        else f"NEW.{column} {distinct} OLD.{column}"
        for column, once in columns
    )
    message = f"{table} is append-only"
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            f"DROP TRIGGER IF EXISTS {table}_no_update",
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {changed} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ]
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$",
        f"CREATE OR REPLACE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"CREATE OR REPLACE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION refuse_change()",
    ]
