"""Statements whose text never changes: PostgreSQL plans them once for each connection."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection

_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""What each connection has prepared already; it forgets it when it is closed."""


@dataclass(frozen=True)
class Statement:
    """A SELECT. `text`: with its values as "%(name)s"; `types`: what they are to PostgreSQL, by name; `constants`:
    values that are always the same; `fits_all`: one plan is good for all values, so that it can be kept.
    """

    text: str
    types: Mapping[str, str]
    constants: Mapping[str, Any] = field(default_factory=dict)
    fits_all: bool = True

    @cached_property
    def name(self) -> str:
        return f"kept_{sha256(self.text.encode()).hexdigest()[:24]}"

    @cached_property
    def _call(self) -> str:
        places = ", ".join(f"%({name})s" for name in self.types)
        return f"EXECUTE {self.name} ({places})" if places else f"EXECUTE {self.name}"

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Ask it with the values of the moment, adapted as the database takes them."""
        with connection.cursor() as cursor:
            if self.fits_all and connection.vendor == "postgresql" and settings.PREPARED_STATEMENTS:
                self._prepare()
                cursor.execute(self._call, values)
            else:
                cursor.execute(self.text, {**self.constants, **values})
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def _prepare(self) -> None:
        """Have the connection plan it. What is prepared outlives a transaction that is rolled back."""
        raw = connection.connection
        known = _prepared.setdefault(raw, set())
        if self.name in known:
            return
        places = {name: f"${number}" for number, name in enumerate(self.types, start=1)}
        types = f" ({', '.join(self.types.values())})" if self.types else ""
        with connection.wrap_database_errors, raw.cursor() as cursor:
            cursor.execute(f"PREPARE {self.name}{types} AS {self.text % places}")
        known.add(self.name)
