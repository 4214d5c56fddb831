"""One line about one file, as the work list and the list of files show it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from admission.domain.procedure import CLOSED_STAGES, NEXT_STEP, TURNS_WITH_TIME, Body, Stage, StepCode
from admission.selectors.calendars import CalendarShelf, remaining_or_none, why_provisional

CASE_RELATIONS = (
    "branch",
    "sectional_committee",
    "grassroots_committee",
    "competent_committee",
    "candidate__person",
)
"""What a line needs loaded with its file."""
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


def case_line(case: Any, today: date, shelf: CalendarShelf) -> CaseLine:
    """Read a file (`AdmissionCase`) whose CASE_RELATIONS are loaded and whose limits are noted; no query."""
    stage = case.stage_on(today)
    calendar = shelf.of(case.branch).calendar
    return CaseLine(
        pk=case.pk,
        code=case.code,
        name=case.candidate.person.full_name,
        branch=case.branch.name,
        stage=stage,
        step=None if stage in CLOSED_STAGES else NEXT_STEP[stage],
        actor=case.organization_acting(Body(case.next_body) if case.next_body else Body.BRANCH).name,
        due_on=case.next_due_on,
        remaining=remaining_or_none(case.next_due_on, today, calendar),
        is_provisional=case.is_provisional,
        provisional_reason=why_provisional(case.next_due_on, calendar) if case.is_provisional else "",
        year_missing=case.year_missing,
        not_before_on=case.turns_on if stage in TURNS_WITH_TIME else None,
        closed_on=case.closed_on,
    )
