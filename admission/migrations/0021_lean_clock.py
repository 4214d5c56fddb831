"""A changing calendar reads the periods it counts anew from one index; planning alerts notes how far it came once for all
deadlines and not at each of them, whenever it reaches another level.

Nothing is known of how far the planning before this version came, so that all is looked at once more: no alert twice.
"""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("admission", "0020_case_names"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=Q(("status", "open"), ("unit", "working_days")),
                fields=["triggered_on", "length", "extension", "due_on", "provisional", "unpublished_year", "id"],
                name="deadline_counted",
            ),
        ),
        migrations.RemoveIndex(model_name="deadline", name="deadline_plan"),
        migrations.RemoveIndex(model_name="deadline", name="deadline_sweep"),
        migrations.RemoveIndex(model_name="deadline", name="deadline_look_again"),
        migrations.RemoveField(model_name="deadline", name="plan_on"),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                name="deadline_open",
                fields=["due_on", "id", "nature", "case", "kind"],
                condition=Q(("status", "open")),
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                name="deadline_look_again",
                fields=["due_on", "id"],
                condition=Q(
                    ("status", "open"),
                    Q(("nature", "milestone"), _negated=True),
                    Q(("planned_revision", F("revision")), _negated=True),
                ),
            ),
        ),
        migrations.AddField(model_name="alertplanning", name="planned_through", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="alertplanning", name="reached", field=models.JSONField(null=True)),
    ]
