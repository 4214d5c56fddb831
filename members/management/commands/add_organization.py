"""`manage.py add_organization`: the tree of a real installation, from the top down."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from members.models import Organization, OrganizationKind
from members.services.organizations import add_organization


class Command(BaseCommand):
    help = "Add a Party organisation: KIND CODE NAME [--above CODE] [--decides-admission]."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=OrganizationKind.values)
        parser.add_argument("code")
        parser.add_argument("name")
        parser.add_argument("--above", default="", help="the code of the organisation directly above")
        parser.add_argument("--decides-admission", action="store_true", help="competent to decide on admission")

    def handle(self, **options: Any) -> None:
        if Organization.objects.filter(code=options["code"]).exists():
            raise CommandError(_("There is an organisation with the code “%(code)s” already.") % options)
        above = Organization.objects.filter(code=options["above"]).first() if options["above"] else None
        if options["above"] and above is None:
            raise CommandError(_("There is no organisation with the code “%(above)s”.") % options)
        organization = add_organization(
            kind=OrganizationKind(options["kind"]),
            code=options["code"],
            name=options["name"],
            above=above,
            decides_admission=options["decides_admission"],
        )
        self.stdout.write(_("Added: %(name)s.") % {"name": organization.name})
