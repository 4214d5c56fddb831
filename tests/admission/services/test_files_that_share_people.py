"""Two acts at the same moment on files that rest on the history of the same member."""

from collections.abc import Callable
from datetime import date

import pytest

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, Sponsorship
from admission.services.facts import record_sponsor
from tests.admission.services.parallel import in_parallel
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_case, make_member

HELD_ON = date(2026, 2, 9)
ON_PROBATION = Dates(
    resolved_on=date(2026, 1, 5), decided_on=date(2026, 1, 26), received_on=date(2026, 1, 28), held_on=HELD_ON
)


@pytest.mark.django_db(transaction=True)
def test_member_who_helps_in_two_files_is_assigned_in_both_at_once(tree: Tree) -> None:
    """Each of the acts derives the other's file anew: neither may wait for what the other holds."""
    member = make_member(tree.branch, "Vũ Thị Lan")

    def assign(case: AdmissionCase, step: StepCode, on: date) -> Callable[[], Sponsorship]:
        return lambda: record_sponsor(
            case=case, step=step, sponsor=member, assigned_on=on, by=None, today=TODAY, now=NOW
        )

    cases = [make_case(tree.branch, name=name) for name in ("Đặng Thị Hương", "Vũ Thị Bên")]
    for case in cases:
        assign(case, StepCode.ASSIGN_SPONSOR, date(2024, 1, 5))()
        advance(case, ON_PROBATION)

    results = in_parallel(*(assign(case, StepCode.PROBATION_SUPERVISOR, HELD_ON) for case in cases))

    assert [type(result).__name__ for result in results] == ["Sponsorship", "Sponsorship"], results
