"""The sex of a person, for the composition in reports; of everybody entered before it is not recorded."""

from django.db import migrations, models

import members.models.person


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0011_name_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="sex",
            field=models.CharField(blank=True, choices=members.models.person.sexes, default="", max_length=6),
            preserve_default=False,
        ),
    ]
