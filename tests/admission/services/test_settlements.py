"""Settling what a calendar moved towards today or past it: once, by who must act, with a note."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from admission.domain.calendar_file import CalendarDay, DayKind, DayStatus
from admission.models import DeadlineSettlement
from admission.permissions import NotPermittedError
from admission.selectors.recorded_facts import fact_rows
from admission.selectors.timelines import timeline
from admission.services.settlements import (
    ActDayPassedError,
    AlreadySettledError,
    SettlementOvertakenError,
    settle,
)
from members.models import Account, Role
from tests.admission.services.calendar_changes import newest, publish, with_days, without_days
from tests.admission.services.digest_rounds import case_with_ceremony_due
from tests.factories import NOW, TODAY, Tree, make_account

pytestmark = pytest.mark.django_db

MADE_UP = CalendarDay(
    date(2026, 3, 7), DayKind.MAKE_UP_WORKING_DAY, "announced", "Làm bù", "Make-up", DayStatus.CONFIRMED, "thử"
)
NOTE = "Chi bộ họp ngày thứ Sáu"


@pytest.fixture
def waiting(tree: Tree) -> DeadlineSettlement:
    """The ceremony was due on Monday 9 March 2026; the Saturday before is worked now."""
    case_with_ceremony_due(tree.branch, date(2026, 1, 19))
    publish(
        with_days(newest(), MADE_UP), make_account("quan.tri", Role.ADMINISTRATOR, tree.committee), today=TODAY, now=NOW
    )
    found: DeadlineSettlement = DeadlineSettlement.objects.get()
    return found


@pytest.fixture
def secretary(tree: Tree) -> Account:
    return make_account("bi.thu", Role.BRANCH_SECRETARY, tree.branch)


def settled(waiting: DeadlineSettlement, by: Account, act_by_on: date = date(2026, 3, 6), note: str = NOTE) -> object:
    return settle(settlement=waiting, act_by_on=act_by_on, note=note, by=by, today=TODAY, now=NOW)


def test_settling_keeps_who_when_and_how_and_moves_nothing(
    waiting: DeadlineSettlement, secretary: Account, in_english: None
) -> None:
    due_on = waiting.move.deadline.due_on

    settled(waiting, secretary)

    waiting.refresh_from_db()
    case = waiting.move.deadline.case
    assert case is not None
    assert (waiting.settled_by, waiting.settled_at, waiting.act_by_on, waiting.note) == (
        secretary, NOW, date(2026, 3, 6), NOTE,
    )  # fmt: skip
    assert case.deadlines.get(kind="ceremony").due_on == due_on == date(2026, 3, 7)
    event = timeline(case, fact_rows(case))[0]
    assert (event.what, event.reason) == ("How it goes on with a moved due date was settled", NOTE)
    assert [change.new for change in event.details] == ["07/03/2026", "06/03/2026"]


def test_second_who_settles_is_told_who_did(waiting: DeadlineSettlement, secretary: Account, tree: Tree) -> None:
    deputy = make_account("pho.bi.thu", Role.DEPUTY_SECRETARY, tree.branch)
    settled(waiting, secretary)

    with pytest.raises(AlreadySettledError) as refused:
        settled(waiting, deputy)

    assert refused.value.settlement.settled_by == secretary


def test_only_who_must_act_settles(waiting: DeadlineSettlement, tree: Tree) -> None:
    for role, organization in ((Role.CLERK, tree.committee), (Role.BRANCH_SECRETARY, tree.sibling)):
        with pytest.raises(NotPermittedError):
            settled(waiting, make_account(f"khac.{role}", role, organization))


def test_day_that_is_over_and_an_empty_note_are_refused(waiting: DeadlineSettlement, secretary: Account) -> None:
    with pytest.raises(ActDayPassedError):
        settled(waiting, secretary, act_by_on=date(2026, 3, 1))
    with pytest.raises(ValueError, match="note"):
        settled(waiting, secretary, note=" ")


def test_date_that_moved_back_or_was_met_meanwhile_waits_for_nobody(
    waiting: DeadlineSettlement, secretary: Account
) -> None:
    assert list(DeadlineSettlement.objects.waiting()) == [waiting]
    back = without_days(newest(), MADE_UP.day)

    publish(back, Account.objects.get(username="quan.tri"), today=TODAY, now=NOW)

    waiting = DeadlineSettlement.objects.select_related("move__deadline").get(pk=waiting.pk)
    assert (waiting.is_waiting, DeadlineSettlement.objects.waiting().exists()) == (False, False)
    with pytest.raises(SettlementOvertakenError):
        settled(waiting, secretary)


def test_what_was_settled_is_never_changed_or_deleted(waiting: DeadlineSettlement, secretary: Account) -> None:
    settled(waiting, secretary)
    rows = DeadlineSettlement.objects.filter(pk=waiting.pk)

    for change in (lambda: rows.update(note="khác"), rows.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
