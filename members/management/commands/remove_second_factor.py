"""`manage.py remove_second_factor`: for the administrator of an installation who lost his own telephone and codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Account
from members.services.second_factors import NoSecondFactorError, remove_second_factor


class Command(BaseCommand):
    help = "Remove the second factor of an account: USERNAME --reason …; at the next sign-in it sets up another one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True)

    def handle(self, **options: Any) -> None:
        account = Account.objects.filter(username=options["username"]).first()
        if account is None:
            raise CommandError(_("There is no account “%(username)s”.") % {"username": options["username"]})
        try:
            remove_second_factor(account=account, by=None, reason=options["reason"], now=timezone.now())
        except NoSecondFactorError as error:
            raise CommandError(_("This account has no second factor.")) from error
        self.stdout.write(_("The second factor of %(account)s was removed.") % {"account": account.username})
