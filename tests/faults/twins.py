"""Deliverers with one guard taken away, run as processes of their own: the tests have to notice each of them.

`python tests/faults/twins.py NAME ISO-INSTANT`.
"""

import sys
from datetime import datetime

import django

django.setup()

from admission.models import Mail, MailStatus  # noqa: E402 - after django.setup()
from admission.selectors.digests import digest_of  # noqa: E402 - the same
from admission.services.delivery import claim, compose, mark_sent  # noqa: E402 - the same


def mark_before_sending(now: datetime) -> None:
    """What is marked and then not sent is lost."""
    while (mail := claim(now=now)) is not None:
        digest = digest_of(mail, now.date())
        message = compose(mail=mail, digest=digest)
        mark_sent(mail=mail, digest=digest, subject="", at=now)
        message.send()


def without_lease(now: datetime) -> None:
    """Two workers that take nothing into their hand send the same mails."""
    while (mail := Mail.objects.filter(status=MailStatus.QUEUED).order_by("next_at", "pk").first()) is not None:
        digest = digest_of(mail, now.date())
        compose(mail=mail, digest=digest).send()
        mark_sent(mail=mail, digest=digest, subject="", at=now)


if __name__ == "__main__":
    {"mark_before_sending": mark_before_sending, "without_lease": without_lease}[sys.argv[1]](
        datetime.fromisoformat(sys.argv[2])
    )
