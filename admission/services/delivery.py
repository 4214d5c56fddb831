"""Hand the outbox over, one mail at a time.

The order is: take a lease, render, hand over outside any transaction, mark. A worker killed between the last two
repeats that one mail with the same Message-ID; it can lose none. Why: docs/adr/0004-alerts-and-outbox.md.
"""

import logging
import random
import time
import uuid
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.db import connection, transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, override

from admission.models import Alert, AlertStatus, Mail, MailKind, MailStatus
from admission.selectors.addresses import has_failing_address
from admission.selectors.digests import Digest, digest_of
from admission.selectors.urgent import ABOUT
from admission.selectors.why_texts import why_texts
from admission.services.addresses import note_refusal
from admission.services.courier import Courier, Letter
from admission.services.notices import notice_context

LEASE = timedelta(minutes=2)
"""Longer than a conversation with a slow server takes (EMAIL_TIMEOUT bounds each wait in it)."""
BACKOFF_MINUTES = (1, 2, 4, 8, 15, 30)
"""Pauses after the first failures; the last one repeats."""
GIVE_UP_AFTER = timedelta(hours=72)
EXPLAINED = 5
"""So many dates are counted out in a mail of the afternoon; the pages explain all."""
LEAST_ATTEMPTS = 10
"""So that a mail is not given up unseen because the server itself was off for three days."""
REFUSED_FOR_GOOD = 500

logger = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of one mail in one attempt. UNREACHABLE: tried again later, and so is every other mail."""

    SENT = "sent"
    EMPTY = "empty"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    DEAD = "dead"
    LOST_LEASE = "lost_lease"


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """How many mails were sent, failed (to be tried again), were given up, had nothing left to say; still waiting."""

    sent: int = 0
    failed: int = 0
    dead: int = 0
    empty: int = 0
    waiting: int = 0

    def sentences(self) -> list[str]:
        """Say it in plain words."""
        words = gettext(
            "Mail: %(sent)s sent, %(failed)s to be tried again, %(dead)s given up, "
            "%(empty)s with nothing left to say, %(waiting)s waiting."
        )
        return [words % asdict(self)]


@dataclass(frozen=True, slots=True)
class RunningClock:
    """The instant given at the start, plus what has passed since: a long queue must not work with a stale now."""

    started_at: datetime
    _origin: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return self.started_at + timedelta(seconds=time.monotonic() - self._origin)


def deliver(*, now: datetime) -> DeliveryReport:
    """Hand over every mail that is due, oldest first; stop early where the mail server does not answer at all.

    Any number of workers may run it at once; never inside a transaction.
    """
    clock = RunningClock(now)
    outcomes: Counter[Outcome] = Counter()
    with Courier() as courier:
        while not outcomes[Outcome.UNREACHABLE] and (mail := claim(now=clock.now())) is not None:
            outcomes[deliver_claimed(mail=mail, clock=clock, courier=courier)] += 1
    return DeliveryReport(
        sent=outcomes[Outcome.SENT],
        failed=outcomes[Outcome.FAILED] + outcomes[Outcome.UNREACHABLE],
        dead=outcomes[Outcome.DEAD],
        empty=outcomes[Outcome.EMPTY],
        waiting=Mail.objects.filter(status=MailStatus.QUEUED).count(),
    )


@transaction.atomic(durable=True)  # refuses to run inside a transaction: no mail leaves before its cause is written
def claim(*, now: datetime) -> Mail | None:
    """Take the longest-waiting mail that is due and in nobody's hand; None when there is none.

    The attempt is counted here, so that a mail which kills its worker is counted too.
    """
    due = Mail.objects.filter(_is_free(now), status=MailStatus.QUEUED, next_at__lte=now)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    token = uuid.uuid4().hex
    while (first := due.order_by("next_at", "pk").values_list("pk", flat=True).first()) is not None:
        # Compare and set: where rows cannot be locked, only one of two workers finds the mail still free.
        if due.filter(pk=first).update(lease_until=now + LEASE, lease_token=token, attempts=F("attempts") + 1):
            return Mail.objects.select_related("recipient").get(pk=first)
    return None


def deliver_claimed(*, mail: Mail, clock: RunningClock, courier: Courier) -> Outcome:
    """Render a claimed mail, hand it over, write down what became of it."""
    if not mail.recipient.email:
        return _give_up(mail, clock.now(), gettext("The account has no e-mail address."))
    if has_failing_address(mail.recipient):
        return _give_up(mail, clock.now(), gettext("Mail to this address comes back; nothing is sent there."))
    try:
        digest = None
        if mail.kind != MailKind.NOTICE:
            digest = digest_of(mail, timezone.localtime(clock.now()).date())
            if not digest.lines:
                return _close_empty(mail, digest)
        message = compose(mail=mail, digest=digest)
        courier.hand_over(message)
    except (SMTPRecipientsRefused, SMTPDataError) as error:  # it is about this mail: the next one may pass
        if not _is_final(error):
            return _put_back(mail, clock.now(), _reason(mail, error), Outcome.FAILED)
        return _refused_for_good(mail, clock.now(), error)
    except OSError as error:  # the server is silent, closed, or accepts nobody from us: as true of the next mail
        return _put_back(mail, clock.now(), _reason(mail, error), Outcome.UNREACHABLE)
    except Exception as error:  # whatever is wrong with this row, it must not stop the others
        logger.exception("mail %s cannot be composed", mail.pk)
        return _put_back(mail, clock.now(), type(error).__name__, Outcome.FAILED)
    return mark_sent(mail=mail, digest=digest, subject=str(message.subject), at=clock.now())


def compose(*, mail: Mail, digest: Digest | None) -> Letter:
    """Write the message in the recipient's language: text with an HTML alternative, no name in any header.

    A notice, which has no digest, is written from its own texts.
    """
    with override(mail.recipient.language):
        if digest is None:
            folder, context = f"emails/{mail.notice}", notice_context(mail)
        else:
            folder = "emails/urgent" if mail.kind == MailKind.URGENT else "emails/digest"
            context = {"digest": digest, "mail": mail}
            if mail.kind == MailKind.URGENT:
                context["whys"] = list(why_texts([line.deadline for line in digest.lines[:EXPLAINED]]))
        subject = " ".join(render_to_string(f"{folder}/subject.txt", context).split())
        text = render_to_string(f"{folder}/body.txt", context).strip() + "\n"
        page = "emails/notice.html" if digest is None else f"{folder}/body.html"
        html = render_to_string(page, context | {"subject": subject, "text": text}).strip() + "\n"
    message = Letter(
        subject=subject,
        body=text,
        to=[mail.recipient.email],
        headers={
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(html, "text/html")
    return message


@transaction.atomic
def mark_sent(*, mail: Mail, digest: Digest | None, subject: str, at: datetime) -> Outcome:
    """Write down that a mail left, with the alerts it told of; not where the lease went to another worker meanwhile."""
    if not _release(mail, status=MailStatus.SENT, sent_at=at, subject=subject[:200], last_error=""):
        return Outcome.LOST_LEASE
    if digest is not None:
        # Also those cancelled while it was on its way: they have been told.
        Alert.objects.filter(pk__in=digest.told).update(status=AlertStatus.SENT, sent_at=at)
        if mail.kind == MailKind.URGENT:
            Mail.objects.filter(pk=mail.pk).update(details=mail.details | {ABOUT: digest.said})
        _settle_rest(mail, digest)
    return Outcome.SENT


def backoff(attempts: int) -> timedelta:
    """Give the pause after so many attempts, shortened by up to a quarter so that mails don't return in one bunch."""
    minutes = BACKOFF_MINUTES[min(attempts, len(BACKOFF_MINUTES)) - 1]
    return timedelta(minutes=minutes * random.uniform(0.75, 1))


