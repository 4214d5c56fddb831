"""Encrypt every sensitive value anew with the newest key of the ring; afterwards the older keys can be taken away."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction

from members.encrypted import Secret, encrypted_fields
from members.field_keys import key_ring
from members.models import Account, Person
from members.national_id import blind_indexes
from members.services.journal import record_event

_BATCH = 500


def rotate_field_keys(*, by: Account | None = None) -> dict[str, int]:
    """Re-encrypt the values and make the blind indexes anew; give how many values changed, by "table.column".

    May be repeated, and interrupted: each batch is whole. Raises: WrongFieldKeyError for a value that no key opens; the
    batches before it stay done.
    """
    changed: dict[str, int] = {}
    for model in apps.get_models():
        for name in encrypted_fields(model):
            changed[f"{model._meta.db_table}.{name}"] = sum(_rotate(model, name))
    record_event(verb="field_keys_rotated", subject="installation:1", by=by, details={"values": changed})
    return changed


def _rotate(model: type[models.Model], name: str) -> Iterator[int]:
    last = 0
    while True:
        with transaction.atomic():
            rows = model._default_manager.filter(pk__gt=last, **{f"{name}__isnull": False}).order_by("pk")
            batch: list[Any] = list(rows.select_for_update(of=("self",))[:_BATCH])
            if not batch:
                return
            yield sum(_rotate_row(row, name) for row in batch)
            last = batch[-1].pk


def _rotate_row(row: models.Model, name: str) -> bool:
    secret: Secret = getattr(row, name)
    columns: dict[str, Any] = {}
    if not key_ring().is_newest(secret.token):
        columns[name] = Secret.seal(secret.reveal())
    if isinstance(row, Person) and name == "national_id":
        index = blind_indexes(secret)[0]
        if index != row.national_id_index:
            columns["national_id_index"] = index
    if columns:
        type(row)._default_manager.filter(pk=row.pk).update(**columns)
    return bool(columns)
