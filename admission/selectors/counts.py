"""Many small counts in one query, each only as far as somebody wants to read it."""

from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from members.models import Account

MOST_COUNTED = 999
"""A larger number is shown as "more than": counting on would cost more than it tells."""


class CountOf(Subquery):
    """How many rows a queryset has, at most one more than MOST_COUNTED; a value, so that several cost one query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"

    def __init__(self, queryset: QuerySet[Any]) -> None:
        super().__init__(queryset.order_by().values("pk")[: MOST_COUNTED + 1], output_field=IntegerField())


def counts_of(account: Account, querysets: dict[str, QuerySet[Any]]) -> dict[str, int]:
    """Count the rows of each queryset, by name, in one query whatever their number; none for an empty dict."""
    if not querysets:
        return {}
    counted = {f"{name}_count": CountOf(queryset) for name, queryset in querysets.items()}
    found = Account.objects.filter(pk=account.pk).values(**counted).get()
    return {name: found[f"{name}_count"] or 0 for name in querysets}
