"""Doors of the worker. The database is the queue of record: a task is only a ring of the bell."""

import logging
from datetime import datetime
from threading import Thread

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from admission.services import alerts

logger = logging.getLogger(__name__)


@shared_task(name="admission.tasks.sweep")
def sweep(now: str | None = None) -> None:
    """Plan and deliver what is due. `now`: an ISO instant with its offset, for a replay by hand; else the clock."""
    alerts.sweep(now=datetime.fromisoformat(now) if now else timezone.now())


def ring() -> Thread:
    """Ask for a sweep soon, after a commit; never fails and never waits. Gives the thread that asks.

    Without a broker the next minute's sweep does the same; but to learn that there is none takes the client seconds,
    which no request shall stand still for.
    """
    bell = Thread(target=_ring, name="bell", daemon=True)
    bell.start()
    return bell


def _ring() -> None:
    try:
        sweep.apply_async(expires=55, retry=False)
    except (OperationalError, OSError):
        logger.warning("the broker does not answer; the next sweep will find what is due")
