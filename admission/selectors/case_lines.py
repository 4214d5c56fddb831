"""One line about one file, as the work list and the list of files show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from typing import Any

from django.db.models import F

from admission.domain.procedure import CLOSED_STAGES, NEXT_STEP, TURNS_WITH_TIME, Body, Stage, StepCode
from admission.models import AdmissionCase
from admission.selectors.calendars import CalendarShelf, remaining_or_none, why_provisional
from members.kept_queries import kept_by

CASE_RELATIONS = (
    "branch",
    "sectional_committee",
    "grassroots_committee",
    "competent_committee",
    "candidate__person",
)
"""The organisations of a file and its person, as a page of it needs them loaded."""
_NAMES = {
    "line_name": F("candidate__person__full_name"),
    "line_branch": F("branch__name"),
    "line_branch_path": F("branch__path"),
    "line_competent": F("competent_committee__name"),
    "line_sectional": F("sectional_committee__name"),
    "line_grassroots": F("grassroots_committee__name"),
}
"""What a line needs of them: six words. To make six objects of each row takes longer than all else on a list."""
_SIZES = (8, 50)
"""The query that reads some files is kept for so many; of fewer, one is asked for again."""
SOON_IS_AT_MOST = 7
"""Working days left at which a limit belongs to the work of these days."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """`step`: what is to be done next; `actor`: who has to; `not_before_on`: the first day it can be done, if to come.

    `due_on`: last day of the running limit with the working days `remaining`, None where none runs; `is_provisional`:
    it may still move, and `provisional_reason` says why; `year_missing`: a limit runs whose last day waits for the
    calendar of that year.
    """

    pk: int
    code: str
    name: str
    branch: str
    stage: Stage
    step: StepCode | None
    actor: str
    due_on: date | None
    remaining: int | None
    is_provisional: bool
    provisional_reason: str
    year_missing: int | None
    not_before_on: date | None
    closed_on: date | None

    @property
    def is_soon(self) -> bool:
        """Whether the last day is today or at most a few working days away."""
        return self.remaining is not None and 0 <= self.remaining <= SOON_IS_AT_MOST


def for_lines(cases: Any) -> Any:
    """The same files with what a line says of each."""
    return cases.with_limit_notes().annotate(**_NAMES)


def read_lines(ids: Sequence[int]) -> dict[int, Any]:
    """Read files for their lines, by their ids. The query of a page of them is kept."""
    if not ids:
        return {}
    size = next((size for size in _SIZES if len(ids) <= size), None)
    if size is None:
        return dict(for_lines(AdmissionCase.objects).in_bulk(ids))
    asked = [*ids, *repeat(ids[-1], size - len(ids))]
    cases = kept_by("lines", {f"id{number}": pk for number, pk in enumerate(asked)}, _with_ids)
    return {case.pk: case for case in cases}


def _with_ids(values: Mapping[str, Any]) -> Any:
    return for_lines(AdmissionCase.objects.filter(pk__in=list(values.values())))


def case_line(case: Any, today: date, shelf: CalendarShelf) -> CaseLine:
    """Make the line of a file (`AdmissionCase`) that was read by `for_lines`; no query."""
    stage = case.stage_on(today)
    calendar = shelf.at(case.line_branch_path).calendar
    return CaseLine(
        pk=case.pk,
        code=case.code,
        name=case.line_name,
        branch=case.line_branch,
        stage=stage,
        step=None if stage in CLOSED_STAGES else NEXT_STEP[stage],
        actor=_actor(case),
        due_on=case.next_due_on,
        remaining=remaining_or_none(case.next_due_on, today, calendar),
        is_provisional=case.is_provisional,
        provisional_reason=why_provisional(case.next_due_on, calendar) if case.is_provisional else "",
        year_missing=case.year_missing,
        not_before_on=case.turns_on if stage in TURNS_WITH_TIME else None,
        closed_on=case.closed_on,
    )


def _actor(case: Any) -> str:
    """Name the organisation that acts next."""
    acting = case.organization_id_of(Body(case.next_body) if case.next_body else Body.BRANCH)
    known = {
        case.competent_committee_id: case.line_competent,
        case.grassroots_committee_id: case.line_grassroots,
        case.sectional_committee_id: case.line_sectional,
        case.branch_id: case.line_branch,
    }
    name: str = known[acting]
    return name
