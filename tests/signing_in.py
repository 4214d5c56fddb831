"""Sign in through the pages, with the code that the telephone would show."""

from typing import Any

from django.test import Client
from django.utils import timezone

from members.models import Account
from members.services.second_factors import code_at, enroll_second_factor, new_key, step_at
from tests.factories import PASSWORD

ENGLISH = {"accept-language": "en"}


def enroll(account: Account) -> tuple[str, list[str]]:
    """Set up a second factor a while ago; give its key and the paper codes."""
    key = new_key()
    now = timezone.now()
    codes = enroll_second_factor(
        account=account, key=key, code=code_at(key, step_at(now) - 1), session_key=None, now=now
    )
    return key, codes


def code_now(key: str) -> str:
    return code_at(key, step_at(timezone.now()))


def type_password(username: str, password: str = PASSWORD, *, client: Client | None = None, **more: Any) -> Any:
    """Send the first page; the answer, whose client goes on."""
    client = client or Client(headers=ENGLISH)
    return client.post("/sign-in/", {"username": username, "password": password}, **more)


def signed_in(account: Account, key: str = "") -> Client:
    """Somebody who came in through the pages."""
    account.language = "en"
    account.save()
    client = Client(headers=ENGLISH)
    response = type_password(account.username, client=client)
    if key:
        response = client.post(response.headers["Location"], {"code": code_now(key)})
    assert response.headers["Location"] == "/"
    return client
