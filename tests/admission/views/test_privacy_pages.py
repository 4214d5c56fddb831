"""What is kept and why, for everybody; the retention rules, for the administrator."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from members.models import JournalEvent, Role
from tests.admission.services.test_retention import closed_account
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.factories import Tree, make_account


def test_page_is_for_everybody_signed_in_and_linked_from_every_foot(sign_in: SignIn, calendar_published: None) -> None:
    client = sign_in(make_account("khong-vai"))

    page = text_of(client.get("/privacy/"))

    assert "Day of birth C2 · personal Party Charter" in page
    assert 'href="/privacy/"' in client.get("/").content.decode()
    assert Client().get("/privacy/").status_code == 302


def test_page_counts_first_and_takes_away_once_confirmed(tree: Tree, sign_in: SignIn) -> None:
    account = make_account("quantri", Role.ADMINISTRATOR, tree.committee)
    client = sign_in(account)
    closed_account("cu", date(2020, 3, 1))

    before = text_of(client.get("/retention/"))
    after = text_of(client.post("/retention/", {"code": "sessions"}, follow=True))

    assert "Empty or remove 1 entry" in before
    assert "1 entry was emptied or removed." in after
    assert "Nothing to take away today" in after
    assert JournalEvent.objects.get(verb="retention_applied").account == account


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_page_is_for_administrators_only(tree: Tree, sign_in: SignIn, role: Role) -> None:
    client: Any = sign_in(make_account("ai", role, tree.committee))

    assert [client.get("/retention/").status_code, client.post("/retention/").status_code] == [403, 403]
    assert Client().get("/retention/").status_code == 302
