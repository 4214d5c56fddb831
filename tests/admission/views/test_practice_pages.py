"""A committee to practise in is opened on a page: a tree of its own, marked as practice."""

from typing import Any

import pytest
from django.test import Client

from admission.models import AdmissionCase
from members.models import Account, JournalEvent, Organization, Role
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.factories import TODAY, Tree, make_account, make_case

URL = "/organizations/practice/"
TYPED = {"name": "Đảng ủy tập dượt", "code": "TD", "branches": " Chi bộ  Sen \n\nChi bộ Mai\n"}
MIXED = "You also work in a practice committee"
WHOLLY = "Practice: all people and files shown here are invented."


@pytest.fixture
def opened(administrator: Client) -> Organization:
    administrator.post(URL, TYPED)
    committee: Organization = Organization.objects.get(code="TD")
    return committee


def test_committee_is_opened_with_its_branches_all_of_practice(tree: Tree, administrator: Client) -> None:
    answer = administrator.post(URL, TYPED, follow=True)

    made = list(Organization.objects.filter(is_practice=True).order_by("path"))
    assert [(one.code, one.name, one.kind, one.depth) for one in made] == [
        ("TD", "Đảng ủy tập dượt", "party_committee", 1),
        ("TD-01", "Chi bộ Sen", "grassroots_branch", 2),
        ("TD-02", "Chi bộ Mai", "grassroots_branch", 2),
    ]
    assert answer.redirect_chain == [(f"/organizations/{made[0].pk}/", 302)]
    assert "The practice committee is open." in text_of(answer)


def test_who_opened_it_administers_it_and_the_journal_says_so(opened: Organization) -> None:
    account = Account.objects.get(username="quantri")

    role = account.roles.get(organization=opened)
    assert (role.role, role.from_on, role.given_by) == (Role.ADMINISTRATOR, TODAY, None)
    added = JournalEvent.objects.filter(verb="organization_added", account=account, organization__is_practice=True)
    assert added.count() == 3


def test_file_of_practice_has_its_committee_and_is_none_of_the_real_ones(
    tree: Tree, opened: Organization, reviewer: Client
) -> None:
    case = make_case(Organization.objects.get(code="TD-01"), name="Người Tập Dượt")

    assert case.competent_committee == opened
    assert "Người Tập Dượt" not in text_of(reviewer.get("/cases/"))
    assert AdmissionCase.objects.filter(branch__is_practice=True).count() == 1


def test_pages_tell_practice_from_what_is_real(opened: Organization, administrator: Client, sign_in: SignIn) -> None:
    learner = sign_in(make_account("nguoi-tap", Role.BRANCH_SECRETARY, Organization.objects.get(code="TD-02")))

    mixed, wholly = text_of(administrator.get("/organizations/")), text_of(learner.get("/"))

    assert (MIXED in mixed, WHOLLY in mixed) == (True, False)
    assert (MIXED in wholly, WHOLLY in wholly) == (False, True)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"code": "code of another"}, "There is an organisation with this code already."),
        ({"code": "A-LONG-CODE-X"}, "At most 12 characters"),
        ({"branches": " \n "}, "Enter at least one Party branch."),
        ({"branches": "Chi bộ Sen\nCHI BỘ SEN"}, "Two Party branches have the same name."),
        ({"branches": "\n".join(f"Chi bộ {number}" for number in range(21))}, "At most 20 Party branches."),
        ({"branches": "x" * 201}, "The name of a Party branch is too long."),
    ],
)
def test_mistake_is_told_and_nothing_is_opened(
    tree: Tree, administrator: Client, changed: dict[str, Any], words: str
) -> None:
    typed = TYPED | changed
    if typed["code"] == "code of another":
        typed["code"] = tree.committee.code.lower()

    page = administrator.post(URL, typed)

    assert words in text_of(page)
    assert page.context["form"]["name"].value() == TYPED["name"]
    assert not Organization.objects.filter(is_practice=True).exists()


def test_page_is_for_administrators_and_linked_from_their_tree(
    tree: Tree, administrator: Client, reviewer: Client
) -> None:
    assert f'href="{URL}"' in administrator.get("/organizations/").content.decode()
    assert f'href="{URL}"' not in reviewer.get("/organizations/").content.decode()
    assert (reviewer.get(URL).status_code, reviewer.post(URL, TYPED).status_code) == (403, 403)
