"""Opening a file."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from admission.models import AdmissionCase
from members.models import JournalEvent, Person
from tests.admission.views.pages import errors_of, text_of, title_of
from tests.factories import Tree, make_case, make_person

TYPED = {"full_name": "Đặng Thị Hương", "born_on": "19/5/96", "opened_on": "02/03/2026"}


def open_case(client: Client, tree: Tree, **changes: Any) -> Any:
    return client.post("/cases/new/", {"branch": tree.branch.pk} | TYPED | changes)


def test_file_is_opened_in_the_branch(tree: Tree, secretary: Client) -> None:
    response = open_case(secretary, tree)

    case = AdmissionCase.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, f"/cases/{case.pk}/")
    assert (case.branch, case.opened_on, str(case.opened_by)) == (tree.branch, date(2026, 3, 2), "Người bithu")
    assert case.candidate.person.born_on == date(1996, 5, 19)


@pytest.mark.parametrize("sex", ["male", "female", ""])
def test_sex_is_recorded_where_it_is_chosen(tree: Tree, secretary: Client, sex: str) -> None:
    page = secretary.get("/cases/new/")
    response = open_case(secretary, tree, sex=sex)

    case = AdmissionCase.objects.get()
    assert case.candidate.person.sex == sex
    words = {"male": "Sex Male", "female": "Sex Female", "": "Sex not recorded"}[sex]
    assert words in text_of(secretary.get(response.headers["Location"]))
    assert [str(label) for _value, label in page.context["form"].fields["sex"].choices] == [
        "Male", "Female", "Not recorded yet"
    ]  # fmt: skip


def test_sex_of_a_known_person_is_completed_and_never_changed(tree: Tree, secretary: Client) -> None:
    person = make_person("Đặng Thị Hương")
    open_case(secretary, tree, sex="female")

    response = open_case(secretary, tree, sex="male")

    person.refresh_from_db()
    assert list(errors_of(response)) == ["sex"]
    assert person.sex == "female"
    assert JournalEvent.objects.get(verb="person_corrected").details["new"] == {"sex": "female"}


def test_opening_is_said_on_the_page_of_the_file(tree: Tree, secretary: Client) -> None:
    page = secretary.get(open_case(secretary, tree).headers["Location"])

    assert "The file of Đặng Thị Hương is open." in text_of(page)


def test_known_person_is_used_again(tree: Tree, secretary: Client) -> None:
    person = make_person("Đặng Thị Hương")

    open_case(secretary, tree, full_name="đặng thị hương")

    assert AdmissionCase.objects.get().candidate.person == person
    assert Person.objects.count() == 1


def test_namesake_born_another_day_is_another_person(tree: Tree, secretary: Client) -> None:
    make_person("Đặng Thị Hương")

    open_case(secretary, tree, born_on="20/5/1996")

    assert Person.objects.count() == 2


def test_open_file_is_linked_where_it_may_be_seen(tree: Tree, secretary: Client) -> None:
    case = make_case(tree.branch)

    response = open_case(secretary, tree)

    [message] = errors_of(response)["__all__"]
    assert f'href="/cases/{case.pk}/"' in response.content.decode()
    assert case.code in message


def test_open_file_elsewhere_is_not_betrayed(tree: Tree, secretary: Client) -> None:
    case = make_case(tree.foreign_branch)

    response = open_case(secretary, tree)

    assert list(errors_of(response)) == ["__all__"]
    assert case.code not in response.content.decode()
    assert "Chi bộ Xa" not in response.content.decode()
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_name": " "}, "full_name"),
        ({"full_name": "Nguyễn 1"}, "full_name"),
        ({"born_on": "31/02/1996"}, "born_on"),
        ({"born_on": "03/03/2026"}, "born_on"),
        ({"born_on": "02/03/2026"}, "born_on"),
        ({"born_on": "1/1/2020", "opened_on": "1/1/2019"}, "born_on"),
        ({"opened_on": "03/03/2026"}, "opened_on"),
        ({"opened_on": "01/01/2010"}, "opened_on"),
        ({"branch": ""}, "branch"),
        ({"branch": "999999"}, "branch"),
    ],
)
def test_bad_input_is_refused_at_its_field(tree: Tree, secretary: Client, changes: dict[str, str], field: str) -> None:
    response = open_case(secretary, tree, **changes)

    assert list(errors_of(response)) == [field]
    assert title_of(response).startswith("Error:")
    assert not Person.objects.exists()


def test_branch_of_others_is_no_choice(tree: Tree, secretary: Client) -> None:
    response = open_case(secretary, tree, branch=tree.sibling.pk)

    assert list(errors_of(response)) == ["branch"]


def test_committee_may_open_in_every_branch_below(tree: Tree, reviewer: Client) -> None:
    response = open_case(reviewer, tree, branch=tree.sibling.pk)

    assert response.status_code == 302
    assert AdmissionCase.objects.get().branch == tree.sibling


def test_only_branch_is_chosen_beforehand(tree: Tree, secretary: Client) -> None:
    page = secretary.get("/cases/new/")

    assert page.context["form"].fields["branch"].initial == tree.branch
