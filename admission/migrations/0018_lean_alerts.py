"""An alert is unique as what it is, not by a text beside it; alerts and deadlines keep the indexes that are used."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admission", "0017_list_indexes"),
        ("members", "0011_name_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name="alert",
            name="key",
        ),
        migrations.AlterField(
            model_name="alert",
            name="deadline",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="alerts",
                to="admission.deadline",
            ),
        ),
        migrations.AlterField(
            model_name="alert",
            name="mail",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="alerts",
                to="admission.mail",
            ),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="also_organization",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.organization",
            ),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="calendar_version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="admission.calendarversion",
            ),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deadlines",
                to="admission.admissioncase",
            ),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="request",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deadlines",
                to="admission.datarequest",
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(condition=models.Q(("mail__isnull", False)), fields=["mail"], name="alert_of_mail"),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("also_organization__isnull", False)),
                fields=["also_organization"],
                name="deadline_other_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                fields=("deadline", "revision", "level", "recipient", "channel"), name="alert_once"
            ),
        ),
    ]
