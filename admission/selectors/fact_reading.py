"""Read the facts of every model in one statement, with the names of the people in them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import CharField, F, Field, ForeignKey, IntegerField, Model, Value
from django.db.models.functions import Cast

from admission.models import Fact, Transfer
from members.models import Account, Organization, Person

_PEOPLE: Mapping[str, type[Model]] = {
    "recorded_by": Account,
    "recorded_for": Account,
    "end_by": Account,
    "end_for": Account,
    "receipt_by": Account,
    "receipt_for": Account,
    "sponsor": Person,
}
"""Who is named in the rows. Only the name is read with them; whatever else is asked for is looked up."""
_BRANCHES = ("from_branch", "to_branch")


def read_facts(models: Sequence[type[Fact]], case_id: int) -> list[Fact]:
    """Give the rows of all the models of one file, in the order of the models and then as they were recorded.

    One SELECT of the same columns for each model, put together: a column that a model does not have is NULL in its
    rows. The branches of a transfer take one query more, where there is one.
    """
    columns = _columns(tuple(models))
    names = _names(columns)
    parts = [
        model.objects.filter(case=case_id).annotate(**_selected(model, number, columns)).values_list(*names)
        for number, model in enumerate(models)
    ]
    found = [dict(zip(names, values, strict=True)) for values in parts[0].union(*parts[1:], all=True)]
    found.sort(key=lambda values: (values["of_model"], values["of_id"]))
    rows = [_row(models[values["of_model"]], values) for values in found]
    _load_branches([row for row in rows if isinstance(row, Transfer)])
    return rows


@cache
def _columns(models: tuple[type[Fact], ...]) -> dict[str, Field[Any, Any]]:
    """Every column of the models by its name; of the same name they hold the same."""
    return {field.attname: field for model in models for field in model._meta.concrete_fields}


def _names(columns: Iterable[str]) -> list[str]:
    return ["of_model", *(f"of_{name}" for name in columns), *(f"called_{name}" for name in _PEOPLE)]


def _selected(model: type[Fact], number: int, columns: Mapping[str, Field[Any, Any]]) -> dict[str, Any]:
    own = {field.attname for field in model._meta.concrete_fields}
    selected: dict[str, Any] = {"of_model": Value(number, output_field=IntegerField())}
    for name, field in columns.items():
        column = field.target_field if isinstance(field, ForeignKey) else field
        selected[f"of_{name}"] = F(name) if name in own else Cast(Value(None), output_field=column)
    for name in _PEOPLE:
        is_own = f"{name}_id" in own
        empty = Cast(Value(None), output_field=CharField(max_length=120))
        selected[f"called_{name}"] = F(f"{name}__full_name") if is_own else empty
    return selected


def _row(model: type[Fact], values: Mapping[str, Any]) -> Fact:
    own = [field.attname for field in model._meta.concrete_fields]
    row = model.from_db(DEFAULT_DB_ALIAS, own, [values[f"of_{name}"] for name in own])
    for name, of in _PEOPLE.items():
        pk = values.get(f"of_{name}_id") if f"{name}_id" in own else None
        if pk is not None:
            setattr(row, name, of.from_db(DEFAULT_DB_ALIAS, ["id", "full_name"], [pk, values[f"called_{name}"]]))
    return row


def _load_branches(moves: Sequence[Transfer]) -> None:
    ids = {getattr(move, f"{name}_id") for move in moves for name in _BRANCHES}
    loaded = Organization.objects.in_bulk(ids) if ids else {}
    for move in moves:
        for name in _BRANCHES:
            setattr(move, name, loaded[getattr(move, f"{name}_id")])
