"""Record and correct facts: the acts of the procedure.

Each function writes one fact and, in the same transaction, everything derived from it; where the file with the fact in
it would hold something forbidden, nothing is written at all.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from admission.domain.assessment import Assessment
from admission.domain.errors import AdmissionError
from admission.domain.facts import (
    CaseFacts,
    ResolutionKind,
    SponsorRole,
    Vote,
    clock_of,
    kind_of,
    with_fact,
)
from admission.domain.findings import Finding
from admission.domain.procedure import Outcome, Stage, StepCode, is_step_allowed
from admission.models import (
    AdmissionCase,
    BranchResolution,
    Candidate,
    CasePaper,
    Ceremony,
    CommitteeDecision,
    Extension,
    Fact,
    Sponsorship,
)
from admission.selectors.facts import facts_of
from admission.services.recalculation import Basis, basis_of, write_assessment
from members.models import Account, Person
from members.services.journal import record_event

AnyFact = TypeVar("AnyFact", bound=Fact)


class ForbiddenActError(AdmissionError):
    """The act would break the regulation; `findings` say how, with clause and field."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(finding.code for finding in findings))
        self.findings = findings


class StepNotAllowedError(AdmissionError):
    """The act does not belong to the stage in which the file stands."""

    def __init__(self, stage: Stage, step: StepCode) -> None:
        super().__init__(f"{step} is not allowed while the file is {stage}")
        self.stage = stage
        self.step = step


class StaleCaseError(AdmissionError):
    """Somebody recorded something in this file after the form was opened."""


class AlreadyRecordedError(AdmissionError):
    """The same fact stands already, or the fact to correct was corrected meanwhile."""


class CaseAlreadyOpenError(AdmissionError):
    """The candidate has an open file already: `case`."""

    def __init__(self, case: AdmissionCase) -> None:
        super().__init__(f"{case.candidate} has an open file already: {case.code}")
        self.case = case


@transaction.atomic
def record_sponsor(
    *,
    case: AdmissionCase,
    step: StepCode,
    sponsor: Person,
    assigned_on: date,
    together_since_on: date,
    by: Account | None,
    today: date,
    revision: int | None = None,
) -> Sponsorship:
    """Assign an official member to help before admission or during probation.

    Source: Party Charter arts. 4.1 and 5.1. Raises: AlreadyRecordedError, ForbiddenActError, StepNotAllowedError,
    StaleCaseError.
    """
    role = SponsorRole.PROBATION if step is StepCode.PROBATION_SUPERVISOR else SponsorRole.ADMISSION
    if Sponsorship.objects.current().filter(case=case, role=role, sponsor=sponsor).exists():
        raise AlreadyRecordedError(f"{sponsor} is assigned already")
    fact = Sponsorship(role=role.value, sponsor=sponsor, assigned_on=assigned_on, together_since_on=together_since_on)
    return _record(case, step, fact, by, today, revision)


@transaction.atomic
def record_paper(
    *,
    case: AdmissionCase,
    step: StepCode,
    made_on: date,
    number: str = "",
    by: Account | None,
    today: date,
    revision: int | None = None,
) -> CasePaper:
    """Put a paper into the file; its validity counts from `made_on`. A newer paper of the kind takes its place.

    Raises: ForbiddenActError, StepNotAllowedError, StaleCaseError.
    """
    return _record(case, step, CasePaper(step=step.value, made_on=made_on, number=number), by, today, revision)


@transaction.atomic
def record_branch_resolution(
    *,
    case: AdmissionCase,
    step: StepCode,
    adopted_on: date,
    number: str,
    vote: Vote,
    by: Account | None,
    today: date,
    revision: int | None = None,
) -> BranchResolution:
    """Record the branch's resolution with its vote; the committee's clock starts on `adopted_on`.

    Source: Party Charter art. 4.3; 29-QĐ/TW, 4.2. Raises: ForbiddenActError, StepNotAllowedError, StaleCaseError.
    """
    fact = BranchResolution(kind=kind_of(step).value, adopted_on=adopted_on, number=number, **vote_columns(vote))
    return _record(case, step, fact, by, today, revision)


