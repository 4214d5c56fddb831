"""Running limits of named files put under another regulation by an administrator."""

from datetime import date

import pytest

from admission.domain.procedure import Choice, DeadlineKind, Outcome, StepCode
from admission.domain.rulesets import SHIPPED
from admission.models import AdmissionCase, RuleAdoption
from admission.permissions import NotPermittedError, branches_to_administer
from admission.selectors.recorded_facts import fact_rows
from admission.selectors.rule_books import rule_book, values_of
from admission.selectors.rule_effects import AdoptableClock, adoptable_clocks
from admission.selectors.timelines import timeline
from admission.services.facts import record_document
from admission.services.rule_adoptions import ClockNotRunningError, RuleSetInactiveError, adopt_rule_set
from admission.services.rules import activate_rule_set, fill_rule_set
from members.access import access_of
from members.models import Account, JournalEvent, Role
from tests.factories import TODAY, Dates, Tree, advance, decide, make_account, make_case, make_full_chain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

CLOCK = DeadlineKind.ADMISSION_DECISION
WHY = "Công văn hướng dẫn chuyển tiếp"
OLD_DAY, NEW_DAY = date(2026, 4, 3), date(2026, 3, 20)
"""Sixty and fifty working days after 5 January 2026."""


@pytest.fixture
def administrator(tree: Tree) -> Account:
    return make_account("quantri", Role.ADMINISTRATOR, tree.committee)


@pytest.fixture
def running(tree: Tree) -> AdmissionCase:
    return advance(make_case(tree.branch, name="Vũ Thị Đang"), Dates())


@pytest.fixture
def beside(tree: Tree) -> AdmissionCase:
    """A file in the same state, which nobody names."""
    return advance(make_case(tree.sibling, name="Vũ Thị Bên"), Dates())


@pytest.fixture
def new_regulation(administrator: Account) -> None:
    """20-QĐ/TW in force from today, with fifty working days for the decision."""
    values = {**values_of(SHIPPED.by_code("QD294_2025")), "limit:admission_decision": "50"}
    fill_rule_set(code="QD20_2026", values=values, source="20-QĐ/TW", by=administrator, today=TODAY)
    activate_rule_set(
        code="QD20_2026", in_force_from_on=TODAY, source="20-QĐ/TW, điều 30", by=administrator, today=TODAY
    )


def adopt(by: Account, *cases: AdmissionCase, clock: DeadlineKind = CLOCK) -> list[RuleAdoption]:
    return adopt_rule_set(code="QD20_2026", clocks=[(case.pk, clock) for case in cases], reason=WHY, by=by, today=TODAY)


def offered(by: Account, code: str = "QD20_2026") -> list[AdoptableClock]:
    return adoptable_clocks(code, branches_to_administer(access_of(by, TODAY)), rule_book(), TODAY)


def deadlines(case: AdmissionCase) -> dict[str, tuple[str, date | None]]:
    return {row.kind: (row.rule_set, row.due_on) for row in case.deadlines.all()}


@pytest.mark.usefixtures("new_regulation")
def test_adoption_moves_only_the_named_clock(
    running: AdmissionCase, beside: AdmissionCase, administrator: Account
) -> None:
    own, others = deadlines(running), deadlines(beside)

    (adoption,) = adopt(administrator, running)

    assert own[CLOCK.value] == ("QD294_2025", OLD_DAY)
    assert deadlines(running) == own | {CLOCK.value: ("QD20_2026", NEW_DAY)}
    assert deadlines(beside) == others
    assert (adoption.case, adoption.clock, adoption.rule_set, adoption.adopted_on, adoption.reason) == (
        running, CLOCK.value, "QD20_2026", TODAY, WHY,
    )  # fmt: skip
    running.refresh_from_db()
    assert running.next_due_on == NEW_DAY


@pytest.mark.usefixtures("new_regulation")
def test_offer_says_the_last_day_that_the_clock_then_has(
    running: AdmissionCase, beside: AdmissionCase, administrator: Account
) -> None:
    told = [(each.case_pk, each.kind, each.instrument, each.due_on, each.new_due_on) for each in offered(administrator)]
    assert told == [(case.pk, CLOCK, "294-QĐ/TW", OLD_DAY, NEW_DAY) for case in (running, beside)]

    adopt(administrator, running, beside)

    assert [deadlines(case)[CLOCK.value] for case in (running, beside)] == [("QD20_2026", NEW_DAY)] * 2
    assert offered(administrator) == []


