"""The five core tasks, from the first page on: by keyboard only, by touch on a telephone, with JavaScript off."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, CommitteeDecision, DecisionProposal
from admission.services.alerts import sweep
from admission.services.decisions import approve_proposal, prepare_decision
from members.models import Account, Role
from tests.admission.spreadsheets.sheets import RESOLUTION, row_up_to, sheet_of
from tests.approvals import another_reviewer
from tests.browser.conftest import Visitor
from tests.browser.hands import Hands, Keyboard, ScriptsOff, Touch
from tests.factories import NOW, REASON, TODAY, Dates, Tree, advance, make_account, make_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRIVERS = (Keyboard, Touch, ScriptsOff)
SENT = "main form[data-submit-once] button[type=submit]"


class Person(Visitor):
    """A visitor with hands of one kind."""

    hands: Hands

    def start(self, username: str) -> Hands:
        """Be at the first page."""
        self.be(username)
        self.open(reverse("work-list"))
        return self.hands

    def words(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())


@pytest.fixture(params=DRIVERS, ids=lambda driver: driver.__name__.lower())
def person(
    request: pytest.FixtureRequest, browser: Browser, live_server: Any, tmp_path: Path, staffed: Tree
) -> Iterator[Person]:
    """Somebody on Monday 2 March 2026, who is told of every fault of the pages passed at the end."""
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **request.param.context)
    page = context.new_page()
    found = Person(page, live_server.url, tmp_path)
    found.hands = request.param(page)
    with time_machine.travel(NOW, tick=True):
        sweep(now=timezone.now())  # else every page says that alerts do not run
        yield found
    context.close()
    assert found.complaints == []


@pytest.fixture
def staffed(tree: Tree) -> Tree:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    make_account("canbo", Role.CLERK, tree.committee)
    make_account("duyet", Role.REVIEWER, tree.committee)
    make_account("kiemtra", Role.INSPECTOR, tree.committee)
    return tree


def prepared(tree: Tree, name: str) -> DecisionProposal:
    """A decision that the clerk prepared and a reviewer has to answer."""
    case = advance(make_case(tree.branch, name=name), Dates(resolved_on=date(2026, 1, 5)))
    columns = {"outcome": "granted", "decided_on": date(2026, 2, 27), "number": "35-QĐ/ĐU"}
    return prepare_decision(
        case=case, step=StepCode.ADMISSION_DECISION, columns=columns, irregular_reason=REASON,
        by=Account.objects.get(username="canbo"), today=TODAY, now=NOW, revision=case.revision,
    )  # fmt: skip


def test_opening_a_file(person: Person) -> None:
    hands = person.start("bithu")

    hands.follow(f"a[href='{reverse('case-open')}']")
    hands.fill({"full_name": "Hồ Thị Mới", "born_on": "19/5/1996", "opened_on": "2/3/2026"})
    hands.follow(SENT)

    case = AdmissionCase.objects.get()
    assert (case.candidate.person.full_name, case.opened_on) == ("Hồ Thị Mới", TODAY)
    assert "Hồ Thị Mới" in person.words()


def test_recording_a_step(person: Person, staffed: Tree) -> None:
    case = advance(make_case(staffed.branch), Dates(decided_on=date(2026, 2, 16)))
    hands = person.start("bithu")

    hands.follow(f"main a[href^='{case.get_absolute_url()}']:not([href*='/steps/']):not([href*='/deadlines/'])")
    hands.follow("main a[href$='/steps/decision_receipt/']")
    hands.fill({"received_on": "20/2/2026"})
    hands.follow(SENT)

    assert CommitteeDecision.objects.current().get(case=case).received_on == date(2026, 2, 20)


def test_taking_back_what_was_just_recorded(person: Person, staffed: Tree) -> None:
    case = advance(make_case(staffed.branch), Dates(decided_on=date(2026, 2, 16)))
    hands = person.start("bithu")
    person.open(reverse("step", args=[case.pk, StepCode.DECISION_RECEIPT.value]))
    hands.fill({"received_on": "20/2/2026"})
    hands.follow(SENT)

    hands.follow("main a[href$='/undo/']")
    if isinstance(hands, Touch):
        person.look("undo")
    hands.follow(SENT)

    assert CommitteeDecision.objects.current().get(case=case).received_on is None


def test_uploading_a_sheet(person: Person, tmp_path: Path) -> None:
    sheet = tmp_path / "so-theo-doi.xlsx"
    sheet.write_bytes(sheet_of([row_up_to(RESOLUTION), row_up_to(RESOLUTION, full_name="Lê Văn An")]))
    hands = person.start("bithu")

    hands.follow(f"a[href='{reverse('import')}']")
    hands.attach(hands.find("main input[type=file]"), sheet)
    hands.follow(SENT)
    assert AdmissionCase.objects.count() == 0
    hands.follow(SENT)

    assert AdmissionCase.objects.count() == 2


def test_approving_a_decision(person: Person, staffed: Tree) -> None:
    proposal = prepared(staffed, "Đặng Thị Hương")
    hands = person.start("duyet")

    hands.follow(f"a[href='{reverse('decision-list')}']")
    hands.follow(f"main a[href='{proposal.get_absolute_url()}']")
    hands.follow("main form[action$='/approve/'] button:not([formaction])")

    proposal.refresh_from_db()
    assert proposal.closed_as == "approved"


def test_returning_a_decision(person: Person, staffed: Tree) -> None:
    proposal = prepared(staffed, "Đặng Thị Hương")
    hands = person.start("duyet")

    hands.follow(f"a[href='{reverse('decision-list')}']")
    hands.follow(f"main a[href='{proposal.get_absolute_url()}']")
    hands.fill({"reason": "Số quyết định chưa đúng mẫu"})
    hands.follow("main button[formaction$='/send-back/']")

    proposal.refresh_from_db()
    assert (proposal.closed_as, proposal.closing_reason) == ("sent_back", "Số quyết định chưa đúng mẫu")


@pytest.mark.parametrize("person", [Touch], indirect=True)
def test_second_reviewer_is_told_and_keeps_what_he_typed(person: Person, staffed: Tree) -> None:
    proposal = prepared(staffed, "Đặng Thị Hương")
    hands = person.start("duyet")
    person.open(proposal.get_absolute_url())
    hands.fill({"reason": "Số quyết định chưa đúng mẫu"})
    approve_proposal(
        proposal=proposal, by=another_reviewer(proposal), today=TODAY, now=NOW, revision=proposal.case.revision
    )

    hands.follow("main button[formaction$='/send-back/']")

    # The browser notes that the answer says so in its number as well.
    person.complaints = [line for line in person.complaints if "a status of 409 " not in line]
    person.look("lost race")
    assert "Số quyết định chưa đúng mẫu" in person.page.locator("main").inner_html()


def test_finding_an_overdue_file(person: Person, staffed: Tree) -> None:
    late = advance(make_case(staffed.branch, name="Lê Thị Trễ"), Dates(resolved_on=date(2025, 10, 6)))
    advance(make_case(staffed.branch, name="Trần Văn Kịp"), Dates(resolved_on=date(2026, 2, 20)))
    hands = person.start("kiemtra")

    hands.follow(f"a[href='{reverse('case-list')}']")
    hands.choose(hands.find("main select[name=light]"), "overdue")
    hands.follow("main .filter-form button[type=submit]")
    assert "Trần Văn Kịp" not in person.words()
    hands.follow(f"main a[href='{late.get_absolute_url()}']")

    assert "Lê Thị Trễ" in person.words()
    assert "Quá hạn" in person.words()


@pytest.mark.parametrize("person", [Keyboard], indirect=True)
def test_first_tab_leads_past_the_menu(person: Person) -> None:
    person.start("bithu")

    person.page.keyboard.press("Tab")
    expect(person.page.locator(".skip-link")).to_be_focused()
    expect(person.page.locator(".skip-link")).to_be_in_viewport()
    person.page.keyboard.press("Enter")
    person.page.keyboard.press("Tab")

    assert person.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_signing_in(person: Person) -> None:
    person.open(reverse("sign-in"))

    person.hands.fill({"username": "bithu", "password": "mot-mat-khau-dai-2026"})
    person.hands.follow(SENT)

    assert person.page.url == f"{person.address}{reverse('work-list')}"
    assert settings.SESSION_COOKIE_NAME in {one["name"] for one in person.page.context.cookies()}
