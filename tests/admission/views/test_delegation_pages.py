"""Leave and delegation on the pages; and whom somebody without a role asks."""

from datetime import date, timedelta

import pytest
from django.test import Client

from admission.models import AdmissionCase, Mail
from members.models import Account, Delegation, Role
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import errors_of, text_of
from tests.factories import TODAY, Dates, Tree, advance, make_account


@pytest.fixture
def delegate(tree: Tree) -> Account:
    return make_account("thay", Role.BRANCH_SECRETARY, tree.sibling)


def typed(**changes: object) -> dict[str, object]:
    role = Account.objects.get(username="bithu").roles.get()
    values = {
        "roles": [str(role.pk)], "delegate": "thay", "from_on": "02/03/2026", "until_on": "08/03/2026",
        "reason": "Nghỉ phép",
    }  # fmt: skip
    return values | changes


def test_leave_is_for_those_who_act(inspector: Client, administrator: Client) -> None:
    for page in ("/leave/", "/leave/new/", "/leave/1/end/"):
        assert (inspector.get(page).status_code, administrator.get(page).status_code) == (403, 403)
        assert Client().get(page).headers["Location"].startswith("/sign-in/?next=")


def test_delegation_is_shown_to_both_and_told_to_both(
    tree: Tree, secretary: Client, delegate: Account, sign_in: SignIn
) -> None:
    response = secretary.post("/leave/new/", typed(), follow=True)
    taken = sign_in(delegate).get("/leave/")

    assert response.redirect_chain == [("/leave/", 302)]
    for page in (response, taken):
        assert "Người thay, on behalf of Người bithu" in text_of(page)
    assert {mail.recipient.username for mail in Mail.objects.all()} == {"bithu", "thay"}


def test_first_page_says_for_whom_one_stands_in(
    tree: Tree, secretary: Client, delegate: Account, sign_in: SignIn
) -> None:
    browser = sign_in(delegate)
    before = text_of(browser.get("/"))

    secretary.post("/leave/new/", typed())

    words = f"You act for Người bithu until 08/03/2026: Branch secretary, {tree.branch.name}."
    assert (words in before, words in text_of(browser.get("/"))) == (False, True)
    assert words not in text_of(secretary.get("/"))


def test_delegate_is_found_by_name_and_days_without_year_are_to_come(
    tree: Tree, secretary: Client, delegate: Account
) -> None:
    secretary.post("/leave/new/", typed(delegate="nguoi thay", from_on="2/3", until_on="20/2"))

    delegation = Delegation.objects.get()
    assert delegation.delegate == delegate
    assert (delegation.from_on, delegation.until_on) == (TODAY, date(2027, 2, 20))


def test_namesakes_are_told_apart_by_user_name(tree: Tree, secretary: Client, delegate: Account) -> None:
    make_account("thay2", Role.BRANCH_SECRETARY, tree.sibling)
    Account.objects.filter(username="thay2").update(full_name=delegate.full_name)

    response = secretary.post("/leave/new/", typed(delegate=delegate.full_name))

    words = "Several people have this name. Enter the user name: thay, thay2."
    assert errors_of(response) == {"delegate": [words]}


NOBODY = "Nobody of this name has a role by which he acts in your Party committee on these days."
BAD = [
    ({"delegate": "bithu"}, "delegate", "Choose somebody else: nobody is his own delegate."),
    ({"delegate": "ai-do"}, "delegate", NOBODY),
    ({"delegate": "xa"}, "delegate", NOBODY),
    ({"from_on": "01/03/2026"}, "from_on", "The day 01/03/2026 is over already."),
    ({"until_on": "01/03/2026"}, "until_on", "The last day cannot come before the first one."),
    ({"roles": []}, "roles", "Choose at least one role."),
    ({"reason": ""}, "reason", "Say why."),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "field", "words"), BAD)