@pytest.mark.usefixtures("new_regulation")
def test_clock_is_offered_although_another_of_the_file_runs_under_the_new_regulation() -> None:
    chain = make_full_chain()
    by = make_account("quantri2", Role.ADMINISTRATOR, chain.committee)
    case = advance(make_case(chain.branch), Dates())
    record_document(
        case=case, step=StepCode.ADMISSION_APPRAISAL, acted_on=TODAY, choice=Choice.AGREES, by=None, today=TODAY,
        irregular_reason=WHY,
    )  # fmt: skip

    assert set(case.deadlines.filter(kind="level_wait").values_list("rule_set", flat=True)) >= {"QD20_2026"}
    assert [(each.case_pk, each.kind) for each in offered(by)] == [(case.pk, CLOCK)]


@pytest.mark.usefixtures("new_regulation")
def test_adoption_is_journalled_and_told_in_the_timeline(running: AdmissionCase, administrator: Account) -> None:
    (adoption,) = adopt(administrator, running)

    event = JournalEvent.objects.get(verb="rule_adopted")
    assert (event.subject, event.account, event.details) == (
        f"case:{running.pk}",
        administrator,
        {
            "fact": "ruleadoption", "id": adoption.pk, "clock": CLOCK.value, "rule_set": "QD20_2026", "reason": WHY,
        },
    )  # fmt: skip
    moved, adopted = timeline(running, fact_rows(running))[:2]
    assert (adopted.verb, adopted.who, adopted.reason) == ("rule_adopted", "Người quantri", WHY)
    assert adopted.what.endswith("was put under 20-QĐ/TW")
    assert (moved.verb, moved.details[0].old, moved.details[0].new) == ("deadline_moved", "03/04/2026", "20/03/2026")


@pytest.mark.usefixtures("new_regulation")
def test_clock_that_was_met_is_refused_and_with_it_the_whole_act(
    running: AdmissionCase, beside: AdmissionCase, administrator: Account
) -> None:
    decide(beside, StepCode.ADMISSION_DECISION, date(2026, 2, 2))
    before = deadlines(running)

    with pytest.raises(ClockNotRunningError):
        adopt(administrator, running, beside)

    assert deadlines(running) == before
    assert not RuleAdoption.objects.exists()
    assert not JournalEvent.objects.filter(verb="rule_adopted").exists()


@pytest.mark.usefixtures("new_regulation")
def test_clock_of_a_closed_file_is_neither_offered_nor_adopted(running: AdmissionCase, administrator: Account) -> None:
    decide(running, StepCode.ADMISSION_DECISION, date(2026, 2, 2), outcome=Outcome.REFUSED)

    assert offered(administrator) == []
    with pytest.raises(ClockNotRunningError):
        adopt(administrator, running)
    assert not RuleAdoption.objects.exists()


@pytest.mark.usefixtures("new_regulation")
def test_clock_is_adopted_once(running: AdmissionCase, administrator: Account) -> None:
    adopt(administrator, running)

    with pytest.raises(ClockNotRunningError):
        adopt(administrator, running)
    assert RuleAdoption.objects.count() == 1


@pytest.mark.usefixtures("new_regulation")
def test_what_is_no_limit_is_not_adopted(running: AdmissionCase, administrator: Account) -> None:
    with pytest.raises(ClockNotRunningError):
        adopt(administrator, running, clock=DeadlineKind.SPONSORSHIP)
    assert not RuleAdoption.objects.exists()


@pytest.mark.usefixtures("new_regulation")
def test_foreign_file_is_neither_offered_nor_adopted(tree: Tree, administrator: Account) -> None:
    foreign = advance(make_case(tree.foreign_branch, name="Vũ Thị Xa"), Dates())

    assert offered(administrator) == []
    with pytest.raises(NotPermittedError):
        adopt(administrator, foreign)
    assert not RuleAdoption.objects.exists()


@pytest.mark.usefixtures("new_regulation")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_adopts(tree: Tree, running: AdmissionCase, role: Role) -> None:
    other = make_account("nguoikhac", role, tree.committee)

    with pytest.raises(NotPermittedError):
        adopt(other, running)
    assert not RuleAdoption.objects.exists()


def test_regulation_that_is_not_in_force_governs_nothing(running: AdmissionCase, administrator: Account) -> None:
    with pytest.raises(RuleSetInactiveError):
        adopt(administrator, running)

    assert not RuleAdoption.objects.exists()
