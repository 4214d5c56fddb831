"""A change of the calendar: what was previewed is what happens, file by file, and the opposite act undoes it."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.rules import Unit
from admission.models import Alert, Calendar, CalendarVersion, Deadline, DeadlineMove, DeadlineSettlement
from admission.selectors.calendar_effects import move_lines
from admission.selectors.case_pages import case_page
from admission.services.calendars import (
    DeadlinesOutsideError,
    PreviewStaleError,
    SameContentError,
    WithoutNoticeError,
    publish_content,
)
from admission.services.verification import differences
from members.models import Account, JournalEvent, Role
from tests.admission.services.calendar_changes import (
    ENTERED_AT,
    ENTERED_ON,
    OFF,
    SWAP,
    WORKED,
    days_of_open_deadlines,
    general,
    many_files,
    naive_last_day,
    newest,
    preview,
    publish,
    start_without_the_swap,
    with_days,
    without_days,
)
from tests.admission.services.snapshots import events
from tests.factories import Dates, Tree, advance, make_account, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(tree: Tree) -> Account:
    return make_account("quan.tri", Role.ADMINISTRATOR, tree.committee)


def test_swap_entered_a_week_ahead_does_to_a_thousand_files_what_its_preview_said(
    tree: Tree, administrator: Account
) -> None:
    before = start_without_the_swap()
    cases = many_files(tree.branch, 1_000)
    content = with_days(newest(), *SWAP)
    old = days_of_open_deadlines()

    seen = preview(content)
    lines = move_lines(general(), seen, size=10_000)
    done = publish(content, administrator, token=seen.token)

    new = days_of_open_deadlines()
    moved = {pk: (old[pk], day) for pk, day in new.items() if day != old[pk]}
    assert len(cases) == 1_000
    assert (done.moved, seen.moves, len(lines)) == (len(moved), len(moved), len(moved))
    assert len(moved) > 20
    codes = {row.pk: row.case.code for row in Deadline.objects.filter(pk__in=moved).select_related("case")}
    assert sorted((line.code, line.old_due_on, line.due_on) for line in lines) == sorted(
        (codes[pk], was, now) for pk, (was, now) in moved.items()
    )
    counting = Deadline.objects.open().filter(unit=Unit.WORKING_DAYS)
    assert {row.pk: row.due_on for row in counting} == {
        row.pk: naive_last_day(content, row.triggered_on, row.length + row.extension) for row in counting
    }
    assert list(differences(today=ENTERED_ON)) == []

    back = publish(without_days(newest(), OFF, WORKED), administrator)

    assert days_of_open_deadlines() == old
    assert list(differences(today=ENTERED_ON)) == []
    assert (back.moved, back.version.number) == (done.moved, before.number + 2)
    for pk, (was, now) in moved.items():
        told = JournalEvent.objects.filter(
            subject=f"case:{Deadline.objects.get(pk=pk).case_id}", verb="deadline_moved"
        ).order_by("pk")
        assert [(each.details["old"], each.details["new"], each.details["calendar_version"]) for each in told] == [
            (str(was), str(now), done.version.number), (str(now), str(was), back.version.number),
        ]  # fmt: skip
