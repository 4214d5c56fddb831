"""`manage.py rotate_field_keys`: encrypt the sensitive columns anew with the first key of FIELD_KEYS."""

from argparse import ArgumentParser
from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from members.field_keys import WrongFieldKeyError
from members.services.key_rotation import rotate_field_keys


class Command(BaseCommand):
    """How a key is changed: docs/operations.md."""

    help = "Encrypt the sensitive columns anew with the first key of FIELD_KEYS; may be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--new-key", action="store_true", help="only print a new key, and change nothing")

    def handle(self, *, new_key: bool, **options: Any) -> None:
        if new_key:
            self.stdout.write(Fernet.generate_key().decode())
            return
        try:
            changed = rotate_field_keys()
        except WrongFieldKeyError as error:
            words = _("A value was encrypted with a key that is not in FIELD_KEYS. Add that key, then repeat.")
            raise CommandError(words) from error
        for column, count in changed.items():
            self.stdout.write(f"{column}: {count}")
        self.stdout.write(_("Every value is encrypted with the first key; the others can be taken away."))
