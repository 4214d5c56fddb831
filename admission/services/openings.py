"""Correct the day on which the branch took a candidate up: what follows is derived anew."""

from dataclasses import replace
from datetime import date

from django.db import transaction

from admission.models import AdmissionCase
from admission.permissions import Act, capacity_in
from admission.selectors.facts import facts_of
from admission.selectors.openings import OPENING_CORRECTED
from admission.services.acts import AlreadyRecordedError, ForbiddenActError, principal
from admission.services.recalculation import basis_of, write_assessment
from members.access import access_of
from members.models import Account
from members.services.journal import record_event


@transaction.atomic
def correct_opening(
    *, case: AdmissionCase, was_on: date, opened_on: date, reason: str, by: Account | None, today: date
) -> AdmissionCase:
    """Put another day in the place of `was_on`, for a reason; the file is then kept under the rules of the new day.

    Raises: AlreadyRecordedError where the file has another day than `was_on` by now, or the same already;
    ForbiddenActError; RuleSetNotFoundError.
    """
    locked = AdmissionCase.objects.select_for_update(of=("self",)).select_related("branch", "candidate__person")
    case = locked.get(pk=case.pk)
    if case.opened_on != was_on or opened_on == was_on:
        raise AlreadyRecordedError(f"{case} was opened on {case.opened_on}")
    basis = basis_of(case, today)
    assessment = basis.assess(replace(facts_of(case), opened_on=opened_on))
    if assessment.forbidden:
        raise ForbiddenActError(assessment.forbidden)
    case.opened_on, case.rule_set = opened_on, basis.book.on(opened_on).code
    case.save(update_fields=["opened_on", "rule_set"])
    for_whom = principal(capacity_in(access_of(by, today), Act.OPEN_CASES, case.branch)) if by else None
    record_event(
        verb=OPENING_CORRECTED,
        subject=f"case:{case.pk}",
        by=by,
        details={"old": {"opened_on": was_on}, "new": {"opened_on": opened_on}, "reason": reason},
        on_behalf_of=for_whom,
        organization=case.branch_id,
    )
    write_assessment(
        case=case, assessment=assessment, published=basis.published, by=by, on_behalf_of=for_whom,
        cause=OPENING_CORRECTED,
    )  # fmt: skip
    return case
