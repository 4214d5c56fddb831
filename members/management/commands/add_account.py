"""`manage.py add_account`: accounts of a real installation, each with a role in an organisation."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Account, Organization, Role
from members.services.accounts import add_account


class Command(BaseCommand):
    help = "Add an account with a role: USERNAME ROLE ORGANISATION-CODE [--name …] [--email …]; asks for a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("organization")
        parser.add_argument("--name", default="", help="full name")
        parser.add_argument("--email", default="")
        parser.add_argument("--password", default=None, help="for scripts; asked for where it is left out")

    def handle(self, **options: Any) -> None:
        organization = Organization.objects.filter(code=options["organization"]).first()
        if organization is None:
            raise CommandError(
                _("There is no organisation with the code “%(above)s”.") % {"above": options["organization"]}
            )
        exists = Account.objects.filter(username=options["username"]).exists()
        password = options["password"]
        if password is None:
            password = "" if exists else getpass(_("Password") + ": ")
        try:
            account = add_account(
                username=options["username"],
                full_name=options["name"] or options["username"],
                email=options["email"],
                password=password,
                role=Role(options["role"]),
                organization=organization,
                from_on=timezone.localdate(),
            )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(
            _("%(account)s: %(role)s, %(organization)s.")
            % {"account": account.username, "role": Role(options["role"]).label, "organization": organization.name}
        )
