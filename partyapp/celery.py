"""The Celery application. Its schedule is in code (settings); the database, not the broker, is the queue of record."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partyapp.settings")

app = Celery("partyapp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
