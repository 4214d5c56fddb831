"""Lengthen one of the committee's two clocks, in a special case, once."""

from datetime import date

from django.db import transaction

from admission.domain.errors import AdmissionError
from admission.domain.facts import clock_of
from admission.domain.procedure import STEPS, LateCause, StepCode
from admission.models import AdmissionCase, Extension
from admission.services.acts import AlreadyRecordedError, record
from members.models import Account


class NotExtensibleError(AdmissionError):
    """Only the committee's two clocks can be lengthened: no other, such as that of the ceremony."""

    def __init__(self, step: StepCode) -> None:
        super().__init__(f"{step} lengthens no time limit")
        self.step = step


@transaction.atomic
def record_extension(
    *,
    case: AdmissionCase,
    step: StepCode,
    working_days: int,
    granted_on: date,
    reason: str,
    approver: str,
    number: str = "",
    by: Account | None,
    today: date,
    revision: int | None = None,
    irregular_reason: str = "",
    late_cause: LateCause | str = LateCause.OTHER,
) -> Extension:
    """Lengthen the committee's clock by working days, once, in a special case.

    `approver`: position and body of who approved it. One granted after the old last day is recorded as a late one, with
    its cause. Source: 29-QĐ/TW, 4.3.1. Raises: AlreadyRecordedError, ForbiddenActError (a second one, a longer one than
    the regulation allows), IrregularActError, NotExtensibleError, StepNotAllowedError, StaleCaseError; ValueError
    without a reason or an approver.
    """
    if STEPS[step].extends is None:
        raise NotExtensibleError(step)
    if not reason.strip() or not approver.strip():
        raise ValueError("an extension needs a reason and whoever approved it")
    clock = clock_of(step)
    extended = Extension.objects.current().filter(case=case, clock=clock.value)
    # Elsewhere the second one is forbidden, which names the clause; a historical file forbids nothing.
    if case.historical_through_on is not None and extended.exists():
        raise AlreadyRecordedError(f"{clock} of {case.code} was extended already")
    fact = Extension(
        clock=clock.value, working_days=working_days, granted_on=granted_on, number=number, approver=approver.strip(),
        reason=reason, late_cause=late_cause,
    )  # fmt: skip
    return record(case, step, fact, by=by, today=today, revision=revision, irregular_reason=irregular_reason)
