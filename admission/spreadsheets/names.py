"""When two spellings are one name."""

import unicodedata

from members.text import normalise

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def name_form(full_name: str) -> str:
    """Give what is compared of a name: case and the place of the tone mark do not matter, the tone itself does.

    "Hoà" and "Hòa" are one name, "Hùng" and "Hưng" are two.
    """
    words = normalise(full_name).casefold().split()
    return " ".join(_tone_last(word) for word in words)


def _tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    return "".join(c for c in letters if c not in _TONES) + "".join(c for c in letters if c in _TONES)
