"""Open many files at once, each with the history a tracking sheet tells: a few statements for a thousand people.

What is written is what `open_case` and the `record_…` functions write one by one; a test holds the two together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Model

from admission.domain.assessment import Assessment
from admission.domain.facts import ResolutionKind
from admission.domain.procedure import Outcome, StepCode
from admission.models import (
    AdmissionCase,
    Candidate,
    Ceremony,
    CommitteeDecision,
    Deadline,
    Fact,
    ProbationPeriod,
    Sponsorship,
)
from admission.permissions import Act, capacity_in
from admission.selectors.calendars import PublishedCalendar
from admission.services.acts import ForbiddenActError, fact_details, principal, recorded_values
from admission.services.bulk_stays import NewStay, Passage, enter_stays
from admission.services.cases import Committees
from admission.services.histories_of_members import follow_admission, follow_recognition
from admission.services.people import with_sex
from admission.services.recalculation import deadline_values, probation_values, project
from members.access import access_of
from members.models import Account, JournalEvent, Organization, Person
from members.services.journal import append_events, event_of

_BATCH = 1_000
_RECEIPT = ("received_on", "receipt_by", "receipt_for", "receipt_at")


@dataclass(frozen=True, slots=True)
class History:
    """One file to open. `acts`: unsaved facts in the order of the procedure; `assessment`: what follows from them.

    The person, and the sponsors among the acts, may be unsaved too; the same person is the same object.
    `sex`: what is told of it, to complete the record of a known person; empty where nothing is.
    `stay`: the candidate's in the branch, None where his history is known already; `helper_stays`: of those who help,
    as far as nothing is known of them.
    """

    person: Person
    branch: Organization
    committees: Committees
    rule_set: str
    opened_on: date
    published: PublishedCalendar
    acts: tuple[tuple[StepCode, Fact], ...]
    assessment: Assessment
    historical_through_on: date | None = None
    sex: str = ""
    stay: NewStay | None = None
    helper_stays: tuple[NewStay, ...] = field(default=())

    @property
    def passage(self) -> Passage:
        """What became of the candidate's standing."""
        facts = [fact for _step, fact in self.acts]
        ceremony = next((fact for fact in facts if isinstance(fact, Ceremony)), None)
        decision = next(
            (f for f in facts if isinstance(f, CommitteeDecision) and f.kind == ResolutionKind.RECOGNITION), None
        )
        return Passage(
            held_on=ceremony.held_on if ceremony else None,
            decided_on=decision.decided_on if decision else None,
            outcome=Outcome(decision.outcome) if decision else None,
        )


@transaction.atomic
def open_histories(
    *, histories: Sequence[History], by: Account | None, today: date, now: datetime
) -> list[AdmissionCase]:
    """Write every file with its facts, journal, deadlines and the histories of its people, or nothing.

    Whoever calls has seen to duplicates.

    Raises: ForbiddenActError.
    """
    for history in histories:
        if history.assessment.forbidden:
            raise ForbiddenActError(history.assessment.forbidden)
    _create(_new_people(histories))
    cases = _open(histories, by)
    principals = _principals(histories, by, today)
    facts: list[tuple[StepCode, Fact]] = []
    for history, case in zip(histories, cases, strict=True):
        for step, fact in history.acts:
            on_behalf_of = principals[case.branch_id]
            fact.case, fact.recorded_by, fact.recorded_for = case, by, on_behalf_of
            if isinstance(fact, CommitteeDecision) and fact.received_on:
                fact.receipt_by, fact.receipt_for, fact.receipt_at = by, on_behalf_of, now
            facts.append((step, fact))
    by_table = sorted((fact for _step, fact in facts), key=lambda fact: fact._meta.db_table)
    for _table, rows in groupby(by_table, key=lambda fact: fact._meta.db_table):
        _create(list(rows))
    events = [
        event
        for history, case in zip(histories, cases, strict=True)
        for event in _events(history, case, by, principals[case.branch_id])
    ]
    append_events(events)
    _derive(histories, cases)
    _enter_stays(histories, by, now)
    for history, case in zip(histories, cases, strict=True):
        if history.stay is None:
            _follow(case, history.passage, by, today, now)
        if history.sex and not history.person.sex:
            with_sex(person=history.person, sex=history.sex, by=by, organization=history.branch)
    return cases


