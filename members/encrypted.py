"""Columns of class C3: encrypted in the database, masked wherever they are printed, opened only on purpose."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.views.decorators.debug import sensitive_variables

from members.field_keys import key_ring

MASK = "•"
_HIDDEN = MASK * 6
_LAST_SHOWN = 3


class Secret:
    """A sensitive text, kept as it is encrypted. Printed in whatever way it shows dots; `reveal()` gives the text.

    It is made where the text comes in (a form field) and opened where it is shown or indexed: between the two no page,
    log or report of an error can hold the text.
    """

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        self.token = token

    @classmethod
    @sensitive_variables()
    def seal(cls, text: str) -> Secret:
        """Encrypt a text with the newest key."""
        return cls(key_ring().encrypt(text))

    @sensitive_variables()
    def reveal(self) -> str:
        """Give the text. Raises: WrongFieldKeyError."""
        return key_ring().decrypt(self.token)

    @sensitive_variables()
    def masked(self, shown: int = _LAST_SHOWN) -> str:
        """Give dots and the last signs: "•••••••••123". Raises: WrongFieldKeyError."""
        text = self.reveal()
        return MASK * (len(text) - shown) + text[-shown:]

    def __str__(self) -> str:
        return _HIDDEN

    def __repr__(self) -> str:
        return f"<Secret {_HIDDEN}>"


class EncryptedTextField(models.TextField[Any, Any]):
    """A text that stands encrypted in the database. In Python it is a `Secret`, or None where nothing is recorded.

    A plain text is refused: who writes one says so with `Secret.seal`.
    """

    description = "Encrypted text"

    def from_db_value(self, value: str | None, *_: Any) -> Secret | None:
        return None if value is None else Secret(value)

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Secret):
            raise TypeError(f"{self.name} takes a Secret")
        return value.token

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """For a serialised row: the encrypted text."""
        return self.get_prep_value(self.value_from_object(obj)) or ""


def encrypted_fields(model: type[models.Model]) -> tuple[str, ...]:
    """Name the encrypted columns of a model."""
    return tuple(field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField))