@transaction.atomic
def record_committee_decision(
    *,
    case: AdmissionCase,
    step: StepCode,
    outcome: Outcome,
    decided_on: date,
    number: str,
    vote: Vote | None = None,
    by: Account | None,
    today: date,
    revision: int | None = None,
) -> CommitteeDecision:
    """Record the competent committee's yes or no.

    Source: 29-QĐ/TW, 4.3.1. Raises: ForbiddenActError, StepNotAllowedError, StaleCaseError.
    """
    fact = CommitteeDecision(
        kind=kind_of(step).value, outcome=outcome.value, decided_on=decided_on, number=number, **vote_columns(vote)
    )
    return _record(case, step, fact, by, today, revision)


@transaction.atomic
def record_extension(
    *,
    case: AdmissionCase,
    step: StepCode,
    working_days: int,
    granted_on: date,
    reason: str,
    number: str = "",
    by: Account | None,
    today: date,
    revision: int | None = None,
) -> Extension:
    """Lengthen the committee's clock by working days, once, in a special case.

    Source: 29-QĐ/TW, 4.3.1. Raises: ForbiddenActError, StepNotAllowedError, StaleCaseError.
    """
    clock = clock_of(step)
    fact = Extension(clock=clock.value, working_days=working_days, granted_on=granted_on, number=number, reason=reason)
    return _record(case, step, fact, by, today, revision)


@transaction.atomic
def record_receipt(
    *,
    case: AdmissionCase,
    received_on: date,
    by: Account | None,
    today: date,
    now: datetime,
    revision: int | None = None,
) -> CommitteeDecision:
    """Log the day the branch received the admission decision; the ceremony's clock starts on it.

    Source: 29-QĐ/TW, 4.1. Raises: ForbiddenActError, StepNotAllowedError, StaleCaseError.
    """
    step = StepCode.DECISION_RECEIPT
    case, basis, facts = _begin(case, step, today, revision)
    decision: CommitteeDecision = CommitteeDecision.objects.current().get(case=case, kind=ResolutionKind.ADMISSION)
    before = decision.as_fact()
    decision.received_on, decision.receipt_by, decision.receipt_at = received_on, by, now
    assessment = _assess(basis, with_fact(facts, decision.as_fact(), before))
    decision.save(update_fields=["received_on", "receipt_by", "receipt_at"])
    _journal_record(case, step, decision, by, {"received_on": received_on})
    write_assessment(case=case, assessment=assessment, published=basis.published, by=by, cause="fact_recorded")
    return decision


@transaction.atomic
def record_ceremony(
    *,
    case: AdmissionCase,
    held_on: date,
    place: str = "",
    by: Account | None,
    today: date,
    revision: int | None = None,
) -> Ceremony:
    """Record the admission ceremony; the twelve months of probation start on it.

    Source: 29-QĐ/TW, 4.1; Party Charter art. 5.1. Raises: ForbiddenActError, StepNotAllowedError, StaleCaseError.
    """
    return _record(case, StepCode.CEREMONY, Ceremony(held_on=held_on, place=place), by, today, revision)


@transaction.atomic
def correct_fact(
    *, fact: AnyFact, changes: Mapping[str, Any], reason: str, by: Account | None, today: date, now: datetime
) -> AnyFact:
    """Supersede a fact by a copy with `changes` (column → value), for a reason; the old row stays as it was.

    Raises: AlreadyRecordedError where it was corrected meanwhile; CaseAlreadyOpenError where it would open a closed
    file again while the candidate has a newer one; ForbiddenActError.
    """
    case = AdmissionCase.objects.select_for_update().get(pk=fact.case_id)
    basis = basis_of(case, today)
    facts = facts_of(case)
    # Compare and set: of two people who correct the same fact at once, one succeeds.
    if not type(fact).objects.current().filter(pk=fact.pk).update(superseded_at=now):
        raise AlreadyRecordedError(f"{fact} was corrected already")
    fact.refresh_from_db()  # a receipt may have been written into it after the caller read it
    correction = _copy(fact, changes)
    correction.case, correction.recorded_by = case, by
    correction.supersedes, correction.correction_reason = fact, reason
    assessment = _assess(basis, with_fact(facts, correction.as_fact(), fact.as_fact()))
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
            "old": {name: _plain(getattr(fact, name)) for name in changes},
            "new": {name: _plain(value) for name, value in changes.items()},
            "reason": reason,
        },
    )
    write_assessment(case=case, assessment=assessment, published=basis.published, by=by, cause="fact_corrected")
    return correction


