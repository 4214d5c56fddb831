"""The national ID number: twelve figures, or the nine of the old card.

Source: Luật Căn cước 26/2023/QH15, art. 12 (twelve figures); the number of nine figures is that of the old card (chứng
minh nhân dân), which papers of former years carry.
"""

import re
import unicodedata

from django.views.decorators.debug import sensitive_variables

from members.encrypted import Secret
from members.errors import MembersError
from members.field_keys import key_ring

NEW_LENGTH, OLD_LENGTH = 12, 9
_LAST_PROVINCE = 96
_BETWEEN = re.compile(r"[\s.\-]+")


class NotANationalIdError(MembersError):
    """What was typed is no national ID number; the message does not repeat it."""

    def __init__(self) -> None:
        super().__init__("not a national ID number")


@sensitive_variables()
def seal_national_id(text: str) -> Secret:
    """Check a number, bring it into one form (figures only) and encrypt it. Raises: NotANationalIdError."""
    number = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    is_number = number.isascii() and number.isdecimal() and len(number) in {NEW_LENGTH, OLD_LENGTH}
    if not is_number or len(set(number)) == 1:
        raise NotANationalIdError
    # The first three of twelve figures are the code of a province, 001 to 096.
    if len(number) == NEW_LENGTH and not 1 <= int(number[:3]) <= _LAST_PROVINCE:
        raise NotANationalIdError
    return Secret.seal(number)


@sensitive_variables()
def blind_indexes(national_id: Secret) -> tuple[str, ...]:
    """Give the blind indexes of a number, the one to write first. Raises: WrongFieldKeyError."""
    return key_ring().blind_indexes(national_id.reveal())


@sensitive_variables()
def is_same_kind(first: Secret, second: Secret) -> bool:
    """Say whether both are numbers of the same card: then two different ones cannot be one person's.

    Raises: WrongFieldKeyError.
    """
    return len(first.reveal()) == len(second.reveal())


@sensitive_variables()
def is_new(national_id: Secret) -> bool:
    """Say whether it is the number of twelve figures. Raises: WrongFieldKeyError."""
    return len(national_id.reveal()) == NEW_LENGTH
