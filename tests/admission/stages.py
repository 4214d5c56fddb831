"""Files at each stage of the procedure, brought there act by act through the services, in a chain with every level."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from admission.domain.facts import Vote, VoteMethod
from admission.domain.procedure import STEPS, Choice, Outcome, Stage, StepCode, StepShape
from admission.models import AdmissionCase
from admission.services.cases import open_case
from admission.services.facts import (
    record_branch_resolution,
    record_ceremony,
    record_committee_decision,
    record_committee_resolution,
    record_document,
    record_receipt,
    record_sponsor,
)
from tests.factories import GOOD_VOTE, NOW, REASON, TODAY, FullChain, make_person

FAILED_VOTE = Vote(VoteMethod.RAISED_CARD, entitled=9, present=9, in_favour=3, against=6, blank=0)

ADMITTING = (
    StepCode.ADMISSION_RESOLUTION,
    StepCode.ADMISSION_APPRAISAL,
    StepCode.ADMISSION_GRASSROOTS,
    StepCode.ADMISSION_DECISION,
    StepCode.DECISION_RECEIPT,
    StepCode.CEREMONY,
)
RECOGNISING = (
    StepCode.RECOGNITION_RESOLUTION,
    StepCode.RECOGNITION_APPRAISAL,
    StepCode.RECOGNITION_GRASSROOTS,
    StepCode.RECOGNITION_DECISION,
)
DAYS: Mapping[StepCode, date] = {
    StepCode.ASSIGN_SPONSOR: date(2023, 1, 5),
    StepCode.VETTING: date(2024, 5, 6),
    StepCode.ADMISSION_RESOLUTION: date(2024, 6, 3),
    StepCode.ADMISSION_APPRAISAL: date(2024, 6, 10),
    StepCode.ADMISSION_GRASSROOTS: date(2024, 6, 17),
    StepCode.ADMISSION_RETURN: date(2024, 6, 17),
    StepCode.ADMISSION_DECISION: date(2024, 7, 1),
    StepCode.DECISION_RECEIPT: date(2024, 7, 3),
    StepCode.CEREMONY: date(2024, 7, 15),
    StepCode.PROBATION_SUPERVISOR: date(2024, 7, 15),
    StepCode.RECOGNITION_RESOLUTION: date(2025, 7, 21),
    StepCode.RECOGNITION_APPRAISAL: date(2025, 7, 28),
    StepCode.RECOGNITION_GRASSROOTS: date(2025, 8, 4),
    StepCode.RECOGNITION_RETURN: date(2025, 8, 4),
    StepCode.RECOGNITION_DECISION: date(2025, 8, 18),
    StepCode.END_CASE: date(2025, 9, 1),
}
"""When each act of the files made here was done; the twelve months of probation ended on 15 July 2025."""

_SPONSORED = (StepCode.ASSIGN_SPONSOR, StepCode.VETTING)
_ADMITTED = (*_SPONSORED, *ADMITTING, StepCode.PROBATION_SUPERVISOR)
ROUTES: Mapping[Stage, tuple[StepCode, ...]] = {
    Stage.NOMINATED: (),
    Stage.SPONSORED: _SPONSORED,
    Stage.READY_FOR_BRANCH: _SPONSORED,
    Stage.ADMISSION_VOTE_FAILED: (*_SPONSORED, *ADMITTING[:1]),
    Stage.AWAITING_APPRAISAL: (*_SPONSORED, *ADMITTING[:1]),
    Stage.AWAITING_GRASSROOTS: (*_SPONSORED, *ADMITTING[:2]),
    Stage.AWAITING_DECISION: (*_SPONSORED, *ADMITTING[:3]),
    Stage.RETURNED: (*_SPONSORED, *ADMITTING[:2], StepCode.ADMISSION_RETURN),
    Stage.AWAITING_RECEIPT: (*_SPONSORED, *ADMITTING[:4]),
    Stage.AWAITING_CEREMONY: (*_SPONSORED, *ADMITTING[:5]),
    Stage.PROBATION: _ADMITTED,
    Stage.READY_FOR_RECOGNITION: _ADMITTED,
    Stage.RECOGNITION_VOTE_FAILED: (*_ADMITTED, *RECOGNISING[:1]),
    Stage.RECOGNITION_APPRAISAL: (*_ADMITTED, *RECOGNISING[:1]),
    Stage.RECOGNITION_GRASSROOTS: (*_ADMITTED, *RECOGNISING[:2]),
    Stage.AWAITING_RECOGNITION: (*_ADMITTED, *RECOGNISING[:3]),
    Stage.RECOGNITION_RETURNED: (*_ADMITTED, *RECOGNISING[:2], StepCode.RECOGNITION_RETURN),
    Stage.OFFICIAL: (*_ADMITTED, *RECOGNISING),
    Stage.REFUSED: (*_SPONSORED, *ADMITTING[:4]),
    Stage.NAME_REMOVED: (*_ADMITTED, *RECOGNISING),
    Stage.ENDED: (*_SPONSORED, *ADMITTING[:2], StepCode.END_CASE),
}
"""The acts that bring a file to each stage; the last one fails, or is a no, where the stage says so."""
_FAILS = frozenset({Stage.ADMISSION_VOTE_FAILED, Stage.RECOGNITION_VOTE_FAILED})
_IS_A_NO = frozenset({Stage.REFUSED, Stage.NAME_REMOVED})
YEARS_LATER: Mapping[Stage, int] = {Stage.SPONSORED: 3, Stage.PROBATION: 1}
"""Stages that end by the passing of time: their file began later."""


def day_of(step: StepCode, stage: Stage) -> date:
    """Give the day of an act in the file that stands at the stage: today for those of no route."""
    on = DAYS.get(step, TODAY)
    return min(on.replace(year=on.year + YEARS_LATER.get(stage, 0)), TODAY)


def case_at(stage: Stage, chain: FullChain, *, name: str = "Đặng Thị Hương") -> AdmissionCase:
    """Give a file of the chain's first branch that stands at the stage on TODAY."""
    years = YEARS_LATER.get(stage, 0)
    opened_on = date(2023 + years, 1, 2)
    case = open_case(person=make_person(name), branch=chain.branch, opened_on=opened_on, by=None, today=TODAY, now=NOW)
    route = ROUTES[stage]
    for number, step in enumerate(route, start=1):
        is_last = number == len(route)
        perform(
            case, step, day_of(step, stage), fails=is_last and stage in _FAILS, refuses=is_last and stage in _IS_A_NO
        )
    case.refresh_from_db()
    assert case.stage_on(TODAY) is stage, case.stage_on(TODAY)
    return case


