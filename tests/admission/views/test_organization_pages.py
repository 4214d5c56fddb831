"""The pages of the tree: who reads them, who keeps it, what is refused in clear words."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from admission.models import AdmissionCase
from members.models import AuthorityBasis, JournalEvent, Organization, OrganizationKind, Role, RoleAssignment
from members.services.authorities import give_authority
from members.services.organizations import add_organization
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import errors_of, text_of
from tests.factories import TODAY, Tree, make_account

FORMS = ("add", "contact", "rename", "move", "authority", "split", "dissolve")
LIST = "/organizations/"


def url(organization: Organization, form: str = "") -> str:
    return f"/organizations/{organization.pk}/" + (f"{form}/" if form else "")


@pytest.mark.parametrize("address", [LIST, "/organizations/1/", *(f"/organizations/1/{form}/" for form in FORMS)])
def test_tree_asks_to_sign_in(client: Client, db: None, address: str) -> None:
    answer = client.get(address)

    assert (answer.status_code, "/sign-in/" in answer.headers["Location"]) == (302, True)


@pytest.mark.parametrize("form", ["", *FORMS])
def test_organisation_of_others_does_not_exist(tree: Tree, sign_in: SignIn, form: str) -> None:
    foreign = sign_in(make_account("quantri", Role.ADMINISTRATOR, tree.foreign_committee))

    assert foreign.get(url(tree.grassroots, form)).status_code == 404
    assert foreign.post(url(tree.grassroots, form)).status_code in {404, 405}


@pytest.mark.parametrize("form", FORMS)
def test_reader_keeps_nothing(tree: Tree, reviewer: Client, form: str) -> None:
    assert reviewer.get(url(tree.grassroots)).status_code == 200
    assert reviewer.get(url(tree.grassroots, form)).status_code == 403
    assert reviewer.post(url(tree.grassroots, form)).status_code == 403


def test_list_begins_at_the_tops_of_what_somebody_reaches(tree: Tree, secretary: Client, reviewer: Client) -> None:
    shown = [[row["cells"][0]["text"] for row in who.get(LIST).context["rows"]] for who in (secretary, reviewer)]

    assert shown == [["Chi bộ Một"], ["Đảng ủy Khối Thử nghiệm"]]


def test_search_finds_only_what_somebody_reaches(tree: Tree, reviewer: Client) -> None:
    shown = [row["cells"][0]["text"] for row in reviewer.get(LIST, {"q": "chi bo"}).context["rows"]]

    assert shown == ["Chi bộ Một", "Chi bộ Hai"]
    assert "No organisation matches" in text_of(reviewer.get(LIST, {"q": "hi bo"}))  # in the middle of a word
    assert "No organisation matches" in text_of(reviewer.get(LIST, {"q": "phuong xa"}))


@pytest.mark.parametrize("address", ["list", "page"])
def test_pages_take_the_same_queries_for_two_and_for_five(tree: Tree, reviewer: Client, address: str) -> None:
    page, typed = (url(tree.grassroots), {}) if address == "page" else (LIST, {"q": "chi bo"})
    reviewer.get(page, typed)  # what is read once for the process is read
    with CaptureQueriesContext(connection) as two:
        reviewer.get(page, typed)
    for number in range(3):
        add_organization(
            kind=OrganizationKind.BRANCH, code=f"N{number}", name=f"Chi bộ N{number}", above=tree.grassroots
        )

    with CaptureQueriesContext(connection) as five:
        rows = reviewer.get(page, typed).context["rows"]

    assert (len(rows), len(five)) == (5, len(two))


def test_page_tells_facts_histories_and_who_holds_a_role(tree: Tree, administrator: Client) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)

    shown = text_of(administrator.get(url(tree.branch)))

    for words in ("Chi bộ Một", "CB-1", "Đảng ủy Khối Thử nghiệm › Đảng ủy cơ sở Sao Mai", "holds for everybody",
                  "Branch secretary", "Người bithu", "since before the records"):  # fmt: skip
        assert words in shown


def test_organisation_is_added_below_another(tree: Tree, administrator: Client) -> None:
    typed = {"kind": "branch", "code": "CB-9", "name": "Chi bộ Chín", "meeting_day": "d03", "from_on": "01/07/2025"}

    done = administrator.post(url(tree.grassroots, "add"), typed)

    added = Organization.objects.get(code="CB-9")
    assert done.headers["Location"] == url(added)
    assert (added.parent_path, added.meeting_day) == (tree.grassroots.path, "d03")
    assert "Day 3 of the month" in text_of(administrator.get(url(added)))


@pytest.mark.parametrize(
    ("form", "typed", "field", "words"),
    [
        ("add", {"kind": "party_committee", "code": "X", "name": "X"}, "kind", "“Kind”: choose one of those offered."),
        ("add", {"kind": "branch", "code": "CB-1", "name": "X"}, "code", "already"),
        ("contact", {"email": "khong phai thu"}, "email", "valid email"),
        ("rename", {"name": "Khác", "from_on": "03/03/2026", "document": "7"}, "from_on", "has not come yet"),
        ("rename", {"name": "", "from_on": "01/07/2025", "document": "7"}, "name", "Enter the name."),
        ("move", {"above": "CB-1", "from_on": "01/07/2025", "document": "7"}, "above", "circle"),
        ("move", {"above": "DU-K", "from_on": "01/07/2025", "document": "7"}, "above", "no organisation"),
        ("move", {"above": "DU", "from_on": "01/07/2025", "document": "7"}, "above", "there already"),
        ("dissolve", {"on": "01/07/2025", "document": "7"}, "__all__", "2 organisations below it"),
        ("authority", {"basis": "own_right", "document": ""}, "document", "Enter the number"),
    ],
)
def test_impossible_change_is_refused_at_its_field(
    tree: Tree, administrator: Client, form: str, typed: dict[str, str], field: str, words: str
) -> None:
    before = list(Organization.objects.order_by("pk").values())

    page = administrator.post(url(tree.grassroots, form), typed)

    assert words in errors_of(page)[field][0]
    assert list(Organization.objects.order_by("pk").values()) == before


def test_renamed_organisation_shows_both_names(tree: Tree, administrator: Client) -> None:
    typed = {"name": "Chi bộ Văn phòng", "from_on": "01/07/2025", "document": "7-QĐ/ĐU"}

    administrator.post(url(tree.branch, "rename"), typed)

    shown = text_of(administrator.get(url(tree.branch)))
    assert "Chi bộ Văn phòng from 01/07/2025 (7-QĐ/ĐU)" in shown
    assert "Chi bộ Một since before the records" in shown


def test_authority_is_given_and_ended(tree: Tree, administrator: Client) -> None:
    typed = {
        "basis": "delegated", "given_by": tree.committee.pk, "from_on": "01/07/2025", "until_on": "31/12/2026",
        "document": "5-QĐ/ĐU",
    }  # fmt: skip
    administrator.post(url(tree.grassroots, "authority"), typed)
    given = tree.grassroots.authorities.get()
    shown = text_of(administrator.get(url(tree.grassroots)))

    end = f"/organizations/{tree.grassroots.pk}/authority/{given.pk}/end/"
    administrator.post(end, {"from_on": "01/01/2026", "document": "6-QĐ/ĐU"})

    assert "By delegated authority, given by Đảng ủy Khối Thử nghiệm" in shown
    given.refresh_from_db()
    assert (given.withdrawn_from_on, given.withdrawal_document) == (date(2026, 1, 1), "6-QĐ/ĐU")


def test_authority_is_ended_only_on_the_page_of_its_organisation(tree: Tree, administrator: Client) -> None:
    foreign = give_authority(
        organization=tree.grassroots, basis=AuthorityBasis.DELEGATED, document="5", from_on=None, by=None, today=TODAY
    )

    assert administrator.get(f"/organizations/{tree.committee.pk}/authority/{foreign.pk}/end/").status_code == 404


def split_values(**more: Any) -> dict[str, Any]:
    values = {"code": "CB-1B", "name": "Chi bộ Một B", "on": "02/02/2026", "document": "9-QĐ/ĐU"}
    return values | {"people": "đặng thị hương", **more}


def test_split_shows_what_would_move_and_only_who_was_named(
    tree: Tree, administrator: Client, case: AdmissionCase
) -> None:
    page = administrator.post(url(tree.branch, "split"), split_values())

    assert [pair.value for pair in page.context["moving"]] == ["1", "1"]
    assert page.context["case_codes"] == (case.code,)
    assert not Organization.objects.filter(code="CB-1B").exists()


def test_confirmed_split_moves_the_file(tree: Tree, administrator: Client, case: AdmissionCase) -> None:
    deputy = make_account("phobithu", Role.DEPUTY_SECRETARY, tree.branch)
    shared = RoleAssignment.objects.get(account=deputy).pk
    page = administrator.post(url(tree.branch, "split"), split_values(shared=[shared]))
    kept = {field["name"]: field["value"] for field in page.context["kept"]}

    done = administrator.post(url(tree.branch, "split"), kept | {"confirm": "1"})

    case.refresh_from_db()
    assert (case.branch.code, done.headers["Location"]) == ("CB-1B", url(case.branch))
    assert RoleAssignment.objects.get(organization=case.branch).account == deputy


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ("Nguyễn Không Có", "1 person is not in the list"),
        ("Đặng Thị Hương; 01/01/1990", "1 person is not in the list"),
        ("Đặng Thị Hương; hôm qua", "the day of birth is no date"),
        ("  \n ", "Name the people"),
    ],
)
def test_split_names_lines_that_fit_nobody(
    tree: Tree, administrator: Client, case: AdmissionCase, people: str, words: str
) -> None:
    page = administrator.post(url(tree.branch, "split"), split_values(people=people))

    assert words in errors_of(page)["people"][0]


def test_merger_lists_roles_by_name_and_carries_the_ticked_ones(tree: Tree, administrator: Client) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    deputy = make_account("phobithu", Role.DEPUTY_SECRETARY, tree.branch)
    typed = {"dissolved": tree.branch.pk, "into": tree.sibling.pk, "on": "01/07/2025", "document": "7-QĐ/ĐU"}

    page = administrator.post("/organizations/merge/", typed)
    ticked = RoleAssignment.objects.get(account=deputy).pk
    administrator.post("/organizations/merge/", typed | {"confirm": "1", "carried": [ticked, "x"]})

    assert "Người bithu · Branch secretary" in text_of(page)
    carried = RoleAssignment.objects.get(organization=tree.sibling)
    assert (carried.account, carried.role, carried.from_on) == (deputy, "deputy_secretary", date(2025, 7, 1))
    assert JournalEvent.objects.filter(verb="role_carried_over", organization=tree.sibling).count() == 1


# --- how long a file may wait ----------------------------------------------------------------------------------------
def test_limit_of_a_committee_is_set_from_its_page_and_shown_there(tree: Tree, administrator: Client) -> None:
    page = administrator.get(url(tree.grassroots))
    done = administrator.post(url(tree.grassroots, "wait"), {"working_days": "10"})

    assert f'href="{url(tree.grassroots, "wait")}"' in page.content.decode()
    assert "as in the regulations (limit of the house)" in text_of(page)
    assert done.headers["Location"] == url(tree.grassroots)
    shown = text_of(administrator.get(url(tree.grassroots)))
    assert "10 working days, for files that arrive from 03/03/2026 on" in shown


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "You have not entered “Working days”."),
        ("4", "The number cannot be below 5."),
        ("31", "The number cannot be above 30."),
        ("mười", "Enter a whole number in figures."),
    ],
)
def test_limit_outside_its_bounds_is_refused_at_its_field(
    tree: Tree, administrator: Client, typed: str, words: str
) -> None:
    page = administrator.post(url(tree.grassroots, "wait"), {"working_days": typed})

    assert page.context["form"].errors["working_days"] == [words]


def test_limit_that_is_set_already_is_told(tree: Tree, administrator: Client) -> None:
    administrator.post(url(tree.grassroots, "wait"), {"working_days": "10"})

    page = administrator.post(url(tree.grassroots, "wait"), {"working_days": "10"})

    assert page.context["form"].errors["working_days"] == ["This limit is set already."]


def test_branch_has_no_limit_to_set(tree: Tree, administrator: Client) -> None:
    answer = administrator.get(url(tree.branch, "wait"))

    assert answer.headers["Location"] == url(tree.branch)
    assert "how long a file may wait" not in text_of(administrator.get(url(tree.branch))).lower()
