"""`manage.py verify_journal`: walk the chain of the journal and name the first thing that is not as it was sealed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from members.services.journal_anchors import AnchorFormatError, kept_anchors, read_anchor, read_anchors
from members.services.journal_check import Anchor, record_check, verify_journal


class Command(BaseCommand):
    """Exit code 1 when anything is wrong. What was found is told to the journal itself, unless `--no-record`."""

    help = "Verify the journal with its key, its head and its anchors; exit code 1 and the first bad row named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchor", action="append", default=[], metavar="'[DAY] COUNT LINK'", help="one more anchor"
        )
        parser.add_argument(
            "--anchor-file", type=Path, help="anchors, one in a line (default: var/journal_anchors.txt)"
        )
        parser.add_argument("--no-record", action="store_true", help="write nothing, also not that it was verified")

    def handle(self, *, anchor: list[str], anchor_file: Path | None, no_record: bool, **options: Any) -> None:
        verdict = verify_journal(_anchors(anchor, anchor_file))
        if not no_record:
            record_check(verdict, by=None)
        if verdict.error is not None:
            raise CommandError(verdict.error.words())
        counts = {"sealed": verdict.sealed, "unsealed": verdict.unsealed}
        self.stdout.write(_("The journal is whole: %(sealed)s rows sealed, %(unsealed)s wait for their seal.") % counts)
        if verdict.sealed:
            self.stdout.write(f"{verdict.sealed} {verdict.chain}")


def _anchors(lines: list[str], path: Path | None) -> list[Anchor]:
    try:
        return [*(read_anchor(line) for line in lines), *(kept_anchors() if path is None else read_anchors(path))]
    except AnchorFormatError as error:
        raise CommandError(
            _("“%(line)s” is no anchor: day, count and link are wanted.") % {"line": error.line}
        ) from error
    except (OSError, ValueError) as error:
        raise CommandError(str(error)) from error
