"""The reviewer's queue, the decision page, the lost race, the approval of many at once."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, CommitteeDecision, DecisionProposal
from admission.services.decisions import prepare_decision, send_back, withdraw_proposal
from members.models import Account, JournalEvent, Role, RoleAssignment
from tests.admission.services.snapshots import row_counts
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import errors_of, record, step_url, text_of
from tests.approvals import send_approval
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_account, make_case
from tests.signing_in import enroll, signed_in

DECISION = StepCode.ADMISSION_DECISION
GRANTED = {"outcome": "granted", "decided_on": "27/02/2026", "number": "34-QĐ/ĐU"}
QUEUE, MANY = "/decisions/", "/decisions/approve/"


@pytest.fixture
def clerk(tree: Tree) -> Account:
    return make_account("can.bo", Role.CLERK, tree.committee)


@pytest.fixture
def proposal(case: AdmissionCase, clerk: Account) -> DecisionProposal:
    """A clerk prepared the decision on a file."""
    return prepare(advance(case, Dates()), clerk)


def prepare(case: AdmissionCase, by: Account) -> DecisionProposal:
    case.refresh_from_db()
    columns = {"outcome": "granted", "decided_on": date(2026, 2, 27), "number": "34-QĐ/ĐU"}
    return prepare_decision(
        case=case, step=DECISION, columns=columns, by=by, today=TODAY, now=NOW, revision=case.revision
    )


def page(proposal: DecisionProposal, name: str = "decision") -> str:
    return reverse(name, args=[proposal.pk])


def post(client: Client, proposal: DecisionProposal, name: str, reason: str = "") -> Any:
    return client.post(page(proposal, name), {"revision": proposal.case.revision, "reason": reason})


def names(response: Any, section: str) -> list[str]:
    return [row.name for row in response.context[section]]


# --- preparing -------------------------------------------------------------------------------------------------------
def test_form_of_a_decision_prepares_and_leads_to_it(case: AdmissionCase, clerk: Account, sign_in: SignIn) -> None:
    client, case = sign_in(clerk), advance(case, Dates())
    form = client.get(step_url(case, DECISION))

    response = record(client, case, DECISION, GRANTED)

    proposal = DecisionProposal.objects.get()
    assert "it is issued once a reviewer of Đảng ủy Khối Thử nghiệm who did not prepare it approves" in text_of(form)
    assert (response.status_code, response.headers["Location"]) == (302, page(proposal))
    assert not CommitteeDecision.objects.exists()
    assert "34-QĐ/ĐU" in text_of(client.get(page(proposal)))


def test_same_form_sent_twice_prepares_once(case: AdmissionCase, clerk: Account, sign_in: SignIn) -> None:
    client, case = sign_in(clerk), advance(case, Dates())

    answers = [record(client, case, DECISION, GRANTED) for _number in range(3)]

    assert {answer.headers["Location"] for answer in answers} == {page(DecisionProposal.objects.get())}


def test_second_one_is_told_who_prepared_before(proposal: DecisionProposal, reviewer: Client) -> None:
    response = record(reviewer, proposal.case, DECISION, GRANTED | {"number": "99-QĐ/ĐU"})

    assert "was prepared for this file by Người can.bo" in errors_of(response)["__all__"][0]
    assert response.context["form"]["number"].value() == "99-QĐ/ĐU"
    assert reviewer.get(step_url(proposal.case, DECISION)).headers["Location"] == page(proposal)


def test_act_of_a_historical_file_is_recorded_at_once(case: AdmissionCase, reviewer: Client) -> None:
    case = advance(case, Dates())
    AdmissionCase.objects.filter(pk=case.pk).update(historical_through_on=date(2026, 2, 27))

    record(reviewer, case, DECISION, GRANTED)

    assert (CommitteeDecision.objects.count(), DecisionProposal.objects.count()) == (1, 0)


def test_act_after_the_history_is_prepared(case: AdmissionCase, reviewer: Client) -> None:
    case = advance(case, Dates())
    AdmissionCase.objects.filter(pk=case.pk).update(historical_through_on=date(2026, 2, 26))

    record(reviewer, case, DECISION, GRANTED)

    assert (CommitteeDecision.objects.count(), DecisionProposal.objects.count()) == (0, 1)


def test_what_was_sent_back_is_prepared_again_from_what_was_typed(
    tree: Tree, proposal: DecisionProposal, clerk: Account, sign_in: SignIn
) -> None:
    by = make_account("tham.dinh", Role.REVIEWER, tree.committee)
    send_back(proposal=proposal, reason="Sai số", by=by, today=TODAY, now=NOW)
    client = sign_in(clerk)

    queue = client.get(QUEUE)
    form = client.get(f"{step_url(proposal.case, DECISION)}?again={proposal.pk}")

    assert names(queue, "sent_back") == ["Đặng Thị Hương"]
    assert [form.context["form"][name].value() for name in GRANTED] == list(GRANTED.values())
    assert "Sai số" in text_of(form)
    assert client.get(f"{step_url(proposal.case, DECISION)}?again=99999").status_code == 404


# --- the queue and the page ------------------------------------------------------------------------------------------
def test_queue_shows_each_what_is_his(
    proposal: DecisionProposal, clerk: Account, reviewer: Client, sign_in: SignIn
) -> None:
    of_reviewer, of_clerk = reviewer.get(QUEUE), sign_in(clerk).get(QUEUE)

    assert (names(of_reviewer, "to_approve"), names(of_reviewer, "mine")) == (["Đặng Thị Hương"], [])
    assert (names(of_clerk, "to_approve"), names(of_clerk, "mine")) == ([], ["Đặng Thị Hương"])
    assert "1 decision waits for your approval." in text_of(reviewer.get("/"))
    assert "Approve: " in text_of(reviewer.get("/"))
    assert "Waits for a reviewer: " in text_of(sign_in(clerk).get("/"))


def test_queue_costs_the_same_with_one_and_three_rows(
    tree: Tree, proposal: DecisionProposal, clerk: Account, reviewer: Client
) -> None:
    with CaptureQueriesContext(
        connection,
    ) as one:
        reviewer.get(QUEUE)
    for name in ("Hai", "Ba"):
        prepare(advance(make_case(tree.branch, name=name), Dates()), clerk)
    with CaptureQueriesContext(connection) as three:
        assert len(names(reviewer.get(QUEUE), "to_approve")) == 3

    assert len(one) == len(three)


@pytest.mark.parametrize("name", ["decision", "decision-approve", "decision-send-back", "decision-withdraw"])
def test_decision_does_not_exist_outside_its_committee(
    tree: Tree, proposal: DecisionProposal, outsider: Client, sign_in: SignIn, name: str
) -> None:
    foreign = sign_in(make_account("xa", Role.REVIEWER, tree.foreign_committee))
    below = sign_in(make_account("duoi", Role.REVIEWER, tree.grassroots))

    for client in (foreign, below):
        assert client.get(page(proposal, name)).status_code == 404
        assert post(client, proposal, name).status_code == 404
    assert outsider.get(page(proposal, name)).status_code == 403
    assert Client().get(page(proposal, name)).headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("url", [QUEUE, MANY])
def test_queue_is_for_the_people_of_a_committee(
    secretary: Client, inspector: Client, administrator: Client, url: str
) -> None:
    assert {one.get(url).status_code for one in (secretary, inspector, administrator)} == {403}
    assert Client().get(url).status_code == 302


def test_branch_does_not_read_what_is_only_prepared(proposal: DecisionProposal, secretary: Client) -> None:
    words = text_of(secretary.get(proposal.case.get_absolute_url()))

    assert "34-QĐ/ĐU" not in words
    assert "Prepared by" not in words


def test_file_says_who_prepared_and_who_approved(
    proposal: DecisionProposal, reviewer: Client, secretary: Client
) -> None:
    waits = text_of(reviewer.get(proposal.case.get_absolute_url()))
    send_approval(reviewer, proposal)

    words = text_of(secretary.get(proposal.case.get_absolute_url()))

    assert "Prepared by Người can.bo on 02/03/2026 09:00, waits for a reviewer" in waits
    assert "Prepared by Người can.bo, approved by Người thamdinh, 02/03/2026 09:00" in words
    assert "Approved: Admission decision" in words


# --- deciding --------------------------------------------------------------------------------------------------------
def test_own_proposal_is_refused_and_the_attempt_kept(tree: Tree, case: AdmissionCase, reviewer: Client) -> None:
    own = prepare(advance(case, Dates()), Account.objects.get(username="thamdinh"))
    before = row_counts()

    answers = [post(reviewer, own, name, "Sai") for name in ("decision-approve", "decision-send-back")]

    denied = JournalEvent.objects.filter(verb="denied", subject=f"proposal:{own.pk}")
    assert [answer.status_code for answer in answers] == [403, 403]
    # One for both: they are the same act on the same thing, in the same minute.
    assert [(event.account and event.account.username, event.organization) for event in denied] == [
        ("thamdinh", tree.committee)
    ]
    assert row_counts() == before | {"members.JournalEvent": before["members.JournalEvent"] + 1}


def test_rights_withdrawn_after_the_page_was_opened_are_refused_and_kept(
    proposal: DecisionProposal, reviewer: Client
) -> None:
    assert reviewer.get(page(proposal)).status_code == 200
    RoleAssignment.objects.filter(account__username="thamdinh").update(until_on=date(2026, 3, 1))

    answer = post(reviewer, proposal, "decision-approve")

    proposal.refresh_from_db()
    assert (answer.status_code, proposal.is_open, CommitteeDecision.objects.count()) == (403, True, 0)
    assert JournalEvent.objects.get(verb="denied").subject == f"proposal:{proposal.pk}"


def test_send_back_needs_a_reason_and_approval_none(proposal: DecisionProposal, reviewer: Client) -> None:
    without = post(reviewer, proposal, "decision-send-back")
    doubtful = post(reviewer, proposal, "decision-approve", "Sai số quyết định")

    assert errors_of(without) == {"reason": ["Say why it goes back."]}
    assert errors_of(doubtful) == {
        "reason": ["You wrote why it goes back. Send it back, or clear the field to approve."]
    }
    assert doubtful.context["form"]["reason"].value() == "Sai số quyết định"
    assert DecisionProposal.objects.open().count() == 1


def test_lost_race_says_who_decided_what_and_keeps_the_text(
    tree: Tree, proposal: DecisionProposal, reviewer: Client, sign_in: SignIn
) -> None:
    first = sign_in(make_account("nhanh.hon", Role.REVIEWER, tree.committee))
    send_approval(first, proposal)

    answer = post(reviewer, proposal, "decision-send-back", "Số quyết định trùng <b>")

    words = text_of(answer)
    assert answer.status_code == 409
    assert "Approved by Người nhanh.hon" in words
    assert "02/03/2026 09:00" in words
    assert "Số quyết định trùng <b>" in words
    assert CommitteeDecision.objects.count() == 1


def test_who_sends_the_same_twice_is_led_to_the_decision(proposal: DecisionProposal, reviewer: Client) -> None:
    answers = [post(reviewer, proposal, "decision-approve") for _number in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [page(proposal)] * 2
    assert JournalEvent.objects.filter(verb="decision_approved").count() == 1


def test_changed_file_is_shown_before_it_is_decided_on(proposal: DecisionProposal, reviewer: Client) -> None:
    opened = proposal.case.revision
    record(reviewer, proposal.case, StepCode.ADMISSION_EXTENSION, {
        "working_days": "10", "granted_on": "27/02/2026", "reason": "Phức tạp", "approver": "Ban Thường vụ Đảng ủy",
    })  # fmt: skip
    typed = {"revision": opened, "reason": ""}

    stale = reviewer.post(page(proposal, "decision-approve"), typed)

    assert "The file changed after you opened this page: Recorded: " in errors_of(stale)["__all__"][0]
    assert "Recorded in the file since this was prepared" in text_of(stale)
    again = reviewer.post(page(proposal, "decision-approve"), {"revision": stale.context["form"]["revision"].value()})
    assert (again.status_code, CommitteeDecision.objects.count()) == (302, 1)


def test_preparer_withdraws_and_others_do_not(
    proposal: DecisionProposal, clerk: Account, reviewer: Client, sign_in: SignIn
) -> None:
    assert post(reviewer, proposal, "decision-withdraw").status_code == 403

    assert post(sign_in(clerk), proposal, "decision-withdraw").status_code == 302

    proposal.refresh_from_db()
    assert proposal.closed_as == "withdrawn"


# --- many at once ----------------------------------------------------------------------------------------------------
def test_each_of_the_chosen_gets_a_result_of_its_own(
    tree: Tree, proposal: DecisionProposal, clerk: Account, reviewer: Client, sign_in: SignIn
) -> None:
    cases = [advance(make_case(tree.branch, name=name), Dates()) for name in ("Đổi", "Mình", "Rút")]
    changed, withdrawn = prepare(cases[0], clerk), prepare(cases[2], clerk)
    own = prepare(cases[1], Account.objects.get(username="thamdinh"))
    record(reviewer, cases[0], StepCode.ADMISSION_EXTENSION, {
        "working_days": "10", "granted_on": "27/02/2026", "reason": "Phức tạp", "approver": "Ban Thường vụ Đảng ủy",
    })  # fmt: skip
    withdraw_proposal(proposal=withdrawn, by=clerk, today=TODAY, now=NOW)

    chosen = [str(one.pk) for one in (proposal, changed, own, withdrawn)]
    answer = reviewer.post(MANY, {"chosen": chosen})

    assert [row.words for row in answer.context["results"]] == [
        "Approved and issued; the secretary of the branch gets a mail.",
        "The file changed since it was prepared: open it and look again.",
        "You prepared it yourself: another reviewer approves it.",
        "Decided before: Withdrawn by Người can.bo, 02/03/2026 09:00.",
    ]
    assert "1 decision of 4 was issued." in text_of(answer)
    assert CommitteeDecision.objects.count() == 1
    assert JournalEvent.objects.filter(verb="denied", subject=f"proposal:{own.pk}").count() == 1


def test_row_refused_twice_in_a_minute_is_told_once(tree: Tree, case: AdmissionCase, reviewer: Client) -> None:
    own = prepare(advance(case, Dates()), Account.objects.get(username="thamdinh"))

    for _time in range(2):
        reviewer.post(MANY, {"chosen": [str(own.pk)]})

    event = JournalEvent.objects.get(verb="denied")
    assert (event.subject, event.organization) == (f"proposal:{own.pk}", tree.committee)
    assert event.details == {"act": "approve_decision", "page": "decision-approve-many"}


def test_approval_of_many_by_who_may_not_is_told_once(tree: Tree, clerk: Account, sign_in: SignIn) -> None:
    assert sign_in(clerk).post(MANY, {"chosen": []}).status_code == 403

    assert JournalEvent.objects.get(verb="denied").subject == "page:decision-approve-many"


def test_forged_choice_is_not_there_and_nothing_is_approved(proposal: DecisionProposal, reviewer: Client) -> None:
    answer = reviewer.post(MANY, {"chosen": [str(proposal.pk), "999999"]})

    assert (answer.status_code, CommitteeDecision.objects.count()) == (404, 0)


def test_no_choice_is_told_on_the_queue(proposal: DecisionProposal, reviewer: Client) -> None:
    answer = reviewer.post(MANY, {})

    assert "Choose at least one decision." in text_of(answer)
    assert names(answer, "to_approve") == ["Đặng Thị Hương"]


def test_reviewer_is_shown_what_would_be_irregular_and_why(
    case: AdmissionCase, clerk: Account, reviewer: Client
) -> None:
    case = advance(case, Dates(resolved_on=date(2025, 10, 1)))
    columns = {"outcome": "granted", "decided_on": date(2026, 2, 27), "number": "34-QĐ/ĐU"}
    late = prepare_decision(
        case=case, step=DECISION, columns=columns, irregular_reason="Chờ xác minh lý lịch", by=clerk, today=TODAY,
        now=NOW, revision=case.revision,
    )  # fmt: skip

    shown, listed = text_of(reviewer.get(page(late))), text_of(reviewer.get(QUEUE))

    assert "Not as the regulation asks if this is issued (1)" in shown
    assert "27/02/2026 was late" in shown
    assert "Not as the regulation asks; reason given : Chờ xác minh lý lịch" in " ".join(
        listed.replace(":", " : ").split()
    )


def test_clerk_finds_what_came_back_on_his_first_page(
    tree: Tree, proposal: DecisionProposal, clerk: Account, sign_in: SignIn
) -> None:
    client = sign_in(clerk)
    assert "sent back" not in text_of(client.get("/"))

    by = make_account("tham.dinh", Role.REVIEWER, tree.committee)
    send_back(proposal=proposal, reason="Sai số", by=by, today=TODAY, now=NOW)

    assert "1 decision you prepared was sent back: read why." in text_of(client.get("/"))


def test_password_before_an_approval_is_asked_with_the_name_of_what_is_approved(
    tree: Tree, proposal: DecisionProposal
) -> None:
    account = make_account("tham.dinh", Role.REVIEWER, tree.committee)
    key, _codes = enroll(account)
    client = signed_in(account, key)

    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
        asked = client.post(page(proposal, "decision-approve"), {"revision": proposal.case.revision})
        shown = text_of(client.get(asked.headers["Location"]))

    assert "Approve a decision somebody else prepared" in shown
    assert f"{proposal.case.candidate.person.full_name} ({proposal.case.code})" in shown
