"""The pages of the register of personal-data requests."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from admission.domain.data_requests import RequestOutcome
from admission.models import DataRequest, RequestAnswer, RequestReceipt
from members.models import Account, Role
from tests.admission.services.requests import SUBJECT, give_answer, make_request
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import errors_of, text_of
from tests.factories import Tree, make_account

PAGES = ("", "answer/", "extend/", "complete/", "facts/requestreceipt/{fact}/correct/", "deadlines/{deadline}/")


@pytest.fixture
def clerk_account(tree: Tree) -> Account:
    return make_account("canbo", Role.CLERK, tree.committee)


@pytest.fixture
def clerk(clerk_account: Account, sign_in: SignIn) -> Client:
    return sign_in(clerk_account)


@pytest.fixture
def request_(tree: Tree, clerk_account: Account) -> DataRequest:
    return make_request(tree.committee, clerk_account, received_on=date(2026, 2, 27))


def address(request: DataRequest, page: str) -> str:
    fact = RequestReceipt.objects.current().get(request=request)
    deadline = request.deadlines.get(kind="request_answer")
    return f"/requests/{request.pk}/{page.format(fact=fact.pk, deadline=deadline.pk)}"


def typed(**more: Any) -> dict[str, Any]:
    return {"kind": "erase", "received_on": "27/02/2026", "subject_name": SUBJECT, "subject_born_on": "",
            "asked_by": ""} | more  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_not_there_for_others(tree: Tree, request_: DataRequest, sign_in: SignIn, page: str) -> None:
    others = [(Role.CLERK, tree.foreign_committee), (Role.BRANCH_SECRETARY, tree.branch), (Role.CLERK, tree.grassroots),
              (Role.INSPECTOR, tree.committee), (Role.ADMINISTRATOR, tree.committee)]  # fmt: skip
    for number, (role, organization) in enumerate(others):
        client = sign_in(make_account(f"ai-{number}", role, organization))

        assert client.get(address(request_, page)).status_code == 404
        assert client.post(address(request_, page)).status_code in {404, 405}


@pytest.mark.parametrize("page", PAGES)
def test_pages_ask_who_is_not_signed_in_to_sign_in(request_: DataRequest, page: str) -> None:
    response = Client().get(address(request_, page))

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("page", ["/requests/", "/requests/new/"])
def test_register_is_for_committee_people(
    page: str, secretary: Client, inspector: Client, administrator: Client, clerk: Client
) -> None:
    assert [one.get(page).status_code for one in (secretary, inspector, administrator, clerk)] == [403, 403, 403, 200]
    assert Client().get(page).status_code == 302


def test_register_shows_requests_of_the_committees_below_and_of_no_other(
    tree: Tree, request_: DataRequest, clerk: Client
) -> None:
    below = make_request(tree.grassroots, make_account("co-so", Role.CLERK, tree.grassroots))
    far = make_request(tree.foreign_committee, make_account("xa", Role.CLERK, tree.foreign_committee))

    page = text_of(clerk.get("/requests/"))

    assert page.index(request_.code) < page.index(below.code)
    assert far.code not in page
    assert "Answer: 1 working day left" in page


def test_register_takes_as_many_queries_for_three_as_for_one(
    tree: Tree, request_: DataRequest, clerk: Client, clerk_account: Account, django_assert_num_queries: Any
) -> None:
    clerk.get("/requests/")
    with django_assert_num_queries(6) as one:
        clerk.get("/requests/")
    for _ in range(2):
        make_request(tree.committee, clerk_account)

    with django_assert_num_queries(len(one)):
        clerk.get("/requests/")


def test_request_is_entered_in_the_only_committee(tree: Tree, sign_in: SignIn) -> None:
    client = sign_in(make_account("co-so", Role.CLERK, tree.grassroots))

    response = client.post("/requests/new/", typed(organization=tree.grassroots.pk, person=1))

    made = DataRequest.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, f"/requests/{made.pk}/")
    assert made.organization == tree.grassroots
    assert RequestReceipt.objects.get().person is None


def test_request_for_a_foreign_committee_is_no_choice(tree: Tree, clerk: Client) -> None:
    for organization in (tree.foreign_committee, tree.branch):
        assert list(errors_of(clerk.post("/requests/new/", typed(organization=organization.pk)))) == ["organization"]
    assert not DataRequest.objects.exists()


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"kind": ""}, "kind", "Choose what is asked."),
        ({"received_on": "03/03/2026"}, "received_on", "This day cannot lie after 02/03/2026."),
        ({"received_on": "01/01/1990"}, "received_on", "There is no working-day calendar for 1990"),
        ({"received_on": "31/02/2026"}, "received_on", "does not exist"),
        ({"subject_name": "007"}, "subject_name", "A name has letters only."),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(
    tree: Tree, clerk: Client, values: dict[str, str], field: str, words: str
) -> None:
    page = clerk.post("/requests/new/", typed(organization=tree.committee.pk, asked_by="Luật sư Đỗ", **values))

    assert words in errors_of(page)[field][0]
    assert "Luật sư Đỗ" in page.content.decode()


def test_request_shows_its_clocks_with_light_and_doubt(request_: DataRequest, clerk: Client) -> None:
    page = text_of(clerk.get(f"/requests/{request_.pk}/"))

    assert "1 working day left (until Tuesday 03/03/2026)" in page
    assert "Rule not verified yet" in page
    assert "356/2025/NĐ-CP" in page
    assert "No record with this name" in page


def test_why_this_date_counts_the_days(request_: DataRequest, clerk: Client) -> None:
    page = text_of(clerk.get(address(request_, "deadlines/{deadline}/")))
    piece = clerk.get(address(request_, "deadlines/{deadline}/"), headers={"hx-request": "true"})

    assert "Day the request was received: Friday 27/02/2026" in page
    assert "2 working days" in page
    assert "Tuesday 03/03/2026" in page
    assert "<html" not in piece.content.decode()


def test_request_is_answered_and_carried_out(request_: DataRequest, clerk: Client) -> None:
    answer = {"answered_on": "02/03/2026", "outcome": "refused_in_part", "legal_ground": "91/2025, 19", "number": "9"}

    clerk.post(f"/requests/{request_.pk}/answer/", answer)
    clerk.post(f"/requests/{request_.pk}/complete/", {"done_on": "02/03/2026"})

    page = text_of(clerk.get(f"/requests/{request_.pk}/"))
    assert "Request refused in part" in page
    assert page.count("Done on 02/03/2026") == 2
    assert "Record the answer" not in page


def test_refusal_without_ground_is_told_at_its_field(request_: DataRequest, clerk: Client) -> None:
    page = clerk.post(f"/requests/{request_.pk}/answer/", {"answered_on": "02/03/2026", "outcome": "refused"})

    assert errors_of(page) == {"legal_ground": ["Say on which clause of the law the refusal rests."]}
    assert not RequestAnswer.objects.exists()


def test_second_answer_is_told_and_nothing_recorded_twice(
    request_: DataRequest, clerk: Client, clerk_account: Account
) -> None:
    give_answer(request_, clerk_account)

    page = clerk.post(f"/requests/{request_.pk}/answer/", {"answered_on": "02/03/2026", "outcome": "granted"})

    assert "Nothing was recorded twice." in errors_of(page)["__all__"][0]
    assert RequestAnswer.objects.count() == 1


def test_extension_says_how_much_the_law_allows(request_: DataRequest, clerk: Client) -> None:
    values = {"granted_on": "02/03/2026", "days": "21", "reason": "Phải xác minh"}

    page = clerk.post(f"/requests/{request_.pk}/extend/", values)
    clerk.post(f"/requests/{request_.pk}/extend/", values | {"days": "20"})

    assert errors_of(page) == {"days": ["At most 20 days can be added."]}
    why = request_.deadlines.get(kind="request_carry_out").pk
    assert "20 days added: Phải xác minh" in text_of(clerk.get(f"/requests/{request_.pk}/deadlines/{why}/"))


def test_correction_is_prefilled_asks_why_and_keeps_both(request_: DataRequest, clerk: Client) -> None:
    url = address(request_, "facts/requestreceipt/{fact}/correct/")

    form = clerk.get(url)
    without_reason = clerk.post(url, typed(received_on="26/02/2026"))
    clerk.post(url, typed(received_on="26/02/2026", correction_reason="Ghi nhầm"))

    assert 'value="27/02/2026"' in form.content.decode()
    assert list(errors_of(without_reason)) == ["correction_reason"]
    page = text_of(clerk.get(f"/requests/{request_.pk}/"))
    assert "Corrected since" in page
    assert "26/02/2026" in page
    assert clerk.get(url).status_code == 404


def test_fact_of_another_request_or_kind_is_not_there(
    tree: Tree, request_: DataRequest, clerk: Client, clerk_account: Account
) -> None:
    other = RequestReceipt.objects.get(request=make_request(tree.committee, clerk_account))

    assert clerk.get(f"/requests/{request_.pk}/facts/requestreceipt/{other.pk}/correct/").status_code == 404
    assert clerk.get(f"/requests/{request_.pk}/facts/ceremony/{other.pk}/correct/").status_code == 404


def test_own_work_shows_open_requests_to_who_must_answer(
    tree: Tree, request_: DataRequest, clerk: Client, clerk_account: Account, secretary: Client, sign_in: SignIn
) -> None:
    below = sign_in(make_account("co-so", Role.CLERK, tree.grassroots))

    assert request_.code in text_of(clerk.get("/"))
    assert all(request_.code not in text_of(other.get("/")) for other in (secretary, below))
    give_answer(request_, clerk_account, outcome=RequestOutcome.REFUSED, ground="91/2025/QH15")
    assert request_.code not in text_of(clerk.get("/"))


def test_why_page_leads_to_confirming_receipt_until_it_is_confirmed(
    clerk: Client, request_: DataRequest, tree: Tree, sign_in: SignIn
) -> None:
    deputy = sign_in(make_account("thamdinh", Role.REVIEWER, tree.committee))
    page = address(request_, "deadlines/{deadline}/")
    link = f'href="{page}received/"'
    assert link in clerk.get(page).content.decode()

    assert clerk.get(f"{page}received/").status_code == 200
    clerk.post(f"{page}received/")

    for client in (clerk, deputy):
        html = client.get(page).content.decode()
        assert link not in html
        assert "Receipt confirmed on" in html


def test_why_page_of_an_answered_request_asks_for_no_receipt(
    clerk: Client, clerk_account: Account, request_: DataRequest
) -> None:
    page = address(request_, "deadlines/{deadline}/")
    give_answer(request_, clerk_account)

    assert f'href="{page}received/"' not in clerk.get(page).content.decode()


def test_request_without_a_day_of_birth_says_why_nobody_was_found(tree: Tree, clerk: Client) -> None:
    made = clerk.post("/requests/new/", typed(organization=tree.committee.pk))

    page = text_of(clerk.get(made.headers["Location"]))

    assert "The person's record was not looked for: the day of birth is missing." in page
    assert "No record with this name" not in page
