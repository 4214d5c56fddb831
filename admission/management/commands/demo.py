"""`manage.py demo`: an invented Party committee to practise with."""

import os
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from admission.domain.calendar import CalendarNotPublishedError
from admission.labels import STAGES
from admission.selectors.calendars import NoCalendarError
from admission.services.demo import DemoAlreadyLoadedError, demo_branches, load_demo, write_demo_workbook


class Command(BaseCommand):
    """Write the demo's tracking sheet and load it through the importer, with accounts for every role."""

    help = "Load an invented Party committee with sixty people and accounts for every role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write-only", type=Path, metavar="FILE.xlsx", help="only write the tracking sheet")
        parser.add_argument("--today", type=date.fromisoformat, help="as of this day, YYYY-MM-DD (default: today)")

    def handle(self, *, write_only: Path | None, today: date | None, **options: Any) -> None:
        day = today or timezone.localdate()
        try:
            if write_only:
                write_demo_workbook(target=write_only, branches=demo_branches(), today=day)
                self.stdout.write(_("The sheet was written to %(file)s.") % {"file": write_only})
            else:
                self._load(day)
        except CalendarNotPublishedError as error:
            message = _("The demo needs the working-day calendar of %(year)s; publish it first.")
            raise CommandError(message % {"year": error.year}) from error
        except NoCalendarError as error:
            raise CommandError(_("No calendar of working days has been published yet.")) from error

    def _load(self, today: date) -> None:
        try:
            demo = load_demo(password=os.environ.get("DEMO_PASSWORD", ""), today=today, now=timezone.now())
        except DemoAlreadyLoadedError:
            self.stdout.write(_("The demo is already loaded; nothing was changed."))
            return
        except ValidationError as error:
            raise CommandError(f"DEMO_PASSWORD: {' '.join(error.messages)}") from error
        plan = demo.imported.plan
        entered = _("%(people)s people in %(branches)s branches were entered.")
        self.stdout.write(entered % {"people": plan.row_count, "branches": plan.branch_count})
        for stage, count in plan.stages.items():
            self.stdout.write(f"{count:6}  {STAGES[stage]}")
        self.stdout.write(_("Practice mails planned: %(count)s.") % {"count": demo.digests})
        self.stdout.write(_("Tracking sheet: %(file)s") % {"file": demo.workbook})
        self.stdout.write(_("Accounts: %(file)s") % {"file": demo.accounts_file})
