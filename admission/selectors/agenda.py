"""What a branch prepares: its next meeting, and the day of a ceremony."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from admission.domain.agenda import Meetings, Timing, matter_of, meetings_for, timing_of
from admission.domain.meetings import next_meeting_on
from admission.domain.planning import PLANNED_STAGES, CeremonyPlan, Fit, Outlook, PlannedFile, outlook, plan_back
from admission.domain.procedure import DeadlineKind, Nature, Stage, StepCode
from admission.models import AdmissionCaseQuerySet, Deadline
from admission.selectors.calendars import calendar_for
from admission.selectors.rule_books import rule_book
from members.models import Organization, OrganizationQuerySet
from members.models.person import has_word
from members.text import search_form

MOST_FILES = 300
"""More files than any branch has open."""
MOST_BRANCHES = 200
"""A longer list is narrowed by a search."""


@dataclass(frozen=True, slots=True)
class AgendaNote:
    """A last day that does not wait for the following meeting. `is_paper`: a paper that expires; else a limit."""

    label: str
    due_on: date
    timing: Timing
    is_paper: bool
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A file on the agenda. `stage`: where it stands on the day of the meeting; `matter`: what is to be decided."""

    pk: int
    code: str
    name: str
    stage: Stage
    matter: StepCode | None
    notes: tuple[AgendaNote, ...]

    @property
    def timing(self) -> Timing | None:
        """The most pressing of its notes."""
        found = {note.timing for note in self.notes}
        return next((timing for timing in Timing if timing in found), None)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The files of a branch for a meeting, the most pressing first. `others`: open ones with nothing for it."""

    meetings: Meetings
    lines: tuple[AgendaLine, ...]
    others: int
    is_cut: bool


def agenda(*, scope: AdmissionCaseQuerySet, branch: Organization, meetings: Meetings) -> Agenda:
    """Read what the branch has to see to, also as the other end of what is on its way; in two queries."""
    near = (
        Deadline.objects.open()
        .limits()
        .filter(Q(organization=branch) | Q(also_organization=branch), due_on__lt=meetings.following_on)
        .order_by("due_on", "pk")
    )
    cases = (
        scope.open()
        .filter(branch=branch)
        .select_related("candidate__person")
        .prefetch_related(Prefetch("deadlines", near, to_attr="near_deadlines"))
        .order_by("opened_on", "pk")
    )
    rows = list(cases[: MOST_FILES + 1])
    lines = [_agenda_line(case, meetings) for case in rows[:MOST_FILES]]
    told = [line for line in lines if line.matter or line.notes]
    return Agenda(
        meetings=meetings,
        lines=tuple(sorted(told, key=_urgency)),
        others=len(lines) - len(told),
        is_cut=len(rows) > MOST_FILES,
    )


def _agenda_line(case: Any, meetings: Meetings) -> AgendaLine:
    stage = case.stage_on(meetings.meeting_on)
    return AgendaLine(
        pk=case.pk,
        code=case.code,
        name=case.candidate.person.full_name,
        stage=stage,
        matter=matter_of(stage),
        notes=tuple(
            AgendaNote(row.label, row.due_on, timing, row.nature == Nature.VALIDITY, row.provisional)
            for row in case.near_deadlines
            if (timing := timing_of(row.due_on, meetings)) is not None
        ),
    )


def _urgency(line: AgendaLine) -> tuple[int, date, int]:
    order = list(Timing)
    return (
        order.index(line.timing) if line.timing else len(order),
        min((note.due_on for note in line.notes), default=date.max),
        line.pk,
    )


# --- branches --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A branch and when it meets; `meetings` is None where no day is fixed."""

    pk: int
    name: str
    meeting_day: str
    meetings: Meetings | None


def meeting_lines(*, branches: OrganizationQuerySet, today: date, text: str = "") -> tuple[list[MeetingLine], bool]:
    """Give those of some branches that a search finds, and whether there are more than are shown."""
    for word in search_form(text).split():
        branches = branches.filter(has_word(word))
    rows = list(branches.order_by("path")[: MOST_BRANCHES + 1])
    lines = [
        MeetingLine(row.pk, row.name, row.meeting_day, meetings_for(row.meeting_day, today))
        for row in rows[:MOST_BRANCHES]
    ]
    return lines, len(rows) > MOST_BRANCHES


# --- a ceremony ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A file and whether it can be ready for the ceremony."""

    pk: int
    code: str
    name: str
    stage: Stage
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class PlannedCeremony:
    """The plan, the last regular meeting at which the branch can resolve in time (None: there is none left), and the
    files, those that miss it first.
    """

    plan: CeremonyPlan
    meeting_on: date | None
    lines: tuple[PlannedLine, ...]
    is_cut: bool


def planned_ceremony(
    *, scope: AdmissionCaseQuerySet, branch: Organization, ceremony_on: date, today: date
) -> PlannedCeremony:
    """Plan back from a day by the rules in force today and the branch's calendar. Raises: CalendarNotPublishedError."""
    rule_set = rule_book().on(today)
    plan = plan_back(ceremony_on, rule_set, calendar_for(branch).calendar)
    clocks = Deadline.objects.open().filter(kind__in=[DeadlineKind.ADMISSION_DECISION, DeadlineKind.CEREMONY])
    open_cases: Any = scope.open().filter(branch=branch)
    cases = (
        open_cases.with_stage_on(today)
        .filter(stage_today__in=[stage.value for stage in PLANNED_STAGES])
        .select_related("candidate__person")
        .prefetch_related(Prefetch("deadlines", clocks, to_attr="clocks"))
        .order_by("opened_on", "pk")
    )
    rows = list(cases[: MOST_FILES + 1])
    months = rule_set.limits[DeadlineKind.SPONSORSHIP].length
    lines = [_planned_line(case, plan, today, months) for case in rows[:MOST_FILES]]
    return PlannedCeremony(
        plan=plan,
        meeting_on=last_meeting_on(branch.meeting_day, today, plan.resolution_by_on),
        lines=tuple(sorted(lines, key=lambda line: (-_FITS.index(line.outlook.fit), line.pk))),
        is_cut=len(rows) > MOST_FILES,
    )


_FITS = tuple(Fit)


def _planned_line(case: Any, plan: CeremonyPlan, today: date, together_months: int) -> PlannedLine:
    stage = case.stage_on(today)
    due = {row.kind: row.due_on for row in case.clocks}
    file = PlannedFile(
        stage=stage,
        ready_on=case.turns_on if stage is Stage.SPONSORED else None,
        decision_due_on=due.get(DeadlineKind.ADMISSION_DECISION.value),
        ceremony_due_on=due.get(DeadlineKind.CEREMONY.value),
    )
    return PlannedLine(
        pk=case.pk,
        code=case.code,
        name=case.candidate.person.full_name,
        stage=stage,
        outlook=outlook(file, plan, today, together_months),
    )


def last_meeting_on(meeting_day: str, today: date, by: date) -> date | None:
    """Give the last regular meeting after today and up to a day, that day included; None where there is none."""
    last, following = None, next_meeting_on(meeting_day, today)
    while following is not None and following <= by:
        last, following = following, next_meeting_on(meeting_day, following)
    return last
