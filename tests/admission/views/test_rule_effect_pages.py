"""What a change of the regulations does to the files, on the screen: first shown, then done."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from admission.domain.rulesets import SHIPPED
from admission.models import AdmissionCase, Deadline, RuleAdoption, RuleConfirmation
from admission.selectors.rule_books import rule_book, values_of
from admission.services.rules import activate_rule_set, fill_rule_set
from members.models import Account, JournalEvent
from tests.admission.views.pages import errors_of, text_of
from tests.factories import TODAY, Dates, Tree, advance, make_case

DECISION = reverse("rule-confirm", args=["QD294_2025", "limit:admission_decision"])
ADOPT = reverse("rule-adopt", args=["QD20_2026"])
CHANGE = {"value": "50", "source": "294-QĐ/TW, 4.3.1"}
OLD_DAY, NEW_DAY = date(2026, 4, 3), date(2026, 3, 20)
"""Sixty and fifty working days after 5 January 2026."""


@pytest.fixture
def running(tree: Tree) -> AdmissionCase:
    return advance(make_case(tree.branch, name="Vũ Thị Đang"), Dates())


@pytest.fixture
def beside(tree: Tree) -> AdmissionCase:
    return advance(make_case(tree.sibling, name="Vũ Thị Bên"), Dates())


@pytest.fixture
def new_regulation(administrator: Client) -> None:
    """20-QĐ/TW in force from today, with fifty working days for the decision."""
    by = Account.objects.get(username="quantri")
    values = {**values_of(SHIPPED.by_code("QD294_2025")), "limit:admission_decision": "50"}
    fill_rule_set(code="QD20_2026", values=values, source="20-QĐ/TW", by=by, today=TODAY)
    activate_rule_set(code="QD20_2026", in_force_from_on=TODAY, source="20-QĐ/TW, 30", by=by, today=TODAY)


def due_on(case: AdmissionCase) -> date | None:
    return Deadline.objects.get(case=case, kind="admission_decision").due_on


def test_first_press_shows_the_files_and_records_nothing(running: AdmissionCase, administrator: Client) -> None:
    page = administrator.post(DECISION, CHANGE)

    assert [(m.code, m.old, m.new) for m in page.context["moves"]] == [(running.code, OLD_DAY, NEW_DAY)]
    assert "03/04/2026 → 20/03/2026" in text_of(page)
    assert "Nothing is recorded yet." in text_of(page)
    assert 'name="previewed" value="50"' in page.content.decode()
    assert not RuleConfirmation.objects.exists()
    assert rule_book() == SHIPPED
    assert due_on(running) == OLD_DAY


def test_second_press_does_what_was_shown(running: AdmissionCase, beside: AdmissionCase, administrator: Client) -> None:
    moves = administrator.post(DECISION, CHANGE).context["moves"]

    page = administrator.post(DECISION, CHANGE | {"previewed": "50"}, follow=True)

    assert "now 50 working days" in text_of(page)
    assert {m.case_pk: m.new for m in moves} == {case.pk: due_on(case) for case in (running, beside)}
    assert RuleConfirmation.objects.get().value == "50"


def test_other_value_at_the_second_press_is_shown_first(running: AdmissionCase, administrator: Client) -> None:
    page = administrator.post(DECISION, CHANGE | {"value": "40", "previewed": "50"})

    assert 'name="previewed" value="40"' in page.content.decode()
    assert not RuleConfirmation.objects.exists()
    assert due_on(running) == OLD_DAY


def test_value_that_moves_no_file_is_recorded_at_once(running: AdmissionCase, administrator: Client) -> None:
    administrator.post(DECISION, CHANGE | {"value": "60"})

    assert RuleConfirmation.objects.get().kept
    assert due_on(running) == OLD_DAY


@pytest.mark.usefixtures("new_regulation")
def test_only_the_chosen_clock_is_put_under_the_new_regulation(
    running: AdmissionCase, beside: AdmissionCase, administrator: Client
) -> None:
    shown = administrator.get(ADOPT)
    assert f"{running.code} · " in text_of(shown)
    assert text_of(shown).count("03/04/2026 → 20/03/2026 (now under 294-QĐ/TW)") == 2

    typed = {"clocks": [f"{running.pk}:admission_decision"], "reason": "Công văn chuyển tiếp"}
    page = administrator.post(ADOPT, typed, follow=True)

    assert page.redirect_chain == [(reverse("rule-set", args=["QD20_2026"]), 302)]
    assert "1 time limit now runs under" in text_of(page)
    assert (due_on(running), due_on(beside)) == (NEW_DAY, OLD_DAY)
    assert RuleAdoption.objects.get().case == running


@pytest.mark.usefixtures("new_regulation")
def test_adoption_needs_a_clock_and_a_reason(running: AdmissionCase, administrator: Client) -> None:
    page = administrator.post(ADOPT, {})

    assert errors_of(page) == {"clocks": ["Choose at least one time limit."], "reason": ["Give the reason."]}
    assert not RuleAdoption.objects.exists()


@pytest.mark.usefixtures("new_regulation")
def test_foreign_file_cannot_be_chosen(tree: Tree, administrator: Client) -> None:
    foreign = advance(make_case(tree.foreign_branch, name="Vũ Thị Xa"), Dates())

    page = administrator.post(ADOPT, {"clocks": [f"{foreign.pk}:admission_decision"], "reason": "x"})

    assert list(errors_of(page)) == ["clocks"]
    assert foreign.code not in text_of(administrator.get(ADOPT))
    assert due_on(foreign) == OLD_DAY


@pytest.mark.usefixtures("new_regulation")
def test_adoption_is_for_administrators(running: AdmissionCase, secretary: Client, inspector: Client) -> None:
    typed = {"clocks": [f"{running.pk}:admission_decision"], "reason": "x"}

    for client in (secretary, inspector):
        assert (client.get(ADOPT).status_code, client.post(ADOPT, typed).status_code) == (403, 403)
    assert not JournalEvent.objects.filter(verb="rule_adopted").exists()


def test_regulation_not_in_force_has_no_such_page(administrator: Client) -> None:
    assert administrator.get(ADOPT).status_code == 404


@pytest.mark.parametrize(("decided_on", "is_late"), [(date(2026, 2, 13), False), (date(2026, 2, 14), True)])
def test_act_that_would_become_late_is_marked(
    tree: Tree, administrator: Client, decided_on: date, is_late: bool
) -> None:
    """Thirty working days after 5 January 2026, Saturday the 10th being worked, end on Friday 13 February."""
    case = advance(make_case(tree.branch), Dates(decided_on=decided_on))

    page = administrator.post(DECISION, CHANGE | {"value": "30"})

    (move,) = [move for move in page.context["moves"] if move.case_pk == case.pk]
    assert (move.old, move.new, move.met_on, move.becomes_late) == (OLD_DAY, date(2026, 2, 13), decided_on, is_late)
    assert ("would become late" in text_of(page)) is is_late
