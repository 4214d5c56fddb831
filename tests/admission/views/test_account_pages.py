"""Account administration: who is reached, what the forms refuse, what they leave behind."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from admission.models import Mail
from admission.services.delivery import compose
from members.models import Account, AccountLink, JournalEvent, Role, RoleAssignment
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import errors_of, text_of
from tests.factories import NOW, TODAY, Tree, make_account

INVITED = {
    "full_name": "Phạm Văn Mới", "username": "Moi.Nguoi", "email": "moi@example.vn", "organization": "CB-1",
    "role": "branch_secretary", "from_on": "02/03/2026", "until_on": "", "document": "12-QĐ/ĐU",
}  # fmt: skip
PAGES = (
    "/accounts/",
    "/accounts/invite/",
    "/accounts/{pk}/",
    "/accounts/{pk}/close/",
    "/accounts/{pk}/reopen/",
    "/accounts/{pk}/link/",
    "/accounts/{pk}/link/revoke/",
    "/accounts/{pk}/roles/give/",
    "/accounts/{pk}/roles/{role}/end/",
    "/accounts/{pk}/roles/{role}/void/",
)


@pytest.fixture
def clerk(tree: Tree) -> Account:
    return make_account("canbo", Role.CLERK, tree.grassroots)


def address(page: str, account: Account) -> str:
    return page.format(pk=account.pk, role=account.roles.order_by("pk")[0].pk)


@pytest.mark.parametrize("page", PAGES)
def test_page_is_for_administrators_who_are_signed_in(clerk: Account, secretary: Client, page: str) -> None:
    assert secretary.get(address(page, clerk)).status_code == 403
    assert Client().get(address(page, clerk)).headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("page", PAGES[2:])
@pytest.mark.parametrize("place", ["committee", "foreign_branch"])
def test_account_above_or_beside_does_not_exist(tree: Tree, sign_in: SignIn, page: str, place: str) -> None:
    administrator = sign_in(make_account("quantri", Role.ADMINISTRATOR, tree.grassroots))
    above = make_account("tren", Role.INSPECTOR, getattr(tree, place))

    for method in (administrator.get, administrator.post):
        assert method(address(page, above)).status_code in {404, 405}
    assert "Người tren" not in text_of(administrator.get("/accounts/"))


def test_role_of_another_account_in_the_address_does_not_exist(
    tree: Tree, administrator: Client, clerk: Account
) -> None:
    other = make_account("khac", Role.CLERK, tree.committee)

    assert administrator.get(f"/accounts/{clerk.pk}/roles/{other.roles.get().pk}/end/").status_code == 404


def search(client: Client, words: str) -> Any:
    """Type words into the search and press Enter: the list that one is led to."""
    return client.post("/accounts/", {"q": words}, follow=True)


def test_list_shows_who_had_a_role_and_finds_by_name(tree: Tree, administrator: Client, clerk: Account) -> None:
    clerk.roles.update(until_on=date(2020, 1, 1))
    make_account("nguoi-xa", Role.CLERK, tree.foreign_committee)

    everybody, found = administrator.get("/accounts/"), search(administrator, "CANBO")

    names = [[row["cells"][1]["text"] for row in page.context["rows"]] for page in (everybody, found)]
    assert names == [["canbo", "quantri"], ["canbo"]]
    assert "No account matches" in text_of(search(administrator, "ai-do"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("dang thi huong", ["huong.dt"]),
        ("ĐẶNG", ["huong.dt"]),
        ("đang hư", ["huong.dt"]),
        ("thi", ["huong.dt"]),
        ("uong", []),  # in the middle of a word
        ("huong.dt", ["huong.dt"]),
        ("can", ["canbo"]),
        ("bo", []),
    ],
)
def test_account_is_found_without_marks_by_how_its_words_begin(
    tree: Tree, administrator: Client, clerk: Account, typed: str, found: list[str]
) -> None:
    secretary = make_account("huong.dt", Role.BRANCH_SECRETARY, tree.branch)
    Account.objects.filter(pk=secretary.pk).update(full_name="Đặng Thị Hường")

    rows = search(administrator, typed).context["rows"]

    assert [row["cells"][1]["text"] for row in rows] == found


def test_search_of_accounts_shows_the_first_and_says_that_there_are_more(
    tree: Tree, administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admission.selectors.accounts.MOST_LINES", 2)
    for number in range(3):
        make_account(f"canbo{number}", Role.CLERK, tree.grassroots)

    page = search(administrator, "canbo")

    assert [row["cells"][1]["text"] for row in page.context["rows"]] == ["canbo0", "canbo1"]
    assert page.context["is_cut"] is True


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_often_for_three_as_for_one(
    tree: Tree, administrator: Client, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make_account(f"canbo{number}", Role.CLERK, tree.grassroots)

    with django_assert_num_queries(6):
        administrator.get("/accounts/")


def test_invitation_makes_an_account_without_password_and_mails_a_link(tree: Tree, administrator: Client) -> None:
    response = administrator.post("/accounts/invite/", INVITED, follow=True)

    account, link = Account.objects.get(username="moi.nguoi"), AccountLink.objects.get()
    role, mail = account.roles.get(), Mail.objects.get(recipient=account)
    assert response.redirect_chain == [(f"/accounts/{account.pk}/", 302)]
    assert (account.has_usable_password(), role.organization, role.given_by.username) == (False, tree.branch, "quantri")
    assert (mail.notice, mail.details) == ("invitation", {"link": link.pk})
    address = response.context["link_shown_once"]
    assert address in str(compose(mail=mail, digest=None).body)
    assert administrator.get(f"/accounts/{account.pk}/").context["link_shown_once"] == ""


def test_text_of_an_invitation_is_not_shown_in_the_outbox(tree: Tree, administrator: Client) -> None:
    administrator.post("/accounts/invite/", INVITED)
    mail = Mail.objects.get()
    compose(mail=mail, digest=None).send()

    page = administrator.get(f"/mail/{mail.pk}/")

    assert "is not shown here" in text_of(page)
    assert "/links/" not in page.content.decode()


UNFIT = "Đảng ủy Khối Thử nghiệm has no such role: secretaries belong to a branch, clerks to a committee."
BAD_INVITATIONS = [
    ({"username": "moi nguoi"}, "username", "Small letters, digits, dots and hyphens only."),
    ({"username": "quantri"}, "username", "There is an account of this user name already."),
    ({"organization": "CB-K"}, "organization", "No organisation of yours has this code or name."),
    ({"organization": "DU"}, "role", UNFIT),
    ({"role": "king"}, "role", "“Role”: choose one of those offered."),
    ({"until_on": "01/03/2026"}, "until_on", "The last day cannot come before the first day of the role."),
    ({"full_name": ""}, "full_name", "Enter the full name."),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "field", "words"), BAD_INVITATIONS)
def test_bad_invitation_is_told_and_leaves_nothing(
    tree: Tree, administrator: Client, changes: dict[str, str], field: str, words: str
) -> None:
    response = administrator.post("/accounts/invite/", INVITED | changes)

    assert errors_of(response) == {field: [words]}
    assert 'value="moi@example.vn"' in response.content.decode()
    assert (Account.objects.count(), AccountLink.objects.count()) == (1, 0)


def test_tampered_fields_are_ignored(tree: Tree, administrator: Client) -> None:
    administrator.post("/accounts/invite/", INVITED | {"password": "x", "is_active": "", "given_by": "1", "pk": "1"})

    account = Account.objects.get(username="moi.nguoi")
    assert (account.is_active, account.has_usable_password()) == (True, False)


def test_organization_is_found_by_its_name(tree: Tree, administrator: Client) -> None:
    administrator.post("/accounts/invite/", INVITED | {"organization": "chi bo hai"})

    assert RoleAssignment.objects.get(role="branch_secretary").organization == tree.sibling


def test_overlapping_role_is_told_in_clear_words(tree: Tree, administrator: Client, clerk: Account) -> None:
    typed = {"organization": "DU-CS", "role": "clerk", "from_on": "01/03/2026"}

    response = administrator.post(f"/accounts/{clerk.pk}/roles/give/", typed)

    assert errors_of(response) == {
        "from_on": ["The account has this role in this organisation already, since 01/01/2016."]
    }


def test_role_is_given_ended_and_voided(tree: Tree, administrator: Client, clerk: Account) -> None:
    administrator.post(
        f"/accounts/{clerk.pk}/roles/give/", {"organization": "DU", "role": "reviewer", "from_on": "02/03/2026"}
    )
    first, second = clerk.roles.order_by("pk")

    administrator.post(
        f"/accounts/{clerk.pk}/roles/{first.pk}/end/", {"until_on": "02/03/2026", "reason": "Chuyển công tác"}
    )
    page = administrator.post(f"/accounts/{clerk.pk}/roles/{second.pk}/void/", {"reason": "Nhầm người"}, follow=True)

    assert [role.until_on for role in clerk.roles.order_by("pk")] == [TODAY, None]
    assert ["Void: Nhầm người" in text_of(page), "Ended: Chuyển công tác" in text_of(page)] == [True, True]


def test_role_that_is_over_already_is_said_to_open_nothing(tree: Tree, administrator: Client, clerk: Account) -> None:
    typed = {"organization": "DU", "role": "reviewer", "from_on": "02/02/2026", "until_on": "27/02/2026"}

    page = administrator.post(f"/accounts/{clerk.pk}/roles/give/", typed, follow=True)

    assert "It ended on 27/02/2026 and opens nothing today." in text_of(page)


def test_own_account_offers_no_role_and_gets_none(tree: Tree, administrator: Client) -> None:
    own = Account.objects.get(username="quantri")
    typed = {"organization": "DU", "role": "clerk", "from_on": "02/03/2026"}

    response = administrator.post(f"/accounts/{own.pk}/roles/give/", typed)

    assert errors_of(response) == {"__all__": ["Nobody gives himself a role; another administrator can."]}
    assert administrator.get(f"/accounts/{own.pk}/").context["actions"] == []


def test_last_administrator_cannot_end_his_administration(tree: Tree, administrator: Client) -> None:
    own = Account.objects.get(username="quantri")
    place = f"/accounts/{own.pk}/roles/{own.roles.get().pk}/end/"

    response = administrator.post(place, {"until_on": "02/03/2026", "reason": "Thôi"})

    words = "Đảng ủy Khối Thử nghiệm would be left without an administrator; name another one first."
    assert errors_of(response) == {"__all__": [words]}


def test_closed_account_is_signed_out_and_opens_again(administrator: Client, clerk: Account, sign_in: SignIn) -> None:
    browser = sign_in(clerk)

    administrator.post(f"/accounts/{clerk.pk}/close/", {"reason": "Nghỉ hưu"})
    answer = browser.get("/")
    administrator.post(f"/accounts/{clerk.pk}/reopen/", {"reason": "Trở lại"})

    assert answer.status_code == 302
    assert Account.objects.get(pk=clerk.pk).is_active
    assert list(JournalEvent.objects.order_by("pk").values_list("verb", flat=True))[-3:] == [
        "account_closed",
        "sessions_ended",
        "account_reopened",
    ]


@pytest.mark.parametrize("page", ["close", "link", "link/revoke", "reopen"])
def test_account_with_a_role_elsewhere_is_not_his_alone_to_close(
    tree: Tree, clerk: Account, administrator: Client, page: str
) -> None:
    clerk.roles.create(organization=tree.foreign_committee, role=Role.CLERK, from_on=date(2020, 1, 1))

    response = administrator.post(f"/accounts/{clerk.pk}/{page}/", {"reason": "Thôi"})

    assert response.status_code == 403
    assert Account.objects.get(pk=clerk.pk).is_active
    assert "Give a role" in text_of(administrator.get(f"/accounts/{clerk.pk}/"))


def test_new_invitation_replaces_the_old_one_and_is_revoked(tree: Tree, administrator: Client) -> None:
    administrator.post("/accounts/invite/", INVITED)
    account = Account.objects.get(username="moi.nguoi")

    again = administrator.post(f"/accounts/{account.pk}/link/", follow=True)
    administrator.post(f"/accounts/{account.pk}/link/revoke/")

    assert "/links/" in again.context["link_shown_once"]
    assert [link.revoked_at for link in AccountLink.objects.all()] == [NOW, NOW]


def test_link_for_a_new_password_is_mailed_and_shown_to_nobody(administrator: Client, clerk: Account) -> None:
    response = administrator.post(f"/accounts/{clerk.pk}/link/", follow=True)

    assert response.context["link_shown_once"] == ""
    assert Mail.objects.get().notice == "new_password"
    clerk.refresh_from_db()
    assert clerk.has_usable_password()
