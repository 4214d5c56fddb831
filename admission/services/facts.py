"""Record facts: the acts of the procedure, one function for each shape of step.

Each writes one fact and, in the same transaction, everything derived from it (see `acts`). `irregular_reason`: why an
act is not as the regulation asks; without one it is refused. `late_cause`: why it came after its last day, kept only of
what is late; empty where it was asked for and not chosen: a late act is then refused."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from admission.domain.facts import Proposal, ResolutionKind, SponsorRole, Vote, kind_of, with_fact
from admission.domain.procedure import Choice, LateCause, LeavingCause, Outcome, SponsorEnd, StepCode
from admission.models import (
    AdmissionCase,
    BranchResolution,
    CaseDocument,
    CasePaper,
    Ceremony,
    CommitteeDecision,
    CommitteeResolution,
    ReadmissionGround,
    Sponsorship,
)
from admission.models.resolution import vote_columns
from admission.selectors.facts import domain_fact
from admission.services.acts import (
    AlreadyRecordedError,
    begin,
    check_fresh,
    derive,
    journal_record,
    principal_of,
    record,
    weigh,
)
from admission.services.histories_of_members import ensure_stay, follow_admission, follow_recognition
from admission.services.member_changes import lock_files_of, recalculate_files_of
from members.access import Held
from members.models import Account, Person, Standing
from members.services.people import lock_person


@transaction.atomic
def record_sponsor(
    *,
    case: AdmissionCase,
    step: StepCode,
    sponsor: Person,
    assigned_on: date,
    member_since_on: date | None = None,
    is_relative: bool = False,
    replaces: Sponsorship | None = None,
    by: Account | None,
    today: date,
    now: datetime,
    revision: int | None = None,
    irregular_reason: str = "",
) -> Sponsorship:
    """Assign an official member to help before admission or during probation.

    Of somebody whose membership is not known here, it is entered: official in the branch since `member_since_on`, else
    since the assignment. Since when he works with the candidate follows from both histories. Source: Party Charter
    arts. 4.1 and 5.1. Raises: AlreadyRecordedError, ForbiddenActError, IrregularActError, PersonMergedError,
    StepNotAllowedError, StaleCaseError.
    """
    lock_files_of([sponsor.pk], besides=Q(pk=case.pk))
    role = SponsorRole.PROBATION if step is StepCode.PROBATION_SUPERVISOR else SponsorRole.ADMISSION
    check_fresh(case, revision)
    helping = Sponsorship.objects.current().filter(case=case, role=role, sponsor=sponsor, ended_on=None)
    if helping.exists():
        raise AlreadyRecordedError(f"{sponsor} is assigned already")
    ensure_stay(
        person=sponsor,
        organization=case.branch,
        standing=Standing.OFFICIAL,
        from_on=member_since_on or assigned_on,
        by=by,
        today=today,
        now=now,
    )
    lock_person(sponsor.pk)
    fact = Sponsorship(
        role=role.value, sponsor=sponsor, assigned_on=assigned_on, is_relative=is_relative, replaces=replaces
    )
    fact = record(case, step, fact, by=by, today=today, revision=revision, irregular_reason=irregular_reason)
    recalculate_files_of([sponsor.pk], besides=case, by=by, today=today)  # his history may have become longer
    return fact


@transaction.atomic
def record_sponsor_end(
    *,
    case: AdmissionCase,
    sponsorship: Sponsorship,
    ended_on: date,
    end_cause: SponsorEnd,
    by: Account | None,
    today: date,
    now: datetime,
    revision: int | None = None,
    irregular_reason: str = "",
) -> Sponsorship:
    """Note that a member no longer helps from a day on, and why; another one can take his place.

    Raises: AlreadyRecordedError where it ended or was corrected meanwhile, ForbiddenActError, IrregularActError,
    StepNotAllowedError, StaleCaseError.
    """
    step = StepCode.END_SPONSORSHIP
    case, basis, facts = begin(case, step, today=today, revision=revision)
    helping = Sponsorship.objects.current().filter(case=case, pk=sponsorship.pk, ended_on=None)
    row: Sponsorship | None = helping.select_related("sponsor").first()
    if row is None:
        raise AlreadyRecordedError(f"{sponsorship} does not help any more")
    before = domain_fact(row, case)
    principal = principal_of(case, step, by=by, today=today)
    row.ended_on, row.end_cause, row.end_at = ended_on, end_cause.value, now
    row.end_by, row.end_for = by, principal
    assessment = weigh(basis, facts, with_fact(facts, domain_fact(row, case), before), row, irregular_reason)
    row.save(update_fields=["ended_on", "end_cause", "end_by", "end_for", "end_at"])
    values = {"sponsor": row.sponsor_id, "ended_on": ended_on, "end_cause": row.end_cause}
    journal_record(case, step, row, by, values, principal)
    derive(case, basis, assessment, by, principal)
    return row


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
    irregular_reason: str = "",
) -> CasePaper:
    """Put a paper into the file; its validity counts from `made_on`. A newer paper of the kind takes its place.

    Raises: ForbiddenActError, IrregularActError, StepNotAllowedError,
    StaleCaseError.
    """
    check_fresh(case, revision)
    if CasePaper.objects.current().filter(case=case, step=step.value, made_on=made_on, number=number).exists():
        raise AlreadyRecordedError(f"{case.code}: that paper is in the file already")
    fact = CasePaper(step=step.value, made_on=made_on, number=number)
    return record(case, step, fact, by=by, today=today, revision=revision, irregular_reason=irregular_reason)


@transaction.atomic
def record_branch_resolution(
    *,
    case: AdmissionCase,
    step: StepCode,
    adopted_on: date,
    number: str,
    vote: Vote,
    proposal: Proposal = Proposal.PROCEED,
    by: Account | None,
    today: date,
    revision: int | None = None,
    irregular_reason: str = "",
    late_cause: LateCause | str = LateCause.OTHER,
) -> BranchResolution:
    """Record the branch's resolution with its vote; the committee's clock starts on `adopted_on`.

    Source: Party Charter art. 4.3; 29-QĐ/TW, 4.2. Raises: ForbiddenActError, IrregularActError, StepNotAllowedError,
    StaleCaseError.
    """
    kind = kind_of(step)
    check_fresh(case, revision)
    if BranchResolution.objects.current().filter(case=case, kind=kind.value, adopted_on=adopted_on).exists():
        raise AlreadyRecordedError(f"{case.code}: the branch voted on {adopted_on} already")
    fact = BranchResolution(
        kind=kind.value, adopted_on=adopted_on, number=number, proposal=proposal.value, late_cause=late_cause,
        **vote_columns(vote),
    )  # fmt: skip
    return record(case, step, fact, by=by, today=today, revision=revision, irregular_reason=irregular_reason)


@transaction.atomic
def record_committee_resolution(
    *,
    case: AdmissionCase,
    step: StepCode,
    adopted_on: date,
    number: str,
    vote: Vote,
    proposal: Proposal = Proposal.PROCEED,
    by: Account | None,
    today: date,
    revision: int | None = None,
    irregular_reason: str = "",
    exercising: Held | None = None,
) -> CommitteeResolution:
    """Record the grassroots committee's resolution on its way to the committee that decides.

    Source: 01-HD/TW (2021), 3.6 c. Raises: ForbiddenActError, IrregularActError, StepNotAllowedError, StaleCaseError.
    """
    fact = CommitteeResolution(
        kind=kind_of(step).value, adopted_on=adopted_on, number=number, proposal=proposal.value, **vote_columns(vote)
    )
    return record(
        case, step, fact, by=by, today=today, revision=revision, irregular_reason=irregular_reason,
        exercising=exercising,
    )  # fmt: skip


@transaction.atomic
def record_document(
    *,
    case: AdmissionCase,
    step: StepCode,
    acted_on: date,
    choice: Choice | None = None,
    number: str = "",
    issuer: str = "",
    reason: str = "",
    by: Account | None,
    today: date,
    revision: int | None = None,
    irregular_reason: str = "",
    exercising: Held | None = None,
) -> CaseDocument:
    """Record an act that leaves a document of the general kind: what it says is laid down by its step.

    Raises: ForbiddenActError, IrregularActError, StepNotAllowedError, StaleCaseError.
    """
    fact = CaseDocument(
        step=step.value,
        acted_on=acted_on,
        choice=choice.value if choice else "",
        number=number,
        issuer=issuer,
        reason=reason,
    )
    return record(
        case, step, fact, by=by, today=today, revision=revision, irregular_reason=irregular_reason,
        exercising=exercising,
    )  # fmt: skip


@transaction.atomic
def record_readmission(
    *,
    case: AdmissionCase,
    noted_on: date,
    left_on: date,
    cause: LeavingCause,
    first_admitted_on: date | None = None,
    cleared_on: date | None = None,
    readmissions: int = 0,
    by: Account | None,
    today: date,
    revision: int | None = None,
    irregular_reason: str = "",
) -> ReadmissionGround:
    """Note that the candidate was a Party member before, and how he left.

    Source: 294-QĐ/TW, 3.5. Raises: AlreadyRecordedError, ForbiddenActError, IrregularActError, StepNotAllowedError,
    StaleCaseError.
    """
    check_fresh(case, revision)
    if ReadmissionGround.objects.current().filter(case=case).exists():
        raise AlreadyRecordedError(f"{case.code} is known as a re-admission already")
    fact = ReadmissionGround(
        noted_on=noted_on,
        left_on=left_on,
        cause=cause.value,
        first_admitted_on=first_admitted_on,
        cleared_on=cleared_on,
        readmissions=readmissions,
    )
    step = StepCode.READMISSION_GROUND
    return record(case, step, fact, by=by, today=today, revision=revision, irregular_reason=irregular_reason)


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
    now: datetime,
    revision: int | None = None,
    irregular_reason: str = "",
    late_cause: LateCause | str = LateCause.OTHER,
    exercising: Held | None = None,
) -> CommitteeDecision:
    """Record the competent committee's yes or no.

    Source: 29-QĐ/TW, 4.3.1. Raises: ForbiddenActError, IrregularActError, StepNotAllowedError,
    StaleCaseError.
    """
    if step is StepCode.RECOGNITION_DECISION:
        lock_files_of([case.candidate.person_id], besides=Q(pk=case.pk))
    fact = CommitteeDecision(
        kind=kind_of(step).value, outcome=outcome.value, decided_on=decided_on, number=number, late_cause=late_cause,
        **vote_columns(vote),
    )  # fmt: skip
    fact = record(
        case, step, fact, by=by, today=today, revision=revision, irregular_reason=irregular_reason,
        exercising=exercising,
    )  # fmt: skip
    if step is StepCode.RECOGNITION_DECISION:
        follow_recognition(case=case, outcome=outcome, on=decided_on, by=by, today=today, now=now)
        recalculate_files_of([case.candidate.person_id], besides=case, by=by, today=today)
    return fact


@transaction.atomic
def record_receipt(
    *,
    case: AdmissionCase,
    received_on: date,
    by: Account | None,
    today: date,
    now: datetime,
    revision: int | None = None,
    irregular_reason: str = "",
) -> CommitteeDecision:
    """Log the day the branch received the admission decision; the ceremony's clock starts on it.

    Source: 29-QĐ/TW, 4.1. Raises: ForbiddenActError, IrregularActError, StepNotAllowedError,
    StaleCaseError.
    """
    step = StepCode.DECISION_RECEIPT
    case, basis, facts = begin(case, step, today=today, revision=revision)
    decision: CommitteeDecision = CommitteeDecision.objects.current().get(case=case, kind=ResolutionKind.ADMISSION)
    before = decision.as_fact()
    principal = principal_of(case, step, by=by, today=today)
    decision.received_on, decision.receipt_at = received_on, now
    decision.receipt_by, decision.receipt_for = by, principal
    assessment = weigh(basis, facts, with_fact(facts, decision.as_fact(), before), decision, irregular_reason)
    decision.save(update_fields=["received_on", "receipt_by", "receipt_for", "receipt_at"])
    journal_record(case, step, decision, by, {"received_on": received_on}, principal)
    derive(case, basis, assessment, by, principal)
    return decision


@transaction.atomic
def record_ceremony(
    *,
    case: AdmissionCase,
    held_on: date,
    place: str = "",
    oath_taken: bool = True,
    by: Account | None,
    today: date,
    now: datetime,
    revision: int | None = None,
    irregular_reason: str = "",
    late_cause: LateCause | str = LateCause.OTHER,
) -> Ceremony:
    """Record the admission ceremony; the twelve months of probation start on it.

    Source: 29-QĐ/TW, 4.1; Party Charter art. 5.1. Raises: ForbiddenActError, IrregularActError, StepNotAllowedError,
    StaleCaseError.
    """
    lock_files_of([case.candidate.person_id], besides=Q(pk=case.pk))
    fact = Ceremony(held_on=held_on, place=place, oath_taken=oath_taken, late_cause=late_cause)
    step = StepCode.CEREMONY
    fact = record(case, step, fact, by=by, today=today, revision=revision, irregular_reason=irregular_reason)
    follow_admission(case=case, on=held_on, by=by, today=today, now=now)
    recalculate_files_of([case.candidate.person_id], besides=case, by=by, today=today)
    return fact
