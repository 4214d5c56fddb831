"""`manage.py retention`: what is kept longer than it is needed; with --apply it is taken away."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from admission.labels.retention import RETENTION_RULES
from admission.services.retention import apply_retention, retention_due


class Command(BaseCommand):
    """Without --apply it only counts."""

    help = "Count what each retention rule would take away; with --apply carry the rules out, journalled."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="carry the rules out")

    def handle(self, *, apply: bool, **options: Any) -> None:
        now = timezone.now()
        for found in apply_retention(by=None, now=now) if apply else retention_due(now=now):
            words = RETENTION_RULES[found.code]
            self.stdout.write(f"{found.code}: {found.count} – {words.what} ({words.after})")
        self.stdout.write(_("Done.") if apply else _("Nothing was changed. Run it with --apply to carry this out."))
