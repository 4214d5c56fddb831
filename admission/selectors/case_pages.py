"""Everything that the page of one file shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from admission.domain.assessment import Assessment, assess
from admission.domain.calendar import WorkingCalendar
from admission.domain.findings import Finding
from admission.domain.paperwork import PaperLine, paper_list
from admission.domain.party_age import PartyAge, party_age
from admission.domain.procedure import DeadlineKind, Nature, StepCode
from admission.domain.rules import RuleBook
from admission.domain.undo import LastAct
from admission.models import AdmissionCase, Deadline, DeadlineStatus, DecisionProposal
from admission.selectors.acknowledgements import with_acknowledgement
from admission.selectors.calendars import calendar_for, remaining_or_none
from admission.selectors.case_votes import CaseVote, case_votes
from admission.selectors.explanations import provisional_reason
from admission.selectors.last_acts import last_act
from admission.selectors.openings import opening_lines
from admission.selectors.recorded_facts import FactRows, RecordedFact, fact_rows, recorded_facts
from admission.selectors.rule_books import rule_book
from admission.selectors.timelines import TimelineEvent, every_event_of, timeline
from admission.selectors.together import WorkedTogether, helpers_together
from members.kept_queries import kept_by


@dataclass(frozen=True, slots=True)
class TrackedStep:
    """A step of the main path: `on` is None while it is not done; one step at most `is_next`."""

    step: StepCode
    on: date | None
    is_next: bool


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """One clock of the file. `length`: of the rule, in its unit; `ended_on`: the file closed before;
    `remaining`: working days in (today, due_on], None
    where they cannot be counted.
    """

    pk: int
    kind: DeadlineKind
    nature: Nature
    label: str
    clause: str
    length: int
    due_on: date | None
    remaining: int | None
    met_on: date | None
    ended_on: date | None
    was_late: bool
    provisional_reason: str
    is_unverified: bool
    organization_id: int
    is_told: bool
    """An alert of it as it stands was planned."""
    acknowledged_on: date | None
    """Since when repeats have stopped."""

    @property
    def is_open(self) -> bool:
        return self.met_on is None and self.ended_on is None


@dataclass(frozen=True, slots=True)
class CasePage:
    """A file on one day. `reasons`: why what is irregular was done, by "code:step" of the finding."""

    case: AdmissionCase
    assessment: Assessment
    steps: tuple[TrackedStep, ...]
    deadlines: tuple[DeadlineLine, ...]
    facts: tuple[RecordedFact, ...]
    events: tuple[TimelineEvent, ...]
    reasons: Mapping[str, str]
    party_age: PartyAge | None
    papers: tuple[PaperLine, ...]
    votes: tuple[CaseVote, ...]
    last_act: LastAct | None
    """What was recorded last and stands."""
    waiting: DecisionProposal | None
    """What is prepared and waits; only for the people of its committee."""
    helpers: tuple[WorkedTogether, ...]

    def deadline(self, kind: DeadlineKind) -> DeadlineLine | None:
        """Give the clock of a kind, None where it does not run."""
        return next((line for line in self.deadlines if line.kind is kind), None)

    def reason_of(self, finding: Finding) -> str:
        """Give the reason recorded for an irregularity, empty where there is none."""
        return self.reasons.get(f"{finding.code.value}:{finding.step.value}", "")


def case_page(case: AdmissionCase, today: date) -> CasePage:
    """Read a file with its branch, committee and person loaded.

    The calendar's two queries are made once per version and process. Raises: NoCalendarError.
    """
    rows = fact_rows(case)
    helpers = rows.helpers()
    facts = rows.as_facts(case)
    calendar = calendar_for(case.branch).calendar
    book = rule_book()
    assessment = assess(facts, book, calendar, today)
    events = every_event_of(case)
    return CasePage(
        case=case,
        assessment=assessment,
        steps=_steps(assessment),
        deadlines=deadline_lines(case, today, calendar, book),
        facts=(*opening_lines(case, events), *recorded_facts(rows)),
        events=timeline(case, rows, events),
        reasons=_reasons(rows),
        party_age=party_age(facts, book, today),
        papers=paper_list(facts, assessment, book, today),
        votes=case_votes(rows.current(), book),
        last_act=last_act(events),
        waiting=rows.waiting,
        helpers=helpers_together(case, helpers, rows.stays, today),
    )


def _reasons(rows: FactRows) -> dict[str, str]:
    return {key: row.irregular_words for row in rows.current() for key in row.irregularities}


def deadline_lines(
    case: AdmissionCase, today: date, calendar: WorkingCalendar, book: RuleBook
) -> tuple[DeadlineLine, ...]:
    """The clocks of a file: open limits first, then what else is open, then what is met; each by its day."""
    rows = kept_by("clocks of a file", {"case": case.pk, "today": today}, _clocks)
    return tuple(_deadline_line(row, today, calendar, book) for row in in_order(rows))


def _clocks(values: Mapping[str, Any]) -> Any:
    rows = Deadline.objects.filter(case=values["case"]).exclude(status=DeadlineStatus.VOID)
    return with_acknowledgement(rows, values["today"])


def in_order(rows: Iterable[Deadline]) -> list[Deadline]:
    """Give clocks as pages list them."""
    return sorted(rows, key=_urgency)


def _urgency(row: Deadline) -> tuple[bool, bool, bool, date, int]:
    return (
        not row.is_open,
        row.nature != Nature.LIMIT,
        row.nature == Nature.VALIDITY,
        row.due_on or date.max,
        row.pk,
    )


def _deadline_line(row: Any, today: date, calendar: WorkingCalendar, book: RuleBook) -> DeadlineLine:
    return DeadlineLine(
        pk=row.pk,
        kind=DeadlineKind(row.kind),
        nature=Nature(row.nature),
        label=row.label,
        clause=row.clause,
        length=row.length,
        due_on=row.due_on,
        remaining=remaining_or_none(row.due_on, today, calendar),
        met_on=row.met_on,
        ended_on=row.ended_on,
        was_late=row.was_late,
        provisional_reason=provisional_reason(row, calendar) if row.is_open else "",
        is_unverified=book.by_code(row.rule_set).limits[DeadlineKind(row.kind)].verification.is_doubtful,
        organization_id=row.organization_id,
        is_told=row.is_told,
        acknowledged_on=row.known_on,
    )


def _steps(assessment: Assessment) -> tuple[TrackedStep, ...]:
    following = assessment.next_step.step if assessment.next_step else None
    done, path = assessment.course.done, [step.code for step in assessment.course.path]
    if following is not None and following not in path:  # it was given back: it waits where it left the path
        following = next((code for code in path if code not in done), None)
    return tuple(
        TrackedStep(step.code, done[step.code].on if step.code in done else None, step.code is following)
        for step in assessment.course.path
    )
