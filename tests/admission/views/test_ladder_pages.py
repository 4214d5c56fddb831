"""The page of a ladder, and “Confirm receipt” from the page of a file to its timeline."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from admission.models import Acknowledgement, AlertLadder, Deadline
from admission.services.acknowledgements import acknowledge
from admission.services.alert_plans import plan_alerts
from members.models import Role
from tests.admission.services.digest_rounds import case_with_ceremony_due
from tests.admission.services.requests import make_request
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import errors_of, text_of
from tests.factories import TODAY, Tree, make_account


@pytest.fixture
def due(tree: Tree) -> Deadline:
    """A ceremony due on 2 March."""
    row: Deadline = case_with_ceremony_due(tree.branch, date(2026, 1, 12)).deadlines.get(kind="ceremony")
    return row


def received(row: Deadline) -> str:
    return f"/cases/{row.case_id}/deadlines/{row.pk}/received/"


def test_receipt_is_confirmed_from_the_page_of_the_file(secretary: Client, due: Deadline) -> None:
    page = f"/cases/{due.case_id}/"
    assert received(due) not in secretary.get(page).content.decode()
    plan_alerts(today=TODAY)
    assert received(due) in secretary.get(page).content.decode()
    assert received(due) in secretary.get(f"/cases/{due.case_id}/deadlines/{due.pk}/").content.decode()
    asked = secretary.get(received(due))
    assert "Admission ceremony" in text_of(asked)
    assert asked.context["submit_label"] == asked.context["page_title"] == "Confirm receipt"

    answer = secretary.post(received(due), follow=True)

    assert Acknowledgement.objects.get().deadline == due
    told = text_of(answer)
    assert "is not repeated. The due date stays." in told
    assert "Receipt confirmed on" in told
    assert "Receipt of an alert was confirmed" in told
    assert received(due) not in answer.content.decode()


def test_receipt_that_was_confirmed_is_told_and_not_asked_again(secretary: Client, tree: Tree, due: Deadline) -> None:
    deputy = make_account("pho", Role.DEPUTY_SECRETARY, tree.branch)
    acknowledge(deadline=due, by=deputy, today=timezone.localdate(), now=timezone.now())

    answer = secretary.post(received(due), follow=True)

    assert "already" in text_of(answer)
    assert Acknowledgement.objects.count() == 1


def test_reader_from_above_sees_no_button_and_is_refused(reviewer: Client, due: Deadline) -> None:
    plan_alerts(today=TODAY)

    assert received(due) not in reviewer.get(f"/cases/{due.case_id}/").content.decode()
    assert reviewer.post(received(due)).status_code == 403
    assert not Acknowledgement.objects.exists()


def test_receipt_of_a_clock_of_a_request_is_confirmed_by_the_committee(tree: Tree, sign_in: SignIn) -> None:
    clerk = make_account("canbo", Role.CLERK, tree.committee)
    row = make_request(tree.committee, clerk, received_on=date(2026, 2, 27)).deadlines.get(kind="request_answer")
    plan_alerts(today=TODAY)
    client = sign_in(clerk)
    address = f"/requests/{row.request_id}/deadlines/{row.pk}/received/"
    assert address in client.get(f"/requests/{row.request_id}/").content.decode()

    client.post(address)

    assert Acknowledgement.objects.get().deadline == row


def test_ladder_is_chosen_on_the_page_of_the_organisation(secretary: Client, tree: Tree) -> None:
    organization = f"/organizations/{tree.branch.pk}/"
    assert f"{organization}alerts/" in secretary.get(organization).content.decode()
    form = secretary.get(f"{organization}alerts/").context["form"]
    assert (form["choice"].value(), form["warnings"].value(), form["digest_hour"].value()) == (
        "above", ["15", "7", "3"], "7",
    )  # fmt: skip

    secretary.post(f"{organization}alerts/", {"choice": "own", "warnings": ["10", "5"], "digest_hour": "9"})

    row = AlertLadder.objects.get()
    assert (row.organization, row.warnings, row.digest_hour) == (tree.branch, "10,5", 9)
    form = secretary.get(f"{organization}alerts/").context["form"]
    assert (form["choice"].value(), form["warnings"].value()) == ("own", ["10", "5"])
    secretary.post(f"{organization}alerts/", {"choice": "above"})
    assert AlertLadder.objects.latest("pk").ladder is None


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"warnings": ["3", "2"], "digest_hour": "7"}, "warnings", "leaves 5 working days or more"),
        ({"warnings": [], "digest_hour": "7"}, "warnings", "leaves 5 working days or more"),
        ({"warnings": ["30", "25", "20", "15", "10", "7"], "digest_hour": "7"}, "warnings", "at most 5 warnings"),
        ({"warnings": ["15"], "digest_hour": ""}, "digest_hour", "from 06:00 to 12:00"),
        ({"warnings": ["15"], "digest_hour": "3"}, "digest_hour", "“The digest leaves at”: choose one"),
        ({"warnings": ["4"], "digest_hour": "7"}, "warnings", "“Early warnings”: choose one"),
    ],
)
def test_ladder_outside_the_bounds_is_refused_in_plain_words(
    secretary: Client, tree: Tree, typed: dict[str, object], field: str, words: str
) -> None:
    answer = secretary.post(f"/organizations/{tree.branch.pk}/alerts/", {"choice": "own", **typed})

    assert answer.status_code == 200
    assert words in " ".join(errors_of(answer)[field])
    assert answer.context["form"]["warnings"].value() == typed["warnings"]
    assert not AlertLadder.objects.exists()
