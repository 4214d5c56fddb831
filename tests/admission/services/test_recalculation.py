"""Deriving a file anew: the same facts give the same rows, and what changed is written once."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from admission.models import AdmissionCase, Deadline
from admission.services.recalculation import recalculate
from tests.admission.services.snapshots import derived_rows, events
from tests.factories import TODAY, Dates, Tree, advance, make_case

pytestmark = pytest.mark.django_db

PATH = {
    "resolved_on": date(2024, 1, 8),
    "decided_on": date(2024, 2, 1),
    "received_on": date(2024, 2, 2),
    "held_on": date(2024, 2, 29),
    "recognised_by_branch_on": date(2025, 3, 10),
    "recognised_on": date(2025, 4, 1),
}


@pytest.mark.parametrize("length", range(len(PATH) + 1))
def test_recalculation_of_the_same_facts_changes_nothing(length: int, tree: Tree) -> None:
    reached = dict(list(PATH.items())[:length])
    dates = Dates(assigned_on=date(2022, 1, 5), resolved_on=reached.pop("resolved_on", None), **reached)
    case = advance(make_case(tree.branch), dates)
    rows, journal = derived_rows(case), events(case)

    recalculate(case=case, today=TODAY, by=None, cause="by_hand")

    assert (derived_rows(case), events(case)) == (rows, journal)


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 12, 31), date(2035, 1, 1)])
def test_recalculation_on_another_day_changes_nothing(day: date, case: AdmissionCase) -> None:
    advance(case, Dates())
    rows = derived_rows(case)

    recalculate(case=case, today=day, by=None, cause="by_hand")

    assert derived_rows(case) == rows


def test_recalculation_restores_rows_that_were_tampered_with(case: AdmissionCase) -> None:
    advance(case, Dates())
    rows = derived_rows(case)
    Deadline.objects.filter(kind="admission_decision").update(due_on=date(2026, 12, 24))
    AdmissionCase.objects.filter(pk=case.pk).update(stage="official", closed_on=TODAY, next_due_on=None)

    recalculate(case=AdmissionCase.objects.get(), today=TODAY, by=None, cause="by_hand")

    restored = derived_rows(case)
    assert restored == [rows[0], rows[1] | {"revision": 2}, rows[2]]


def test_recalculation_asks_the_database_a_fixed_number_of_times(case: AdmissionCase) -> None:
    advance(case, Dates())

    with CaptureQueriesContext(
        connection,
    ) as queries:
        recalculate(case=AdmissionCase.objects.get(), today=TODAY, by=None, cause="by_hand")

    assert len(queries) <= 26  # eleven for the models of facts, one for the histories, two for the rules
