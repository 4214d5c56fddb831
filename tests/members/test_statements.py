"""Statements that a connection plans once."""

from typing import Any

import pytest
from django.db import connection, transaction

from members.models import Account
from members.statements import Statement
from tests.factories import make_account

pytestmark = pytest.mark.django_db

NAMED = Statement(
    "SELECT id, '100%%' FROM members_account WHERE username = %(name)s AND %(name)s <> %(other)s",
    {"name": "text", "other": "text"},
)


def ask(account: Account) -> list[tuple[Any, ...]]:
    return NAMED.rows({"name": account.username, "other": "'"})


def test_statement_is_asked_with_the_values_of_the_moment() -> None:
    first, second = make_account("a"), make_account("b")

    assert [ask(account) for account in (first, second, first)] == [
        [(account.pk, "100%")] for account in (first, second, first)
    ]


def test_statement_is_asked_after_a_transaction_that_was_rolled_back() -> None:
    account = make_account("a")

    with transaction.atomic():
        ask(account)
        transaction.set_rollback(True)

    assert ask(account) == [(account.pk, "100%")]


@pytest.mark.parametrize("is_prepared", [True, False])
def test_statement_is_prepared_where_the_settings_say_so(settings: Any, is_prepared: bool) -> None:
    settings.PREPARED_STATEMENTS = is_prepared
    text = f"SELECT id FROM members_account WHERE id = %(id)s AND {int(is_prepared)} < 2"  # noqa: S608 - of our own
    statement = Statement(text, {"id": "bigint"})
    account = make_account("a")

    found = [statement.rows({"id": account.pk}) for _ in range(2)]

    assert found == [[(account.pk,)]] * 2
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM pg_prepared_statements WHERE name = %s", [statement.name])
            assert cursor.fetchone() == (int(is_prepared),)
