"""The ring of keys for sensitive columns: the first one encrypts, all of them decrypt.

The keys stand outside the database (`settings.FIELD_KEYS`). Every other key is made from one of the ring, so that the
ring is all there is to keep: the key of a blind index, and the short name that says with which key one was made.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from members.errors import MembersError

_KEY_BYTES, _NAME_LENGTH = 32, 8


class WrongFieldKeyError(MembersError):
    """No key of the ring opens a sensitive value: FIELD_KEYS is not the ring it was encrypted with."""

    def __init__(self) -> None:
        super().__init__("no key of FIELD_KEYS opens this value; the keys it was encrypted with are needed")


@dataclass(frozen=True, repr=False)
class KeyRing:
    """The ciphers and the index keys of one setting of keys, in its order."""

    ciphers: tuple[Fernet, ...]
    index_keys: tuple[tuple[str, bytes], ...]
    """For each key its short name, which tells nothing of it, and the key of the blind indexes."""

    @sensitive_variables()
    def encrypt(self, text: str) -> str:
        return self.ciphers[0].encrypt(text.encode()).decode()

    @sensitive_variables()
    def decrypt(self, token: str) -> str:
        """Raises: WrongFieldKeyError."""
        try:
            return MultiFernet(self.ciphers).decrypt(token.encode()).decode()
        except InvalidToken:
            raise WrongFieldKeyError from None

    @sensitive_variables()
    def is_newest(self, token: str) -> bool:
        """Say whether the first key opens it."""
        try:
            self.ciphers[0].decrypt(token.encode())
        except InvalidToken:
            return False
        return True

    @sensitive_variables()
    def blind_indexes(self, text: str) -> tuple[str, ...]:
        """Give the blind index of a text under each key; the first is the one to write, all are looked up."""
        return tuple(
            f"{name}:{hmac.new(key, text.encode(), hashlib.sha256).hexdigest()}" for name, key in self.index_keys
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The short names with which the blind indexes of this ring begin."""
        return tuple(name for name, _key in self.index_keys)


def key_ring() -> KeyRing:
    """Give the ring of this installation."""
    return _ring(tuple(settings.FIELD_KEYS))


@lru_cache(maxsize=8)
@sensitive_variables()
def _ring(keys: tuple[str, ...]) -> KeyRing:
    raw = [urlsafe_b64decode(key) for key in keys]
    return KeyRing(
        ciphers=tuple(Fernet(key) for key in keys),
        index_keys=tuple((_derived(key, b"name").hex()[:_NAME_LENGTH], _derived(key, b"blind index")) for key in raw),
    )


def _derived(key: bytes, purpose: bytes) -> bytes:
    """Make a key of its own for a purpose: who has it learns nothing of the key it was made from."""
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=b"party-admission " + purpose).derive(key)
