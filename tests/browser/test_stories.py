"""The twelve stories in Chromium: what happens between the telling moments goes over HTTP, the moments are looked at.

`SCREENSHOTS_DIR=folder pytest -m browser tests/browser/test_stories.py` leaves the pictures of each story in a folder.
"""

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator

from admission.models import AdmissionCase
from admission.services.alerts import sweep
from tests.admission.services.snapshots import row_counts
from tests.approvals import approve_what_waits, waiting_for
from tests.browser.conftest import Visitor
from tests.journeys.stories.by_http import Teller
from tests.journeys.stories.telling import Act, Event, Look, MemberLeaves, Merger, Refusal, Shut, Story
from tests.journeys.stories.twelve import TWELVE
from tests.journeys.timetable import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class TellerInChromium(Teller):
    """Tells the events that have a look in Chromium, all others over HTTP."""

    def __init__(self, story: Story, visitor: Visitor) -> None:
        super().__init__(story)
        self.visitor = visitor
        self.page = visitor.page

    def tell_event(self, event: Event) -> None:
        if not getattr(event, "look", ""):
            super().tell_event(event)
            return
        with time_machine.travel(at(event.day, 9), tick=True):  # waiting in Chromium needs a clock that goes on
            sweep(now=timezone.now())  # else every page says that alerts do not run
            self.watch(event)

    def watch(self, event: Event) -> None:
        match event:
            case Act():
                self.watch_act(event)
            case Refusal():
                self.watch_refusal(event)
            case Shut():
                self.watch_shut(event)
            case Look():
                self.sign_in(event.who)
                self.visitor.open(self.address(event.page, event.file))
                self.check_seen(self.words(), event.shows, event.hides)
                self.visitor.look(event.look)
            case MemberLeaves():
                self.sign_in(event.who)
                self.visitor.open(self.stay(event))
                self.send(self.typed(event.typed))
                self.visitor.look(event.look)
            case Merger():
                self.watch_merger(event)

    def sign_in(self, who: str) -> None:
        """Be somebody else from the next page on; the sign-in page itself is looked at elsewhere."""
        cookie = self.client(who).cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.clear_cookies()
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": self.visitor.address}]
        )

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def words(self) -> str:
        """What a person reads on the page, on one line."""
        return " ".join(self.main.inner_text().split())

    def open_form(self, event: Act | Refusal | Shut) -> AdmissionCase:
        case = self.case(event.file)
        self.sign_in(event.who)
        self.visitor.open(reverse("step", args=[case.pk, event.step]))
        return case

    def send(self, typed: dict[str, str]) -> None:
        self.visitor.fill(typed)
        self.visitor.send()

    def watch_act(self, event: Act) -> None:
        case = self.open_form(event)
        self.send(self.typed(event.typed, case))
        if event.reason:
            self.visitor.look(f"{event.look} asks for a reason")
            self.send(event.answers)
        if waiting_for(case) is not None:
            self.visitor.look(f"{event.look} prepared")
            approve_what_waits(case, self.client_of)
            self.visitor.open(case.get_absolute_url())
        self.check_file(event)
        if self.page.url.endswith("/done/"):
            self.visitor.open(case.get_absolute_url())
            self.check_words(self.words(), event)
        self.visitor.look(event.look)

    def watch_refusal(self, event: Refusal) -> None:
        case = self.open_form(event)
        before, typed = row_counts(), self.typed(event.typed, case)
        self.send(typed)

        self.check_seen(self.words(), event.words)
        field = self.main.locator(f'[name="{event.field}"]')
        assert (field.get_attribute("aria-invalid"), field.input_value()) == ("true", typed[event.field])
        assert row_counts() == before
        self.visitor.look(event.look)

    def watch_shut(self, event: Shut) -> None:
        before = row_counts()
        case = self.open_form(event)

        assert self.page.url == f"{self.visitor.address}{case.get_absolute_url()}"
        assert row_counts() == before
        self.visitor.look(event.look)

    def watch_merger(self, event: Merger) -> None:
        self.sign_in(event.who)
        self.visitor.open(reverse("organization-merge"))
        self.send(self.typed(event.typed))
        self.check_seen(self.words(), event.shows)
        self.visitor.look(event.look)
        with self.page.expect_navigation():
            self.main.locator("button[name=confirm]").click()
        self.visitor.look(f"{event.look} in the end")


@pytest.mark.parametrize("story", TWELVE, ids=lambda story: story.name)
def test_story_in_the_browser(story: Story, visitor: Visitor, calendar_published: None) -> None:
    visitor.folder = visitor.folder / story.name.replace(" ", "-")
    visitor.folder.mkdir(exist_ok=True)

    TellerInChromium(story, visitor).tell()

    assert visitor.looked_at >= 3
