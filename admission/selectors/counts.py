"""Many small counts in one query, each only as far as somebody wants to read it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from members.access import Access
from members.kept_queries import kept_of
from members.models import Account

MOST_COUNTED = 999
"""A larger number is shown as "more than": counting on would cost more than it tells."""
_COUNT = "_count"


class CountOf(Subquery):
    """How many rows a queryset has, at most one more than MOST_COUNTED; a value, so that several cost one query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"

    def __init__(self, queryset: QuerySet[Any]) -> None:
        super().__init__(queryset.order_by().values("pk")[: MOST_COUNTED + 1], output_field=IntegerField())


def counts_of(access: Access, querysets: Callable[[Access], Mapping[str, QuerySet[Any]]]) -> dict[str, int]:
    """Count the rows of each queryset that an access asks for, by name, in one query whatever their number."""
    (found,) = kept_of(("counts", querysets), access, lambda access: _counting(access, querysets(access)))
    return {name.removesuffix(_COUNT): number or 0 for name, number in found.items() if name.endswith(_COUNT)}


def _counting(access: Access, querysets: Mapping[str, QuerySet[Any]]) -> QuerySet[Any, Any]:
    counted = {f"{name}{_COUNT}": CountOf(queryset) for name, queryset in querysets.items()}
    found: QuerySet[Any, Any] = Account.objects.filter(pk=access.account.pk).values("pk", **counted)
    return found
