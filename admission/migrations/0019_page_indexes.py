"""Indexes of what first pages count: what waits by stage, what was taken over, what may still move."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("admission", "0018_lean_alerts"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="admissioncase",
            index=models.Index(condition=Q(("closed_on", None)), fields=["branch", "stage"], name="case_open_stage"),
        ),
        migrations.AddIndex(
            model_name="admissioncase",
            index=models.Index(
                condition=Q(("historical_through_on__isnull", False)), fields=["id"], name="case_historical"
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=Q(("status", "open"), Q(("nature", "milestone"), _negated=True), ("provisional", True)),
                fields=["case"],
                name="deadline_provisional",
            ),
        ),
    ]
