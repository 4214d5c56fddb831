"""What an inspector looks at first: the files that are late, and how many carry a mark."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from admission.models import AdmissionCase
from admission.selectors.calendars import CalendarShelf
from admission.selectors.case_flags import CaseFlag, flagged
from admission.selectors.case_lines import CaseLine, case_line, for_lines
from members.access import Access

MOST_LATE = 10


def latest_files(access: Access, shelf: CalendarShelf) -> tuple[CaseLine, ...]:
    """The open files that have been overdue longest, in one query."""
    late = for_lines(_late(access)).order_by("next_due_on", "pk")
    return tuple(case_line(case, access.today, shelf) for case in late[:MOST_LATE])


def inspected(access: Access) -> Mapping[str, QuerySet[Any]]:
    """The files to count: those that are late, and those with each flag, by its name."""
    files = AdmissionCase.objects.visible_to(access)
    return {"late": _late(access), **{flag.value: flagged(files, flag) for flag in CaseFlag}}


def _late(access: Access) -> Any:
    return AdmissionCase.objects.visible_to(access).open().filter(next_due_on__lt=access.today)