def test_bad_delegation_is_told(
    tree: Tree, secretary: Client, delegate: Account, changes: dict[str, object], field: str, words: str
) -> None:
    make_account("xa", Role.BRANCH_SECRETARY, tree.foreign_branch)

    response = secretary.post("/leave/new/", typed(**changes))

    assert errors_of(response) == {field: [words]}
    assert not Delegation.objects.exists()


def test_role_of_another_is_no_choice(tree: Tree, secretary: Client, delegate: Account, sign_in: SignIn) -> None:
    secretary.post("/leave/new/", typed())
    make_account("chi", Role.CLERK, tree.committee)

    page = sign_in(delegate).get("/leave/new/")
    response = sign_in(delegate).post("/leave/new/", typed(delegate="chi"))

    assert [label for _pk, label in page.context["form"].fields["roles"].choices] == ["Branch secretary · Chi bộ Hai"]
    assert list(errors_of(response)) == ["roles"]


def test_delegate_reads_and_records_in_whose_name_the_page_says(
    tree: Tree, case: AdmissionCase, secretary: Client, delegate: Account, sign_in: SignIn
) -> None:
    advance(case, Dates(decided_on=date(2026, 2, 25)))
    browser = sign_in(delegate)
    before = browser.get(f"/cases/{case.pk}/").status_code
    secretary.post("/leave/new/", typed())
    case.refresh_from_db()

    done = browser.post(
        f"/cases/{case.pk}/steps/decision_receipt/",
        {"revision": case.revision, "received_on": "27/02/2026"},
        follow=True,
    )

    words = "Người thay, on behalf of Người bithu"
    assert (before, words in text_of(done)) == (404, True)
    for page in (f"/cases/{case.pk}/", f"/cases/{case.pk}/inspection/"):
        assert words in text_of(browser.get(page))


def test_principal_ends_his_delegation_and_nobody_elses(
    tree: Tree, case: AdmissionCase, secretary: Client, delegate: Account, sign_in: SignIn
) -> None:
    secretary.post("/leave/new/", typed())
    page = f"/leave/{Delegation.objects.get().pk}/end/"

    foreign = sign_in(delegate).post(page, {"reason": "Thôi"}).status_code
    without = secretary.post(page, {"reason": ""})
    secretary.post(page, {"reason": "Về sớm"})

    assert (foreign, errors_of(without)) == (404, {"reason": ["Say why."]})
    assert sign_in(delegate).get(f"/cases/{case.pk}/").status_code == 404


def test_administrator_ends_a_delegation_of_his_part_of_the_tree(
    tree: Tree, secretary: Client, delegate: Account, administrator: Client, sign_in: SignIn
) -> None:
    secretary.post("/leave/new/", typed())
    delegation = Delegation.objects.get()
    page = f"/accounts/{delegation.assignment.account_id}/delegations/{delegation.pk}/end/"
    beside = sign_in(make_account("khac", Role.ADMINISTRATOR, tree.foreign_committee))

    assert beside.post(page, {"reason": "Thôi"}).status_code == 404
    assert secretary.post(page, {"reason": "Thôi"}).status_code == 403
    assert "Người thay, on behalf of Người bithu" in text_of(administrator.get(f"/accounts/{delegate.pk}/"))
    assert administrator.post(page, {"reason": "Thôi"}).status_code == 302
    assert not Delegation.objects.current().exists()


def test_account_without_a_role_is_told_whom_to_ask(tree: Tree, administrator: Client, sign_in: SignIn) -> None:
    make_account("quantri-xa", Role.ADMINISTRATOR, tree.foreign_committee)
    make_account("quantri-cs", Role.ADMINISTRATOR, tree.grassroots)
    former = make_account("cu", Role.BRANCH_SECRETARY, tree.branch)
    former.roles.update(until_on=TODAY - timedelta(days=1))

    pages = [sign_in(account).get("/") for account in (former, make_account("moi"))]

    asked = [[contact.name for contact in page.context["contacts"]] for page in pages]
    assert asked == [["Người quantri-cs"], ["Người quantri", "Người quantri-xa"]]
    assert "Whom to ask" in text_of(pages[0])
