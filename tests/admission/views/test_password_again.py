"""The password again before a grave act: asked for in time, and nothing typed is lost; and a lost telephone."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.views.generic import View

from admission.models import Mail
from admission.permissions import Act
from admission.views.base import GuardedMixin
from admission.views.rules import ActivateRuleSetView
from members.models import Account, JournalEvent, KeptForm, Role, SecondFactor
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import errors_of, text_of
from tests.factories import NOW, PASSWORD, Tree, make_account
from tests.signing_in import code_now, enroll, signed_in, type_password

CONFIRM = "/session/confirm/?next="
NEW_PASSWORD = "ngọn đèn sáng trong lán"


@pytest.fixture
def keeper(tree: Tree) -> tuple[Client, str]:
    account = make_account("quantri", Role.ADMINISTRATOR, tree.committee)
    key, _codes = enroll(account)
    return signed_in(account, key), key


@pytest.fixture
def owner(tree: Tree) -> Account:
    account = make_account("thamdinh", Role.REVIEWER, tree.committee)
    enroll(account)
    return account


def reset_url(account: Account) -> str:
    return f"/accounts/{account.pk}/second-factor/reset/"


def after(minutes: int) -> time_machine.travel:
    return time_machine.travel(NOW + timedelta(minutes=minutes), tick=False)


def test_grave_act_right_after_signing_in_asks_nothing(keeper: tuple[Client, str], owner: Account) -> None:
    client, _key = keeper

    with after(4):
        response = client.post(reset_url(owner), {"reason": "Mất điện thoại, đã gặp trực tiếp"})

    assert response.headers["Location"] == f"/accounts/{owner.pk}/"
    assert not SecondFactor.objects.current().filter(account=owner).exists()


def test_grave_act_later_asks_first_and_shows_the_form_again(keeper: tuple[Client, str], owner: Account) -> None:
    client, _key = keeper
    with after(6):
        asked = client.post(reset_url(owner), {"reason": "Mất điện thoại"})
        assert asked.headers["Location"] == f"{CONFIRM}{reset_url(owner).replace('/', '%2F')}"
        back = client.post(asked.headers["Location"], {"password": PASSWORD})
        page = client.get(back.headers["Location"])

        assert page.context["form"].data["reason"] == "Mất điện thoại"
        assert SecondFactor.objects.current().filter(account=owner).exists()
        client.post(reset_url(owner), {"reason": "Mất điện thoại"})

    assert not SecondFactor.objects.current().filter(account=owner).exists()
    assert not KeptForm.objects.exists()


def test_form_of_a_grave_act_is_shown_without_asking(keeper: tuple[Client, str], owner: Account) -> None:
    with after(6):
        assert keeper[0].get(reset_url(owner)).status_code == 200


def test_wrong_password_confirms_nothing(keeper: tuple[Client, str], owner: Account) -> None:
    client, _key = keeper
    with after(6):
        wrong = client.post(f"{CONFIRM}/", {"password": "sai"})
        empty = client.post(f"{CONFIRM}/", {})

        assert list(errors_of(wrong)) == list(errors_of(empty)) == ["password"]
        assert client.post(reset_url(owner), {"reason": "x"}).headers["Location"].startswith(CONFIRM)


def test_code_of_the_app_confirms_as_well(keeper: tuple[Client, str]) -> None:
    client, key = keeper

    with after(6):
        assert client.post(f"{CONFIRM}/rules/", {"code": code_now(key)}).headers["Location"] == "/rules/"


def test_guesses_at_the_confirmation_are_counted(keeper: tuple[Client, str]) -> None:
    client, _key = keeper
    answers = [client.post(f"{CONFIRM}/", {"password": "sai"}) for _number in range(11)]

    assert [list(errors_of(answer)) for answer in answers] == [["password"]] * 10 + [["__all__"]]


def test_confirmation_does_not_lead_away(keeper: tuple[Client, str]) -> None:
    response = keeper[0].post(f"{CONFIRM}https://example.com/", {"password": PASSWORD})

    assert response.headers["Location"] == "/account/"


def test_button_without_a_form_is_pressed_again_on_a_page_of_its_own(keeper: tuple[Client, str]) -> None:
    client, _key = keeper
    with after(6):
        request = RequestFactory().post("/mail/sweep/?x=1", {"a": ["1", "2"], "csrfmiddlewaretoken": "t"})
        request.user, request.session = Account.objects.get(username="quantri"), client.session
        asked = Button.as_view()(request)
        request.session.save()
        page = client.get("/session/kept/")

    assert asked.headers["Location"] == f"{CONFIRM}%2Fsession%2Fkept%2F"
    assert page.context["fields"] == [("a", "1"), ("a", "2")]
    assert 'action="/mail/sweep/?x=1"' in page.content.decode()


class Button(GuardedMixin, View):
    """A page that is only posted to."""

    act = Act.READ_MAIL
    asks_password_again = True
    http_method_names = ["post"]


def test_rule_set_is_not_put_into_force_without_the_password() -> None:
    assert ActivateRuleSetView.asks_password_again


def test_new_recovery_codes_ask_for_the_password(keeper: tuple[Client, str]) -> None:
    client, _key = keeper
    assert len(client.post("/account/recovery-codes/").context["codes"]) == 10

    with after(6):
        assert client.post("/account/recovery-codes/").headers["Location"] == f"{CONFIRM}%2Faccount%2F"


def test_another_telephone_asks_for_the_password(keeper: tuple[Client, str]) -> None:
    client, _key = keeper
    with after(6):
        response = client.post("/account/second-factor/", {"code": "123456"})

    assert response.headers["Location"] == f"{CONFIRM}%2Faccount%2Fsecond-factor%2F"


def test_reset_is_journalled_told_and_ends_the_sessions(keeper: tuple[Client, str], owner: Account) -> None:
    account = make_account("lan", Role.INSPECTOR, owner.roles.get().organization)
    key, _codes = enroll(account)
    theirs = signed_in(account, key)

    keeper[0].post(reset_url(account), {"reason": "Mất điện thoại"})

    event = JournalEvent.objects.get(verb="second_factor_removed")
    assert (event.account.username, event.details) == ("quantri", {"reason": "Mất điện thoại"})  # type: ignore[union-attr]
    assert Mail.objects.get().recipient == account
    assert theirs.get("/").status_code == 302
    assert type_password("lan").client.get("/").headers["Location"] == "/account/second-factor/"


def test_reset_asks_for_a_reason_and_a_second_factor(keeper: tuple[Client, str], owner: Account, tree: Tree) -> None:
    without = make_account("khong", Role.CLERK, tree.committee)

    assert errors_of(keeper[0].post(reset_url(owner), {"reason": " "})) == {"reason": ["Say why."]}
    assert "This account has no second factor." in text_of(keeper[0].post(reset_url(without), {"reason": "x"}))


def test_reset_reaches_the_accounts_below_and_no_other(keeper: tuple[Client, str], tree: Tree) -> None:
    client, _key = keeper
    own = Account.objects.get(username="quantri")
    below = make_account("duoi", Role.CLERK, tree.grassroots)
    foreign = make_account("xa", Role.CLERK, tree.foreign_committee)

    assert [client.get(reset_url(one)).status_code for one in (below, foreign, own)] == [200, 404, 404]
    assert client.post(reset_url(foreign), {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_reset_is_for_administrators(tree: Tree, owner: Account, sign_in: SignIn, role: Role) -> None:
    client = sign_in(make_account("ai", role, tree.committee))

    assert client.post(reset_url(owner), {"reason": "x"}).status_code == 403


def test_page_that_asks_names_the_act_and_no_address_breaks_it(keeper: tuple[Client, str], owner: Account) -> None:
    client, _key = keeper

    with after(6):
        asked = client.post(reset_url(owner), {"reason": "Mất điện thoại"})
        button = client.post("/account/recovery-codes/")
        broken = [client.get(f"{CONFIRM}{address}") for address in ("http://[", "https://example.com/rules/", "/none/")]

        assert "Invite accounts, give and end roles" in text_of(client.get(asked.headers["Location"]))
        assert "Keep one's own account" in text_of(client.get(button.headers["Location"]))
    assert [page.status_code for page in broken] == [200, 200, 200]
    assert "Read the regulations" not in text_of(broken[1])
