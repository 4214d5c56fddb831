"""The pages on which an administrator deals with an address that fails; and how the alerts run, on his first page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from admission.models import AddressFailure, Heartbeat
from admission.services.addresses import record_returned_mail
from members.models import Account, Role
from tests.factories import NOW, REASON, Tree, make_account


@pytest.fixture
def subject(tree: Tree) -> Account:
    return make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)


def post(client: Client, name: str, subject: Account, **form: str) -> Any:
    return client.post(reverse(name, args=[subject.pk]), form, follow=True)


def test_administrator_notes_returned_mail_and_corrects_the_address(administrator: Client, subject: Account) -> None:
    page = post(administrator, "account-bounce", subject, said="550 user unknown")
    assert "Mail comes back since 02/03/2026 09:00; nothing is sent there. 550 user unknown" in page.content.decode()
    assert "bithu" in administrator.get(reverse("mail-list")).content.decode()

    page = post(administrator, "account-address", subject, email="moi@example.vn")

    subject.refresh_from_db()
    assert subject.email == "moi@example.vn"
    assert "Mail comes back since" not in page.content.decode()
    assert AddressFailure.objects.get().cleared_at == NOW


def test_administrator_says_that_mail_arrives_again(administrator: Client, subject: Account) -> None:
    record_returned_mail(account=subject, said="", now=NOW)

    page = post(administrator, "account-bounce-clear", subject, reason=REASON)

    assert "Mail is sent there again." in page.content.decode()
    assert AddressFailure.objects.get().cleared_by == Account.objects.get(username="quantri")


@pytest.mark.parametrize(
    ("name", "form", "words"),
    [
        ("account-address", {"email": "khong phai"}, "This is no e-mail address"),
        ("account-address", {"email": "bithu@example.vn"}, "The account has this address already."),
        ("account-address", {"email": ""}, "Enter the e-mail address."),
        ("account-bounce-clear", {"reason": REASON}, "No returned mail is recorded for this address."),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(
    administrator: Client, subject: Account, name: str, form: dict[str, str], words: str
) -> None:
    page = post(administrator, name, subject, **form)

    assert words in page.content.decode()
    assert not AddressFailure.objects.exists()
    for value in form.values():
        assert value in page.content.decode()


def test_bounce_of_an_account_without_address_is_refused_in_plain_words(
    administrator: Client, subject: Account
) -> None:
    Account.objects.filter(pk=subject.pk).update(email="")

    page = post(administrator, "account-bounce", subject, said="550")

    assert "The account has no e-mail address: give it one." in page.content.decode()


def test_first_page_of_an_administrator_says_how_the_alerts_run(tree: Tree, administrator: Client) -> None:
    Heartbeat.objects.create(name="sweep", last_at=NOW)

    html = " ".join(administrator.get("/").content.decode().split())

    assert "Last sweep: 02/03/2026 09:00." in html
    assert "Every alert that was due has been sent." in html
    assert "Next digest: 03/03/2026 07:00." in html


def test_first_page_of_a_secretary_leaves_the_machine_out(secretary: Client) -> None:
    assert "Last sweep" not in secretary.get("/").content.decode()
