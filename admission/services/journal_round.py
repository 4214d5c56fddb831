"""What the sweep does for the journal: seal what waits, and once a day anchor it and tell the administrators."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from admission.models import PeriodRun
from admission.services.notices import post_notice
from members.models import Account, JournalAnchor, Role, RoleAssignment
from members.services.journal import JournalDamagedError, seal_journal
from members.services.journal_anchors import write_anchor

DAMAGED = "journal_damaged"
_logger = logging.getLogger(__name__)


def keep_journal(*, now: datetime) -> None:
    """Seal and anchor. Whatever is wrong with the journal is told to the administrators and stops nothing else."""
    today = timezone.localdate(now)
    try:
        seal_journal()
        if not JournalAnchor.objects.filter(anchored_on=today).exists():
            _anchor(today, now)
    except JournalDamagedError:
        _logger.exception("The journal is not sealed any more: run manage.py verify_journal")
        _warn(today, now)
    except OSError:
        _logger.exception("The anchor of the journal cannot be written down")


@transaction.atomic
def _anchor(today: date, now: datetime) -> None:
    anchor = write_anchor(on=today, now=now)
    if anchor is not None:
        details = {"day": today.isoformat(), "count": anchor.count, "chain": anchor.chain}
        post_notice(notice="journal_anchor", to=_administrators(today), details=details, now=now)


@transaction.atomic
def _warn(today: date, now: datetime) -> None:
    _run, is_first = PeriodRun.objects.get_or_create(
        kind=DAMAGED, period=today.isoformat(), defaults={"started_at": now}
    )
    if is_first:
        post_notice(notice=DAMAGED, to=_administrators(today), details={}, now=now)


def _administrators(today: date) -> list[Account]:
    """The active administrators of the organisations at the top."""
    held = RoleAssignment.objects.held_on(today).filter(role=Role.ADMINISTRATOR.value, organization__depth=1)
    return list(Account.objects.active().filter(pk__in=held.values("account")).order_by("pk"))
