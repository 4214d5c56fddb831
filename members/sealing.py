"""Seal what must lie in the database for a while and be read by nobody there. The key is the product's secret key."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from members.errors import MembersError


class UnreadableSealError(MembersError):
    """Sealed with another key, or damaged: what is inside cannot be had."""


def seal(text: str, *, purpose: str) -> str:
    """Give the text encrypted and authenticated; only `unseal` with the same purpose opens it."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Raises: UnreadableSealError."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise UnreadableSealError(purpose) from error


def _box(purpose: str) -> MultiFernet:
    keys = (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))
    return MultiFernet([Fernet(_key(key, purpose)) for key in keys])


def _key(secret: str, purpose: str) -> bytes:
    # The secret is long and random (settings refuse another): a plain hash separates the purposes.
    return base64.urlsafe_b64encode(hashlib.sha256(f"seal:{purpose}:{secret}".encode()).digest())
