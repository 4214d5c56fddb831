"""Calendars, alerts and planning in Chromium: a swap from the draft to the settled date, and every page on the way."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from admission.models import AdmissionCase, CalendarDraft, Deadline, DeadlineMove, DeadlineSettlement
from admission.services.alerts import sweep
from admission.services.organizations import change_contact
from members.models import Role
from tests.admission.services.calendar_changes import ENTERED_AT, ENTERED_ON, start_without_the_swap
from tests.browser.conftest import Visitor
from tests.factories import NOW, PASSWORD, TODAY, Dates, Tree, advance, make_account, make_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def staffed(tree: Tree, calendar_published: None) -> Tree:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    make_account("canbo", Role.CLERK, tree.committee)
    admin = make_account("quantri", Role.ADMINISTRATOR, tree.committee)
    change_contact(organization=tree.branch, contact={"meeting_day": "d05"}, by=admin, today=TODAY)
    return tree


def late_case(tree: Tree, today: date = TODAY) -> AdmissionCase:
    """It waits for the ceremony, due on 2 March 2026."""
    dates = Dates(decided_on=date(2026, 1, 7), received_on=date(2026, 1, 12))
    return advance(make_case(tree.branch, name="Đặng Thị Hương"), dates, today=today)


def test_swap_from_the_draft_to_the_settled_date(visitor: Visitor, staffed: Tree) -> None:
    start_without_the_swap()
    received = Dates(resolved_on=date(2025, 10, 6), decided_on=date(2025, 11, 10), received_on=date(2025, 11, 20))
    advance(make_case(staffed.branch), received, today=ENTERED_ON)
    with time_machine.travel(ENTERED_AT, tick=True):
        sweep(now=timezone.now())
        visitor.be("quantri")
        visitor.open(reverse("calendar-list"))
        visitor.look("calendars")
        visitor.page.locator("main a[href^='/calendars/']").first.click()
        visitor.look("versions")
        visitor.send("/draft/")
        draft = CalendarDraft.objects.get()
        visitor.look("draft that is empty")
        visitor.open(reverse("calendar-draft-notice", args=[draft.pk]))
        visitor.fill({"notice_number": "123/TB-BNV", "notice_on": "24/12/2025", "issued_by": "Bộ Nội vụ"})
        visitor.look("notice")
        visitor.send()
        visitor.open(reverse("calendar-draft-act", args=[draft.pk, "swap"]))
        visitor.fill({"off": "02/01/2026", "worked": "10/01/2026", "document": "123/TB-BNV"})
        visitor.look("swap")
        visitor.send()
        visitor.look("draft")
        for kind in ("day-off", "undo-swap", "remove-day", "add-year", "confirm-year", "confirm-day"):
            visitor.open(reverse("calendar-draft-act", args=[draft.pk, kind]))
            visitor.look(f"act {kind}")
        visitor.open(reverse("calendar-draft-import", args=[draft.pk]))
        visitor.look("import")
        visitor.open(reverse("calendar-preview", args=[draft.pk]))
        visitor.fill({"reason": "Thực hiện thông báo hoán đổi ngày làm việc"})
        visitor.look("preview")
        visitor.send()
        if visitor.page.locator("[name=password]").count():
            visitor.look("password")
            visitor.fill({"password": PASSWORD})
            visitor.send()
        visitor.look("published")

    assert list(DeadlineMove.objects.values_list("old_due_on", "due_on")) == [(date(2026, 1, 2), date(2026, 1, 5))]


def test_settling_a_date_that_came_nearer(visitor: Visitor, staffed: Tree) -> None:
    deadline = Deadline.objects.open().get(case=late_case(staffed), kind="ceremony")
    assert deadline.due_on is not None
    move = DeadlineMove.objects.create(
        version=deadline.calendar_version, deadline=deadline, old_due_on=date(2026, 3, 3), due_on=deadline.due_on,
        is_earlier=True, is_passed=False,
    )  # fmt: skip
    DeadlineSettlement.objects.create(move=move, organization=deadline.organization)
    with time_machine.travel(NOW, tick=True):
        sweep(now=timezone.now())
        visitor.be("bithu")
        visitor.open(reverse("settlement-list"))
        visitor.look("list")
        visitor.page.locator("main a[href^='/settlements/']").first.click()
        visitor.fill({"act_by_on": f"{TODAY:%d/%m/%Y}", "note": "Đã báo chi bộ tổ chức trong hôm nay"})
        visitor.look("settle")
        visitor.send()
        visitor.look("settled")

    assert DeadlineSettlement.objects.filter(settled_at=None).count() == 0


def test_pages_of_alerts_and_planning(visitor: Visitor, staffed: Tree) -> None:
    case = late_case(staffed)
    with time_machine.travel(NOW, tick=True):
        sweep(now=timezone.now())
        visitor.be("bithu")
        deadline = Deadline.objects.open().get(case=case, kind="ceremony")
        for name, path in {
            "bell": reverse("alert-list"),
            "alerts of the file": reverse("case-alerts", args=[case.pk]),
            "why these dates": reverse("case-why", args=[case.pk]),
            "why this date": reverse("deadline", args=[case.pk, deadline.pk]),
            "planning": reverse("planning"),
            "meeting": reverse("meeting", args=[staffed.branch.pk]),
            "plan a ceremony": reverse("ceremony-plan", args=[staffed.branch.pk]) + "?on=19/05/2026",
            "feed": reverse("calendar-feed"),
            "ladder": reverse("organization-alerts", args=[staffed.branch.pk]),
        }.items():
            visitor.open(path)
            visitor.look(name)
        visitor.open(case.get_absolute_url())
        visitor.page.locator("main a[href$='/received/']").first.click()
        visitor.look("acknowledge")
        visitor.send()
        visitor.look("acknowledged")
        visitor.be("canbo")
        visitor.open(reverse("workload"))
        visitor.look("workload")
        visitor.be("quantri")
        visitor.open(reverse("organization-wait", args=[staffed.grassroots.pk]))
        visitor.look("wait")

    assert deadline.acknowledgements.count() == 1


def test_files_of_the_queue_are_chosen_in_one_press(visitor: Visitor, staffed: Tree) -> None:
    for name in ("Lê Thị Mai", "Trần Văn An"):
        advance(make_case(staffed.branch, name=name), Dates(resolved_on=date(2025, 10, 6)))
    with time_machine.travel(NOW, tick=True):
        sweep(now=timezone.now())
        visitor.be("canbo")
        visitor.open(reverse("work-list"))
        boxes, found = visitor.page.locator("main [name=chosen]"), []
        for _ in range(2):
            visitor.page.locator("main [data-choose-all]").click()
            found.append((boxes.count(), visitor.page.locator("main [name=chosen]:checked").count()))

    assert found == [(2, 2), (2, 0)]
