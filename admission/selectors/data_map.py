"""The data map against the models: what is missing in it, what is stale, and its sensitive columns."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from admission.domain.personal_data import DataClass, Keeping
from admission.labels.data_map import PERSONAL, PersonalFields, declared

COVERED = ("members", "admission", "sessions")


def model_fields() -> Iterator[tuple[str, str]]:
    """Every column, and every relation of many to many, of the models the map covers; without the `id` of a row."""
    for label in COVERED:
        for model in apps.get_app_config(label).get_models(include_auto_created=False):
            for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many):
                if not isinstance(field, models.AutoField):
                    yield model._meta.label, field.name


def problems() -> list[str]:
    """Say what is wrong with the map: columns without a line, lines without a column, columns declared twice."""
    there, lines = set(model_fields()), Counter(declared())
    covered = {model for model, _field in there}
    return [
        *(
            f"{model}.{field} has no line in admission/labels/data_map.py"
            for model, field in sorted(there - set(lines))
        ),
        *(
            f"{model}.{field} is declared and does not exist"
            for model, field in sorted(set(lines) - there)
            if model in covered or not _is_elsewhere(model, field)
        ),
        *(f"{model}.{field} is declared {count} times" for (model, field), count in lines.items() if count > 1),
    ]


def _is_elsewhere(model: str, field: str) -> bool:
    """Say whether a line is about a column of an app that the map need not cover."""
    try:
        return any(one.name == field for one in apps.get_model(model)._meta.get_fields())
    except LookupError:
        return False


def sensitive_columns() -> list[tuple[type[models.Model], tuple[str, ...]]]:
    """The columns of class C3 that are kept for a time only, by the model that has them."""
    found: dict[str, list[str]] = {}
    for row in PERSONAL:
        if row.data_class is DataClass.C3 and row.keeping is Keeping.SENSITIVE:
            found.setdefault(row.model, []).extend(row.fields)
    return [(apps.get_model(model), tuple(fields)) for model, fields in found.items()]


def rows_by_purpose() -> list[tuple[Any, list[PersonalFields]]]:
    """The map for people to read: the rows of each purpose in the order of the table."""
    purposes = dict.fromkeys(row.purpose for row in PERSONAL)
    return [(purpose, [row for row in PERSONAL if row.purpose is purpose]) for purpose in purposes]
