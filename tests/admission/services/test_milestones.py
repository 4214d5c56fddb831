"""What came about by the calendar alone is told once: the sponsors' months together, the end of probation."""

from datetime import date, timedelta

import pytest

from admission.models import Deadline, Mail
from admission.services.alerts import sweep
from members.models import Account, Role
from tests.admission.services.digest_rounds import at
from tests.factories import Dates, Tree, advance, make_account, make_case

LAST = date(2026, 6, 19)
"""A Friday."""


@pytest.fixture
def secretary(tree: Tree) -> Account:
    make_account("bithu-la", Role.BRANCH_SECRETARY, tree.sibling)
    make_account("canbo", Role.CLERK, tree.grassroots)
    return make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)


@pytest.fixture
def waiting(tree: Tree, secretary: Account, calendar_published: None) -> list[Deadline]:
    """Two files of a branch, each with one milestone on that Friday."""
    for name in ("Đặng Thị Hương", "Phạm Văn Đức"):
        advance(make_case(tree.branch, name=name), Dates(resolved_on=None))
    milestones = list(Deadline.objects.open().filter(nature="milestone").order_by("pk"))
    assert len(milestones) == 2
    Deadline.objects.filter(pk__in=[one.pk for one in milestones]).update(due_on=LAST)
    return milestones


def told() -> list[tuple[str, int]]:
    mails = Mail.objects.filter(notice="milestone_reached").order_by("pk")
    return [(mail.recipient.username, len(mail.details["reached"])) for mail in mails]


def test_milestone_is_told_once_to_the_branch_alone(waiting: list[Deadline]) -> None:
    for days in range(-1, 6):
        sweep(now=at(LAST + timedelta(days=days), 8))
        sweep(now=at(LAST + timedelta(days=days), 9))

    assert told() == [("bithu", 2)]


def test_milestone_reached_while_the_server_was_off_is_told_on_the_next_working_day(waiting: list[Deadline]) -> None:
    sweep(now=at(LAST - timedelta(days=1), 8))
    for days in range(1, 4):  # the weekend, and Monday
        sweep(now=at(LAST + timedelta(days=days), 8))

    mail = Mail.objects.get(notice="milestone_reached")
    assert mail.period_on == date(2026, 6, 22)


def test_milestone_of_a_file_that_went_on_is_not_told(waiting: list[Deadline]) -> None:
    Deadline.objects.filter(pk__in=[one.pk for one in waiting]).update(status="ended", ended_on=LAST)

    sweep(now=at(LAST - timedelta(days=1), 8))
    sweep(now=at(LAST, 8))

    assert told() == []
