"""Doors of the worker. The database is the queue of record: a task only says that it is time to look."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from admission.services import alerts, past_files


@shared_task(name="admission.tasks.sweep")
def sweep(now: str | None = None) -> None:
    """Plan and deliver what is due. `now`: an ISO instant with its offset, for a replay by hand; else the clock."""
    alerts.sweep(now=datetime.fromisoformat(now) if now else timezone.now())


@shared_task(name="admission.tasks.prepare_reports")
def prepare_reports() -> None:
    """Go on deriving the files that reports of past days wait for, for some seconds."""
    past_files.prepare_past_files(now=timezone.now())
