"""Queries that pages ask again and again: built once, and planned once (docs/adr/0027-what-is-made-once.md).

To have Django build a query takes longer than to run it, and PostgreSQL plans a long one ten times as long as it reads.
A query that depends on a few values alone is therefore built with stand-ins in their place; its text is kept and asked
with the values of the moment.

What is kept asks what Django would ask: it is built twice, with other stand-ins. Where the two differ in more than
these, it hangs on something else, and is built anew each time as any other query.
"""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from threading import local
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection

from members.access import Access, Held
from members.models import Account
from members.models.organization import following_path
from members.models.role import BRANCH_ROLES
from members.statements import Statement

Values = Mapping[str, Any]
Given = TypeVar("Given")

_PLACE = re.compile("%[s%]")
_TYPES: Mapping[type, str] = {int: "bigint", str: "text", date: "date", datetime: "timestamptz"}
_TOO_LARGE = 2**63
_readers: dict[Hashable, "_Reader | None"] = {}


def kept_of(name: Hashable, access: Access, build: Callable[..., Any], pk: int | None = None) -> list[Any]:
    """Give the rows of a queryset that depends on what an account holds, and on the day. `name`: which one it is, with
    all else it depends on; `build`: makes it from the ids, the places in the tree and the roles of an access alone.
    `pk`: of the one row that is asked for; `build` is then given it as well.
    """
    organizations = {one.organization_id for one in access.held}
    if len(organizations) != 1 or any(one.principal_id is not None for one in access.held):
        return list(build(access) if pk is None else build(access, pk))
    roles = tuple((one.role, one.is_practice) for one in access.held)
    # Of a branch everything is little. The plan for a committee of a town would not do for a whole province.
    fits_all = pk is not None or access.roles <= set(BRANCH_ROLES)
    asking = _Asking(access, pk)
    return _rows(
        (name, roles), asking, partial(_built, build), _values_of, partial(_like_it, asking), fits_all=fits_all
    )


def kept_by(name: Hashable, values: Values, build: Callable[[Values], Any]) -> list[Any]:
    """Give the rows of a queryset that depends on values alone: ids, words, days, instants. `name`: which one it is."""
    return _rows((name, tuple(values)), values, build, dict, partial(_values_like, values))


def _rows(
    key: Hashable,
    given: Given,
    build: Callable[[Given], Any],
    values_of: Callable[[Given], Values],
    stand_in: Callable[[int], Given],
    *,
    fits_all: bool = True,
) -> list[Any]:
    if key not in _readers:
        stand_ins = [stand_in(number) for number in (1, 2)]
        _readers[key] = _reader([(build(one), _adapted(values_of(one))) for one in stand_ins], fits_all=fits_all)
    reader, values = _readers[key], values_of(given)
    # An id that no column holds finds nothing: Django sees that, the database would complain.
    if reader is None or any(isinstance(value, int) and abs(value) >= _TOO_LARGE for value in values.values()):
        return list(build(given))
    return reader.rows(_adapted(values))


class _Reader:
    """Reads a queryset whose statement was written before, in any thread."""

    def __init__(self, queryset: Any, compiler: Any, statement: Statement) -> None:
        self.queryset, self.statement = queryset, statement
        self._results_iter = compiler.results_iter
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map
        self._answers = local()
        # Django makes the rows into what the queryset gives: it asks its query for a compiler, and that for rows.
        queryset.query.get_compiler = lambda *_args, **_kwargs: self

    def rows(self, values: Values) -> list[Any]:
        self._answers.rows = self.statement.rows(values)
        return list(self.queryset._iterable_class(self.queryset))

    def execute_sql(self, *_args: Any, **_kwargs: Any) -> list[list[tuple[Any, ...]]]:
        return [self._answers.__dict__.pop("rows")]

    def results_iter(self, results: Any = None, tuple_expected: bool = False, **_kwargs: Any) -> Any:
        return self._results_iter(results or self.execute_sql(), tuple_expected=tuple_expected)


def _reader(built: Sequence[tuple[Any, Values]], *, fits_all: bool) -> _Reader | None:
    """Write the statement; None where it hangs on more than the stand-ins."""
    (queryset, _values), _again = built
    try:
        (compiler, statement), (_compiler, again) = (_written(*one) for one in built)
    except EmptyResultSet:
        return None
    if statement != again or queryset._prefetch_related_lookups:
        return None
    return _Reader(queryset, compiler, replace(statement, fits_all=fits_all))


def _written(queryset: Any, values: Values) -> tuple[Any, Statement]:
    """Write it with the names of the values in their places, all else as it is."""
    compiler = queryset.query.get_compiler(using=queryset.db)
    text, parameters = compiler.as_sql()
    name_of = {(type(value), value): name for name, value in values.items()}
    constants: dict[str, Any] = {}
    given = iter(parameters)

    def place(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%%"
        value = next(given)
        name = name_of.get((type(value), value)) if isinstance(value, str | int | date) else None
        if name is None:
            name = f"constant{len(constants)}"
            constants[name] = value
        return f"%({name})s"

    text = _PLACE.sub(place, text)
    types = {name: _TYPES[type(value)] for name, value in values.items() if f"%({name})s" in text}
    if connection.vendor == "postgresql":
        text, constants = _inlined(text, constants), {}
    return compiler, Statement(text, types, constants)


def _inlined(text: str, constants: Values) -> str:
    """Write constants into the text: PostgreSQL sees then which partial index fits."""
    with connection.cursor() as cursor:
        for name, value in constants.items():
            literal = cursor.mogrify("%s", [value]).decode().replace("%", "%%")
            text = text.replace(f"%({name})s", literal, 1)
    return text


def _adapted(values: Values) -> Values:
    """Give days and instants as the database takes them."""
    return {name: _as_taken(value) for name, value in values.items()}


def _as_taken(value: Any) -> Any:
    match value:
        case datetime():
            return connection.ops.adapt_datetimefield_value(value)
        case date():
            return connection.ops.adapt_datefield_value(value)
    return value


# --- stand-ins -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Asking:
    """Who asks, and for which row if for one alone."""

    access: Access
    pk: int | None


def _built(build: Callable[..., Any], asking: _Asking) -> Any:
    return build(asking.access) if asking.pk is None else build(asking.access, asking.pk)


def _values_of(asking: _Asking) -> Values:
    access, one = asking.access, asking.access.held[0]
    values = {
        "account": access.account.pk,
        "organization": one.organization_id,
        "path": one.path,
        "beyond": following_path(one.path),
        "today": access.today,
    }
    return values if asking.pk is None else {**values, "pk": asking.pk}


def _like_it(asking: _Asking, number: int) -> _Asking:
    """Somebody who holds the same roles, elsewhere and on another day."""
    access = asking.access
    organization_id, path = 1_700_000_000 + number, f"0ZZZ0YY{number}"
    held = tuple(Held(one.role, organization_id, path, one.is_practice, 1_600_000_000 + number) for one in access.held)
    other = Access(Account(pk=1_800_000_000 + number), date(7777, 3, 3) + timedelta(days=5 * number), held)
    return _Asking(other, None if asking.pk is None else 1_500_000_000 + number)


def _values_like(values: Values, number: int) -> Values:
    return {name: _like(value, 10 * place + number) for place, (name, value) in enumerate(values.items(), start=1)}


def _like(value: Any, number: int) -> Any:
    match value:
        case datetime():
            return datetime(7777, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        case date():
            return date(7777, 1, 1) + timedelta(days=number)
        case int():
            return 1_900_000_000 + number
    return f"stand-in-{number}"
