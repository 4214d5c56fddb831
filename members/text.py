"""Vietnamese text: one form on input, and a form to search in."""

import unicodedata

_D_WITH_STROKE = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})


def normalise(text: str) -> str:
    """Give composed characters (NFC) and single spaces, as every text is stored."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def search_form(text: str) -> str:
    """Give the text without case, marks and the stroke of đ: "Đặng Thị Hương" → "dang thi huong"."""
    decomposed = unicodedata.normalize("NFD", text.translate(_D_WITH_STROKE).casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def initials(full_name: str) -> str:
    """Give the initials a mail may carry: "Đặng Thị Hương" → "Đ.T.H."."""
    return "".join(f"{word[0].upper()}." for word in normalise(full_name).split())
