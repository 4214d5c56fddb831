"""What an upgrade leaves to be done once: derive the files anew by the rules that came with it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from admission.domain.errors import AdmissionError
from admission.models import AdmissionCase, Deadline, PeriodRun
from admission.selectors.rule_books import rule_book
from admission.services.recalculation import recalculate
from admission.services.verification import Difference, differences
from members.services.journal import record_event

UPGRADE = "upgrade"
WHOLE_REGULATION = "whole_regulation"
"""The version whose rule sets follow one another from 2016 on; the one before knew a single one."""
CAUSE = "product_upgraded"


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What was done: `files` derived anew, and the numbers of those that could not be (`left`)."""

    files: int
    left: tuple[str, ...]


@transaction.atomic
def upgrade_files(*, today: date, now: datetime) -> Upgrade | None:
    """Derive every file anew whose stored values do not follow from its facts; give None where this was done before.

    Also closed files and closed deadlines, which otherwise stay as they are: they are shown with the regulation they
    belong to. A closed deadline keeps the version of the calendar it was met under. A file that cannot be derived stays
    as it is. Each move of a due date is in the journal.
    """
    # Its row is inserted first: who starts the product at the same moment waits here, and then finds it done.
    _run, is_first = PeriodRun.objects.get_or_create(
        kind=UPGRADE, period=WHOLE_REGULATION, defaults={"started_at": now}
    )
    if not is_first:
        return None
    found = _differing(today)
    left = tuple(case.code for case in found if not _derived(case, today))
    _rewrite_closed(differences(today=today))
    _name_regulations()
    files = len(found) - len(left)
    if found:
        record_event(
            verb=CAUSE,
            subject=f"{UPGRADE}:{WHOLE_REGULATION}",
            by=None,
            details={"files": files, "left": left},
        )
    return Upgrade(files, left)


def _differing(today: date) -> list[AdmissionCase]:
    return list({difference.case.pk: difference.case for difference in differences(today=today)}.values())


def _derived(case: AdmissionCase, today: date) -> bool:
    try:
        recalculate(case=case, today=today, by=None, cause=CAUSE)
    except (AdmissionError, KeyError):  # what `differences` reports as well: a day that no calendar or rule set covers
        return False
    return True


def _rewrite_closed(found: Iterable[Difference]) -> None:
    """Write what still differs in closed deadlines, which `recalculate` leaves alone: regulation, clause, last day."""
    changes: dict[int, dict[str, object]] = defaultdict(dict)
    rows: dict[int, Deadline] = {}
    for difference in found:
        kind, _colon, subject = difference.what.partition(":")
        for row in difference.case.deadlines.all():
            if (row.kind, row.subject) == (kind, subject) and not row.is_open:
                rows[row.pk] = row
                changes[row.pk][difference.name] = difference.derived
    for pk, values in changes.items():
        row = rows[pk]
        if "due_on" in values:
            record_event(
                verb="deadline_moved",
                subject=f"case:{row.case_id}",
                by=None,
                details={
                    "kind": row.kind,
                    "subject": row.subject,
                    "old": row.due_on,
                    "new": values["due_on"],
                    "cause": CAUSE,
                },
                organization=row.case.branch_id if row.case else row.organization_id,
            )
        Deadline.objects.filter(pk=pk).update(**values)


def _name_regulations() -> None:
    """Name in each file the regulation in force when it was opened."""
    book = rule_book()
    changed = []
    for case in AdmissionCase.objects.only("pk", "opened_on", "rule_set").order_by("pk"):
        code = book.on_or_first(case.opened_on).code
        if case.rule_set != code:
            case.rule_set = code
            changed.append(case)
    AdmissionCase.objects.bulk_update(changed, ["rule_set"], batch_size=500)
