"""Decisions of a committee with four eyes: one of its people prepares, a reviewer approves or sends back.

What is prepared changes nothing in the file. The approval records the fact by the service of its step and tells the
branch; both in one transaction. Every function locks the files first and the proposal after them, so that of several
people at once one wins and the others are told who did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from admission.domain.errors import AdmissionError
from admission.domain.facts import Proposal, Vote, kind_of, with_fact
from admission.domain.findings import Finding
from admission.domain.procedure import STEPS, Choice, LateCause, Outcome, StepCode, StepShape, is_step_allowed
from admission.four_eyes import check_may_approve, check_may_prepare, check_may_withdraw, committees_of
from admission.models import (
    AdmissionCase,
    CaseDocument,
    CommitteeDecision,
    CommitteeResolution,
    DecisionProposal,
    Fact,
    ProposalState,
)
from admission.models.resolution import vote_of
from admission.selectors.facts import domain_fact, facts_of
from admission.selectors.recorded_facts import VOTE_COLUMNS, model_name
from admission.services.acts import StaleCaseError, check_allowed, check_fresh, plain
from admission.services.facts import record_committee_decision, record_committee_resolution, record_document
from admission.services.member_changes import lock_files_of
from admission.services.notices import post_notice
from admission.services.recalculation import basis_of
from members.access import Held, access_of
from members.models import Account, Organization, RoleAssignment
from members.models.role import BRANCH_ROLES
from members.services.journal import record_event


class AlreadyPreparedError(AdmissionError):
    """Something prepared for this file waits for approval: `proposal`."""

    def __init__(self, proposal: DecisionProposal) -> None:
        super().__init__(f"{proposal} waits for approval")
        self.proposal = proposal


class ProposalClosedError(AdmissionError):
    """Somebody decided on the proposal before: `proposal` says who, how and when."""

    def __init__(self, proposal: DecisionProposal) -> None:
        super().__init__(f"{proposal} is {proposal.state}")
        self.proposal = proposal


_MODELS: dict[StepShape, type[Fact]] = {
    StepShape.COMMITTEE_DECISION: CommitteeDecision,
    StepShape.COMMITTEE_RESOLUTION: CommitteeResolution,
    StepShape.DOCUMENT: CaseDocument,
}


@dataclass(frozen=True, slots=True)
class Issue:
    """An act as it was typed. `typed`: its values by column, as plain JSON keeps them."""

    step: StepCode
    typed: Mapping[str, Any]
    irregular_reason: str = ""

    def record(
        self,
        *,
        case: AdmissionCase,
        by: Account,
        today: date,
        now: datetime,
        revision: int,
        exercising: Held | None = None,
    ) -> Fact:
        """Record the act by the service of its shape, in the role exercised. Raises: what that service raises."""
        act: dict[str, Any] = {
            "case": case,
            "step": self.step,
            "by": by,
            "today": today,
            "revision": revision,
            "irregular_reason": self.irregular_reason,
            "exercising": exercising,
            "number": self.typed.get("number", ""),
        }
        match STEPS[self.step].shape:
            case StepShape.COMMITTEE_DECISION:
                return record_committee_decision(
                    outcome=Outcome(self.typed["outcome"]),
                    decided_on=self.day("decided_on"),
                    vote=self.vote(),
                    now=now,
                    late_cause=self.typed.get("late_cause", LateCause.OTHER),
                    **act,
                )
            case StepShape.COMMITTEE_RESOLUTION:
                vote = self.vote()
                assert vote is not None, "the form requires the figures of the vote"  # noqa: S101
                return record_committee_resolution(
                    proposal=Proposal(self.typed["proposal"]), adopted_on=self.day("adopted_on"), vote=vote, **act
                )
            case _:
                return record_document(
                    acted_on=self.day("acted_on"),
                    choice=Choice(self.typed["choice"]) if "choice" in self.typed else None,
                    issuer=self.typed.get("issuer", ""),
                    reason=self.typed.get("reason", ""),
                    **act,
                )

    def row(self) -> Fact:
        """Give the fact as it would be written, not saved."""
        model = _MODELS[STEPS[self.step].shape]
        fields = [field for field in model._meta.concrete_fields if field.name in self.typed]
        columns = {field.name: field.to_python(self.typed[field.name]) for field in fields}
        own = {"step": self.step.value} if model is CaseDocument else {"kind": kind_of(self.step).value}
        return model(**columns, **own)

    def vote(self) -> Vote | None:
        """Give the figures of the vote, None where none were typed."""
        return vote_of(CommitteeDecision(**{name: self.typed[name] for name in VOTE_COLUMNS if name in self.typed}))

    def day(self, name: str) -> date:
        return date.fromisoformat(self.typed[name])


def irregular_if_issued(proposal: DecisionProposal, today: date) -> tuple[Finding, ...]:
    """Give what would not be as the regulation asks because of the act, if it were issued as it lies there."""
    case = proposal.case
    row = Issue(StepCode(proposal.step), proposal.typed).row()
    basis, facts = basis_of(case, today), facts_of(case)
    known = set(basis.assess(facts).irregular)
    after = basis.assess(with_fact(facts, domain_fact(row, case)))
    return tuple(finding for finding in after.irregular if finding not in known)


def typed_values(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was typed as plain JSON: days as ISO dates, words as their code; what was left empty is left out."""
    written = {name: value.isoformat() if isinstance(value, date) else plain(value) for name, value in columns.items()}
    return {name: value for name, value in written.items() if value not in (None, "")}


