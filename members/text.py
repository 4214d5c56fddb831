"""Vietnamese text: one form on input, and a form to search in."""

import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz0123456789"
_TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Grave, hook, tilde, acute, dot below: the order of dictionaries."""
_D_WITH_STROKE = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})


def normalise(text: str) -> str:
    """Give composed characters (NFC) and single spaces, as every text is stored."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def search_form(text: str) -> str:
    """Give the text without case, marks and the stroke of đ: "Đặng Thị Hương" → "dang thi huong"."""
    decomposed = unicodedata.normalize("NFD", text.translate(_D_WITH_STROKE).casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def name_order(full_name: str) -> str:
    """Give what a full name is sorted by in Viet Nam: the given name, which is written last, then the others in their
    order; letters by the Vietnamese alphabet, and of one spelling the tone marks: none, grave, hook,
    tilde, acute, dot.

    Figures only, two for each letter: every database sorts them alike, whatever its collation.
    """
    *before, given = normalise(full_name).casefold().split() or [""]
    return "".join(_word_order(word) for word in (given, *before))


def word_order(text: str) -> str:
    """Give what a text that is no name is sorted by: word by word from the left, letters by the Vietnamese alphabet."""
    return " ".join(_word_order(word) for word in normalise(text).casefold().split())


def _word_order(word: str) -> str:
    taken_apart = unicodedata.normalize("NFD", word)
    tone = max((_TONES.find(mark) + 1 for mark in taken_apart), default=0)
    plain = unicodedata.normalize("NFC", "".join(mark for mark in taken_apart if mark not in _TONES))
    letters = "".join(f"{_ALPHABET.index(letter) + 11}" for letter in plain if letter in _ALPHABET)
    # Lower than any letter, so that the shorter of two words comes first.
    return f"{letters}0{tone}"


def initials(full_name: str) -> str:
    """Give the initials a mail may carry: "Đặng Thị Hương" → "Đ.T.H."."""
    return "".join(f"{word[0].upper()}." for word in normalise(full_name).split())
