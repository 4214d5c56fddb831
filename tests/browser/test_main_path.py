"""From candidate to official member in Chromium, on the virtual days of the journey, with pictures of every page."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from admission.labels import STAGES
from admission.models import AdmissionCase
from admission.services.alerts import sweep
from members.models import Role
from tests.approvals import waiting_for
from tests.browser.conftest import Visitor
from tests.factories import PASSWORD, Tree, make_account
from tests.journeys.timetable import APPROVER, CANDIDATE, EVENTS, REVIEWER, SECRETARY, Act, Digest, Refusal, at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# One look at each kind of form is enough: the papers share theirs.
ALIKE = {
    "application",
    "personal_history",
    "sponsor_recommendation",
    "residence_opinions",
    "opinions",
    "new_member_course",
    "self_review",
    "supervisor_comment",
    "probation_opinions",
}


@contextmanager
def travelling(visitor: Visitor, moment: datetime, username: str) -> Iterator[None]:
    """At that moment, signed in; the time of the server goes on from there."""
    with time_machine.travel(moment, tick=True):
        visitor.page.context.clear_cookies()
        if username == SECRETARY:
            visitor.open(reverse("sign-in"))
            visitor.fill({"username": username, "password": PASSWORD})
            visitor.send()
        else:  # with a second factor, whose code works once in the half minute: see test_sign_in
            visitor.be(username)
        yield


def open_form(visitor: Visitor, step: str) -> None:
    if step == "open_case":
        visitor.open(reverse("case-open"))
    else:
        visitor.open(reverse("step", args=[AdmissionCase.objects.get().pk, step]))


def perform(visitor: Visitor, act: Act, *, closely: bool) -> None:
    with travelling(visitor, at(act.day, 9), act.who):
        open_form(visitor, act.step)
        visitor.fill(act.typed)
        if closely:
            visitor.look(f"{act.day} {act.step} form")
        visitor.send()
        if act.reason:
            visitor.look(f"{act.day} {act.step} asks for the reason")
            visitor.fill(act.answers)
            visitor.send()
        if closely:
            visitor.look(f"{act.day} {act.step} recorded")
        if waiting_for(AdmissionCase.objects.get()) is None:
            see_the_file(visitor, act, closely=closely)
            return
    with travelling(visitor, at(act.day, 9), APPROVER):
        approve(visitor, act)
        see_the_file(visitor, act, closely=closely)


def see_the_file(visitor: Visitor, act: Act, *, closely: bool) -> None:
    case = AdmissionCase.objects.get()
    visitor.open(case.get_absolute_url())
    words = visitor.page.locator("main").inner_text()
    assert CANDIDATE in words
    assert str(STAGES[case.stage_on(act.day)]) in words
    assert (case.stage_on(act.day).value, case.next_due_on) == (act.stage, act.due_on)
    assert act.due_on is None or f"{act.due_on:%d/%m/%Y}" in words
    if closely:
        visitor.look(f"{act.day} {act.step} file")


def approve(visitor: Visitor, act: Act) -> None:
    """The other reviewer opens the queue, reads the decision, and approves it."""
    visitor.open(reverse("decision-list"))
    visitor.look(f"{act.day} {act.step} queue of the reviewer")
    with visitor.page.expect_navigation():
        visitor.page.locator("main table th a").first.click()
    visitor.look(f"{act.day} {act.step} decision page")
    visitor.send(action="/approve/")
    visitor.look(f"{act.day} {act.step} approved")


def be_refused(visitor: Visitor, refusal: Refusal) -> None:
    revision = AdmissionCase.objects.get().revision
    with travelling(visitor, at(refusal.day, 9), refusal.who):
        open_form(visitor, refusal.step)
        visitor.fill(refusal.typed)
        visitor.send()
        visitor.look(f"{refusal.day} {refusal.step} refused")

        field = visitor.page.locator(f'main [name="{refusal.field}"]')
        assert field.get_attribute("aria-invalid") == "true"
        assert field.input_value() == refusal.typed[refusal.field]
    assert AdmissionCase.objects.get().revision == revision


def see_the_flag(visitor: Visitor, digest: Digest) -> None:
    """On the day of a digest its reader finds the file on the work list, and why its day is what it is."""
    with travelling(visitor, at(digest.day, 8), digest.who[0]):
        sweep(now=timezone.now())  # else every page says that alerts do not run
        case = AdmissionCase.objects.get()
        visitor.open(reverse("work-list"))
        words = visitor.page.locator("main").inner_text()
        assert CANDIDATE in words
        assert f"{case.next_due_on:%d/%m/%Y}" in words or digest.level == -1
        visitor.look(f"{digest.day} work list")
        limit = case.deadlines.get(due_on=case.next_due_on, status="open")
        visitor.open(reverse("deadline", args=[case.pk, limit.pk]))
        assert f"{case.next_due_on:%d/%m/%Y}" in visitor.page.locator("main").inner_text()
        visitor.look(f"{digest.day} why this date")


def test_from_candidate_to_official_member_in_the_browser(visitor: Visitor, tree: Tree) -> None:
    make_account(SECRETARY, Role.BRANCH_SECRETARY, tree.branch)
    make_account(REVIEWER, Role.REVIEWER, tree.committee)
    make_account(APPROVER, Role.REVIEWER, tree.committee)
    seen: set[str] = set()

    for event in EVENTS:
        match event:
            case Act():
                perform(visitor, event, closely=event.step not in seen | ALIKE)
                seen.add(event.step)
            case Refusal():
                be_refused(visitor, event)
            case Digest() if event.level in {15, 0, -1}:
                see_the_flag(visitor, event)

    case = AdmissionCase.objects.get()
    assert (case.stage, case.closed_on) == ("official", date(2027, 8, 2))


def test_pages_beside_the_path(visitor: Visitor, tree: Tree) -> None:
    make_account(SECRETARY, Role.BRANCH_SECRETARY, tree.branch)
    visitor.open(reverse("sign-in"))
    visitor.look("sign in")
    with travelling(visitor, at(date(2026, 3, 2), 9), SECRETARY):
        for name in ("work-list", "case-list", "case-open", "calendar", "import"):
            visitor.open(reverse(name))
            visitor.look(f"{name} of a new branch")


def test_visitor_notices_what_is_wrong_with_a_page(visitor: Visitor, db: None) -> None:
    visitor.open(reverse("sign-in"))
    visitor.page.evaluate(
        """() => {
            document.querySelector("main").innerHTML = '<p>wide</p><img src="/static/none.png">';
            document.querySelector("main p").style.width = "2000px";
            fetch("http://192.0.2.1/").catch(() => {});
        }"""
    )

    visitor.look("a page with every fault")

    found, visitor.complaints = "\n".join(visitor.complaints), []
    assert "scrolls sideways at 390 px" in found
    assert "390 px: axe image-alt" in found
    assert "console: Connecting to 'http://192.0.2.1/' violates" in found
