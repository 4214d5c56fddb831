"""The second look at what is derived, at some files only."""

from datetime import date

import pytest
from django.db.models import QuerySet

from admission.models import AdmissionCase, Deadline
from admission.services.verification import differences
from tests.factories import TODAY, Dates, Tree, advance, make_case

pytestmark = pytest.mark.django_db


def test_differences_among_some_files_tell_of_no_other(tree: Tree) -> None:
    wrong, right = (advance(make_case(branch), Dates()) for branch in (tree.branch, tree.sibling))
    Deadline.objects.filter(case=wrong, status="open").update(due_on=date(2026, 12, 31))

    found = {
        case.code: {difference.case for difference in differences(today=TODAY, among=only(case))}
        for case in (wrong, right)
    }

    assert found == {wrong.code: {wrong}, right.code: set()}


def only(case: AdmissionCase) -> QuerySet[AdmissionCase]:
    found: QuerySet[AdmissionCase] = AdmissionCase.objects.filter(pk=case.pk)
    return found
