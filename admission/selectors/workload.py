"""How many files have a last day in each of the coming weeks, by what is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Value, When

from admission.domain.procedure import DeadlineKind
from admission.models import AdmissionCaseQuerySet, Deadline

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday to Sunday, both included; the first begins today. `from_on` None: whatever is overdue.

    `counts`: files by what is due in them, those without left out; `total`: files with anything due.
    """

    from_on: date | None
    through_on: date
    counts: Mapping[DeadlineKind, int]
    total: int


def weeks_from(today: date) -> list[tuple[date | None, date]]:
    """Give the first and the last day of what is overdue and of each week."""
    sunday = today + timedelta(days=6 - today.weekday())
    spans: list[tuple[date | None, date]] = [(None, today - timedelta(days=1)), (today, sunday)]
    for number in range(1, WEEKS):
        monday = sunday + timedelta(days=1 + 7 * (number - 1))
        spans.append((monday, monday + timedelta(days=6)))
    return spans


def workload(*, scope: AdmissionCaseQuerySet, today: date) -> list[Week]:
    """Count the files of a scope with an open limit, week by week, in two queries; what is overdue comes first."""
    spans = weeks_from(today)
    week = Case(
        *(When(due_on__lte=through_on, then=Value(number)) for number, (_from_on, through_on) in enumerate(spans)),
        output_field=IntegerField(),
    )
    open_limits = Deadline.objects.open().limits().filter(case__in=scope.order_by(), due_on__lte=spans[-1][1])
    counted = open_limits.order_by().annotate(week=week)
    by_kind: dict[int, dict[DeadlineKind, int]] = {}
    rows: Any = counted.values("week", "kind").annotate(files=Count("case", distinct=True))
    for row in rows:
        by_kind.setdefault(row["week"], {})[DeadlineKind(row["kind"])] = row["files"]
    sums: Any = counted.values("week").annotate(files=Count("case", distinct=True))
    totals = {row["week"]: row["files"] for row in sums}
    return [
        Week(from_on, through_on, by_kind.get(number, {}), totals.get(number, 0))
        for number, (from_on, through_on) in enumerate(spans)
    ]
