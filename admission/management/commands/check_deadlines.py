"""`manage.py check_deadlines`: derive every file anew and report what is stored differently."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from admission.models import AdmissionCase, DataRequest
from admission.services.request_clocks import RequestDifference, request_differences
from admission.services.verification import Difference, differences


class Command(BaseCommand):
    """Changes nothing; exit code 1 when anything differs."""

    help = (
        "Recompute all deadlines, stages and probation periods of files, and the deadlines of personal-data requests, "
        "from the facts and report every difference."
    )

    def handle(self, **options: Any) -> None:
        found = 0
        for difference in differences(today=timezone.localdate()):
            found += 1
            self.stdout.write(describe(difference))
        for of_request in request_differences():
            found += 1
            self.stdout.write(describe(of_request))
        counts = {"files": AdmissionCase.objects.count(), "differences": found}
        words = _("%(files)s files checked, %(differences)s differences.") % counts
        if requests := DataRequest.objects.count():
            counted = counts | {"requests": requests}
            words = _("%(files)s files and %(requests)s requests checked, %(differences)s differences.") % counted
        if found:
            raise CommandError(words)
        self.stdout.write(words)


def describe(difference: Difference | RequestDifference) -> str:
    """One line: the file or request, the row, the column, what is stored, what the facts give."""
    about = difference.case if isinstance(difference, Difference) else difference.request
    where = " ".join(part for part in (about.code, difference.what, difference.name) if part)
    return f"{where}: {_plain(difference.stored)} → {_plain(difference.derived)}"


def _plain(value: object) -> str:
    if value is None or value == "":
        return "-"
    return value.isoformat() if isinstance(value, date) else str(value)
