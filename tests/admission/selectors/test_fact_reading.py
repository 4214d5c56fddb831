"""The facts of every model in one statement are those that the models themselves give."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import ForeignKey, Model
from django.test.utils import CaptureQueriesContext

from admission.domain.procedure import StepCode
from admission.models import (
    AdmissionCase,
    DecisionProposal,
    Fact,
    FormerChain,
    LevelLimit,
    ProposalState,
    Sponsorship,
)
from admission.selectors.fact_reading import read_file
from admission.selectors.recorded_facts import FACT_MODELS
from admission.services.facts import record_document, record_paper
from admission.services.transfers import record_transfer
from members.models import Account, Membership, OrganizationName, Role
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

    read = read_file(MODELS, case).facts

    known = by_model(case)
    assert len(known) > 6
    assert [(type(row), columns_of(row)) for row in read] == [(type(row), columns_of(row)) for row in known]
    assert [str(row) for row in read] == [str(row) for row in known]
    names = [row.recorded_by.full_name if row.recorded_by else "" for row in read]
    assert names == [row.recorded_by.full_name if row.recorded_by else "" for row in known]


def test_what_stands_around_the_facts_is_read_as_it_is(case: AdmissionCase, tree: Tree) -> None:
    """Compared with what each model reads by itself, in a file that has some of everything."""
    clerk, reviewer = (make_account(role.value, role, tree.committee) for role in (Role.CLERK, Role.REVIEWER))
    advance(case, Dates())
    record_transfer(
        case=case, to_branch=tree.sibling, moved_on=TODAY, by=None, today=TODAY, now=NOW, irregular_reason="Vì"
    )
    FormerChain.objects.create(case=case, until_on=date(2025, 5, 5), competent_committee=tree.foreign_committee)
    FormerChain.objects.create(
        case=case, until_on=date(2025, 4, 4), competent_committee=tree.committee, grassroots_committee=tree.grassroots
    )
    for organization in (tree.branch, tree.sibling, tree.committee, tree.foreign_branch):
        OrganizationName.objects.create(organization=organization, from_on=date(2024, 2, 3), name=f"{organization} cũ")
    AdmissionCase.objects.filter(pk=case.pk).update(grassroots_committee=tree.grassroots)
    for place, days in ((tree.grassroots, 7), (tree.foreign_committee, 9)):
        LevelLimit.objects.create(organization=place, working_days=days, from_on=TODAY, recorded_at=NOW)
    for state in (ProposalState.APPROVED, ProposalState.SENT_BACK, None):
        propose(case, clerk, reviewer, state)
    case = AdmissionCase.objects.get(pk=case.pk)

    read = read_file(MODELS, case)

    people = [case.candidate.person_id, *Sponsorship.objects.current().values_list("sponsor", flat=True)]
    bodies = [case.branch, case.competent_committee, tree.grassroots, tree.branch, tree.foreign_committee]
    for rows, known in (
        (read.chains, FormerChain.objects.filter(case=case)),
        (read.proposals, DecisionProposal.objects.exclude(closed_as=ProposalState.SENT_BACK)),
        (read.limits, LevelLimit.objects.filter(organization=tree.grassroots)),
        (read.names, OrganizationName.objects.filter(organization__in=bodies)),
        (read.stays, Membership.objects.current().filter(person__in=people)),
    ):
        assert known
        assert [loaded(row) for row in rows] == [
            {name: value for name, value in columns_of(one).items() if name in loaded(row)}
            for one, row in zip(known.order_by("pk"), rows, strict=True)
        ]
    assert [chain.grassroots_committee for chain in read.chains] == [None, tree.grassroots]
    assert {(stay.organization_id, stay.organization.name) for stay in read.stays} <= {
        (place.pk, place.name) for place in (tree.branch, tree.sibling)
    }
    assert {str(one.prepared_by) for one in read.proposals} == {str(clerk)}


def loaded(row: Any) -> dict[str, Any]:
    """The columns that were read."""
    missing = row.get_deferred_fields()
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in missing
    }


def propose(case: AdmissionCase, clerk: Account, reviewer: Account, state: ProposalState | None) -> None:
    closed: dict[str, Any] = {}
    if state is not None:
        closed = {"closed_as": state, "closed_by": reviewer, "closed_at": NOW}
    if state is ProposalState.SENT_BACK:
        closed["closing_reason"] = "Thiếu giấy tờ"
    if state is ProposalState.APPROVED:
        closed |= {"fact_model": "committeedecision", "fact_id": 1}
    DecisionProposal.objects.create(
        case=case, step=StepCode.ADMISSION_DECISION, organization=case.competent_committee, typed={}, revision=1,
        prepared_by=clerk, prepared_at=NOW, **closed,
    )  # fmt: skip


def test_one_statement_reads_the_branches_of_a_move_as_well(case: AdmissionCase, tree: Tree) -> None:
    advance(case, Dates())
    record_transfer(
        case=case, to_branch=tree.sibling, moved_on=TODAY, by=None, today=TODAY, now=NOW, irregular_reason="Vì"
    )
    case = AdmissionCase.objects.select_related("candidate").get(pk=case.pk)

    with CaptureQueriesContext(connection) as queries:
        names = {str(row) for row in read_file(MODELS, case).facts}

    assert len(queries) == 1
    assert f"{tree.branch} → {tree.sibling}" in names


def test_columns_of_the_same_name_hold_the_same_in_all_tables() -> None:
    """One statement puts them into one column."""
    kinds: dict[str, set[str]] = {}
    models: tuple[type[Model], ...] = (
        *MODELS, FormerChain, DecisionProposal, LevelLimit, OrganizationName, Membership,
    )  # fmt: skip
    for model in models:
        for field in model._meta.concrete_fields:
            kind = field.target_field if isinstance(field, ForeignKey) else field
            kinds.setdefault(field.attname, set()).add(kind.get_internal_type())

    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}
