"""Put running time limits of named files under another regulation: an administrator's act after a preview."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from admission.domain.errors import AdmissionError
from admission.domain.procedure import DeadlineKind, Nature
from admission.models import AdmissionCase, DeadlineStatus, RuleAdoption
from admission.permissions import Act, NotPermittedError, branches_to_administer, check_may
from admission.selectors.rule_books import rule_book
from admission.services.recalculation import recalculate
from members.access import access_of
from members.models import Account
from members.services.journal import record_event


class RuleSetInactiveError(AdmissionError):
    """A regulation that is not in force yet governs no time limit."""


class ClockNotRunningError(AdmissionError):
    """The time limit was met, ended or put under that regulation meanwhile."""

    def __init__(self, case: AdmissionCase, clock: DeadlineKind) -> None:
        super().__init__(f"{clock} of {case.code} does not run under another rule set")
        self.case = case
        self.clock = clock


@transaction.atomic
def adopt_rule_set(
    *, code: str, clocks: Sequence[tuple[int, DeadlineKind]], reason: str, by: Account, today: date
) -> list[RuleAdoption]:
    """Let running limits, each named by the id of its file and its kind, count by another rule set; all or none.

    Raises: NotPermittedError, KeyError for an unknown rule set, RuleSetInactiveError, ClockNotRunningError.
    """
    access = access_of(by, today)
    check_may(access, Act.KEEP_RULES)
    if not rule_book().by_code(code).is_active:
        raise RuleSetInactiveError(code)
    visible = branches_to_administer(access)
    adopted = []
    for case_pk, clock in clocks:
        case = AdmissionCase.objects.select_for_update(of=("self",)).select_related("branch").get(pk=case_pk)
        if not visible.filter(pk=case.branch_id).exists():
            raise NotPermittedError(f"{by.username} administers nothing of {case.code}")
        limits = case.deadlines.filter(nature=Nature.LIMIT.value)
        running = limits.filter(kind=clock.value, status=DeadlineStatus.OPEN).exclude(rule_set=code)
        if not running.exists():
            raise ClockNotRunningError(case, clock)
        row = RuleAdoption.objects.create(
            case=case, clock=clock.value, rule_set=code, adopted_on=today, reason=reason, recorded_by=by
        )
        record_event(
            verb="rule_adopted",
            subject=f"case:{case.pk}",
            by=by,
            details={"fact": "ruleadoption", "id": row.pk, "clock": clock.value, "rule_set": code, "reason": reason},
            organization=case.branch_id,
        )
        recalculate(case=case, today=today, by=by, cause="rule_adopted")
        adopted.append(row)
    return adopted