@transaction.atomic
def _close_empty(mail: Mail, digest: Digest) -> Outcome:
    if not _release(mail, status=MailStatus.EMPTY):
        return Outcome.LOST_LEASE
    _settle_rest(mail, digest)
    return Outcome.EMPTY


def _settle_rest(mail: Mail, digest: Digest) -> None:
    planned = Alert.objects.filter(mail=mail, status=AlertStatus.PLANNED)
    if digest.dropped:
        planned.filter(pk__in=digest.dropped).update(status=AlertStatus.CANCELLED)
    planned.update(mail=None)  # hung on it after it was read: the next digest tells of them


def _put_back(mail: Mail, now: datetime, reason: str, outcome: Outcome) -> Outcome:
    if now - mail.created_at > GIVE_UP_AFTER and mail.attempts >= LEAST_ATTEMPTS:
        return _give_up(mail, now, reason)
    return outcome if _release(mail, next_at=now + backoff(mail.attempts), last_error=reason) else Outcome.LOST_LEASE


def _give_up(mail: Mail, now: datetime, reason: str) -> Outcome:
    """Its alerts stay planned: the digest of the next working day takes them up again."""
    return (
        Outcome.DEAD if _release(mail, status=MailStatus.DEAD, next_at=now, last_error=reason) else Outcome.LOST_LEASE
    )


@transaction.atomic
def _refused_for_good(mail: Mail, now: datetime, error: SMTPRecipientsRefused | SMTPDataError) -> Outcome:
    """Give the mail up; where it is the address that the server refuses, nothing more is sent there."""
    outcome = _give_up(mail, now, _reason(mail, error))
    if outcome is Outcome.DEAD and isinstance(error, SMTPRecipientsRefused):
        note_refusal(account=mail.recipient, said=_reason(mail, error), now=now)
    return outcome


def _release(mail: Mail, **outcome: object) -> bool:
    """Write the outcome if the mail is still in our hand."""
    mine = Mail.objects.filter(pk=mail.pk, status=MailStatus.QUEUED, lease_token=mail.lease_token)
    return mine.update(lease_until=None, lease_token="", **outcome) == 1


def _is_free(now: datetime) -> Q:
    return Q(lease_until=None) | Q(lease_until__lte=now)


def _is_final(error: SMTPRecipientsRefused | SMTPDataError) -> bool:
    """Say whether the server refused this mail for good (5xx) rather than for now (4xx)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= REFUSED_FOR_GOOD for code, _text in error.recipients.values())
    return error.smtp_code >= REFUSED_FOR_GOOD


def _reason(mail: Mail, error: OSError) -> str:
    """Say what the server said, without the address."""
    if isinstance(error, SMTPRecipientsRefused):
        said = "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in error.recipients.values())
    else:
        said = str(error)
    return f"{type(error).__name__}: {said}".replace(mail.recipient.email, "…")[:500]
