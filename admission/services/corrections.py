"""Correct a recorded fact: a new row takes the place of the old one, for a reason."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from admission.domain.errors import AdmissionError
from admission.domain.facts import with_fact
from admission.domain.procedure import StepCode
from admission.models import (
    AdmissionCase,
    BranchResolution,
    Ceremony,
    CommitteeDecision,
    Fact,
    Sponsorship,
)
from admission.selectors.facts import domain_fact, facts_of
from admission.selectors.recorded_facts import step_of
from admission.services.acts import (
    BOOKKEEPING,
    AlreadyRecordedError,
    AnyRow,
    ask_no_late_cause,
    check_no_open_case,
    check_reason,
    plain,
    principal_of,
    weigh,
)
from admission.services.histories_of_members import follow_correction
from admission.services.recalculation import basis_of, write_assessment
from members.models import Account
from members.services.journal import record_event


class NotCorrectableHereError(AdmissionError):
    """A merger or a split is one act on many files and people: it is not corrected in one of them."""


@transaction.atomic
def correct_fact(
    *, fact: AnyRow, changes: Mapping[str, Any], reason: str, by: Account | None, today: date, now: datetime
) -> AnyRow:
    """Supersede a fact by a copy with `changes` (column → value), for a reason; the old row stays as it was.

    Raises: AlreadyRecordedError where it was corrected meanwhile, or the branch's vote of that day stands already;
    CaseAlreadyOpenError where it would open a closed file again while the candidate has a newer one; ForbiddenActError;
    FreeTextError where the fact is a vetting and the reason none of the list; NotCorrectableHereError.
    """
    if not fact.is_correctable:
        raise NotCorrectableHereError(str(fact))
    check_reason(fact, reason)
    case = AdmissionCase.objects.select_for_update().get(pk=fact.case_id)
    basis = basis_of(case, today)
    facts = facts_of(case)
    # Compare and set: of two people who correct the same fact at once, one succeeds.
    if not type(fact).objects.current().filter(pk=fact.pk).update(superseded_at=now):
        raise AlreadyRecordedError(f"{fact} was corrected already")
    fact.refresh_from_db()  # a receipt may have been written into it after the caller read it
    correction = copied(fact, changes)
    principal = principal_of(case, _step_corrected(fact, changes), by=by, today=today)
    correction.case, correction.recorded_by, correction.recorded_for = case, by, principal
    correction.supersedes, correction.correction_reason = fact, reason
    _check_one_vote_a_day(correction)
    ask_no_late_cause(correction)  # the reason of the correction says it
    after = with_fact(facts, domain_fact(correction, case), domain_fact(fact, case))
    assessment = weigh(basis, facts, after, correction, reason)
    if case.closed_on is not None and not assessment.is_closed:
        check_no_open_case(case.candidate)
    correction.save()
    record_event(
        verb="fact_corrected",
        subject=f"case:{case.pk}",
        by=by,
        details={
            "fact": correction._meta.model_name,
            "id": correction.pk,
            "supersedes": fact.pk,
            "old": {name: plain(getattr(fact, name)) for name in changes},
            "new": {name: plain(value) for name, value in changes.items()},
            "reason": reason,
        },
        on_behalf_of=principal,
        organization=case.branch_id,
    )
    write_assessment(
        case=case, assessment=assessment, published=basis.published, by=by, on_behalf_of=principal,
        cause="fact_corrected",
    )  # fmt: skip
    if isinstance(correction, Ceremony | CommitteeDecision):
        follow_correction(case=case, facts=facts_of(case), reason=reason, by=by, today=today, now=now)
    return correction


def _step_corrected(fact: Fact, changes: Mapping[str, Any]) -> StepCode:
    """The step whose recorders correct this: a receipt and the end of help stand beside another fact in one row."""
    if isinstance(fact, CommitteeDecision) and set(changes) == {"received_on"}:
        return StepCode.DECISION_RECEIPT
    if isinstance(fact, Sponsorship) and set(changes) <= {"ended_on", "end_cause"}:
        return StepCode.END_SPONSORSHIP
    return step_of(fact)


def _check_one_vote_a_day(correction: Fact) -> None:
    if not isinstance(correction, BranchResolution):
        return
    votes = BranchResolution.objects.current().filter(case=correction.case, kind=correction.kind)
    if votes.filter(adopted_on=correction.adopted_on).exists():
        raise AlreadyRecordedError(f"{correction.case}: the branch voted on {correction.adopted_on} already")


def copied(fact: AnyRow, changes: Mapping[str, Any]) -> AnyRow:
    """Give a copy of a fact with `changes`, not saved and without the bookkeeping."""
    own = (field.name for field in fact._meta.concrete_fields if field.name not in BOOKKEEPING)
    return type(fact)(**{name: getattr(fact, name) for name in own} | dict(changes))
