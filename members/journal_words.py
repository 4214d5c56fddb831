"""What can be wrong with the journal, in words."""

from datetime import date
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


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
    """The journal was sealed with another key than the one this installation has: nothing is said about the rows."""
    ANCHOR = "anchor"
    """An anchor that was written down is not in the chain: the journal was written anew up to there."""


_SENTENCES: dict[Flaw, Promise] = {
    Flaw.CHANGED: _("Row %(row)s, number %(number)s of the chain, was changed or was written without the key."),
    Flaw.MISSING: _("The row with number %(number)s of the chain is missing."),
    Flaw.REORDERED: _("Row %(row)s does not belong at number %(number)s of the chain: the order was changed."),
    Flaw.INSERTED: _("Row %(row)s was written without the key."),
    Flaw.COPIED: _("Row %(row)s is a copy of another row."),
    Flaw.CUT: _("The end is cut off from number %(number)s on."),
    Flaw.HEAD: _("The head of the chain was changed."),
    Flaw.WRONG_KEY: _("The journal was sealed with another key than the one this installation has (JOURNAL_KEY)."),
    Flaw.ANCHOR: _("The anchor of %(number)s rows is not in the chain: what lies before it was written anew."),
}
_WITH_DAY = {
    Flaw.CUT: _("The end is cut off from number %(number)s on: the anchor of %(day)s has more rows."),
    Flaw.ANCHOR: _("The anchor of %(day)s is not in the chain: what lies before it was written anew."),
}
_HEAD_WITH_ROW = _("The head of the chain is gone or an older one: row %(row)s, number %(number)s, is beyond it.")


def flaw_words(flaw: Flaw, *, number: int | None, pk: int | None, on: date | None) -> str:
    """Say what is wrong. `number`: the place in the chain; `pk`: the id of the row; `on`: the day of an anchor."""
    place = {"number": number, "row": pk, "day": date_format(on, "d/m/Y") if on else ""}
    words = _SENTENCES[flaw]
    if on is not None:
        words = _WITH_DAY.get(flaw, words)
    if flaw is Flaw.HEAD and pk is not None:
        words = _HEAD_WITH_ROW
    return str(words) % place
