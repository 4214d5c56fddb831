"""Sessions: when they end, and that nothing typed is lost by it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase
from members.models import Account, AccountSession, JournalEvent, KeptForm, Role
from tests.admission.views.pages import errors_of, step_url, text_of
from tests.factories import NOW, PASSWORD, Tree, make_account
from tests.signing_in import ENGLISH, signed_in, type_password

TYPED = {"sponsor": "Lê Văn Bình", "assigned_on": "02/03/2026"}
FIELD = '<input type="text" name="assigned_on" value="02/03/2026"'


@pytest.fixture
def account(tree: Tree) -> Account:
    return make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)


@pytest.fixture
def client(account: Account) -> Client:
    return signed_in(account)


def after(**time: int) -> time_machine.travel:
    return time_machine.travel(NOW + timedelta(**time), tick=False)


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (30, 302)])
def test_session_ends_after_thirty_idle_minutes(client: Client, minutes: int, status: int) -> None:
    with after(minutes=minutes):
        assert client.get("/").status_code == status


def test_session_goes_on_while_pages_are_opened_and_ends_after_twelve_hours(client: Client) -> None:
    answers = []
    for quarter in range(1, 50):
        with after(minutes=15 * quarter):
            answers.append(client.get("/").status_code)

    assert answers == [200] * 47 + [302] * 2


def test_end_of_a_session_is_told_once(client: Client) -> None:
    with after(minutes=31):
        first = client.get("/", headers={"accept": "text/html"}, follow=True)
        client.get("/cases/")

    assert "You were signed out because the session had ended." in text_of(first)
    assert JournalEvent.objects.get(verb="sessions_ended").details == {"count": 1, "reason": "over"}


def test_page_asked_for_its_time_left_is_no_sign_of_life(client: Client) -> None:
    with after(minutes=25):
        assert client.get("/session/left/").json() == {"seconds": 300}
    with after(minutes=31):
        assert client.get("/session/left/").status_code == 302


def test_button_prolongs_the_session(client: Client) -> None:
    with after(minutes=25):
        assert client.post("/session/left/").json() == {"seconds": 1800}
    with after(minutes=50):
        assert client.get("/").status_code == 200


def test_button_does_not_prolong_beyond_twelve_hours(client: Client) -> None:
    for half in range(1, 29):
        with after(minutes=25 * half):
            client.post("/session/left/")

    with after(hours=11, minutes=55):
        assert client.post("/session/left/").json() == {"seconds": 300}


def test_form_sent_after_the_end_is_shown_again_after_signing_in(client: Client, case: AdmissionCase) -> None:
    url = step_url(case, StepCode.ASSIGN_SPONSOR)
    with after(minutes=31):
        sent = client.post(url, TYPED)
        assert sent.headers["Location"] == f"/sign-in/?next={url}"
        assert "What you typed is kept" in text_of(client.get(sent.headers["Location"]))
        back = type_password("bithu", client=client, query_params={"next": url})
        page = client.get(back.headers["Location"])

    assert page.context["form"].data["sponsor"] == "Lê Văn Bình"
    assert page.context["form"].data["assigned_on"] == "02/03/2026"
    assert "Nothing was sent yet" in text_of(page)
    assert not case.sponsorship_facts.exists()


def test_form_shown_again_survives_a_reload_and_goes_when_sent(client: Client, case: AdmissionCase) -> None:
    url = step_url(case, StepCode.ASSIGN_SPONSOR)
    with after(minutes=31):
        client.post(url, TYPED)
        type_password("bithu", client=client)
        assert client.get(url).context["form"].is_bound
        assert client.get(url).context["form"].is_bound
        client.post(url, {"sponsor": ""})

        assert not client.get(url).context["form"].is_bound
        assert not KeptForm.objects.exists()


def test_form_is_kept_for_nobody_else(client: Client, case: AdmissionCase, tree: Tree) -> None:
    make_account("phobithu", Role.DEPUTY_SECRETARY, tree.branch)
    url = step_url(case, StepCode.ASSIGN_SPONSOR)
    with after(minutes=31):
        client.post(url, TYPED)
        type_password("phobithu", client=client)

        assert not client.get(url).context["form"].is_bound
        assert client.get("/session/kept/").headers["Location"] == "/"


def test_forms_of_two_windows_are_both_kept(client: Client, case: AdmissionCase) -> None:
    urls = [step_url(case, StepCode.ASSIGN_SPONSOR), "/cases/new/"]
    with after(minutes=31):
        for url in urls:
            client.post(url, {**TYPED, "full_name": "Trần Thị Cúc"})
        type_password("bithu", client=client)

        assert [client.get(url).context["form"].is_bound for url in urls] == [True, True]


def test_kept_form_lies_sealed_and_without_passwords(client: Client) -> None:
    with after(minutes=31):
        client.post("/cases/new/", {"full_name": "Trần Thị Cúc", "password": "bí mật"})
        client.post("/account/password/", {"old_password": PASSWORD, "new_password": "x"})

    kept = KeptForm.objects.get()
    assert kept.path == "/cases/new/"
    assert "Cúc" not in kept.sealed_fields


def test_kept_form_is_forgotten_after_twelve_hours(client: Client) -> None:
    with after(minutes=31):
        client.post("/cases/new/", {"full_name": "Trần Thị Cúc"})
    with after(hours=13):
        type_password("bithu", client=client)

        assert not client.get("/cases/new/").context["form"].is_bound


def test_forged_form_without_token_is_not_kept(account: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)
    session = client.session
    session["seen_at"] = 0
    session.save()

    response = client.post("/cases/new/", {"full_name": "Kẻ lạ"})

    assert response.status_code == 403
    assert not KeptForm.objects.exists()


def test_own_sessions_are_listed_and_one_is_ended(client: Client, account: Account) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64) Gecko/20100101 Firefox/140.0"
    other = type_password("bithu", headers={"user-agent": agent}).client
    key = other.session.session_key or ""
    page = client.get("/account/")
    assert "Firefox · Windows" in text_of(page)
    handle = next(one.handle for one in page.context["sessions"] if not one.is_this)

    client.post(f"/account/sessions/{handle}/end/")

    assert other.get("/").status_code == 302
    assert client.get("/").status_code == 200
    assert key
    assert key not in page.content.decode()


def test_session_of_somebody_else_is_not_ended(client: Client, tree: Tree) -> None:
    other = signed_in(make_account("khac", Role.BRANCH_SECRETARY, tree.sibling))
    handle = other.get("/account/").context["sessions"][0].handle

    client.post(f"/account/sessions/{handle}/end/")

    assert other.get("/").status_code == 200


def test_sign_out_everywhere_ends_all_sessions(client: Client, account: Account) -> None:
    other = signed_in(account)

    response = client.post("/account/sessions/end/")

    assert response.headers["Location"] == "/sign-in/"
    assert [one.get("/").status_code for one in (client, other)] == [302, 302]
    assert not AccountSession.objects.filter(account=account).exists()


def test_other_password_ends_the_other_sessions(client: Client, account: Account) -> None:
    other = signed_in(account)
    new = "ngọn đèn sáng trong lán"

    typed = {"old_password": PASSWORD, "new_password": new, "new_password_again": new}
    response = client.post("/account/password/", typed)

    assert response.headers["Location"] == "/account/"
    assert [one.get("/").status_code for one in (client, other)] == [200, 302]
    assert type_password("bithu", new, client=Client(headers=ENGLISH)).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("sai", "ngọn đèn sáng trong lán", "ngọn đèn sáng trong lán", "old_password"),
        (PASSWORD, "ngắn", "ngắn", "new_password"),
        (PASSWORD, "ngọn đèn sáng trong lán", "khác", "new_password_again"),
        (PASSWORD, PASSWORD, PASSWORD, "new_password"),
        (PASSWORD, "bithu-bithu-2026", "bithu-bithu-2026", "new_password"),
    ],
)
def test_password_is_not_changed_with_a_mistake(
    client: Client, account: Account, old: str, new: str, again: str, field: str
) -> None:
    typed = {"old_password": old, "new_password": new, "new_password_again": again}

    response = client.post("/account/password/", typed)

    account.refresh_from_db()
    assert list(errors_of(response)) == [field]
    assert account.check_password(PASSWORD)


@pytest.mark.parametrize(
    "page",
    ["/account/", "/account/password/", "/account/second-factor/", "/session/left/", "/session/confirm/",
     "/session/kept/", "/accounts/1/second-factor/reset/"],
)  # fmt: skip
def test_page_of_the_account_is_closed_to_who_is_signed_out(db: None, page: str) -> None:
    assert Client().get(page).headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("page", ["/account/recovery-codes/", "/account/sessions/x/end/", "/account/sessions/end/"])
def test_button_of_the_account_is_closed_to_who_is_signed_out(db: None, page: str) -> None:
    assert Client().post(page).headers["Location"].startswith("/sign-in/?next=")
