"""Which passwords are refused: too short or too long, common ones, those made of one's own names.

There are no rules about capitals, digits or signs. Words are compared without accents, case, spaces and signs, so that
“Mật khẩu @ 2026” is what it is: a common word with a year.
"""

import re
from collections.abc import Iterable
from functools import cache
from itertools import permutations
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.models import Account
from members.text import search_form

SHORTEST, LONGEST = 12, 128
LEFT = 6
"""So many letters or digits must be left of a password once the words are taken out that everybody could guess."""
SHORT_WORD = 2
"""Words up to this length count only where they stand alone: “an” is in every other sentence."""
NAME_WORDS = 4
"""Longer names are taken in their own order only: all orders of five words are too many."""

_NOT_LETTERS = re.compile(r"[\W_]+")
_YEARS_AND_RUNS = re.compile(
    r"(19|20)\d\d|(\w)\2+|0?1234567890?|0?123456789?|012345|12345|1234|123|987654321|654321|4321|321"
)
_GENERIC = frozenset({"dang", "bo", "uy", "chi", "vu", "so", "ban", "phong", "cua", "va", "xa", "co", "quan"})
"""What half of all units are called: alone it says nothing about one of them."""


class LengthValidator:
    def validate(self, password: str, user: Account | None = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(
                _("The password is too short: at least %(count)s characters. A short sentence is easy to remember.")
                % {"count": SHORTEST},
                code="password_too_short",
            )
        if len(password) > LONGEST:
            raise ValidationError(
                _("The password is too long: at most %(count)s characters.") % {"count": LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _("%(least)s to %(most)s characters; any signs, spaces and accents too.") % {
            "least": SHORTEST,
            "most": LONGEST,
        }


class CommonValidator(CommonPasswordValidator):
    """Django's list, and the words people here choose, with whatever digits and signs around them."""

    def validate(self, password: str, user: object = None) -> None:
        plain = _joined(password)
        if password.casefold().strip() in self.passwords or plain in self.passwords or _left(plain, _common()) < LEFT:
            raise ValidationError(
                _("This password is among those that are guessed first. Take words that do not belong together."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _("No password that many people use, such as “mật khẩu 2026”.")


class OwnNameValidator:
    """Refuse what is made of the person's name, user name, units, or the name of the product."""

    def validate(self, password: str, user: Account | None = None) -> None:
        if user is None:
            return
        texts = [user.full_name, user.username, user.email.split("@")[0]]
        if user.pk:
            roles = user.roles.select_related("organization")
            texts += [text for role in roles for text in (role.organization.name, role.organization.code)]
        words = _words(texts)
        plain = " ".join(word for word in _NOT_LETTERS.sub(" ", search_form(password)).split() if word not in words)
        own = {word for word in words if len(word) > SHORT_WORD and word not in _GENERIC} | _names(user.full_name)
        if _left(_joined(plain), own | _common()) < LEFT:
            raise ValidationError(
                _("The password is made of your name, your user name or the name of your unit. Take other words."),
                code="password_own_name",
            )

    def get_help_text(self) -> str:
        return _("Not your name, your user name or the name of your unit, also not with a year behind it.")


def _joined(text: str) -> str:
    return _NOT_LETTERS.sub("", search_form(text))


def _words(texts: Iterable[str]) -> set[str]:
    return {
        word for text in texts for word in [_joined(text), *_NOT_LETTERS.sub(" ", search_form(text)).split()] if word
    }


def _names(full_name: str) -> set[str]:
    """Give the name written in one, in every order of two or more of its words."""
    words = _NOT_LETTERS.sub(" ", search_form(full_name)).split()
    if len(words) > NAME_WORDS:
        words = [words[0], *words[-(NAME_WORDS - 1) :]]
    orders = (order for size in range(2, len(words) + 1) for order in permutations(words, size))
    return {"".join(order) for order in orders}


def _left(plain: str, words: Iterable[str]) -> int:
    """Count what is left once the words, years and runs are taken out, the longest words first."""
    for word in sorted(words, key=len, reverse=True):
        plain = plain.replace(word, " ")
    return len(_YEARS_AND_RUNS.sub("", plain).replace(" ", ""))


@cache
def _common() -> frozenset[str]:
    lines = (Path(__file__).parent / "data" / "common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
