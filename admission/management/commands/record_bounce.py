"""`manage.py record_bounce`: note that a mail came back, from the machine that reads the returned mail."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from admission.services.addresses import NoAddressError, record_returned_mail
from members.models import Account


class Command(BaseCommand):
    """Note for each account of an address that nothing arrives there; the administrators are told."""

    help = "Note that mail to an address came back: nothing more is sent there, the administrators are told."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the e-mail address, or the user name of the account")
        parser.add_argument("--said", default="", help="what the mail that came back says")

    def handle(self, *, address: str, said: str, **options: Any) -> None:
        accounts = Account.objects.active().filter(email__iexact=address) | Account.objects.filter(username=address)
        if not accounts:
            raise CommandError(_("No account has this address or user name."))
        for account in accounts.order_by("pk"):
            try:
                failure = record_returned_mail(account=account, said=said, now=timezone.now())
            except NoAddressError as error:
                raise CommandError(_("The account has no e-mail address: give it one.")) from error
            words = _("%(username)s: known already.") if failure is None else _("%(username)s: noted.")
            self.stdout.write(words % {"username": account.username})
