"""The words for alerts: which level one is of, and what became of it."""

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

DELIVERIES: dict[str, tuple[str | Promise, str, str]] = {
    "delivered": (_("Accepted by the mail server"), "good", "check-circle"),
    "waiting": (_("Waits for the next digest"), "info", "hourglass-split"),
    "leaving": (_("Waits to be sent"), "info", "hourglass-split"),
    "retrying": (_("Not delivered yet, tried again"), "attention", "exclamation-triangle-fill"),
    "failed": (
        _("Not delivered, given up; the next digest takes it up again"), "attention", "exclamation-triangle-fill",
    ),
    "not_repeated": (
        _("Could not be sent that day; the digest had told of it, or the next one did"),
        "attention", "exclamation-triangle-fill",
    ),
    "withdrawn": (_("Withdrawn unsent: done, moved, or no longer this person's"), "neutral", "slash-circle"),
}  # fmt: skip
"""By state: the words, the tone of the badge, the icon."""


HEARERS: dict[str, str | Promise] = {
    "actor": "",
    "deputy": _("as deputy"),
    "delegate": _("by delegation"),
    "other_end": _("at the other end"),
    "above": _("as the level above"),
    "inspector": _("as inspector"),
}
"""Why somebody heard of it, beside his name."""


def level_label(level: int) -> str:
    """Say at which distance to the due date an alert is due: working days before it, on it, after it."""
    if level > 0:
        return ngettext("%(days)s working day before", "%(days)s working days before", level) % {"days": level}
    if level == 0:
        return gettext("On the last day")
    if level == -1:
        return gettext("Overdue")
    return ngettext("%(days)s working day overdue", "%(days)s working days overdue", -level) % {"days": -level}
