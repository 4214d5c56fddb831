"""A column that people are sorted by, filled in, and the indexes by which names are searched."""

from itertools import islice
from typing import Any

from django.db import Error, migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from members.text import name_order

_BATCH = 5_000
_SEARCHED = {
    "person_name_words": "members_person",
    "organization_name_words": "members_organization",
}


def fill_in(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Write the column of everybody, some thousands in one statement."""
    people = iter(apps.get_model("members", "Person").objects.order_by("pk").values_list("pk", "full_name"))
    with editor.connection.cursor() as cursor:
        while rows := list(islice(people, _BATCH)):
            values = ", ".join(["(%s, %s)"] * len(rows))
            cursor.execute(
                "UPDATE members_person SET name_sort = v.column2 "  # noqa: S608 - place holders only
                f"FROM (VALUES {values}) AS v WHERE members_person.id = v.column1",
                [value for pk, name in rows for value in (pk, name_order(name))],
            )


def index_words(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Index the beginnings of words, on PostgreSQL. Without its extension a search reads all names, and works."""
    if editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=editor.connection.alias), editor.connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            for index, table in _SEARCHED.items():
                cursor.execute(f"CREATE INDEX IF NOT EXISTS {index} ON {table} USING gin (name_search gin_trgm_ops)")
    except Error as refused:
        print(f"\n  Names are searched without an index: {refused}")  # noqa: T201 - read by who upgrades


def drop_words(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        with editor.connection.cursor() as cursor:
            for index in _SEARCHED:
                cursor.execute(f"DROP INDEX IF EXISTS {index}")


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0010_drop_decides_admission"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="name_sort",
            field=models.CharField(default="", editable=False, max_length=250),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["name_sort", "id"], name="person_by_name"),
        ),
        migrations.RunPython(index_words, drop_words),
    ]
