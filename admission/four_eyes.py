"""Who may prepare a decision of a committee, and who, being somebody else, approves it or sends it back."""

from admission.domain.procedure import STEPS, StepCode, acting_body
from admission.models import AdmissionCase, DecisionProposal
from admission.permissions import ACTS, Act, NotPermittedError, organizations_acting
from members.access import Access, Held


def committees_of(case: AdmissionCase, step: StepCode) -> frozenset[int]:
    """The organisations of this file whose people may prepare a step."""
    return frozenset(pk for body, pk in organizations_acting(case).items() if body in STEPS[step].recorders)


def preparing_as(access: Access, case: AdmissionCase, step: StepCode) -> Held | None:
    """The role in which the account prepares a step: in the committee that acts where it has one there, else in one
    that may write for it; its own role before a delegated one. None: it may not.
    """
    acting = case.organization_id_of(acting_body(step, case.stage_on(access.today)))
    committees = committees_of(case, step)
    held = (one for one in access.with_roles(tuple(ACTS[Act.PREPARE_DECISION].roles)))
    return min(
        (one for one in held if one.organization_id in committees),
        key=lambda one: (one.organization_id != acting, one.principal_id is not None, one.assignment_id),
        default=None,
    )


def check_may_prepare(access: Access, case: AdmissionCase, step: StepCode) -> Held:
    """Give the role in which the account prepares the step. Raises: NotPermittedError."""
    held = preparing_as(access, case, step)
    if held is None:
        raise NotPermittedError(f"{access.account.username} may not prepare {step} for {case.code}")
    return held


def approving_as(access: Access, proposal: DecisionProposal) -> Held | None:
    """The role in which the account approves what somebody else prepared, its own before a delegated one.

    Four eyes hold through a delegation: neither the account nor the one whose role it uses may have prepared it, or
    have had it prepared in his place. None: it may not approve.
    """
    held = (
        one
        for one in access.with_roles(tuple(ACTS[Act.APPROVE_DECISION].roles))
        if one.organization_id == proposal.organization_id and proposal.preparers.isdisjoint(_people(access, one))
    )
    return min(held, key=lambda one: (one.principal_id is not None, one.assignment_id), default=None)


def _people(access: Access, held: Held) -> set[int]:
    return {access.account.pk} | ({held.principal_id} if held.principal_id is not None else set())


def may_approve(access: Access, proposal: DecisionProposal) -> bool:
    """Reviewers of the committee that prepared it, but for who did."""
    return approving_as(access, proposal) is not None


def check_may_approve(access: Access, proposal: DecisionProposal) -> Held:
    """Give the role in which the account approves or sends back. Raises: NotPermittedError."""
    held = approving_as(access, proposal)
    if held is None:
        raise NotPermittedError(f"{access.account.username} may not approve proposal {proposal.pk}")
    return held


def may_withdraw(access: Access, proposal: DecisionProposal) -> bool:
    """Whoever prepared it, or in whose place that was done."""
    return access.account.pk in proposal.preparers


def check_may_withdraw(access: Access, proposal: DecisionProposal) -> None:
    """Raises: NotPermittedError."""
    if not may_withdraw(access, proposal):
        raise NotPermittedError(f"{access.account.username} may not withdraw proposal {proposal.pk}")
