"""Give the rows written before the seal their organisation and their MAC; the next sweep links them into the chain."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from members.append_only import drop_triggers
from members.journal_chain import journal_seal, row_text_sql

_TABLE = "members_journalevent"
_BATCH = 1_000
# Where an event happened, by what it is about: the file's branch, the organisation itself, the person's nowhere.
_WHERE = (
    """
    UPDATE members_journalevent SET organization_id = (
        SELECT branch_id FROM admission_admissioncase WHERE id = CAST(substr(members_journalevent.subject, 6) AS bigint)
    ) WHERE organization_id IS NULL AND subject LIKE 'case:%%'
    """,
    """
    UPDATE members_journalevent SET organization_id = (
        SELECT id FROM members_organization WHERE id = CAST(substr(members_journalevent.subject, 14) AS bigint)
    ) WHERE organization_id IS NULL AND subject LIKE 'organization:%%'
    """,
)


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The triggers that refuse it are away meanwhile, and made anew when all is migrated."""
    connection = schema_editor.connection
    seal = journal_seal()
    drop_triggers(using=connection.alias, tables=[_TABLE])
    with connection.cursor() as cursor:
        for statement in _WHERE:
            cursor.execute(statement, [])
        last = 0
        while True:
            cursor.execute(
                f"SELECT id, {row_text_sql(connection.vendor)} FROM {_TABLE}"  # noqa: S608 - a text of our own
                " WHERE mac IS NULL AND id > %s ORDER BY id LIMIT %s",
                [last, _BATCH],
            )
            rows = cursor.fetchall()
            if not rows:
                break
            last = rows[-1][0]
            cursor.executemany(
                f"UPDATE {_TABLE} SET mac = %s WHERE id = %s",  # noqa: S608 - the same
                [(seal.new_row(text), pk) for pk, text in rows],
            )
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while a check of a row is pending


class Migration(migrations.Migration):
    dependencies = [
        ("admission", "0004_notices"),
        ("members", "0004_journal_chain"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
