"""Many files written at once are what the services write one by one, row by row and event by event."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from admission.domain.procedure import Choice, Outcome, StepCode
from admission.models import (
    AdmissionCase,
    BranchResolution,
    CaseDocument,
    CasePaper,
    Ceremony,
    CommitteeDecision,
    CommitteeResolution,
    Extension,
    Fact,
    Sponsorship,
)
from admission.models.fact import VotedFact
from admission.models.resolution import vote_of
from admission.services.cases import open_case
from admission.services.extensions import record_extension
from admission.services.facts import (
    record_branch_resolution,
    record_ceremony,
    record_committee_decision,
    record_committee_resolution,
    record_document,
    record_paper,
    record_receipt,
    record_sponsor,
)
from admission.services.histories import History
from admission.spreadsheets.layout import CASE, SPONSORS, Part
from members.models import JournalEvent, Person
from tests.admission.services.snapshots import derived_rows, events
from tests.admission.spreadsheets.sheets import (
    CEREMONY,
    change,
    guide_row,
)
from tests.admission.test_import_service import APPRAISALS, check, enter, told
from tests.factories import NOW, TODAY, make_full_chain, make_person

EXTENSION = Part(StepCode.ADMISSION_EXTENSION)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def _record(case: AdmissionCase, step: StepCode, fact: Fact, since: Mapping[str, date]) -> None:
    """The same act through the service that a page calls; `since`: when each sponsor joined the branch."""
    reason = "As written in the imported sheet" if fact.irregularities else ""
    common: dict[str, Any] = {"case": case, "by": None, "today": TODAY, "irregular_reason": reason}
    told = {"number": getattr(fact, "number", ""), **common}
    match fact:
        case Sponsorship():
            person = Person.objects.filter(full_name=fact.sponsor.full_name, memberships__organization=case.branch)
            sponsor = person.first() or make_person(fact.sponsor.full_name, None)
            record_sponsor(
                step=step,
                sponsor=sponsor,
                assigned_on=fact.assigned_on,
                member_since_on=since[sponsor.full_name],
                now=NOW,
                **common,
            )
        case BranchResolution() | CommitteeResolution():
            vote = vote_of(fact)
            assert vote is not None
            is_branch = isinstance(fact, BranchResolution)
            record: Any = record_branch_resolution if is_branch else record_committee_resolution
            record(step=step, adopted_on=fact.adopted_on, vote=vote, **told)
        case CommitteeDecision():
            outcome = Outcome(fact.outcome)
            record_committee_decision(step=step, outcome=outcome, decided_on=fact.decided_on, now=NOW, **told)
            if fact.received_on:
                record_receipt(received_on=fact.received_on, now=NOW, **common)
        case CasePaper():
            record_paper(step=step, made_on=fact.made_on, **told)
        case CaseDocument():
            choice = Choice(fact.choice) if fact.choice else None
            record_document(step=step, acted_on=fact.acted_on, choice=choice, issuer=fact.issuer, **told)
        case Extension():
            record_extension(
                step=step,
                working_days=fact.working_days,
                granted_on=fact.granted_on,
                reason=fact.reason,
                approver=fact.approver,
                **common,
            )
        case Ceremony():
            record_ceremony(held_on=fact.held_on, oath_taken=fact.oath_taken, now=NOW, **common)


def _stays(case: AdmissionCase) -> list[tuple[Any, ...]]:
    """The histories of the candidate and of those who help, with what the journal says of them, without row numbers."""
    own = {"id", "person_id", "recorded_at"}
    found = []
    for person in (case.candidate.person, *(fact.sponsor for fact in case.sponsorship_facts.order_by("pk"))):
        rows = [{k: v for k, v in row.items() if k not in own} for row in person.memberships.order_by("pk").values()]
        journal = JournalEvent.objects.filter(subject=f"person:{person.pk}").order_by("pk")
        found.append((rows, [(e.verb, {k: v for k, v in e.details.items() if k != "entry"}) for e in journal]))
    return found


def _noted(case: AdmissionCase) -> dict[str, Any]:
    """What each fact keeps of its irregularities."""
    rows = [row for model in Fact.__subclasses__() if not model._meta.abstract for row in _rows(model, case)]
    rows += [row for model in VotedFact.__subclasses__() if not model._meta.abstract for row in _rows(model, case)]
    rows += [row for model in (BranchResolution, CommitteeResolution) for row in _rows(model, case)]
    return {
        f"{type(row).__name__} {row}": (row.irregularities, row.irregular_reason, getattr(row, "late_cause", ""))
        for row in rows
    }


def _rows(model: type[Fact], case: AdmissionCase) -> list[Any]:
    return list(model.objects.filter(case=case).order_by("pk"))


def _everything(case: AdmissionCase) -> tuple[Any, ...]:
    """All that is written for a file, without the numbers of its rows."""
    return (*_comparable(case), _stays(case), _noted(case))


def _comparable(case: AdmissionCase) -> tuple[Any, ...]:
    """Everything a file consists of, without the numbers of its rows."""
    own = {"id", "case_id", "candidate_id", "opened_at", "revision"}
    derived = [{name: value for name, value in row.items() if name not in own} for row in derived_rows(case)]
    told_in = [
        (verb, {name: value for name, value in details.items() if name != "id"} | {"values": _named(details)})
        for verb, details in events(case)
        if verb != "deadline_moved"  # at once, nothing has a day to move from
    ]
    return derived, told_in


def _named(details: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = dict(details.get("values", {}))
    if "sponsor" in values:
        values["sponsor"] = Person.objects.get(pk=values["sponsor"]).full_name
    return values


RECOGNISED = Part(StepCode.RECOGNITION_DECISION)
NO_PAPERS = {part: {"made_on": None, "number": None} for part in (Part(StepCode.APPLICATION), Part(StepCode.OPINIONS))}
VARIANTS: dict[str, dict[Part, dict[str, Any]]] = {
    "all in order": {
        EXTENSION: {
            "working_days": 20,
            "granted_on": date(2024, 4, 10),
            "reason": "Chờ thẩm tra",
            "approver": "Ban Thường vụ Đảng ủy",
        }
    },
    "papers missing, no oath": {**NO_PAPERS, CEREMONY: {"oath_taken": "Không"}},
    "an old file": {
        CASE: {"historical_through_on": date(2025, 12, 31)},
        SPONSORS[0]: {"together_since_on": None, "assigned_on": date(2023, 6, 1)},
        CEREMONY: {"held_on": date(2024, 6, 19)},
        Part(StepCode.PROBATION_SUPERVISOR): {"assigned_on": date(2024, 6, 20)},
        Part(StepCode.RECOGNITION_RESOLUTION): {"adopted_on": date(2025, 6, 16)},
        Part(StepCode.RECOGNITION_GRASSROOTS): {"adopted_on": date(2025, 6, 25)},
    },
    "name removed": {
        RECOGNISED: {"outcome": "Không đồng ý"},
        Part(StepCode.ANNOUNCEMENT): {"acted_on": None},
        Part(StepCode.PARTY_CARD): {"acted_on": None, "number": None},
    },
}


@pytest.mark.parametrize("changes", VARIANTS.values(), ids=list(VARIANTS))
def test_many_at_once_write_what_one_by_one_would(calendar_published: None, changes: dict[Part, Any]) -> None:
    make_full_chain()
    row = guide_row(branch="DT-1")
    for part, values in {**APPRAISALS, **changes}.items():
        row = change(row, part, **values)
    plan = check(row)
    assert told(plan) == []

    with transaction.atomic():
        one_by_one = _everything(_opened(plan.histories[0]))
        transaction.set_rollback(True)
    at_once = _everything(enter(row).cases[0])

    assert at_once == one_by_one


def _opened(history: History) -> AdmissionCase:
    """The file as the services make it, act by act."""
    person = make_person(history.person.full_name, history.person.born_on)
    assert history.stay is not None
    case = open_case(
        person=person,
        branch=history.branch,
        opened_on=history.opened_on,
        works_since_on=history.stay.from_on,
        historical_through_on=history.historical_through_on,
        by=None,
        today=TODAY,
        now=NOW,
    )
    since = {stay.person.full_name: stay.from_on for stay in history.helper_stays}
    for step, fact in history.acts:
        _record(case, step, fact, since)
    return case
