"""`manage.py sweep`: what the scheduler does every minute, by hand."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from admission.selectors.calendars import NoCalendarError
from admission.services.alerts import sweep
from admission.services.delivery import deliver


class Command(BaseCommand):
    """Plan alerts, open digests, deliver; print what was done."""

    help = "Plan and deliver alerts, as the scheduler does every minute; harmless at any time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--deliver-only", action="store_true", help="only hand over what waits in the outbox")
        parser.add_argument("--at", type=_instant, help="as of an ISO instant with its offset (default: now)")

    def handle(self, *, deliver_only: bool, at: datetime | None, **options: Any) -> None:
        now = at or timezone.now()
        if deliver_only:
            self.stdout.write("\n".join(deliver(now=now).sentences()))
            return
        try:
            report = sweep(now=now)
        except NoCalendarError as error:
            raise CommandError(_("No working-day calendar has been published: run `manage.py prepare`.")) from error
        self.stdout.write("\n".join(report.sentences()))


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if timezone.is_naive(at):
        raise ValueError(text)
    return at
