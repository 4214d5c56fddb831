"""Write what follows from the facts: deadlines, stage, probation period. In the transaction of the fact itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from admission.domain.assessment import Assessment, assess
from admission.domain.deadlines import DerivedDeadline
from admission.domain.facts import CaseFacts
from admission.domain.procedure import DeadlineKind, Nature, Stage
from admission.domain.rules import RuleBook
from admission.models import AdmissionCase, Alert, AlertStatus, Deadline, DeadlineStatus, ProbationPeriod
from admission.selectors.calendars import PublishedCalendar, calendar_for
from admission.selectors.facts import facts_of
from admission.selectors.rule_books import rule_book
from members.models import Account
from members.services.journal import record_event

Who = tuple[Account | None, Account | None]
"""Who acts, and on whose behalf."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a file is assessed by: the regulations, the calendar of its branch, the day."""

    book: RuleBook
    published: PublishedCalendar
    today: date

    def assess(self, facts: CaseFacts) -> Assessment:
        return assess(facts, self.book, self.published.calendar, self.today)


def basis_of(case: AdmissionCase, today: date) -> Basis:
    """Give what a file is assessed by today."""
    return Basis(rule_book(), calendar_for(case.branch), today)


@transaction.atomic
def recalculate(*, case: AdmissionCase, today: date, by: Account | None, cause: str) -> Assessment:
    """Derive the file anew from its recorded facts and write what changed.

    `cause`: the verb of the act that made it necessary. Raises: CalendarNotPublishedError for a fact outside the
    calendar.
    """
    basis = basis_of(case, today)
    assessment = basis.assess(facts_of(case))
    write_assessment(case=case, assessment=assessment, published=basis.published, by=by, cause=cause)
    return assessment


@transaction.atomic
def write_assessment(
    *,
    case: AdmissionCase,
    assessment: Assessment,
    published: PublishedCalendar,
    by: Account | None,
    cause: str,
    on_behalf_of: Account | None = None,
) -> None:
    """Write deadlines, stage and probation period; each move of a due date is journalled with its cause."""
    _write_deadlines(case, assessment, published, (by, on_behalf_of), cause)
    _write_projection(case, assessment)
    _write_probation(case, assessment)


def deadline_values(case: AdmissionCase, derived: DerivedDeadline, version_id: int) -> dict[str, Any]:
    """Give the columns of the row that keeps a derived deadline."""
    return {
        "organization_id": case.organization_id_of(derived.body),
        "also_organization_id": case.organization_id_of(derived.also_body) if derived.also_body else None,
        "nature": derived.nature.value,
        "rule_set": derived.rule_set,
        "clause": derived.clause,
        "trigger": derived.trigger.value,
        "triggered_on": derived.triggered_on,
        "length": derived.length,
        "unit": derived.unit.value,
        "extension": derived.extension,
        "calendar_version_id": version_id,
        "due_on": derived.due_on,
        "unpublished_year": derived.unpublished_year,
        "provisional": derived.provisional,
        "met_on": derived.met_on,
        "ended_on": derived.ended_on,
        "status": _status(derived).value,
    }


def _status(derived: DerivedDeadline) -> DeadlineStatus:
    if derived.met_on is not None:
        return DeadlineStatus.MET
    return DeadlineStatus.OPEN if derived.ended_on is None else DeadlineStatus.ENDED


def _write_deadlines(
    case: AdmissionCase, assessment: Assessment, published: PublishedCalendar, who: Who, cause: str
) -> None:
    rows = {(row.kind, row.subject): row for row in case.deadlines.all()}
    new = []
    for derived in assessment.deadlines:
        values = deadline_values(case, derived, published.version_id)
        row = rows.pop((derived.kind.value, derived.subject), None)
        if row is None:
            new.append(Deadline(case=case, kind=derived.kind.value, subject=derived.subject, **values))
        else:
            update_deadline(row, values, who, cause)
    Deadline.objects.bulk_create(new)
    for row in rows.values():  # no fact starts it any more
        update_deadline(row, {"status": DeadlineStatus.VOID.value, "met_on": None, "ended_on": None}, who, cause)


# What only a fact can change; the rest of a row may also change with the calendar.
_CHANGED_BY_FACTS = frozenset(
    {
        "trigger",
        "triggered_on",
        "length",
        "extension",
        "met_on",
        "ended_on",
        "status",
        "organization_id",
        "also_organization_id",
    }
)


def update_deadline(row: Deadline, values: Mapping[str, Any], who: Who, cause: str) -> None:
    """Write what changed of a stored clock, of a file or of a request; unsent alerts of what moved are cancelled."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed or (not row.is_open and _CHANGED_BY_FACTS.isdisjoint(changed)):
        return  # a closed deadline never moves with the calendar: it keeps the version it was met under
    old_due_on, was_open = row.due_on, row.is_open
    for name in changed:
        setattr(row, name, values[name])
    moved = not {"due_on", "organization_id", "also_organization_id"}.isdisjoint(changed)
    if moved or (row.is_open and not was_open):
        row.revision += 1  # also when it runs again: the alerts cancelled when it closed may be planned anew
    if "due_on" in changed:
        record_event(
            verb="deadline_moved",
            subject=row.about,
            by=who[0],
            on_behalf_of=who[1],
            details={"kind": row.kind, "subject": row.subject, "old": old_due_on, "new": row.due_on, "cause": cause},
            organization=row.case.branch_id if row.case else row.organization_id,
        )
    row.save(update_fields=[*changed, "revision"])
    if moved or not row.is_open:  # another day, or others who have to act
        Alert.objects.filter(deadline=row, status=AlertStatus.PLANNED).update(status=AlertStatus.CANCELLED)


def project(case: AdmissionCase, assessment: Assessment) -> None:
    """Set what a file keeps of its assessment, for the lists; nothing is saved."""
    limits = [d.due_on for d in assessment.deadlines if d.is_open and d.nature is Nature.LIMIT and d.due_on]
    case.stage = assessment.recorded_stage.value
    case.turns_on = assessment.turn.on if assessment.turn else None
    case.turns_to = assessment.turn.stage.value if assessment.turn else ""
    case.next_body = assessment.next_step.body.value if assessment.next_step else ""
    case.next_due_on = min(limits, default=None)
    case.closed_on = assessment.course.closed_on


def _write_projection(case: AdmissionCase, assessment: Assessment) -> None:
    project(case, assessment)
    case.revision += 1
    case.save(update_fields=["stage", "turns_on", "turns_to", "next_body", "next_due_on", "closed_on", "revision"])


def probation_values(assessment: Assessment) -> dict[str, Any]:
    """Give the columns of the probation period, empty where none has begun."""
    end = next((d for d in assessment.deadlines if d.kind is DeadlineKind.PROBATION_END), None)
    if end is None or end.due_on is None:
        return {}
    return {
        "starts_on": end.triggered_on,
        "ends_on": end.due_on,
        # As of the twelve-month day, however late branch or committee acted. Source: 29-QĐ/TW, 4.2.
        "recognised_on": end.due_on if assessment.recorded_stage is Stage.OFFICIAL else None,
    }


def _write_probation(case: AdmissionCase, assessment: Assessment) -> None:
    values = probation_values(assessment)
    if not values:
        ProbationPeriod.objects.filter(case=case).delete()
        return
    ProbationPeriod.objects.update_or_create(case=case, defaults=values)
