"""What an administrator looks at first: whether alerts leave, and whether everything has somebody who keeps it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Subquery

from admission.models import Alert, AlertStatus, CalendarDraft, CalendarVersion, Heartbeat, Mail, MailStatus
from admission.selectors.addresses import open_failures
from admission.selectors.counts import CountOf
from admission.selectors.journal_notes import flaw_of
from admission.selectors.mail import GIVEN_UP_LATELY, STUCK, is_silent, next_send_at
from members.models import Account, JournalEvent


@dataclass(frozen=True, slots=True)
class Health:
    """`next_send_at`: when the next digests leave; `oldest_at`: since when the oldest message waits; `untold_since_on`:
    the day of the oldest alert nobody was told
    yet; `given_up`: messages given up lately; `failing`: addresses from which mail comes back; `drafts`: open drafts of
    the calendars kept; `unsealed`: events of the journal that wait for their seal; `verified_at`: when the journal was
    last verified, `flaw`: what was found then; `has_branches`: one was entered; `without_secretary`: branches in which
    nobody can sign in.
    """

    last_sweep_at: datetime | None
    next_send_at: datetime | None
    is_silent: bool
    waiting: int
    oldest_at: datetime | None
    is_stuck: bool
    untold_since_on: date | None
    given_up: int
    failing: int
    drafts: int
    unsealed: int
    verified_at: datetime | None
    flaw: str
    has_branches: bool
    without_secretary: int


def health(
    account: Account,
    now: datetime,
    *,
    drafts: QuerySet[CalendarDraft],
    branches: QuerySet[Any],
    without_secretary: QuerySet[Any],
) -> Health:
    """Read all of it in five queries."""
    queued = Mail.objects.filter(status=MailStatus.QUEUED)
    untold = Alert.objects.filter(status=AlertStatus.PLANNED)
    check = JournalEvent.objects.filter(verb="journal_verified").order_by("-at", "-pk").only("at", "details").first()
    found: dict[str, Any] = (
        Account.objects.filter(pk=account.pk)
        .values(
            swept_at=Subquery(Heartbeat.objects.values("last_at")[:1]),
            installed_at=Subquery(CalendarVersion.objects.order_by("published_at").values("published_at")[:1]),
            waiting_count=CountOf(queued),
            oldest_at=Subquery(queued.order_by("created_at").values("created_at")[:1]),
            untold_on=Subquery(untold.order_by("planned_on").values("planned_on")[:1]),
            given_up_count=CountOf(Mail.objects.filter(status=MailStatus.DEAD, next_at__gt=now - GIVEN_UP_LATELY)),
            failing_count=CountOf(open_failures().filter(account__is_active=True)),
            drafts_count=CountOf(drafts),
            unsealed_count=CountOf(JournalEvent.objects.filter(number=None)),
            branches_count=CountOf(without_secretary),
            entered_count=CountOf(branches),
        )
        .get()
    )
    swept_at, oldest_at = found["swept_at"], found["oldest_at"]
    return Health(
        last_sweep_at=swept_at,
        next_send_at=next_send_at(now),
        is_silent=is_silent(swept_at, found["installed_at"], now),
        waiting=found["waiting_count"],
        oldest_at=oldest_at,
        is_stuck=oldest_at is not None and now - oldest_at > STUCK,
        untold_since_on=found["untold_on"],
        given_up=found["given_up_count"],
        failing=found["failing_count"],
        drafts=found["drafts_count"] or 0,
        unsealed=found["unsealed_count"],
        verified_at=check.at if check else None,
        flaw=flaw_of(check.details) if check else "",
        has_branches=bool(found["entered_count"]),
        without_secretary=found["branches_count"] or 0,
    )
