"""Wiring only: settings, the Celery application, URLs, date formats."""

from partyapp.celery import app as celery_app

__all__ = ["celery_app"]
