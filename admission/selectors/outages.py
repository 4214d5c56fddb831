"""When the server was off, and which of it one mail has to say."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from admission.models import Mail, PeriodRun

OUTAGE = "outage"
TOLD_FOR = timedelta(days=31)
"""Whoever gets no digest for so long after an outage had nothing to miss by it."""


@dataclass(frozen=True, slots=True)
class Outage:
    """When the server was off, from the last sweep before to the first one after."""

    from_at: datetime
    until_at: datetime


def outages_before(now: datetime) -> list[Outage]:
    """Give those that ended lately, in their order."""
    runs = PeriodRun.objects.filter(kind=OUTAGE, started_at__lte=now, started_at__gt=now - TOLD_FOR)
    return [_outage(run) for run in runs.order_by("started_at")]


def outages_to_say(mail: Mail) -> tuple[Outage, ...]:
    """Give those a mail has to say, in their order: all that lie in what it is marked with."""
    if mail.outage_from_at is None or mail.outage_until_at is None:
        return ()
    marked = Outage(mail.outage_from_at, mail.outage_until_at)
    runs = PeriodRun.objects.filter(kind=OUTAGE, started_at__lte=marked.until_at, started_at__gt=marked.from_at)
    found = [one for one in map(_outage, runs.order_by("started_at")) if one.from_at >= marked.from_at]
    return tuple(found) or (marked,)


def _outage(run: PeriodRun) -> Outage:
    return Outage(datetime.fromisoformat(run.period), run.started_at)