def check_no_open_case(candidate: Candidate) -> None:
    """Raises: CaseAlreadyOpenError."""
    already = candidate.cases.filter(closed_on=None).first()
    if already is not None:
        raise CaseAlreadyOpenError(already)


def vote_columns(vote: Vote | None) -> dict[str, Any]:
    """Give the columns that keep the figures of a vote."""
    if vote is None:
        return {}
    return {
        "vote_method": vote.method.value,
        "vote_entitled": vote.entitled,
        "vote_present": vote.present,
        "vote_for": vote.in_favour,
        "vote_against": vote.against,
        "vote_blank": vote.blank,
    }


def _record(
    case: AdmissionCase, step: StepCode, fact: AnyFact, by: Account | None, today: date, revision: int | None
) -> AnyFact:
    case, basis, facts = _begin(case, step, today, revision)
    assessment = _assess(basis, with_fact(facts, fact.as_fact()))
    _save(case, step, fact, by)
    write_assessment(case=case, assessment=assessment, published=basis.published, by=by, cause="fact_recorded")
    return fact


def _begin(
    case: AdmissionCase, step: StepCode, today: date, revision: int | None
) -> tuple[AdmissionCase, Basis, CaseFacts]:
    """Lock the file and refuse an act that does not belong where it stands now."""
    case = AdmissionCase.objects.select_for_update(of=("self",)).select_related("branch").get(pk=case.pk)
    if revision is not None and revision != case.revision:
        raise StaleCaseError(f"{case.code} changed after the form was opened")
    stage = case.stage_on(today)
    if not is_step_allowed(stage, step):
        raise StepNotAllowedError(stage, step)
    return case, basis_of(case, today), facts_of(case)


def _assess(basis: Basis, facts: CaseFacts) -> Assessment:
    assessment = basis.assess(facts)
    if assessment.forbidden:
        raise ForbiddenActError(assessment.forbidden)
    return assessment


def _save(case: AdmissionCase, step: StepCode, fact: Fact, by: Account | None) -> None:
    fact.case, fact.recorded_by = case, by
    fact.save(force_insert=True)
    _journal_record(case, step, fact, by, recorded_values(fact))


def _journal_record(
    case: AdmissionCase, step: StepCode, fact: Fact, by: Account | None, values: Mapping[str, Any]
) -> None:
    record_event(
        verb="fact_recorded",
        subject=f"case:{case.pk}",
        by=by,
        details=fact_details(step, fact, values),
    )


def fact_details(step: StepCode, fact: Fact, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the journal keeps of a recorded fact."""
    return {"step": step.value, "fact": fact._meta.model_name, "id": fact.pk, "values": values}


_BOOKKEEPING = {"id", "case", "recorded_by", "recorded_at", "supersedes", "correction_reason", "superseded_at"}


def recorded_values(fact: Fact) -> dict[str, Any]:
    """Give what was recorded: the columns of the fact that are not empty, without the bookkeeping."""
    own = (field.name for field in fact._meta.concrete_fields if field.name not in _BOOKKEEPING)
    values = {name: _plain(getattr(fact, name)) for name in own}
    return {name: value for name, value in values.items() if value not in ("", None)}


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def _copy(fact: AnyFact, changes: Mapping[str, Any]) -> AnyFact:
    own = (field.name for field in fact._meta.concrete_fields if field.name not in _BOOKKEEPING)
    return type(fact)(**{name: getattr(fact, name) for name in own} | dict(changes))