def _principals(histories: Iterable[History], by: Account | None, today: date) -> dict[int, Account | None]:
    """On whose behalf each branch's rows are entered, by the id of the branch."""
    branches = {history.branch.pk: history.branch for history in histories}
    if by is None:
        return dict.fromkeys(branches)
    access = access_of(by, today)
    return {pk: principal(capacity_in(access, Act.OPEN_CASES, branch)) for pk, branch in branches.items()}


def _enter_stays(histories: Sequence[History], by: Account | None, now: datetime) -> None:
    """Write the stays of candidates with what followed, and each helper's once however many rows name him."""
    told = [(history.stay, history.passage) for history in histories if history.stay is not None]
    helpers = {(stay.person.pk, stay.organization.pk): stay for history in histories for stay in history.helper_stays}
    enter_stays(told=[*told, *((stay, Passage()) for stay in helpers.values())], by=by, now=now)


def _follow(case: AdmissionCase, passage: Passage, by: Account | None, today: date, now: datetime) -> None:
    """Whose history is known already is followed one by one: there are few of them."""
    if passage.held_on is not None:
        follow_admission(case=case, on=passage.held_on, by=by, today=today, now=now)
    if passage.decided_on is not None and passage.outcome is not None:
        follow_recognition(case=case, outcome=passage.outcome, on=passage.decided_on, by=by, today=today, now=now)


def _create(rows: Sequence[Model]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=_BATCH)


def _new_people(histories: Iterable[History]) -> list[Person]:
    people: dict[int, Person] = {}
    for history in histories:
        sponsors = (fact.sponsor for _step, fact in history.acts if isinstance(fact, Sponsorship))
        people |= {id(person): person for person in (history.person, *sponsors) if person.pk is None}
    return list(people.values())


def _open(histories: Sequence[History], by: Account | None) -> list[AdmissionCase]:
    known = {c.person_id: c for c in Candidate.objects.filter(person__in=[h.person for h in histories])}
    new = {h.person.pk: Candidate(person=h.person) for h in histories if h.person.pk not in known}
    _create(list(new.values()))
    candidates = known | new
    cases = []
    for history in histories:
        case = AdmissionCase(
            candidate=candidates[history.person.pk],
            branch=history.branch,
            competent_committee=history.committees.competent,
            grassroots_committee=history.committees.grassroots,
            sectional_committee=history.committees.sectional,
            rule_set=history.rule_set,
            historical_through_on=history.historical_through_on,
            opened_on=history.opened_on,
            opened_by=by,
        )
        project(case, history.assessment)
        case.take_name()
        cases.append(case)
    _create(cases)
    return cases


def _events(
    history: History, case: AdmissionCase, by: Account | None, on_behalf_of: Account | None
) -> Iterable[JournalEvent]:
    about: dict[str, Any] = {"subject": f"case:{case.pk}", "by": by, "on_behalf_of": on_behalf_of}
    opened: dict[str, Any] = {
        "opened_on": case.opened_on,
        "branch": history.branch.code,
        "rule_set": case.rule_set,
    }
    if case.historical_through_on:
        opened["historical_through_on"] = case.historical_through_on
    yield event_of(verb="case_opened", details=opened, **about)
    for step, fact in history.acts:
        values = recorded_values(fact)
        receipt = {name: values.pop(name) for name in _RECEIPT if name in values}
        yield event_of(verb="fact_recorded", details=fact_details(step, fact, values), **about)
        if receipt:
            details = fact_details(StepCode.DECISION_RECEIPT, fact, {"received_on": receipt["received_on"]})
            yield event_of(verb="fact_recorded", details=details, **about)


def _derive(histories: Sequence[History], cases: Sequence[AdmissionCase]) -> None:
    deadlines: list[Deadline] = []
    probations: list[ProbationPeriod] = []
    for history, case in zip(histories, cases, strict=True):
        for derived in history.assessment.deadlines:
            values: dict[str, Any] = deadline_values(case, derived, history.published.version_id)
            deadlines.append(Deadline(case=case, kind=derived.kind.value, subject=derived.subject, **values))
        if values := probation_values(history.assessment):
            probations.append(ProbationPeriod(case=case, **values))
    _create(deadlines)
    _create(probations)
