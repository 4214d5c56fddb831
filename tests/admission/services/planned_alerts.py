"""What was planned, and planning from day to day."""

from datetime import date, timedelta
from typing import Any

from admission.models import (
    Alert,
)
from admission.services.alert_plans import plan_alerts

ONE_DAY = timedelta(days=1)


def heard(**which: Any) -> list[tuple[int, str, str]]:
    """Who heard at which level, and why."""
    rows = Alert.objects.filter(**which).order_by("-level", "recipient__username")
    return list(rows.values_list("level", "recipient__username", "audience"))


def plan_through(first: date, last: date) -> None:
    for number in range((last - first).days + 1):
        plan_alerts(today=first + number * ONE_DAY)