@transaction.atomic
def prepare_decision(
    *,
    case: AdmissionCase,
    step: StepCode,
    columns: Mapping[str, Any],
    irregular_reason: str = "",
    by: Account,
    today: date,
    now: datetime,
    revision: int,
) -> DecisionProposal:
    """Lay an act before the reviewers of the committee; what the file would refuse is refused at once.

    `columns`: the typed values by column of the fact. Raises: NotPermittedError, AlreadyPreparedError, StaleCaseError,
    StepNotAllowedError, ForbiddenActError, IrregularActError.
    """
    held = check_may_prepare(access_of(by, today), case, step)
    _lock(case)
    case.refresh_from_db()
    waiting = DecisionProposal.objects.open().filter(case=case).select_related("prepared_by", "organization").first()
    if waiting is not None:
        if not is_overtaken(waiting, case, today):
            raise AlreadyPreparedError(waiting)
        _close(waiting, ProposalState.OVERTAKEN, by=by, on_behalf_of=None, now=now)
    check_fresh(case, revision)
    check_allowed(case, step, today=today)
    typed = typed_values(columns)
    with transaction.atomic():  # a rehearsal: whatever it writes is taken back
        # What was asked for and not chosen is no column of the fact: only here it counts.
        asked = {name: columns[name] for name in ("late_cause",) if name in columns}
        Issue(step, typed | asked, irregular_reason).record(
            case=case, by=by, today=today, now=now, revision=revision, exercising=held
        )
        transaction.set_rollback(True)
    proposal: DecisionProposal = DecisionProposal.objects.create(
        case=case,
        step=step.value,
        organization_id=held.organization_id,
        typed=typed,
        irregular_reason=irregular_reason.strip(),
        revision=revision,
        prepared_by=by,
        prepared_for_id=held.principal_id,
        prepared_at=now,
    )
    _journal("decision_prepared", proposal, by, held.principal_id)
    return proposal


@transaction.atomic
def approve_proposal(
    *, proposal: DecisionProposal, by: Account, today: date, now: datetime, revision: int
) -> DecisionProposal:
    """Issue what was prepared: record the fact, tell the branch.

    `revision`: the state of the file the reviewer saw. Raises: ProposalClosedError, NotPermittedError, StaleCaseError,
    StepNotAllowedError, ForbiddenActError, IrregularActError.
    """
    proposal = _claim(proposal)
    held = check_may_approve(access_of(by, today), proposal)
    case, step = proposal.case, StepCode(proposal.step)
    if case.revision != revision:
        raise StaleCaseError(f"{case.code} changed after the page was opened")
    issue = Issue(step, proposal.typed, proposal.irregular_reason)
    fact = issue.record(case=case, by=by, today=today, now=now, revision=revision, exercising=held)
    _close(
        proposal, ProposalState.APPROVED, by=by, on_behalf_of=held.principal_id, now=now, fact_model=model_name(fact),
        fact_id=fact.pk,
    )  # fmt: skip
    record_event(
        verb="decision_approved",
        subject=f"case:{case.pk}",
        by=by,
        details={
            "step": step.value, "proposal": proposal.pk, "prepared_by": proposal.prepared_by_id,
            "fact": proposal.fact_model, "id": fact.pk,
        },
        organization=proposal.organization,
        on_behalf_of=_account(held.principal_id),
    )  # fmt: skip
    post_notice(notice="decision_issued", to=secretaries_of(case.branch, today), details=_told(proposal), now=now)
    return proposal


