"""The committee that decided hears too of a decision that is on its way when the product is upgraded."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Name the second end of every clock that runs until a decision is received. A closed one is as it would be."""
    deadlines: Any = apps.get_model("admission", "Deadline").objects.using(schema_editor.connection.alias)
    cases: Any = apps.get_model("admission", "AdmissionCase").objects.using(schema_editor.connection.alias)
    committee = cases.filter(pk=OuterRef("case_id")).values("competent_committee_id")[:1]
    deadlines.filter(kind="receipt_log").update(also_organization_id=Subquery(committee))


class Migration(migrations.Migration):
    dependencies = [("admission", "0012_clocks")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
