"""What a page is on paper: black on white however the screen is set, without what is pressed, and nothing cut off."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from admission.models import AdmissionCase, Deadline
from admission.services.alerts import sweep
from admission.services.organizations import change_contact
from members.models import Role
from tests.browser.conftest import Visitor
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_account, make_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHEET = 718
"""The width of what is printed on A4 with margins of a centimetre, in points of a screen."""
PRESSED = (
    "button, input:not([type=hidden]), select, textarea, nav:not(.step-tracker), .btn, .switch, .why-link, .skip-link"
)
"""What is there to be pressed, typed or followed on a screen only."""

_FAULTS = """(pressed) => {
    const shown = (one) => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length > 0;
    const start = (one) => one.outerHTML.slice(0, 120).replace(/\\s+/g, " ");
    const light = (colour) => {
        const [red, green, blue, alpha = 1] = colour.match(/[\\d.]+/g).map(Number);
        const level = (part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        return alpha === 0 ? null : 0.2126 * level(red) + 0.7152 * level(green) + 0.0722 * level(blue);
    };
    const edge = document.documentElement.clientWidth + 0.5;
    const faults = [...document.querySelectorAll(pressed)].filter(shown).map((one) => `to press: ${start(one)}`);
    for (const one of document.querySelectorAll("html, body, body *:not(svg, svg *, img)")) {
        const style = getComputedStyle(one), box = one.getBoundingClientRect();
        if (!shown(one) || box.width <= 1 || box.height <= 1) continue;
        const ground = light(style.backgroundColor), ink = light(style.color) ?? 1;
        const hasWords = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        if (ground !== null && ground < 0.999) faults.push(`${style.backgroundColor} below: ${start(one)}`);
        if (hasWords && 1.05 / (ink + 0.05) < 7) faults.push(`${style.color} on white: ${start(one)}`);
        if (box.right > edge) faults.push(`beyond the sheet: ${start(one)}`);
        if (style.overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1) faults.push(`cut: ${start(one)}`);
    }
    return faults;
}"""


@pytest.fixture
def staffed(tree: Tree, calendar_published: None) -> Iterator[Tree]:
    """A branch with a meeting day and three files: late, waiting for the branch, and decided."""
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    make_account("tham-dinh", Role.REVIEWER, tree.committee)
    make_account("kiemtra", Role.INSPECTOR, tree.committee)
    admin = make_account("quantri", Role.ADMINISTRATOR, tree.committee)
    change_contact(organization=tree.branch, contact={"meeting_day": "d05"}, by=admin, today=TODAY)
    late = Dates(decided_on=date(2026, 1, 7), received_on=date(2026, 1, 12))
    advance(make_case(tree.branch, name="Đặng Thị Hương"), late)
    make_case(tree.branch, name="Nguyễn Thị Hường")
    advance(make_case(tree.branch, name="Trần Văn Đức"), Dates())
    with time_machine.travel(NOW, tick=True):
        sweep(now=timezone.now())  # else every page says that alerts do not run
        yield tree


def case_page(tree: Tree) -> str:
    return AdmissionCase.objects.get(candidate__person__full_name="Đặng Thị Hương").get_absolute_url()


def why_page(tree: Tree) -> str:
    deadline = Deadline.objects.open().get(kind="ceremony")
    return reverse("deadline", args=[deadline.case_id, deadline.pk])


def of_branch(name: str, query: str = "") -> Callable[[Tree], str]:
    return lambda tree: reverse(name, args=[tree.branch.pk]) + query


def at(name: str, *args: Any, query: str = "") -> Callable[[Tree], str]:
    return lambda _tree: reverse(name, args=args) + query


PAGES: Mapping[str, tuple[str, Callable[[Tree], str]]] = {
    "first page of a branch": ("bithu", at("work-list")),
    "queue of a committee": ("tham-dinh", at("work-list")),
    "first page of an inspector": ("kiemtra", at("work-list")),
    "file": ("bithu", case_page),
    "why this date": ("bithu", why_page),
    "why these dates": ("bithu", lambda tree: case_page(tree) + "why/"),
    "list of files": ("bithu", at("case-list")),
    "list of files under a filter": ("bithu", at("case-list", query="?light=overdue")),
    "deadlines of a month": ("bithu", at("deadline-calendar")),
    "deadlines of a day": ("bithu", at("deadline-calendar", query="?day=2026-03-02")),
    "meeting": ("bithu", of_branch("meeting")),
    "votes of a meeting": ("bithu", of_branch("meeting-votes-done", "?on=10/11/2025")),
    "coming weeks": ("tham-dinh", at("workload")),
    "ceremony": ("bithu", of_branch("ceremony-plan", "?on=19/05/2026")),
    "reports": ("tham-dinh", at("report-list")),
    "report": ("tham-dinh", at("report", "on-time")),
    "days off": ("bithu", at("calendar", 2026)),
    "journal": ("kiemtra", at("journal")),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_on_paper_is_black_on_white_and_whole(name: str, visitor: Visitor, staffed: Tree) -> None:
    username, address = PAGES[name]
    visitor.be(username)
    visitor.page.set_viewport_size({"width": SHEET, "height": 1000})
    visitor.open(address(staffed))
    assert visitor.page.locator("main h1").count() == 1

    visitor.page.emulate_media(media="print", color_scheme="dark")  # the screen is dark, the paper is not

    assert visitor.page.evaluate(_FAULTS, PRESSED) == []


def test_list_on_paper_says_what_was_asked_for(visitor: Visitor, staffed: Tree) -> None:
    visitor.be("bithu")
    visitor.open(reverse("case-list") + "?light=overdue")

    visitor.page.emulate_media(media="print")

    asked = visitor.page.locator(".chips")
    assert asked.inner_text().split("\n") == ["Bộ lọc", "Quá hạn"]
