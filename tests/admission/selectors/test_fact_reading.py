"""The facts of every model in one statement are those that the models themselves give."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, Fact
from admission.selectors.fact_reading import read_facts
from admission.selectors.recorded_facts import FACT_MODELS
from admission.services.facts import record_document, record_paper
from admission.services.transfers import record_transfer
from members.models import Role
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_account

pytestmark = pytest.mark.django_db
MODELS = tuple(FACT_MODELS.values())


def columns_of(row: Fact) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def by_model(case: AdmissionCase) -> list[Fact]:
    """The rows as each model reads them."""
    return [row for model in MODELS for row in model.objects.filter(case=case).order_by("pk")]


def test_every_column_of_every_model_is_read_as_it_is(case: AdmissionCase, tree: Tree) -> None:
    by = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    record_paper(case=case, step=StepCode.APPLICATION, made_on=date(2025, 9, 1), number="7", by=by, today=TODAY)
    advance(case, Dates(decided_on=date(2026, 2, 9), received_on=date(2026, 2, 11), held_on=date(2026, 2, 12)))
    record_document(
        case=case, step=StepCode.PERSONAL_EVENT, acted_on=TODAY, reason="Đi học", by=by, today=TODAY,
        irregular_reason="Thực tế",
    )  # fmt: skip

    read = read_facts(MODELS, case.pk)

    known = by_model(case)
    assert len(known) > 6
    assert [(type(row), columns_of(row)) for row in read] == [(type(row), columns_of(row)) for row in known]
    assert [str(row) for row in read] == [str(row) for row in known]
    names = [row.recorded_by.full_name if row.recorded_by else "" for row in read]
    assert names == [row.recorded_by.full_name if row.recorded_by else "" for row in known]


def test_one_statement_reads_them_and_one_more_the_branches_of_a_move(case: AdmissionCase, tree: Tree) -> None:
    advance(case, Dates())
    with CaptureQueriesContext(connection) as before:
        read_facts(MODELS, case.pk)
    record_transfer(
        case=case, to_branch=tree.sibling, moved_on=TODAY, by=None, today=TODAY, now=NOW, irregular_reason="Vì"
    )

    with CaptureQueriesContext(connection) as after:
        names = {str(row) for row in read_facts(MODELS, case.pk)}

    assert (len(before), len(after)) == (1, 2)
    assert f"{tree.branch} → {tree.sibling}" in names
