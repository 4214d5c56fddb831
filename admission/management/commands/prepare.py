"""`manage.py prepare`: an installation ready to be used, whatever state it was in."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from admission.services.calendars import load_shipped_calendar
from admission.services.past_files import forget_past_files
from admission.services.upgrades import upgrade_files
from members.field_keys import WrongFieldKeyError
from members.models import Account, Organization
from members.services.people import check_ring


class Command(BaseCommand):
    """Create or upgrade the tables, load the published calendar, derive the files of a former version anew (once) and,
    into an empty installation, load the demo.
    """

    help = "Bring the database up to date; may be repeated at any time."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo when there is no organisation yet")

    def handle(self, *, demo: bool, **options: Any) -> None:
        if self._tables_are_behind():
            self.stdout.write(_("Preparing the database…"))
            call_command("migrate", interactive=False, verbosity=0)
        self._check_field_keys()
        load_shipped_calendar(by=None, today=timezone.localdate())
        self._upgrade()
        if demo and not Organization.objects.exists():
            self.stdout.write(_("Loading the demo (an invented Party committee)…"))
            call_command("demo", stdout=self.stdout)
        if not Account.objects.exists():
            self._say_how_to_begin()

    def _say_how_to_begin(self) -> None:
        """Nobody can sign in yet: give the two commands that change it."""
        program = f"{sys.executable} manage.py"
        if settings.VAR_DIR != settings.BASE_DIR / "var":  # else the commands would fill another database
            program = f"VAR_DIR={settings.VAR_DIR} {program}"
        self.stdout.write(
            _("There is no account yet. In another window, make the highest committee and its administrator:")
        )
        self.stdout.write(f'  {program} add_organization party_committee DU "Đảng ủy …" --decides-admission')
        self.stdout.write(f'  {program} add_account quantri administrator DU --name "…" --email …')
        self.stdout.write(_("Then sign in with that account: organisations, accounts and the calendar are kept there."))

    def _check_field_keys(self) -> None:
        """Refuse to start with another ring of keys: a lost one is else replaced by a new one, and nobody is told."""
        try:
            check_ring()
        except WrongFieldKeyError as error:
            words = _(
                "The sensitive fields were encrypted with keys that are not in FIELD_KEYS (nor in var/field_keys). "
                "Put those keys back, then start again."
            )
            raise CommandError(words) from error

    def _upgrade(self) -> None:
        forget_past_files()  # another version may derive them otherwise
        done = upgrade_files(today=timezone.localdate(), now=timezone.now())
        if done is not None and done.files:
            self.stdout.write(_("Files derived anew after the upgrade: %(files)s.") % {"files": done.files})
        if done is not None and done.left:
            codes = ", ".join(done.left)
            self.stderr.write(_("Files that could not be derived and stay as they were: %(files)s.") % {"files": codes})

    def _tables_are_behind(self) -> bool:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
