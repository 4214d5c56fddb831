"""How an act is recorded: the fact, what follows from it and the journal in one transaction, or nothing at all.

Where the file with the fact in it would hold something forbidden, nothing is written; where it would hold something
irregular that was not there before, the act needs a reason.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model

from admission.domain.assessment import Assessment
from admission.domain.errors import AdmissionError
from admission.domain.facts import CaseFacts, ResolutionKind, with_fact
from admission.domain.findings import Finding, FindingCode
from admission.domain.procedure import (
    PROBATION_SET,
    RESULT_ONLY_REASONS,
    RESULT_ONLY_STEPS,
    LateCause,
    Stage,
    StepCode,
    is_step_allowed,
)
from admission.models import AdmissionCase, BranchResolution, Candidate, Fact
from admission.models.fact import MayBeLate
from admission.permissions import capacity_to_record
from admission.selectors.facts import domain_fact, facts_of
from admission.selectors.recorded_facts import step_of
from admission.services.recalculation import Basis, basis_of, write_assessment
from members.access import Held, access_of
from members.models import Account
from members.services.journal import record_event

AnyRow = TypeVar("AnyRow", bound=Fact)


class ForbiddenActError(AdmissionError):
    """The act would break the regulation; `findings` say how, with clause and field."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(finding.code for finding in findings))
        self.findings = findings


