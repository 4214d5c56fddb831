"""What can be wrong with the journal, in words."""

from datetime import date
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext


class Flaw(StrEnum):
    """What can be wrong with the journal."""

    CHANGED = "changed"
    """A row has another content than the one it was sealed with, or was put among the sealed ones without the key."""
    MISSING = "missing"
    """A place of the chain has no row."""
    REORDERED = "reordered"
    """A genuine row stands at a place that is not its own."""
    INSERTED = "inserted"
    """A row was written without the key."""
    COPIED = "copied"
    """A genuine row is there twice."""
    CUT = "cut"
    """The end is missing: there are fewer rows than the head or an anchor says."""
    HEAD = "head"
    """The head is gone, or was changed, or put back to an older one."""
    WRONG_KEY = "wrong_key"
    """The journal was sealed with another key than the one this installation has: nothing can be said about the rows."""
    ANCHOR = "anchor"
    """An anchor that was written down is not in the chain: the journal was written anew up to there."""


def flaw_words(flaw: Flaw, *, number: int | None, pk: int | None, on: date | None) -> str:
    """Say what is wrong. `number`: the place in the chain; `pk`: the id of the row; `on`: the day of an anchor."""
    place = {"number": number, "row": pk, "day": date_format(on, "d/m/Y") if on else ""}
    match flaw:
        case Flaw.CHANGED:
            text = gettext("Row %(row)s, number %(number)s of the chain, was changed or was written without the key.")
        case Flaw.MISSING:
            text = gettext("The row with number %(number)s of the chain is missing.")
        case Flaw.REORDERED:
            text = gettext("Row %(row)s does not belong at number %(number)s of the chain: the order was changed.")
        case Flaw.INSERTED:
            text = gettext("Row %(row)s was written without the key.")
        case Flaw.COPIED:
            text = gettext("Row %(row)s is a copy of another row.")
        case Flaw.CUT if on is not None:
            text = gettext("The end is cut off from number %(number)s on: the anchor of %(day)s has more rows.")
        case Flaw.CUT:
            text = gettext("The end is cut off from number %(number)s on.")
        case Flaw.HEAD if pk is not None:
            text = gettext("The head of the chain does not fit row %(row)s, number %(number)s: it is gone or an older one.")
        case Flaw.HEAD:
            text = gettext("The head of the chain was changed.")
        case Flaw.WRONG_KEY:
            text = gettext("The journal was sealed with another key than the one this installation has (JOURNAL_KEY).")
        case Flaw.ANCHOR if on is not None:
            text = gettext("The anchor of %(day)s is not in the chain: the journal was written anew up to number %(number)s.")
        case Flaw.ANCHOR:
            text = gettext("The anchor is not in the chain: the journal was written anew up to number %(number)s.")
    return text % place
