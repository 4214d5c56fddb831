"""The administrator merges branches: he sees numbers and codes first, confirms, and reads no file."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from admission.models import AdmissionCase
from admission.permissions import NotPermittedError
from admission.services.mergers import merge_branches
from members.models import Account, Membership, Organization, Role, RoleAssignment, Standing
from members.services.memberships import add_membership
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import errors_of, text_of
from tests.factories import NOW, TODAY, Tree, make_account, make_case, make_person

URL = "/organizations/merge/"


def typed(tree: Tree, **more: Any) -> dict[str, Any]:
    values = {"dissolved": tree.branch.pk, "into": tree.sibling.pk, "on": "01/07/2025", "document": "7-QĐ/ĐU"}
    return values | more


def join(branch: Organization, name: str, from_on: date = date(2024, 1, 10)) -> Membership:
    return add_membership(
        person=make_person(name), organization=branch, standing=Standing.OFFICIAL, from_on=from_on, by=None,
        today=TODAY, now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_page_is_for_administrators_only(tree: Tree, sign_in: SignIn, role: Role) -> None:
    client = sign_in(make_account("ai", role, tree.committee))

    assert client.get(URL).status_code == 403
    assert client.post(URL, typed(tree, confirm="1")).status_code == 403
    assert not Organization.objects.exclude(dissolved_on=None).exists()


def test_preview_shows_numbers_and_codes_and_changes_nothing(
    tree: Tree, administrator: Client, case: AdmissionCase
) -> None:
    join(tree.branch, "Lê Văn Bình")
    join(tree.branch, "Trần Thị Cúc", date(2025, 9, 1))
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)

    page = administrator.post(URL, typed(tree))

    assert [pair.value for pair in page.context["moving"]] == ["3", "1", "1"]
    assert page.context["case_codes"] == (case.code,)
    assert "Đặng Thị Hương" not in text_of(page)
    assert "Lê Văn Bình" not in text_of(page)
    assert not Organization.objects.exclude(dissolved_on=None).exists()


def test_confirmed_merger_moves_people_and_closes_roles(tree: Tree, administrator: Client) -> None:
    stay = join(tree.branch, "Lê Văn Bình")
    secretary = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)

    kept = {field["name"]: field["value"] for field in administrator.post(URL, typed(tree)).context["kept"]}
    done = administrator.post(URL, kept | {"confirm": "1"})

    assert done.headers["Location"] == f"/organizations/{tree.sibling.pk}/"
    tree.branch.refresh_from_db()
    assert (tree.branch.dissolved_on, tree.branch.merged_into) == (date(2025, 7, 1), tree.sibling)
    open_stay = Membership.objects.get(person=stay.person, until_on=None)
    assert (open_stay.organization, open_stay.from_on) == (tree.sibling, date(2025, 7, 1))
    assert RoleAssignment.objects.get(account=secretary).until_on == date(2025, 6, 30)
    assert tree.branch not in administrator.get(URL).context["form"].fields["dissolved"].queryset


def test_details_can_be_changed_after_the_preview(tree: Tree, administrator: Client) -> None:
    page = administrator.post(URL, typed(tree, change="1"))

    assert page.templates[0].name == "members/organization/merge.html"
    assert 'value="7-QĐ/ĐU"' in page.content.decode()


@pytest.mark.parametrize("step", [{}, {"confirm": "1"}])
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"into": "branch"}, "into"),
        ({"into": "foreign_branch"}, "into"),
        ({"dissolved": "grassroots"}, "dissolved"),
        ({"on": "03/03/2026"}, "on"),
        ({"on": "soon"}, "on"),
        ({"document": ""}, "document"),
    ],
)
def test_merger_with_a_mistake_is_refused_at_its_field(
    tree: Tree, administrator: Client, step: dict[str, str], changes: dict[str, str], field: str
) -> None:
    values = {name: getattr(tree, value).pk if hasattr(tree, value) else value for name, value in changes.items()}

    page = administrator.post(URL, typed(tree, **values, **step))

    assert list(errors_of(page)) == [field]
    assert not Organization.objects.exclude(dissolved_on=None).exists()


def test_person_in_both_lists_is_told_by_number(tree: Tree, administrator: Client) -> None:
    stay = join(tree.branch, "Lê Văn Bình")
    add_membership(
        person=stay.person, organization=tree.sibling, standing=Standing.WORKING, from_on=date(2024, 1, 1), by=None,
        today=TODAY, now=NOW,
    )  # fmt: skip

    page = administrator.post(URL, typed(tree))

    assert errors_of(page)["into"][0].startswith("1 person stands in the lists of both branches")
    assert "Lê Văn Bình" not in text_of(page)


def merge(tree: Tree, by: Account) -> None:
    merge_branches(
        dissolved=tree.branch, into=tree.sibling, on=date(2025, 7, 1), document="7", by=by, today=TODAY, now=NOW
    )


def test_administrator_of_a_foreign_committee_merges_nothing_here(tree: Tree) -> None:
    with pytest.raises(NotPermittedError):
        merge(tree, make_account("quantri", Role.ADMINISTRATOR, tree.foreign_committee))

    assert not Organization.objects.exclude(dissolved_on=None).exists()


def test_file_that_rests_on_a_moved_person_is_derived_anew(tree: Tree) -> None:
    case = make_case(tree.foreign_branch)
    revision = case.revision
    add_membership(
        person=case.candidate.person, organization=tree.branch, standing=Standing.WORKING, from_on=date(2024, 1, 1),
        by=None, today=TODAY, now=NOW,
    )  # fmt: skip

    merge(tree, make_account("quantri", Role.ADMINISTRATOR, tree.committee))

    case.refresh_from_db()
    assert case.revision == revision + 1


def test_dissolved_branch_opens_no_new_file(tree: Tree, sign_in: SignIn) -> None:
    merge(tree, make_account("quantri", Role.ADMINISTRATOR, tree.committee))
    client = sign_in(make_account("thuky", Role.CLERK, tree.committee))

    page = client.get("/cases/new/")

    assert list(page.context["form"].fields["branch"].queryset) == [tree.sibling]
    assert "was merged into Chi bộ Hai on 01/07/2025" in text_of(client.get(f"/branches/{tree.branch.pk}/members/"))


def test_open_files_are_never_left_behind(tree: Tree, case: AdmissionCase) -> None:
    merge(tree, make_account("quantri", Role.ADMINISTRATOR, tree.committee))

    case.refresh_from_db()
    assert case.branch == tree.sibling
    assert not AdmissionCase.objects.filter(branch=tree.branch).exists()


def test_branch_whose_page_was_left_is_chosen_already(tree: Tree, administrator: Client) -> None:
    url = f"{URL}?dissolved={tree.branch.pk}"

    assert url in administrator.get(f"/organizations/{tree.branch.pk}/").content.decode()
    assert f'<option value="{tree.branch.pk}" selected>' in administrator.get(url).content.decode()
    assert administrator.get(f"{URL}?dissolved=x").status_code == 200
