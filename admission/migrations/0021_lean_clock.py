"""A changing calendar reads the periods it counts anew from one index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admission", "0019_page_indexes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("status", "open"), ("unit", "working_days")),
                fields=["triggered_on", "length", "extension", "due_on", "provisional", "unpublished_year", "id"],
                name="deadline_counted",
            ),
        ),
    ]
