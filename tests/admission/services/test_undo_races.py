"""Several people take back, or go on recording, at once: one wins; with the guard off that is noticed."""

from collections.abc import Callable
from datetime import date
from threading import Barrier

import pytest
import time_machine
from django.db import transaction

from admission.domain.procedure import StepCode
from admission.domain.terms import Choice
from admission.models import AdmissionCase, CaseDocument, CasePaper
from admission.selectors.last_acts import UNDONE
from admission.services.facts import record_document, record_paper
from admission.services.undo import UndoRefusedError, check_may_undo, undo_fact
from admission.services.verification import differences
from members.models import Account, Role
from members.services.journal import record_event
from tests.admission.services.parallel import in_parallel
from tests.admission.services.snapshots import events
from tests.factories import NOW, TODAY, Tree, make_account

pytestmark = pytest.mark.django_db(transaction=True)

FOUR = 4
TakeBack = Callable[[CasePaper, Account], object]


@pytest.fixture
def by(tree: Tree) -> Account:
    return make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)


@pytest.fixture
def application(case: AdmissionCase, by: Account) -> CasePaper:
    with time_machine.travel(NOW, tick=False):
        return record_paper(case=case, step=StepCode.APPLICATION, made_on=date(2026, 3, 1), by=by, today=TODAY)


def take_back(paper: CasePaper, by: Account) -> object:
    return undo_fact(fact=paper, step=StepCode.APPLICATION, by=by, today=TODAY, now=NOW)


def careless(meanwhile: Callable[[], object]) -> TakeBack:
    """Take back as who forgets that somebody else may act between reading and writing."""

    def take_back_unguarded(paper: CasePaper, by: Account) -> object:
        case = AdmissionCase.objects.get(pk=paper.case_id)
        check_may_undo(case=case, fact=paper, step=StepCode.APPLICATION, by=by, now=NOW)
        meanwhile()
        with transaction.atomic():
            CasePaper.objects.filter(pk=paper.pk).update(superseded_at=NOW)
            record_event(verb=UNDONE, subject=f"case:{case.pk}", by=by, organization=case.branch_id)
        return paper

    return take_back_unguarded


def race_of_four(application: CasePaper, by: Account, how: TakeBack) -> None:
    """Let four take back one act at once, and look who won."""

    def act() -> object:
        return how(CasePaper.objects.get(pk=application.pk), by)

    results = in_parallel(*[act] * FOUR)

    assert sorted(type(result).__name__ for result in results) == ["CasePaper"] + ["UndoRefusedError"] * (FOUR - 1)
    assert [verb for verb, _ in events(application.case)].count(UNDONE) == 1


def go_on(paper: CasePaper, by: Account) -> object:
    """Record what comes after the application."""
    with time_machine.travel(NOW, tick=False):
        return record_document(
            case=AdmissionCase.objects.select_related("candidate__person", "branch").get(pk=paper.case_id),
            step=StepCode.EDUCATION, acted_on=TODAY, choice=Choice.UPPER_SECONDARY, by=by, today=TODAY,
        )  # fmt: skip


def race_with_the_next_act(application: CasePaper, by: Account, how: TakeBack, next_act: TakeBack) -> None:
    """Let one take back an act while another records the next: what is not the last act any more stays."""
    taken, recorded = in_parallel(lambda: how(application, by), lambda: next_act(application, by))

    verbs = [verb for verb, _ in events(application.case)]
    assert isinstance(recorded, CaseDocument), recorded
    if isinstance(taken, UndoRefusedError):
        assert UNDONE not in verbs
    else:
        assert verbs[-2:] == [UNDONE, "fact_recorded"], taken


def test_of_four_requests_at_once_one_takes_it_back(application: CasePaper, by: Account) -> None:
    race_of_four(application, by, take_back)


def test_without_the_guard_the_race_of_four_is_noticed(application: CasePaper, by: Account) -> None:
    all_read = Barrier(FOUR)

    with pytest.raises(AssertionError):
        race_of_four(application, by, careless(lambda: all_read.wait(timeout=10)))


def test_act_is_taken_back_before_the_next_is_recorded_or_not_at_all(application: CasePaper, by: Account) -> None:
    race_with_the_next_act(application, by, take_back, go_on)

    assert list(differences(today=TODAY)) == []


def test_without_the_guard_an_act_on_which_the_next_rests_is_noticed(application: CasePaper, by: Account) -> None:
    has_read, has_recorded = Barrier(2), Barrier(2)

    def meanwhile() -> None:
        has_read.wait(timeout=10)
        has_recorded.wait(timeout=10)

    def go_on_meanwhile(paper: CasePaper, by: Account) -> object:
        has_read.wait(timeout=10)
        try:
            return go_on(paper, by)
        finally:
            has_recorded.wait(timeout=10)

    with pytest.raises(AssertionError):
        race_with_the_next_act(application, by, careless(meanwhile), go_on_meanwhile)
