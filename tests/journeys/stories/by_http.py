"""Tells a story over HTTP: the forms as their typists fill them in, the pages as their readers see them."""

from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from admission.domain.procedure import StepCode
from admission.forms.by_step import form_of
from admission.labels import STAGES
from admission.models import AdmissionCase, Sponsorship
from admission.selectors.step_context import step_context
from admission.services.cases import open_case
from admission.services.people import candidate_named
from admission.services.verification import differences
from admission.views.recording import record_step
from members.models import Account, Membership
from tests.admission.services.snapshots import row_counts
from tests.admission.views.pages import text_of
from tests.approvals import approve_what_waits
from tests.factories import make_account
from tests.journeys.stories.common import REVIEWER
from tests.journeys.stories.telling import (
    Act,
    Event,
    File,
    Helper,
    Look,
    MemberLeaves,
    Merger,
    Place,
    Prepared,
    Refusal,
    Seen,
    Shut,
    Story,
    Typed,
    Unseen,
)
from tests.journeys.timetable import at


class Teller:
    """Tells one story in the database of a test."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.places = story.make()
        self.accounts = {
            name: make_account(name, role, self.places[place]) for name, (role, place) in story.people.items()
        }

    def tell(self) -> None:
        """Tell it from the first day to the last; then nothing derived differs from what the facts say."""
        for event in self.story.events:
            with time_machine.travel(at(event.day, 9), tick=False):
                self.tell_event(event)
        last_day = self.story.events[-1].day
        with time_machine.travel(at(last_day, 18), tick=False):
            assert list(differences(today=last_day)) == []
        if self.story.recognised_as_of:
            assert self.case("").probation.recognised_on == self.story.recognised_as_of

    def tell_event(self, event: Event) -> None:
        match event:
            case File():
                self.open(event)
            case Prepared():
                self.prepare(event)
            case Act():
                self.act(event)
            case Refusal():
                self.be_refused(event)
            case Shut():
                self.find_shut(event)
            case Look():
                self.read(event)
            case Unseen():
                self.see_nothing(event)
            case MemberLeaves():
                self.end_stay(event)
            case Merger():
                self.merge(event)

    # --- what a story names ------------------------------------------------------------------------------------------
    def case(self, file: str) -> AdmissionCase:
        """The file of the candidate of that name; the only one, where the story names none."""
        cases = AdmissionCase.objects.filter(candidate__person__full_name=file) if file else AdmissionCase.objects
        found: AdmissionCase = cases.get()
        return found

    def typed(self, typed: Typed, case: AdmissionCase | None = None) -> dict[str, str]:
        """The values as a browser sends them."""
        return {name: self._sent(value, case) for name, value in typed.items()}

    def _sent(self, value: str | Place | Helper, case: AdmissionCase | None) -> str:
        match value:
            case Place():
                return str(self.places[value.name].pk)
            case Helper():
                rows = Sponsorship.objects.current().filter(case=case, sponsor__full_name=value.name)
                return str(rows.latest("pk").pk)
            case _:
                return value

    def account(self, who: str) -> Account:
        return self.accounts[who]

    def client(self, who: str) -> Client:
        return self.client_of(self.account(who))

    def client_of(self, account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    def address(self, page: str, file: str) -> str:
        of_a_file = page in {"case", "inspection"}
        return reverse(page, args=[self.case(file).pk]) if of_a_file else reverse(page)

    def stay(self, event: MemberLeaves) -> str:
        """The address at which the stay of a member is ended."""
        branch = self.places[event.branch]
        stay = Membership.objects.current().get(
            organization=branch, person__full_name=event.member, until_on=None
        )  # fmt: skip
        return reverse("member-end", args=[branch.pk, stay.pk])

    # --- what happens ------------------------------------------------------------------------------------------------
    def open(self, event: File) -> None:
        person = candidate_named(full_name=event.name, born_on=event.born_on)
        open_case(
            person=person,
            branch=self.places[event.branch],
            opened_on=event.day,
            works_since_on=event.works_since_on,
            by=None,
            today=event.day,
            now=timezone.now(),
        )

    def prepare(self, event: Prepared) -> None:
        case, step = self.case(event.file), StepCode(event.step)
        typed = self.typed(event.typed, case) | {"revision": str(case.revision)}
        form = form_of(step)(typed, today=event.day, step=step, context=step_context(case, step, event.day))
        assert form.is_valid(), form.errors
        record_step(
            case=case,
            step=step,
            values=form.values(),
            by=self.account(event.who),
            today=event.day,
            now=timezone.now(),
            revision=case.revision,
        )

    def act(self, event: Act) -> None:
        client, case = self.client(event.who), self.case(event.file)
        response = self.submit(client, case, event)
        if event.reason:
            assert (response.status_code, list(response.context["form"].errors)) == (200, list(event.answers))
            response = self.submit(client, case, event, **event.answers)

        assert response.status_code == 302, (event, response.context["form"].errors)
        assert client.get(response.headers["Location"], follow=True).status_code == 200, event
        approve_what_waits(case, self.client_of)
        self.check_file(event)
        self.check_words(text_of(self.read_case(event)), event)

    def submit(self, client: Client, case: AdmissionCase, event: Act | Refusal, **more: str) -> Any:
        url = reverse("step", args=[case.pk, event.step])
        form = client.get(url).context["form"]
        return client.post(url, {"revision": form["revision"].value(), **self.typed(event.typed, case), **more})

    def read_case(self, event: Act) -> Any:
        """The page of the file, read by the committee that decides: it sees every file below."""
        return self.client(REVIEWER).get(self.case(event.file).get_absolute_url())

    def check_file(self, event: Act) -> None:
        case = self.case(event.file)
        assert (case.stage_on(event.day).value, case.next_due_on) == (event.stage, event.due_on), event

    def check_words(self, words: str, event: Act) -> None:
        stage = self.case(event.file).stage_on(event.day)
        self.check_seen(words, (str(STAGES[stage]), *event.shows))
        assert event.due_on is None or f"{event.due_on:%d/%m/%Y}" in words

    def check_seen(self, words: str, shows: tuple[Seen, ...], hides: tuple[Seen, ...] = ()) -> None:
        missing = [str(seen) for seen in shows if str(seen) not in words]
        too_much = [str(seen) for seen in hides if str(seen) in words]
        assert (missing, too_much) == ([], []), f"not said: {missing}; said: {too_much}; in: {words}"

    def be_refused(self, event: Refusal) -> None:
        before = row_counts()
        client = self.client(event.who)
        signed_in = row_counts()

        response = self.submit(client, self.case(event.file), event)

        assert response.status_code == 200
        errors = response.context["form"].errors
        assert list(errors) == [event.field or "__all__"], errors
        told = " ".join(message for messages in errors.values() for message in messages)
        self.check_seen(told, event.words)
        assert row_counts() == signed_in == before

    def find_shut(self, event: Shut) -> None:
        client, case = self.client(event.who), self.case(event.file)
        url, before = reverse("step", args=[case.pk, event.step]), row_counts()

        opened: Any = client.get(url, follow=True)
        sent = client.post(url, {"revision": str(case.revision), **self.typed(event.typed, case)})

        assert opened.redirect_chain == [(case.get_absolute_url(), 302)]
        assert (sent.status_code, list(sent.context["form"].errors)) == (200, ["__all__"])
        assert row_counts() == before

    def read(self, event: Look) -> None:
        response = self.client(event.who).get(self.address(event.page, event.file))
        assert response.status_code == 200
        self.check_seen(text_of(response), event.shows, event.hides)

    def see_nothing(self, event: Unseen) -> None:
        client, case = self.client(event.who), self.case(event.file)
        for page in ("case", "inspection"):
            assert client.get(self.address(page, event.file)).status_code == 404
        for page in ("work-list", "case-list"):
            assert case.code not in text_of(client.get(reverse(page)))

    def end_stay(self, event: MemberLeaves) -> None:
        response = self.client(event.who).post(self.stay(event), self.typed(event.typed))
        assert response.status_code == 302, response.context["form"].errors

    def merge(self, event: Merger) -> None:
        client, url, typed = self.client(event.who), reverse("organization-merge"), self.typed(event.typed)
        self.check_seen(text_of(client.post(url, typed)), event.shows)
        assert client.post(url, typed | {"confirm": "1"}).status_code == 302
