"""A regulation that comes into force, and running limits that are put under it file by file."""

from datetime import date, timedelta
from typing import Any

import pytest

from admission.domain.procedure import Choice, DeadlineKind, StepCode
from admission.domain.rulesets import SHIPPED
from admission.models import AdmissionCase
from admission.selectors.rule_books import values_of
from admission.selectors.rule_effects import adoptable_clocks
from admission.services.facts import record_document
from admission.services.rule_adoptions import ClockNotRunningError, adopt_rule_set
from admission.services.rules import ActivationInPastError, activate_rule_set, fill_rule_set
from members.models import Account, Organization, Role
from tests.factories import TODAY, Dates, Tree, advance, make_account, make_case, make_full_chain

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def administrator(tree: Tree) -> Account:
    return make_account("quan.tri", Role.ADMINISTRATOR, tree.committee)


def rule_set_of(case: AdmissionCase) -> str:
    return str(case.deadlines.get(kind="admission_decision", status="open").rule_set)


def filled(administrator: Account) -> None:
    values = {**values_of(SHIPPED.by_code("QD294_2025")), "limit:admission_decision": "45"}
    fill_rule_set(code="QD20_2026", values=values, source="20-QĐ/TW", by=administrator, today=TODAY)


def test_regulation_is_put_into_force_from_today_on_and_never_before(administrator: Account) -> None:
    filled(administrator)
    act: dict[str, Any] = {"code": "QD20_2026", "source": "20-QĐ/TW", "by": administrator, "today": TODAY}

    with pytest.raises(ActivationInPastError):
        activate_rule_set(in_force_from_on=YESTERDAY, **act)
    change = activate_rule_set(in_force_from_on=TODAY, **act)

    assert [change.after.on(day).code for day in (YESTERDAY, TODAY)] == ["QD294_2025", "QD20_2026"]


def test_running_limit_of_a_named_file_is_put_under_another_regulation(tree: Tree, administrator: Account) -> None:
    named, other = make_case(tree.branch), make_case(tree.branch, name="Ngô Văn Khang")
    for case in (named, other):
        advance(case, Dates(assigned_on=date(2024, 1, 5), resolved_on=date(2025, 6, 20)))
    act: dict[str, Any] = {"code": "QD294_2025", "reason": "Công văn 5", "by": administrator, "today": TODAY}
    clocks = [(named.pk, DeadlineKind.ADMISSION_DECISION)]

    adopt_rule_set(clocks=clocks, **act)

    assert [rule_set_of(case) for case in (named, other)] == ["QD294_2025", "QD232_2025"]
    with pytest.raises(ClockNotRunningError):
        adopt_rule_set(clocks=clocks, **act)


def test_limit_is_offered_beside_a_wait_that_runs_under_the_new_regulation(tree: Tree, administrator: Account) -> None:
    chain = make_full_chain()
    case = advance(make_case(chain.branch), Dates(resolved_on=YESTERDAY))
    filled(administrator)
    book = activate_rule_set(
        code="QD20_2026", in_force_from_on=TODAY, source="20-QĐ/TW", by=administrator, today=TODAY
    ).after
    record_document(
        case=case, step=StepCode.ADMISSION_APPRAISAL, acted_on=TODAY, choice=Choice.AGREES, number="2-BC", by=None,
        today=TODAY,
    )  # fmt: skip

    offered = adoptable_clocks("QD20_2026", Organization.objects.filter(pk=chain.branch.pk), book, TODAY)

    assert [(clock.kind.value, clock.instrument) for clock in offered] == [("admission_decision", "294-QĐ/TW")]
