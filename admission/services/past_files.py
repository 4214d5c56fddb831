"""Derive beforehand, in the background, what a report of a past day needs of more files than one request can derive."""

import logging
from datetime import datetime
from time import monotonic

from django.db import IntegrityError, transaction

from admission.domain.errors import AdmissionError
from admission.models import AdmissionCase, PastFile, ReportOrder
from admission.selectors.past_files import content_of, kept_ids
from admission.selectors.report_files import files_then
from admission.selectors.report_frames import MOST_PREPARED, Question, TooManyChangedError, changed_ids
from admission.services.notices import REPORT_READY, post_notice
from members.models import Account

logger = logging.getLogger(__name__)
BATCH = 500
SECONDS = 20
"""So long it goes on at a time: the same worker sends the alerts."""


class OrderWaitsError(AdmissionError):
    """The account waits for another report already: `order`."""

    def __init__(self, order: ReportOrder) -> None:
        super().__init__(f"{order} is not done yet")
        self.order = order


def order_past_files(*, account: Account, asked: Question, path: str, now: datetime) -> ReportOrder:
    """Note that somebody waits for a report of a past day; asked again, it is the same order.

    `path`: where the report is, below the address of the product. Raises: OrderWaitsError.
    """
    try:
        with transaction.atomic():
            return ReportOrder.objects.create(
                account=account, unit=asked.unit, as_of=asked.as_of, path=path, asked_at=now
            )
    except IntegrityError:
        order = ReportOrder.objects.open().get(account=account)
        if not order.is_for(asked.unit.pk, asked.as_of):
            raise OrderWaitsError(order) from None
        return order


def prepare_past_files(*, now: datetime, seconds: float = SECONDS) -> int:
    """Derive for the open orders, the oldest first, until the time is over; give how many files were derived.

    Whoever waits for one that is done is told by mail. Harmless at any time, in any number of workers.
    """
    until, derived = monotonic() + seconds, 0
    for order in ReportOrder.objects.open().select_related("account", "unit").order_by("pk"):
        asked = Question(order.unit, order.as_of, order.as_of, order.as_of)
        ids = changed_ids(scope=AdmissionCase.objects.all(), asked=asked)
        kept = kept_ids(ids, order.as_of)
        missing = [pk for pk in ids if pk not in kept]
        try:
            if len(ids) > MOST_PREPARED:
                raise TooManyChangedError(None, len(missing))
            for begin in range(0, len(missing), BATCH):
                if monotonic() >= until:
                    return derived
                derived += _keep(missing[begin : begin + BATCH], asked, now)
        except AdmissionError:
            logger.exception("report order %s was given up", order.pk)
            ReportOrder.objects.open().filter(pk=order.pk).update(done_at=now, is_failed=True)
            continue  # the others need not wait for it
        _finish(order, now)
    return derived


def forget_past_files() -> int:
    """Forget all of them; count them. They are derived again when somebody asks."""
    deleted, _by_model = PastFile.objects.all().delete()
    return deleted


def _keep(case_ids: list[int], asked: Question, now: datetime) -> int:
    rows = [
        PastFile(case_id=file.pk, as_of=asked.as_of, content=content_of(file), made_at=now)
        for file in files_then(case_ids, asked.known_before)
    ]
    PastFile.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def _finish(order: ReportOrder, now: datetime) -> None:
    """Compare and set: of two workers one tells."""
    if not ReportOrder.objects.open().filter(pk=order.pk).update(done_at=now):
        return
    details = {"unit": order.unit.name, "as_of": order.as_of.isoformat(), "path": order.path}
    told = [order.account] if order.account.is_active else []
    post_notice(notice=REPORT_READY, to=told, details=details, now=now)
