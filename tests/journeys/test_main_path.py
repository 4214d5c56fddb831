"""From candidate to official member: the forms over HTTP, the flags by the real worker, day by day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from admission.labels import STAGES
from admission.models import AdmissionCase, Alert, Mail, MailKind, MailStatus
from admission.services.verification import differences
from members.models import Account, Role
from tests.admission.services.snapshots import events, row_counts
from tests.approvals import send_approval, waiting_for
from tests.factories import PASSWORD, Tree, make_account
from tests.journeys.timetable import APPROVER, EVENTS, REVIEWER, SECRETARY, TWELVE_MONTH_DAY, Act, Digest, Refusal, at
from tests.worker import CeleryWorker

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(username: str) -> Client:
    client = Client()
    if username in {
        REVIEWER,
        APPROVER,
    }:  # with a second factor, whose code works once in the half minute: see test_second_factor
        client.force_login(Account.objects.get(username=username))
        return client
    response = client.post(reverse("sign-in"), {"username": username, "password": PASSWORD})
    assert response.status_code == 302
    return client


def submit(client: Client, step: str, typed: dict[str, str]) -> Any:
    """Open the form of a step as its typist does, fill it in, send it."""
    if step == "open_case":
        url = reverse("case-open")
        form = client.get(url).context["form"]
        return client.post(url, {"branch": form["branch"].value(), **typed})
    url = reverse("step", args=[AdmissionCase.objects.get().pk, step])
    form = client.get(url).context["form"]
    return client.post(url, {"revision": form["revision"].value(), **typed})


def perform(act: Act) -> None:
    with time_machine.travel(at(act.day, 9), tick=False):
        client = sign_in(act.who)

        response = submit(client, act.step, act.typed)
        if act.reason:
            assert list(response.context["form"].errors) == list(act.answers)
            response = submit(client, act.step, act.typed | act.answers)

        assert response.status_code == 302, response.context["form"].errors
        assert client.get(response.headers["Location"]).status_code == 200
        case = AdmissionCase.objects.get()
        if (proposal := waiting_for(case)) is not None:
            assert send_approval(sign_in(APPROVER), proposal).status_code == 302
            case.refresh_from_db()
        assert (case.stage_on(act.day).value, case.next_due_on) == (act.stage, act.due_on)
        page = client.get(reverse("case", args=[case.pk])).content.decode()
        assert str(STAGES[case.stage_on(act.day)]) in page
        assert act.due_on is None or f"{act.due_on:%d/%m/%Y}" in page
        assert act.reason in page


def be_refused(refusal: Refusal) -> None:
    with time_machine.travel(at(refusal.day, 9), tick=False):
        client = sign_in(refusal.who)
        before = row_counts()
        response = submit(client, refusal.step, refusal.typed)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [refusal.field]
    assert row_counts() == before


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[CeleryWorker]:
    with CeleryWorker(tmp_path / "worker", {"LOG_LEVEL": "INFO"}) as worker:
        yield worker


def check_digests(digest: Digest, worker: CeleryWorker) -> None:
    done = worker.words().count("succeeded in")
    worker.sweep(at(digest.day, 7))
    worker.wait_for(lambda: worker.words().count("succeeded in") > done)

    sent = Mail.objects.filter(period_on=digest.day, kind=MailKind.DIGEST).order_by("recipient__username")
    assert [(mail.recipient.username, mail.status) for mail in sent] == [(who, "sent") for who in digest.who]
    assert {alert.level for alert in Alert.objects.filter(mail__in=sent)} == ({digest.level} if digest.who else set())


def test_from_candidate_to_official_member(tree: Tree, worker: CeleryWorker) -> None:
    make_account(SECRETARY, Role.BRANCH_SECRETARY, tree.branch)
    make_account(REVIEWER, Role.REVIEWER, tree.committee)
    make_account(APPROVER, Role.REVIEWER, tree.committee)
    make_account("hang.xom", Role.BRANCH_SECRETARY, tree.sibling)

    for event in EVENTS:
        match event:
            case Act():
                perform(event)
            case Refusal():
                be_refused(event)
            case Digest():
                check_digests(event, worker)

    case = AdmissionCase.objects.get()
    assert (case.stage, case.closed_on, case.probation.recognised_on) == (
        "official", date(2027, 8, 2), TWELVE_MONTH_DAY,
    )  # fmt: skip
    assert [verb for verb, _ in events(case)].count("fact_recorded") == sum(isinstance(e, Act) for e in EVENTS) - 1
    assert not Mail.objects.exclude(status=MailStatus.SENT).exists()
    assert list(differences(today=date(2027, 8, 4))) == []
