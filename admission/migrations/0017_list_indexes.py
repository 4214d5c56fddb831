from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("admission", "0016_saved_views"),
        ("members", "0011_name_order"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="admissioncase",
            index=models.Index(condition=Q(("closed_on", None)), fields=["next_due_on", "id"], name="case_open_by_due"),
        ),
        migrations.AddIndex(
            model_name="admissioncase",
            index=models.Index(condition=Q(("closed_on__isnull", False)), fields=["id"], name="case_closed"),
        ),
    ]
