"""`manage.py import_cases`: enter a tracking sheet from the command line, or write its template."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from admission.labels import STAGES
from admission.permissions import NotPermittedError, branches_to_write
from admission.services.imports import ImportPlan, ImportRefusedError, check_workbook, import_workbook
from admission.spreadsheets.writer import write_workbook
from members.access import access_of
from members.models import Account, Organization
from members.models.organization import BRANCH_KINDS


class Command(BaseCommand):
    """All or nothing; the errors of the sheet by row and column, and exit code 1."""

    help = "Enter the people of a tracking sheet (.xlsx), all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the workbook to read (with --template: to write)")
        parser.add_argument("--dry-run", action="store_true", help="only check")
        parser.add_argument("--as", dest="username", help="account in whose name and within whose branches to enter")
        parser.add_argument("--template", action="store_true", help="write an empty sheet to FILE")

    def handle(self, *, file: Path, dry_run: bool, username: str | None, template: bool, **options: Any) -> None:
        account = _account(username)
        today = timezone.localdate()
        try:
            if template:
                branches = (
                    branches_to_write(access_of(account, today))
                    if account
                    else Organization.objects.filter(kind__in=BRANCH_KINDS).order_by("path")
                )
                write_workbook(file, branches=list(branches))
                self.stdout.write(_("The template was written to %(file)s.") % {"file": file})
                return
            content, name = file.read_bytes(), file.name
            if dry_run:
                plan = check_workbook(content=content, file_name=name, by=account, today=today)
                if plan.errors:
                    raise ImportRefusedError(plan)
                self._say(plan, _("%(people)s people in %(branches)s branches can be entered; nothing was entered."))
            else:
                result = import_workbook(content=content, file_name=name, by=account, today=today, now=timezone.now())
                self._say(result.plan, _("%(people)s people in %(branches)s branches were entered."))
        except ImportRefusedError as error:
            self._say_errors(error.plan)
            message = _("%(count)s errors; nothing was entered.")
            raise CommandError(message % {"count": error.plan.error_count}) from error
        except NotPermittedError as error:
            raise CommandError(_("%(user)s may not enter files.") % {"user": username}) from error
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error

    def _say(self, plan: ImportPlan, sentence: str) -> None:
        self.stdout.write(sentence % {"people": plan.row_count, "branches": plan.branch_count})
        for stage, count in plan.stages.items():
            self.stdout.write(f"{count:6}  {STAGES[stage]}")

    def _say_errors(self, plan: ImportPlan) -> None:
        for error in plan.errors:
            self.stderr.write(f"{error.place}: {error.message}" if error.place else error.message)
        if plan.errors_untold:
            self.stderr.write(_("… and %(count)s more.") % {"count": plan.errors_untold})


def _account(username: str | None) -> Account | None:
    if username is None:
        return None
    account: Account | None = Account.objects.active().filter(username=username).first()
    if account is None:
        raise CommandError(_("There is no account “%(user)s”.") % {"user": username})
    return account
