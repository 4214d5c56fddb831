"""Take back the act that was recorded last in a file: nothing takes its place, what followed is derived anew."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from admission.domain.errors import AdmissionError
from admission.domain.procedure import StepCode
from admission.domain.undo import UNDO_REASON, NoUndo, no_undo
from admission.models import AdmissionCase, Ceremony, CommitteeDecision, Fact, Sponsorship
from admission.selectors.case_lines import CASE_RELATIONS
from admission.selectors.facts import facts_of
from admission.selectors.last_acts import BESIDE, UNDONE, last_act_of
from admission.selectors.recorded_facts import step_of
from admission.services.acts import CaseAlreadyOpenError, check_no_open_case, fact_details, plain, principal_of
from admission.services.corrections import copied
from admission.services.histories_of_members import follow_correction
from admission.services.member_changes import lock_files_of, recalculate_files_of
from admission.services.recalculation import basis_of, write_assessment
from members.models import Account
from members.services.journal import record_event

_COLUMNS: dict[StepCode, tuple[str, ...]] = {
    StepCode.DECISION_RECEIPT: ("received_on", "receipt_by", "receipt_for", "receipt_at"),
    StepCode.END_SPONSORSHIP: ("ended_on", "end_cause", "end_by", "end_for", "end_at"),
}
"""What stands beside another fact in one row, by its step: the columns that hold it."""


class UndoRefusedError(AdmissionError):
    """The act cannot be taken back; `why` says which of the rules is against it."""

    def __init__(self, why: NoUndo) -> None:
        super().__init__(why.value)
        self.why = why


@transaction.atomic
def undo_fact(*, fact: Fact, step: StepCode, by: Account | None, today: date, now: datetime) -> Fact:
    """Take back the last act of a file within 30 minutes, by who recorded it; the row stays, as superseded. Give it, or
    the copy without the act that took its place.

    `step`: what was recorded, where two acts stand in one row: a receipt beside its decision, the end of a member's
    help beside its beginning. There a copy without it takes the place of the row. Raises: UndoRefusedError.
    """
    people = _people(fact)
    lock_files_of(people, besides=Q(pk=fact.case_id))
    case = AdmissionCase.objects.select_related(*CASE_RELATIONS).get(pk=fact.case_id)
    fact.refresh_from_db()  # of two requests at once the second one finds it taken back
    check_may_undo(case=case, fact=fact, step=step, by=by, now=now)
    basis = basis_of(case, today)
    forbidden = set(basis.assess(facts_of(case)).forbidden)
    values = {name: plain(getattr(fact, name)) for name in _COLUMNS.get(step, ())}
    principal = principal_of(case, step, by=by, today=today)
    # Compare and set: what the lock could not keep apart, this does.
    if not type(fact).objects.current().filter(pk=fact.pk).update(superseded_at=now):
        raise UndoRefusedError(NoUndo.DONE_ALREADY)
    left = _put_copy(fact, _COLUMNS[step], by, principal) if step in _COLUMNS else fact
    facts = facts_of(case)
    assessment = basis.assess(facts)
    if not forbidden.issuperset(assessment.forbidden):
        raise UndoRefusedError(NoUndo.RESTED_ON)
    if case.closed_on is not None and not assessment.is_closed:
        _check_no_newer_file(case)
    record_event(
        verb=UNDONE,
        subject=f"case:{case.pk}",
        by=by,
        details=fact_details(step, fact, values) | {"reason": UNDO_REASON},
        on_behalf_of=principal,
        organization=case.branch_id,
    )
    write_assessment(
        case=case, assessment=assessment, published=basis.published, by=by, on_behalf_of=principal, cause=UNDONE
    )
    if isinstance(fact, Ceremony | CommitteeDecision):
        follow_correction(case=case, facts=facts, reason=UNDO_REASON, by=by, today=today, now=now)
    recalculate_files_of(people, besides=case, by=by, today=today)
    return left


def check_may_undo(*, case: AdmissionCase, fact: Fact, step: StepCode, by: Account | None, now: datetime) -> None:
    """Ask whether the act is the last one of its file, one's own, recent, and nothing rests on it.

    Raises: UndoRefusedError.
    """
    if fact.superseded_at is not None:
        raise UndoRefusedError(NoUndo.DONE_ALREADY)
    last = last_act_of(case)
    model = BESIDE.get(step, fact._meta.model_name)
    if last is None or (last.model, last.pk, last.step) != (model, fact.pk, step):
        # A decision that two people made is told as such, also where it is named by its row.
        is_approved = case.proposals.filter(fact_model=fact._meta.model_name, fact_id=fact.pk).exists()
        raise UndoRefusedError(NoUndo.FOUR_EYES if is_approved and step is step_of(fact) else NoUndo.NOT_LAST)
    why = no_undo(last, by_id=by.pk if by else None, now=now)
    if why is not None:
        raise UndoRefusedError(why)
    if case.proposals.open().exists():
        raise UndoRefusedError(NoUndo.RESTED_ON)


def _people(fact: Fact) -> list[int]:
    """Whose histories, and the files that rest on them, the act may have changed."""
    if isinstance(fact, Sponsorship):
        return [fact.sponsor_id]
    moves = isinstance(fact, Ceremony | CommitteeDecision)
    return [fact.case.candidate.person_id] if moves else []


def _put_copy(fact: Any, columns: tuple[str, ...], by: Account | None, principal: Account | None) -> Fact:
    copy: Fact = copied(fact, dict.fromkeys(columns))
    copy.case, copy.recorded_by, copy.recorded_for = fact.case, by, principal
    copy.supersedes, copy.correction_reason = fact, UNDO_REASON
    copy.save(force_insert=True)
    return copy


def _check_no_newer_file(case: AdmissionCase) -> None:
    try:
        check_no_open_case(case.candidate)
    except CaseAlreadyOpenError as error:
        raise UndoRefusedError(NoUndo.RESTED_ON) from error