def perform(case: AdmissionCase, step: StepCode, on: date, *, fails: bool = False, refuses: bool = False) -> None:
    """Record one act of a route."""
    act: dict[str, Any] = {"case": case, "by": None, "today": TODAY, "irregular_reason": REASON}
    _BY_SHAPE[STEPS[step].shape](step, on, act, fails, refuses)


def _sponsors(step: StepCode, on: date, act: dict[str, Any], _fails: bool, _refuses: bool) -> None:
    names = ("Hoàng Văn Đức",) if step is StepCode.PROBATION_SUPERVISOR else ("Lê Văn Bình", "Trần Thị Cúc")
    for name in names:
        record_sponsor(step=step, sponsor=make_person(name, None), assigned_on=on, now=NOW, **act)


def _resolution(step: StepCode, on: date, act: dict[str, Any], fails: bool, _refuses: bool) -> None:
    vote = FAILED_VOTE if fails else GOOD_VOTE
    record_branch_resolution(step=step, adopted_on=on, number="12-NQ/CB", vote=vote, **act)


def _on_the_way(step: StepCode, on: date, act: dict[str, Any], _fails: bool, _refuses: bool) -> None:
    record_committee_resolution(step=step, adopted_on=on, number="45-NQ/ĐU", vote=GOOD_VOTE, **act)


def _decision(step: StepCode, on: date, act: dict[str, Any], _fails: bool, refuses: bool) -> None:
    outcome = Outcome.REFUSED if refuses else Outcome.GRANTED
    record_committee_decision(step=step, outcome=outcome, decided_on=on, number="34-QĐ/ĐU", now=NOW, **act)


def _document(step: StepCode, on: date, act: dict[str, Any], _fails: bool, _refuses: bool) -> None:
    record_document(step=step, acted_on=on, **document_values(step), **act)


def document_values(step: StepCode) -> dict[str, Any]:
    """What a document of the step says: its first choice, and whatever else is asked."""
    words = {"number": "7-CV/ĐU", "issuer": "Đảng ủy Khối Đủ cấp", "reason": "Theo kết luận của cuộc họp"}
    asks = STEPS[step].asks
    chosen: dict[str, Choice] = {"choice": STEPS[step].choices[0]} if "choice" in asks else {}
    return chosen | {name: words[name] for name in asks if name in words}


_BY_SHAPE: Mapping[StepShape, Callable[[StepCode, date, dict[str, Any], bool, bool], object]] = {
    StepShape.SPONSORSHIP: _sponsors,
    StepShape.BRANCH_RESOLUTION: _resolution,
    StepShape.COMMITTEE_RESOLUTION: _on_the_way,
    StepShape.COMMITTEE_DECISION: _decision,
    StepShape.DOCUMENT: _document,
    StepShape.RECEIPT: lambda _step, on, act, _fails, _refuses: record_receipt(received_on=on, now=NOW, **act),
    StepShape.CEREMONY: lambda _step, on, act, _fails, _refuses: record_ceremony(held_on=on, now=NOW, **act),
}
