"""Taking back what was just recorded, on the pages."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, CasePaper, CommitteeDecision, Fact
from admission.services.decisions import prepare_decision
from admission.services.facts import record_paper
from members.models import Account, JournalEvent, Role
from tests.admission.services.snapshots import row_counts
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.approvals import approve_what_waits
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_account


@pytest.fixture
def by(tree: Tree) -> Account:
    return make_account("thuky", Role.BRANCH_SECRETARY, tree.branch)


@pytest.fixture
def client(by: Account, sign_in: SignIn) -> Client:
    return sign_in(by)


@pytest.fixture
def paper(case: AdmissionCase, by: Account) -> CasePaper:
    return record_paper(case=case, step=StepCode.APPLICATION, made_on=TODAY, by=by, today=TODAY)


def undo_url(fact: Fact) -> str:
    return f"/cases/{fact.case_id}/facts/{fact._meta.model_name}/{fact.pk}/undo/"


def told(response: Any) -> list[str]:
    """The messages of the page to which an answer leads."""
    return [str(message) for message in response.context["messages"]]


def test_confirmation_page_and_file_offer_to_take_back_what_was_just_recorded(paper: CasePaper, client: Client) -> None:
    done = client.get(f"/cases/{paper.case_id}/steps/application/done/")
    page = client.get(f"/cases/{paper.case_id}/")

    for shown in (done, page):
        assert shown.context["undo"].url == undo_url(paper)
        assert "You can take it back until 09:30." in text_of(shown)


def test_nobody_else_is_offered_it_and_nobody_after_half_an_hour(
    paper: CasePaper, client: Client, secretary: Client
) -> None:
    url = f"/cases/{paper.case_id}/"
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        late = client.get(url)

    other = secretary.get(url)

    assert (late.context["undo"], other.context["undo"]) == (None, None)
    for shown in (late, other):
        content = shown.content.decode()
        assert ("/undo/" in content, f"/casepaper/{paper.pk}/correct/" in content) == (False, True)


def test_asking_once_writes_nothing_and_pressing_takes_it_back(paper: CasePaper, client: Client) -> None:
    before = row_counts()
    asked = client.get(undo_url(paper))
    counted = row_counts()

    answer = client.post(undo_url(paper), follow=True)

    assert (counted, "Undo: Application to join the Party" in text_of(asked)) == (before, True)
    assert told(answer) == ["Taken back: Application to join the Party. The time limits were counted anew."]
    assert CasePaper.objects.current().count() == 0
    assert answer.context["events"][0].what == "Taken back: Application to join the Party"
    assert "<del>02/03/2026</del>" in answer.content.decode()


def test_sent_again_it_is_not_taken_back_twice(paper: CasePaper, client: Client) -> None:
    client.post(undo_url(paper))

    again = client.post(undo_url(paper), follow=True)

    assert told(again)[-1] == "This was taken back already; the file shows what stands now."
    assert JournalEvent.objects.filter(verb="fact_undone").count() == 1


def test_too_late_leads_back_to_the_file_and_says_what_to_do(paper: CasePaper, client: Client) -> None:
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        answer = client.get(undo_url(paper), follow=True)

    assert answer.redirect_chain == [(f"/cases/{paper.case_id}/", 302)]
    assert told(answer) == ["More than 30 minutes have passed. Use “Correct” and give the reason."]


def test_confirmation_loaded_again_records_nothing(paper: CasePaper, client: Client) -> None:
    url = f"/cases/{paper.case_id}/steps/application/done/"
    before = row_counts()

    pages = [client.get(url) for _ in range(3)]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert row_counts() == before


@pytest.mark.parametrize("address", ["ceremony/1", "nothing/1", "ruleadoption/1"])
def test_address_of_no_fact_leads_nowhere(case: AdmissionCase, client: Client, address: str) -> None:
    assert client.post(f"/cases/{case.pk}/facts/{address}/undo/").status_code == 404


def test_who_approved_a_decision_reads_why_one_alone_does_not_take_it_back(
    case: AdmissionCase, tree: Tree, reviewer: Client, sign_in: SignIn
) -> None:
    advance(case, Dates())
    case.refresh_from_db()
    prepare_decision(
        case=case, step=StepCode.ADMISSION_DECISION, today=TODAY, now=NOW, revision=case.revision,
        columns={"outcome": "granted", "decided_on": TODAY, "number": "34-QĐ/ĐU"},
        by=make_account("chuyenvien", Role.CLERK, tree.committee),
    )  # fmt: skip
    approve_what_waits(case, sign_in)
    approver = sign_in(Account.objects.get(username=f"phe.duyet.{tree.committee.code.lower()}"))

    page = approver.get(f"/cases/{case.pk}/")
    answer = approver.get(undo_url(CommitteeDecision.objects.get()), follow=True)

    words = "One person prepared this decision and another approved it, so nobody takes it back alone."
    assert (page.context["undo"].url, words in text_of(page)) == ("", True)
    assert told(answer)[0].startswith(words)
    assert reviewer.get(f"/cases/{case.pk}/").context["undo"] is None
