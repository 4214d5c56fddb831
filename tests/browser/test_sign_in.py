"""Signing in with a telephone, and the warning before a session ends, in a browser."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from admission.models import AdmissionCase
from members.models import Role
from tests.browser.conftest import Visitor
from tests.factories import NOW, PASSWORD, Tree, make_account
from tests.signing_in import code_now, enroll

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def type_password(visitor: Visitor, username: str) -> None:
    visitor.open(reverse("sign-in"))
    visitor.fill({"username": username, "password": PASSWORD})
    visitor.send()


def test_second_factor_is_set_up_and_asked_for(visitor: Visitor, tree: Tree) -> None:
    make_account("kiemtra", Role.INSPECTOR, tree.committee)
    with time_machine.travel(NOW, tick=True):
        type_password(visitor, "kiemtra")
        visitor.look("set up")
        key = visitor.page.locator(".enroll-key").inner_text().replace(" ", "")
        visitor.fill({"code": code_now(key)})
        visitor.send()
        visitor.look("recovery codes")
        code = visitor.page.locator(".recovery-codes code").first.inner_text()
        visitor.page.context.clear_cookies()

        type_password(visitor, "kiemtra")
        visitor.look("second step")
        visitor.fill({"code": code})
        visitor.send()

        visitor.look("account")
        for name in ("password", "second-factor", "confirm"):
            visitor.open(reverse(name))
            visitor.look(name)


def test_session_is_prolonged_from_its_warning(visitor: Visitor, tree: Tree) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    with time_machine.travel(NOW, tick=True):
        type_password(visitor, "bithu")
        bar = visitor.page.locator(".session-warning")
        assert bar.is_hidden()
    with time_machine.travel(NOW + timedelta(minutes=26), tick=True):
        visitor.page.clock.install()
        visitor.page.reload()
        # Another window was not used meanwhile: the server says the same as the clock of the page. Its clock goes ahead
        # first: the page asks as soon as its own has passed the moment, and must not be answered by the one before.
        with time_machine.travel(timezone.now() + timedelta(minutes=25, seconds=30), tick=True):
            visitor.page.clock.fast_forward("25:35")
            bar.wait_for()
            visitor.look("warning")

            visitor.page.locator("[data-session-prolong]").click()

            bar.wait_for(state="hidden")


def test_text_typed_in_a_session_that_ended_comes_back(visitor: Visitor, case: AdmissionCase) -> None:
    account = make_account("bithu", Role.BRANCH_SECRETARY, case.branch)
    with time_machine.travel(NOW, tick=True):
        key, _codes = enroll(account)
        type_password(visitor, "bithu")
        visitor.fill({"code": code_now(key)})
        visitor.send()
        visitor.open(reverse("step", args=[case.pk, "assign_sponsor"]))
        visitor.fill({"sponsor": "Lê Văn Bình"})
    with time_machine.travel(NOW + timedelta(minutes=40), tick=True):
        visitor.send()
        visitor.look("sign in again")
        visitor.fill({"username": "bithu", "password": PASSWORD})
        visitor.send()
        visitor.fill({"code": code_now(key)})
        visitor.send()

        assert visitor.page.locator('[name="sponsor"]').input_value() == "Lê Văn Bình"
        visitor.look("typed text again")
