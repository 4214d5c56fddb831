"""The first row of each organisation's histories: what it is called, where it stands, whether it decides on admission.

All of it holds since before the records. Which authority a committee has was not kept: one directly above base
organisations decides in its own right, a grassroots committee by delegation. Source: 29-QĐ/TW, 4.3.2.

Historical models only, and values as they were when this version came.
"""

from typing import Any

from django.db import migrations
from django.utils import timezone

_STEP = 4
_BATCH = 1000


def begin_histories(apps: Any, schema_editor: Any) -> None:
    database = schema_editor.connection.alias
    now = timezone.now()

    def table(name: str) -> Any:
        return apps.get_model("members", name).objects.using(database)

    rows = list(table("Organization").order_by("path").values_list("pk", "path", "name", "kind", "decides_admission"))
    by_path = {path: pk for pk, path, *_rest in rows}
    names, places, authorities = (
        apps.get_model("members", name) for name in ("OrganizationName", "OrganizationPlace", "AdmissionAuthority")
    )
    table("OrganizationName").bulk_create(
        (names(organization_id=pk, name=name, recorded_at=now) for pk, _path, name, _kind, _decides in rows),
        batch_size=_BATCH,
    )
    table("OrganizationPlace").bulk_create(
        (
            places(organization_id=pk, parent_id=by_path.get(path[:-_STEP]), recorded_at=now)
            for pk, path, _name, _kind, _decides in rows
        ),
        batch_size=_BATCH,
    )
    table("AdmissionAuthority").bulk_create(
        (
            authorities(
                organization_id=pk,
                basis="delegated" if kind == "grassroots_committee" else "own_right",
                recorded_at=now,
            )
            for pk, _path, _name, kind, decides in rows
            if decides
        ),
        batch_size=_BATCH,
    )


class Migration(migrations.Migration):
    dependencies = [("members", "0008_organizations")]

    operations = [migrations.RunPython(begin_histories, migrations.RunPython.noop)]
