"""Read the facts of every model in one statement, with the people in them in two more."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Expression, F, Field, IntegerField, Value
from django.db.models.functions import Cast

from admission.models import CommitteeDecision, Fact, Sponsorship, Transfer
from members.models import Account, Organization, Person

_WHO: dict[type[Fact], tuple[str, ...]] = {
    Sponsorship: ("end_by", "end_for"),
    CommitteeDecision: ("receipt_by", "receipt_for"),
}
"""The accounts in the rows of a model, besides who recorded them."""


def read_facts(models: Sequence[type[Fact]], case_id: int) -> list[Fact]:
    """Give the rows of all the models of one file, in the order of the models and then as they were recorded.

    One SELECT of the same columns for each model, put together: a column that a model does not have is NULL in its
    rows. Accounts, people and branches in them are loaded with them.
    """
    columns = _columns(tuple(models))
    parts = [
        model.objects.filter(case=case_id).annotate(**_selected(model, number, columns)).values_list(*_aliases(columns))
        for number, model in enumerate(models)
    ]
    rows = [_row(models[values[0]], columns, values) for values in parts[0].union(*parts[1:], all=True)]
    order = {model: number for number, model in enumerate(models)}
    rows.sort(key=lambda row: (order[type(row)], row.pk))
    _load(rows)
    return rows


@cache
def _columns(models: tuple[type[Fact], ...]) -> dict[str, Field[Any, Any]]:
    """Every column of the models by its name; of the same name they hold the same."""
    return {field.attname: field for model in models for field in model._meta.concrete_fields}


def _aliases(columns: Iterable[str]) -> list[str]:
    return ["of_model", *(f"of_{name}" for name in columns)]


def _selected(model: type[Fact], number: int, columns: dict[str, Field[Any, Any]]) -> dict[str, Expression | F]:
    own = {field.attname for field in model._meta.concrete_fields}
    selected: dict[str, Expression | F] = {"of_model": Value(number, output_field=IntegerField())}
    for name, field in columns.items():
        empty = Cast(Value(None), output_field=_plain(field))
        selected[f"of_{name}"] = F(name) if name in own else empty
    return selected


def _plain(field: Field[Any, Any]) -> Field[Any, Any]:
    """The type of a column; of a reference that of the id."""
    return field.target_field if field.is_relation else field


def _row(model: type[Fact], columns: dict[str, Field[Any, Any]], values: Sequence[Any]) -> Fact:
    found = dict(zip(columns, values[1:], strict=True))
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(DEFAULT_DB_ALIAS, names, [found[name] for name in names])


def _load(rows: list[Fact]) -> None:
    """Load what the rows refer to and the pages name."""
    references = [
        (row, name, Account) for row in rows for name in ("recorded_by", "recorded_for", *_WHO.get(type(row), ()))
    ]
    references += [(row, "sponsor", Person) for row in rows if isinstance(row, Sponsorship)]
    for name in ("from_branch", "to_branch"):
        references += [(row, name, Organization) for row in rows if isinstance(row, Transfer)]
    wanted: dict[Any, set[int]] = {}
    for row, name, model in references:
        pk = getattr(row, f"{name}_id")
        if pk is not None:
            wanted.setdefault(model, set()).add(pk)
    loaded = {model: model._default_manager.in_bulk(pks) for model, pks in wanted.items()}
    for row, name, model in references:
        pk = getattr(row, f"{name}_id")
        if pk is not None:
            setattr(row, name, loaded[model][pk])
