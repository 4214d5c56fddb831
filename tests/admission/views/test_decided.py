"""After a prepared decision was closed: the way to the next one, and what who came second is told."""

from django.test import Client

from admission.models import AdmissionCase
from members.models import Role
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.admission.views.test_decision_pages import page, post, prepare
from tests.factories import Dates, Tree, advance, make_account, make_case


def test_decided_one_leads_to_the_next_that_waits(tree: Tree, case: AdmissionCase, reviewer: Client) -> None:
    clerk = make_account("can.bo", Role.CLERK, tree.committee)
    proposal = prepare(advance(case, Dates()), clerk)
    other = prepare(advance(make_case(tree.branch, name="Lê Thị Mai"), Dates()), clerk)

    post(reviewer, proposal, "decision-send-back", "Sai số quyết định")
    after_one = reviewer.get(page(proposal))
    post(reviewer, other, "decision-send-back", "Sai số quyết định")
    after_all = reviewer.get(page(other))

    assert f'href="{page(other)}"' in after_one.content.decode()
    assert "Next decision that waits for you (1 left)" in text_of(after_one)
    assert "Next decision that waits for you" not in text_of(after_all)


def test_lost_race_against_a_return_does_not_read_as_a_decision(
    tree: Tree, case: AdmissionCase, reviewer: Client, sign_in: SignIn
) -> None:
    proposal = prepare(advance(case, Dates()), make_account("can.bo", Role.CLERK, tree.committee))
    post(sign_in(make_account("nhanh.hon", Role.REVIEWER, tree.committee)), proposal, "decision-send-back", "Thiếu")

    words = text_of(post(reviewer, proposal, "decision-send-back", "Cũng thiếu"))

    assert "somebody closed this before you, as said below." in words
    assert "What is prepared" in words
    assert "the decision below stands" not in words
