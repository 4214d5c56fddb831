"""Files with every paper and every level: nothing in them is irregular, so that no act needs a reason."""

from dataclasses import replace
from datetime import date
from typing import Any

from admission.domain.procedure import Choice, Outcome, StepCode
from admission.models import AdmissionCase, CaseDocument
from admission.services.facts import (
    record_branch_resolution,
    record_ceremony,
    record_committee_decision,
    record_committee_resolution,
    record_document,
    record_paper,
    record_receipt,
)
from tests.factories import GOOD_VOTE, NOW, TODAY, Dates, advance

FAILED_VOTE = replace(GOOD_VOTE, in_favour=5, against=4)
"""Five of nine: six are needed."""
PAPERS = (
    StepCode.AWARENESS_COURSE,
    StepCode.APPLICATION,
    StepCode.PERSONAL_HISTORY,
    StepCode.SPONSOR_RECOMMENDATION,
    StepCode.RESIDENCE_OPINIONS,
    StepCode.OPINIONS,
)
PROBATION_PAPERS = (
    StepCode.NEW_MEMBER_COURSE,
    StepCode.SELF_REVIEW,
    StepCode.SUPERVISOR_COMMENT,
    StepCode.PROBATION_OPINIONS,
)
ACT: dict[str, Any] = {"by": None, "today": TODAY}


def add_papers(case: AdmissionCase, made_on: date = date(2025, 9, 8)) -> None:
    """Put every paper of the admission into the file, all made on one day."""
    for step in PAPERS:
        record_paper(case=case, step=step, made_on=made_on, **ACT)
    document(case, StepCode.EDUCATION, made_on, choice=Choice.HIGHER)
    document(case, StepCode.VETTING, made_on, choice=Choice.CLEAR, number="7-BC/BTC", issuer="Đảng ủy Ban Mai")


def add_probation_papers(case: AdmissionCase, made_on: date) -> None:
    """Put every paper of the probation into the file, on the day on which they were made or today."""
    for step in PROBATION_PAPERS:
        record_paper(case=case, step=step, made_on=made_on, by=None, today=max(TODAY, made_on))


def document(case: AdmissionCase, step: StepCode, on: date, **values: Any) -> CaseDocument:
    """Record a document with the values its step asks."""
    return record_document(case=case, step=step, acted_on=on, **values, **ACT)


def ready_for_branch(case: AdmissionCase) -> AdmissionCase:
    """Two sponsors since January 2024 and every paper."""
    add_papers(advance(case, Dates(resolved_on=None)))
    return case


def resolve_well(case: AdmissionCase, step: StepCode, on: date, **more: Any) -> None:
    """The branch's resolution; nothing about it needs a reason."""
    values: dict[str, Any] = {"number": "12-NQ/CB", "vote": GOOD_VOTE, **ACT}
    record_branch_resolution(case=case, step=step, adopted_on=on, **values | more)
    case.refresh_from_db()


def resolve_above(case: AdmissionCase, step: StepCode, on: date, **more: Any) -> None:
    """The grassroots committee's resolution."""
    values: dict[str, Any] = {"number": "45-NQ/ĐU", "vote": GOOD_VOTE, **ACT}
    record_committee_resolution(case=case, step=step, adopted_on=on, **values | more)
    case.refresh_from_db()


def decide_well(case: AdmissionCase, step: StepCode, on: date, outcome: Outcome = Outcome.GRANTED) -> None:
    """The competent committee's decision."""
    record_committee_decision(case=case, step=step, outcome=outcome, decided_on=on, number="34-QĐ/ĐU", now=NOW, **ACT)
    case.refresh_from_db()


def on_probation(case: AdmissionCase, *, resolved_on: date, held_on: date) -> AdmissionCase:
    """A file of two levels up to the ceremony: decided, received and held on one day."""
    resolve_well(case, StepCode.ADMISSION_RESOLUTION, resolved_on)
    return admit(case, held_on)


def admit(case: AdmissionCase, held_on: date) -> AdmissionCase:
    """From the branch's resolution to the ceremony, on one day."""
    decide_well(case, StepCode.ADMISSION_DECISION, held_on)
    record_receipt(case=case, received_on=held_on, now=NOW, **ACT)
    record_ceremony(case=case, held_on=held_on, now=NOW, **ACT)
    case.refresh_from_db()
    return case
