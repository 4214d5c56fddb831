"""The part of P7 that runs inside Django: ``python -m bench.outbox_probe DIGESTS MAILS``, answer on the last line."""

import json
import os
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partyapp.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first
from django.db import connection, transaction  # noqa: E402 - the same

from admission.models import Alert, Deadline, Mail  # noqa: E402 - the same
from admission.services.alerts import open_digests  # noqa: E402 - the same
from admission.services.calendars import load_shipped_calendar  # noqa: E402 - the same
from members.models import Account, Organization, Role, RoleAssignment  # noqa: E402 - the same
from tests.admission.services.digest_rounds import at, case_with_ceremony_due  # noqa: E402 - the same
from tests.factories import TODAY, make_tree  # noqa: E402 - the same

FILES = 20
_BATCH = 5_000


def main(arguments: Sequence[str]) -> None:
    """Fill the database, build the digests, leave some of them to be delivered now."""
    digests, mails = map(int, arguments)
    call_command("migrate", verbosity=0)
    load_shipped_calendar(by=None, today=TODAY)
    fill(make_tree().branch, digests)
    now = at(TODAY)

    begin = perf_counter()
    opened, _merged = open_digests(today=TODAY, now=now)
    built = perf_counter()
    open_digests(today=TODAY, now=now)
    again = perf_counter()

    if opened != digests:
        raise SystemExit(f"{opened} digests instead of {digests}")
    ready = Mail.objects.order_by("pk").values_list("pk", flat=True)[:mails]
    Mail.objects.exclude(pk__in=list(ready)).update(next_at=now + timedelta(days=1))
    print(json.dumps({"build": built - begin, "again": again - built}))


@transaction.atomic
def fill(branch: Organization, people: int) -> None:
    """So many secretaries of a branch, each with alerts of two of its files."""
    cases = [case_with_ceremony_due(branch, date(2026, 1, 12)) for _ in range(FILES)]
    deadlines = list(Deadline.objects.filter(case__in=cases, kind="ceremony").order_by("pk"))
    accounts = Account.objects.bulk_create(
        (
            Account(username=f"nguoi-{n}", full_name=f"Người {n}", email=f"nguoi-{n}@example.vn", password="!")  # noqa: S106 - no password
            for n in range(people)
        ),
        batch_size=_BATCH,
    )
    RoleAssignment.objects.bulk_create(
        (
            RoleAssignment(account=account, organization=branch, role=Role.BRANCH_SECRETARY, from_on=date(2016, 1, 1))
            for account in accounts
        ),
        batch_size=_BATCH,
    )
    Alert.objects.bulk_create(
        (
            Alert(deadline=deadline, revision=deadline.revision, level=0, recipient=account, planned_on=TODAY)
            for number, account in enumerate(accounts)
            for deadline in (deadlines[number % FILES], deadlines[(number + 7) % FILES])
        ),
        batch_size=_BATCH,
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself some minutes after


if __name__ == "__main__":
    main(sys.argv[1:])