@transaction.atomic
def send_back(*, proposal: DecisionProposal, reason: str, by: Account, today: date, now: datetime) -> DecisionProposal:
    """Give it back to who prepared it, with the reason; the file stays as it is.

    Raises: ProposalClosedError, NotPermittedError, ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("what is sent back needs a reason")
    proposal = _claim(proposal)
    held = check_may_approve(access_of(by, today), proposal)
    principal = held.principal_id
    _close(proposal, ProposalState.SENT_BACK, by=by, on_behalf_of=principal, now=now, closing_reason=reason.strip())
    _journal("decision_sent_back", proposal, by, principal, reason=reason.strip())
    to = [account for account in (proposal.prepared_by, proposal.prepared_for) if account is not None]
    post_notice(notice="decision_sent_back", to=to, details=_told(proposal), now=now)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal: DecisionProposal, by: Account, today: date, now: datetime) -> DecisionProposal:
    """Take back what one prepared, before anybody decided on it. Raises: ProposalClosedError, NotPermittedError."""
    proposal = _claim(proposal)
    check_may_withdraw(access_of(by, today), proposal)
    _close(proposal, ProposalState.WITHDRAWN, by=by, on_behalf_of=None, now=now)
    _journal("decision_withdrawn", proposal, by, None)
    return proposal


def is_overtaken(proposal: DecisionProposal, case: AdmissionCase, today: date) -> bool:
    """Say whether it can never be issued as it lies there: the file stands elsewhere, or went to other committees."""
    step = StepCode(proposal.step)
    return not is_step_allowed(case.stage_on(today), step) or proposal.organization_id not in committees_of(case, step)


def secretaries_of(branch: Organization, today: date) -> list[Account]:
    """The secretary and the deputies of a branch who can sign in, each once."""
    held = RoleAssignment.objects.held_on(today).filter(
        organization=branch, role__in=[role.value for role in BRANCH_ROLES]
    )
    return list(Account.objects.filter(pk__in=held.values("account"), is_active=True).order_by("pk"))


def _lock(case: AdmissionCase) -> None:
    """Lock the files that the approval writes, as the services of the acts do, before any proposal."""
    lock_files_of([case.candidate.person_id], besides=Q(pk=case.pk))


def _claim(proposal: DecisionProposal) -> DecisionProposal:
    """Lock the proposal and look again: of two at once the second one finds it closed. Raises: ProposalClosedError."""
    _lock(proposal.case)
    relations = ("case__candidate", "case__branch", "organization", "prepared_by", "prepared_for", "closed_by")
    rows = DecisionProposal.objects.select_related(*relations).select_for_update(of=("self",))
    claimed: DecisionProposal = rows.get(pk=proposal.pk)
    if not claimed.is_open:
        raise ProposalClosedError(claimed)
    return claimed


def _close(
    proposal: DecisionProposal, state: ProposalState, *, by: Account, on_behalf_of: int | None, now: datetime,
    **how: Any,
) -> None:  # fmt: skip
    """Close it if it is open; what the lock could not keep apart, this comparison would."""
    columns = {"closed_as": state.value, "closed_by": by, "closed_for_id": on_behalf_of, "closed_at": now, **how}
    if not DecisionProposal.objects.open().filter(pk=proposal.pk).update(**columns):
        raise ProposalClosedError(DecisionProposal.objects.select_related("closed_by").get(pk=proposal.pk))
    for name, value in columns.items():
        setattr(proposal, name, value)


def _journal(verb: str, proposal: DecisionProposal, by: Account, on_behalf_of: int | None, **details: Any) -> None:
    """Append the event to the proposal: what is not issued does not stand in the timeline that the branch reads."""
    record_event(
        verb=verb,
        subject=f"proposal:{proposal.pk}",
        by=by,
        details={"case": proposal.case_id, "step": proposal.step, **details},
        organization=proposal.organization,
        on_behalf_of=_account(on_behalf_of),
    )


def _account(pk: int | None) -> Account | None:
    return None if pk is None else Account.objects.get(pk=pk)


def _told(proposal: DecisionProposal) -> dict[str, Any]:
    """What a notice says: no name, and nothing of what was decided on whom."""
    return {
        "case_code": proposal.case.code,
        "unit": proposal.case.branch.name,
        "committee": proposal.organization.name,
        "step": proposal.step,
        "day": timezone.localtime(proposal.closed_at).date().isoformat() if proposal.closed_at else "",
        "path": proposal.case.get_absolute_url() if proposal.state is ProposalState.APPROVED
        else proposal.get_absolute_url(),
    }  # fmt: skip