class IrregularActError(AdmissionError):
    """The act is not as the regulation asks and no reason was given; `findings` say what is irregular."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(finding.code for finding in findings))
        self.findings = findings


class FreeTextError(AdmissionError):
    """Of a vetting no words are kept, also no reason in free words: it is chosen from a list."""


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


def record(
    case: AdmissionCase,
    step: StepCode,
    fact: AnyRow,
    *,
    by: Account | None,
    today: date,
    revision: int | None,
    irregular_reason: str,
    exercising: Held | None = None,
) -> AnyRow:
    """Write one new fact of a step with everything derived from it. Inside the transaction of the caller.

    `exercising`: the role by which `by` does it, where it is not simply one that records the step.
    Raises: ForbiddenActError, IrregularActError, StepNotAllowedError, StaleCaseError.
    """
    case, basis, facts = begin(case, step, today=today, revision=revision)
    assessment = weigh(basis, facts, with_fact(facts, domain_fact(fact, case)), fact, irregular_reason)
    for_whom = principal(exercising) if exercising else principal_of(case, step, by=by, today=today)
    save(case, step, fact, by, for_whom)
    derive(case, basis, assessment, by, for_whom)
    return fact


def derive(
    case: AdmissionCase, basis: Basis, assessment: Assessment, by: Account | None, on_behalf_of: Account | None
) -> None:
    """Write what follows from a recorded fact."""
    write_assessment(
        case=case, assessment=assessment, published=basis.published, by=by, on_behalf_of=on_behalf_of,
        cause="fact_recorded",
    )  # fmt: skip


def check_fresh(case: AdmissionCase, revision: int | None) -> None:
    """Ask first whether the typist saw the file as it is: what stands already may be what somebody just recorded.

    Raises: StaleCaseError.
    """
    if revision is not None and not AdmissionCase.objects.filter(pk=case.pk, revision=revision).exists():
        raise StaleCaseError(f"{case.code} changed after the form was opened")


def check_allowed(case: AdmissionCase, step: StepCode, *, today: date) -> None:
    """Ask whether the act belongs where the file stands. Raises: StepNotAllowedError."""
    stage = case.stage_on(today)
    if not is_step_allowed(stage, step):
        raise StepNotAllowedError(stage, step)


def begin(
    case: AdmissionCase, step: StepCode, *, today: date, revision: int | None
) -> tuple[AdmissionCase, Basis, CaseFacts]:
    """Lock the file and refuse an act that does not belong where it stands now."""
    locked = AdmissionCase.objects.select_for_update(of=("self",)).select_related("branch", "candidate__person")
    case = locked.get(pk=case.pk)
    if revision is not None and revision != case.revision:
        raise StaleCaseError(f"{case.code} changed after the form was opened")
    check_allowed(case, step, today=today)
    return case, basis_of(case, today), facts_of(case)


def weigh(basis: Basis, before: CaseFacts, after: CaseFacts, row: Fact, irregular_reason: str) -> Assessment:
    """Assess the file as it would be; note on the row what becomes irregular by it, and why.

    Raises: ForbiddenActError, FreeTextError, IrregularActError.
    """
    assessment = basis.assess(after)
    if assessment.forbidden:
        raise ForbiddenActError(assessment.forbidden)
    known = set(basis.assess(before).irregular)
    new = tuple(finding for finding in assessment.irregular if finding not in known or _is_asked_anew(finding, row))
    if new and (not irregular_reason.strip() or _lacks_late_cause(row, new)):
        raise IrregularActError(new)
    _settle_late_cause(row, new, assessment.irregular)
    if new:
        check_reason(row, irregular_reason)
        row.irregularities = sorted({*row.irregularities, *irregularity_keys(new)})
        row.irregular_reason = row.irregular_reason or irregular_reason.strip()
    return assessment


def check_reason(row: Fact, reason: str) -> None:
    """Refuse free words beside the result of a vetting: the law on state secrets. Raises: FreeTextError."""
    if getattr(row, "step", "") in RESULT_ONLY_STEPS and reason.strip() not in RESULT_ONLY_REASONS:
        raise FreeTextError(str(row))


LATE = frozenset({FindingCode.ACT_LATE, FindingCode.EXTENSION_AFTER_DUE})
"""What is irregular because it came after its last day: its cause is chosen from a list, besides the words."""


def _is_late(row: Fact, findings: Iterable[Finding]) -> bool:
    return any(finding.code in LATE and finding.step is step_of(row) for finding in findings)


def _lacks_late_cause(row: Fact, new: tuple[Finding, ...]) -> bool:
    """Whether the act is late and its cause was asked for and not given."""
    return isinstance(row, MayBeLate) and row.late_cause == "" and _is_late(row, new)


def ask_no_late_cause(row: Fact) -> None:
    """Have the words of the reason do, should the act turn out to be late and no cause be kept of it yet."""
    if isinstance(row, MayBeLate):
        row.late_cause = row.late_cause or LateCause.OTHER.value


def _settle_late_cause(row: Fact, new: tuple[Finding, ...], irregular: tuple[Finding, ...]) -> None:
    """Keep a cause only of what is late; a correction of what was late already stays so."""
    corrects = row.serializable_value("supersedes") is not None
    is_late = _is_late(row, irregular if corrects else new)
    if isinstance(row, MayBeLate) and row._state.adding and not is_late:
        row.late_cause = ""


_OF_A_MEETING = frozenset(
    {
        FindingCode.PAPER_MISSING,
        FindingCode.PAPER_EXPIRED,
        FindingCode.SPONSOR_MISSING,
        FindingCode.SPONSOR_WITHOUT_HISTORY,
    }
)
"""What each meeting of the branch answers for anew: what lay before it."""


def _is_asked_anew(finding: Finding, row: Fact) -> bool:
    if not isinstance(row, BranchResolution) or finding.code not in _OF_A_MEETING:
        return False
    of_probation = finding.step in PROBATION_SET
    return of_probation == (row.kind == ResolutionKind.RECOGNITION)


def irregularity_keys(findings: Iterable[Finding]) -> list[str]:
    """Give what a fact keeps of the irregularities that came with it."""
    return [f"{finding.code.value}:{finding.step.value}" for finding in findings]


def principal_of(case: AdmissionCase, step: StepCode, *, by: Account | None, today: date) -> Account | None:
    """Give on whose behalf an account records a step: None where its own role permits it, or where nobody is named."""
    if by is None:
        return None
    return principal(capacity_to_record(access_of(by, today), case, step))


def principal(held: Held | None) -> Account | None:
    """Give whose role is exercised, where it is a delegated one."""
    return None if held is None or held.principal_id is None else Account.objects.get(pk=held.principal_id)


def save(
    case: AdmissionCase, step: StepCode, fact: Fact, by: Account | None, on_behalf_of: Account | None = None
) -> None:
    """Insert the row and tell the journal."""
    fact.case, fact.recorded_by, fact.recorded_for = case, by, on_behalf_of
    fact.save(force_insert=True)
    journal_record(case, step, fact, by, recorded_values(fact), on_behalf_of)


def journal_record(
    case: AdmissionCase,
    step: StepCode,
    fact: Fact,
    by: Account | None,
    values: Mapping[str, Any],
    on_behalf_of: Account | None = None,
) -> None:
    """Append the event of a recorded fact."""
    record_event(
        verb="fact_recorded",
        subject=f"case:{case.pk}",
        by=by,
        details=fact_details(step, fact, values),
        on_behalf_of=on_behalf_of,
        organization=case.branch_id,
    )


def fact_details(step: StepCode, fact: Fact, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the journal keeps of a recorded fact."""
    details = {"step": step.value, "fact": fact._meta.model_name, "id": fact.pk, "values": values}
    return details | ({"irregular_reason": fact.irregular_reason} if fact.irregular_reason else {})


BOOKKEEPING = frozenset(
    {"id", "case", "recorded_by", "recorded_for", "recorded_at", "supersedes", "correction_reason", "superseded_at"}
)
_NOT_TOLD = BOOKKEEPING | {"irregularities", "irregular_reason"}


def recorded_values(fact: Fact) -> dict[str, Any]:
    """Give what was recorded: the columns of the fact that are not empty, without the bookkeeping."""
    own = (field.name for field in fact._meta.concrete_fields if field.name not in _NOT_TOLD)
    values = {name: plain(getattr(fact, name)) for name in own}
    return {name: value for name, value in values.items() if value not in ("", None) and value is not False}


def plain(value: Any) -> Any:
    """Give a value as the journal keeps it: of a row its id."""
    return value.pk if isinstance(value, Model) else value


def check_no_open_case(candidate: Candidate) -> None:
    """Raises: CaseAlreadyOpenError."""
    already = candidate.cases.filter(closed_on=None).first()
    if already is not None:
        raise CaseAlreadyOpenError(already)
