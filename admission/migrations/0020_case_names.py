"""Files keep what they are searched and sorted by, filled in, with the indexes that find it."""

from typing import Any

from django.db import Error, migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Max

_BATCH = 20_000


def fill_in(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Write the columns of all files, some thousands in one statement."""
    last = apps.get_model("admission", "AdmissionCase").objects.aggregate(last=Max("pk"))["last"] or 0
    with editor.connection.cursor() as cursor:
        for begin in range(0, last, _BATCH):
            cursor.execute(
                "UPDATE admission_admissioncase SET name_words = ' ' || p.name_search, name_sort = p.name_sort "
                "FROM admission_candidate c JOIN members_person p ON p.id = c.person_id "
                "WHERE c.id = admission_admissioncase.candidate_id "
                "AND admission_admissioncase.id > %s AND admission_admissioncase.id <= %s",
                [begin, begin + _BATCH],
            )


def index_words(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Index the beginnings of words, on PostgreSQL. Without its extension a search reads all names, and works."""
    if editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=editor.connection.alias), editor.connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(
                "CREATE INDEX IF NOT EXISTS case_name_words ON admission_admissioncase USING gin (name_words gin_trgm_ops)"
            )
    except Error as refused:
        print(f"\n  Files are searched without an index: {refused}")  # noqa: T201 - read by who upgrades


def drop_words(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        with editor.connection.cursor() as cursor:
            cursor.execute("DROP INDEX IF EXISTS case_name_words")


class Migration(migrations.Migration):
    dependencies = [
        ("admission", "0019_page_indexes"),
        ("members", "0012_person_sex"),
    ]

    operations = [
        migrations.AddField(
            model_name="admissioncase",
            name="name_sort",
            field=models.CharField(default="", editable=False, max_length=250),
        ),
        migrations.AddField(
            model_name="admissioncase",
            name="name_words",
            field=models.CharField(default="", editable=False, max_length=121),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="admissioncase", name="case_open_by_due"),
        migrations.AddIndex(
            model_name="admissioncase",
            index=models.Index(
                condition=models.Q(("closed_on", None)),
                fields=["next_due_on", "id", "name_words", "branch", "stage", "turns_on", "turns_to"],
                name="case_open_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="admissioncase",
            index=models.Index(fields=["name_sort", "id", "name_words", "branch"], name="case_by_name"),
        ),
        migrations.RunPython(index_words, drop_words),
    ]
