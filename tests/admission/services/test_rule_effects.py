"""What a changed number does to the files: told before, then done, file by file."""

from datetime import date

import pytest

from admission.domain.facts import Vote, VoteMethod
from admission.domain.procedure import Outcome, StepCode
from admission.domain.rule_cells import InvalidCellValueError
from admission.models import AdmissionCase, Deadline, DeadlineStatus
from admission.selectors.rule_books import rule_book
from admission.selectors.rule_effects import FileMove, book_with, files_that_move
from admission.services.facts import record_branch_resolution
from admission.services.rules import confirm_cell
from admission.services.verification import differences as unexplained
from members.models import Account, JournalEvent, Role
from tests.factories import (
    REASON,
    TODAY,
    Dates,
    Tree,
    advance,
    decide,
    make_account,
    make_case,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

Due = dict[tuple[int | None, str, str], date | None]


@pytest.fixture
def administrator(tree: Tree) -> Account:
    return make_account("quantri", Role.ADMINISTRATOR, tree.committee)


@pytest.fixture
def running(tree: Tree) -> AdmissionCase:
    """Resolved on 5 January 2026: sixty working days, until 3 April."""
    return advance(make_case(tree.branch, name="Vũ Thị Đang"), Dates())


@pytest.fixture
def refused(tree: Tree) -> AdmissionCase:
    """Closed by the refusal of the committee, in a foreign branch."""
    case = advance(make_case(tree.foreign_branch, name="Vũ Thị Đóng"), Dates())
    decide(case, StepCode.ADMISSION_DECISION, date(2026, 2, 2), outcome=Outcome.REFUSED)
    case.refresh_from_db()
    return case


@pytest.fixture
def older(tree: Tree) -> AdmissionCase:
    """Resolved under 232-QĐ/TW: what changes in 294-QĐ/TW is none of its business."""
    return advance(make_case(tree.sibling, name="Vũ Thị Trước"), Dates(resolved_on=date(2025, 6, 16)))


@pytest.fixture
def beginning(tree: Tree) -> AdmissionCase:
    """Sponsors only: no clock of a committee runs."""
    return advance(make_case(tree.branch, name="Vũ Thị Đầu"), Dates(resolved_on=None))


def previewed(address: str, value: str) -> list[FileMove]:
    book = rule_book()
    return files_that_move(book, book_with(book, "QD294_2025", address, value), TODAY)


def change(address: str, value: str, by: Account) -> None:
    confirm_cell(code="QD294_2025", address=address, value=value, source="294-QĐ/TW, 4.3.1", by=by, today=TODAY)


def due_days() -> Due:
    rows = Deadline.objects.exclude(status=DeadlineStatus.VOID)
    return {(row.case_id, row.kind, row.subject): row.due_on for row in rows if row.case_id}


def differences(before: Due, after: Due) -> list[tuple[int | None, date | None, date | None]]:
    keys = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    return [(key[0], before.get(key), after.get(key)) for key in keys]


def test_preview_is_what_then_happens_file_by_file(
    running: AdmissionCase, refused: AdmissionCase, older: AdmissionCase, beginning: AdmissionCase,
    administrator: Account,
) -> None:  # fmt: skip
    before = due_days()
    told = previewed("limit:admission_decision", "50")
    assert due_days() == before

    change("limit:admission_decision", "50", administrator)

    # Fifty working days after 5 January 2026, with New Year's week of 16 to 20 February in between.
    expected = [(case.pk, date(2026, 4, 3), date(2026, 3, 20)) for case in (running, refused)]
    assert [(move.case_pk, move.old, move.new) for move in told] == expected
    assert differences(before, due_days()) == expected
    assert [move.code for move in told] == [running.code, refused.code]
    moved = JournalEvent.objects.filter(verb="deadline_moved").order_by("pk")
    assert [event.subject for event in moved if event.details["cause"] == "rule_confirmed"] == [
        f"case:{running.pk}",
        f"case:{refused.pk}",
    ]


def test_files_that_do_not_move_are_left_alone(
    running: AdmissionCase, older: AdmissionCase, beginning: AdmissionCase, administrator: Account
) -> None:
    change("limit:admission_decision", "50", administrator)

    revisions = {case.pk: case.revision for case in AdmissionCase.objects.all()}
    assert revisions == {
        running.pk: running.revision + 1, older.pk: older.revision, beginning.pk: beginning.revision,
    }  # fmt: skip
    running.refresh_from_db()
    assert running.next_due_on == date(2026, 3, 20)


def test_confirming_the_same_value_moves_nothing(running: AdmissionCase, administrator: Account) -> None:
    before = due_days()

    assert previewed("limit:admission_decision", "60") == []
    change("limit:admission_decision", "60", administrator)

    assert due_days() == before
    assert not JournalEvent.objects.filter(verb="deadline_moved").exists()


def test_limit_that_nothing_starts_any_more_is_told_and_ended(
    tree: Tree, beginning: AdmissionCase, administrator: Account
) -> None:
    failed = Vote(VoteMethod.SECRET_BALLOT, entitled=9, present=9, in_favour=3, against=6, blank=0)
    record_branch_resolution(
        case=beginning, step=StepCode.ADMISSION_RESOLUTION, adopted_on=date(2026, 1, 5), number="12-NQ/CB",
        vote=failed, by=None, today=TODAY, irregular_reason=REASON,
    )  # fmt: skip
    before = due_days()
    told = previewed("setting:failed_vote_starts_clock", "no")

    change("setting:failed_vote_starts_clock", "no", administrator)

    assert differences(before, due_days()) == [(move.case_pk, move.old, move.new) for move in told]
    assert (beginning.pk, date(2026, 4, 3), None) in [(move.case_pk, move.old, move.new) for move in told]


def test_value_that_agrees_with_no_other_has_no_preview(running: AdmissionCase) -> None:
    with pytest.raises(InvalidCellValueError):
        previewed("setting:youth_union_min_age_months", "400")


def test_number_confirmed_as_it_stands_leaves_nothing_to_differ(running: AdmissionCase, administrator: Account) -> None:
    confirm_cell(
        code="QD294_2025", address="limit:admission_decision", value="60", source="294-QĐ/TW, 4.3.1",
        by=administrator, today=TODAY,
    )  # fmt: skip

    assert running.deadlines.get(kind="admission_decision").clause == "294-QĐ/TW, 4.3.1"
    assert list(unexplained(today=TODAY)) == []
